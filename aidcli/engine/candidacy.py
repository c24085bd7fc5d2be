"""Which few figures decide what may count twice in each total: SQL in the shared subset. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final

from aidcli.engine.reduction import Reduction, alike, marks
from aidcli.engine.relation import Sql

SLIM: Final = (*("pos", "combo", "sector", "recipient", "provider", "period", "source", "twin"), *("value", "upper", "root", "is_linked"))
"""The columns of a figure that the search for what counts twice needs."""


def sectors_of(reduction: Reduction) -> Sql:
    """Ask for the sectors of the figures that have a sum."""
    return reduction.asked(["sector"], "SELECT DISTINCT sector FROM members")


def candidates_of(reduction: Reduction, wholes: Sequence[str], parts: Sequence[str]) -> Sql:
    """Ask for the figures that may count twice with another, or decide whether another does.

    These are the figures with a period whose sector and recipient come from several sources, or whose subject comes more
    than once; those of the sectors `wholes`; and of each circumstances in the sectors `parts`, the lowest, and the lowest of
    other kin.
    """
    at = ", ".join(reduction.at)
    place = [*reduction.at, "sector", "recipient", "own"]
    owned = "(SELECT c.*, CASE WHEN recipient IS NULL THEN source END AS own FROM counted c WHERE begins IS NOT NULL)"
    placed = ", ".join(f"o.{each}" for each in reduction.at)
    nested = bool(wholes and parts)
    low = f"""
UNION SELECT {at}, pos FROM counted WHERE sector IN ({marks(wholes)})
UNION SELECT {at}, pos FROM (SELECT l.*, row_number() OVER (PARTITION BY {at}, combo ORDER BY value, pos) AS place FROM (
  SELECT {at}, combo, min_by(pos, value) AS pos, min(value) AS value FROM counted WHERE sector IN ({marks(parts)})
  GROUP BY {at}, combo, CASE WHEN is_linked THEN root END) l) r WHERE place <= 2"""
    return reduction.asked(
        ("sector", "recipient", "source", "begins", "twin", "combo", "root"),
        f""", several AS (SELECT {", ".join(place)} FROM {owned} o GROUP BY {", ".join(place)} HAVING min(source) <> max(source)),
chosen AS (SELECT {at}, pos FROM counted WHERE twin IS NOT NULL AND begins IS NOT NULL
UNION SELECT {placed}, o.pos FROM {owned} o JOIN several s ON {alike("s", "o", place)}{low if nested else ""})
SELECT {", ".join(f"c.{each}" for each in reduction.at)}, {_slim("f")} FROM chosen c JOIN figures f ON f.pos = c.pos""",
        [*wholes, *parts] if nested else (),
    )


def exact_sums_of(reduction: Reduction, ledgers: Sequence[str]) -> Sql:
    """Ask for every figure that is the sum of those that follow it, with each of these, in the order of their source.

    Between two figures that are not positive, running sums rise, so the figures that they are equal for are told by a join.
    """
    row = ["nth", *reduction.by, "series"]
    columns = ", ".join(row)
    order = f"PARTITION BY {columns} ORDER BY place"
    over = f"({order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    listed = f"WHERE source NOT IN ({marks(ledgers)})" if ledgers else ""
    return reduction.asked(
        ("source", "series", "place", "is_telling"),
        f""", running AS (SELECT {columns}, pos, place, value, is_telling, sum(CASE WHEN value > 0 THEN 0 ELSE 1 END) OVER {over} AS run,
  sum(value) OVER {over} AS total, lead(value, 1) OVER ({order}) AS second, lead(value, 2) OVER ({order}) AS third FROM counted {listed}),
starts AS (SELECT {columns}, pos, place, run, total + value AS wanted FROM running
  WHERE is_telling AND second > 0 AND third > 0 AND value >= second + third),
stretches AS (SELECT {", ".join(f"s.{each}" for each in row)}, s.pos AS whole, s.place AS beginning, r.place AS ending
  FROM starts s JOIN running r ON r.total = s.wanted AND r.run = s.run AND {alike("r", "s", row)} WHERE r.value > 0 AND r.place > s.place)
SELECT {", ".join(f"p.{each}" for each in reduction.at)}, e.whole, {_slim("f")}
FROM stretches e JOIN counted p ON {alike("p", "e", row)} JOIN figures f ON f.pos = p.pos
WHERE p.place >= e.beginning AND p.place <= e.ending ORDER BY e.whole, p.place""",
        ledgers,
    )


def parts_of(reduction: Reduction, inside: Iterable[tuple[int, int, int]], most: int) -> Sql:
    """Ask for the first parts of wholes, and their number.

    `inside` has, for each of the circumstances of parts, `nth` and the position of the whole, and their number.
    """
    values = ", ".join(f"({nth:d}, {pos:d}, {combo:d})" for nth, pos, combo in inside)
    same = alike("p", "w", reduction.by) if reduction.by else "1 = 1"
    return reduction.asked(
        ("combo", "upper", "root"),
        f""", looked AS (SELECT * FROM (VALUES {values}) AS v(nth, whole, combo)),
found AS (SELECT w.nth, w.pos AS whole, p.pos FROM looked i JOIN counted w ON w.nth = i.nth AND w.pos = i.whole
  JOIN counted p ON p.combo = i.combo AND p.nth = i.nth
  WHERE {same} AND p.value <= coalesce(w.upper, w.value) AND p.root <> w.root),
placed AS (SELECT f.*, row_number() OVER (PARTITION BY nth, whole ORDER BY pos) AS place,
  count(*) OVER (PARTITION BY nth, whole) AS many FROM found f)
SELECT nth, whole, pos, many FROM placed WHERE place <= {most:d} ORDER BY nth, whole, place""",
    )


def _slim(table: str) -> str:
    return ", ".join(f"{table}.{each}" for each in SLIM)
