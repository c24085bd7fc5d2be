"""Propose which earlier figure a figure is counted in: after 其中, in a list after its total, beside its rounded form. Pure."""

from collections import deque
from collections.abc import Iterable
from typing import Final, NamedTuple

from aidcli.model.quantity import Quantity

RECENT: Final = 24
"""Earlier figures among which a whole is looked for."""


class Earlier(NamedTuple):
    """An earlier figure as linking sees it."""

    line: int
    start: int
    measure: str | None
    unit: str | None
    quantity: Quantity
    is_total: bool


class Wholes:
    """The latest figures of a document, among which wholes are looked for."""

    def __init__(self) -> None:
        self._recent: deque[Earlier] = deque(maxlen=RECENT)

    def add(self, counted: Earlier) -> None:
        """Remember a figure for those that follow."""
        self._recent.append(counted)

    def of(self, part: Earlier, linked_at: int | None) -> Earlier | None:
        """Return the figure that `part` is counted in; `linked_at` is the offset of a word such as 其中 before it.

        This is the nearest earlier one of the same measure and unit that is not smaller.
        """
        fitting = [each for each in reversed(self._recent) if part.unit and (each.measure, each.unit) == (part.measure, part.unit)]
        least = part.quantity.likely[0]
        larger = (each for each in fitting if each.quantity.likely[1] >= least)
        if linked_at is not None:  # What stands between that word and the part is a part beside it.
            return next((each for each in larger if each.line != part.line or each.start < linked_at), None)
        if rounded := _rounded(part, fitting[:3]):
            return rounded
        return next(
            (each for each in larger if each.is_total and each.line == part.line and each.quantity.value > part.quantity.value), None
        )


def _rounded(part: Earlier, earlier: Iterable[Earlier]) -> Earlier | None:
    """Return the rounded headline of an exact figure."""
    if part.quantity.bound != "exact":
        return None
    for each in earlier:
        low, high = each.quantity.likely
        if each.quantity.bound in ("at-least", "under", "about") and low <= part.quantity.value <= high:
            return each
    return None
