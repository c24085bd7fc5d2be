"""Propose which earlier figure a figure is counted in: after 其中, in a list after its total, beside its rounded form. Pure."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from aidcli.model.quantity import Number, Quantity

RECENT: Final = 24
"""Earlier figures among which a whole is looked for."""


class Earlier(NamedTuple):
    """An earlier figure as linking sees it."""

    line: int
    start: int
    measure: str | None
    unit: str | None
    quantity: Quantity
    likely: tuple[Number, Number]
    """The likely ends of the quantity: worked out once, compared often."""
    is_total: bool

    def fits(self, part: "Earlier") -> bool:
        """Check that the figure counts what `part` counts."""
        return self.unit == part.unit and self.measure == part.measure


class Wholes:
    """The latest figures of a document, among which wholes are looked for."""

    def __init__(self) -> None:
        self._recent: deque[Earlier] = deque(maxlen=RECENT)
        self._line_of_total = 0

    def add(self, counted: Earlier) -> None:
        """Remember a figure for those that follow."""
        self._recent.append(counted)
        if counted.is_total:
            self._line_of_total = counted.line

    def measure_on(self, line: int, unit: str | None) -> str | None:
        """Return the measure of the latest figure of a line that is of the unit."""
        return next((each.measure for each in reversed(self._recent) if (each.line, each.unit) == (line, unit)), None)

    def of(self, part: Earlier, linked_at: int | None) -> Earlier | None:
        """Return the figure that `part` is counted in; `linked_at` is the offset of a word such as 其中 before it.

        This is the nearest earlier one of the same measure and unit that is not smaller.
        """
        if not part.unit:
            return None
        if linked_at is not None:  # What stands between that word and the part is a part beside it.
            return next((each for each in self._larger(part) if each.line != part.line or each.start < linked_at), None)
        if rounded := _rounded(part, islice((each for each in reversed(self._recent) if each.fits(part)), 3)):
            return rounded
        if self._line_of_total != part.line:
            return None
        return next(
            (each for each in self._larger(part) if each.is_total and each.line == part.line and each.quantity.value > part.quantity.value),
            None,
        )

    def _larger(self, part: Earlier) -> Iterator[Earlier]:
        """Yield the earlier figures that are not smaller, the nearest first."""
        least = part.likely[0]
        return (each for each in reversed(self._recent) if each.fits(part) and each.likely[1] >= least)


def _rounded(part: Earlier, earlier: Iterable[Earlier]) -> Earlier | None:
    """Return the rounded headline of an exact figure."""
    if part.quantity.bound != "exact":
        return None
    for each in earlier:
        low, high = each.likely
        if each.quantity.bound in ("at-least", "under", "about") and low <= part.quantity.value <= high:
            return each
    return None
