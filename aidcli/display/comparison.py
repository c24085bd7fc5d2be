"""Comparisons as tables: operands side by side, with their shares as bars. Pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from aidcli.display.table import Notes, Table
from aidcli.display.wording import Speech
from aidcli.model.amounts import SIGNS
from aidcli.model.codes import KINDS
from aidcli.model.figure import Record
from aidcli.model.quantity import Number, Quantity
from aidcli.query.comparison import Compared, Operand
from aidcli.query.tally import Total

COMPARE_KEYS: Final = ("measure", "unit", "operand", "value", "bound", "difference", "ratio", "share")
FURTHER_KEYS: Final = ("difference_bound", "ratio_bound", "share_bound", "order")
ORDER_WORDS: Final = {1: ("more", "较多"), -1: ("less", "较少"), None: ("cannot tell", "无法判断")}
Counted = TypeVar("Counted", Compared, Total)
BAR: Final = 16
"""The width of the longest bar."""


def of_comparison(compared: Sequence[Compared], kind: str, speech: Speech, notes: Notes = tuple) -> Table:
    """The operands one a row, group by group in the order of the codelists. `kind`: of code that they are, or empty."""
    compared = in_groups(compared, speech)
    widest: dict[tuple[str, str], Number] = {}
    for each in compared:
        if each.quantity:
            widest[each[:2]] = max(widest.get(each[:2], 0), each.quantity.value)

    def unless_base(cell: Callable[[Compared], str]) -> Callable[[Compared], str]:
        return lambda each: "" if each.operand == each.base else cell(each)

    columns = [
        speech.column("measure"),
        speech.column("operand", lambda each: operand_name(each.operand, kind, speech)),
        speech.column("value", lambda each: speech.amount(each.quantity, each.unit) or speech.say("no figure", "无数据"), number=True),
        speech.column("unit"),
        speech.column("bound", lambda each: speech.bound(each.quantity and each.quantity.bound)),
        speech.column("difference", unless_base(lambda each: speech.amount(each.difference, each.unit)), number=True),
        speech.column("ratio", unless_base(lambda each: _rounded(each.ratio, 1, 2)), number=True),
        speech.column("share", lambda each: _rounded(each.share, 100, 1, "%"), number=True, spare=4),
        speech.column("order", lambda each: _order_words(each, speech), spare=3),
        speech.column("bar", lambda each: _bar(each.quantity, widest.get(each[:2], 0)), spare=5),
    ]
    shown = ("measure", "operand", *speech.amount_keys, "difference", "ratio", "share", "order", "bar")
    return Table(compared, COMPARE_KEYS, _compared_record, columns, shown, notes, group=lambda each: each[:2], further=FURTHER_KEYS)


def in_groups(rows: Iterable[Counted], speech: Speech) -> list[Counted]:
    """The rows by measure and unit, in the order of the codelists."""
    return sorted(rows, key=lambda each: (speech.place("measure", each.measure), speech.place("unit", each.unit)))


def operand_name(operand: Operand, kind: str, speech: Speech) -> str:
    """What an operand is called: by its label where it is a code, in words where it is a bound."""
    if not operand:
        return speech.say("(none)", "(无)")
    return speech.bound(operand) if kind == "bound" else speech.code(kind, operand) if kind in KINDS else operand


def _compared_record(each: Compared) -> Record:
    quantities = (each.quantity, each.difference, each.ratio, each.share)
    value, difference, ratio, share = (quantity and quantity.value for quantity in quantities)
    bound, *bounds = (quantity and quantity.bound for quantity in quantities)
    told = (each.measure, each.unit, each.operand, value, bound, difference, ratio, share, *bounds, _order(each))
    return dict(zip((*COMPARE_KEYS, *FURTHER_KEYS), told, strict=True))


def _order(each: Compared) -> str | None:
    """In which of ORDER_WORDS the operand stands to the base, or `base`; None where there is nothing to compare."""
    if each.operand == each.base:
        return "base"
    return None if each.difference is None else ORDER_WORDS[each.order][0]


def _rounded(quantity: Quantity | None, times: int, places: int, unit: str = "") -> str:
    """A ratio, to as many places, or to three digits where it is smaller than a tenth; its sign tells its bound."""
    if quantity is None:
        return ""
    number = float(quantity.value * times)
    sign = SIGNS[quantity.bound] or ("≈ " if quantity.bound == "range" else "")
    return f"{sign}{number:,.{places}f}{unit}" if abs(number) >= 0.1 or not number else f"{sign}{number:.3g}{unit}"


def _order_words(each: Compared, speech: Speech) -> str:
    words = {"base": "基准", **dict(ORDER_WORDS.values())}
    order = _order(each)
    return speech.say(order, words[order]) if order else ""


def _bar(quantity: Quantity | None, widest: Number) -> str:
    """A bar in eighths of a character, in block elements."""
    if quantity is None or quantity.value <= 0:
        return ""
    eighths = max(1, round(quantity.value * BAR * 8 / widest))
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()
