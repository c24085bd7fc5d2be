"""What a table is: records that machines read, columns that people see, and the style in which both are written. Pure.

Formats and terminal know only what is here: no figures, no totals.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from aidcli.model.figure import Record

Fields = Sequence[str] | None
"""The keys to show, in this order; None for the usual ones."""
Notes = Callable[[], Sequence[str]]
"""What to say under a table; asked for when the last record has been taken."""


class Column(NamedTuple):
    """A column as people see it. `number`: never folded. `spare`: dropped where space is short, the highest first."""

    key: str
    label: str
    cell: Callable[[Any], str]
    number: bool = False
    spare: int = 0


class Table(NamedTuple):
    """Rows of whatever kind, what machines read of each, and the columns that people see, `shown` of them unasked."""

    rows: Iterable[Any]
    keys: Sequence[str]
    record: Callable[[Any], Record]
    columns: Sequence[Column]
    shown: Sequence[str]
    notes: Notes = tuple
    footer: Sequence[str] = ()
    """What to say under the notes to people only."""
    card: bool = False
    """One row below the other, a line a column, rather than side by side."""
    group: Callable[[Any], object] | None = None
    """Rows of one group stand together; a rule is drawn between groups."""
    words: Sequence[str] = ()
    """Words to highlight."""
    title: str = ""
    further: Sequence[str] = ()
    """Keys of the records that machines are told only where they ask for them."""
    more: "Sequence[Table]" = ()
    """Tables that people see below this one."""


class Style(NamedTuple):
    """How an answer is wanted: its format, its keys (None for the usual ones), a header or not; and where it goes."""

    format: str
    fields: str | None = None
    header: bool = True
    width: int | None = None
    """The columns of the terminal; None where there is none, and tables take their natural width."""
    colour: bool = False
    lang: str = "en"


def shown_columns(table: Table, fields: Fields) -> list[Column]:
    """The columns asked for, all of which must be seen, or the usual ones."""
    by_key = {column.key: column for column in table.columns}
    return [by_key[key]._replace(spare=0) for key in fields] if fields else [by_key[key] for key in table.shown]
