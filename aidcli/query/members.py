"""The figures of one total, by columns: as little of each as the search for what counts twice needs. Pure."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from aidcli.model.codes import Codebook
from aidcli.model.figure import Figure
from aidcli.model.period import Period, parse_period
from aidcli.model.quantity import Number

LAST: Final = 2**63 - 1
"""The line and offset of figures that state none: they come after all others. No document has as many lines."""


class Circumstances(NamedTuple):
    """What tells, besides subject and amount, what a figure may count twice."""

    sector: str
    recipient: str | None
    provider: str | None
    period: str | None
    source: str


_CIRCUMSTANCES: Final = attrgetter(*Circumstances._fields)


class Setting(NamedTuple):
    """What the search knows besides the figures: the trees of codes, and the sources that are ledgers."""

    codes: Codebook
    ledgers: frozenset[str] = frozenset()


class _Numbered(dict[tuple[str | None, ...], int]):
    """A number for every key, from 0, in order of first sight."""

    def __missing__(self, key: tuple[str | None, ...]) -> int:
        self[key] = number = len(self)
        return number


class Members:
    """The figures with a value of one row, measure and unit. A figure is its position, in stored order."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.known = _Numbered()
        self.circumstances = array("I")
        self.subjects = array("q")
        self.values: list[Number] = []
        self.uppers: dict[int, Number] = {}
        self.lines = array("q")
        self.starts = array("q")

    def __len__(self) -> int:
        return len(self.ids)

    def extend(self, figures: Sequence[Figure]) -> None:
        """Append figures, all of which have a value."""
        self.uppers.update((at, each.upper) for at, each in enumerate(figures, len(self)) if each.upper is not None)
        self.ids += [each.id for each in figures]
        self.circumstances.extend([self.known[_CIRCUMSTANCES(each)] for each in figures])
        self.subjects.extend([hash(each.subject) for each in figures])
        self.values += [each.value for each in figures if each.value is not None]
        self.lines.extend([LAST if each.line is None else min(each.line, LAST) for each in figures])
        self.starts.extend([LAST if each.start is None else min(each.start, LAST) for each in figures])


class CountedFigures:
    """The members that are counted: all but those at the positions `left_out`. `roots` has the outermost whole of each part."""

    def __init__(self, members: Members, left_out: Container[int], roots: Mapping[str, str], setting: Setting) -> None:
        self.members, self.setting = members, setting
        self.positions = [at for at in range(len(members)) if at not in left_out]
        self.known = [Circumstances(*each) for each in members.known]  # type: ignore[arg-type]
        self.spans = [parse_period(each.period) if each.period else None for each in self.known]
        self._roots = roots

    def root(self, at: int) -> str:
        """Return the id of the outermost whole that a figure lies in; its own if it lies in none."""
        figure = self.members.ids[at]
        return self._roots.get(figure, figure)

    def circumstances(self, at: int) -> Circumstances:
        """Return the circumstances of a figure."""
        return self.known[self.members.circumstances[at]]

    def span(self, at: int) -> Period | None:
        """Return the period of a figure; None where it states none."""
        return self.spans[self.members.circumstances[at]]

    def top(self, at: int) -> Number:
        """Return the value of a figure, or the upper end of a range."""
        return self.members.uppers.get(at, self.members.values[at])

    def are_of_one_ledger(self, one: Circumstances, other: Circumstances) -> bool:
        """Return whether both stand in one ledger, whose figures never count one another twice."""
        return one.source == other.source and one.source in self.setting.ledgers


def alike(positions: Iterable[int], key: Callable[[int], Hashable]) -> Iterator[list[int]]:
    """Yield the positions that share a key, where there are two or more."""
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at in positions:
        groups[key(at)].append(at)
    return (group for group in groups.values() if len(group) > 1)
