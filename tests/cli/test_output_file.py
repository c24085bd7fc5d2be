"""`--output FILE`: an answer goes to a file whole or not at all, in the format that the suffix tells."""

import os
from pathlib import Path

import pytest

from aidcli.cli.options import SUFFIXES
from tests.made import held, record, write
from tests.running import Ask, on_a_terminal

QUESTIONS = [
    *map(str.split, ("list health", "search surgical", "sum --by sector", "compare education health", "show health-operations")),
    *map(str.split, ("codes sectors", "check", "sum education health --across sector")),
]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_a_file_gets_what_would_have_been_printed(aidcli: Ask, question: list[str], suffix: str) -> None:
    name = f"answer{suffix.upper()}"
    result = aidcli(*question, "--output", name)
    printed = aidcli(*question, "--format", SUFFIXES[suffix])
    assert (result.exit_code, result.stdout) == (printed.exit_code, "")
    assert Path(name).read_text("utf-8") == printed.stdout
    said = [line for line in result.stderr.splitlines() if not line.startswith(f"aidcli: wrote '{name}' (rows: ")]
    assert (said, len(result.stderr.splitlines()) - len(said)) == (printed.stderr.splitlines(), 1)


def test_a_file_is_never_fitted_to_the_terminal_nor_coloured(tmp_path: Path, aidcli: Ask) -> None:
    db = write(tmp_path / "store.json", [record("a", subject="a " * 200)])
    status, said = on_a_terminal(db, ["list", "-o", "all.txt"], answered=True)
    assert (status, said) == (0, "aidcli: wrote 'all.txt' (rows: 1)\r\n")
    assert Path("all.txt").read_text("utf-8") == aidcli("list", AIDCLI_DB=db).stdout


def test_an_option_decides_the_format_before_the_suffix_and_that_before_the_environment(aidcli: Ask) -> None:
    assert aidcli("list", "-o", "a.csv", "--format", "tsv").exit_code == 0
    assert Path("a.csv").read_text("utf-8").startswith("id\tsector\t")
    assert aidcli("list", "-o", "b.csv", AIDCLI_FORMAT="json").exit_code == 0
    assert Path("b.csv").read_text("utf-8").startswith("id,sector,")


def test_an_existing_file_is_overwritten_by_force_only(aidcli: Ask) -> None:
    Path("a.csv").write_text("mine")
    result = aidcli("list", "-o", "a.csv")
    assert (result.exit_code, result.stderr) == (2, "aidcli: error: 'a.csv' exists already; add --force to overwrite it\n")
    assert Path("a.csv").read_text() == "mine"
    assert aidcli("list", "-o", "a.csv", "--force").exit_code == 0
    assert Path("a.csv").read_text().startswith("id,")


def test_a_change_whose_answer_has_no_place_is_not_made(aidcli: Ask, db: Path) -> None:
    write(db, [record("a")])
    Path("a.csv").touch()
    assert aidcli("remove", "a", "--yes", "-o", "a.csv").exit_code == 2
    assert set(held(db)) == {"a"}
    assert aidcli("remove", "a", "--yes", "-o", "b.csv").stdout == ""
    assert (set(held(db)), Path("b.csv").read_text().count("\n")) == (set(), 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("list -o answer", "cannot tell the format of 'answer' by its suffix; use .json, .jsonl, .csv, .tsv, .md or .txt, or add --format"),
        ("list -o answer.xlsx", "cannot tell the format of 'answer.xlsx' by its suffix"),
        ("list --force", "--force overwrites the file of --output; add --output FILE"),
        ("list -o no/answer.csv", "cannot write 'no/answer.csv': there is no folder 'no'"),
        ("export a.csv -o b.csv", "FILE and --output both name a file, 'a.csv' and 'b.csv'; omit one of them"),
        ("list -o a.csv --fields nonsense", "unknown --fields key 'nonsense'"),
        ("sum -o a.csv --format value", "has"),
    ],
)
def test_what_cannot_be_written_is_said_and_leaves_nothing(aidcli: Ask, words: str, said: str) -> None:
    result = aidcli(*words.split())
    assert result.exit_code in (2, 3)
    assert result.stderr.startswith("aidcli: error: ")
    assert said in result.stderr
    assert list(Path.cwd().iterdir()) == []


def test_a_full_disk_leaves_the_older_file(aidcli: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.csv").write_text("mine")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert aidcli("list", "-o", "a.csv", "--force").exit_code == 3
    assert {each.name: each.read_text() for each in Path.cwd().iterdir()} == {"a.csv": "mine"}


def test_no_match_is_written_too_so_that_no_older_answer_is_taken_for_this_one(aidcli: Ask) -> None:
    Path("a.json").write_text("older")
    result = aidcli("list", "--sector", "water", "-o", "a.json", "--force")
    assert (result.exit_code, Path("a.json").read_text()) == (1, "[]\n")
    assert result.stderr == "aidcli: wrote 'a.json' (rows: 0)\naidcli: no figure matches\n"


def test_export_takes_the_option_for_its_file(aidcli: Ask) -> None:
    assert aidcli("export", "-o", "a.csv").exit_code == aidcli("export", "b.csv").exit_code == 0
    assert Path("a.csv").read_bytes() == Path("b.csv").read_bytes()
