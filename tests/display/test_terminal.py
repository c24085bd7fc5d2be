"""Tables on a terminal: one line a row, fitted to its width."""

import re
from typing import Any

import pytest

from aidcli.display.cells import cell_width
from aidcli.display.comparison import BAR, of_comparison
from aidcli.display.figures import of_figures
from aidcli.display.speech import Speech
from aidcli.display.table import Column, Heading, Style, Table
from aidcli.display.terminal import draw
from aidcli.model import seeds
from aidcli.model.codes import Codebook
from aidcli.query.comparison import compare
from aidcli.query.operands import every_value
from tests.strategies import total

LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
FIGURES = list(seeds.shipped_figures())
CODES = Codebook(seeds.shipped_codes)


def drawn(lang: str, width: int | None, table: Table | None = None, **style: Any) -> str:
    return "".join(draw(table or of_figures(FIGURES, Speech(CODES, lang)), None, Style("table", width=width, lang=lang, **style)))


def comparison(lang: str) -> Table:
    sides = every_value("sector", None, CODES)
    return of_comparison(compare(total(FIGURES, rows=sides.rows), sides), sides, Speech(CODES, lang))


@LANGUAGES
@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_a_figure_takes_one_line_and_its_numbers_are_whole(lang: str, width: int) -> None:
    lines = drawn(lang, width, header=False).split("\n\n")[0].splitlines()
    assert len(lines) == len(FIGURES)
    assert max(map(cell_width, lines)) <= width
    table = of_figures(FIGURES, Speech(CODES, lang))
    amounts = next(column for column in table.columns if column.key == "value").of(FIGURES)
    assert all(amount in line for amount, line in zip(amounts, lines, strict=True))
    if width >= 60:
        assert [line.split()[0] for line in lines] == [figure.id for figure in FIGURES]
    assert any("…" in line for line in lines) == (width < 120 or (lang == "en" and width < 200)) or width == 60


@LANGUAGES
def test_off_a_terminal_and_folded_nothing_is_shortened(lang: str) -> None:
    assert "…" not in drawn(lang, None) + drawn(lang, 80, wide=True)
    subjects = [figure.label(lang) for figure in FIGURES]
    assert all(subject in drawn(lang, None) for subject in subjects)
    folded = "".join(line[-21:].strip() for line in drawn("en", 80, wide=True).splitlines())
    assert all("".join(figure.label("en").split()) in "".join(folded.split()) for figure in FIGURES)


@LANGUAGES
@pytest.mark.parametrize("width", [40, 50, 60, 80])
def test_a_comparison_never_loses_its_amounts_and_its_verdict(lang: str, width: int) -> None:
    text, _, notes = drawn(lang, width, comparison(lang)).partition("No room for" if lang == "en" else "宽度不足")
    verdict, amount = {"en": ("Against base", "Amount"), "zh": ("与基准比", "数值")}[lang]
    assert verdict in text
    assert amount in text
    assert verdict not in notes


@LANGUAGES
def test_a_bar_shrinks_before_anything_is_shortened_or_dropped(lang: str) -> None:
    longest = {}
    natural = max(map(cell_width, drawn(lang, None, comparison(lang)).splitlines()))
    for width in range(natural, natural - 12, -1):
        text = drawn(lang, width, comparison(lang))
        longest[width] = max(map(len, re.findall("█+", text)))
        assert "…" not in text
        assert "No room" not in text
        assert "宽度不足" not in text
    assert [longest[natural - less] for less in range(12)] == [BAR - less for less in range(12)]


def test_groups_stand_under_headings_unless_they_are_columns() -> None:
    columns = [
        Column("a", "A", lambda row: row[0]),
        Column("b", "B", lambda row: row[1], number=True),
        Column("c", "Cc", lambda row: row[2]),
    ]
    rows = [("x", "1", "two"), ("y", "30", "one"), ("z", "", "one")]
    heading = Heading(("c",), lambda row: f"Is {row[2]}", lambda row: row[2])
    table = Table(rows, ("a",), dict, columns, ("c", "a", "b"), heading=heading)
    assert drawn("en", None, table) == "A     B\n───────\nIs one\n  y  30\n  z\nIs two\n  x   1\n"
    assert "".join(draw(table, ["c", "a"], Style("table"))) == "Cc   A\n──────\ntwo  x\none  y\none  z\n"
    where_narrow = table._replace(heading=heading._replace(always=False))
    assert drawn("en", None, where_narrow) == "Cc   A   B\n──────────\ntwo  x   1\none  y  30\none  z\n"
    assert drawn("en", 9, where_narrow) == drawn("en", None, table)


@pytest.mark.parametrize("width", [5, 20])
def test_where_numbers_have_no_room_a_row_is_a_card_without_empty_cells(width: int) -> None:
    table = Table(["", "7" * 30], ("a",), dict, [Column("a", "A", str, number=True)], ("a",))
    assert "".join(drawn("en", width, table).split()) == "A" + "7" * 30


def test_line_breaks_and_groups_stay_apart() -> None:
    columns = [Column("a", "A", lambda row: row[0]), Column("b", "B", lambda row: row[1], number=True)]
    rows = [("x", "1\n22"), ("y", "3"), ("ä", "4")]
    table = Table(rows, ("a", "b"), dict, columns, ("a", "b"), group=lambda row: row[0].isascii())
    assert drawn("en", None, table) == "A   B\n─────\nx   1\n   22\ny   3\n\nä   4\n"


@LANGUAGES
@pytest.mark.parametrize("width", [60, 200])
def test_colour_adds_nothing_but_colour(lang: str, width: int) -> None:
    for table in (None, comparison(lang)):
        coloured = drawn(lang, width, table, colour=True)
        assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == drawn(lang, width, table)
        assert {*re.findall(r"\x1b\[([\d;]*)m", coloured)} <= {"", "0", "1", "2", "35", "36"}


def test_long_texts_of_many_lines_side_by_side_are_neither_cut_nor_all_padded_to_the_longest() -> None:
    cell = "x" * 5_000 + "\ny" * 5_000
    table = Table([cell], ("a",), dict, [Column("a", "A", str), Column("b", "B", str)], ("a", "b"))
    pieces = list(draw(table, None, Style("table")))
    assert sum(map(len, pieces)) < 12e6
    assert "".join(pieces).count("x") == 10_000
