"""Tables as people see them: one line a row, fitted to the width of the terminal."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import Any, Final, NamedTuple

from aidcli.display import wording
from aidcli.display.cells import cell_width, fold_cell, shorten
from aidcli.display.printable import printable
from aidcli.display.speech import say
from aidcli.display.table import Column, Fields, Heading, Style, Table, shown_columns
from aidcli.display.widths import INDENT, MARGIN, Measured, choose_columns, fitted, have_room, measure

MOST_PADDED: Final = 1000
"""Text is padded to no more columns of the terminal than this: a longer one would make every line of its table as long."""
STRONG, QUIET, OF_BAR, OF_BOUND, FOUND = "1", "2", "36", "35", "1;4"
"""How parts of a table are set off, as SGR parameters (ECMA-48, 8.3.117) that can be read on dark and on light."""


class Arranged(NamedTuple):
    """Rows in order, with the columns that have room side by side."""

    rows: Sequence[Any]
    columns: Sequence[Measured]
    dropped: Sequence[Column]
    heading: Heading | None


def draw(table: Table, fields: Fields, style: Style) -> Iterator[str]:
    """Yield the table, its notes and the tables below it, fitted to the width of the terminal."""
    rows = list(table.rows)
    notes = [*table.notes(), *table.footer] if rows else []
    if rows:
        if table.title:
            yield "\n" + _paint(printable(table.title), STRONG, style) + "\n"
        layout = None if table.card else _lay_out(table, fields, rows, style)
        yield from _grid(layout, table, style) if layout else _cards(shown_columns(table, fields), rows, table, style)
        notes += [_no_room(layout.dropped, table, style)] if layout and layout.dropped else []
    if notes:
        yield "\n"
        yield from (_paint(line, QUIET, style) + "\n" for note in notes for line in fold_cell(printable(note), style.width))
    for each in table.more:
        yield from draw(each, None, style)


def _no_room(dropped: Sequence[Column], table: Table, style: Style) -> str:
    """Name the dropped columns, and the option that shows them unless it does not apply: to a table below another."""
    phrase = wording.NO_ROOM if table.title else wording.NO_ROOM_UNLESS
    labels = say(wording.LISTED, style.lang).join(column.label for column in dropped)
    keys = ",".join(column.key for column in dropped)
    return say(phrase, style.lang, columns=labels, keys=keys)


# Side by side -----------------------------------------------------------------------------------------------


def _lay_out(table: Table, fields: Fields, rows: Sequence[Any], style: Style) -> Arranged | None:
    """Return the table's layout, with headings or without; None where the numbers have no room side by side."""
    columns, heading = shown_columns(table, fields), table.heading
    if heading is None or set(heading.keys).intersection(fields or ()):
        choices = [_under(None, columns, rows, style)]
    elif heading.always:
        choices = [_under(heading, columns, rows, style)]
    else:
        whole = [column._replace(text=False) if column.key in heading.keys else column for column in columns]
        choices = [_under(None, whole, rows, style), _under(heading, columns, rows, style)]
    return next((each for each in choices if have_room([column.least for column in each.columns], style.width)), None)


def _under(heading: Heading | None, columns: Sequence[Column], rows: Sequence[Any], style: Style) -> Arranged:
    if heading:
        rows = sorted(rows, key=heading.place)
        columns = [column for column in columns if column.key not in heading.keys]
    cells = [list(map(printable, column.of(rows))) for column in columns]
    if heading and not columns[0].number:
        cells[0] = [" " * INDENT + cell for cell in cells[0]]
    kept, dropped = choose_columns(list(map(measure, columns, cells)), style.width)
    return Arranged(rows, kept, dropped, heading)


def _grid(layout: Arranged, table: Table, style: Style) -> Iterator[str]:
    """Yield the header and the rows, each under the heading of its group."""
    widths = fitted(layout.columns, style.width)
    padded = [min(width, MOST_PADDED) for width in widths]
    if style.header:
        labels = [each.column.label for each in layout.columns]
        yield _line(labels, layout.columns, padded, lambda text, _: _paint(text, STRONG, style))
        yield _paint("─" * (sum(padded) + MARGIN * (len(padded) - 1)), QUIET, style) + "\n"
    cells = [_cells_in(width, each, layout.rows, style) for width, each in zip(widths, layout.columns, strict=True)]
    between = _headings(layout, layout.heading, style) if layout.heading else _blank_lines(layout, table)
    for above, *lines in zip(between, *cells, strict=True):
        yield above
        for line in zip_longest(*lines, fillvalue=""):
            yield _line(line, layout.columns, padded, lambda text, column: _coloured(text, column, table.words, style))


def _headings(layout: Arranged, heading: Heading, style: Style) -> Iterator[str]:
    """Yield for each row the heading above it; empty unless a group begins."""
    before = None
    for row in layout.rows:
        words = heading.words(row)
        lines = fold_cell(printable(words), style.width) if words != before else []
        yield "".join(_paint(line, STRONG, style) + "\n" for line in lines)
        before = words


def _blank_lines(layout: Arranged, table: Table) -> Iterator[str]:
    """Yield for each row the blank line above it; empty unless a group begins."""
    group = table.group or (lambda _: None)
    yield ""
    yield from ("" if group(row) == group(before) else "\n" for before, row in pairwise(layout.rows))


def _cells_in(width: int, measured: Measured, rows: Sequence[Any], style: Style) -> Iterator[list[str]]:
    """Yield the lines of each cell in `width` columns: of text that has no room, one that ends in `…`, or else all of it, folded."""
    column = measured.column
    for row, cell in zip(rows, measured.cells, strict=True):
        if column.sized and width < measured.natural:
            yield [column.sized(row, width)]
        elif style.width is None or not column.text:
            yield cell.split("\n")
        elif style.wide:
            yield fold_cell(cell, width)
        else:
            yield [shorten(cell.replace("\n", " "), width)]


def _line(cells: Sequence[str], columns: Sequence[Measured], widths: Sequence[int], ink: Callable[[str, Column], str]) -> str:
    # No blanks behind the last cell: of many lines beside one very long line, they would be most of the work.
    last = max((at for at, cell in enumerate(cells) if cell), default=0)
    aligned = []
    for cell, each, width in list(zip(cells, columns, widths, strict=True))[: last + 1]:
        blanks = " " * (width - cell_width(cell))
        aligned.append(blanks + ink(cell, each.column) if each.column.number else ink(cell, each.column) + blanks)
    return (" " * MARGIN).join(aligned).rstrip() + "\n"


# One below the other ----------------------------------------------------------------------------------------


def _cards(columns: Sequence[Column], rows: Sequence[Any], table: Table, style: Style) -> Iterator[str]:
    """Yield each row as lines of label and cell, without empty cells; a blank line separates two rows."""
    cells = zip(*(column.of(rows) for column in columns), strict=True)
    for at, row in enumerate(cells):
        shown = [(column, printable(cell)) for column, cell in zip(columns, row, strict=True) if cell]
        widest = max(cell_width(column.label) for column, _ in shown) if shown else 0
        yield "\n" if at else ""
        for column, cell in shown:
            label = " " * (widest - cell_width(column.label)) + _paint(column.label, STRONG, style) + " " * MARGIN
            indent, lines = _card_lines(cell, column, widest + MARGIN, style.width)
            for line in lines:
                yield (label + _coloured(line, column, table.words, style)).rstrip() + "\n"
                label = " " * indent


def _card_lines(cell: str, column: Column, indent: int, width: int | None) -> tuple[int, list[str]]:
    """Return the lines of a cell behind its label, and their indent; below the label stands what must not be folded and has no room."""
    lines = cell.split("\n")
    if width is None or all(cell_width(line) <= width - indent for line in lines):
        return indent, lines
    if column.text:
        return indent, fold_cell(cell, max(1, width - indent))
    return INDENT, ["", *(lines if column.number else fold_cell(cell, max(1, width - INDENT)))]


# Colour -----------------------------------------------------------------------------------------------------


def _paint(text: str, how: str, style: Style) -> str:
    return f"\x1b[{how}m{text}\x1b[0m" if style.colour and text else text


def _coloured(text: str, column: Column, words: Sequence[str], style: Style) -> str:
    """Return a line of a cell with bars, the signs of bounds and the words searched for set off."""
    if not style.colour:
        return text
    if column.sized:
        return _paint(text, OF_BAR, style)
    if column.number:
        return re.sub("[≥<≈]", lambda sign: _paint(sign[0], OF_BOUND, style), text)
    found = "|".join(map(re.escape, filter(None, words)))
    return re.sub(found, lambda word: _paint(word[0], FOUND, style), text, flags=re.IGNORECASE) if found else text
