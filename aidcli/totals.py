"""Sums of figures that may be added, and what was left out of them. Pure.

A total is kept per measure and unit, so the wrong sum cannot be written. Within one output row a figure is left
out when a figure that it is part of, at any remove, is counted in that row; and when it has no value.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import localcontext
from operator import attrgetter
from typing import Final, NamedTuple

from aidcli.errors import Cycle
from aidcli.figure import Figure
from aidcli.quantity import EXACT, Number, Quantity, bounded, plain

Key = tuple[str | None, ...]
"""What a row is about besides its measure and unit: the codes of the dimensions asked for."""
WHOLE: Final[Key] = ()
"""The row over everything."""
At = tuple[Key, str, str]
"""One row: its key, measure and unit."""
Rows = Callable[[Figure], Iterable[Key]]
"""The rows that a figure belongs to."""

NOT_SUMMED: Final = frozenset({"percent"})
"""Units whose amounts have no sum."""


class LeftOut(NamedTuple):
    """A figure that is not in its total; `counted_in` is the id of the figure it is already counted in."""

    figure: Figure
    counted_in: str | None = None

    @property
    def reason(self) -> str:
        """Why, in one of the words `part`, `no value`, `not summed`."""
        return "part" if self.counted_in else "no value" if self.figure.value is None else "not summed"


class Total(NamedTuple):
    """One row: the sum of what was counted (None where nothing could be) and, by name, what was left out."""

    by: Key
    measure: str
    unit: str
    quantity: Quantity | None
    counted: int
    left_out: Sequence[LeftOut]
    included: Sequence[Figure] = ()


class Row:
    """The running total of one row. Values of one bound add up to a value of that bound, so one sum a bound is enough."""

    def __init__(self, *, explain: bool) -> None:
        self.explain = explain
        self.sums: dict[str, list[Number]] = {}
        self.counted = 0
        self.included: list[Figure] = []
        self.left_out: list[LeftOut] = []

    def add(self, figure: Figure) -> None:
        """Count a figure that has a value. Call it in a context wide enough to add exactly."""
        sums = self.sums.get(figure.bound)
        if sums is None:
            sums = self.sums[figure.bound] = [0, 0]
        sums[0] += figure.value
        if figure.upper is not None:
            sums[1] += figure.upper
        self.counted += 1
        if self.explain:
            self.included.append(figure)

    def add_part(self, figure: Figure, counted_in: str | None) -> None:
        """Count a figure unless it is already counted in another."""
        if counted_in is None:
            self.add(figure)
        else:
            self.left_out.append(LeftOut(figure, counted_in))

    def quantity(self) -> Quantity | None:
        """The sum so far, with its ends."""
        total: Quantity | None = None
        for bound, (value, upper) in self.sums.items():
            part = bounded(plain(value), bound, plain(upper))
            total = total.plus(part) if total else part
        return total


def by_keys(keys: Sequence[str]) -> Rows:
    """One row for every combination of what the figures hold under these keys."""
    getters = [attrgetter(key) for key in keys]
    return lambda figure: (tuple(get(figure) for get in getters),)


_ONE_ROW: Final = by_keys(())


def total(
    figures: Iterable[Figure], wanted: Callable[[Figure], bool], rows_of: Rows = _ONE_ROW, *, parts: bool = False, explain: bool = False
) -> list[Total]:
    """The totals of the wanted figures, one for every row, measure and unit; in order of first sight.

    All the figures must be given, wanted or not, since a chain of parts may run through one that is not wanted.
    With `parts`, parts are counted beside their wholes. With `explain`, each total carries what it includes.
    Raises Cycle where parts run in a ring.
    """
    rows: dict[At, Row] = {}
    whole_of: dict[str, str] = {}
    counted: set[tuple[str, At]] = set()
    waiting: list[tuple[At, Figure]] = []
    with localcontext(EXACT):
        for figure in figures:
            if figure.part_of is not None:
                whole_of[figure.id] = figure.part_of
            if not wanted(figure):
                continue
            for by in rows_of(figure):
                row = rows.get(at := (by, figure.measure, figure.unit)) or rows.setdefault(at, Row(explain=explain))
                if figure.value is None or figure.unit in NOT_SUMMED:
                    row.left_out.append(LeftOut(figure))
                    continue
                counted.add((figure.id, at))
                if parts or figure.part_of is None:
                    row.add(figure)
                else:
                    waiting.append((at, figure))
        for at, figure in waiting:
            outermost_first = reversed([*ancestors(figure.id, whole_of)])
            rows[at].add_part(figure, next((each for each in outermost_first if (each, at) in counted), None))
    return [Total(by, measure, unit, row.quantity(), row.counted, row.left_out, row.included)
            for (by, measure, unit), row in rows.items()]  # fmt: skip


def ancestors(part: str, whole_of: Mapping[str, str]) -> Iterator[str]:
    """What a figure is part of, nearest first; raises Cycle where that leads back."""
    seen = [part]
    while (whole := whole_of.get(seen[-1])) is not None:
        if whole in seen:
            raise Cycle([*seen, whole])
        seen.append(whole)
        yield whole
