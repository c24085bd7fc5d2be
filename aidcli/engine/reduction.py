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
SLIM: Final = (
    "pos",
    "id",
    "combo",
    "sector",
    "recipient",
    "provider",
    "period",
    "source",
    "subject",
    "value",
    "upper",
    "root",
    "is_linked",
)
"""The columns of a figure that the search for what counts twice needs."""
_USED: Final = (
    *SLIM,
    "measure",
    "unit",
    "bound",
    "reach",
    "place",
    "begins",
    "ends",
    "receiver",
    "part_of",
    "is_whole",
    "is_twin",
    "is_telling",
)


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
        placed = _placed(rows.keys, parts)
        unsummed = ", ".join(f"'{unit}'" for unit in sorted(NOT_SUMMED))
        columns = ", ".join(dict.fromkeys((*_USED, *rows.keys)))
        # Only positions may be the keys of this join: an engine that joined by rows would compare all parts of a row with all wholes.
        same = f"CASE WHEN {alike('w', 'm', self.at)} THEN 1 ELSE 0 END = 1"
        self._head = Sql(
            f"""WITH selected AS (SELECT {columns} FROM figures WHERE {selection.text}),
rowed AS (SELECT r.*, CASE WHEN value IS NULL THEN 'no value' WHEN unit IN ({unsummed}) THEN 'not summed' END AS reason
  FROM ({placed.text}) r),
members AS (SELECT * FROM rowed WHERE reason IS NULL),
ranked AS (SELECT m.*, w.pos AS whole, w.id AS whole_id, row_number() OVER (PARTITION BY m.nth, m.pos ORDER BY l.distance DESC) AS inward
  FROM members m JOIN lineage l ON l.part = m.pos JOIN members w ON w.pos = l.whole
  WHERE m.part_of IS NOT NULL AND w.is_whole AND {same}{" AND 1 = 0" if beside_wholes else ""}),
left_out AS (SELECT * FROM ranked WHERE inward = 1),
counted AS (SELECT m.* FROM members m WHERE m.part_of IS NULL
  OR NOT EXISTS (SELECT 1 FROM left_out l WHERE l.nth = m.nth AND l.pos = m.pos))
""",
            (*selection.arguments, *placed.arguments),
        )

    def _asked(self, text: str, arguments: Iterable[str] = ()) -> Sql:
        return Sql(self._head.text + text, (*self._head.arguments, *arguments))

    def sums(self) -> Sql:
        """Ask for the number of figures and the sums of their amounts, by total, bound and reason for leaving out."""
        at = ", ".join(self.at)
        amounts = "count(*), sum(value), sum(reach)"
        return self._asked(
            f"SELECT {at}, bound, reason, {amounts} FROM rowed GROUP BY {at}, bound, reason "
            f"UNION ALL SELECT {at}, bound, 'part', {amounts} FROM left_out GROUP BY {at}, bound"
        )

    def left_out(self) -> Sql:
        """Ask for the first figures left out of each total, by reason and whole, with the number of those alike."""
        at = ", ".join(self.at)
        alike_ = f"PARTITION BY {at}, reason, whole"
        return self._asked(f""", gone AS (
  SELECT {at}, pos, id, reason, CAST(NULL AS BIGINT) AS whole, CAST(NULL AS STRING) AS whole_id, 0 AS late FROM rowed
  WHERE reason IS NOT NULL
  UNION ALL SELECT {at}, pos, id, 'part', whole, whole_id, 1 FROM left_out),
numbered AS (SELECT g.*, min(pos) OVER ({alike_}) AS earliest, count(*) OVER ({alike_}) AS many,
  row_number() OVER ({alike_} ORDER BY pos) AS place FROM gone g),
grouped AS (SELECT n.*, dense_rank() OVER (PARTITION BY {at} ORDER BY late, earliest) AS why FROM numbered n
  WHERE place <= {NAMED_LEFT_OUT})
SELECT {at}, reason, id, whole_id, many, why FROM grouped WHERE why <= {NAMED_LEFT_OUT} ORDER BY why, pos""")

    def sectors(self) -> Sql:
        """Ask for the sectors of the figures that are counted."""
        return self._asked("SELECT DISTINCT sector FROM members")

    def candidates(self, wholes: Sequence[str], parts: Sequence[str]) -> Sql:
        """Ask for the figures that may count twice with another, or decide whether another does.

        These are the figures with a period whose sector and recipient come from several sources, or whose subject comes more
        than once; those of the sectors `wholes`; and of each circumstances in the sectors `parts`, the lowest, and the lowest
        of other kin.
        """
        at = ", ".join(self.at)
        place = [*self.at, "sector", "recipient", "own"]
        own = "CASE WHEN recipient IS NULL THEN source END AS own"
        lines, arguments = [], list[str]()
        if wholes and parts:
            lines.append(f"""lows AS (SELECT {at}, combo, min_by(pos, value) AS pos, min(value) AS value FROM counted
  WHERE sector IN ({marks(parts)}) GROUP BY {at}, combo, CASE WHEN is_linked THEN root END),
lowest AS (SELECT nth, pos FROM (
  SELECT l.*, row_number() OVER (PARTITION BY {at}, combo ORDER BY value, pos) AS place FROM lows l) r WHERE place <= 2)""")
            arguments += parts
        else:
            lines.append("lowest AS (SELECT nth, pos FROM counted WHERE 1 = 0)")
        chosen = f"c.sector IN ({marks(wholes)}) OR " if wholes else ""
        return self._asked(
            f""", {lines[0]},
several AS (SELECT {", ".join(place)} FROM (SELECT c.*, {own} FROM counted c WHERE begins IS NOT NULL) o
  GROUP BY {", ".join(place)} HAVING min(source) <> max(source))
SELECT {", ".join("c." + each for each in (*self.at, *SLIM))} FROM (SELECT c.*, {own} FROM counted c) c
LEFT JOIN several s ON {alike("s", "c", place)}
LEFT JOIN lowest l ON l.nth = c.nth AND l.pos = c.pos
WHERE {chosen}l.pos IS NOT NULL OR (c.begins IS NOT NULL AND (c.is_twin OR s.nth IS NOT NULL)) ORDER BY c.pos""",
            [*arguments, *wholes],
        )

    def exact_sums(self, ledgers: Sequence[str]) -> Sql:
        """Ask for every figure that is the sum of those that follow it, with each of these, in the order of their source.

        Between two figures that are not positive, running sums rise, so the figures that they are equal for are told by a join.
        """
        at = ", ".join(self.at)
        over = f"(PARTITION BY {at}, source ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
        order = f"(PARTITION BY {at}, source ORDER BY place)"
        listed = f"WHERE source NOT IN ({marks(ledgers)})" if ledgers else ""
        same = alike("r", "s", [*self.at, "source"])
        slim = ", ".join(f"p.{each}" for each in SLIM)
        row = ", ".join(f"s.{each}" for each in [*self.at[1:], "source"])
        return self._asked(
            f""", running AS (SELECT c.*, sum(CASE WHEN value > 0 THEN 0 ELSE 1 END) OVER {over} AS run, sum(value) OVER {over} AS total,
  lead(value, 1) OVER {order} AS second, lead(value, 2) OVER {order} AS third FROM counted c {listed}),
starts AS (SELECT r.*, total + value AS wanted FROM running r WHERE is_telling AND second > 0 AND third > 0 AND value >= second + third),
stretches AS (SELECT s.nth, s.pos AS whole, s.place AS beginning, r.place AS ending, {row}
  FROM starts s JOIN running r ON r.total = s.wanted AND {same} AND r.run = s.run WHERE r.value > 0 AND r.place > s.place)
SELECT {", ".join(f"p.{each}" for each in self.at)}, e.whole, {slim}
FROM stretches e JOIN counted p ON {alike("p", "e", [*self.at, "source"])}
WHERE p.place >= e.beginning AND p.place <= e.ending ORDER BY e.whole, p.place""",
            ledgers,
        )

    def parts_of(self, inside: Iterable[tuple[int, int, int]], most: int) -> Sql:
        """Ask for the first parts of wholes, and their number.

        `inside` has, for each of the circumstances of parts, `nth` and the position of the whole, and their number.
        """
        values = ", ".join(f"({nth:d}, {pos:d}, {combo:d})" for nth, pos, combo in inside)
        return self._asked(f""", looked AS (SELECT * FROM (VALUES {values}) AS v(nth, whole, combo)),
found AS (SELECT w.nth, w.pos AS whole, p.pos, p.id FROM looked i JOIN counted w ON w.nth = i.nth AND w.pos = i.whole
  JOIN counted p ON p.combo = i.combo AND p.nth = i.nth
  WHERE {alike("p", "w", self.by) if self.by else "1 = 1"} AND p.value <= coalesce(w.upper, w.value) AND p.root <> w.root),
placed AS (SELECT f.*, row_number() OVER (PARTITION BY nth, whole ORDER BY pos) AS place,
  count(*) OVER (PARTITION BY nth, whole) AS many FROM found f)
SELECT nth, whole, id, many FROM placed WHERE place <= {most:d} ORDER BY nth, whole, place""")


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
