"""Tables as a person sees them in a terminal. The only module that imports Rich, and only when a table is drawn."""

import io
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from aidcli.display.table import Column, Fields, Style, Table, shown_columns

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

MARGIN: Final = 2
"""The blanks between two columns."""
LEAST: Final = 8
"""Text is never folded to less than this."""
LONG: Final = 300
"""More rows than this are drawn without Rich's layout, which would take seconds."""
MANY: Final = 2000
"""Fewer rows than this are taken before a progress bar could be read."""
Taken = TypeVar("Taken")


def tracked(rows: Sequence[Taken], what: str) -> Iterable[Taken]:
    """The rows as they are taken, with a progress bar on stderr where there are many and that is a terminal."""
    if len(rows) < MANY or not sys.stderr.isatty():
        return rows
    from rich.console import Console
    from rich.progress import track

    return track(rows, what, console=Console(stderr=True), transient=True)


def draw(table: Table, fields: Fields, style: Style) -> Iterator[str]:
    """The table, its notes and the tables below it, fitted to the width of the terminal."""
    columns = shown_columns(table, fields)
    rows = [Line([printable(column.cell(row)) for column in columns], table.group and table.group(row)) for row in table.rows]
    notes = [*table.notes(), *table.footer] if rows else []
    if rows and table.title:
        yield _folded([table.title], style)
    if rows and table.card:
        yield "\n".join(_card(columns, row.cells, table, style) for row in rows)
    elif rows:
        left, lines, dropped = _fitting(columns, rows, style.width)
        if _widths(left, lines, style.width, "words") is None:
            yield "\n".join(_card(columns, row.cells, table, style) for row in rows)
        else:
            yield _drawn(left, lines, table, style)
            notes += [_no_room(dropped, style.lang, "" if table.title else "--fields")] if dropped else []
    if notes:
        yield _folded(notes, style)
    for each in table.more:
        yield from draw(each, None, style)


def _no_room(dropped: Sequence[Column], lang: str, option: str) -> str:
    named = ", ".join(column.label for column in dropped)
    chosen = f"{option} {','.join(column.key for column in dropped)}" if option else ""
    if lang == "zh":
        return f"宽度不足,未显示:{named}。可加宽终端{f'或用 {chosen} 选择' if chosen else ''}。"
    return f"No room for: {named}. Widen the terminal{f', or choose with {chosen}' if chosen else ''}."


class Line(NamedTuple):
    """One row of cells, and what group it belongs to."""

    cells: list[str]
    group: object = None


def _card(columns: Sequence[Column], cells: Sequence[str], table: Table, style: Style) -> str:
    """A row as lines of label and cell, the empty ones left away."""
    lines = [Line([column.label, cell]) for column, cell in zip(columns, cells, strict=True) if cell]
    return _drawn([Column("label", "", str, number=True), Column("cell", "", str)], lines, table, style._replace(header=False))


def printable(text: str) -> str:
    """The text with control characters shown as their pictures, so that no cell can command the terminal."""
    return text if text.isprintable() else text.translate(_PICTURES)


_PICTURES: Final = (
    {code: chr(0x2400 + code) for code in range(0x20) if code != 0x0A} | {0x7F: "\u2421"} | dict.fromkeys(range(0x80, 0xA0), "\ufffd")
)


def _fitting(columns: list[Column], rows: list[Line], width: int | None) -> tuple[list[Column], list[Line], list[Column]]:
    """Leave columns out, the most dispensable first, until the rest fits with no word broken; says which."""
    dropped: list[Column] = []
    while _widths(columns, rows, width) is None:
        spare = max(columns, key=lambda column: column.spare)
        if not spare.spare:
            break
        at = columns.index(spare)
        dropped.append(spare)
        columns = columns[:at] + columns[at + 1 :]
        rows = [Line(row.cells[:at] + row.cells[at + 1 :], row.group) for row in rows]
    return columns, rows, dropped


def _widths(columns: Sequence[Column], rows: Sequence[Line], available: int | None, breaking: str = "") -> list[int] | None:
    """The width of each column: its own, or less where text must fold.

    None where even so there is no room for whole words; or, `breaking` "words", for numbers within texts; or, breaking
    "texts" wherever it must be, for amounts.
    """
    from rich.cells import cell_len

    texts = [[line for text in (column.label, *(row.cells[at] for row in rows)) for line in text.split("\n")]
             for at, column in enumerate(columns)]  # fmt: skip
    widths = [max(map(cell_len, each)) for each in texts]
    room = 10**9 if available is None else available - MARGIN * (len(widths) - 1)
    if sum(widths) <= room:
        return widths
    least = [width if column.number else min(width, _longest_word(each, breaking))
             for column, each, width in zip(columns, texts, widths, strict=True)]  # fmt: skip
    while sum(widths) > room and widths != least:
        at = max(range(len(widths)), key=lambda at: (widths[at] > least[at], widths[at]))
        widths[at] -= 1
    return widths if sum(widths) <= room else None


def _longest_word(lines: Iterable[str], breaking: str) -> int:
    """How narrow a text can be folded. Chinese folds anywhere, other words where they may be broken, a number nowhere."""
    from rich.cells import cell_len

    words = {word for line in lines for word in re.findall(r"^\s*\S+|\S+", line)}
    whole = (word for word in words if any(map(str.isdecimal, word)) or (word.isascii() and not breaking))
    return max(LEAST, *map(cell_len, whole), 0) if breaking != "texts" else LEAST


def _drawn(columns: Sequence[Column], rows: Sequence[Line], table: Table, style: Style) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as RichTable

    found = (_widths(columns, rows, style.width, breaking) for breaking in ("", "words", "texts"))
    widths = next(filter(None, found), None) or _widths(columns, rows, None) or []  # Where nothing fits, the terminal itself folds.
    if len(rows) > LONG:
        return "".join(f"{line.rstrip()}\n" for line in _plainly(columns, rows, widths, style))
    grid = RichTable(box=SIMPLE_HEAD, show_header=style.header, show_edge=False, pad_edge=False, padding=(0, MARGIN - 1, 0, 0))
    for column, width in zip(columns, widths, strict=True):
        grid.add_column(column.label, justify="right" if column.number else "left", no_wrap=column.number, overflow="fold", width=width)
    for _, lines in groupby(rows, key=lambda row: row.group):
        for line in lines:
            grid.add_row(*(_text(cell, table.words) for cell in line.cells))
        grid.add_section()
    return _rendered(grid, sum(widths) + MARGIN * len(widths), style)


def _plainly(columns: Sequence[Column], rows: Sequence[Line], widths: Sequence[int], style: Style) -> Iterator[str]:
    """The same table line by line, without colour."""
    if style.header:
        yield from _laid_out([column.label for column in columns], columns, widths)
        yield "─" * (sum(widths) + MARGIN * (len(widths) - 1))
    for at, row in enumerate(rows):
        if at and row.group != rows[at - 1].group:
            yield ""
        yield from _laid_out(row.cells, columns, widths)


def _laid_out(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> Iterator[str]:
    """One row as lines, each cell folded and padded to its width."""
    from rich.cells import cell_len

    folded = [list(_fold(cell, width)) for cell, width in zip(cells, widths, strict=True)]
    for parts in zip_longest(*folded, fillvalue=""):
        blanks = [" " * (width - cell_len(part)) for part, width in zip(parts, widths, strict=True)]
        aligned = (blank + part if column.number else part + blank for part, blank, column in zip(parts, blanks, columns, strict=True))
        yield (" " * MARGIN).join(aligned)


def _fold(text: str, width: int) -> Iterator[str]:
    """The text in lines of that width: cut between words, and inside what is longer than a line."""
    from rich.cells import cell_len, chop_cells

    for line in text.split("\n"):
        if cell_len(line) <= width:
            yield line
            continue
        held = ""
        for word in re.findall(r"\s*\S+", line):
            *full, rest = chop_cells(held + word if cell_len(held + word) <= width else word.lstrip(), width)
            if held and cell_len(held + word) > width:
                yield held
            yield from full
            held = rest
        yield held


def _text(cell: str, words: Sequence[str]) -> "Text":
    from rich.text import Text

    text = Text(cell)
    text.highlight_words(words, style="bold yellow", case_sensitive=False)
    return text


def _folded(notes: Sequence[str], style: Style) -> str:
    from rich.cells import cell_len
    from rich.text import Text

    widest = max(map(cell_len, notes))
    return "\n" + _rendered(Text("\n".join(map(printable, notes)), overflow="fold"), min(widest, style.width or widest), style)


def _rendered(drawing: "RenderableType", width: int, style: Style) -> str:
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out, width=max(1, width), force_terminal=style.colour, color_system="standard" if style.colour else None,
        no_color=not style.colour, legacy_windows=False, highlight=False, markup=False, emoji=False, _environ={},
    )  # fmt: skip
    console.print(drawing)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())
