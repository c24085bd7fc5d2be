"""Which of the codes that occur lie inside which others, without listing all that lie inside each. Pure."""

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from typing import Final

from aidcli.model.codes import Codelist

MaybeCode = str | None
"""A code, or None where a figure states none."""
TREE: Final = "~"
"""Stands for all codes of a deep tree: they are told apart by their intervals. It is no code."""
DEEP: Final = 16
"""The codes around one, on average, beyond which a tree is deep. Most are shallow: looking each up is faster than intervals."""
Interval = tuple[int, int]


class Nesting:
    """The codes that occur under a key: `around` has, by code, those that contain it, and TREE for all of a deep tree.

    `strictly`: a code does not contain itself, nor those in one ring with it. The codes in `everything` contain all
    outside their own branch; an absent code is one of these for places.
    """

    def __init__(self, codes: Iterable[MaybeCode], tree: Codelist, *, everything: Collection[MaybeCode], strictly: bool) -> None:
        occurring = dict.fromkeys(codes)
        self._strictly, self._everything = strictly, [each for each in everything if each in occurring]
        unlisted = ((-at, -at) for at in range(1, len(occurring) + 1))
        self._intervals = {code: tree.intervals.get(code, other) for code, other in zip(occurring, unlisted, strict=True) if code}
        listed = _listed(self._intervals, strictly=strictly)
        self.is_deep = listed is None
        self.around: dict[MaybeCode, list[MaybeCode]] = {
            code: [*([TREE] if listed is None else listed[code]), *self._beyond(code)] for code in self._intervals
        }
        if None in occurring:
            self.around[None] = [] if strictly else [None]

    def asked(self, whole: MaybeCode) -> list[MaybeCode]:
        """Return under which of the codes of `around` the codes inside `whole` are found."""
        if not self.is_deep or whole is None:
            return [whole]
        return [TREE, *([whole] if whole in self._everything else ())]

    def contains(self, whole: MaybeCode, part: MaybeCode) -> bool:
        """Return whether one code contains the other."""
        if whole is None or part is None:
            return whole is None and not self._strictly
        return self._holds(whole, part) or whole in self._beyond(part)

    def ends(self, whole: MaybeCode) -> Interval:
        """Return the first and last number of the codes inside `whole`, which is not None."""
        first, last = self._intervals[whole or ""]
        return first + self._strictly, last

    def number(self, part: MaybeCode) -> int:
        """Return the number of a code, not None, which lies between the ends of each that contains it."""
        return self._intervals[part or ""][0]

    def _holds(self, whole: str, part: str) -> bool:
        first, last = self.ends(whole)
        return first <= self.number(part) <= last

    def _beyond(self, part: str) -> list[MaybeCode]:
        """Return the codes that contain all outside their own branch, where `part` is outside."""
        (mine, end), spans = self._intervals[part], self._intervals
        return [
            each
            for each in self._everything
            if each is None or not (mine <= spans[each][0] <= end or spans[each][0] <= mine <= spans[each][1])
        ]


def _listed(intervals: Mapping[str, Interval], *, strictly: bool) -> dict[str, list[str]] | None:
    """Return the codes that contain each one, outermost first; None for a deep tree, where these are too many."""
    around: dict[str, list[str]] = {}
    open_codes: list[str] = []
    number = 0
    for interval, group in groupby(sorted(intervals, key=lambda code: (intervals[code][0], -intervals[code][1])), intervals.__getitem__):
        mates = [*group]  # One code, or those of a ring.
        while open_codes and intervals[open_codes[-1]][1] < interval[0]:
            open_codes.pop()
        number += len(open_codes) * len(mates)
        if number > DEEP * len(intervals) or len(mates) > DEEP:
            return None
        around.update((each, open_codes + ([] if strictly else mates)) for each in mates)
        open_codes += mates
    return around
