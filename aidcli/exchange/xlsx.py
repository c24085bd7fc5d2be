"""WorkbookTables in XLSX workbooks, read and written. The only module that imports openpyxl, to write."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any, Final, NamedTuple

from aidcli.errors import Bilingual, NoXlsx, Usage
from aidcli.exchange.datapackage import CODE_KINDS, code_cells
from aidcli.exchange.rows import Row, column_names
from aidcli.exchange.sheets import SheetReader, SheetRow, column_letters, column_number
from aidcli.exchange.workbook import Workbook
from aidcli.model import seeds
from aidcli.model.codes import COLUMNS, Codebook
from aidcli.model.figure import KEYS, SOURCE_KEYS, Figure, NotFigure, Record, Source, from_text
from aidcli.model.quantity import digits

SPREADSHEET_DIGITS: Final = 15
SPREADSHEET_TEXT: Final = 32767
FIGURES: Final = "figures"
BESIDE: Final[Mapping[str, Sequence[str]]] = {
    "sources": ("id", "title"),
    "codes": ("kind", "code", "en"),
    "not-figures": ("source", "line", "start", "printed", "reason"),
}
"""The sheets that may stand beside that of the figures, and the columns by which they are known."""
SheetContent = tuple[str, Sequence[str], Iterable[Record]]
"""The title of a sheet, the keys in its header row, and a record for each row below."""
_NO_XML: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_MERGED: Final = re.compile("([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")


class WorkbookTables(NamedTuple):
    """The tables of a workbook, read as they are asked for."""

    main: Iterator[Row]
    """The rows of the sheet `figures` or, where there is none, of the first that is not hidden."""
    beside: Mapping[str, Sequence[Row]]
    """The rows of the sheets named in BESIDE."""
    unread: Sequence[str]
    """The titles of other sheets that hold anything."""
    remarks: Counter[str]
    """What is to be said about the main sheet once it is read: its hidden rows."""


def workbook_tables(path: str, data: bytes) -> WorkbookTables:
    """Return the tables of a workbook.

    A cell that would be lost is a row with a fault: a formula without a saved value, an error, what stands under no
    name or out of order. Raises BadRows, also while rows are read, where the file is not a workbook or two columns have one name.
    """
    book = Workbook(path, data)
    visible = [sheet for sheet in book.sheets if not sheet.is_hidden] or book.sheets
    main = next((sheet for sheet in book.sheets if sheet.title == FIGURES), visible[0])
    beside, unread, remarks = dict[str, list[Row]](), list[str](), Counter[str]()
    for sheet in book.sheets:
        if sheet is main:
            continue
        first = next((row for row in SheetReader(book, sheet).rows() if row.texts or row.faults), None)
        if first and set(BESIDE.get(sheet.title, [""])) <= set(first.texts.values()):
            rows = _SheetRecords(path, SheetReader(book, sheet), Counter()).rows()
            beside[sheet.title] = [row._replace(place=f"sheet {sheet.title!r}, {row.place}") for row in rows]
        elif first:
            unread.append(sheet.title)
    return WorkbookTables(_SheetRecords(path, SheetReader(book, main), remarks).rows(), beside, unread, remarks)


class _SheetRecords:
    """The rows of a sheet as records under the names in its first row."""

    def __init__(self, path: str, reader: SheetReader, remarks: Counter[str]) -> None:
        self._path, self._reader, self._remarks = path, reader, remarks
        self._names: Mapping[int, str] = {}

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header row, and every cell that would be lost."""
        last = 0
        for row in self._reader.rows():
            if row.number == 1:
                self._names = self._header(row)
            lost = [*row.faults, *self._nameless(row)]
            yield from (Row(place, None, fault) for place, fault in lost)
            if row.number > 1 and row.texts and not lost:
                last = row.number
                if row.is_hidden:
                    self._remarks["hidden-row"] += 1
                yield Row(f"row {row.number}", from_text({self._names[at]: text for at, text in row.texts.items() if at in self._names}))
        for place in self._reader.merged:
            if self._covers(place, last):
                yield Row(
                    f"cells {place}",
                    None,
                    Bilingual(
                        "are merged, so that all but the first are empty; split them and fill in each",
                        "已合并，除首格外均为空；请拆分并逐格填写",
                    ),
                )

    def _header(self, row: SheetRow) -> Mapping[int, str]:
        names = column_names(self._path, [row.texts.get(at, "") for at in range(1, max(row.texts, default=0) + 1)])
        return {at: name for at, name in enumerate(names, 1) if name}

    def _nameless(self, row: SheetRow) -> Iterator[tuple[str, str]]:
        for at, text in row.texts.items():
            if at not in self._names and text.strip():
                place = f"{column_letters(at)}{row.number}"
                yield (
                    f"cell {place}",
                    Bilingual(
                        "{text!r} stands under no name; name its column in row 1, or clear the cell",
                        "{text!r} 上方没有列名；请在第 1 行命名该列，或清空此格",
                        text=text[:20],
                    ),
                )

    def _covers(self, place: str, last: int) -> bool:
        """Return whether merged cells lie under a name, among the rows below the header up to the `last`."""
        match = _MERGED.fullmatch(place)
        if not match:
            return False
        columns = range(column_number(match[1]), column_number(match[3]) + 1)
        return int(match[4]) > 1 and int(match[2]) <= last and any(name in columns for name in self._names)


def store_sheets(
    figures: Iterable[Figure], sources: Mapping[str, Source], not_figures: Iterable[NotFigure], codes: Codebook
) -> Iterator[SheetContent]:
    """Yield the sheets that bring figures back into an empty store.

    Beside the figures, these hold their sources, and the sources, codes and refused numbers that do not ship, or not so.
    """
    used: set[str] = set()

    def record(figure: Figure) -> Record:
        used.add(figure.source)
        return figure.record()

    yield FIGURES, KEYS, map(record, figures)
    shipped = {source.id: source for source in seeds.shipped_sources()}
    listed = [source for source in sources.values() if source.id in used or shipped.get(source.id) != source]
    yield "sources", SOURCE_KEYS, ({key: getattr(source, key) for key in SOURCE_KEYS} for source in listed)
    known = set(seeds.shipped_not_figures())
    if own := list(_own_codes(codes)):
        yield "codes", ("kind", *COLUMNS), own
    if numbers := [each._asdict() for each in not_figures if each not in known]:
        yield "not-figures", NotFigure._fields, numbers


def _own_codes(codes: Codebook) -> Iterator[Record]:
    for kind in CODE_KINDS:
        shipped = {code.code: code for code in seeds.shipped_codes(kind)}
        for code in codes[kind]:
            if shipped.get(code.code) != code:
                yield {"kind": kind, **dict(zip(COLUMNS, code_cells(code), strict=True))}


def workbook_bytes(sheets: Iterable[SheetContent]) -> bytes:
    """Return a workbook of sheets, each with a title, a header row of keys, and a row for each record.

    What a spreadsheet would round (beyond 15 digits) or evaluate (`=...`) is written as text. Raises Usage where a
    text is longer than a cell can hold.
    """
    openpyxl = _openpyxl()
    book = openpyxl.Workbook(write_only=True)
    for title, keys, records in sheets:
        sheet = book.create_sheet(title)
        try:
            for line in chain([keys], (record.values() for record in records)):
                sheet.append([_written_cell(openpyxl, sheet, value) for value in line])
        except Usage:
            for each in book.worksheets:
                each.close()  # Otherwise openpyxl leaves its temporary file open.
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
        raise Usage(
            "a cell of a workbook cannot hold the {length} characters of '{start}...'; export another format",
            "工作簿的单元格放不下 '{start}...' 的 {length} 个字符；请导出为其他格式",
            length=len(value),
            start=value[:20],
        )
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
