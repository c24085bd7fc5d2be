"""Add up figures, and say what was left out of each total and why.

A total is kept per measure and unit, so the wrong sum cannot be written. Within one row a figure is left out when a
figure that it is part of, at any remove, is counted in that row; and when it has no value.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import localcontext
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import Final, NamedTuple

from aidcli.errors import MayCountTwice
from aidcli.model.figure import Figure, grouped
from aidcli.model.quantity import EXACT
from aidcli.query.filters import Filter, Named, Unplaced
from aidcli.query.members import Setting
from aidcli.query.overlaps import Overlaps
from aidcli.query.query import WHOLE, Key, Query, Rows
from aidcli.query.tally import At, Links, Tally, Total

BATCH: Final = 5000
"""Figures that are added up at once: enough for whole columns to be added in C, few enough to hold."""
NOT_SUMMED: Final = frozenset({"percent"})
"""Units whose amounts have no sum."""


class Totals(NamedTuple):
    """One total for every row, measure and unit, in the order of these; and what the query could not place."""

    rows: Sequence[Total]
    unplaced: Unplaced
    outside: Unplaced
    """What could not be placed in the periods compared, or reaches beyond all of them."""
    shared: Named
    """Figures that count under more than one operand."""
    parts: bool = False
    """Whether parts are counted beside their wholes."""


class TotalsFold:
    """The fold that adds up the figures of a query, one tally a row, measure and unit."""

    def __init__(
        self, query: Query, rows: Rows, setting: Setting, *, parts: bool = False, explain: bool = False, batch: int = BATCH
    ) -> None:
        self._setting = setting
        self._filter, self._rows, self._parts, self._batch_size = Filter(query), rows, parts, batch
        self._operands = [(key, Filter(operand)) for key, operand in rows.operands]
        self._compared = Filter(Query(periods=dict(rows.operands).get(WHOLE, Query()).periods))
        self._shared = Named()
        self._tallies: defaultdict[At, Tally] = defaultdict(partial(Tally, explain=explain))
        self._whole_of: dict[str, str] = {}
        self._batch: list[Figure] = []

    def take(self, figures: Collection[Figure]) -> None:
        """Take the next block. Every link counts, also of figures outside the query: a chain of parts may run through them."""
        self._whole_of.update((figure.id, figure.part_of) for figure in figures if figure.part_of is not None)
        self._batch += self._filter.keep(figures)
        if len(self._batch) >= self._batch_size:
            self._add_batch()

    def result(self) -> Totals:
        """Return the totals, once; raises Cycle where links of parts run in a ring."""
        links = self._links()
        with localcontext(EXACT):
            ordered = sorted(self._tallies, key=lambda at: [[text or "" for text in at[0]], *at[1:]])
            # What a tally holds is let go when its total is made.
            totals = [self._tallies.pop(at).total(at, links, self._setting) for at in ordered]
        return Totals(totals, self.unplaced, self._compared.unplaced, self._shared, self._parts)

    @property
    def unplaced(self) -> Unplaced:
        """What the query could not place among the figures that have passed."""
        return self._filter.unplaced

    def overlaps(self) -> list[Overlaps]:
        """Return what may count the same thing twice in each total, in order of first sight; raises Cycle."""
        links = self._links()
        return [tally.overlaps(links, self._setting) for tally in self._tallies.values()]

    def _links(self) -> Links:
        self._add_batch()
        return Links(self._whole_of, frozenset(() if self._parts else self._whole_of.values()))

    def _add_batch(self) -> None:
        with localcontext(EXACT):
            for key, figures in self._parted(self._batch):
                for (measure, unit), alike in grouped(figures, attrgetter("measure", "unit")).items():
                    self._tallies[key, measure, unit].add(alike, unsummed=unit in NOT_SUMMED)
        self._batch = []

    def _parted(self, figures: Sequence[Figure]) -> Iterator[tuple[Key, Sequence[Figure]]]:
        if self._operands:
            for operand, kept in self._under_operands(figures):
                yield from ((key + operand, some) for key, some in self._by_keys(kept))
        elif self._rows.keys:
            yield from self._by_keys(figures)
        if self._rows.whole or not (self._rows.keys or self._operands):
            yield WHOLE, figures

    def _by_keys(self, figures: Sequence[Figure]) -> Iterable[tuple[Key, Sequence[Figure]]]:
        keys = self._rows.keys
        if not keys:
            return [(WHOLE, figures)]
        get = attrgetter(*keys)
        return grouped(figures, get if len(keys) > 1 else lambda figure: (get(figure),)).items()

    def _under_operands(self, figures: Sequence[Figure]) -> Iterator[tuple[Key, Sequence[Figure]]]:
        chosen = [(key, operand.keep(figures)) for key, operand in self._operands]
        self._compared.keep(figures)
        times = Counter(figure.id for key, kept in chosen if key != WHOLE for figure in kept)
        self._shared.add([figure for figure in figures if times[figure.id] > 1])
        yield from chosen


def overlaps_among(figures: Iterable[Figure], setting: Setting) -> list[Overlaps]:
    """Return what may count the same thing twice among all figures, one answer a measure and unit; raises Cycle."""
    folding = TotalsFold(Query(), Rows(), setting)
    figures = iter(figures)
    while block := list(islice(figures, BATCH)):
        folding.take(block)
    return folding.overlaps()


def across_rows(totals: Iterable[Total], keys: int = 0) -> list[Total]:
    """Return the totals of wholes, with nothing but their suspects, where these lie in different rows beside the whole.

    `keys` is the number of keys by which the rows of operands are divided: each combination of values has its whole.
    """
    numbers: defaultdict[At, Counter[int]] = defaultdict(Counter)
    wholes = []
    for each in totals:
        if each.by[keys:] == WHOLE:
            wholes.append(each._replace(left_out=()))
        else:
            numbers[each.by[:keys], each.measure, each.unit].update(each.suspects.by_rule())
    return [each for each in wholes if each.suspects.by_rule() - numbers[each.by, each.measure, each.unit]]


def refuse_suspects(totals: Iterable[Total]) -> None:
    """Raise MayCountTwice where a total may count the same thing twice."""
    named = [(each.figure, each.others) for one in totals for each in one.suspects.named]
    if named:
        raise MayCountTwice(list(dict.fromkeys(named)))
