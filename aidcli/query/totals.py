"""Add up figures, and say what was left out of each total and why.

A total is kept per measure and unit, so the wrong sum cannot be written. Within one row a figure is left out when a
figure that it is part of, at any remove, is counted in that row; and when it has no value.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import localcontext
from functools import partial
from operator import attrgetter
from typing import Final, NamedTuple, cast

from aidcli.errors import MayCountTwice
from aidcli.model.figure import Figure, grouped
from aidcli.model.lineage import outermost
from aidcli.model.quantity import EXACT, Number, Quantity, bounded, likely_ends, plain
from aidcli.query.filters import Filter, Named, Unplaced
from aidcli.query.overlaps import Members, Suspects
from aidcli.query.query import WHOLE, Key, Query, Rows

BATCH: Final = 5000
"""Figures that are added up at once: enough for whole columns to be added in C, few enough to hold."""
NAMED: Final = 3
"""Suspect pairs that a total names."""
NOT_SUMMED: Final = frozenset({"percent"})
"""Units whose amounts have no sum."""
At = tuple[Key, str, str]
"""One row: its key, measure and unit."""
Sum = tuple[int, Number, Number, Number]
"""The number of figures of one bound, and the sums of their values, of their likely lower ends and of their (likely) upper ends."""


class LeftOut(NamedTuple):
    """A figure that is not in its total, and why: `part`, `no value` or `not summed`."""

    id: str
    reason: str
    counted_in: str | None = None
    """The id of the figure that a part is already counted in."""
    figure: Figure | None = None
    """The figure itself, where totals are to be explained."""


class Total(NamedTuple):
    """One row: the sum of what was counted (None where nothing could be), and what was left out."""

    by: Key
    measure: str
    unit: str
    quantity: Quantity | None
    counted: int
    left_out: Sequence[LeftOut]
    included: Sequence[Figure] = ()
    suspects: Suspects = Suspects((), 0)
    """Pairs of counted figures that may count the same thing twice."""


class Totals(NamedTuple):
    """One total for every row, measure and unit, in the order of these; and what the query could not place."""

    rows: Sequence[Total]
    unplaced: Unplaced
    outside: Unplaced
    """What could not be placed in the periods compared, or reaches beyond all of them."""
    shared: Named
    """Figures that count under more than one operand."""


class Part(NamedTuple):
    """A figure that is part of another: its position among the members of its row, and what it adds there."""

    position: int
    id: str
    bound: str
    value: Number
    upper: Number | None


class Tally:
    """The running total of one row. Values of one bound add up to a value of that bound, so one sum a bound is enough.

    Parts are added like all others, and subtracted once it is known that their whole is counted too: whether it is
    can only be told when all figures have passed.
    """

    def __init__(self, *, explain: bool) -> None:
        self.sums: dict[str, Sum] = {}
        self.members = Members()
        self.parts: list[Part] = []
        self.figures: list[Figure] | None = [] if explain else None
        self.left_out: list[LeftOut] = []

    def add(self, figures: Sequence[Figure], *, unsummed: bool) -> None:
        """Add figures of the row. `unsummed`: amounts in this unit have no sum. Needs the decimal context EXACT."""
        out = [(figure, "no value" if figure.value is None else "not summed") for figure in figures if figure.value is None or unsummed]
        self.left_out += [LeftOut(figure.id, reason, None, None if self.figures is None else figure) for figure, reason in out]
        if unsummed:
            return
        valued = [figure for figure in figures if figure.value is not None] if out else figures
        for bound, alike in grouped(valued, attrgetter("bound")).items():
            _add_to(self.sums, bound, _sum_of(bound, alike))
        self.parts += [
            Part(position, figure.id, figure.bound, figure.value, figure.upper)
            for position, figure in enumerate(valued, len(self.members))
            if figure.part_of is not None and figure.value is not None
        ]
        self.members.extend(valued)
        if self.figures is not None:
            self.figures += valued

    def total(self, at: At, whole_of: Mapping[str, str], wholes: frozenset[str]) -> Total:
        """Return the total of all members, except parts of those `wholes` that are members too."""
        sums, left = dict(self.sums), dict[int, LeftOut]()
        counted_in = outermost((part.id for part in self.parts), whole_of, wholes.intersection(self.members.ids)) if self.parts else {}
        for part in self.parts:
            if whole := counted_in.get(part.id):
                left[part.position] = LeftOut(part.id, "part", whole, self.figures[part.position] if self.figures else None)
                low, high = _ends(part.bound, part.value, part.upper)
                _add_to(sums, part.bound, (-1, -part.value, -low, -high))
        roots = outermost((part.id for part in self.parts), whole_of)
        return Total(
            *at,
            _quantity(sums),
            len(self.members) - len(left),
            [*self.left_out, *left.values()],
            [figure for position, figure in enumerate(self.figures or ()) if position not in left],
            self.members.suspects(left, roots, NAMED),
        )


class TotalsFold:
    """The fold that adds up the figures of a query, one tally a row, measure and unit."""

    def __init__(self, query: Query, rows: Rows, *, parts: bool = False, explain: bool = False, batch: int = BATCH) -> None:
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
        """Return the totals; raises Cycle where links of parts run in a ring."""
        self._add_batch()
        wholes = frozenset(() if self._parts else self._whole_of.values())
        with localcontext(EXACT):
            rows = sorted(self._tallies.items(), key=lambda item: [[text or "" for text in item[0][0]], *item[0][1:]])
            totals = [tally.total(at, self._whole_of, wholes) for at, tally in rows]
        return Totals(totals, self._filter.unplaced, self._compared.unplaced, self._shared)

    def _add_batch(self) -> None:
        with localcontext(EXACT):
            for key, figures in self._parted(self._batch):
                for (measure, unit), alike in grouped(figures, attrgetter("measure", "unit")).items():
                    self._tallies[key, measure, unit].add(alike, unsummed=unit in NOT_SUMMED)
        self._batch = []

    def _parted(self, figures: Sequence[Figure]) -> Iterator[tuple[Key, Sequence[Figure]]]:
        keys = self._rows.keys
        if keys:
            get = attrgetter(*keys)
            yield from grouped(figures, get if len(keys) > 1 else lambda figure: (get(figure),)).items()
        if self._operands:
            yield from self._under_operands(figures)
        if self._rows.whole or not (keys or self._operands):
            yield WHOLE, figures

    def _under_operands(self, figures: Sequence[Figure]) -> Iterator[tuple[Key, Sequence[Figure]]]:
        chosen = [(key, operand.keep(figures)) for key, operand in self._operands]
        self._compared.keep(figures)
        times = Counter(figure.id for key, kept in chosen if key != WHOLE for figure in kept)
        self._shared.add([figure for figure in figures if times[figure.id] > 1])
        yield from chosen


def refuse_suspects(totals: Iterable[Total]) -> None:
    """Raise MayCountTwice where a total may count the same thing twice."""
    pairs = [pair for each in totals for pair in each.suspects.pairs]
    if pairs:
        raise MayCountTwice(list(dict.fromkeys(pairs)))


def _add_to(sums: dict[str, Sum], bound: str, more: Sum) -> None:
    count, value, low, high = sums.get(bound, (0, 0, 0, 0))
    sums[bound] = count + more[0], value + more[1], low + more[2], high + more[3]


def _sum_of(bound: str, figures: Sequence[Figure]) -> Sum:
    values = cast("list[Number]", [figure.value for figure in figures])
    ends = [] if bound == "exact" else [_ends(bound, value, figure.upper) for value, figure in zip(values, figures, strict=True)]
    return len(values), sum(values), sum([low for low, _ in ends]), sum([high for _, high in ends])


def _ends(bound: str, value: Number, upper: Number | None) -> tuple[Number, Number]:
    """Return the likely lower end and the upper or likely upper end of a figure, 0 for one that its value tells."""
    if bound == "range":
        return 0, upper or 0
    low, high = likely_ends(value, bound)
    return low or 0, high or 0


def _quantity(sums: Mapping[str, Sum]) -> Quantity | None:
    """Return the sum over all bounds, with its ends; None where nothing was counted."""
    total: Quantity | None = None
    for bound, (count, *amounts) in sums.items():
        if count:
            part = _quantity_of(bound, *map(plain, amounts))
            total = total.plus(part) if total else part
    return total


def _quantity_of(bound: str, value: Number, low: Number, high: Number) -> Quantity:
    known = bounded(value, bound, high)
    return known._replace(low=None if known.lower is not None else low, high=None if known.upper is not None else high)
