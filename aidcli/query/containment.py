"""The second rule of double counting: a whole beside figures that may be its parts. Pure.

The sector of the whole strictly contains that of the part; its recipient, provider and period contain or equal the
part's, and where it states none of these, they contain those of its own source only; and its value, or the upper end of
a range, is not smaller.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple

from aidcli.model.quantity import Number
from aidcli.query.lowest import NO_KIN, Corner, Lowest, joined, lowest_inside
from aidcli.query.members import Circumstances, CountedFigures
from aidcli.query.nesting import TREE, Nesting

ALL_SECTORS: Final = ("multisector", "unspecified")
"""Sectors that contain every sector outside their own branch."""


class Scope(NamedTuple):
    """The sources whose figures a whole may contain: the `source` alone, or all others."""

    source: str
    alone: bool

    def admits(self, source: str) -> bool:
        """Return whether figures of a source may be parts."""
        return (source == self.source) == self.alone


Around = tuple[str, str | None, str | None, Scope]
"""What wholes have in common: sector, recipient and provider, or TREE for any of a deep tree, and their scope."""


class Family(NamedTuple):
    """Circumstances of wholes that have something in common, and those of figures inside it apart from time and deep trees."""

    wholes: list[int]
    parts: list[int]


class Containment:
    """The counted figures that may be wholes of others, and these others.

    Figures of the same circumstances lie inside the same wholes, so circumstances are compared instead of figures.
    """

    def __init__(self, counted: CountedFigures) -> None:
        self._counted = counted
        sectors, places = counted.setting.codes["sector"], counted.setting.codes["place"]
        self._nestings = (
            Nesting((each[0] for each in counted.known), sectors, everything=ALL_SECTORS, strictly=True),
            Nesting((each[1] for each in counted.known), places, everything=[None], strictly=False),
            Nesting((each[2] for each in counted.known), places, everything=[None], strictly=False),
        )

    def holds(self, whole: int, part: int) -> bool:
        """Return whether one figure may contain the other."""
        circumstances = self._counted.members.circumstances
        return self._contains(circumstances[whole], circumstances[part]) and self._fits(whole, part)

    def parts(self, whole: int) -> list[int]:
        """Return the figures that a whole may contain, in stored order. Only those that begin in its period are looked at."""
        counted, fitting = self._counted, list[int]()
        top, values = counted.tops[whole], counted.members.values
        for each in self.inside(counted.members.circumstances[whole]):
            ascending = self._by_value(each)
            are_all = values[ascending[-1]] <= top
            fitting += ascending if are_all else ascending[: bisect_right(ascending, top, key=values.__getitem__)]
        return sorted(at for at in fitting if not counted.are_kin(whole, at))

    def inside(self, whole: int) -> set[int]:
        """Return the circumstances that lie inside those of a whole, all by their numbers."""
        return {part for key in self._keys(whole) if key in self._families for part in self._inside(whole, key)}

    def _inside(self, whole: int, key: Around) -> list[int]:
        """Return those of a family that lie inside the circumstances of one of its wholes."""
        parts, first_day, lasts = self._families[key].parts, self._counted.firsts.__getitem__, self._counted.lasts
        begun = parts[bisect_left(parts, first_day(whole), key=first_day) : bisect_right(parts, lasts[whole], key=first_day)]
        inside = [part for part in begun if lasts[part] <= lasts[whole]]
        for at, nesting in self._deep(key):
            first, last = nesting.ends(self._counted.known[whole][at])
            inside = [part for part in inside if first <= nesting.number(self._counted.known[part][at]) <= last]
        return inside

    def _fits(self, whole: int, part: int) -> bool:
        counted = self._counted
        return counted.tops[whole] >= counted.members.values[part] and not counted.are_kin(whole, part)

    @cached_property
    def wholes(self) -> Sequence[int]:
        """The figures that may contain another, in stored order."""
        found = self.lowest
        if not found:
            return []
        counted, circumstances, tops = self._counted, self._counted.members.circumstances, self._counted.tops
        floors = [found[number][0][0] if number in found else None for number in range(len(counted.known))]
        fitting = [at for at in counted.positions if (floor := floors[circumstances[at]]) is not None and floor <= tops[at]]
        return [at for at in fitting if at not in counted.kin or self._holds_no_kin(at, found[circumstances[at]])]

    @cached_property
    def lowest(self) -> dict[int, Lowest]:
        """The lowest values inside the circumstances of possible wholes, by the numbers of these."""
        found: dict[int, Lowest] = {}
        lowest = self._lowest() if self._families else {}
        for key, (wholes, parts) in self._families.items():
            lowest_inside(self._corners(wholes, key, are_wholes=True), self._corners(parts, key, are_wholes=False), lowest, found)
        return found

    def _holds_no_kin(self, whole: int, lowest: Lowest) -> bool:
        top, kin = self._counted.tops[whole], self._counted.kin[whole]
        return any(value <= top and other != kin for value, other in lowest)

    def _by_value(self, number: int) -> list[int]:
        """Return the figures of some circumstances by value, so that those that fit into a whole come first."""
        if number not in self._ordered:
            self._ordered[number] = sorted(self._counted.alike(number), key=self._counted.members.values.__getitem__)
        return self._ordered[number]

    @cached_property
    def _ordered(self) -> dict[int, list[int]]:
        return {}

    def _contains(self, whole: int, part: int) -> bool:
        mine, theirs = self._counted.known[whole], self._counted.known[part]
        scope, firsts, lasts = self._scope(mine), self._counted.firsts, self._counted.lasts
        return bool(
            scope
            and scope.admits(theirs[-1])
            and firsts[whole] <= firsts[part]
            and lasts[part] <= lasts[whole]
            and all(nesting.contains(*codes) for nesting, *codes in zip(self._nestings, mine, theirs, strict=False))
        )

    def _scope(self, whole: Circumstances) -> Scope | None:
        """Return the sources whose figures a whole may contain: where it leaves something open, its own; never those of its ledger."""
        _, recipient, provider, period, source = whole
        is_ledger = source in self._counted.setting.ledgers
        if not (recipient and provider and period):
            return None if is_ledger else Scope(source, alone=True)
        return Scope(source if is_ledger else "", alone=False)

    def _keys(self, whole: int) -> Iterator[Around]:
        """Yield the keys of the families that figures of some circumstances are wholes of."""
        circumstances = self._counted.known[whole]
        if scope := self._scope(circumstances):
            asked = (nesting.asked(code) for nesting, code in zip(self._nestings, circumstances, strict=False))
            yield from ((*codes, scope) for codes in product(*asked))  # type: ignore[misc]

    @cached_property
    def _families(self) -> dict[Around, Family]:
        """The circumstances of wholes by what they have in common, with those inside it, these by their first days."""
        around, known = [nesting.around for nesting in self._nestings], self._counted.known
        families = self._wholes_together({code for above in around[0].values() for code in above})
        scopes: defaultdict[tuple[str | None, ...], list[Scope]] = defaultdict(list)
        for key in families:
            scopes[key[:3]].append(key[3])
        siblings: defaultdict[tuple[str, str | None, str | None, str], list[int]] = defaultdict(list)
        for number in self._numbers if families else ():
            sector, recipient, provider, _, source = known[number]
            siblings[sector, recipient, provider, source].append(number)
        for (sector, recipient, provider, source), alike in siblings.items():
            for codes in product(around[0][sector], around[1][recipient], around[2][provider]):
                for scope in scopes.get(codes, ()):
                    if scope.admits(source):
                        families[(*codes, scope)].parts.extend(alike)  # type: ignore[index]
        for family in families.values():
            family.parts.sort(key=self._counted.firsts.__getitem__)
        return {key: family for key, family in families.items() if family.parts}

    def _wholes_together(self, containing: Collection[str | None]) -> dict[Around, Family]:
        """Return the circumstances that may be wholes, by what they have in common; `containing` are the sectors around others."""
        families: dict[Around, Family] = {}
        for number in self._numbers if containing else ():
            if any(sector in containing for sector in self._nestings[0].asked(self._counted.known[number][0])):
                for key in self._keys(number):
                    families.setdefault(key, Family([], [])).wholes.append(number)
        return families

    @cached_property
    def _numbers(self) -> list[int]:
        """The numbers of the circumstances of counted figures."""
        return sorted({*map(self._counted.members.circumstances.__getitem__, self._counted.positions)})

    def _deep(self, key: Around) -> list[tuple[int, Nesting]]:
        """Return the deep trees whose codes a family does not tell apart, with the place of these codes in circumstances."""
        return [(at, nesting) for at, nesting in enumerate(self._nestings) if key[at] == TREE]

    def _corners(self, numbers: Iterable[int], key: Around, *, are_wholes: bool) -> list[Corner]:
        """Return the ends of circumstances in time and in deep trees."""
        corners = [Corner(self._days[number], number) for number in numbers]
        for at, nesting in self._deep(key):
            codes = (self._counted.known[each.number][at] for each in corners)
            ends = (nesting.ends(code) if are_wholes else (nesting.number(code),) * 2 for code in codes)
            corners = [Corner((*each.ends, first, -last), each.number) for each, (first, last) in zip(corners, ends, strict=True)]
        return corners

    @cached_property
    def _days(self) -> list[tuple[int, ...]]:
        return [(first, -last) for first, last in zip(self._counted.firsts, self._counted.lasts, strict=True)]

    def _lowest(self) -> dict[int, Lowest]:
        """Return the lowest values of the figures of all circumstances, by their numbers."""
        counted, circumstances = self._counted, self._counted.members.circumstances
        values, kin = counted.members.values, counted.kin
        lowest: list[Number] = [Decimal("Infinity")] * len(counted.known)
        for number, value in zip(*(map(column.__getitem__, counted.positions) for column in (circumstances, values)), strict=True):
            if value < lowest[number]:  # noqa: PLR1730 - twice as fast as min
                lowest[number] = value
        found: dict[int, Lowest] = {number: ((value, NO_KIN),) for number, value in enumerate(lowest)}
        for number in {circumstances[at] for at in kin}:
            found[number] = joined(((values[at], kin.get(at, NO_KIN)),) for at in counted.alike(number))
        return found
