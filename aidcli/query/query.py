"""Which figures a question is about: the filters as asked, the words searched for, and the order of a list. Pure."""

from collections.abc import Callable, Collection, Container, Iterable, Sequence
from itertools import compress
from operator import attrgetter
from typing import Final, NamedTuple

from aidcli.errors import NotA, UnknownWord, Usage
from aidcli.model.amounts import read_number
from aidcli.model.codes import Codebook, fold, near
from aidcli.model.figure import CODED, KEYS, Figure
from aidcli.model.period import Period, parse_period
from aidcli.model.quantity import BOUNDS, Number

Keep = Callable[[Collection[Figure]], Sequence[Figure]]
"""Those of some figures that one filter keeps, in their order: a filter works on many figures at once."""
Words = Sequence[str] | None
SPARE: Final = 5000
"""Sorting fewer figures than this to let go of some is not worth it."""
DIMENSIONS: Final = ("sector", "measure", "unit", "provider", "recipient", "source", "period", "bound")
"""The keys that totals and comparisons can be made by."""


class Asked(NamedTuple):
    """The filters as the user wrote them: repeated words of one filter mean or, different filters and."""

    sector: Words = None
    measure: Words = None
    unit: Words = None
    provider: Words = None
    recipient: Words = None
    source: Words = None
    bound: Words = None
    period: Words = None
    within: bool = False
    min: str | None = None
    max: str | None = None
    id: Words = None


class Selection:
    """Which figures a question is about; counts those that it cannot place in time."""

    def __init__(self, keeps: Sequence[Keep] = (), span: "Span | None" = None, ids: Iterable[str] = ()) -> None:
        self._keeps, self._span, self._ids = keeps, span, frozenset(ids)
        self.missing = set(self._ids)
        """The ids asked for that no figure has had so far."""
        self.undated = 0
        """How many figures matched in everything but state no period, where a period was asked for."""
        self.beyond = 0
        """How many figures matched whose period reaches beyond the one asked for."""

    def of(self, figures: Collection[Figure]) -> Sequence[Figure]:
        """Those of the figures that the question is about, in their order."""
        if self._ids:
            figures = [figure for figure in figures if figure.id in self._ids]
            self.missing.difference_update(figure.id for figure in figures)
        for keep in self._keeps:
            figures = keep(figures)
        if self._span:
            self.undated += sum(figure.period is None for figure in figures)
            figures = self._span.keep(figures)
            self.beyond += sum(not self._span.contains(figure.period) for figure in figures)
        return figures if isinstance(figures, list) else list(figures)

    def fresh(self) -> "Selection":
        """The same question, of which nothing has been seen yet."""
        return Selection(self._keeps, self._span, self._ids)

    def seen(self) -> "Seen":
        """What has been seen so far."""
        return Seen(self.undated, self.beyond, self.missing)

    def take(self, seen: Iterable["Seen"]) -> None:
        """Take over what fresh ones have seen of different figures."""
        for each in seen:
            self.undated += each.undated
            self.beyond += each.beyond
            self.missing &= each.missing


class Seen(NamedTuple):
    """How many figures could not be placed in time, or reach beyond what was asked for; and which ids no figure has had."""

    undated: int
    beyond: int
    missing: set[str]


def parse(asked: Asked, codes: Codebook) -> Selection:
    """The selection that the filters ask for; raises WrongQuestion for a word that names nothing."""
    keeps: list[Keep] = []
    span = Span([read_period(word) for word in asked.period], asked.within) if asked.period else None
    if asked.within and not asked.period:
        raise Usage("--within goes with --period; add --period 2020/2023, say")
    if asked.min is not None or asked.max is not None:
        keeps.append(_between(_limit("--min", asked.min), _limit("--max", asked.max)))
    if asked.bound:
        keeps.append(one_of("bound", frozenset(map(_bound, asked.bound))))
    for key, kind in CODED.items():
        words: Words = getattr(asked, key)
        if words:
            keeps.append(one_of(key, inside(codes, kind, words)))
    return Selection(keeps, span, asked.id or ())


def inside(codes: Codebook, kind: str, words: Sequence[str]) -> frozenset[str]:
    """The codes that the words name, with all that lies inside them."""
    resolved = [codes.resolve(kind, word) for word in words]
    return frozenset().union(*(codes[kind].within(code) for code in resolved))


def read_period(word: str) -> Period:
    """The period a person typed; raises NotA."""
    period = parse_period(word.strip())
    if period is None:
        raise NotA("a period", word)
    return period


def one_of(key: str, wanted: Container[str | None]) -> Keep:
    """Those that hold one of these under the key."""
    get = attrgetter(key)
    return lambda figures: list(compress(figures, map(wanted.__contains__, map(get, figures))))


def _bound(word: str) -> str:
    folded = fold(word)
    if folded not in BOUNDS:
        raise UnknownWord("bound", word, [], BOUNDS)
    return folded


def _limit(option: str, word: str | None) -> Number | None:
    if word is None:
        return None
    number = read_number(word)
    if number is None:
        raise NotA("a number", word, option)
    return number


def _between(least: Number | None, most: Number | None) -> Keep:
    def holds(value: Number | None) -> bool:
        return value is not None and (least is None or value >= least) and (most is None or value <= most)

    return lambda figures: [figure for figure in figures if holds(figure.value)]


class Span(NamedTuple):
    """The periods asked for; `within`: a figure's must lie inside one of them, rather than overlap it."""

    periods: Sequence[Period]
    within: bool

    def keep(self, figures: Collection[Figure]) -> list[Figure]:
        """Those whose period overlaps, or lies within."""
        holds = Period.contains if self.within else Period.overlaps
        return [figure for figure in figures if self._any(holds, figure.period)]

    def contains(self, text: str | None) -> bool:
        """Whether the period lies inside one of these."""
        return self._any(Period.contains, text)

    def _any(self, holds: Callable[[Period, Period], bool], text: str | None) -> bool:
        period = parse_period(text) if text else None
        return period is not None and any(holds(each, period) for each in self.periods)


# Ordering ---------------------------------------------------------------------------------------------------


def parse_keys(text: str, valid: Sequence[str], option: str) -> list[str]:
    """The keys named in a comma-separated list; raises UnknownWord."""
    keys = list(dict.fromkeys(key.strip() for key in text.split(",")))
    for key in keys:
        if key not in valid:
            raise UnknownWord(f"{option} key", key, near(key, valid), valid)
    return keys


def parse_order(text: str) -> list[str]:
    """The keys to order by, each `-key` from high to low; raises UnknownWord."""
    words = [word.strip() for word in text.split(",")]
    for word in words:
        parse_keys(word.removeprefix("-"), KEYS, "--sort")
    return words


def first(blocks: Iterable[Sequence[Figure]], keys: Sequence[str], most: int | None) -> list[Figure]:
    """The first so many figures in the order of the keys; no more than a few times as many are held on the way."""
    found: list[Figure] = []
    for figures in blocks:
        found += figures
        if most is not None and len(found) > 2 * most + SPARE:
            found = ordered(found, keys)[:most]
    return ordered(found, keys)[:most]


def ordered(figures: Iterable[Figure], keys: Sequence[str]) -> list[Figure]:
    """The figures by the keys, the first key first; `-key` from high to low; absent ones last either way."""
    result = list(figures)
    for key in reversed(keys):
        get, down = attrgetter(key.removeprefix("-")), key.startswith("-")
        present = sorted((each for each in result if get(each) is not None), key=get, reverse=down)
        result = present + [each for each in result if get(each) is None]
    return result
