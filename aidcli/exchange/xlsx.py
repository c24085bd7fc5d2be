"""XLSX workbooks, read and written. The only module that imports openpyxl."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from decimal import Decimal
from itertools import chain, zip_longest
from typing import Any, Final
from warnings import catch_warnings, simplefilter

from aidcli.errors import BadRows, NoXlsx, Usage
from aidcli.exchange.rows import Row, column_names
from aidcli.model.figure import Record, from_text
from aidcli.model.quantity import digits

SPREADSHEET_DIGITS: Final = 15
SPREADSHEET_TEXT: Final = 32767
MOST_ROWS: Final = 1 << 20
"""Of a sheet (ECMA-376)."""
NO_VALUE_SAVED: Final = "its formula has no saved value; open the file in a spreadsheet program and save it"
_NO_XML: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED: Final = re.compile("_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
"""Workbooks write the characters that XML does not allow by their numbers: `_x000D_` (ECMA-376, ST_Xstring)."""


def workbook_rows(path: str, data: bytes) -> tuple[list[Row], list[str]]:
    """Return the rows of the first sheet, below its header row, and the titles of the other sheets that hold any cell.

    Empty rows are skipped. Raises BadRows where the file is not a workbook, two columns have one name, or a cell would
    be lost: a formula without a saved value, an error, or what stands under no name.
    """
    lines, lost, others = _sheets(path, data)
    header = column_names(path, lines[0])
    lost += (fault for at, line in enumerate(lines, 1) for fault in _nameless(header, at, line))
    if lost:
        raise BadRows(path, lost)
    return [Row(f"row {at}", _record(header, line)) for at, line in enumerate(lines[1:], 2) if any(line)], others


def _record(header: Sequence[str], line: Sequence[str]) -> Record:
    return from_text({name: text for name, text in zip(header, line, strict=False) if name})


def _nameless(header: Sequence[str], at: int, line: Sequence[str]) -> Iterator[str]:
    """Yield the cells of row `at` that stand under no column name."""
    for column, (text, name) in enumerate(zip_longest(line, header, fillvalue=""), 1):
        if text.strip() and not name:
            place = f"{_openpyxl().utils.get_column_letter(column)}{at}"
            yield f"cell {place}: {text[:20]!r} stands under no name; name its column in row 1, or clear the cell"


def _sheets(path: str, data: bytes) -> tuple[list[list[str]], list[str], list[str]]:
    """Return the first sheet, of at least one row, its faulty cells, and the titles of the other sheets that hold anything."""
    openpyxl = _openpyxl()
    try:
        with catch_warnings():
            simplefilter("ignore")  # Openpyxl warns of styles and validations, which hold no figure.
            first, *others = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets
            lines, lost, empty = _read_sheet(first)
            if empty:
                formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
                lost += (f"cell {place}: {NO_VALUE_SAVED}" for place in _places(formulas, "f") if place in empty)
            return lines or [[]], lost, [sheet.title for sheet in others if any(map(_holds_any, _lines(sheet)))]
    except Exception as error:  # noqa: BLE001 - openpyxl passes on every error of unzipping and parsing.
        raise BadRows(path, [f"it is not an XLSX workbook ({error})"]) from None


def _read_sheet(sheet: Any) -> tuple[list[list[str]], list[str], set[str]]:
    """Return the texts of a sheet, the cells that hold an error, and the places of empty ones and of formulas without a saved value."""
    lines, lost, empty = [], [], set()
    for line in _lines(sheet):
        lines.append(list(map(_read_cell, line)))
        lost += [f"cell {cell.coordinate}: it holds the error {cell.value}; correct or clear it" for cell in line if cell.data_type == "e"]
        # A cell that is not in the file has no coordinate; a formula that has worked out the empty text is of another type.
        empty |= {cell.coordinate for cell in line if cell.value is None and cell.data_type == "n" and hasattr(cell, "coordinate")}
    return lines, lost, empty


def _places(sheet: Any, data_type: str) -> Iterator[str]:
    return (cell.coordinate for line in _lines(sheet) for cell in line if cell.data_type == data_type)


def _holds_any(line: Sequence[Any]) -> bool:
    return any(cell.value is not None for cell in line)


def _lines(sheet: Any) -> Iterator[Sequence[Any]]:
    """Yield the cells of a sheet by row. What the file declares as its dimension is not trusted: openpyxl omits rows outside."""
    sheet.reset_dimensions()
    for at, line in enumerate(sheet.iter_rows(), 1):
        if at > MOST_ROWS:
            raise ValueError(f"a sheet has at most {MOST_ROWS} rows")
        yield line


def _read_cell(cell: Any) -> str:
    """Return a cell as CSV would hold it. Spreadsheets keep whole numbers as floats, and dates as times at midnight."""
    value = cell.value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return "" if value is None else _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))


def workbook_bytes(keys: Sequence[str], records: Iterable[Record]) -> bytes:
    """Return a workbook of one sheet, a header row above a row for each record.

    What a spreadsheet would round (beyond 15 digits) or evaluate (`=...`) is written as text. Raises Usage where a
    text is longer than a cell can hold.
    """
    openpyxl = _openpyxl()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("figures")
    try:
        for line in chain([keys], (record.values() for record in records)):
            sheet.append([_written_cell(openpyxl, sheet, value) for value in line])
    except Usage:
        sheet.close()  # Otherwise openpyxl leaves its temporary file open.
        raise
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _written_cell(openpyxl: Any, sheet: Any, value: Any) -> Any:
    if isinstance(value, int | Decimal):
        return value if digits(value) <= SPREADSHEET_DIGITS else f"{value:f}" if isinstance(value, Decimal) else str(value)
    if not isinstance(value, str):
        return value
    text = _NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    if len(text) > SPREADSHEET_TEXT:
        raise Usage(f"a cell of a workbook cannot hold the {len(value)} characters of '{value[:20]}...'; export another format")
    if not text.startswith(("=", "#")):  # A spreadsheet would take `=1+1` for a formula and `#N/A` for an error.
        return text
    cell = openpyxl.cell.WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise NoXlsx from None
    return openpyxl
