"""What the figures of a file add up to, for comparison with the file: nothing is left out as a part or an overlap. Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from aidcli.model.figure import Figure
from aidcli.model.quantity import Quantity
from aidcli.query.totals import NOT_SUMMED


class ControlTotals(NamedTuple):
    """The sum of the figures of each measure and unit, and the number of figures that have no value."""

    sums: Mapping[tuple[str, str], Quantity]
    valueless: int


def control_totals(figures: Iterable[Figure]) -> ControlTotals:
    """Add up figures by measure and unit; percentages are never summed."""
    sums: dict[tuple[str, str], Quantity] = {}
    valueless = 0
    for figure in figures:
        quantity = figure.quantity
        if quantity is None:
            valueless += 1
        elif figure.unit not in NOT_SUMMED:
            about = figure.measure, figure.unit
            sums[about] = sums[about].plus(quantity) if about in sums else quantity
    return ControlTotals(sums, valueless)
