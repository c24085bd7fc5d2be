"""Propose which earlier figure a figure is already counted in: after 其中 or "of which", in a list after its total, beside its rounded form. Pure."""

import re
from collections import deque
from collections.abc import Iterable
from typing import Final, NamedTuple

from aidcli.model.quantity import Quantity

_PART: Final = re.compile(
    r"其中|当中|包括|(?<![a-z])(?:of (?:which|whom|these|them|this|that)|including|among (?:which|whom|these|them))(?![a-z])"
)
_WHOLE: Final = re.compile(r"合计|共计|总计|总额|累计|共|(?<![a-z])(?:total|totals|in all|altogether|overall)(?![a-z])")
RECENT: Final = 24
"""Earlier figures among which a whole is looked for."""


class Counted(NamedTuple):
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
        self._recent: deque[Counted] = deque(maxlen=RECENT)

    def add(self, counted: Counted) -> None:
        """Remember a figure for those that follow."""
        self._recent.append(counted)

    def of(self, part: Counted, opening: str) -> Counted | None:
        """Return the figure that `part` is counted in; `opening` is its sentence up to it.

        This is the nearest earlier one of the same measure and unit that is not smaller.
        """
        fitting = [each for each in reversed(self._recent) if part.unit and (each.measure, each.unit) == (part.measure, part.unit)]
        least = part.quantity.likely[0]
        larger = (each for each in fitting if each.quantity.likely[1] >= least)
        if _PART.search(opening):
            return next(larger, None)
        if rounded := _rounded(part, fitting[:3]):
            return rounded
        return next((each for each in larger if each.is_total and each.line == part.line and each.quantity.value > part.quantity.value), None)


def is_total(opening: str) -> bool:
    """Check that the words before a figure call it a total."""
    return bool(_WHOLE.search(opening[-24:]))


def _rounded(part: Counted, earlier: Iterable[Counted]) -> Counted | None:
    """Return the rounded headline of an exact figure."""
    if part.quantity.bound != "exact":
        return None
    for each in earlier:
        low, high = each.quantity.likely
        if each.quantity.bound in ("at-least", "under", "about") and low <= part.quantity.value <= high:
            return each
    return None
