"""One row of totals while it is added up: sums by bound, members, and parts that may have to be taken out again. Pure."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Final, NamedTuple, cast

from aidcli.model.figure import Figure, grouped
from aidcli.model.lineage import ancestors, root
from aidcli.model.quantity import Number, Quantity, bounded, plain
from aidcli.query.overlaps import Members, Suspects

Key = tuple[str | None, ...]
"""What a row is about besides its measure and unit: the codes of the dimensions asked for."""
At = tuple[Key, str, str]
"""One row: its key, measure and unit."""
Sum = tuple[int, Number, Number]
"""Of figures of one bound how many, and the sums of their values and upper ends."""
NAMED: Final = 3
"""How many suspect pairs a total names."""


class LeftOut(NamedTuple):
    """A figure that is not in its total: why, in one of the words `part`, `no value`, `not summed`."""

    id: str
    reason: str
    counted_in: str | None = None
    """The id of the figure that a part is already counted in."""
    figure: Figure | None = None
    """The figure itself, where totals are to be explained."""


class Total(NamedTuple):
    """One row: the sum of what was counted (None where nothing could be) and, by name, what was left out."""

    by: Key
    measure: str
    unit: str
    quantity: Quantity | None
    counted: int
    left_out: Sequence[LeftOut]
    included: Sequence[Figure] = ()
    suspects: Suspects = Suspects((), 0)
    """Pairs of what was counted that may count the same thing twice."""


class Part(NamedTuple):
    """A figure that is part of another: where it stands among the members of its row, and what it adds there."""

    at: int
    id: str
    bound: str
    value: Number
    upper: Number | None


class Tally:
    """The running total of one row. Values of one bound add up to a value of that bound, so one sum a bound is enough.

    Parts are added like all others, and taken out again once it is known that their whole is counted too.
    """

    def __init__(self, *, explain: bool) -> None:
        self.sums: dict[str, Sum] = {}
        self.members = Members()
        self.parts: list[Part] = []
        self.figures: list[Figure] | None = [] if explain else None
        self.left_out: list[LeftOut] = []

    def take(self, figures: Sequence[Figure], *, unsummed: str = "") -> None:
        """Add up the figures that have a value, unless a reason is given why not; call it in a context wide enough for exact sums."""
        reasons = [(figure, "no value" if figure.value is None else unsummed) for figure in figures if figure.value is None or unsummed]
        self.left_out += [LeftOut(figure.id, why, None, None if self.figures is None else figure) for figure, why in reasons]
        if unsummed:
            return
        valued = [figure for figure in figures if figure.value is not None] if reasons else figures
        for bound, alike in grouped(valued, attrgetter("bound")).items():
            values = cast("list[Number]", [figure.value for figure in alike])
            uppers = cast("list[Number]", [figure.upper for figure in alike] if bound == "range" else [])
            _add(self.sums, bound, (len(alike), sum(values), sum(uppers)))
        self.parts += [
            Part(at, figure.id, figure.bound, figure.value, figure.upper)
            for at, figure in enumerate(valued, len(self.members))
            if figure.part_of is not None and figure.value is not None
        ]
        self.members.extend(valued)
        if self.figures is not None:
            self.figures += valued

    def join(self, later: "Tally") -> None:
        """Take in the running total of later figures."""
        for bound, sum_ in later.sums.items():
            _add(self.sums, bound, sum_)
        self.parts += [part._replace(at=part.at + len(self.members)) for part in later.parts]
        self.members.join(later.members)
        if self.figures is not None:
            self.figures += later.figures or ()
        self.left_out += later.left_out

    def total(self, at: At, whole_of: Mapping[str, str], wholes: frozenset[str]) -> Total:
        """The total of what is counted: all members but the parts of those wholes that are members too."""
        held = wholes.intersection(self.members.ids)
        sums, left = dict(self.sums), dict[int, LeftOut]()
        for part in self.parts:
            counted = [each for each in ancestors(part.id, whole_of) if each in held]
            if counted:
                left[part.at] = LeftOut(part.id, "part", counted[-1], self.figures[part.at] if self.figures else None)
                _add(sums, part.bound, (-1, -part.value, -(part.upper or 0)))
        return Total(
            *at,
            _quantity(sums),
            len(self.members) - len(left),
            [*self.left_out, *left.values()],
            [figure for place, figure in enumerate(self.figures or ()) if place not in left],
            self.members.suspects(left, lambda part: root(part, whole_of), NAMED),
        )


def _add(sums: dict[str, Sum], bound: str, more: Sum) -> None:
    count, value, upper = sums.get(bound, (0, 0, 0))
    sums[bound] = count + more[0], value + more[1], upper + more[2]


def _quantity(sums: Mapping[str, Sum]) -> Quantity | None:
    """The sum over all bounds, with its ends."""
    total: Quantity | None = None
    for bound, (count, value, upper) in sums.items():
        if count:
            part = bounded(plain(value), bound, plain(upper))
            total = total.plus(part) if total else part
    return total
