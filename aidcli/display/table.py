"""What a table is: rows, what machines read of each row, and the columns that people see. Pure.

Formats and terminal know only what is here. They know nothing of figures or totals.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from aidcli.model.figure import Record

Fields = Sequence[str] | None
"""The keys to show, in this order; None for the usual ones."""
Notes = Callable[[], Sequence[str]]
"""Returns the notes under a table. Called after the last row has been read, since reading the rows may add to the notes."""


class Column(NamedTuple):
    """A column as people see it. Only `text` is ever shortened or folded."""

    key: str
    label: str
    cell: Callable[[Any], str]
    number: bool = False
    """Align to the right."""
    spare: int = 0
    """Above 0, the column may be dropped where space is short: the highest first."""
    text: bool = False
    """Words, which may be shortened."""
    cells: Callable[[Sequence[Any]], Sequence[str]] | None = None
    """Returns the cells of all rows, where they depend on one another."""
    sized: Callable[[Any, int], str] | None = None
    """Returns the cell in this many columns of the terminal, where it can be drawn in fewer: a bar."""

    def of(self, rows: Sequence[Any]) -> Sequence[str]:
        """Return the cells of all rows."""
        return self.cells(rows) if self.cells else list(map(self.cell, rows))


class Heading(NamedTuple):
    """What heads a group of rows, and so need not be repeated in each."""

    keys: Sequence[str]
    """The columns that it makes superfluous."""
    words: Callable[[Any], str]
    """Returns the heading of the group that a row belongs to."""
    place: Callable[[Any], Any]
    """Returns a sort key of the group that a row belongs to."""
    always: bool = True
    """False: only where the columns have no room."""


class Table(NamedTuple):
    """Rows of any one type, with a record of each for machines and columns for people."""

    rows: Iterable[Any]
    keys: Sequence[str]
    """The keys of a record, in order."""
    record: Callable[[Any], Record]
    columns: Sequence[Column]
    shown: Sequence[str]
    """The keys of the columns shown unless others are asked for."""
    notes: Notes = tuple
    footer: Sequence[str] = ()
    """Notes for people only, below the others."""
    card: bool = False
    """Draw each row as a card, one line a column."""
    group: Callable[[Any], object] | None = None
    """Rows with equal results are adjacent; a blank line separates them from the next."""
    heading: Heading | None = None
    """Stands above the rows of a group, on a terminal and in plain text."""
    words: Sequence[str] = ()
    """Words to highlight."""
    title: str = ""
    further: Sequence[str] = ()
    """Keys of a record that machine formats show only on request."""
    more: "Sequence[Table]" = ()
    """Tables shown below this one, to people only."""


class Style(NamedTuple):
    """How to write an answer."""

    format: str
    fields: str | None = None
    """Comma-separated keys as typed; None for the usual ones."""
    header: bool = True
    width: int | None = None
    """The columns of the terminal; None where there is none, and tables take their natural width."""
    colour: bool = False
    lang: str = "en"
    wide: bool = False
    """Fold long text instead of shortening it."""


def shown_columns(table: Table, fields: Fields) -> list[Column]:
    """Return the columns of `fields`, none of which may be dropped, or the usual columns."""
    by_key = {column.key: column for column in table.columns}
    return [by_key[key]._replace(spare=0) for key in fields] if fields else [by_key[key] for key in table.shown]
