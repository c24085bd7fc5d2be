"""Find again, in a text, what a store holds of it: figures, and numbers refused as figures. Pure; linear in text and store.

What is held is told by its place and its printed form. Where the text has changed since, it is told by its printed form
and its neighbourhood: what stands before or after it, or what it is called.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, takewhile
from typing import Final, NamedTuple

from aidcli.model.figure import Figure, NotFigure
from aidcli.model.quantity import Number
from aidcli.prose.reader import DISMISSED, Reading

KNOWN: Final = "known"
MOVED: Final = "moved"
CHANGED: Final = "changed"
Held = Figure | NotFigure


class Match(NamedTuple):
    """What a store holds of a reading: `known` at this place, `moved` here, or `changed`: another amount at this place."""

    held: Held
    state: str


class Matches(NamedTuple):
    """What a store holds of each reading, by the index of the reading, and what it holds that no reading is."""

    of: Mapping[int, Match]
    lost: Sequence[Held]


def match_readings(readings: Sequence[Reading], held: Sequence[Held]) -> Matches:
    """Return what a store holds of the readings of one document, of which it holds `held`."""
    search = _Search(readings, held)
    search.at_place(KNOWN, _stands)
    for told in _SIGNS:
        search.moved(told)
    search.at_place(CHANGED, lambda each, reading: isinstance(each, Figure) and reading.state != DISMISSED)
    return Matches(search.found, [held[at] for at in search.left])


def _stands(held: Held, reading: Reading) -> bool:
    """Return whether the printed form stands at its place, as far as the reading tells, or the amount is read at this place."""
    if held.printed and held.start is not None:
        shift = reading.start - held.start
        own, read = held.printed[max(0, shift) :], reading.printed[max(0, -shift) :]
        if own.startswith(read) or read.startswith(own):
            return True
    return isinstance(held, Figure) and held.start == reading.start and _amount(held) in (_amount(reading), (None, None, "exact"))


def _amount(stated: Figure | Reading) -> tuple[Number | None, Number | None, str]:
    return stated.value, stated.upper, stated.bound


class _Sign(NamedTuple):
    """What tells a number where its place does not: its printed form, those before and after it, and what it is called."""

    printed: str
    before: str | None
    after: str | None
    name: str
    is_placed: bool = True


_SIGNS: Final[Sequence[Callable[[_Sign], Hashable]]] = (
    lambda sign: (sign.before, sign.printed, sign.after) if sign.is_placed else None,
    lambda sign: (sign.before, sign.printed) if sign.is_placed else None,
    lambda sign: (sign.printed, sign.after) if sign.is_placed else None,
    lambda sign: (sign.printed, sign.name) if sign.name else None,
    lambda sign: None if sign.is_placed else sign.printed,
)
"""Parts of a sign that tell a number, the surest first; None where they do not."""


class _Search:
    """The readings found to be held so far, and what is left, by index."""

    def __init__(self, readings: Sequence[Reading], held: Sequence[Held]) -> None:
        self.found: dict[int, Match] = {}
        self.left = dict.fromkeys(sorted(range(len(held)), key=lambda at: (held[at].line or 0, held[at].start or 0)))
        self._readings, self._held = readings, held
        self._of_line = {line: list(each) for line, each in groupby(range(len(readings)), lambda at: readings[at].line)}
        both = {each.printed for each in held} & {each.printed for each in readings}
        self._held_signs = _signs([(at, held[at]) for at in self.left], both)
        self._signs = _signs(list(enumerate(readings)), both)

    def at_place(self, state: str, fits: Callable[[Held, Reading], bool]) -> None:
        """Match what is left with the first reading at its place that fits. Of several at one reading, the first is what it is."""
        for at in list(self.left):
            reading = next((each for each in self._overlapping(self._held[at]) if fits(self._held[at], self._readings[each])), None)
            if reading is not None and (state == KNOWN or reading not in self.found):
                del self.left[at]
                self.found.setdefault(reading, Match(self._held[at], state))

    def _overlapping(self, held: Held) -> Iterator[int]:
        if held.line is None or held.start is None:
            return
        of_line, end = self._of_line.get(held.line, []), held.start + len(held.printed or "1")
        first = bisect_right(of_line, held.start, key=lambda at: self._readings[at].end)
        yield from takewhile(lambda at: self._readings[at].start < end, (of_line[at] for at in range(first, len(of_line))))

    def moved(self, told: Callable[[_Sign], Hashable]) -> None:
        """Match what is left with the readings of the same sign, where these are as many; without a place, where it is one."""
        places = _by_sign(self._signs, told, [at for at in self._signs if at not in self.found])
        for sign, left in _by_sign(self._held_signs, told, self.left).items():
            if len(left) == len(places[sign]) and (len(left) == 1 or self._held_signs[left[0]].is_placed):
                for at, reading in zip(left, places[sign], strict=True):
                    del self.left[at]
                    self.found[reading] = Match(self._held[at], MOVED)


def _by_sign(signs: Mapping[int, _Sign], told: Callable[[_Sign], Hashable], chosen: Iterable[int]) -> defaultdict[Hashable, list[int]]:
    by_sign = defaultdict[Hashable, list[int]](list)
    for at in chosen:
        if at in signs and (sign := told(signs[at])) is not None:
            by_sign[sign].append(at)
    return by_sign


def _signs(items: Sequence[tuple[int, Reading | Held]], both: Collection[str | None]) -> dict[int, _Sign]:
    """Return the signs of numbers by index, in order of place. Neighbours are those of printed forms that `both` sides have."""
    shared = [(at, each) for at, each in items if each.printed is not None and each.printed in both]
    placed = [(at, each) for at, each in shared if each.line is not None and each.start is not None]
    printed = [None, *(each.printed for _, each in placed), None]
    signs = {at: _Sign(each.printed or "", printed[place], printed[place + 2], _name(each)) for place, (at, each) in enumerate(placed)}
    return signs | {at: _Sign(each.printed or "", None, None, _name(each), is_placed=False) for at, each in shared if at not in signs}


def _name(item: Reading | Held) -> str:
    return "" if isinstance(item, NotFigure) else item.subject_zh or item.subject or ""
