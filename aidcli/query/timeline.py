"""Figures by period: find those that overlap another period without looking at all. Pure."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence


class Timeline:
    """Positions of figures with their first and last days.

    They are the leaves of a tree, by first days; each node holds the latest last day below it.
    """

    def __init__(self, positions: Sequence[int], spans: Sequence[tuple[int, int]]) -> None:
        ordered = sorted(zip(spans, positions, strict=True))
        self._positions = [at for _, at in ordered]
        self._firsts = [first for (first, _), _ in ordered]
        self._size = 1 << (len(ordered) - 1).bit_length()
        self._latest = [-1] * self._size + [last for (_, last), _ in ordered] + [-1] * (self._size - len(ordered))
        for node in range(self._size - 1, 0, -1):
            self._latest[node] = max(self._latest[2 * node], self._latest[2 * node + 1])

    def overlapping(self, first: int, last: int) -> Iterator[int]:
        """Yield the figures whose periods have a day in common with this one, by their first days."""
        end = bisect_right(self._firsts, last)
        waiting = [(1, 0, self._size)]
        while waiting:
            node, begin, size = waiting.pop()
            if begin >= end or self._latest[node] < first:
                continue
            if size == 1:
                yield self._positions[begin]
            else:
                half = size // 2
                waiting += ((2 * node + 1, begin + half, half), (2 * node, begin, half))
