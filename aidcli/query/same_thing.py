"""The first rule of double counting: figures that may be the same thing, stated twice. Pure.

They have one sector and one recipient (no recipient is the same only within one source), their periods overlap, and they
come from different sources, or from one source with the same subject.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from aidcli.query.members import CountedFigures
from aidcli.query.timeline import Timeline

Place = tuple[str, str | None, str | None]
"""The sector and recipient of figures that may be the same; and their source, where they have no recipient."""


class SameThing:
    """The pairs of counted figures that may be the same thing."""

    def __init__(self, counted: CountedFigures) -> None:
        self._counted = counted
        self._places: list[Place] = [
            (sector, recipient, None if recipient else source) for sector, recipient, _, _, source in counted.known
        ]
        self._partners: Counter[int] = Counter()
        for group in _alike(self._candidates(), self._place):
            self._count(group, 1)
            for kin in _alike((at for at in group if at in counted.kin), counted.kin.__getitem__):
                self._count(kin, -1)
        self._partners = +self._partners

    @property
    def number(self) -> int:
        """The number of pairs."""
        return self._partners.total() // 2

    def holds(self, one: int, other: int) -> bool:
        """Return whether two figures may be the same thing."""
        counted, (mine, theirs) = self._counted, (self._counted.members.circumstances[at] for at in (one, other))
        return (
            counted.has_period(one)
            and counted.has_period(other)
            and counted.firsts[mine] <= counted.lasts[theirs]
            and counted.firsts[theirs] <= counted.lasts[mine]
            and self._places[mine] == self._places[theirs]
            and self._are_alike(one, other)
            and not counted.are_kin(one, other)
        )

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs in stored order of the earlier figure, then of the later.

        Of each place and source, and of each place, source and subject, a timeline tells who overlaps a figure, so that
        figures that are no partners are hardly looked at.
        """
        left, counted = Counter(self._partners), self._counted
        sources: defaultdict[Place, dict[str, Timeline]] = defaultdict(dict)
        for group in _alike(sorted(left), lambda at: (self._place(at), self._source(at)), least=1):
            sources[self._place(group[0])][self._source(group[0])] = self._timeline(group)
        subjects = {self._subject(group[0]): self._timeline(group) for group in _alike(sorted(left), self._subject)}
        for one in sorted(left):
            if left[one]:
                mine = counted.members.circumstances[one]
                beside = [each for source, each in sources[self._place(one)].items() if source != self._source(one)]
                if self._source(one) not in counted.setting.ledgers and (same := subjects.get(self._subject(one))):
                    beside.append(same)
                found = (at for each in beside for at in each.overlapping(counted.firsts[mine], counted.lasts[mine]))
                for other in sorted(at for at in found if at > one and not counted.are_kin(one, at)):
                    left.subtract((one, other))
                    yield one, other

    def _candidates(self) -> Iterable[int]:
        """Return the figures with a period whose place has several sources, or whose subject comes more than once."""
        counted, (circumstances, subjects) = self._counted, (self._counted.members.circumstances, self._counted.members.subjects)
        repeated = set[int]()
        if len(set(map(subjects.__getitem__, counted.positions))) < len(counted.positions):
            often = Counter(map(subjects.__getitem__, counted.positions))
            repeated = {subject for subject, number in often.items() if number > 1}
        several = set()
        if len(counted.sources) > 1:
            sources: defaultdict[Place, set[str]] = defaultdict(set)
            for place, each in zip(self._places, counted.known, strict=True):
                sources[place].add(each[-1])
            several = {number for number, place in enumerate(self._places) if len(sources[place]) > 1}
        if not (repeated or several):
            return []
        return [at for at in counted.positions if (circumstances[at] in several or subjects[at] in repeated) and counted.has_period(at)]

    def _place(self, at: int) -> Place:
        return self._places[self._counted.members.circumstances[at]]

    def _source(self, at: int) -> str:
        return self._counted.known[self._counted.members.circumstances[at]][-1]

    def _subject(self, at: int) -> tuple[Place, str, int]:
        return self._place(at), self._source(at), self._counted.members.subjects[at]

    def _are_alike(self, one: int, other: int) -> bool:
        mine, subjects = self._source(one), self._counted.members.subjects
        return mine != self._source(other) or (mine not in self._counted.setting.ledgers and subjects[one] == subjects[other])

    def _count(self, group: Sequence[int], sign: int) -> None:
        """Add the partners of each figure: all that overlap, but of the same source only those of the same subject."""
        if len({self._source(at) for at in group}) > 1:
            self._add_overlapping(group, sign)
            for same in _alike(group, self._source):
                self._add_overlapping(same, -sign)
        for same in _alike(group, self._subject):
            if self._source(same[0]) not in self._counted.setting.ledgers:
                self._add_overlapping(same, sign)

    def _add_overlapping(self, group: Sequence[int], sign: int) -> None:
        """Add the number of periods that overlap each: all but those that end before it begins or begin after it ends."""
        spans = self._spans(group)
        firsts, lasts = sorted(first for first, _ in spans), sorted(last for _, last in spans)
        for at, (first, last) in zip(group, spans, strict=True):
            self._partners[at] += sign * (bisect_right(firsts, last) - bisect_left(lasts, first) - 1)

    def _spans(self, group: Sequence[int]) -> list[tuple[int, int]]:
        counted, circumstances = self._counted, self._counted.members.circumstances
        return [(counted.firsts[circumstances[at]], counted.lasts[circumstances[at]]) for at in group]

    def _timeline(self, group: Sequence[int]) -> Timeline:
        return Timeline(group, self._spans(group))


def _alike(positions: Iterable[int], key: Callable[[int], Hashable], least: int = 2) -> Iterator[list[int]]:
    """Yield the positions that share a key, where there are at least so many."""
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at in positions:
        groups[key(at)].append(at)
    return (group for group in groups.values() if len(group) >= least)
