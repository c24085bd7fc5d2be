"""XLSX workbooks, read and written. The only module that imports openpyxl."""

import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any, Final

from aidcli.errors import BadRows, NoXlsx, Usage
from aidcli.exchange.rows import Row, column_names
from aidcli.model.figure import Record, from_text
from aidcli.model.quantity import digits

SPREADSHEET_DIGITS: Final = 15
SPREADSHEET_TEXT: Final = 32767
_NO_XML: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED: Final = re.compile("_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
"""Workbooks write the characters that XML does not allow by their numbers: `_x000D_` (ECMA-376, ST_Xstring)."""


def workbook_rows(path: str, data: bytes) -> list[Row]:
    """Read the first sheet below its header row; empty rows are skipped, and columns without a name are ignored.

    Raises BadRows where the file is not a workbook or two columns have one name.
    """
    head, *lines = _first_sheet(path, data) or [[]]
    header = column_names(path, head)
    return [Row(f"row {at}", _record(header, line)) for at, line in enumerate(lines, 2) if any(line)]


def _record(header: Sequence[str], line: Sequence[str]) -> Record:
    return from_text({name: text for name, text in zip(header, line, strict=False) if name})


def _first_sheet(path: str, data: bytes) -> list[list[str]]:
    openpyxl = _openpyxl()
    try:
        sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        return [list(map(_read_cell, line)) for line in sheet.iter_rows(values_only=True)]
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever its unzipping and parsing run into.
        raise BadRows(path, [f"it is not an XLSX workbook ({error})"]) from None


def _read_cell(cell: Any) -> str:
    """Return a cell as CSV would hold it. Spreadsheets keep whole numbers as floats."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
    return "" if cell is None else _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(cell))


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
    if not text.startswith("="):
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
