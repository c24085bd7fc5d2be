"""No escape sequence, bidirectional or zero-width control reaches a terminal, by whatever door it comes in."""

import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.made import record, write
from tests.running import aidcli, on_a_terminal

HOSTILE = "a\x1b[2J\x9b31m\x07b\u202ec\u2066d\u200be\ufefff\u2028g"
SOURCE = {"id": "doc", "title": HOSTILE, "publisher": HOSTILE, "date": "2023"}
TEXTS = {"subject": HOSTILE, "subject_zh": HOSTILE, "note": HOSTILE}
COMMANDS = [
    "list",
    "list --fields id,subject,note,printed",
    "search a",
    "sum --explain",
    "sum --by source",
    "compare --by source",
    "show one",
    "show one two",
    "codes sources",
    "codes units",
    "codes units --used",
    "check",
    "edit one --value 9",
    "remove two --yes",
]


def hidden(text: str) -> list[str]:
    return [character for character in text if character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")]


@pytest.fixture(autouse=True)
def db(monkeypatch: pytest.MonkeyPatch) -> Path:
    figures = [
        record("one", 1, source="doc", printed="5\x1b[31m\u202e元", unit="odd", **TEXTS),
        record("two", 1, source="doc", part_of="one", unit="odd", **TEXTS),
    ]
    codes = {"1": {"kind": "unit", "code": "odd", "en": HOSTILE, "zh": HOSTILE, "aliases": HOSTILE}}
    monkeypatch.setenv("AIDCLI_DB", "store.json")
    return write(Path("store.json"), figures, codes=codes, sources={"1": SOURCE})


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("format_", ["table", "markdown"])
@pytest.mark.parametrize("command", COMMANDS)
def test_answers_for_people(command: str, format_: str, lang: str) -> None:
    answer = aidcli(*command.split(), "--format", format_, "--lang", lang)
    assert answer.exit_code == 0
    assert hidden(answer.output) == []


@pytest.mark.parametrize("format_", ["json", "jsonl"])
@pytest.mark.parametrize("command", COMMANDS)
def test_json_escapes_them(command: str, format_: str) -> None:
    answer = aidcli(*command.split(), "--format", format_)
    assert (answer.exit_code, hidden(answer.output)) == (0, [])


def test_json_keeps_them() -> None:
    """Also those beyond the sixteen bits of an escape."""
    text = f"{HOSTILE}\U000e0041"
    assert aidcli("edit", "one", "--note", text).exit_code == 0
    answer = aidcli("list", "--id", "one", "--format", "json")
    assert (json.loads(answer.stdout)[0]["note"], hidden(answer.stdout)) == (text, [])


@pytest.mark.parametrize("command", ["list", "export", "codes sources", "show one"])
@pytest.mark.parametrize("format_", ["csv", "tsv"])
def test_separated_text_shows_them_on_a_terminal_and_says_so(command: str, format_: str, db: Path) -> None:
    _, said = on_a_terminal(db, [*command.split(), "--format", format_], answered=True)
    shown = said.replace("\r\n", "\n")
    assert hidden(shown.replace("\t", "")) == []
    assert "Control characters are shown as symbols" in shown


def test_separated_text_is_as_it_is_in_a_pipe() -> None:
    answer = aidcli("export")
    assert HOSTILE in answer.stdout
    assert "Control characters" not in answer.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["list", "--sector", HOSTILE],
        ["list", "--id", HOSTILE],
        ["list", f"--{HOSTILE}"],
        [HOSTILE],
        ["search", f"zz{HOSTILE}"],
        ["compare", HOSTILE, "education"],
        ["sum", "--by", HOSTILE],
        ["sum", "--db", f"missing{HOSTILE}"],
        ["import", f"{HOSTILE}.csv"],
        ["import", f"{HOSTILE}.{HOSTILE}"],
        ["export", f"{HOSTILE}/figures.csv"],
        ["add", "--sector", "education", "--measure", "funding", "--value", HOSTILE, "--subject", "s", "--source", "doc"],
        ["edit", "one", "--period", HOSTILE],
        ["remove", HOSTILE, "--yes"],
        ["codes", "add", "sector", HOSTILE, "--en", HOSTILE],
        ["check", "--document", HOSTILE],
    ],
    ids=lambda words: words[0] if words[0] != HOSTILE else "command",
)
def test_errors(words: Sequence[str]) -> None:
    answer = aidcli(*words)
    assert answer.exit_code in (1, 2, 3)
    assert answer.stderr
    assert hidden(answer.stderr) == []


def test_notes_and_faults_of_a_file(tmp_path: Path) -> None:
    (tmp_path / f"bad{HOSTILE}.jsonl").write_text('{"id": "a\\u001b", "sector": "\\u202e"}\n', "utf-8")
    answer = aidcli("import", str(tmp_path / f"bad{HOSTILE}.jsonl"))
    assert (answer.exit_code, hidden(answer.stderr)) == (2, [])
    answer = aidcli("edit", "one", "--printed", f"6{HOSTILE}元")
    assert (answer.exit_code, hidden(answer.output)) == (0, [])


def test_prompts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aidcli.cli.asking.sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))
    answer = aidcli("remove", "two", typed="n\n")
    assert "Remove two" in answer.stderr
    assert hidden(answer.output) == []


@pytest.mark.parametrize("command", ["list --db", "check --db", "import", "extract", "mapping"])
def test_a_line_feed_in_a_path_is_shown_and_the_error_stays_one_line(command: str) -> None:
    refused = aidcli(*command.split(), "no\nsuch.csv")
    assert refused.exit_code == 3
    assert "no\u240asuch.csv" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_line_feed_in_a_path_is_shown_in_what_is_said_of_a_change() -> None:
    changed = aidcli("remove", "two", "--yes", "--db", str(Path("store.json").rename("two\nlines.json")))
    assert "'two\u240alines.json'" in changed.stderr
