"""Tables as people see them in a terminal. The only module that imports Rich, and only when a table is drawn."""

import io
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from aidcli.display import wording
from aidcli.display.printable import printable
from aidcli.display.speech import say
from aidcli.display.table import Column, Fields, Style, Table, shown_columns

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

MARGIN: Final = 2
"""Blanks between two columns."""
NARROWEST: Final = 8
"""Text is never folded to fewer columns of the terminal than this."""
MOST_PADDED: Final = 1000
"""Text is padded to no more columns of the terminal than this: a longer one would make every line of its table as long."""
LONG: Final = 300
"""Tables of more lines are written without Rich, which takes about 0.3 ms a row side by side, and 4 ms a card."""
MANY: Final = 2000
"""Fewer rows than this are read before anyone could look at a progress bar."""
Read = TypeVar("Read")


class Measured(NamedTuple):
    """A column to draw, with widths in columns of the terminal."""

    column: Column
    cells: Sequence[str]
    natural: int
    """The width of the longest line."""
    words: int
    """The narrowest width that breaks no word."""
    numbers: int
    """The narrowest width that breaks no word with a digit."""
    least: int
    """The narrowest width of all."""


def tracked(rows: Iterable[Read], what: str) -> Iterable[Read]:
    """Return the rows; where there are many, a progress bar on stderr follows their reading, if that is a terminal."""
    if not sys.stderr.isatty():
        return rows
    rows = iter(rows)
    first = list(islice(rows, MANY))
    if len(first) < MANY:
        return first
    from rich.console import Console
    from rich.progress import track

    return track(chain(first, rows), what, console=Console(stderr=True), transient=True)


def draw(table: Table, fields: Fields, style: Style, most: int = LONG) -> Iterator[str]:
    """Yield the table, its notes and the tables below it, fitted to the width of the terminal.

    Tables of more than `most` lines are written without Rich.
    """
    columns = shown_columns(table, fields)
    rows, groups = [], []
    for row in table.rows:
        rows.append([printable(column.cell(row)) for column in columns])
        groups.append(table.group(row) if table.group else None)
    notes = [*table.notes(), *table.footer] if rows else []
    if rows:
        long = len(rows) + sum(cell.count("\n") for row in rows for cell in row) > most
        if table.title:
            yield _draw_text([table.title], style)
        by_column = zip(*rows, strict=True)
        kept, dropped = _drop([_measure(column, cells) for column, cells in zip(columns, by_column, strict=True)], style.width)
        # A long table shortens text, so it must have room for whole words: a shortened id is of no use.
        if table.card or not _fit([each.words if long else each.numbers for each in kept], style.width):
            yield from _draw_cards(columns, rows, table, style, long=long)
        else:
            yield from _plain_lines(kept, groups, style) if long else _draw_grid(kept, groups, table, style)
            notes += [_no_room(dropped, table, style)] if dropped else []
    if notes:
        yield _draw_text(notes, style)
    for each in table.more:
        yield from draw(each, None, style, most)


def _no_room(dropped: Sequence[Column], table: Table, style: Style) -> str:
    """Name the dropped columns, and the option that shows them unless it does not apply: to a table below another."""
    phrase = wording.NO_ROOM if table.title else wording.NO_ROOM_UNLESS
    labels = say(wording.LISTED, style.lang).join(column.label for column in dropped)
    keys = ",".join(column.key for column in dropped)
    return say(phrase, style.lang, columns=labels, keys=keys)


# Widths -----------------------------------------------------------------------------------------------------


def _measure(column: Column, cells: Sequence[str]) -> Measured:
    from rich.cells import cell_len

    lines = [line for text in (column.label, *cells) for line in text.split("\n")]
    natural = max(map(cell_len, lines))
    if column.number:
        return Measured(column, cells, natural, natural, natural, natural)
    words = {word for line in lines for word in re.findall(r"^\s*\S+|\S+", line)}
    with_digit = {word for word in words if any(map(str.isdecimal, word))}
    unbroken = with_digit | {word for word in words if word.isascii()}  # Chinese breaks anywhere.
    least = min(natural, NARROWEST)
    return Measured(column, cells, natural, max([least, *map(cell_len, unbroken)]), max([least, *map(cell_len, with_digit)]), least)


def _fit(widths: Sequence[int], available: int | None) -> bool:
    return available is None or sum(widths) + MARGIN * (len(widths) - 1) <= available


def _drop(columns: list[Measured], available: int | None) -> tuple[list[Measured], list[Column]]:
    """Drop columns, the highest `spare` first, until the rest fit without breaking a word. Return the kept and the dropped."""
    dropped: list[Column] = []
    while not _fit([each.words for each in columns], available):
        at, column = max(enumerate(each.column for each in columns), key=lambda item: item[1].spare)
        if not column.spare:
            break
        dropped.append(column)
        columns = columns[:at] + columns[at + 1 :]
    return columns, dropped


def _widths(columns: Sequence[Measured], available: int | None) -> list[int]:
    """Narrow the widest columns until all fit, breaking no word, or else no number, or else any text.

    Where even that does not fit, the widths are the natural ones, and the terminal itself folds the lines.
    """
    _, _, natural, *narrower = zip(*columns, strict=True)
    least = next((least for least in narrower if _fit(least, available)), natural)
    # No width above all that is available can stay; to narrow a text of a million characters one by one would take seconds.
    widths = [max(low, min(width, available or width)) for low, width in zip(least, natural, strict=True)]
    while widths != list(least) and not _fit(widths, available):
        at = max(range(len(widths)), key=lambda at: (widths[at] > least[at], widths[at]))
        widths[at] -= 1
    return widths


# Drawing ----------------------------------------------------------------------------------------------------


def _draw_cards(columns: Sequence[Column], rows: Sequence[Sequence[str]], table: Table, style: Style, *, long: bool) -> Iterator[str]:
    """Yield each row as lines of label and cell, without empty cells; a blank line separates two rows."""
    bare = style._replace(header=False)
    for at, row in enumerate(rows):
        labels = [column.label for column, cell in zip(columns, row, strict=True) if cell]
        pair = [_measure(Column("", "", str, number=True), labels), _measure(Column("", "", str), list(filter(None, row)))]
        groups = [None] * len(labels)
        yield "\n" if at else ""
        yield from _plain_lines(pair, groups, bare._replace(width=None)) if long else _draw_grid(pair, groups, table, bare)


def _plain_lines(columns: Sequence[Measured], groups: Sequence[object], style: Style) -> Iterator[str]:
    """Yield the table line by line without Rich: text that has no room ends in an ellipsis; nothing is coloured."""
    widths = [min(width, MOST_PADDED) for width in _widths(columns, style.width)]
    if style.header:
        yield _plain_line([each.column.label for each in columns], columns, widths)
        yield "─" * (sum(widths) + MARGIN * (len(widths) - 1)) + "\n"
    for at, row in enumerate(zip(*(each.cells for each in columns), strict=True)):
        if at and groups[at] != groups[at - 1]:
            yield "\n"
        for lines in zip_longest(*(cell.split("\n") for cell in row), fillvalue=""):
            yield _plain_line(lines, columns, widths)


def _plain_line(cells: Sequence[str], columns: Sequence[Measured], widths: Sequence[int]) -> str:
    # No blanks behind the last cell: of many lines beside one very long line, they would be most of the work.
    last = max((at for at, cell in enumerate(cells) if cell), default=0)
    aligned = (
        _align(cell, width, each.column, at < last) for at, (cell, each, width) in enumerate(zip(cells, columns, widths, strict=True))
    )
    return (" " * MARGIN).join(islice(aligned, last + 1)).rstrip() + "\n"


def _align(cell: str, width: int, column: Column, is_filled: bool) -> str:
    from rich.cells import cell_len, set_cell_size

    padding = width - cell_len(cell)
    if padding < 0 and width < MOST_PADDED:
        return set_cell_size(cell, width - 1) + "…"
    return " " * padding + cell if column.number else cell + " " * (padding * is_filled)


def _draw_grid(columns: Sequence[Measured], groups: Sequence[object], table: Table, style: Style) -> Iterator[str]:
    """Yield the table drawn by Rich: text that has no room is folded; the table's words are highlighted."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as RichTable

    widths = _widths(columns, style.width)
    grid = RichTable(box=SIMPLE_HEAD, show_header=style.header, show_edge=False, pad_edge=False, padding=(0, MARGIN - 1, 0, 0))
    for (column, *_), width in zip(columns, widths, strict=True):
        grid.add_column(column.label, justify="right" if column.number else "left", no_wrap=column.number, overflow="fold", width=width)
    for at, row in enumerate(zip(*(each.cells for each in columns), strict=True)):
        if at and groups[at] != groups[at - 1]:
            grid.add_section()
        grid.add_row(*(_highlight(cell, table.words) for cell in row))
    yield _render(grid, sum(widths) + MARGIN * len(widths), style)


def _highlight(cell: str, words: Sequence[str]) -> "Text":
    from rich.text import Text

    text = Text(cell)
    text.highlight_words(words, style="bold yellow", case_sensitive=False)
    return text


def _draw_text(lines: Sequence[str], style: Style) -> str:
    from rich.cells import cell_len
    from rich.text import Text

    widest = max(map(cell_len, lines))
    return "\n" + _render(Text("\n".join(map(printable, lines)), overflow="fold"), min(widest, style.width or widest), style)


def _render(drawing: "RenderableType", width: int, style: Style) -> str:
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out, width=max(1, width), force_terminal=style.colour, color_system="standard" if style.colour else None,
        no_color=not style.colour, legacy_windows=False, highlight=False, markup=False, emoji=False, _environ={},
    )  # fmt: skip
    console.print(drawing)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())
