"""What an engine reduces figures to before totals are made of them: SQL in the shared subset, with its arguments. Pure.

A figure stands in a row for each part of `Rows` that it belongs to. The columns that name a row are `nth`, which says
which part, and `k0`, `k1` ..., the values of its keys. Whatever is asked begins with the same five tables: `selected`,
`rowed`, `members`, `left_out` and `counted`.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from aidcli.engine.relation import Sql
from aidcli.query.query import Key, Rows
from aidcli.query.totals import NOT_SUMMED

NAMED_LEFT_OUT: Final = 4
"""Reasons of a row, and figures of a reason, that are returned by name; the others are counted."""
_ALWAYS: Final = ("pos", "measure", "unit", "value", "is_whole", "is_linked")
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
        self._selection, self._placed, self._beside_wholes = selection, _placed(rows.keys, parts), beside_wholes
        self._columns = (*_ALWAYS, *rows.keys, *(_OF_OPERANDS if len(parts) > 1 or parts[0].condition.arguments else ()))

    def asked(self, columns: Iterable[str], text: str, arguments: Iterable[str] = ()) -> Sql:
        """Return a question that continues the tables by `text`, which needs these columns: engines carry no others along."""
        unsummed = ", ".join(f"'{unit}'" for unit in sorted(NOT_SUMMED))
        # Only positions may be the keys of this join: an engine that joined by rows would compare all parts of a row with all wholes.
        same = f"CASE WHEN {alike('w', 'm', self.at)} THEN 1 ELSE 0 END = 1"
        used = ", ".join(dict.fromkeys((*self._columns, *columns)))
        none = " AND 1 = 0" if self._beside_wholes else ""
        head = f"""WITH selected AS (SELECT {used} FROM figures WHERE {self._selection.text}),
rowed AS (SELECT r.*, CASE WHEN value IS NULL THEN 'no value' WHEN unit IN ({unsummed}) THEN 'not summed' END AS reason
  FROM ({self._placed.text}) r),
members AS (SELECT * FROM rowed WHERE reason IS NULL),
held AS (SELECT m.nth, m.pos, w.pos AS whole, row_number() OVER (PARTITION BY m.nth, m.pos ORDER BY l.distance DESC) AS inward
  FROM members m JOIN lineage l ON l.part = m.pos JOIN members w ON w.pos = l.whole
  WHERE m.is_linked AND w.is_whole AND {same}{none}),
left_out AS (SELECT nth, pos, whole FROM held WHERE inward = 1),
counted AS (SELECT m.* FROM members m WHERE NOT m.is_linked
  OR NOT EXISTS (SELECT 1 FROM left_out l WHERE l.nth = m.nth AND l.pos = m.pos))
"""
        return Sql(head + text, (*self._selection.arguments, *self._placed.arguments, *arguments))

    def sums(self) -> Sql:
        """Ask for the number of figures and the sums of their amounts, by total, bound and reason for leaving out."""
        at = ", ".join(self.at)
        amounts = "count(*), sum(value), sum(reach)"
        return self.asked(
            ("bound", "reach"),
            f"""SELECT {at}, bound, reason, {amounts} FROM rowed GROUP BY {at}, bound, reason
UNION ALL SELECT {at}, bound, 'part', {amounts} FROM (
  SELECT m.* FROM members m JOIN left_out l ON l.nth = m.nth AND l.pos = m.pos) p GROUP BY {at}, bound""",
        )

    def left_out(self) -> Sql:
        """Ask for the first figures left out of each total, by reason and whole, with the number of those alike."""
        at = ", ".join(self.at)
        parts = ", ".join(f"m.{each}" for each in self.at)
        same = f"PARTITION BY {at}, reason, whole"
        return self.asked(
            (),
            f""", gone AS (
  SELECT {at}, pos, reason, CAST(NULL AS BIGINT) AS whole, 0 AS late FROM rowed WHERE reason IS NOT NULL
  UNION ALL SELECT {parts}, m.pos, 'part', l.whole, 1 FROM members m JOIN left_out l ON l.nth = m.nth AND l.pos = m.pos),
numbered AS (SELECT g.*, min(pos) OVER ({same}) AS earliest, count(*) OVER ({same}) AS many,
  row_number() OVER ({same} ORDER BY pos) AS place FROM gone g),
grouped AS (SELECT n.*, dense_rank() OVER (PARTITION BY {at} ORDER BY late, earliest) AS why FROM numbered n
  WHERE place <= {NAMED_LEFT_OUT})
SELECT {at}, reason, pos, whole, many, why FROM grouped WHERE why <= {NAMED_LEFT_OUT} ORDER BY why, pos""",
        )


def alike(one: str, other: str, columns: Iterable[str]) -> str:
    """Return the condition that two rows have the same values, or none, in these columns."""
    return " AND ".join(f"{one}.{each} {'IS NOT DISTINCT FROM' if _may_be_null(each) else '='} {other}.{each}" for each in columns)


def _may_be_null(column: str) -> bool:
    return column in ("recipient", "own") or column[0] == "k"


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
