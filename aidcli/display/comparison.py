"""Comparisons as tables: operands side by side, with their shares as bars. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from aidcli.display import wording
from aidcli.display.table import Notes, Table
from aidcli.display.wording import Speech
from aidcli.model.amounts import SIGNS
from aidcli.model.codes import KINDS
from aidcli.model.figure import Record
from aidcli.model.quantity import Number, Quantity
from aidcli.query.comparison import Compared, Group, Operand
from aidcli.query.tally import Total

COMPARE_KEYS: Final = ("measure", "unit", "operand", "value", "bound", "difference", "ratio", "share")
FURTHER_KEYS: Final = ("difference_bound", "ratio_bound", "share_bound", "order")
ORDERS: Final = {1: "more", -1: "less", 0: "equal", None: "cannot tell"}
"""How an operand compares with the base, in the words of machine formats, by Compared.order."""
BAR: Final = 16
"""The length of the longest bar, in characters."""
EIGHTHS: Final = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
"""The last character of a bar, by the eighths of it that are filled (Unicode block elements)."""
Grouped = TypeVar("Grouped", Compared, Total)


def of_comparison(compared: Sequence[Compared], kind: str, speech: Speech, notes: Notes = tuple) -> Table:
    """Return a table of one operand a row, grouped by measure and unit in the order of the codelists.

    `kind` is the kind of code that the operands are, or empty.
    """
    rows = in_groups(compared, speech)
    largest, totals = _largest_values(rows), Counter(_group(row) for row in rows if row.quantity)

    def beside_base(cell: Callable[[Compared], str]) -> Callable[[Compared], str]:
        """Leave the cell of the base empty: it compares with itself."""
        return lambda row: "" if row.operand == row.base else cell(row)

    columns = [
        speech.column("measure"),
        speech.column("operand", lambda row: operand_name(row.operand, kind, speech)),
        speech.column("value", lambda row: speech.total(row.quantity, row.unit) or speech.say(wording.NO_FIGURE), number=True),
        speech.column("unit"),
        speech.column("bound", lambda row: speech.bound(row.quantity and row.quantity.bound)),
        speech.column("difference", beside_base(lambda row: speech.total(row.difference, row.unit)), number=True),
        speech.column("ratio", beside_base(lambda row: _ratio(row.ratio)), number=True, spare=3),
        speech.column("share", lambda row: _share(row.share), number=True, spare=4),
        speech.column("order", lambda row: _order_words(row, speech)),
        speech.column("bar", lambda row: _bar(row.quantity, largest[_group(row)]) if totals[_group(row)] > 1 else "", spare=5),
    ]
    shown = ("measure", "operand", *speech.amount_keys, "difference", "ratio", "share", "order", "bar")
    rounding = speech.rounding(each for row in rows for each in (row.quantity, row.difference))
    return Table(rows, COMPARE_KEYS, _comparison_record, columns, shown, notes, rounding, group=_group, further=FURTHER_KEYS)


def in_groups(rows: Iterable[Grouped], speech: Speech) -> list[Grouped]:
    """Sort rows by measure and unit, in the order of the codelists."""
    return sorted(rows, key=lambda row: (speech.place("measure", row.measure), speech.place("unit", row.unit)))


def operand_name(operand: Operand, kind: str, speech: Speech) -> str:
    """Return what an operand is called: a code by its label, a bound in words."""
    if not operand:
        return speech.say(wording.NONE)
    if kind == "bound":
        return speech.bound(operand)
    return speech.code(kind, operand) if kind in KINDS else operand


def _group(row: Compared) -> Group:
    return row.measure, row.unit


def _largest_values(rows: Iterable[Compared]) -> dict[Group, Number]:
    largest: dict[Group, Number] = {}
    for row in rows:
        if row.quantity:
            largest[_group(row)] = max(largest.get(_group(row), 0), row.quantity.value)
    return largest


def _comparison_record(row: Compared) -> Record:
    quantities = (row.quantity, row.difference, row.ratio, row.share)
    value, *values = (quantity and quantity.value for quantity in quantities)
    bound, *bounds = (quantity and quantity.bound for quantity in quantities)
    told = (row.measure, row.unit, row.operand, value, bound, *values, *bounds, _order(row))
    return dict(zip((*COMPARE_KEYS, *FURTHER_KEYS), told, strict=True))


def _order(row: Compared) -> str | None:
    """Return `base` or one of ORDERS; None where there is nothing to compare."""
    if row.operand == row.base:
        return "base"
    return None if row.difference is None else ORDERS[row.order]


def _order_words(row: Compared, speech: Speech) -> str:
    order = _order(row)
    return speech.say(wording.ORDER_WORDS[order]) if order else ""


def _ratio(ratio: Quantity | None) -> str:
    return "" if ratio is None else _signed(ratio, float(ratio.value), 2)


def _share(share: Quantity | None) -> str:
    return "" if share is None else _signed(share, float(share.value * 100), 1) + "%"


def _signed(quantity: Quantity, number: float, places: int) -> str:
    """Round to `places` decimals, or to three digits below a tenth, under the sign of the quantity's bound."""
    sign = "≈ " if quantity.bound == "range" else SIGNS[quantity.bound]
    return f"{sign}{number:,.{places}f}" if abs(number) >= 0.1 or not number else f"{sign}{number:.3g}"


def _bar(quantity: Quantity | None, largest: Number) -> str:
    """Draw a bar in eighths of a character; the largest value of the group fills BAR characters."""
    if quantity is None or quantity.value <= 0:
        return ""
    eighths = max(1, round(quantity.value * BAR * 8 / largest))
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8]
