"""Short tables are drawn by Rich, long ones line by line."""

from typing import Any

import pytest
from rich.cells import cell_len

from aidcli.display import terminal
from aidcli.display.comparison import of_comparison
from aidcli.display.figures import of_figures
from aidcli.display.speech import Speech
from aidcli.display.table import Column, Style, Table
from aidcli.display.terminal import draw, tracked
from aidcli.model import seeds
from aidcli.model.codes import Codebook
from aidcli.query.comparison import compare
from aidcli.query.operands import every_value
from tests.strategies import total

LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
FIGURES = list(seeds.shipped_figures())


def drawn(lang: str, width: int | None, most: int = terminal.LONG, **style: Any) -> str:
    table = of_figures(FIGURES, Speech(Codebook(seeds.shipped_codes), lang))
    return "".join(draw(table, None, Style("table", width=width, lang=lang, **style), most))


@LANGUAGES
@pytest.mark.parametrize("header", [True, False])
def test_a_long_table_with_room_looks_as_a_short_one(lang: str, header: bool) -> None:
    assert drawn(lang, None, 0, header=header) == drawn(lang, None, header=header)


@LANGUAGES
@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_a_long_table_has_one_line_a_row_and_shortens_text_only(lang: str, width: int) -> None:
    lines = drawn(lang, width, 0, header=False).split("\n\n")[0].splitlines()
    assert max(map(cell_len, lines)) <= width
    assert [line.split()[0] for line in lines] == [figure.id for figure in FIGURES]
    speech = Speech(Codebook(seeds.shipped_codes), lang)
    assert all(speech.amount(figure.quantity, figure.unit) in line for figure, line in zip(FIGURES, lines, strict=True))
    assert any("…" in line for line in lines) == (lang == "en" and width < 200)


@pytest.mark.parametrize("width", [30, 60])
def test_a_long_table_without_room_for_its_ids_becomes_cards(width: int) -> None:
    cards = drawn("en", width, 0).split("\n\n")
    assert [card.split()[1] for card in cards[: len(FIGURES)]] == [figure.id for figure in FIGURES]
    assert "…" not in "".join(cards)


@pytest.mark.parametrize("most", [0, 300])
def test_a_card_omits_empty_cells_even_if_it_has_no_other(most: int) -> None:
    table = Table(["", "7" * 30], ("a",), dict, [Column("a", "A", str, number=True)], ("a",))
    drawn = "".join(draw(table, None, Style("table", width=20), most))
    assert "".join(drawn.split()) == "A" + "7" * 30


def test_line_breaks_and_groups_stay_apart_in_a_long_table() -> None:
    columns = [Column("a", "A", lambda row: row[0]), Column("b", "B", lambda row: row[1], number=True)]
    rows = [("x", "1\n22"), ("y", "3"), ("ä", "4")]
    table = Table(rows, ("a", "b"), dict, columns, ("a", "b"), group=lambda row: row[0].isascii())
    assert "".join(draw(table, None, Style("table"), 2)) == "A   B\n─────\nx   1\n   22\ny   3\n\nä   4\n"


def test_long_work_shows_its_progress_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    rows = range(terminal.MANY)
    assert tracked(rows, "Reading figures") is rows
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert list(tracked(range(5), "Reading figures")) == list(range(5))
    assert capsys.readouterr().err == ""
    assert list(tracked(rows, "Reading figures")) == list(rows)
    told = capsys.readouterr()
    assert "Reading figures" in told.err
    assert told.out == ""


@LANGUAGES
@pytest.mark.parametrize("width", [50, 60, 80])
def test_a_comparison_never_loses_its_amounts_and_its_verdict(lang: str, width: int) -> None:
    codes = Codebook(seeds.shipped_codes)
    sides = every_value("sector", None, codes)
    rows = compare(total(FIGURES, rows=sides.rows), sides)
    drawn = "".join(draw(of_comparison(rows, sides, Speech(codes, lang)), None, Style("table", width=width, lang=lang)))
    table, _, notes = drawn.partition("No room for" if lang == "en" else "宽度不足")
    verdict, amount = {"en": ("Against", "Amount"), "zh": ("与基准比", "数值")}[lang]
    assert verdict in table
    assert amount in table
    assert verdict not in notes


def test_long_texts_of_many_lines_side_by_side_are_neither_cut_nor_all_padded_to_the_longest() -> None:
    cell = "x" * 5_000 + "\ny" * 5_000
    table = Table([cell], ("a",), dict, [Column("a", "A", str), Column("b", "B", str)], ("a", "b"))
    pieces = list(draw(table, None, Style("table")))
    assert sum(map(len, pieces)) < 12e6
    assert "".join(pieces).count("x") == 10_000
