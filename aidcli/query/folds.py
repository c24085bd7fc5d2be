"""Computations over all figures of a store: `take` every block in stored order, then `result`.

A fold is the only thing that is passed to a reader of figures: one process, one pass, constant memory.
"""

from collections.abc import Collection, Sequence
from typing import Protocol, TypeVar

from aidcli.model.codes import Codebook
from aidcli.model.figure import Figure
from aidcli.query.filters import Filter
from aidcli.query.query import Query
from aidcli.query.search import BestFigures, Matcher
from aidcli.query.sorting import FirstFigures
from aidcli.query.store import Found

Result_co = TypeVar("Result_co", covariant=True)


class Fold(Protocol[Result_co]):
    """A computation over all figures of a store, in stored order."""

    def take(self, figures: Collection[Figure]) -> None:
        """Take the next block."""

    def result(self) -> Result_co:
        """Return what all blocks came to."""


class FindFold:
    """Find the first figures in an order, up to a limit."""

    def __init__(self, query: Query, order: Sequence[str], limit: int | None) -> None:
        self._filter, self._first = Filter(query), FirstFigures(order, limit)

    def take(self, figures: Collection[Figure]) -> None:
        """Take the next block."""
        self._first.add(self._filter.keep(figures))

    def result(self) -> Found:
        """Return the figures in order."""
        return Found(self._first.sorted(), self._filter.unplaced)


class SearchFold:
    """Find figures by words."""

    def __init__(self, query: Query, codes: Codebook, limit: int | None) -> None:
        self._filter, self._best = Filter(query), BestFigures(Matcher(query.words, codes), limit)

    def take(self, figures: Collection[Figure]) -> None:
        """Take the next block."""
        self._best.add(self._filter.keep(figures))

    def result(self) -> Found:
        """Return the figures, best match first."""
        return Found(self._best.sorted(), self._filter.unplaced)
