"""The first rule of double counting: figures that may be the same thing, stated twice. Pure.

They have one sector and one recipient (no recipient is the same only within one source), their periods overlap, and they
come from different sources, or from one source with the same subject.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from aidcli.model.period import Period
from aidcli.query.members import CountedFigures, alike

Place = tuple[str, str | None, str | None]
"""The sector and recipient of figures that may be the same; and their source, where they have no recipient."""


class SameThing:
    """The pairs of counted figures that may be the same thing."""

    def __init__(self, counted: CountedFigures) -> None:
        self._counted = counted
        self._partners: Counter[int] = Counter()
        for group in alike((at for at in counted.positions if counted.span(at)), self._place):
            self._count(group, 1)
            for kin in alike(group, counted.root):
                self._count(kin, -1)
        self._partners = +self._partners

    @property
    def number(self) -> int:
        """The number of pairs."""
        return self._partners.total() // 2

    def holds(self, one: int, other: int) -> bool:
        """Return whether two figures may be the same thing."""
        mine, theirs, counted = self._counted.span(one), self._counted.span(other), self._counted
        return (
            (mine is not None and theirs is not None and mine.overlaps(theirs))
            and self._place(one) == self._place(other)
            and self._are_alike(one, other)
            and counted.root(one) != counted.root(other)
        )

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs in stored order of the earlier figure, then of the later.

        Only figures that have partners are looked at, and each only until all of its partners are found.
        """
        left, groups = Counter(self._partners), defaultdict[Place, list[int]](list)
        for at in sorted(left):
            groups[self._place(at)].append(at)
        for one in sorted(left):
            group = groups[self._place(one)]
            others = iter(group[bisect_right(group, one) :])
            while left[one] and (other := next(others, None)) is not None:
                if left[other] and self.holds(one, other):
                    left.subtract((one, other))
                    yield one, other

    def _place(self, at: int) -> Place:
        sector, recipient, _, _, source = self._counted.circumstances(at)
        return sector, recipient, None if recipient else source

    def _source(self, at: int) -> str:
        return self._counted.circumstances(at).source

    def _are_alike(self, one: int, other: int) -> bool:
        mine, subjects = self._source(one), self._counted.members.subjects
        return mine != self._source(other) or (mine not in self._counted.setting.ledgers and subjects[one] == subjects[other])

    def _count(self, group: Sequence[int], sign: int) -> None:
        """Add the partners of each figure: all that overlap, but of the same source only those of the same subject."""
        subjects, ledgers = self._counted.members.subjects, self._counted.setting.ledgers
        if len({self._source(at) for at in group}) > 1:
            self._add_overlapping(group, sign)
            for same in alike(group, self._source):
                self._add_overlapping(same, -sign)
        for same in alike(group, lambda at: (self._source(at), subjects[at])):
            if self._source(same[0]) not in ledgers:
                self._add_overlapping(same, sign)

    def _add_overlapping(self, group: Sequence[int], sign: int) -> None:
        """Add the number of periods that overlap each: all but those that end before it begins or begin after it ends."""
        spans: list[Period] = [span for at in group if (span := self._counted.span(at))]
        firsts, lasts = sorted(span.first for span in spans), sorted(span.last for span in spans)
        for at, span in zip(group, spans, strict=True):
            self._partners[at] += sign * (bisect_right(firsts, span.last) - bisect_left(lasts, span.first) - 1)
