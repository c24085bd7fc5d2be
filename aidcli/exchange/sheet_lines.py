"""The rows of one sheet of a workbook as lines of cells, as the rows of CSV are."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from aidcli.errors import BadRows, Bilingual, join_texts
from aidcli.exchange.sheets import SheetReader
from aidcli.exchange.workbook import Sheet, Workbook
from aidcli.exchange.xlsx import FIGURES

NumberedLine = tuple[int, Sequence[str] | str]
"""The number of a row, and its cells or what is wrong with it."""
_TALL: Final = re.compile("[A-Z]+([0-9]+):[A-Z]+([0-9]+)")


class SheetLines(NamedTuple):
    """The rows of a sheet, read as they are asked for, and the titles of the other sheets."""

    lines: Iterator[NumberedLine]
    unread: Sequence[str]


def sheet_lines(path: str, data: bytes, title: str = "") -> SheetLines:
    """Return the rows of the sheet with this title, else of `figures`, else of the first that is not hidden.

    Raises BadRows where the file is not a workbook, or no sheet has the title.
    """
    book = Workbook(path, data)
    sheet = _chosen(path, book.sheets, title)
    return SheetLines(_lines(SheetReader(book, sheet)), [each.title for each in book.sheets if each is not sheet and not each.is_hidden])


def _chosen(path: str, sheets: Sequence[Sheet], title: str) -> Sheet:
    found = next((sheet for sheet in sheets if sheet.title == (title or FIGURES)), None)
    if found is None and title:
        raise BadRows(
            path,
            [
                Bilingual(
                    "it has no sheet {title!r}; choose from {titles}",
                    "没有工作表 {title!r}；可选：{titles}",
                    title=title,
                    titles=join_texts((repr(sheet.title) for sheet in sheets), ", ", "、"),
                )
            ],
        )
    return found or next((sheet for sheet in sheets if not sheet.is_hidden), sheets[0])


def _lines(reader: SheetReader) -> Iterator[NumberedLine]:
    last = 0
    for row in reader.rows():
        yield from ((row.number, Bilingual("{place} {fault}", "{place}{fault}", place=place, fault=fault)) for place, fault in row.faults)
        last = row.number if row.texts else last
        yield row.number, [row.texts.get(at, "") for at in range(1, max(row.texts, default=0) + 1)]
    for place in reader.merged:
        match = _TALL.fullmatch(place)
        # Cells merged side by side, as in titles and rows of totals, hide nothing from other rows.
        if match and int(match[1]) < int(match[2]) and int(match[1]) <= last:
            yield (
                int(match[1]),
                Bilingual(
                    "cells {place} are merged, so that all but the first are empty; split them and fill in each",
                    "单元格 {place} 已合并，除首格外均为空；请拆分并逐格填写",
                    place=place,
                ),
            )
