"""Totals side by side: difference, ratio, share and order, each with its bound. Pure."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from aidcli.errors import Bilingual, NothingInCommon, Usage, join_texts
from aidcli.model.quantity import Quantity, compare_sizes
from aidcli.query.operands import Sides
from aidcli.query.query import WHOLE, Key
from aidcli.query.tally import Total

Operand = str | None
"""A code, period or id; None stands for the figures that have none in the dimension compared."""


class Group(NamedTuple):
    """What amounts must share to be compared: the values of the keys compared by, a measure (none where measures are compared), a unit."""

    by: Key
    measure: str | None
    unit: str


class Compared(NamedTuple):
    """One operand of a group beside the base: operand minus base, operand over base, share of the whole.

    There is no share where no other operand has a total.
    `order` is 1 or -1 where the operand is likely larger or smaller than the base, 0 where both are exact and equal, None where it
    cannot be told.
    """

    group: Group
    operand: Operand
    base: Operand
    quantity: Quantity | None
    difference: Quantity | None
    ratio: Quantity | None
    share: Quantity | None
    order: int | None

    @property
    def measure(self) -> str:
        """The measure of the amount."""
        return self.group.measure or self.operand or ""

    @property
    def unit(self) -> str:
        """The unit of the amount."""
        return self.group.unit


def compare(totals: Sequence[Total], sides: Sides) -> list[Compared]:
    """Compare every operand with the base, group by group in order of first sight.

    The totals are those of `sides.rows`. Where operands are named, each has a row in every group, and the first is the base
    unless another is named; else a group holds those that have a total in it, largest first. Raises NothingInCommon where two
    named operands have totals but no group holds two of them, and Usage where the base has no total.
    """
    groups = _in_groups(totals, sides)
    if sides.operands:
        _check_common(groups, sides.operands)
    elif sides.base is not None and groups:
        _check_base(sides.base, [key[0] for amounts in groups.values() for key in amounts if key != WHOLE])
    compared = []
    for group, amounts in groups.items():
        rows = sides.operands or _largest_first(amounts)
        # A share says something only beside others: one alone would always be the whole.
        whole = amounts.get(WHOLE) if len(amounts) > 2 else None
        compared += [_against(group, amounts, whole, operand, rows[0] if sides.base is None else sides.base) for operand in rows]
    return compared


def overlapping_groups(totals: Sequence[Total], sides: Sides) -> list[Group]:
    """Return the groups in which rows count something in common: they add up to another amount than the whole."""
    return [group for group, amounts in _in_groups(totals, sides).items() if _overlap(amounts)]


def _overlap(amounts: Mapping[Key, Quantity]) -> bool:
    operands = [quantity for key, quantity in amounts.items() if key != WHOLE]
    return WHOLE in amounts and len(operands) > 1 and reduce(Quantity.plus, operands).value != amounts[WHOLE].value


def _in_groups(totals: Sequence[Total], sides: Sides) -> dict[Group, dict[Key, Quantity]]:
    groups: dict[Group, dict[Key, Quantity]] = {}
    keys = len(sides.by)
    for each in totals:
        if each.quantity is not None:
            group = Group(each.by[:keys], None if sides.are_measures else each.measure, each.unit)
            groups.setdefault(group, {})[each.by[keys:]] = each.quantity
    return groups


def _largest_first(amounts: Mapping[Key, Quantity]) -> list[Operand]:
    keyed = [(quantity.value, key) for key, quantity in amounts.items() if key != WHOLE]
    return [key[0] for _, key in sorted(keyed, key=lambda each: each[0], reverse=True)]


def _against(group: Group, amounts: Mapping[Key, Quantity], whole: Quantity | None, operand: Operand, base: Operand) -> Compared:
    mine, other = amounts.get((operand,)), amounts.get((base,))
    share = mine.over(whole) if mine and whole else None
    if not mine or not other:
        return Compared(group, operand, base, mine, None, None, share, None)
    if operand == base:
        return Compared(group, operand, base, mine, Quantity(0, 0, 0), Quantity(1, 1, 1) if mine.value else None, share, None)
    return Compared(group, operand, base, mine, mine.minus(other), mine.over(other), share, compare_sizes(mine, other))


def _check_base(base: str, held: Sequence[Operand]) -> None:
    if base not in held:
        raise Usage(
            "--base {base!r} has no total here; choose from {valid}",
            "--base {base!r} 在此没有合计；可选：{valid}",
            base=base,
            valid=join_texts(sorted({each for each in held if each}), ", ", "、"),
        )


def _check_common(groups: Mapping[Group, Mapping[Key, Quantity]], operands: Sequence[Operand]) -> None:
    held = {each: [group for group, amounts in groups.items() if (each,) in amounts] for each in operands}
    present = [each for each, mine in held.items() if mine]
    if len(present) > 1 and all(sum((each,) in amounts for each in present) < 2 for amounts in groups.values()):
        first, second = present[:2]
        raise NothingInCommon(*((str(each), [_told(group, each) for group in held[each]]) for each in (first, second)))


def _told(group: Group, operand: Operand) -> Bilingual:
    told = Bilingual("{measure} in {unit}", "以 {unit} 计的 {measure}", measure=group.measure or str(operand), unit=group.unit)
    by = join_texts(map(str, group.by), ", ", "、")
    return Bilingual("{told} of {by}", "{by} 的{told}", told=told, by=by) if by else told
