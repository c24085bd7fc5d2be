"""No digit is ever cut, however narrow the terminal; with --wide, no character."""

import json
import re
import unicodedata
from collections import Counter
from typing import Any

import pytest

from aidcli.cli.options import Answer
from aidcli.display.table import Style
from tests.running import Ask

WIDTHS = (30, 40, 60, 80, 200, None)
QUESTIONS = {
    "list": ("list",),
    "search": ("search", "school"),
    "search narrow labels": ("search", "health", "funding"),
    "sum": ("sum",),
    "sum by": ("sum", "--by", "sector,recipient"),
    "sum across": ("sum", "--by", "sector", "--across", "measure", "--measure", "funding", "--measure", "investment"),
    "compare": ("compare", "education", "health"),
    "compare by": ("compare", "--by", "recipient"),
    "show": ("show", "industry-attracted", "culture-audience", "health-operations"),
    "codes": ("codes", "--used"),
}
NUMBERS = ("value", "difference", "count", "left_out", "line", "start")
every_width = pytest.mark.parametrize("width", WIDTHS)
every_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Any:
    def terminal(width: int | None) -> None:
        def style(answer: Answer) -> Style:
            return answer.style(width, colour=False)

        monkeypatch.setattr("aidcli.cli.output._style", style)

    return terminal


def cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def characters(text: str) -> Counter[str]:
    """The characters of an answer but for those of lines and of bars, which shrink."""
    return Counter(re.sub("[\\s─█-▏]", "", text))


def is_stacked(text: str) -> bool:
    """Whether the rows stand one below the other, each with its labels, rather than side by side."""
    return "─" not in text


def figures_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"-?\d[\d,.]*\d|\d", text))


def stated(aidcli: Ask, question: tuple[str, ...], key: str) -> Counter[str]:
    """The numbers of an answer under one key, as a table writes them."""
    records = json.loads(aidcli(*question, "--format", "json").stdout)
    numbers = [record.get(key) for record in records]
    return Counter(f"{number:,}" for number in numbers if number not in (None, 0))


@every_width
@every_question
def test_every_digit_of_every_amount_is_there(aidcli: Ask, terminal: Any, question: tuple[str, ...], width: int | None) -> None:
    amounts = stated(aidcli, question, "value")
    differences = stated(aidcli, question, "difference")
    terminal(width)
    answer = aidcli(*question).stdout
    assert amounts <= figures_of(answer)
    if "No room for: Difference" not in answer:
        assert amounts + differences <= figures_of(answer)


@every_width
@pytest.mark.parametrize("lang", ["en", "zh"])
@every_question
def test_every_character_of_the_columns_shown_is_there(
    aidcli: Ask, terminal: Any, question: tuple[str, ...], lang: str, width: int | None
) -> None:
    natural = aidcli(*question, "--lang", lang, "--no-header").stdout
    terminal(width)
    narrow = aidcli(*question, "--lang", lang, "--wide").stdout
    is_headed = question[0] in ("sum", "compare")  # Below one another, rows have no headings.
    if "No room for: " not in narrow and "宽度不足" not in narrow and not (is_headed and is_stacked(narrow)):
        assert characters(natural) <= characters(narrow)


@every_width
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("fields", ["id,value,unit,period", "subject_zh,printed,value", "id,subject,sector,value,upper,line"])
def test_fields_asked_for_are_never_dropped(aidcli: Ask, terminal: Any, fields: str, lang: str, width: int | None) -> None:
    question = ("list", "--fields", fields, "--lang", lang, "--wide")
    natural = aidcli(*question).stdout
    terminal(width)
    narrow = aidcli(*question).stdout
    if is_stacked(narrow):
        assert characters(aidcli(*question, "--no-header").stdout) <= characters(narrow)
    else:
        assert characters(narrow) == characters(natural)


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("lang", ["en", "zh"])
@every_question
def test_no_line_is_wider_than_a_usual_terminal(aidcli: Ask, terminal: Any, question: tuple[str, ...], lang: str, width: int) -> None:
    terminal(width)
    lines = aidcli(*question, "--lang", lang).stdout.splitlines()
    assert max(map(cells, lines)) <= width


def test_where_the_numbers_have_no_room_side_by_side_rows_stand_one_below_the_other(aidcli: Ask, terminal: Any) -> None:
    terminal(30)
    answer = aidcli("compare", "education", "health", "--measure", "funding").stdout
    assert "\n  Difference  -105,080,000\n" in answer
    assert "No room" not in answer
    assert answer.split("\n\n")[0].splitlines()[:3] == ["     Measure  Funding", "    Compared  Education", "      Amount  225,080,000"]


def test_the_note_says_how_to_see_what_was_dropped(aidcli: Ask, terminal: Any) -> None:
    question = ("compare", "education", "health", "--measure", "funding")
    terminal(60)
    dropped = aidcli(*question).stdout.rpartition("choose with\n")[2].strip().rstrip(".")
    assert dropped == "--fields share,bar"
    assert "34.8%" not in aidcli(*question).stdout
    assert "34.8%" in aidcli(*question, *dropped.split()).stdout
    assert "--fields" not in aidcli("sum", "--measure", "people-sent", "--explain").stdout


@every_question
def test_a_dropped_column_is_named(aidcli: Ask, terminal: Any, question: tuple[str, ...]) -> None:
    labels = re.split(r" {2,}", aidcli(*question).stdout.splitlines()[0].strip())
    terminal(80)
    answer = aidcli(*question).stdout
    for label in labels:
        assert all(word in answer for word in label.split())


def test_an_id_is_not_broken_while_a_column_can_be_dropped(aidcli: Ask, terminal: Any) -> None:
    ids = aidcli("list", "--fields", "id", "--no-header").stdout.split()
    terminal(80)
    assert {line.split(" ")[0] for line in aidcli("list").stdout.splitlines()} >= {*ids}


def test_amounts_in_chinese_are_whole(aidcli: Ask, terminal: Any) -> None:
    for width in WIDTHS:
        terminal(width)
        answer = aidcli("list", "--unit", "CNY", "--lang", "zh").stdout
        for amount in ("62,800万元", "1,956,000万元", "20,000万元", " 2,088万元", " 420万元", " 8,000万元", "12,000万元", "14,000万元"):
            assert amount in answer


def test_matches_are_highlighted_and_nothing_else_changes(aidcli: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = aidcli("search", "doctors").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = aidcli("search", "doctors").stdout
    assert "\x1b[1;4mdoctors\x1b[0m" in coloured
    uncoloured = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert [line.rstrip() for line in uncoloured.splitlines()] == plain.splitlines()
