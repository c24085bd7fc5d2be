"""Comparisons as tables: operands side by side, with their shares as bars. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import attrgetter
from typing import Final, TypeVar

from aidcli.display import wording
from aidcli.display.notes import operand_notes, totals_notes
from aidcli.display.speech import InUnit, Speech, rounded
from aidcli.display.table import Column, Heading, Notes, Table
from aidcli.display.totals import notes_on
from aidcli.model.amounts import SIGNS
from aidcli.model.codes import KINDS
from aidcli.model.figure import Record
from aidcli.model.quantity import Number, Quantity
from aidcli.query.comparison import Compared, Group, Operand
from aidcli.query.operands import Sides
from aidcli.query.query import WHOLE, Key
from aidcli.query.tally import Total
from aidcli.query.totals import Totals, across_rows

COMPARE_KEYS: Final = ("measure", "unit", "operand", "value", "bound", "difference", "ratio", "share")
FURTHER_KEYS: Final = ("difference_bound", "ratio_bound", "share_bound", "order")
ORDERS: Final = {1: "more", -1: "less", 0: "equal", None: "cannot tell"}
"""How an operand compares with the base, in the words of machine formats, by Compared.order."""
BAR: Final = 16
"""The length of the longest bar, in characters."""
EIGHTHS: Final = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
"""The last character of a bar, by the eighths of it that are filled (Unicode block elements)."""
Grouped = TypeVar("Grouped", Compared, Total)


def of_comparison(compared: Sequence[Compared], sides: Sides, speech: Speech, notes: Notes = tuple) -> Table:
    """Return a table of one operand a row, grouped by what is compared by, measure and unit, in the order of the codelists."""
    rows = in_groups(compared, sides, speech)
    # Measures are what is compared: the operand names them, and without a whole there is no share.
    first, last = ((), ()) if sides.are_measures else (("measure",), ("share", "bar"))
    amounts = (*speech.amount_keys, "difference", "ratio", *last[:1], "order", *last[1:])
    shown = tuple(dict.fromkeys((*sides.by, *first, "operand", *amounts)))
    record_keys = ["by_bound" if key == "bound" else key for key in sides.by]  # The amount has a bound of its own.

    def record(row: Compared) -> Record:
        return dict(zip(record_keys, row.group.by, strict=True)) | _comparison_record(row)

    keys = tuple(dict.fromkeys((*record_keys, *COMPARE_KEYS)))
    rounding = speech.rounding(each for row in rows for each in (row.quantity, row.difference))
    columns = list({column.key: column for column in _columns(rows, sides, speech)}.values())
    return Table(
        rows, keys, record, columns, shown, notes, rounding,
        group=attrgetter("group"), heading=_heading(sides, speech), further=FURTHER_KEYS,
    )  # fmt: skip


def _heading(sides: Sides, speech: Speech) -> Heading:
    """Return the heading of a group: the values of `--by`, the measure (unless measures are compared) and the unit."""

    def words(row: Compared) -> str:
        measure, unit = speech.code("measure", row.measure), speech.code("unit", row.unit)
        named = unit if sides.are_measures else speech.say(wording.MEASURE_IN_UNIT, measure=measure, unit=unit)
        others = (_value_name(key, value, speech) for key, value in zip(sides.by, row.group.by, strict=True) if key not in keys)
        return speech.joined((*others, named))

    keys = ("unit",) if sides.are_measures else ("measure", "unit")
    return Heading((*sides.by, *keys), words, partial(_place, sides, speech))


def _place(sides: Sides, speech: Speech, row: Compared | Total) -> list[tuple[int, str]]:
    """Return a sort key for the group of a row: the values of `--by`, the measure (unless measures are compared) and the unit."""
    values: Key = row.group.by if isinstance(row, Compared) else row.by[: len(sides.by)]
    keys, codes = (*sides.by, "measure", "unit"), (*values, None if sides.are_measures else row.measure, row.unit)
    return [speech.place(key, code) for key, code in zip(keys, codes, strict=True)]


def notes_on_comparison(answered: Totals, sides: Sides, speech: Speech) -> list[str]:
    """Return the notes on what is left out of the totals compared, may count twice in them, or could not be placed."""
    keys = len(sides.by)
    rows = in_groups([each for each in answered.rows if each.by[keys:] != WHOLE], sides, speech)
    notes = notes_on([*rows, *across_rows(answered.rows, keys)], lambda total: side_name(total, sides, speech), speech)
    return [*notes, *operand_notes(answered, sides, speech), *totals_notes(answered, speech)]


def _columns(rows: Sequence[Compared], sides: Sides, speech: Speech) -> list[Column]:
    largest, totals = _largest_values(rows), Counter(row.group for row in rows if row.quantity)

    def beside_base(cell: Callable[[Compared], str]) -> Callable[[Compared], str]:
        """Leave the cell of the base empty: it compares with itself."""
        return lambda row: "" if row.operand == row.base else cell(row)

    def value(row: Compared) -> InUnit:
        return rounded(row.quantity, row.unit)

    def difference(row: Compared) -> InUnit:
        return rounded(None if row.operand == row.base else row.difference, row.unit)

    def bar(row: Compared, width: int = BAR) -> str:
        return _bar(row.quantity, largest[row.group], width) if totals[row.group] > 1 else ""

    return [
        speech.column("measure"),
        speech.column("operand", lambda row: operand_name(row.operand, sides.kind, speech)),
        speech.amounts("value", value, absent=wording.NO_FIGURE, beside=[difference]),
        speech.column("unit"),
        speech.column("bound", lambda row: speech.bound(row.quantity and row.quantity.bound)),
        speech.amounts("difference", difference, beside=[value], spare=1),
        speech.column("ratio", beside_base(lambda row: _ratio(row.ratio)), number=True, spare=3),
        speech.column("share", lambda row: _share(row.share), number=True, spare=4),
        speech.column("order", lambda row: _order_words(row, speech)),
        speech.column("bar", bar, spare=5)._replace(sized=bar),
        *(speech.column(key, partial(_held, at, key, speech)) for at, key in enumerate(sides.by)),
    ]


def in_groups(rows: Iterable[Grouped], sides: Sides, speech: Speech) -> list[Grouped]:
    """Sort rows by what is compared by, measure (unless measures are compared) and unit, in the order of the codelists."""
    return sorted(rows, key=partial(_place, sides, speech))


def side_name(total: Total, sides: Sides, speech: Speech) -> str:
    """Return what the row of a total is called besides its measure and unit."""
    values, operand = total.by[: len(sides.by)], total.by[len(sides.by) :]
    named = [_value_name(key, value, speech) for key, value in zip(sides.by, values, strict=True) if key not in ("measure", "unit")]
    return speech.joined([*named, *(operand_name(each, sides.kind, speech) for each in operand if not sides.are_measures)])


def operand_name(operand: Operand, kind: str, speech: Speech) -> str:
    """Return what an operand is called: a code by its label, a bound in words."""
    if not operand:
        return speech.say(wording.NONE)
    if kind == "bound":
        return speech.bound(operand)
    return speech.code(kind, operand) if kind in KINDS else operand


def _held(at: int, key: str, speech: Speech, row: Compared) -> str:
    return _value_name(key, row.group.by[at], speech)


def _value_name(key: str, value: Operand, speech: Speech) -> str:
    return speech.value(key, value) or speech.say(wording.NONE)


def _largest_values(rows: Iterable[Compared]) -> dict[Group, Number]:
    largest: dict[Group, Number] = {}
    for row in rows:
        if row.quantity:
            largest[row.group] = max(largest.get(row.group, 0), row.quantity.value)
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


def _bar(quantity: Quantity | None, largest: Number, width: int) -> str:
    """Draw a bar in eighths of a character; the largest value of the group fills `width` characters."""
    if quantity is None or quantity.value <= 0:
        return ""
    eighths = max(1, round(quantity.value * width * 8 / largest))
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8]
