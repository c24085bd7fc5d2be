"""The rows of a sheet, cell by cell. Nothing is skipped: rows and cells stand in order, each once, and what cannot be read is a fault."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from aidcli.errors import Bilingual
from aidcli.exchange.cells import shown_number
from aidcli.exchange.workbook import Sheet, Workbook, unescaped

SHEET_ROWS: Final = 1 << 20
SHEET_COLUMNS: Final = 1 << 14
"""Of a sheet, as spreadsheet programs have them."""
NO_VALUE_SAVED: Final = Bilingual(
    "its formula has no saved value; open the file in a spreadsheet program and save it", "公式没有保存的值；请用电子表格软件打开并保存"
)
SAVE_AGAIN: Final = Bilingual("open the file in a spreadsheet program, look at it and save it", "请用电子表格软件打开，查看后保存")
_PLACE: Final = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")
_DATA: Final = "worksheet/sheetData"
_ROW: Final = f"{_DATA}/row"
_CELL: Final = f"{_ROW}/c"
_FORMULA: Final = f"{_CELL}/f"
_VALUE: Final = f"{_CELL}/v"
_VALUES: Final = (_FORMULA, _VALUE)
_TEXTS: Final = (f"{_CELL}/is/t", f"{_CELL}/is/r/t")
_MERGED: Final = "worksheet/mergeCells/mergeCell"
_PASSED_OVER: Final = re.compile("/(is|is/r|extLst|rPr|rPh|phoneticPr)(/|$)")
"""What may stand in a cell beside its text: how it looks, and reading aids for Japanese."""
_TRUTH: Final = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}
_MIDNIGHT: Final = re.compile("T00:00:00(?:[.]0*)?Z?$")


class SheetRow(NamedTuple):
    """A row of a sheet: its texts by column, from 1, and its faults, each with the place that it stands at."""

    number: int
    texts: Mapping[int, str]
    faults: Sequence[tuple[str, str]]
    is_hidden: bool


class SheetReader:
    """Read the rows of a sheet in constant memory; raises BadRows where its part of the workbook is damaged."""

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self.merged: list[str] = []
        """Cells that are shown as one, such as `C2:C5`; known when all rows are read."""
        self._book, self._part = book, sheet.part
        self._row = 0
        self._begin_row()

    def rows(self) -> Iterator[SheetRow]:
        """Yield the rows that the sheet has, which need not be all."""
        with self._book.checked():
            for path, attributes, text in self._book.elements(self._part):
                if path == _CELL:
                    self._take_cell(attributes)
                elif path in _VALUES:
                    self._inside[path] = text
                elif path in _TEXTS:
                    self._pieces.append(text)
                elif path == _ROW:
                    yield self._taken(attributes)
                elif path == _MERGED:
                    self.merged.append(attributes["ref"])
                elif path.startswith(f"{_DATA}/") and not _PASSED_OVER.search(path):
                    self._faults.append(
                        (
                            f"row {self._row + 1}",
                            Bilingual(
                                "holds {removeprefix!r}, which is not understood",
                                "含有无法识别的 {removeprefix!r}",
                                removeprefix=path.removeprefix(_DATA)[1:],
                            ),
                        )
                    )
        if self._faults:  # Of what stands after the last row.
            yield SheetRow(self._row + 1, {}, self._faults, is_hidden=False)

    def _begin_row(self) -> None:
        self._column = 0
        self._texts: dict[int, str] = {}
        self._faults: list[tuple[str, str]] = []
        self._rows: dict[int, str] = {}
        self._begin_cell()

    def _begin_cell(self) -> None:
        self._inside: dict[str, str] = {}
        self._pieces: list[str] = []

    def _taken(self, attributes: Mapping[str, str]) -> SheetRow:
        """Return the row that has just ended; its number and those of its cells may be left out."""
        stated = attributes.get("r", str(self._row + 1))
        number = int(stated) if len(stated) < 8 else SHEET_ROWS + 1
        if number > SHEET_ROWS:
            self._faults = [
                (
                    f"row {stated[:20]}",
                    Bilingual("a sheet has at most {sheet_rows} rows", "工作表最多 {sheet_rows} 行", sheet_rows=SHEET_ROWS),
                )
            ]
        elif number <= self._row:
            self._faults = [
                (
                    f"row {number}",
                    _stands(_TWICE if number == self._row else Bilingual("after row {row}", "在第 {row} 行之后", row=self._row)),
                )
            ]
        else:
            astray = [place for row, place in self._rows.items() if row != number]
            self._faults += [
                (
                    f"cell {place}",
                    Bilingual("stands in row {number}; {remedy}", "位于第 {number} 行；{remedy}", number=number, remedy=SAVE_AGAIN),
                )
                for place in astray
            ]
            self._row = number
        row = SheetRow(number, self._texts, self._faults, attributes.get("hidden") in ("1", "true"))
        self._begin_row()
        return row

    def _take_cell(self, attributes: Mapping[str, str]) -> None:
        stated = attributes.get("r") or f"{column_letters(self._column + 1)}{self._row + 1}"
        place = _PLACE.fullmatch(stated)
        column = column_number(place[1]) if place else SHEET_COLUMNS + 1
        if place is None or column > SHEET_COLUMNS:
            self._faults.append((f"cell {stated[:20]}", Bilingual("there is no such cell in a sheet", "工作表没有这个单元格")))
        elif column <= self._column:
            self._faults.append((f"cell {stated}", _stands(_TWICE if column == self._column else Bilingual("out of order", "次序颠倒"))))
        else:
            self._column = column
            if "r" in attributes:
                self._rows.setdefault(int(place[2]), stated)
            try:
                if text := self._text(attributes):
                    self._texts[column] = text
            except _FaultyCell as error:
                self._faults.append((f"cell {stated}", error.args[0]))
        self._begin_cell()

    def _text(self, attributes: Mapping[str, str]) -> str:
        """Return the text of the cell that has just ended; raises _FaultyCell."""
        kind, value = attributes.get("t", "n"), self._inside.get(_VALUE, "")
        if _FORMULA in self._inside and not value and kind != "str":
            raise _FaultyCell(NO_VALUE_SAVED)
        if kind == "inlineStr" or self._pieces:
            if value:
                raise _FaultyCell(Bilingual("it holds two values; {remedy}", "它有两个值；{remedy}", remedy=SAVE_AGAIN))
            return unescaped("".join(self._pieces))
        if kind == "e":
            raise _FaultyCell(Bilingual("it holds the error {value}; correct or clear it", "它是错误值 {value}；请改正或清空", value=value))
        text = value and self._shown(kind, value, int(attributes.get("s", "0")))
        if text is None:
            raise _FaultyCell(Bilingual("its value {value!r} is not understood", "无法识别其值 {value!r}", value=value[:20]))
        return text

    def _shown(self, kind: str, value: str, style: int) -> str | None:
        """Return the text of a value of this type; None where it is no such value."""
        match kind:
            case "n":
                return self._number(value.strip(), style)
            case "s":
                return self._book.texts[int(value)] if value.isdecimal() and int(value) < len(self._book.texts) else None
            case "b":
                return _TRUTH.get(value)
            case "str":
                return unescaped(value)
            case _:
                return _MIDNIGHT.sub("", value) if kind == "d" else None

    def _number(self, value: str, style: int) -> str:
        styles = self._book.styles
        shown = styles[style] if 0 <= style < len(styles) else "number"
        try:
            return shown_number(value, shown, is_1904=self._book.is_1904)
        except (ArithmeticError, ValueError):
            raise _FaultyCell(
                Bilingual(
                    "it is shown as a {shown}, but {value!r} is none; correct or clear it",
                    "其格式为 {shown}，而 {value!r} 不是；请改正或清空",
                    shown=shown,
                    value=value[:20],
                )
            ) from None


_TWICE: Final = Bilingual("twice", "两次")


def _stands(how: Bilingual) -> Bilingual:
    return Bilingual("stands {how}; {remedy}", "出现{how}；{remedy}", how=how, remedy=SAVE_AGAIN)


class _FaultyCell(Exception):
    """A cell that cannot be read, and why."""


def column_letters(column: int) -> str:
    """Return the letters of a column, from 1: `AA` for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of a column, from 1: 27 for `AA`."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
