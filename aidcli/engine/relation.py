"""Conditions and questions as SQL, in the subset that DuckDB, Spark and Sail share, with their arguments. Pure.

Only columns, numbers and SQL's own words stand in the text; every word of the user is an argument.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final, NamedTuple

from aidcli.engine.connection import Argument
from aidcli.model.figure import KEYS
from aidcli.model.quantity import EXACT, Number
from aidcli.query.filters import OPTIONAL
from aidcli.query.query import OneOf, Query

STORED_KEYS: Final = ", ".join(KEYS)
"""The columns of the contract."""


class Sql(NamedTuple):
    """A piece of SQL, and the arguments that its marks `?` stand for."""

    text: str
    arguments: tuple[Argument, ...] = ()


TRUE: Final = Sql("1 = 1")
FALSE: Final = Sql("1 = 0")


def all_of(pieces: Iterable[Sql], word: str = "AND") -> Sql:
    """Join conditions, by default so that all must hold."""
    pieces = [each for each in pieces if each != TRUE] if word == "AND" else list(pieces)
    if not pieces:
        return TRUE
    return Sql("(" + f" {word} ".join(each.text for each in pieces) + ")", tuple(one for each in pieces for one in each.arguments))


def negated(condition: Sql) -> Sql:
    """Return the condition that another, which is never NULL, does not hold."""
    return Sql(f"NOT {condition.text}", condition.arguments)


def held_twice(conditions: Sequence[Sql]) -> Sql:
    """Return the condition that two or more of some conditions hold."""
    times = " + ".join(f"CASE WHEN {each.text} THEN 1 ELSE 0 END" for each in conditions)
    return Sql(f"{times or '0'} > 1", tuple(one for each in conditions for one in each.arguments))


def holding(condition: OneOf) -> Sql:
    """Return the condition that one of the keys holds one of the values."""
    values = tuple(sorted(condition.values))
    if not values:
        return FALSE
    return all_of((Sql(f"{key} IN ({', '.join('?' * len(values))})", values) for key in condition.keys), "OR")


class Matching(NamedTuple):
    """The parts of a query: what figures must state, and what they may leave open, by the key that is then absent."""

    stated: Sql
    open: tuple[tuple[str, Sql], ...]

    @property
    def strict(self) -> Sql:
        """The condition that figures match: all of it, and nothing left open."""
        return all_of([self.stated, *(each for _, each in self.open)])

    @property
    def loose(self) -> Sql:
        """The condition that figures match, or would but for keys that they do not state."""
        return all_of([self.stated, *(all_of([each, Sql(f"{key} IS NULL")], "OR") for key, each in self.open)])


def matching(query: Query, scale: int, digits: int) -> Matching:
    """Return the conditions of a query on amounts stored with `scale` digits after the point, of all `digits`."""
    stated, may_be_absent = [], []
    for each in query.conditions:
        if len(each.keys) == 1 and each.keys[0] in OPTIONAL:
            may_be_absent.append((each.keys[0], holding(each)))
        else:
            stated.append(holding(each))
    if query.ids:
        stated.append(holding(OneOf(("id",), query.ids)))
    if query.periods:
        may_be_absent.append(("period", in_time(query, within=query.within)))
    if query.least is not None or query.most is not None:
        may_be_absent.append(("value", between(query, scale, digits)))
    return Matching(all_of(stated), tuple(may_be_absent))


def in_time(query: Query, *, within: bool) -> Sql:
    """Return the condition that the period of a figure overlaps, or with `within` lies inside, one of the query's periods."""
    test = "(begins >= ? AND ends <= ?)" if within else "(begins <= ? AND ends >= ?)"
    return all_of((Sql(test, (each.first, each.last) if within else (each.last, each.first)) for each in query.periods), "OR")


def between(query: Query, scale: int, digits: int) -> Sql:
    """Return the condition that a value lies within the limits of a query."""
    pieces: list[Sql] = []
    for number, sign, rounding in ((query.least, ">=", ROUND_CEILING), (query.most, "<=", ROUND_FLOOR)):
        if number is not None:
            pieces.append(_limit(number, sign, EXACT.scaleb(Decimal(1), -scale), rounding, int(10 ** (digits - scale))))
    return all_of([Sql("value IS NOT NULL"), *pieces])


def _limit(number: Number, sign: str, step: Decimal, rounding: str, beyond: int) -> Sql:
    """Return the condition that a value is on one side of a number, which need not fit among the values that are stored."""
    limit = Decimal(number)
    if abs(limit) < beyond:
        limit = limit.quantize(step, rounding, EXACT)
    if abs(limit) >= beyond:
        return TRUE if (limit > 0) == (sign == "<=") else FALSE
    return Sql(f"value {sign} ?", (limit,))


def listed(condition: Sql, order: Sequence[str] = (), limit: int | None = None) -> Sql:
    """Return the question for figures, sorted by keys (`-key` for descending), else in stored order."""
    keys = [f"{key.removeprefix('-')} {'DESC' if key.startswith('-') else 'ASC'} NULLS LAST" for key in order]
    cut = "" if limit is None else f" LIMIT {limit:d}"
    return Sql(f"SELECT {STORED_KEYS} FROM figures WHERE {condition.text} ORDER BY {', '.join([*keys, 'pos'])}{cut}", condition.arguments)


def ids_at(positions: Iterable[int]) -> Sql:
    """Return the question for the ids of the figures at some positions, at least one, each with its position."""
    return Sql(f"SELECT pos, id FROM figures WHERE pos IN ({', '.join(f'{pos:d}' for pos in positions)})")
