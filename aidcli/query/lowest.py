"""Find, for many wholes at once, the lowest value among the parts inside each, in several dimensions. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from aidcli.model.quantity import Number

Lowest = tuple[tuple[Number, int], ...]
"""The lowest value among some figures, with the number of the kin of its figure; if it has kin, also the lowest of all others."""
NO_KIN: Final = -1
FEW: Final = 16
"""Pairs that are faster compared one by one."""


class Corner(NamedTuple):
    """A whole or part: an end in each dimension, and what is known by its number. A part is inside where no end is smaller."""

    ends: tuple[int, ...]
    number: int


def lowest_inside(wholes: Sequence[Corner], parts: Sequence[Corner], lowest: Mapping[int, Lowest], found: dict[int, Lowest]) -> None:
    """Join to `found`, by the numbers of wholes, the `lowest`, by the numbers of parts, of all parts inside each whole.

    Divide and conquer over the dimensions: n times log n for each dimension in which the wholes do not contain all parts.
    """
    if wholes and parts:
        _search(wholes, parts, range(len(wholes[0].ends)), lowest, found)


def _search(
    wholes: Sequence[Corner], parts: Sequence[Corner], dimensions: Sequence[int], lowest: Mapping[int, Lowest], found: dict[int, Lowest]
) -> None:
    """Join what the wholes find among the parts; only `dimensions` are still open."""
    if len(wholes) * len(parts) <= FEW:
        for whole in wholes:
            few = [lowest[part.number] for part in parts if all(whole.ends[at] <= part.ends[at] for at in dimensions)]
            _join(found, whole.number, few)
        return
    open_at = [at for at in dimensions if max(each.ends[at] for each in wholes) > min(each.ends[at] for each in parts)]
    if not open_at:
        all_parts = joined(lowest[part.number] for part in parts)
        for whole in wholes:
            _join(found, whole.number, [all_parts])
    elif len(open_at) == 1:
        _sweep(wholes, parts, open_at[0], lowest, found)
    else:
        at, *others = open_at
        middle = sorted(each.ends[at] for each in parts)[len(parts) // 2]
        below, above = ([each for each in wholes if (each.ends[at] > middle) == is_above] for is_above in (False, True))
        lower, higher = ([each for each in parts if (each.ends[at] >= middle) == is_higher] for is_higher in (False, True))
        for some, inside, still_open in (
            (below, higher, others),
            (below, lower, open_at),
            (above, [each for each in higher if each.ends[at] > middle], open_at),
        ):
            if some and inside:
                _search(some, inside, still_open, lowest, found)


def _sweep(wholes: Sequence[Corner], parts: Sequence[Corner], at: int, lowest: Mapping[int, Lowest], found: dict[int, Lowest]) -> None:
    """Join where one dimension is open: parts are taken in as the end of the wholes goes down."""
    waiting, inside = sorted(parts, key=lambda each: each.ends[at]), Lowest()
    for whole in sorted(wholes, key=lambda each: each.ends[at], reverse=True):
        while waiting and waiting[-1].ends[at] >= whole.ends[at]:
            more = lowest[waiting.pop().number]
            if not inside or inside[0][1] != NO_KIN or more[0][0] < inside[0][0]:
                inside = joined((inside, more))
        _join(found, whole.number, [inside])


def _join(found: dict[int, Lowest], number: int, others: Sequence[Lowest]) -> None:
    if any(others):
        found[number] = joined((found.get(number, ()), *others))


def joined(some: Iterable[Lowest]) -> Lowest:
    """Return the lowest of all, and of those that are no kin to it."""
    first: tuple[Number, int] | None = None
    second: tuple[Number, int] | None = None
    for each in some:
        for pair in each:
            if first is None or pair[0] < first[0]:
                if first is None or pair[1] == NO_KIN or pair[1] != first[1]:
                    second = first
                first = pair
            elif pair[1] != first[1] and (second is None or pair[0] < second[0]):
                second = pair
    if first is None:
        return ()
    return (first, second) if second and first[1] != NO_KIN else (first,)
