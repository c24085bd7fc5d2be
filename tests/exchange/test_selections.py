"""A selection is exported so that it imports by itself: with the wholes of its parts, or without links to what it lacks."""

from pathlib import Path

import pytest

from tests.made import held, record, write
from tests.running import Ask

FILES = ("out.csv", "out.tsv", "out.json", "out.jsonl", "out.xlsx", "folder")
FIGURES = [
    record("part", 1, sector="health", part_of="middle"),
    record("middle", 5, part_of="whole"),
    record("apart", 2, sector="health"),
    record("whole", 9),
    record("inner", 1, sector="health", part_of="apart"),
    record("alien", 3, sector="water", part_of="whole"),
]


@pytest.fixture
def linked(db: Path) -> Path:
    return write(db, FIGURES)


@pytest.mark.parametrize("file", FILES)
def test_links_to_what_is_not_exported_are_dropped_and_named(aidcli: Ask, linked: Path, file: str) -> None:
    result = aidcli("export", file, "--sector", "health", "--sector", "water")
    dropped = "2 figures lose their link to a whole that is not exported: part, alien. --with-wholes exports the wholes, too."
    assert (result.exit_code, dropped in result.stderr) == (0, True)
    assert aidcli("import", file, "--db", "new.json").exit_code == 0
    links = {name: each.get("part_of") for name, each in held(Path("new.json")).items()}
    assert links == {"part": None, "apart": None, "inner": "apart", "alien": None}


def test_one_link_that_is_dropped_is_named(aidcli: Ask, linked: Path) -> None:
    said = aidcli("export", "out.csv", "--sector", "water").stderr
    assert "1 figure loses its link to a whole that is not exported: alien. --with-wholes exports the whole, too." in said


@pytest.mark.parametrize("file", FILES)
def test_wholes_are_taken_along_if_asked(aidcli: Ask, linked: Path, file: str) -> None:
    result = aidcli("export", file, "--sector", "health", "--with-wholes")
    assert (result.exit_code, result.stderr) == (0, f"aidcli: wrote 5 figures to '{file}'\n")
    assert aidcli("import", file, "--db", "new.json").exit_code == 0
    assert list(held(Path("new.json")).values()) == FIGURES[:5]
    assert '"unchanged"' in aidcli("import", file, "--format", "json").stdout


def test_what_is_printed_is_said_beside(aidcli: Ask, linked: Path) -> None:
    result = aidcli("export", "--id", "part", "--format", "jsonl")
    assert '"part_of":null' in result.stdout
    assert "1 figure loses its link to a whole that is not exported: part." in result.stderr
    assert aidcli("export", "--id", "part", "--with-wholes", "--format", "csv").stdout.count("\n") == 4


def test_a_link_that_leads_nowhere_and_a_ring_are_no_obstacle(aidcli: Ask, db: Path) -> None:
    write(db, [record("a", part_of="gone"), record("b", part_of="c"), record("c", part_of="b")])
    result = aidcli("export", "--sector", "education", "--with-wholes", "--format", "csv")
    assert (result.exit_code, result.stdout.count("\n")) == (0, 4)
    assert "1 figure loses its link to a whole that is not exported: a." in result.stderr


def test_a_long_chain_is_taken_along_in_one_go(aidcli: Ask, db: Path) -> None:
    chain = [record(f"f{at}", part_of=f"f{at + 1}") for at in range(5000)]
    write(db, [*chain, record("f5000")])
    assert aidcli("export", "--id", "f0", "--with-wholes", "--format", "csv").stdout.count("\n") == 5002


def test_what_a_filter_cannot_place_is_said(aidcli: Ask, db: Path) -> None:
    write(db, [record("a", period="2023"), record("b")])
    result = aidcli("export", "out.csv", "--period", "2023")
    assert result.stderr.startswith("aidcli: ")
    assert (result.exit_code, result.stderr.count("\n")) == (0, 2)
