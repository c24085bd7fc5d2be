"""No text of a store, a file or a command line reaches a terminal as a command to it."""

import json
from pathlib import Path

import pytest

from tests.made import options, record, write
from tests.running import Ask

EVIL = "\x1b[31mred\x07 \x9b2J\x7f\u202eder"
KEYS = {"subject": EVIL, "subject_zh": EVIL, "printed": EVIL, "note": EVIL, "period": "2020"}
COMMANDS = {
    "list": "list --sort -value",
    "a card": "show a",
    "cards": "show a b",
    "search": "search red",
    "totals": "sum",
    "totals by a label": "sum --by source",
    "evidence": "sum --explain --by source",
    "a comparison of labels": "compare doc other",
    "labels": "codes sources",
    "codes that are used": "codes sectors --used",
    "findings": "check",
    "a dry run": "import in.json --dry-run",
    "a change": "edit a --value 9",
    "a removal": "remove c --yes",
}


def commands(text: str) -> set[str]:
    """Return the characters of a text that command a terminal, without the line feeds that end its lines."""
    return {char for char in text if not char.isprintable()} - {"\n"}


@pytest.fixture
def evil(db: Path) -> Path:
    sources = {"1": {"id": "doc", "title": EVIL}, "2": {"id": "other", "title": f"other {EVIL}"}}
    codes = {"1": {"kind": "sector", "code": "mine", "en": EVIL, "zh": EVIL}}
    figures = [record("a", 5, **KEYS, source="doc"), record("b", 6, **KEYS, source="other"), record("c", 1, part_of="a", sector="mine")]
    Path("in.json").write_text(json.dumps([record("new", 1, **KEYS)]), "utf-8")
    return write(db, figures, sources=sources, codes=codes)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["table", "markdown"])
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_what_people_read_commands_no_terminal(aidcli: Ask, evil: Path, command: str, form: str, lang: str) -> None:
    result = aidcli(*command.split(), "--format", form, "--lang", lang)
    assert result.exit_code in (0, 4)
    assert result.output
    assert commands(result.output) == set()


def test_what_is_typed_wrong_is_named_without_its_commands(aidcli: Ask, evil: Path) -> None:
    wrong = f"wrong{EVIL}"
    bad = record("new", **KEYS) | {"sector": wrong, "id": wrong, wrong: wrong}
    Path("bad.json").write_text(json.dumps([bad]), "utf-8")
    for words in (
        ["show", wrong],
        ["sum", wrong],
        ["list", "--sector", wrong],
        ["list", "--period", wrong],
        ["list", "--db", wrong],
        ["compare", wrong, "doc"],
        ["export", f"{wrong}.xyz"],
        ["import", "bad.json"],
        ["edit", "a", "--source", wrong],
        ["codes", wrong],
        ["add", *options({"id": wrong, "sector": "mine", "measure": "funding", "unit": "CNY", "subject": "s", "source": "doc"})],
        ["help", wrong],
        [wrong],
    ):
        result = aidcli(*words)
        assert result.exit_code, words
        assert commands(result.output) == set(), words
