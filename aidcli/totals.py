"""Sums of figures that may be added, and what was left out of them. Pure.

A total is kept per measure and unit, so the wrong sum cannot be written. Within one output row a figure is left
out when a figure that it is part of, at any remove, is counted in that row; and when it has no value.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import localcontext
from operator import attrgetter
from typing import Final, NamedTuple

from aidcli.errors import MayCountTwice
from aidcli.figure import Figure
from aidcli.lineage import Packed, ancestors, chains, root
from aidcli.overlap import Suspects, Windows
from aidcli.quantity import EXACT, Number, Quantity, bounded, plain

Key = tuple[str | None, ...]
"""What a row is about besides its measure and unit: the codes of the dimensions asked for."""
WHOLE: Final[Key] = ()
"""The row over everything."""
At = tuple[Key, str, str]
"""One row: its key, measure and unit."""
Rows = Callable[[Figure], Iterable[Key]]
"""The rows that a figure belongs to."""

NAMED: Final = 3
"""How many suspect pairs a total names."""
NOT_SUMMED: Final = frozenset({"percent"})
"""Units whose amounts have no sum."""


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


class Row:
    """The running total of one row. Values of one bound add up to a value of that bound, so one sum a bound is enough."""

    def __init__(self, *, explain: bool) -> None:
        self.sums: dict[str, list[Number]] = {}
        self.counted = 0
        self.ids = Packed()
        self.windows: dict[tuple[str, str | None], Windows] = {}
        self.included: list[Figure] | None = [] if explain else None
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
        windows = self.windows.get(group := (figure.sector, figure.recipient))
        if windows is None:
            windows = self.windows[group] = Windows()
        windows.add(figure)
        if self.included is not None:
            self.included.append(figure)

    def join(self, later: "Row") -> None:
        """Take in the running total of later figures."""
        for bound, (value, upper) in later.sums.items():
            sums = self.sums.setdefault(bound, [0, 0])
            sums[0] += value
            sums[1] += upper
        self.counted += later.counted
        self.ids.join(later.ids)
        for group, windows in later.windows.items():
            self.windows.setdefault(group, Windows()).join(windows)
        if self.included is not None:
            self.included += later.included or ()
        self.left_out += later.left_out

    def leave_out(self, figure: Figure, reason: str, counted_in: str | None = None) -> None:
        """Name a figure that is not counted."""
        self.left_out.append(LeftOut(figure.id, reason, counted_in, None if self.included is None else figure))

    def quantity(self) -> Quantity | None:
        """The sum so far, with its ends."""
        total: Quantity | None = None
        for bound, (value, upper) in self.sums.items():
            part = bounded(plain(value), bound, plain(upper))
            total = total.plus(part) if total else part
        return total

    def suspects(self, whole_of: Mapping[str, str]) -> Suspects:
        """The pairs that may count the same thing twice."""
        found = [windows.suspects(lambda part: root(part, whole_of), NAMED) for windows in self.windows.values()]
        return Suspects([pair for each in found for pair in each.pairs][:NAMED], sum(each.number for each in found))


def by_keys(keys: Sequence[str]) -> Rows:
    """One row for every combination of what the figures hold under these keys."""
    getters = [attrgetter(key) for key in keys]
    return lambda figure: (tuple(get(figure) for get in getters),)


_ONE_ROW: Final = by_keys(())


class Gathered:
    """What a pass over figures has found: the rows so far, and the parts whose wholes may come later."""

    def __init__(self) -> None:
        self.rows: dict[At, Row] = {}
        self.links = Packed()
        self.waiting: list[tuple[At, Figure]] = []

    def join(self, later: "Gathered") -> None:
        """Take in what a pass over later figures has found."""
        for at, row in later.rows.items():
            self.rows.setdefault(at, Row(explain=row.included is not None)).join(row)
        self.links.join(later.links)
        self.waiting += later.waiting


def total(
    figures: Iterable[Figure], wanted: Callable[[Figure], bool], rows_of: Rows = _ONE_ROW, *, parts: bool = False, explain: bool = False
) -> list[Total]:
    """The totals of the wanted figures: `gather` and `settle` in one go."""
    return settle([gather(figures, wanted, rows_of, explain=explain)], parts=parts)


def gather(figures: Iterable[Figure], wanted: Callable[[Figure], bool], rows_of: Rows = _ONE_ROW, *, explain: bool = False) -> Gathered:
    """Pass over figures, adding up all wanted ones that are part of nothing.

    All the figures must be given, wanted or not, since a chain of parts may run through one that is not wanted. With
    `explain`, each total will carry what it includes.
    """
    found = Gathered()
    rows = found.rows
    with localcontext(EXACT):
        for figure in filter(wanted, _noting(figures, found.links)):
            for by in rows_of(figure):
                row = rows.get(at := (by, figure.measure, figure.unit)) or rows.setdefault(at, Row(explain=explain))
                if figure.value is None:
                    row.leave_out(figure, "no value")
                elif figure.unit in NOT_SUMMED:
                    row.leave_out(figure, "not summed")
                else:
                    row.ids.add(figure.id)
                    if figure.part_of is not None:
                        found.waiting.append((at, figure))
                    else:
                        row.add(figure)
    return found


def settle(passes: Sequence[Gathered], *, parts: bool = False) -> list[Total]:
    """The totals of all that the passes found, one for every row, measure and unit; in order of first sight.

    With `parts`, parts are counted beside their wholes. Raises Cycle where parts run in a ring.
    """
    found, *later = passes
    with localcontext(EXACT):
        for each in later:
            found.join(each)
        whole_of = chains({figure.id for _, figure in found.waiting}, found.links)
        wholes = {at: set() if parts else set(whole_of.values()).intersection(row.ids) for at, row in found.rows.items()}
        for at, figure in found.waiting:
            counted_in = [each for each in ancestors(figure.id, whole_of) if each in wholes[at]]
            if counted_in:
                found.rows[at].leave_out(figure, "part", counted_in[-1])
            else:
                found.rows[at].add(figure)
    return [
        Total(by, measure, unit, row.quantity(), row.counted, row.left_out, row.included or (), row.suspects(whole_of))
        for (by, measure, unit), row in found.rows.items()
    ]


def _noting(figures: Iterable[Figure], links: Packed) -> Iterator[Figure]:
    """The figures as they pass, each link of a part to its whole noted."""
    for figure in figures:
        if figure.part_of is not None:
            links.add(f"{figure.id} {figure.part_of}")
        yield figure


def refuse_suspects(totals: Iterable[Total]) -> None:
    """Raise MayCountTwice where a total may count the same thing twice."""
    pairs = [pair for each in totals for pair in each.suspects.pairs]
    if pairs:
        raise MayCountTwice(list(dict.fromkeys(pairs)))
