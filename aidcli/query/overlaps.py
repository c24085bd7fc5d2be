"""Figures that may count the same thing twice: reported for one place and sector over periods that overlap. Pure.

Two counted figures of one measure, unit, sector and recipient are suspect where their periods overlap and they come
from different sources, or from one source with the same subject; unless one whole, at whatever remove, holds both.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from aidcli.model.figure import Figure
from aidcli.model.period import Period, parse_period

LOOK_BACK: Final = 50
"""How many figures before one are looked at to name a pair; so that naming stays linear where there are many. One pair is always named."""


class Suspects(NamedTuple):
    """The first pairs by id, and how many pairs there are in all."""

    pairs: Sequence[tuple[str, str]]
    number: int

    def joined(self, other: "Suspects") -> "Suspects":
        """These and those."""
        return Suspects([*self.pairs, *other.pairs], self.number + other.number)


Circumstances = tuple[str, str | None, str | None, str]
"""What decides, besides the subject, what a figure may count twice: its sector, recipient, period and source."""


class _Numbered(dict[Circumstances, int]):
    """A number for every key, from 0, in order of first sight."""

    def __missing__(self, key: Circumstances) -> int:
        self[key] = number = len(self)
        return number


class Members:
    """The figures of one row, of one measure and unit: as little of each as the test needs, by columns."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.known = _Numbered()
        self.circumstances = array("I")
        self.subjects = array("q")

    def __len__(self) -> int:
        return len(self.subjects)

    def extend(self, figures: Iterable[Figure]) -> None:
        """Take note of more figures."""
        self.ids += [figure.id for figure in figures]
        self.circumstances.extend([self.known[each.sector, each.recipient, each.period, each.source] for each in figures])
        self.subjects.extend([hash(figure.subject) for figure in figures])

    def suspects(self, but: Container[int], roots: Mapping[str, str], most: int) -> Suspects:
        """The pairs that may count the same thing twice, but for the members at these places; the first few of them named."""
        found = Suspects((), 0)
        if not self._all_differ():
            for windows in self._windows(but):
                found = found.joined(windows.suspects(roots, most))
        return found._replace(pairs=found.pairs[:most])

    def _all_differ(self) -> bool:
        """Whether there can be no pair: every subject is another, and each place and sector has one source."""
        sources = {(sector, recipient, source) for sector, recipient, period, source in self.known if period}
        places = {(sector, recipient) for sector, recipient, _ in sources}
        return len(places) == len(sources) and len(set(self.subjects)) == len(self)

    def _windows(self, but: Container[int]) -> Iterator["Windows"]:
        """The members of each sector and recipient that have a period; those without cannot be placed."""
        known, ids = list(self.known), self.ids
        groups: defaultdict[tuple[str, str | None], list[int]] = defaultdict(list)
        for at, number in enumerate(self.circumstances):
            sector, recipient, period, _ = known[number]
            if period and at not in but:
                groups[sector, recipient].append(at)
        for group in groups.values():
            around = [known[self.circumstances[at]] for at in group]
            periods = [found for _, _, period, _ in around if (found := parse_period(period or ""))]
            yield Windows([ids[at] for at in group], periods, [source for *_, source in around], [self.subjects[at] for at in group])


class Windows(NamedTuple):
    """Figures of one measure, unit, sector and recipient, each with its period, by columns."""

    ids: Sequence[str]
    periods: Sequence[Period]
    sources: Sequence[str]
    subjects: Sequence[int]

    def suspects(self, roots: Mapping[str, str], most: int) -> Suspects:
        """The pairs that may count the same thing twice; the first few of them named."""
        everyone = range(len(self.ids))
        if len(set(self.sources)) < 2 and len(set(self.subjects)) == len(everyone):
            return Suspects((), 0)
        count = self._suspect(everyone)
        for related in _grouped(everyone, lambda at: _root(roots, self.ids[at])):
            count -= self._suspect(related)
        if not count:
            return Suspects((), 0)
        return Suspects(list(islice(self._pairs(roots, LOOK_BACK), most)) or [next(self._pairs(roots, len(everyone)))], count)

    def _suspect(self, members: Sequence[int]) -> int:
        """How many pairs overlap: all of them, but of those of one source only the ones of one subject."""
        count = self._overlapping(members)
        for same in _grouped(members, lambda at: self.sources[at]):
            count -= self._overlapping(same)
            count += sum(map(self._overlapping, _grouped(same, lambda at: self.subjects[at])))
        return count

    def _overlapping(self, members: Sequence[int]) -> int:
        """How many pairs overlap: all but those of which one ends before the other begins."""
        lasts = sorted(self.periods[at].last for at in members)
        apart = sum(bisect_left(lasts, self.periods[at].first) for at in members)
        return len(members) * (len(members) - 1) // 2 - apart

    def _pairs(self, roots: Mapping[str, str], back: int) -> Iterator[tuple[str, str]]:
        """The pairs, those of one source and subject first: among the others of that source they may stand far apart."""
        everyone = range(len(self.ids))
        for same in _grouped(everyone, lambda at: (self.sources[at], self.subjects[at])):
            yield from self._near(same, roots, back)
        yield from self._near(everyone, roots, back, lambda one, other: self.sources[one] != self.sources[other])

    def _near(
        self, members: Sequence[int], roots: Mapping[str, str], back: int, alike: Callable[[int, int], bool] = lambda *_: True
    ) -> Iterator[tuple[str, str]]:
        order = sorted(members, key=lambda at: (self.periods[at], self.ids[at]))
        for place, at in enumerate(order):
            for before in order[max(0, place - back) : place]:
                overlap = self.periods[at].overlaps(self.periods[before])
                if overlap and alike(at, before) and _root(roots, self.ids[at]) != _root(roots, self.ids[before]):
                    yield self.ids[before], self.ids[at]


def _grouped(members: Sequence[int], key: Callable[[int], Hashable]) -> Iterator[list[int]]:
    """The members that are alike, where there are two or more."""
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at in members:
        groups[key(at)].append(at)
    return (group for group in groups.values() if len(group) > 1)


def _root(roots: Mapping[str, str], figure: str) -> str:
    return roots.get(figure, figure)
