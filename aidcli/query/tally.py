"""The running total of one row, measure and unit, and the total that it comes to.

A figure is left out when a figure that it is part of, at any remove, is counted in the row; and when it has no value.
"""

from collections.abc import Collection, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple, cast

from aidcli.model.figure import Figure, grouped, refuse_repeated
from aidcli.model.lineage import outermost
from aidcli.model.quantity import Number, Quantity, bounded, last_digit_unit, plain
from aidcli.query.members import CountedFigures, Members, Setting
from aidcli.query.overlaps import Overlaps, Suspects
from aidcli.query.query import Key

At = tuple[Key, str, str]
"""One row: its key, measure and unit."""
Sum = tuple[int, Number, Number]
"""The number of figures of one bound, the sum of their values, and that of how far open ends reach or, of ranges, of upper ends."""


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
    suspects: Suspects = Suspects()
    """CountedFigures figures that may count the same thing twice."""


class Part(NamedTuple):
    """A figure that is part of another: its position among the members of its row, and its bound."""

    position: int
    id: str
    bound: str


class Links(NamedTuple):
    """The whole of each part by id, and those wholes beside which parts are not counted."""

    whole_of: Mapping[str, str]
    wholes: frozenset[str]


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
            add_sum(self.sums, bound, _sum_of(bound, alike))
        self.parts += [
            Part(position, figure.id, figure.bound)
            for position, figure in enumerate(valued, len(self.members))
            if figure.part_of is not None
        ]
        self.members.extend(valued)
        if self.figures is not None:
            self.figures += valued

    def total(self, at: At, links: Links, setting: Setting) -> Total:
        """Return the total of all members, except parts of wholes that are members too; raises RepeatedIds where two share an id."""
        if len(set(map(hash, self.members.ids))) < len(self.members):
            refuse_repeated(self.members.ids)
        sums, left = dict(self.sums), dict[int, LeftOut]()
        for part, whole in self._left_out(links):
            left[part.position] = LeftOut(part.id, "part", whole, self.figures[part.position] if self.figures else None)
            value = self.members.values[part.position]
            add_sum(sums, part.bound, (-1, -value, -reach_of(part.bound, value, self.members.uppers.get(part.position))))
        return Total(
            *at,
            quantity_of_sums(sums),
            len(self.members) - len(left),
            [*self.left_out, *left.values()],
            [figure for position, figure in enumerate(self.figures or ()) if position not in left],
            self._overlaps(left, links, setting).summary(),
        )

    def overlaps(self, links: Links, setting: Setting) -> Overlaps:
        """Return what may count the same thing twice among the members that `total` counts."""
        return self._overlaps({part.position for part, _ in self._left_out(links)}, links, setting)

    def _overlaps(self, left: Collection[int], links: Links, setting: Setting) -> Overlaps:
        parts = [part for part in self.parts if part.position not in left]
        found = outermost((part.id for part in parts), links.whole_of)
        roots = {part.position: found[part.id] for part in parts}
        return Overlaps(CountedFigures(self.members, left, roots, setting))

    def _left_out(self, links: Links) -> list[tuple[Part, str]]:
        """Return the parts whose whole is a member too, each with that whole."""
        if not self.parts:
            return []
        counted_in = outermost((part.id for part in self.parts), links.whole_of, links.wholes.intersection(self.members.ids))
        return [(part, counted_in[part.id]) for part in self.parts if part.id in counted_in]


def add_sum(sums: dict[str, Sum], bound: str, more: Sum) -> None:
    """Add to the sums of a bound. Needs the decimal context EXACT."""
    count, value, reach = sums.get(bound, (0, 0, 0))
    sums[bound] = count + more[0], value + more[1], reach + more[2]


def _sum_of(bound: str, figures: Sequence[Figure]) -> Sum:
    values = cast("list[Number]", [figure.value for figure in figures])
    reaches = [] if bound == "exact" else [reach_of(bound, value, figure.upper) for value, figure in zip(values, figures, strict=True)]
    return len(values), sum(values), sum(reaches)


def reach_of(bound: str, value: Number, upper: Number | None) -> Number:
    """Return how far the open ends of a figure reach from its value: what they add up to, added to a sum, is its likely end."""
    if bound == "range":
        return upper or 0
    return 0 if bound == "exact" else last_digit_unit(value)


def quantity_of_sums(sums: Mapping[str, Sum]) -> Quantity | None:
    """Return the sum over all bounds, with its ends; None where nothing was counted."""
    total: Quantity | None = None
    for bound, (count, *amounts) in sums.items():
        if count:
            part = _quantity_of(bound, *map(plain, amounts))
            total = total.plus(part) if total else part
    return total


def _quantity_of(bound: str, value: Number, reach: Number) -> Quantity:
    known = bounded(value, bound, reach)
    low, high = value - reach, value + reach
    return known._replace(low=None if known.lower is not None else low, high=None if known.upper is not None else high)
