"""An export that cannot be done loses nothing; rates and shares at their edges."""

import os
from pathlib import Path

import pytest

from tests.made import record, write
from tests.running import Ask


def test_an_export_that_fails_leaves_the_older_one(aidcli: Ask, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(db, [record("a")])
    assert aidcli("export", "out.csv").exit_code == 0
    before = (db.parent / "out.csv").read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = aidcli("export", "out.csv", "--force")
    assert (result.exit_code, result.stdout) == (3, "")
    assert (db.parent / "out.csv").read_bytes() == before
    assert {each.name for each in db.parent.iterdir()} == {"out.csv", db.name}


def test_a_rate_is_refused_for_its_own_suspects_only_and_not_by_measure(aidcli: Ask, db: Path) -> None:
    twins = [record(name, measure="pledge", period="2020") for name in ("p1", "p2")]
    write(db, [*twins, record("f", 10), record("s", 5, measure="people-served", unit="person")])
    assert aidcli("sum", "--strict").exit_code == 4
    rate = aidcli("sum", "--strict", "--rate", "funding/people-served", "--format", "value")
    assert (rate.exit_code, rate.stdout) == (0, "2\n")
    assert "omit measure and unit from --by" in aidcli("sum", "--rate", "funding/people-served", "--by", "measure").stderr


def test_nothing_is_exactly_nothing_of_an_open_total(aidcli: Ask, db: Path) -> None:
    write(db, [record("none", 0), record("some", 5, sector="health", bound="at-least")])
    assert "< 0" not in aidcli("compare", "education", "health").stdout


def test_an_export_of_nothing_prints_no_header_in_place_of_its_file(aidcli: Ask, db: Path) -> None:
    write(db, [record("a")])
    result = aidcli("export", "out.csv", "--sector", "water")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "aidcli: no figure matches\n")
    assert not (db.parent / "out.csv").exists()
