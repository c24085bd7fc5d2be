"""Workbooks cell by cell: what is read from a sheet, and what a spreadsheet is given."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from aidcli.errors import BadRows, Usage
from aidcli.exchange.rows import Row
from aidcli.exchange.xlsx import SPREADSHEET_TEXT, workbook_bytes, workbook_tables


def sheet(*lines: list[Any]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(out)
    return out.getvalue()


def edited(data: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with other bytes in its first sheet."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old in text, text
                text = text.replace(old, new)
            copy.writestr(name, text)
    return out.getvalue()


def read(data: bytes) -> list[Row]:
    """The rows of the main sheet of a workbook that has no other."""
    tables = workbook_tables("in", data)
    assert (tables.beside, tables.unread) == ({}, [])
    return list(tables.main)


def lost(data: bytes) -> list[str]:
    """The faults of a workbook."""
    try:
        return [f"{row.place}: {row.fault}" for row in read(data) if row.fault]
    except BadRows as refusal:
        return [line.strip() for line in str(refusal).splitlines()[1:]]


def cells(*values: Any) -> list[Any]:
    """The cells of a record of these values, as a spreadsheet holds them."""
    record = {f"key{at}": value for at, value in enumerate(values)}
    written = openpyxl.load_workbook(io.BytesIO(workbook_bytes([("figures", list(record), [record])]))).active
    return list(written[2])


def test_empty_rows_and_columns_are_skipped_and_rows_keep_their_numbers() -> None:
    data = sheet(["id", None, "note", " "], ["a", None, "n"], [None] * 4, ["b", None, None, None])
    assert read(data) == [Row("row 2", {"id": "a", "note": "n"}), Row("row 4", {"id": "b"})]


def test_what_stands_under_no_name_is_refused() -> None:
    data = sheet(["id", None, "note", " "], ["a", "x", "n", 5], ["b", None, "n", None, "far"])
    assert lost(data) == [
        "cell B2: 'x' stands under no name; name its column in row 1, or clear the cell",
        "cell D2: '5' stands under no name; name its column in row 1, or clear the cell",
        "cell E3: 'far' stands under no name; name its column in row 1, or clear the cell",
    ]


def test_two_columns_of_one_name_are_refused_though_several_may_have_none() -> None:
    assert read(sheet(["id", None, None], ["a"])) == [Row("row 2", {"id": "a"})]
    with pytest.raises(BadRows, match="note: 2 columns have this name"):
        read(sheet(["id", "note", " note"], ["a", 1, 2]))


def test_an_empty_sheet_has_no_rows() -> None:
    assert read(sheet()) == []


def test_rows_outside_the_dimension_that_a_file_declares_are_read() -> None:
    data = edited(sheet(["id", "note"], *([name, "n"] for name in "abcde")), b'ref="A1:B6"', b'ref="A1:A3"')
    assert [row.record for row in read(data)] == [{"id": name, "note": "n"} for name in "abcde"]


def test_a_formula_without_a_saved_value_is_refused_and_one_with_a_value_is_read() -> None:
    data = sheet(["id", "value", "note"], ["a", "=1+1", "=A1"], ["b", 2, None])
    assert lost(data) == [
        f"cell {place}: its formula has no saved value; open the file in a spreadsheet program and save it" for place in ("B2", "C2")
    ]
    saved = edited(edited(data, b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"), b'r="C2"><f>', b'r="C2" t="str"><f>')
    assert read(saved)[0] == Row("row 2", {"id": "a", "value": 2})


def test_an_empty_cell_that_has_a_style_is_empty() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["id", "note"])
    book.active.append(["a"])
    book.active["B2"].font = Font(bold=True)
    book.active["D7"].font = Font(bold=True)
    book.save(out)
    assert read(out.getvalue()) == [Row("row 2", {"id": "a"})]


def test_an_error_in_a_cell_is_refused_but_a_text_like_one_comes_through() -> None:
    assert lost(sheet(["id", "note"], ["a", "#REF!"])) == ["cell B2: it holds the error #REF!; correct or clear it"]
    assert read(workbook_bytes([("figures", ["id"], [{"id": "#REF!"}])])) == [Row("row 2", {"id": "#REF!"})]


def test_other_sheets_that_hold_anything_are_named() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["id"])
    for title, value in (("Old", "x"), ("Empty", None), ("Notes", 0)):
        book.create_sheet(title).append([None, value])
    book.save(out)
    assert workbook_tables("in", out.getvalue()).unread == ["Old", "Notes"]


def test_a_row_beyond_what_a_sheet_has_is_refused_soon() -> None:
    data = edited(sheet(["id"], ["a"]), b'<row r="2"><c r="A2"', b'<row r="99999999999"><c r="A99999999999"')
    assert lost(data) == ["row 99999999999: a sheet has at most 1048576 rows"]


def test_numbers_of_a_sheet_are_read_as_they_are_shown() -> None:
    [row] = read(sheet(["value", "upper", "line", "period", "note"], [2000.0, 1e-7, 3.0, 2023, 0.5]))
    assert row.record == {"value": 2000, "upper": Decimal("0.0000001"), "line": 3, "period": "2023", "note": "0.5"}


def test_a_date_is_read_as_a_day() -> None:
    noon = datetime(2023, 9, 1, 12, 30)  # noqa: DTZ001 - spreadsheets know no time zones
    [row] = read(sheet(["period", "note"], [date(2023, 9, 1), noon]))
    assert row.record == {"period": "2023-09-01", "note": "2023-09-01 12:30:00"}


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
