"""A question as data: which figures it is about, and the rows that totals are made for. Plain values only.

A query can be printed, compared, pickled and compiled into another language. `filters` interprets it.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from aidcli.errors import NotA, Usage
from aidcli.model.amounts import read_amount, read_number
from aidcli.model.codes import Codebook, fold, one_of, split_list
from aidcli.model.figure import CODED
from aidcli.model.period import Period, parse_period, written_period
from aidcli.model.quantity import BOUNDS, Number

DIMENSIONS: Final = ("sector", "measure", "unit", "provider", "recipient", "receiver", "source", "period", "year", "bound")
"""The keys that totals and comparisons can be made by."""
Key = tuple[str | None, ...]
"""What a row of totals is about besides its measure and unit: the codes of the dimensions asked for, or an operand."""
WHOLE: Final[Key] = ()
"""The key of the row over everything."""
Words = Sequence[str] | None


class OneOf(NamedTuple):
    """Keep figures that hold one of `values` under one of `keys`."""

    keys: tuple[str, ...]
    values: frozenset[str]


class Query(NamedTuple):
    """Which figures a question is about. Every condition must hold; the empty query is about all figures."""

    conditions: tuple[OneOf, ...] = ()
    periods: tuple[Period, ...] = ()
    """Keep figures whose period overlaps one of these."""
    within: bool = False
    """Keep only figures whose period lies inside one of `periods`."""
    least: Number | None = None
    most: Number | None = None
    ids: frozenset[str] = frozenset()
    """Keep figures with these ids; ids that no figure has are reported."""
    words: tuple[str, ...] = ()
    """Keep figures that hold all of these words; only `search` looks at them."""

    @property
    def names_figures(self) -> bool:
        """Whether the query asks for figures by their ids, which may be mistyped."""
        return bool(self.ids) or any("id" in each.keys for each in self.conditions)


class Rows(NamedTuple):
    """The rows that totals are made for, each again one row per measure and unit."""

    keys: tuple[str, ...] = ()
    """One row for every combination of values under these keys."""
    operands: tuple[tuple[Key, Query], ...] = ()
    """One row for each of these queries, under its key. A figure may count in several. With `keys`, one row for each
    combination of their values and each query, under the values followed by the key of the query."""
    whole: bool = False
    """Also one row over everything, under the key WHOLE."""


def parse_query(
    codes: Codebook,
    *,
    period: Words = None,
    within: bool = False,
    min: str | None = None,  # noqa: A002 - the names of the filters, as in `--min`
    max: str | None = None,  # noqa: A002
    bound: Words = None,
    id: Words = None,  # noqa: A002
    **coded: Words,
) -> Query:
    """Return the query that filters as typed ask for; `coded` holds words by key, such as `sector=["education"]`.

    Raises WrongQuestion for a word that names nothing.
    """
    if within and not period:
        raise Usage("--within needs --period; add --period 2020/2023, for example", "--within 需要 --period；例如加 --period 2020/2023")
    periods = tuple(map(parsed_period, _each(period)))
    (least, units), (most, others) = _limit("--min", min, codes), _limit("--max", max, codes)
    bounds = frozenset(one_of("bound", fold(word), BOUNDS) for word in _each(bound))
    conditions = [OneOf((key,), values) for key, values in (("bound", bounds), ("unit", units), ("unit", others)) if values]
    conditions += [OneOf((key,), inside(codes, kind, words)) for key, kind in CODED.items() if (words := coded.get(key))]
    return Query(tuple(conditions), periods, within, least, most, frozenset(_each(id)))


def _each(words: Words) -> list[str]:
    """Return the words of all the comma-separated lists."""
    return [each for word in words or () for each in split_list(word)]


def inside(codes: Codebook, kind: str, words: Sequence[str]) -> frozenset[str]:
    """Return the codes that `words`, each a comma-separated list, name, with every code inside them."""
    resolved = [code for word in words for code in codes.resolve_list(kind, word)]
    return frozenset().union(*(codes[kind].within(code) for code in resolved))


def read_period(word: str) -> str:
    """Return the EDTF form of the period that a person typed; raises NotA."""
    written = written_period(word)
    if written is None:
        raise NotA("a period", word)
    return written


def parsed_period(word: str) -> Period:
    """Return the period that a person typed; raises NotA."""
    period = parse_period(written_period(word) or "")
    if period is None:
        raise NotA("a period", word)
    return period


def parse_keys(text: str, valid: Sequence[str], option: str) -> list[str]:
    """Return the keys in a comma-separated list, each once; raises UnknownWord for one that is not in `valid`."""
    keys = list(dict.fromkeys(key.strip() for key in text.split(",")))
    return [one_of(f"{option} key", key, valid) for key in keys]


def _limit(option: str, word: str | None, codes: Codebook) -> tuple[Number | None, frozenset[str]]:
    """Return the number that `word` states, and the units that it names, as in `1.2亿元`; raises NotA or UnknownWord."""
    if word is None:
        return None, frozenset()
    number = read_number(word)
    if number is not None:
        return number, frozenset()
    amount = read_amount(word)
    if amount is None or amount.bound != "exact":
        raise NotA("a number", word, option)
    return amount.value, codes.written(amount.unit)
