"""Compile a question to SQL in the shared subset, with its arguments: the engine reduces figures to sums and groups. Pure.

A figure stands in a row for each part of `Rows` that it belongs to. The columns that name a row are `nth`, which says
which part, and `k0`, `k1` ..., the values of its keys. Every question begins with the same tables: `selected`, `rowed`,
where each figure has the reason for leaving it out, and `counted`. Which parts are left out is worked out once before.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from aidcli.engine.relation import Sql
from aidcli.query.query import Key, Rows
from aidcli.query.totals import NOT_SUMMED

NAMED_LEFT_OUT: Final = 4
"""Reasons of a row, and figures of a reason, that are returned by name; the others are counted."""
PARTS_LEFT_OUT: Final = "left_out"
"""The table of the parts that are left out: `nth`, `pos` and the position of the whole that counts them."""
_UNSUMMED: Final = ", ".join(f"'{unit}'" for unit in sorted(NOT_SUMMED))
_ALWAYS: Final = ("pos", "measure", "unit", "value")
_OF_OPERANDS: Final = ("id", "sector", "provider", "recipient", "receiver", "source", "begins", "ends")
"""The columns that the conditions of operands look at."""


class RowPart(NamedTuple):
    """One of the parts of `Rows`: the end of its keys, whether the figures in it are divided by keys, and what they hold."""

    key: Key
    is_divided: bool
    condition: Sql


class Reduction:
    """The tables that everything about the totals of some rows begins with."""

    def __init__(self, selection: Sql, rows: Rows, parts: Sequence[RowPart], *, beside_wholes: bool) -> None:
        """Begin with the figures that match `selection`; with `beside_wholes`, parts count beside their wholes."""
        self.by = [f"k{at}" for at in range(len(rows.keys))]
        self.at = ["nth", *self.by, "measure", "unit"]
        """The columns that tell totals apart."""
        self._selection, self._placed, self.beside_wholes = selection, _placed(rows.keys, parts), beside_wholes
        self._columns = (*_ALWAYS, *rows.keys, *(_OF_OPERANDS if len(parts) > 1 or parts[0].condition.arguments else ()))

    def asked(self, columns: Iterable[str], text: str, arguments: Iterable[str] = ()) -> Sql:
        """Return a question that continues the tables by `text`, which needs these columns: engines carry no others along.

        It needs the table PARTS_LEFT_OUT, unless parts count beside their wholes.
        """
        why = f"WHEN value IS NULL THEN 'no value' WHEN unit IN ({_UNSUMMED}) THEN 'not summed'"
        rowed = f"SELECT r.*, CAST(NULL AS BIGINT) AS whole, CASE {why} END AS reason FROM placed r"
        if not self.beside_wholes:
            rowed = f"""SELECT r.*, l.whole, CASE {why} WHEN l.whole IS NOT NULL THEN 'part' END AS reason
  FROM placed r LEFT JOIN {PARTS_LEFT_OUT} l ON l.nth = r.nth AND l.pos = r.pos"""
        head = f"{self._head(columns)},\nrowed AS ({rowed}),\ncounted AS (SELECT * FROM rowed WHERE reason IS NULL)\n"
        return Sql(head + text, (*self._selection.arguments, *self._placed.arguments, *arguments))

    def parts_left_out(self) -> Sql:
        """Ask for the table PARTS_LEFT_OUT: the parts that have a whole in their row, each with the outermost of these."""
        # Only positions may be the keys of this join: an engine that joined by rows would compare all parts of a row with all wholes.
        same = f"CASE WHEN {alike('w', 'm', self.at)} THEN 1 ELSE 0 END = 1"
        text = f"""{self._head(("is_whole", "is_linked"))},
held AS (SELECT m.nth, m.pos, w.pos AS whole, row_number() OVER (PARTITION BY m.nth, m.pos ORDER BY l.distance DESC) AS inward
  FROM placed m JOIN lineage l ON l.part = m.pos JOIN placed w ON w.pos = l.whole
  WHERE m.is_linked AND w.is_whole AND m.unit NOT IN ({_UNSUMMED}) AND {same})
SELECT nth, pos, whole FROM held WHERE inward = 1"""
        return Sql(text, (*self._selection.arguments, *self._placed.arguments))

    def _head(self, columns: Iterable[str]) -> str:
        """Return the tables of the figures that match, and of these in their rows."""
        used = ", ".join(dict.fromkeys((*self._columns, *columns)))
        return f"WITH selected AS (SELECT {used} FROM figures WHERE {self._selection.text}),\nplaced AS ({self._placed.text})"

    def sums(self) -> Sql:
        """Ask for the number of figures and the sums of their amounts, by total, bound and reason for leaving out."""
        at = ", ".join(self.at)
        return self.asked(
            ("bound", "reach"), f"SELECT {at}, bound, reason, count(*), sum(value), sum(reach) FROM rowed GROUP BY {at}, bound, reason"
        )

    def left_out(self) -> Sql:
        """Ask for the first figures left out of each total, by reason and whole, with the number of those alike."""
        at = ", ".join(self.at)
        same = alike("g", "w", (*self.at, "reason", "whole"))
        return self.asked(
            (),
            f""", gone AS (SELECT {at}, pos, reason, whole FROM rowed WHERE reason IS NOT NULL),
grouped AS (SELECT {at}, reason, whole, min(pos) AS earliest, count(*) AS many FROM gone GROUP BY {at}, reason, whole),
ranked AS (SELECT o.*, row_number() OVER (PARTITION BY {at} ORDER BY CASE reason WHEN 'part' THEN 1 ELSE 0 END, earliest) AS why
  FROM grouped o),
named AS (SELECT g.*, w.many, w.why, row_number() OVER (PARTITION BY w.nth, w.earliest ORDER BY g.pos) AS place
  FROM ranked w JOIN gone g ON {same} WHERE w.why <= {NAMED_LEFT_OUT})
SELECT {at}, reason, pos, whole, many, why FROM named WHERE place <= {NAMED_LEFT_OUT} ORDER BY why, pos""",
        )


def alike(one: str, other: str, columns: Iterable[str]) -> str:
    """Return the condition that two rows have the same values, or none, in these columns."""
    return " AND ".join(f"{one}.{each} {'IS NOT DISTINCT FROM' if _may_be_null(each) else '='} {other}.{each}" for each in columns)


def _may_be_null(column: str) -> bool:
    return column in ("recipient", "own", "whole") or column[0] == "k"


def marks(words: Sequence[str]) -> str:
    """Return a mark for each of some arguments."""
    return ", ".join("?" * len(words))


def _placed(keys: Sequence[str], parts: Sequence[RowPart]) -> Sql:
    """Return the figures in the rows that they stand in."""
    divided = [str(nth) for nth, part in enumerate(parts) if part.is_divided]
    if len(parts) == 1:
        named = "".join(f"{key} AS k{at}, " for at, key in enumerate(keys))
        return Sql(f"SELECT 0 AS nth, {named}s.* FROM selected s WHERE {parts[0].condition.text}", parts[0].condition.arguments)
    named = "".join(f"CASE WHEN nth IN ({', '.join(divided)}) THEN {key} END AS k{at}, " for at, key in enumerate(keys))
    tests = " ".join(f"WHEN {nth} THEN {part.condition.text}" for nth, part in enumerate(parts))
    numbers = ", ".join(f"({nth})" for nth in range(len(parts)))
    text = f"SELECT nth, {named}s.* FROM selected s CROSS JOIN (VALUES {numbers}) AS v(nth) WHERE CASE nth {tests} END"
    return Sql(text, tuple(one for part in parts for one in part.condition.arguments))
