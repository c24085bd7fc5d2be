"""Workbooks cell by cell: what is read from a sheet, and what a spreadsheet is given."""

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from aidcli.errors import BadRows, Usage
from aidcli.exchange.rows import Row
from aidcli.exchange.xlsx import SPREADSHEET_TEXT, workbook_bytes, workbook_rows


def sheet(*lines: list[Any]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(out)
    return out.getvalue()


def cells(*values: Any) -> list[Any]:
    """The cells of a record of these values, as a spreadsheet holds them."""
    record = {f"key{at}": value for at, value in enumerate(values)}
    written = openpyxl.load_workbook(io.BytesIO(workbook_bytes(list(record), [record]))).active
    return list(written[2])


def test_what_stands_under_no_name_is_ignored_and_rows_keep_their_numbers() -> None:
    data = sheet(["id", None, "note", " "], ["a", "under no name", "n", 5], [None] * 4, [None, "x"], ["b", None, None, None])
    assert workbook_rows("in", data) == [Row("row 2", {"id": "a", "note": "n"}), Row("row 4", {}), Row("row 5", {"id": "b"})]


def test_two_columns_of_one_name_are_refused_though_several_may_have_none() -> None:
    assert workbook_rows("in", sheet(["id", None, None], ["a", 1, 2])) == [Row("row 2", {"id": "a"})]
    with pytest.raises(BadRows, match="note: 2 columns have this name"):
        workbook_rows("in", sheet(["id", "note", " note"], ["a", 1, 2]))


def test_an_empty_sheet_has_no_rows() -> None:
    assert workbook_rows("in", sheet()) == []


def test_numbers_of_a_sheet_are_read_as_they_are_shown() -> None:
    [row] = workbook_rows("in", sheet(["value", "upper", "line", "period", "note"], [2000.0, 1e-7, 3.0, 2023, 0.5]))
    assert row.record == {"value": 2000, "upper": Decimal("0.0000001"), "line": 3, "period": "2023", "note": "0.5"}


def test_a_number_of_up_to_15_digits_is_a_number_and_a_longer_one_text() -> None:
    written = cells(10**15 - 1, 10**15 + 1, Decimal("1.5"), Decimal("1234567890.123456"))
    assert [cell.value for cell in written] == [10**15 - 1, "1000000000000001", 1.5, "1234567890.123456"]


def test_a_formula_is_text_and_nothing_an_empty_cell() -> None:
    formula, absent, text = cells("=1+1", None, "a=b")
    assert (formula.value, formula.data_type, absent.value, text.value) == ("=1+1", "s", None, "a=b")


def test_the_longest_text_that_a_cell_holds() -> None:
    assert len(cells("x" * SPREADSHEET_TEXT)[0].value) == SPREADSHEET_TEXT
    with pytest.raises(Usage, match=f"cannot hold the {SPREADSHEET_TEXT + 1} characters of 'xxx"):
        cells("x" * (SPREADSHEET_TEXT + 1))
    with pytest.raises(Usage, match=f"cannot hold the {SPREADSHEET_TEXT} characters"):
        cells("\a" + "x" * (SPREADSHEET_TEXT - 1))  # Written as `_x0007_`, it is longer.
