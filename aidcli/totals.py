"""Sums of figures that may be added, and what was left out of them. Pure.

A total is kept per measure and unit, so the wrong sum cannot be written. Within one output row a figure is left
out when a figure that it is part of, at any remove, is counted in that row; and when it has no value.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import localcontext
from operator import attrgetter
from typing import Final, NamedTuple

from aidcli.errors import MayCountTwice
from aidcli.figure import Figure, grouped
from aidcli.lineage import Links, Packed, ancestors, root
from aidcli.overlap import Members, Suspects
from aidcli.quantity import EXACT, Number, Quantity, bounded, plain
from aidcli.query import Keep

Key = tuple[str | None, ...]
"""What a row is about besides its measure and unit: the codes of the dimensions asked for."""
WHOLE: Final[Key] = ()
"""The row over everything."""
At = tuple[Key, str, str]
"""One row: its key, measure and unit."""
Rows = Callable[[Sequence[Figure]], Iterable[tuple[Key, Sequence[Figure]]]]
"""Parts figures into the rows that they belong to."""

BATCH: Final = 5000
"""So many figures are added up at once: enough that the work is done by whole columns, few enough to hold."""

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


class Part(NamedTuple):
    """A figure that is part of another: where it stands among the members of its row, and what it adds there."""

    at: int
    id: str
    bound: str
    value: Number
    upper: Number | None


class Row:
    """The running total of one row. Values of one bound add up to a value of that bound, so one sum a bound is enough.

    Parts are added like all others, and taken out again once it is known that their whole is counted too.
    """

    def __init__(self, *, explain: bool) -> None:
        self.sums: dict[str, tuple[int, Number, Number]] = {}
        """Of each bound how many figures, and the sums of their values and upper ends."""
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
            upper = sum([figure.upper for figure in alike]) if bound == "range" else 0
            self._add(bound, len(alike), sum([figure.value for figure in alike]), upper)
        parts = [(at, figure) for at, figure in enumerate(valued, len(self.members)) if figure.part_of is not None]
        self.parts += [Part(at, figure.id, figure.bound, figure.value, figure.upper) for at, figure in parts]
        self.members.extend(valued)
        if self.figures is not None:
            self.figures += valued

    def _add(self, bound: str, count: int, value: Number, upper: Number) -> None:
        counted, values, uppers = self.sums.get(bound, (0, 0, 0))
        self.sums[bound] = counted + count, values + value, uppers + upper

    def join(self, later: "Row") -> None:
        """Take in the running total of later figures."""
        for bound, sums in later.sums.items():
            self._add(bound, *sums)
        self.parts += [part._replace(at=part.at + len(self.members)) for part in later.parts]
        self.members.join(later.members)
        if self.figures is not None:
            self.figures += later.figures or ()
        self.left_out += later.left_out

    def total(self, at: At, whole_of: Mapping[str, str], wholes: Collection[str]) -> Total:
        """The total of what is counted: all members but the parts of those wholes that are members too."""
        held = wholes and set(wholes).intersection(self.members.ids)
        left: dict[int, LeftOut] = {}
        for part in self.parts:
            counted = [each for each in ancestors(part.id, whole_of) if each in held]
            if counted:
                left[part.at] = LeftOut(part.id, "part", counted[-1], self.figures[part.at] if self.figures else None)
                self._add(part.bound, -1, -part.value, -(part.upper or 0))
        return Total(
            *at,
            self._quantity(),
            len(self.members) - len(left),
            [*self.left_out, *left.values()],
            [figure for place, figure in enumerate(self.figures or ()) if place not in left],
            self.members.suspects(left, lambda part: root(part, whole_of), NAMED),
        )

    def _quantity(self) -> Quantity | None:
        """The sum, with its ends."""
        total: Quantity | None = None
        for bound, (count, value, upper) in self.sums.items():
            if count:
                part = bounded(plain(value), bound, plain(upper))
                total = total.plus(part) if total else part
        return total


def by_keys(keys: Sequence[str], *, whole: bool = False) -> Rows:
    """One row for every combination of what the figures hold under these keys; and one over everything, if asked for."""

    def rows(figures: Sequence[Figure]) -> Iterator[tuple[Key, Sequence[Figure]]]:
        if keys:
            get = attrgetter(*keys)
            yield from grouped(figures, get if keys[1:] else lambda figure: (get(figure),)).items()
        if whole or not keys:
            yield WHOLE, figures

    return rows


class Gathered:
    """What a pass over figures has found: the rows so far, and the links of parts to wholes that may come later."""

    def __init__(self) -> None:
        self.rows: dict[At, Row] = {}
        self.links = Links(Packed(), Packed())

    def join(self, later: "Gathered") -> None:
        """Take in what a pass over later figures has found."""
        for at, row in later.rows.items():
            self.rows.setdefault(at, Row(explain=row.figures is not None)).join(row)
        self.links.join(later.links)


def gather(blocks: Iterable[Collection[Figure]], keep: Keep, rows_of: Rows, *, explain: bool = False) -> Gathered:
    """Pass over figures, a block at a time, adding up those that are kept.

    All the figures must be given, kept or not, since a chain of parts may run through one that is not. With
    `explain`, each total will carry what it includes.
    """
    found = Gathered()
    with localcontext(EXACT):
        for batch in _batches(map(keep, _noting(blocks, found.links))):
            for by, members in rows_of(batch):
                for (measure, unit), alike in grouped(members, attrgetter("measure", "unit")).items():
                    row = found.rows.get(at := (by, measure, unit)) or found.rows.setdefault(at, Row(explain=explain))
                    row.take(alike, unsummed="not summed" if unit in NOT_SUMMED else "")
    return found


def settle(passes: Sequence[Gathered], *, parts: bool = False) -> list[Total]:
    """The totals of all that the passes found, one for every row, measure and unit, in the order of these.

    With `parts`, parts are counted beside their wholes. Raises Cycle where parts run in a ring.
    """
    found, *later = passes
    with localcontext(EXACT):
        for each in later:
            found.join(each)
        whole_of = found.links.chains({part.id for row in found.rows.values() for part in row.parts})
        wholes = set() if parts else set(whole_of.values())
        rows = sorted(found.rows.items(), key=lambda item: [[text or "" for text in item[0][0]], *item[0][1:]])
        return [row.total(at, whole_of, wholes) for at, row in rows]


def _batches(selected: Iterable[Sequence[Figure]]) -> Iterator[Sequence[Figure]]:
    batch: list[Figure] = []
    for figures in selected:
        batch += figures
        if len(batch) >= BATCH:
            yield batch
            batch = []
    yield batch


def _noting(blocks: Iterable[Collection[Figure]], links: Links) -> Iterator[Collection[Figure]]:
    """The figures as they pass, each link of a part to its whole noted."""
    for figures in blocks:
        parts = [figure for figure in figures if figure.part_of is not None]
        links.extend([figure.id for figure in parts], [figure.part_of or "" for figure in parts])
        yield figures


def refuse_suspects(totals: Iterable[Total]) -> None:
    """Raise MayCountTwice where a total may count the same thing twice."""
    pairs = [pair for each in totals for pair in each.suspects.pairs]
    if pairs:
        raise MayCountTwice(list(dict.fromkeys(pairs)))
