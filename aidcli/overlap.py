"""Figures that may count the same thing twice: reported for one place and sector over periods that overlap. Pure.

Two counted figures of one measure, unit, sector and recipient are suspect where their periods overlap and they come
from different sources, or from one source with the same subject; unless one whole, at whatever remove, holds both.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import islice
from sys import intern
from typing import Final, NamedTuple

from aidcli.figure import Figure
from aidcli.period import Period, parse

LOOK_BACK: Final = 50
"""How many figures before one are looked at to name a pair; so that naming stays linear where there are many. One pair is always named."""


class Suspects(NamedTuple):
    """The first pairs by id, and how many pairs there are in all."""

    pairs: Sequence[tuple[str, str]]
    number: int

    def joined(self, other: "Suspects") -> "Suspects":
        """These and those."""
        return Suspects([*self.pairs, *other.pairs], self.number + other.number)


class Windows:
    """The counted figures of one measure, unit, sector and recipient, as little of each as the test needs."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.periods: list[Period] = []
        self.sources: list[str] = []
        self.subjects = array("q")

    def add(self, figure: Figure) -> None:
        """Take note of a counted figure; one without a period cannot be placed."""
        if figure.period is not None and (period := parse(figure.period)):
            self.ids.append(figure.id)
            self.periods.append(period)
            self.sources.append(intern(figure.source))
            self.subjects.append(hash(figure.subject))

    def join(self, later: "Windows") -> None:
        """Take note of the others' figures too."""
        self.ids += later.ids
        self.periods += later.periods
        self.sources += later.sources
        self.subjects += later.subjects

    def suspects(self, root_of: Callable[[str], str], most: int) -> Suspects:
        """The pairs that may count the same thing twice; the first few of them named."""
        everyone = range(len(self.ids))
        if len(set(self.sources)) < 2 and len(set(self.subjects)) == len(everyone):
            return Suspects((), 0)
        count = self._suspect(everyone)
        for related in _grouped(everyone, lambda at: root_of(self.ids[at])):
            count -= self._suspect(related)
        if not count:
            return Suspects((), 0)
        return Suspects(list(islice(self._pairs(root_of, LOOK_BACK), most)) or [next(self._pairs(root_of, len(everyone)))], count)

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

    def _pairs(self, root_of: Callable[[str], str], back: int) -> Iterator[tuple[str, str]]:
        """The pairs, those of one source and subject first: among the others of that source they may stand far apart."""
        everyone = range(len(self.ids))
        for same in _grouped(everyone, lambda at: (self.sources[at], self.subjects[at])):
            yield from self._near(same, root_of, back)
        yield from self._near(everyone, root_of, back, lambda one, other: self.sources[one] != self.sources[other])

    def _near(
        self, members: Sequence[int], root_of: Callable[[str], str], back: int, alike: Callable[[int, int], bool] = lambda *_: True
    ) -> Iterator[tuple[str, str]]:
        order = sorted(members, key=lambda at: (self.periods[at], self.ids[at]))
        for place, at in enumerate(order):
            for before in order[max(0, place - back) : place]:
                overlap = self.periods[at].overlaps(self.periods[before])
                if overlap and alike(at, before) and root_of(self.ids[at]) != root_of(self.ids[before]):
                    yield self.ids[before], self.ids[at]


def _grouped(members: Sequence[int], key: Callable[[int], Hashable]) -> Iterator[list[int]]:
    """The members that are alike, where there are two or more."""
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at in members:
        groups[key(at)].append(at)
    return (group for group in groups.values() if len(group) > 1)
