"""The second rule of double counting: a whole beside figures that may be its parts. Pure.

The sector of the whole strictly contains that of the part; its recipient, provider and period contain or equal the
part's, and where it states none of these, they contain those of its own source only; and its value, or the upper end of
a range, is not smaller.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple

from aidcli.model.codes import Codelist
from aidcli.model.period import Period
from aidcli.model.quantity import Number
from aidcli.query.members import Circumstances, CountedFigures

ALL_SECTORS: Final = ("multisector", "unspecified")
"""Sectors that contain every sector outside their own branch."""
EVER: Final = Period("", "~")
"""Stands for no period: it contains every other, and only itself contains it."""
Lowest = tuple[tuple[Number, str], ...]
"""The lowest value among some figures and the root of its figure, then the lowest among those of other roots."""
Triple = tuple[str, str | None, str | None]
"""Sector, recipient and provider."""


class Scope(NamedTuple):
    """The sources whose figures a whole may contain: the `source` alone, or all others."""

    source: str
    alone: bool

    def admits(self, source: str) -> bool:
        """Return whether figures of a source may be parts."""
        return (source == self.source) == self.alone


class Family(NamedTuple):
    """Circumstances of wholes alike in sector, places and scope, and those inside them apart from time, by their first days."""

    wholes: Sequence[int]
    parts: Sequence[int]
    firsts: Sequence[str]


class Containment:
    """The counted figures that may be wholes of others, and these others."""

    def __init__(self, counted: CountedFigures) -> None:
        self._counted = counted
        self._lowests: dict[int, Lowest] = {}
        sectors, places = {each.sector for each in counted.known}, {place for each in counted.known for place in each[1:3]}
        codes = counted.setting.codes
        self._above = {sector: _sectors_above(sector, codes["sector"]) & sectors for sector in sectors}
        self._around = {place: places & {*codes["place"].path(place or ""), place, None} for place in places}

    def holds(self, whole: int, part: int) -> bool:
        """Return whether one figure may contain the other."""
        circumstances = self._counted.members.circumstances
        return self._contains(circumstances[whole], circumstances[part]) and self._fits(whole, part)

    def parts(self, whole: int) -> list[int]:
        """Return the figures that a whole may contain, in stored order. Only those that begin in its period are looked at."""
        number = self._counted.members.circumstances[whole]
        mine, (first, last) = self._counted.known[number], self._span(number)
        family = self._families.get((_triple(mine), self._scope(mine)))
        if family is None:
            return []
        begun = family.parts[bisect_left(family.firsts, first) : bisect_right(family.firsts, last)]
        inside = (self._positions[part] for part in begun if self._span(part).last <= last)
        return sorted(at for positions in inside for at in positions if self._fits(whole, at))

    def _fits(self, whole: int, part: int) -> bool:
        counted = self._counted
        return counted.top(whole) >= counted.members.values[part] and counted.root(whole) != counted.root(part)

    @cached_property
    def wholes(self) -> Sequence[int]:
        """The figures that may contain another, in stored order."""
        if not any(self._above.values()):
            return []
        return sorted({at for family in self._families.values() for at in self._containing(family)})

    @cached_property
    def _positions(self) -> dict[int, list[int]]:
        """The positions of figures by the number of their circumstances: so that whole groups are compared at once."""
        positions: defaultdict[int, list[int]] = defaultdict(list)
        for at in self._counted.positions:
            positions[self._counted.members.circumstances[at]].append(at)
        return dict(positions)

    def _contains(self, whole: int, part: int) -> bool:
        mine, theirs = self._counted.known[whole], self._counted.known[part]
        scope = self._scope(mine)
        return bool(
            scope
            and scope.admits(theirs.source)
            and mine.sector in self._above[theirs.sector]
            and mine.recipient in self._around[theirs.recipient]
            and mine.provider in self._around[theirs.provider]
            and self._span(whole).contains(self._span(part))
        )

    def _scope(self, whole: Circumstances) -> Scope | None:
        """Return the sources whose figures a whole may contain: where it leaves something open, its own; never those of its ledger."""
        is_ledger = whole.source in self._counted.setting.ledgers
        if not (whole.recipient and whole.provider and whole.period):
            return None if is_ledger else Scope(whole.source, alone=True)
        return Scope(whole.source if is_ledger else "", alone=False)

    def _span(self, number: int) -> Period:
        return self._counted.spans[number] or EVER

    @cached_property
    def _families(self) -> dict[tuple[Triple, Scope | None], Family]:
        """The circumstances that lie inside others apart from time, by the sector, places and scope of these wholes."""
        wholes: defaultdict[Triple, defaultdict[Scope, list[int]]] = defaultdict(lambda: defaultdict(list))
        siblings: defaultdict[tuple[Triple, str], list[int]] = defaultdict(list)
        for number in self._positions:
            each = self._counted.known[number]
            triple = _triple(each)
            siblings[triple, each.source].append(number)
            if scope := self._scope(each):
                wholes[triple][scope].append(number)
        parts: defaultdict[tuple[Triple, Scope], list[int]] = defaultdict(list)
        for ((sector, recipient, provider), source), numbers in siblings.items():
            for triple in product(self._above[sector], self._around[recipient], self._around[provider]):
                for scope in wholes.get(triple, ()):
                    if scope.admits(source):
                        parts[triple, scope] += numbers
        families: dict[tuple[Triple, Scope | None], Family] = {}
        for (triple, scope), inside in parts.items():
            inside.sort(key=self._first)
            families[triple, scope] = Family(wholes[triple][scope], inside, [self._first(part) for part in inside])
        return families

    def _first(self, number: int) -> str:
        return self._span(number).first

    def _containing(self, family: Family) -> Iterator[int]:
        """Yield the wholes that contain a part in time and amount too.

        Parts enter a tree of their last days as the first day of the wholes goes back, so that the tree holds those that
        begin no earlier than the whole at hand: n log n, where comparing all with all would be quadratic.
        """
        lasts = sorted({self._span(part).last for part in family.parts})
        tree, waiting = _LowestTree(len(lasts)), list(family.parts)
        for whole in sorted(family.wholes, key=self._first, reverse=True):
            first, last = self._span(whole)
            while waiting and self._first(waiting[-1]) >= first:
                part = waiting.pop()
                tree.add(bisect_left(lasts, self._span(part).last), self._lowest(part))
            lowest = tree.lowest(bisect_right(lasts, last))
            for at in self._positions[whole]:
                root, top = self._counted.root(at), self._counted.top(at)
                if any(value <= top and other != root for value, other in lowest):
                    yield at

    def _lowest(self, part: int) -> Lowest:
        if part not in self._lowests:
            values = self._counted.members.values
            self._lowests[part] = _lowest((values[at], self._counted.root(at)) for at in self._positions[part])
        return self._lowests[part]


class _LowestTree:
    """A Fenwick tree: the lowest values among the first places of a row, without looking at each."""

    def __init__(self, size: int) -> None:
        self._nodes: list[Lowest] = [()] * (size + 1)

    def add(self, place: int, values: Lowest) -> None:
        """Add values at a place, from 0."""
        node = place + 1
        while node < len(self._nodes):
            self._nodes[node] = _lowest((*self._nodes[node], *values))
            node += node & -node

    def lowest(self, places: int) -> Lowest:
        """Return the lowest among the first `places`."""
        found: list[tuple[Number, str]] = []
        while places:
            found += self._nodes[places]
            places -= places & -places
        return _lowest(found)


def _lowest(values: Iterable[tuple[Number, str]]) -> Lowest:
    ordered = sorted(values)
    return (*ordered[:1], *([other] if (other := next((each for each in ordered if each[1] != ordered[0][1]), None)) else []))


def _triple(each: Circumstances) -> Triple:
    return each.sector, each.recipient, each.provider


def _sectors_above(sector: str, tree: Codelist) -> set[str]:
    """Return the sectors that strictly contain one."""
    path = tree.path(sector)
    return {*path[1:], *(each for each in ALL_SECTORS if each not in path and sector not in tree.path(each))}
