"""Which columns of a table fit into a terminal, and how wide each of them is. Pure."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from aidcli.display.cells import aligned_digits, cell_width
from aidcli.display.table import Column

MARGIN: Final = 2
"""Blanks between two columns."""
INDENT: Final = 2
"""Blanks before the first column, under a heading."""
LEAST_TEXT: Final = 10
"""Text is never shortened to fewer columns of the terminal than this, or than its label takes."""
EASY_TEXT: Final = 20
"""Text is not shortened to fewer columns than this to make room for a column that can be dropped."""
LEAST_BAR: Final = 4


class Measured(NamedTuple):
    """A column with its cells, and its widths in columns of the terminal."""

    column: Column
    cells: Sequence[str]
    natural: int
    """The width of the longest line."""
    easy: int
    """The narrowest width that leaves room for columns that can be dropped."""
    least: int
    """The narrowest width of all."""


def measure(column: Column, cells: Sequence[str]) -> Measured:
    """Return the column with its widths."""
    if column.number and not any("\n" in cell for cell in cells):
        cells = aligned_digits(cells)
    label = cell_width(column.label)
    natural = max(label, *(cell_width(line) for cell in cells for line in cell.split("\n")), 0)
    if column.sized:
        least = min(natural, max(label, LEAST_BAR))
        return Measured(column, cells, natural, least, least)
    if column.text:
        return Measured(column, cells, natural, min(natural, max(EASY_TEXT, label)), min(natural, max(LEAST_TEXT, label)))
    return Measured(column, cells, natural, natural, natural)


def have_room(widths: Sequence[int], available: int | None) -> bool:
    """Return whether columns of these widths fit into `available` columns; None, off a terminal, fits everything."""
    return available is None or sum(widths) + MARGIN * (len(widths) - 1) <= available


def choose_columns(columns: Sequence[Measured], available: int | None) -> tuple[list[Measured], list[Column]]:
    """Return the columns that have room, the least `spare` first, and those that have none; both in the order given."""
    kept = [at for at, each in enumerate(columns) if not each.column.spare]
    for at in sorted(range(len(columns)), key=lambda at: columns[at].column.spare):
        if at not in kept and have_room([*(columns[other].easy for other in kept), columns[at].least], available):
            kept.append(at)
    return [columns[at] for at in sorted(kept)], [each.column for at, each in enumerate(columns) if at not in kept]


def fitted(columns: Sequence[Measured], available: int | None) -> list[int]:
    """Return the widths of columns that fit: bars are narrowed first, then texts, the widest first; last those least easily dropped.

    Where even the least do not fit, the widths are the natural ones, and the terminal itself folds the lines.
    """
    natural, easy, least = zip(*((each.natural, each.easy, each.least) for each in columns), strict=True)
    if not have_room(least, available):
        return list(natural)
    widths = [max(low, min(width, available or width)) for low, width in zip(least, natural, strict=True)]
    bars = [at for at, each in enumerate(columns) if each.column.sized]
    by_spare = sorted(range(len(columns)), key=lambda at: -columns[at].column.spare)
    for narrowed, floor in ((bars, least), (by_spare, easy), *(([at], least) for at in by_spare)):
        while not have_room(widths, available) and (wider := [at for at in narrowed if widths[at] > floor[at]]):
            widths[max(wider, key=lambda at: widths[at])] -= 1
    return widths
