"""Questions for figures that hold words, in SQL: what `distance_of` says of one figure. Pure."""

from collections.abc import Iterable, Sequence

from aidcli.engine.relation import STORED_KEYS, Sql, all_of, between, holding
from aidcli.query.query import OneOf, Query
from aidcli.query.sought import Sought


def distances(sought: Iterable[Sought], scale: int, digits: int) -> list[Sql]:
    """Return how far from the subject each word stands in a figure, NULL where nowhere; for amounts stored as in `matching`."""
    return [_distance(each, scale, digits) for each in sought]


def searched(scores: Sequence[Sql], condition: Sql, limit: int | None) -> Sql:
    """Return the question for figures that hold all words, best match first."""
    score = _joined(scores, " + ")
    found = f"SELECT {STORED_KEYS}, pos, {score.text} AS score FROM figures WHERE {condition.text}"
    cut = "" if limit is None else f" LIMIT {limit:d}"
    text = f"SELECT {STORED_KEYS} FROM ({found}) f WHERE score IS NOT NULL ORDER BY score, pos{cut}"
    return Sql(text, (*score.arguments, *condition.arguments))


def counted(scores: Sequence[Sql]) -> Sql:
    """Return the question for the number of figures that hold each word."""
    numbers = _joined([Sql(f"count({each.text})", each.arguments) for each in scores], ", ")
    return Sql(f"SELECT {numbers.text} FROM figures", numbers.arguments)


def _joined(pieces: Sequence[Sql], between_: str) -> Sql:
    return Sql(between_.join(each.text for each in pieces), tuple(one for each in pieces for one in each.arguments))


def _distance(sought: Sought, scale: int, digits: int) -> Sql:
    named = all_of(map(holding, sought.named), "OR") if sought.named else None
    branches = [
        (_is_amount(sought, scale, digits), "0"),
        (_is_in("f_subject", sought), None),
        (_is_in("f_printed", sought), "2"),
        (named, "3"),
        (_is_in("f_note", sought), "4"),
    ]
    begins = Sql("CASE WHEN regexp_like(f_subject, ?) THEN 0 ELSE 1 END", (sought.pattern,))
    pieces = [
        Sql(f"WHEN {condition.text} THEN {distance or begins.text}", condition.arguments + (() if distance else begins.arguments))
        for condition, distance in branches
        if condition is not None
    ]
    return _joined([Sql("CASE"), *pieces, Sql("END")], " ")


def _is_amount(sought: Sought, scale: int, digits: int) -> Sql | None:
    if sought.number is None:
        return None
    equal = between(Query(least=sought.number, most=sought.number), scale, digits)
    return all_of([equal, *([holding(OneOf(("unit",), sought.units))] if sought.units else [])])


def _is_in(column: str, sought: Sought) -> Sql:
    """Return the condition that a text has the word; NULL, which no branch takes, where the text is absent."""
    part, whole = Sql(f"position(? IN {column}) > 0", (sought.text,)), Sql(f"regexp_like({column}, ?)", (sought.pattern,))
    if not sought.is_part:
        return whole
    return part if sought.stem == sought.text else all_of([part, whole], "OR")
