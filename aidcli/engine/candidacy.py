"""Which few figures decide what may count twice in each total: SQL in the shared subset. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from aidcli.engine.reduction import Reduction, alike, marks
from aidcli.engine.relation import Sql

SLIM: Final = (*("pos", "combo", "sector", "recipient", "provider", "period", "source", "twin"), *("value", "upper", "root", "is_linked"))
"""The columns of a figure that the search for what counts twice needs."""
FEW_ALIKE: Final = 8
"""Possible wholes of the same circumstances that are all returned; of more, only the highest."""


class Apart(NamedTuple):
    """What may count twice among some figures, told from the few sectors and sources that occur."""

    wholes: Sequence[str]
    """Sectors that strictly contain others of them."""
    parts: Sequence[str]
    """Sectors that others contain."""
    has_sources: bool
    """Whether figures come from several sources."""
    has_twins: bool
    """Whether figures share their subject, and all but amount and period."""


def survey_of(reduction: Reduction) -> Sql:
    """Ask for the sectors and sources of the figures that count, each with the number of twins."""
    return reduction.asked(["sector", "source", "twin"], "SELECT sector, source, count(twin) FROM counted GROUP BY sector, source")


def candidates_of(reduction: Reduction, apart: Apart) -> Sql | None:
    """Ask for the figures that may count twice with another, or decide whether another does; None where there is none.

    These are the figures with a period whose sector and recipient come from several sources, or whose subject comes more
    than once; possible wholes; and of each circumstances of their parts the lowest, and, where it is linked, the lowest of
    other kin. Where many wholes without links have the same circumstances, `stands_for_more` marks the highest.
    """
    at = ", ".join(reduction.at)
    pieces, arguments = [], (*apart.wholes, *apart.parts)
    if apart.has_twins:
        pieces.append(f"SELECT {at}, pos, 0 AS stands_for_more FROM counted WHERE twin IS NOT NULL AND begins IS NOT NULL")
    if apart.has_sources:
        pieces.append(_from_several_sources(reduction))
    if apart.wholes:
        pieces += [_possible_wholes(at, apart.wholes), _lowest_parts(at, apart.parts)]
    if not pieces:
        return None
    return reduction.asked(
        ("sector", "recipient", "source", "begins", "twin", "combo", "root", "upper", "is_linked"),
        f""", chosen AS ({" UNION ".join(pieces)})
SELECT {", ".join(f"c.{each}" for each in reduction.at)}, {_slim("f")}, c.stands_for_more FROM chosen c JOIN figures f ON f.pos = c.pos""",
        arguments,
    )


def _from_several_sources(reduction: Reduction) -> str:
    place = [*reduction.at, "sector", "recipient", "own"]
    owned = "(SELECT c.*, CASE WHEN recipient IS NULL THEN source END AS own FROM counted c WHERE begins IS NOT NULL)"
    several = f"SELECT {', '.join(place)} FROM {owned} o GROUP BY {', '.join(place)} HAVING min(source) <> max(source)"
    placed = ", ".join(f"o.{each}" for each in reduction.at)
    return f"SELECT {placed}, o.pos, 0 AS stands_for_more FROM {owned} o JOIN ({several}) s ON {alike('s', 'o', place)}"


def _possible_wholes(at: str, sectors: Sequence[str]) -> str:
    grouped = f"PARTITION BY {at}, combo, is_linked"
    return f"""SELECT {at}, pos, CASE WHEN many > {FEW_ALIKE} AND NOT is_linked THEN 1 ELSE 0 END AS stands_for_more FROM (
  SELECT c.*, count(*) OVER ({grouped}) AS many, row_number() OVER ({grouped} ORDER BY coalesce(upper, value) DESC, pos) AS place
  FROM counted c WHERE sector IN ({marks(sectors)})) h WHERE is_linked OR many <= {FEW_ALIKE} OR place = 1"""


def _lowest_parts(at: str, sectors: Sequence[str]) -> str:
    order = f"PARTITION BY {at}, combo ORDER BY value, pos"
    kin = "CASE WHEN is_linked THEN root ELSE -1 END"
    return f"""SELECT {at}, pos, 0 AS stands_for_more FROM (
  SELECT l.*, lag(kin) OVER ({order}) AS lower_kin, row_number() OVER ({order}) AS place FROM (
    SELECT {at}, combo, {kin} AS kin, min_by(pos, value) AS pos, min(value) AS value
    FROM counted WHERE sector IN ({marks(sectors)}) GROUP BY {at}, combo, {kin}) l) r
WHERE place = 1 OR (place = 2 AND lower_kin >= 0)"""


def exact_sums_of(reduction: Reduction, ledgers: Sequence[str]) -> Sql:
    """Ask for every figure that is the sum of those that follow it, with each of these, in the order of their source.

    Between two figures that are not positive, running sums rise, so the figures that they are equal for are told by a join.
    """
    row = ["nth", *reduction.by, "series"]
    columns = ", ".join(row)
    order = f"PARTITION BY {columns} ORDER BY place"
    over = f"({order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    listed = f"WHERE source NOT IN ({marks(ledgers)})" if ledgers else ""
    at = ", ".join((*(f"p.{each}" for each in row[:-1]), "f.measure", "f.unit"))
    return reduction.asked(
        ("source", "series", "place", "is_telling"),
        f""", running AS (SELECT {columns}, pos, place, value, is_telling, sum(CASE WHEN value > 0 THEN 0 ELSE 1 END) OVER {over} AS run,
  sum(value) OVER {over} AS total, lead(value, 1) OVER ({order}) AS second, lead(value, 2) OVER ({order}) AS third FROM counted {listed}),
starts AS (SELECT {columns}, pos, place, run, total + value AS wanted FROM running
  WHERE is_telling AND second > 0 AND third > 0 AND value >= second + third),
stretches AS (SELECT {", ".join(f"s.{each}" for each in row)}, s.pos AS whole, s.place AS beginning, r.place AS ending
  FROM starts s JOIN running r ON r.total = s.wanted AND r.run = s.run AND {alike("r", "s", row)} WHERE r.value > 0 AND r.place > s.place)
SELECT {at}, e.whole, {_slim("f")}
FROM stretches e JOIN running p ON {alike("p", "e", row)} JOIN figures f ON f.pos = p.pos
WHERE p.place >= e.beginning AND p.place <= e.ending ORDER BY e.whole, p.place""",
        ledgers,
    )


def wholes_of(reduction: Reduction, fitting: Iterable[tuple[int, int, int]], most: int) -> Sql:
    """Ask for the first wholes without links of each total, with their circumstances, and their number.

    `fitting` has `nth` and the positions of a whole and of a figure: what is alike to the whole and not lower than the figure is one.
    """
    at = ", ".join(reduction.at)
    same = "".join(f" AND {alike('p', 'w', [key])}" for key in reduction.by)
    found = ", ".join(f"p.{each}" for each in reduction.at)
    return reduction.asked(
        ("combo", "upper", "is_linked"),
        f""", looked AS (SELECT * FROM (VALUES {_values(fitting)}) AS v(nth, whole, low)),
found AS (SELECT {found}, p.pos, p.combo FROM looked i JOIN counted w ON w.nth = i.nth AND w.pos = i.whole
  JOIN figures f ON f.pos = i.low JOIN counted p ON p.combo = w.combo AND p.nth = i.nth{same}
  WHERE NOT p.is_linked AND coalesce(p.upper, p.value) >= f.value),
numbered AS (SELECT f.*, row_number() OVER (PARTITION BY {at} ORDER BY pos) AS place,
  count(*) OVER (PARTITION BY {at}) AS many FROM found f)
SELECT {at}, pos, combo, many FROM numbered WHERE place <= {most:d} ORDER BY pos""",
    )


def parts_of(reduction: Reduction, inside: Iterable[tuple[int, int, int]], most: int) -> Sql:
    """Ask for the first parts of wholes, and their number.

    `inside` has, for each of the circumstances of parts, `nth` and the position of the whole, and their number.
    """
    same = alike("p", "w", reduction.by) if reduction.by else "1 = 1"
    return reduction.asked(
        ("combo", "upper", "root"),
        f""", looked AS (SELECT * FROM (VALUES {_values(inside)}) AS v(nth, whole, combo)),
found AS (SELECT w.nth, w.pos AS whole, p.pos FROM looked i JOIN counted w ON w.nth = i.nth AND w.pos = i.whole
  JOIN counted p ON p.combo = i.combo AND p.nth = i.nth
  WHERE {same} AND p.value <= coalesce(w.upper, w.value) AND p.root <> w.root),
numbered AS (SELECT f.*, row_number() OVER (PARTITION BY nth, whole ORDER BY pos) AS place,
  count(*) OVER (PARTITION BY nth, whole) AS many FROM found f)
SELECT nth, whole, pos, many FROM numbered WHERE place <= {most:d} ORDER BY nth, whole, place""",
    )


def _values(lines: Iterable[tuple[int, int, int]]) -> str:
    return ", ".join(f"({one:d}, {two:d}, {three:d})" for one, two, three in lines)


def _slim(table: str) -> str:
    return ", ".join(f"{table}.{each}" for each in SLIM)
