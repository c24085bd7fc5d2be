"""Totals side by side: the same totals as one below the other, whatever stands across."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.display.across import MOST_COLUMNS, of_totals_across
from aidcli.display.speech import Speech, rounded
from aidcli.display.totals import of_totals
from aidcli.errors import Usage
from aidcli.model.figure import Figure
from aidcli.query.arrangement import Arrangement
from aidcli.query.query import DIMENSIONS, Rows
from tests.strategies import SHIPPED, figure, forests, total

ENGLISH = Speech(SHIPPED, "en")
keys = st.permutations(DIMENSIONS).flatmap(lambda keys: st.integers(1, 3).map(lambda count: keys[:count]))


def cells(figures: list[Figure], arrangement: Arrangement) -> list[list[str]]:
    """The cells of the table that people see, a row at a time."""
    table = of_totals_across(total(figures, rows=Rows(arrangement.keys)), arrangement, ENGLISH)
    columns = {column.key: column for column in table.columns}
    return [[columns[key].cell(row) for key in table.shown] for row in table.rows]


@given(forests(), keys)
def test_every_total_stands_in_one_cell_with_its_notes(figures: list[Figure], chosen: list[str]) -> None:
    arrangement = Arrangement(tuple(chosen[1:]), chosen[0])
    totals = total(figures, rows=Rows(arrangement.keys))
    across, below = of_totals_across(totals, arrangement, ENGLISH), of_totals(totals, Arrangement(arrangement.keys), ENGLISH)
    amounts = across.columns[len({*chosen[1:], "measure", "unit"} - {chosen[0]}) :]
    assert {column.key for column in across.columns} >= {*across.shown}
    assert len({column.key for column in across.columns}) == len(across.columns)
    found = Counter(filter(None, (column.cell(row) for row in across.rows for column in amounts)))
    assert found == Counter(filter(None, (ENGLISH.amount(*rounded(each.quantity, each.unit)) for each in totals)))
    assert sorted(across.notes()) == sorted(below.notes())
    assert across.footer == below.footer


def test_rows_are_ordered_by_the_first_column_and_counted() -> None:
    stated = [("education", "pledge", 1), ("education", "commitment", 9), ("health", "commitment", 99), ("culture", "pledge", 5)]
    figures = [figure(f"{sector}-{measure}", value, sector=sector, measure=measure) for sector, measure, value in stated]
    culture, education, health = ["Culture", "5", "", "CNY"], ["Education", "1", "9", "CNY"], ["Health", "", "99", "CNY"]
    for order, expected in (
        ("-value", [culture, education, health]), ("value", [education, culture, health]), ("-sector", [health, education, culture]),
    ):  # fmt: skip
        assert cells(figures, Arrangement(("sector",), "measure", (order,))) == expected
        assert cells(figures, Arrangement(("sector",), "measure", (order,), 2)) == expected[:2]


@pytest.mark.parametrize("values", [MOST_COLUMNS, MOST_COLUMNS + 1])
def test_more_columns_than_a_wide_terminal_has_room_for_are_refused(values: int) -> None:
    figures = [figure(f"f{year}", period=str(year)) for year in range(2001, 2001 + values)]
    if values <= MOST_COLUMNS:
        assert cells(figures, Arrangement((), "year")) == [["Funding", *["1"] * values, "CNY"]]
    else:
        with pytest.raises(Usage, match="--across year has 13 values, and at most 12 stand side by side; use --by year"):
            cells(figures, Arrangement((), "year"))


def test_a_value_that_is_called_like_another_column_has_its_own() -> None:
    figures = [figure("a", 1, source="unit"), figure("b", 2, source="measure"), figure("c", 3, provider=None, source="none")]
    assert cells(figures, Arrangement(("provider",), "source")) == [["(none)", "Funding", "2", "3", "1", "CNY"]]
