"""The figures of one total, by columns: as little of each as the search for what counts twice needs. Pure."""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from operator import attrgetter
from typing import Final, NamedTuple

from aidcli.model.codes import Codebook
from aidcli.model.figure import Figure
from aidcli.model.period import day_numbers
from aidcli.model.quantity import Number

BITS: Final = 31
LAST: Final = 2**BITS - 1
"""The line and offset of figures that state none: they come after all others. No document has as many lines."""
Circumstances = tuple[str, str | None, str | None, str | None, str]
"""What tells, besides subject and amount, what a figure may count twice: sector, recipient, provider, period and source."""
_PLACE: Final = attrgetter("line", "start")
_CIRCUMSTANCES: Final = attrgetter("sector", "recipient", "provider", "period", "source")


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
        self.known = _Numbered()
        self.circumstances = array("I")
        self.subjects = array("q")
        self.values: list[Number] = []
        self.uppers: dict[int, Number] = {}
        self.places = array("q")
        """Lines and offsets as one number each."""
        self._ids: list[str] = []  # Joined by blanks, which no id holds: a text for each takes four times the memory.
        self._ends = array("I")

    def __len__(self) -> int:
        return len(self.values)

    def extend(self, figures: Sequence[Figure]) -> None:
        """Append figures, all of which have a value."""
        self.uppers.update((at, each.upper) for at, each in enumerate(figures, len(self)) if each.upper is not None)
        self.circumstances.extend(map(self.known.__getitem__, map(_CIRCUMSTANCES, figures)))
        self.subjects.extend([hash(each.subject or each.subject_zh) for each in figures])
        self.values += [each.value for each in figures if each.value is not None]
        self.places.extend(
            [
                ((line if line and line < LAST else LAST) << BITS) + (start if start is not None and start < LAST else LAST)
                for line, start in map(_PLACE, figures)
            ]
        )
        self._ids.append(" ".join([each.id for each in figures]))
        self._ends.append(len(self))

    @property
    def ids(self) -> Iterator[str]:
        """The ids of all, in stored order."""
        return chain.from_iterable(map(str.split, self._ids))

    def ids_beside(self, at: int) -> tuple[int, list[str]]:
        """Return the ids of the figures with which one was appended, and the position after the last of these."""
        number = bisect_right(self._ends, at)
        return self._ends[number], self._ids[number].split()


class CountedFigures:
    """The members that are counted: all but `left_out`; none of a ledger alone, whose figures never count one another twice.

    `roots` has the id of the outermost whole by the position of each counted part.
    """

    def __init__(self, members: Members, left_out: Collection[int], roots: Mapping[int, str], setting: Setting) -> None:
        self.members, self.setting = members, setting
        self.known: Sequence[Circumstances] = list(members.known)  # type: ignore[arg-type]
        self.sources = {each[-1] for each in self.known}
        self.positions: Sequence[int] = range(len(members))
        if len(self.sources) == 1 and self.sources <= setting.ledgers:
            self.positions = ()
        elif left_out:
            self.positions = array("I", [at for at in self.positions if at not in left_out])
        # The days of all circumstances. No period contains every other, and only another such contains it.
        days = {period: day_numbers(period) if period else (-1, 10**8) for period in {each[3] for each in self.known}}
        self.firsts, self.lasts = (array("i", [days[each[3]][end] for each in self.known]) for end in (0, 1))
        self.tops: Sequence[Number] = members.values
        """The value of each member, or the upper end of a range."""
        if members.uppers:
            self.tops = [members.uppers.get(at, value) for at, value in enumerate(members.values)]
        self.kin = self._kin(roots)
        """A number for each figure that has counted kin, the same for all in one outermost whole."""
        self._runs: tuple[Sequence[int], Sequence[int]] | None = None
        self._opened: tuple[list[int], list[list[str]]] = [], []

    def _kin(self, roots: Mapping[int, str]) -> dict[int, int]:
        if not roots:
            return {}
        numbers = {root: number for number, root in enumerate(dict.fromkeys(roots.values()))}
        kin = {at: numbers[root] for at, root in roots.items()}
        kin |= {at: numbers[each] for at, each in enumerate(self.members.ids) if each in numbers}
        often = Counter(kin.values())
        return {at: number for at, number in kin.items() if often[number] > 1}

    def are_kin(self, one: int, other: int) -> bool:
        """Return whether two figures lie in one outermost whole."""
        mine = self.kin.get(one)
        return mine is not None and mine == self.kin.get(other)

    def id(self, at: int) -> str:
        """Return the id of a figure. Those beside it are remembered: what is asked for next is often one of them."""
        ends, opened = self._opened
        place = bisect_right(ends, at)
        if place == len(ends) or at < ends[place] - len(opened[place]):
            end, ids = self.members.ids_beside(at)
            ends.insert(place, end)
            opened.insert(place, ids)
        return opened[place][at - ends[place]]

    def alike(self, number: int) -> Sequence[int]:
        """Return the figures of some circumstances, in stored order."""
        if self._runs is None:
            circumstances = self.members.circumstances
            counted = Counter(map(circumstances.__getitem__, self.positions))
            ends = accumulate((counted[each] for each in range(len(self.known))), initial=0)
            self._runs = array("I", sorted(self.positions, key=circumstances.__getitem__)), array("I", ends)
        positions, starts = self._runs
        return positions[starts[number] : starts[number + 1]]

    def has_period(self, at: int) -> bool:
        """Return whether a figure states a period."""
        return self.firsts[self.members.circumstances[at]] >= 0
