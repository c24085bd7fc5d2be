"""Totals side by side: a column for each value of one key. Pure."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from aidcli.display import wording
from aidcli.display.speech import InUnit, Speech, rounded
from aidcli.display.table import Column, Notes, Table
from aidcli.display.totals import heading_of_totals, in_codelist_order, notes_on_order, with_notes
from aidcli.errors import Usage
from aidcli.model.quantity import Quantity
from aidcli.query.arrangement import Arrangement
from aidcli.query.query import Key
from aidcli.query.tally import Total

MOST_COLUMNS: Final = 12
"""Amounts that stand side by side: what a wide terminal has room for."""
Value = str | None


class SideBySide(NamedTuple):
    """The totals of one row, by the value that each stands under. Rows are ordered by the amount in the first column."""

    by: Key
    measure: str | None
    unit: str | None
    quantity: Quantity | None
    totals: Mapping[Value, Total]


def of_totals_across(
    totals: Sequence[Total], arrangement: Arrangement, speech: Speech, notes: Notes = tuple, *, explain: bool = False
) -> Table:
    """Return a table for people, with a column for each value of `arrangement.across`, and notes on what was left out.

    Raises Usage where the values are more than MOST_COLUMNS. With `explain`, a table of the figures behind each total
    follows.
    """
    by, key = arrangement.by, arrangement.across or ""
    values = values_across(totals, arrangement, speech)
    found = side_by_side(in_codelist_order(totals, arrangement.keys, speech), key, values)
    rows = arrangement.first(found, by)
    beside = [name for name in (*by, *(each for each in ("measure", "unit") if each not in by)) if name != key]
    amounts = _amounts(values, key, beside, speech)
    others = [speech.column(name, partial(_held, by.index(name), name, speech)) if name in by else speech.column(name) for name in beside]
    # Chinese amounts carry their unit.
    last = [] if "unit" in by or "unit" not in speech.amount_keys or key == "unit" else ["unit"]
    shown = [*(name for name in beside if name in by or name != "unit"), *(column.key for column in amounts), *last]
    heading = None if key in ("measure", "unit") else heading_of_totals(by, speech)
    table = Table(rows, (), lambda _: {}, [*others, *amounts], shown, heading=heading)
    listed = [row.totals[value] for row in rows for value in values if value in row.totals]
    order_notes = notes_on_order(arrangement, found, speech)
    return with_notes(table, listed, arrangement, [*order_notes, *notes()], speech, explain=explain)


def values_across(totals: Sequence[Total], arrangement: Arrangement, speech: Speech) -> list[Value]:
    """Return the values of `arrangement.across`, in the order of their list; raises Usage where they are more than MOST_COLUMNS."""
    key = arrangement.across or ""
    values = sorted({total.by[-1] for total in totals}, key=lambda value: (value is None, speech.place(key, value)))
    if len(values) > MOST_COLUMNS:
        raise Usage(
            "--across {key} has {count} values, and at most {most} stand side by side; use --by {keys}, or filters that keep fewer",
            "--across {key} 有{count}个值，至多并列{most}个；请用 --by {keys}，或用筛选条件减少",
            key=key,
            count=len(values),
            most=MOST_COLUMNS,
            keys=",".join(arrangement.keys),
        )
    return values


def side_by_side(totals: Sequence[Total], key: str, values: Sequence[Value]) -> list[SideBySide]:
    """Return the rows of totals, each with its totals by their value of `key`."""
    rows: dict[tuple[Key, str | None, str | None], dict[Value, Total]] = {}
    for total in totals:
        measure, unit = (None if key == name else code for name, code in (("measure", total.measure), ("unit", total.unit)))
        rows.setdefault((total.by[:-1], measure, unit), {})[total.by[-1]] = total
    firsts = [row[values[0]].quantity if values[0] in row else None for row in rows.values()]
    return [SideBySide(*at, first, row) for (at, row), first in zip(rows.items(), firsts, strict=True)]


def _held(at: int, key: str, speech: Speech, row: SideBySide) -> str:
    return speech.value(key, row.by[at]) or speech.say(wording.NONE)


def _amounts(values: Sequence[Value], key: str, taken: Sequence[str], speech: Speech) -> list[Column]:
    """Return the columns of the values. The key of each is the value, so that --fields can name it."""

    def amount(value: Value, row: SideBySide) -> InUnit:
        total = row.totals.get(value)
        return rounded(total.quantity, total.unit) if total else (None, "")

    every = [partial(amount, value) for value in values]
    columns = []
    for value, each in zip(values, every, strict=True):
        name, label = value or "none", speech.value(key, value) or speech.say(wording.NONE)
        columns.append(speech.amounts(f"{key}-{name}" if name in taken else name, each, label=label, beside=every))
    return columns
