"""Results as named columns and rows: machines get every key, people every figure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.display.codes import of_codes
from aidcli.display.comparison import BAR, of_comparison
from aidcli.display.figures import of_cards, of_figures
from aidcli.display.headings import LABELS
from aidcli.display.speech import Speech
from aidcli.display.table import Table
from aidcli.display.totals import of_totals
from aidcli.display.wording import BOUND_WORDS
from aidcli.model import seeds
from aidcli.model.codes import Codebook
from aidcli.model.figure import KEYS, Figure
from aidcli.model.quantity import BOUNDS
from aidcli.query.arrangement import Arrangement
from aidcli.query.code_counts import CombinationsFold, count_codes
from aidcli.query.comparison import compare
from aidcli.query.operands import every_value
from aidcli.query.query import DIMENSIONS, Query, Rows
from tests.strategies import figure, forests, total

CODES = Codebook(seeds.shipped_codes)
speeches = st.sampled_from([Speech(CODES, "en"), Speech(CODES, "zh")])
BY_SECTOR = every_value("sector", None, CODES)
FIGURES = list(seeds.shipped_figures())


def cell(table: Table, row: object, key: str) -> str:
    return next(column for column in table.columns if column.key == key).cell(row)


def check(table: Table) -> None:
    """What every table owes to whoever writes it."""
    rows = list(table.rows)
    columns = {column.key: column for column in table.columns}
    assert all([*table.record(row)] == [*table.keys, *table.further] for row in rows)
    assert len(set(table.keys)) == len(table.keys)
    assert len(set(table.shown)) == len(table.shown)
    assert set(table.shown) <= columns.keys()
    assert all(isinstance(column.cell(row), str) for column in table.columns for row in rows)


@given(forests(), st.lists(st.sampled_from(DIMENSIONS), unique=True, max_size=3), st.booleans(), speeches)
def test_totals_have_every_key_once_whatever_they_are_by(figures: list[Figure], by: list[str], explain: bool, speech: Speech) -> None:
    totals = total(figures, rows=Rows(tuple(by)), explain=explain)
    table = of_totals(totals, Arrangement(tuple(by)), speech, explain=explain)
    check(table)
    for record, one in zip(map(table.record, table.rows), table.rows, strict=True):
        assert [record[key] for key in by if key not in ("measure", "unit", "bound")] == [
            value for key, value in zip(by, one.by, strict=True) if key not in ("measure", "unit", "bound")
        ]
        assert (record["value"] is None) == (one.quantity is None)
        assert (record["count"], record["left_out"]) == (one.counted, len(one.left_out))
        if explain:
            assert [each["id"] for each in record["included"]] == [each.id for each in one.included]
            assert all(each["reason"] for each in record["left_out_why"])


@given(forests(), speeches)
def test_figures_show_what_they_hold(figures: list[Figure], speech: Speech) -> None:
    for table in (of_figures(figures, speech), of_figures(figures, speech, words=["f"]), of_cards(figures, {}, figures, {}, speech)):
        check(table)
        assert table.keys == KEYS


@given(forests(), speeches)
def test_compared_rows_have_every_key_and_a_bar_that_fits(figures: list[Figure], speech: Speech) -> None:
    rows = compare(total(figures, rows=BY_SECTOR.rows), BY_SECTOR)
    table = of_comparison(rows, BY_SECTOR, speech)
    check(table)
    assert all(len(cell(table, row, "bar")) <= BAR for row in rows)


def test_the_longest_bar_is_full_and_half_of_it_half_as_long() -> None:
    figures = [figure("a", 100, sector="education"), figure("b", 50, sector="health"), figure("c", 1, sector="culture")]
    rows = compare(total(figures, rows=BY_SECTOR.rows), BY_SECTOR)
    table = of_comparison(rows, BY_SECTOR, Speech(CODES, "en"))
    assert [cell(table, row, "bar") for row in rows] == ["█" * 16, "█" * 8, "▏"]
    assert [cell(table, row, "share") for row in rows] == ["66.2%", "33.1%", "0.7%"]
    assert [cell(table, row, "order") for row in rows] == ["base", "less", "less"]
    assert [cell(table, row, "ratio") for row in rows] == ["", "0.50", "0.01"]


@pytest.mark.parametrize(("lang", "amount"), [("en", ["≥ 2,800", "4,321", "< 2,000"]), ("zh", ["≥ 2,800人", "4,321人", "< 2,000人"])])
def test_bounds_are_shown(lang: str, amount: list[str]) -> None:
    trained = [each for each in FIGURES if each.measure == "people-trained" and each.unit == "person"]
    table = of_totals(total(trained, rows=Rows(("bound",))), Arrangement(("bound",)), Speech(CODES, lang))
    assert sorted(cell(table, row, "value") for row in table.rows) == sorted(amount)


def test_in_chinese_amounts_stand_with_their_unit() -> None:
    table = of_figures([each for each in FIGURES if each.id == "education-funding"], Speech(CODES, "zh"))
    assert [cell(table, row, "value") for row in table.rows] == ["2亿元"]


def test_what_was_left_out_is_named_with_its_reason() -> None:
    figures = [figure("whole", 9), figure("part", 5, part_of="whole"), figure("empty", None), figure("rate", 5, unit="percent")]
    table = of_totals(total(figures), Arrangement(), Speech(CODES, "en"))
    notes = list(table.notes())
    assert any("part" in note and "whole" in note for note in notes)
    assert any("empty" in note and "no value" in note for note in notes)
    assert any("rate" in note and "cannot be added" in note for note in notes)


def test_nothing_left_out_is_said() -> None:
    table = of_totals(total([figure("a", 1)]), Arrangement(), Speech(CODES, "en"))
    assert (list(table.notes()), list(table.footer)) == ([], ["Nothing was left out."])


def test_a_code_counts_what_a_question_for_it_finds() -> None:
    combining = CombinationsFold(Query())
    combining.take(FIGURES)
    used = {(use.kind, use.code.code): use for use in count_codes(combining.result(), CODES, ["sector", "place", "measure"])}
    check(of_codes(list(used.values()), {}, Speech(CODES, "en")))
    for kind, key in (("sector", "sector"), ("measure", "measure")):
        for code in CODES[kind]:
            inside = CODES[kind].within(code.code)
            assert used[kind, code.code].figures == sum(getattr(each, key) in inside for each in FIGURES)
    assert used["place", "china"].figures == len(FIGURES)
    assert used["place", "changji"].depth == 3


@pytest.mark.parametrize("words", [*LABELS.values(), *BOUND_WORDS.values()])
def test_every_heading_is_in_both_languages(words: tuple[str, str]) -> None:
    assert bool(words[0]) == bool(words[1])
    assert words[0].isascii()


def test_every_key_has_its_heading_and_every_bound_its_words() -> None:
    assert {*KEYS, *DIMENSIONS} <= LABELS.keys()
    assert BOUND_WORDS.keys() == set(BOUNDS)
