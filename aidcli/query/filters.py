"""Interpret a query over figures in memory, a block at a time."""

from collections.abc import Callable, Collection, Container, Sequence
from itertools import compress
from operator import attrgetter

from aidcli.model.figure import Figure
from aidcli.model.period import Period, parse_period
from aidcli.query.query import OneOf, Query


class Unplaced:
    """What a query could not place: counts that grow while figures pass, complete once all have passed."""

    def __init__(self, ids: Collection[str] = ()) -> None:
        self.undated = 0
        """Figures that match in all else but state no period, where the query has periods."""
        self.beyond = 0
        """Figures that match and whose period reaches beyond the periods of the query."""
        self.missing = set(ids)
        """Ids of the query that no figure has."""


class Filter:
    """Keep the figures that a query is about, and count those that it cannot place."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self.unplaced = Unplaced(query.ids)

    def keep(self, figures: Collection[Figure]) -> Sequence[Figure]:
        """Return the figures of a block that match, in their order."""
        query = self._query
        if query.ids:
            figures = [figure for figure in figures if figure.id in query.ids]
            self.unplaced.missing.difference_update(figure.id for figure in figures)
        # One condition at a time over the whole block: the loops run in C, which is three times as fast as a test a figure.
        for condition in query.conditions:
            figures = _holding(condition, figures)
        if query.least is not None or query.most is not None:
            figures = [figure for figure in figures if _lies_between(query, figure)]
        if query.periods:
            figures = self._in_time(figures)
        return figures if isinstance(figures, list) else list(figures)

    def _in_time(self, figures: Collection[Figure]) -> list[Figure]:
        periods = self._query.periods
        self.unplaced.undated += sum(figure.period is None for figure in figures)
        figures = _placed(figures, periods, Period.contains if self._query.within else Period.overlaps)
        self.unplaced.beyond += len(figures) - len(_placed(figures, periods, Period.contains))
        return figures


def _holding(condition: OneOf, figures: Collection[Figure]) -> list[Figure]:
    keys, values = condition
    if len(keys) == 1:
        return _holding_under(keys[0], values, figures)
    return [figure for figure in figures if any(getattr(figure, key) in values for key in keys)]


def _holding_under(key: str, values: Container[str | None], figures: Collection[Figure]) -> list[Figure]:
    return list(compress(figures, map(values.__contains__, map(attrgetter(key), figures))))


def _lies_between(query: Query, figure: Figure) -> bool:
    value = figure.value
    return value is not None and (query.least is None or value >= query.least) and (query.most is None or value <= query.most)


def _placed(figures: Collection[Figure], periods: Sequence[Period], test: Callable[[Period, Period], bool]) -> list[Figure]:
    """Return the figures whose period passes the test against one of `periods`."""
    return [
        figure for figure in figures if figure.period and (own := parse_period(figure.period)) and any(test(each, own) for each in periods)
    ]
