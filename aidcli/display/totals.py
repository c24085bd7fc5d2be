"""Totals as tables: what was added up, and under it what was left out and why. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from aidcli.display.figures import figure_columns
from aidcli.display.table import Column, Notes, Table
from aidcli.display.wording import Speech
from aidcli.model.figure import KEYS, Figure, Record
from aidcli.model.quantity import Number, Quantity
from aidcli.query.overlaps import Suspects
from aidcli.query.tally import LeftOut, Total

SUM_KEYS: Final = ("measure", "unit", "value", "bound", "lower", "upper", "count", "left_out")
EXPLAIN_KEYS: Final = ("included", "left_out_why")
EVIDENCE_KEYS: Final = ("id", "measure", "printed", "value", "upper", "unit", "bound", "source", "line")
"""What is told of each figure behind a total: enough to add it all up again, both ends, and on either side of a rate."""
NAMED: Final = 4
"""How many figures a note names before it counts the rest."""


def of_totals(totals: Sequence[Total], by: Sequence[str], speech: Speech, notes: Notes = tuple, *, explain: bool = False) -> Table:
    """The totals one a row, and under them what was left out and why; with `explain`, also all that is behind them.

    Rows stand in the order of the codelists. What a row is about is shown even where its total has another bound.
    """
    totals = sorted(totals, key=lambda total: _place(total, by, speech))

    def record(total: Total) -> Record:
        row = dict(zip(by, total.by, strict=True))
        return row | _total_record(total, explain=explain) | row

    def row_name(total: Total) -> str:
        return ", ".join(filter(None, (speech.value(key, code) for key, code in zip(by, total.by, strict=True))))

    shown = tuple(dict.fromkeys((*by, "measure", *speech.amount_keys, "count", "left_out")))
    keys = tuple(dict.fromkeys((*by, *SUM_KEYS, *(EXPLAIN_KEYS if explain else ()))))
    more = [_behind(total, row_name(total), speech) for total in totals] if explain else ()
    said = [*notes_on(totals, row_name, speech), *notes()]
    footer = [] if said else [speech.say("Nothing was left out.", "无未计入项。")]
    return Table(totals, keys, record, _columns(by, speech), shown, lambda: said, footer, more=more)


def _place(total: Total, by: Sequence[str], speech: Speech) -> list[tuple[int, str]]:
    keyed = zip((*by, "measure", "unit"), (*total.by, total.measure, total.unit), strict=True)
    return [speech.place(key, code) for key, code in keyed]


def _columns(by: Sequence[str], speech: Speech) -> list[Column]:
    def of_dimension(at: int, key: str) -> Callable[[Total], str]:
        return lambda total: speech.value(key, total.by[at])

    def end(at: int) -> Callable[[Total], str]:
        return lambda total: speech.amount(_exactly(total.quantity[at]), total.unit) if total.quantity else ""

    return [
        speech.column("measure"),
        Column("value", speech.label("total"), lambda total: speech.amount(total.quantity, total.unit), number=True),
        speech.column("unit"),
        speech.column("bound", lambda total: speech.bound(total.quantity and total.quantity.bound)),
        speech.column("lower", end(1), number=True),
        speech.column("upper", end(2), number=True),
        speech.column("count", lambda total: str(total.counted), number=True, spare=1),
        speech.column("left_out", lambda total: str(len(total.left_out)), number=True, spare=2),
        *(speech.column(key, of_dimension(at, key)) for at, key in enumerate(by)),
    ]


def _exactly(number: Number | None) -> Quantity | None:
    return None if number is None else Quantity(number, number, number)


def _total_record(total: Total, *, explain: bool) -> Record:
    value, lower, upper = total.quantity or (None, None, None)
    bound = total.quantity and total.quantity.bound
    record: Record = dict(
        zip(SUM_KEYS, (total.measure, total.unit, value, bound, lower, upper, total.counted, len(total.left_out)), strict=True)
    )
    if explain:
        record["included"] = [_evidence(figure) for figure in total.included]
        record["left_out_why"] = [
            _evidence(each.figure) | {"reason": each.reason, "counted_in": each.counted_in} for each in total.left_out if each.figure
        ]
    return record


def _evidence(figure: Figure) -> Record:
    return {key: getattr(figure, key) for key in EVIDENCE_KEYS}


def _behind(total: Total, row: str, speech: Speech) -> Table:
    """Every figure of one total, counted or left out, with the reason."""
    reasons = {figure.id: speech.say("counted", "计入") for figure in total.included}
    reasons |= {each.id: _why(each, speech) for each in total.left_out}
    figures = [*total.included, *(each.figure for each in total.left_out if each.figure)]
    columns = [*figure_columns(speech, {"source": 2, "line": 1}), speech.column("reason", lambda figure: reasons[figure.id])]
    shown = ("id", *speech.amount_keys, "printed", "reason", "source", "line")
    return Table(figures, KEYS, Figure.record, columns, shown, title=_name(total, row, speech))


def _name(total: Total, row: str, speech: Speech) -> str:
    return ", ".join(filter(None, (row, f"{speech.code('measure', total.measure)} ({speech.code('unit', total.unit)})")))


def _why(left_out: LeftOut, speech: Speech) -> str:
    words = {
        "part": (f"part of {left_out.counted_in}", f"已计入 {left_out.counted_in}"),
        "no value": ("the source gives no value", "来源未给出数值"),
        "not summed": ("amounts in this unit have no sum", "该单位的数值不可相加"),
    }
    return speech.say(*words[left_out.reason])


def notes_on(totals: Iterable[Total], row_name: Callable[[Total], str], speech: Speech) -> list[str]:
    """What was left out of each total, and why; and what of it may count the same thing twice."""
    totals = list(totals)
    named = [_name(total, row_name(total), speech) for total in totals]
    left_out = [note for name, total in zip(named, totals, strict=True) for note in _left_out(name, total.left_out, speech)]
    return left_out + [_suspects(name, total.suspects, speech) for name, total in zip(named, totals, strict=True) if total.suspects.number]


def _left_out(name: str, left_out: Sequence[LeftOut], speech: Speech) -> Iterator[str]:
    """One note for each whole or other reason; where there are many, one that names the first few."""
    reasons: dict[str, list[str]] = {}
    rest = 0
    for each in left_out:
        why = _why(each, speech)
        if why in reasons or len(reasons) < NAMED:
            reasons.setdefault(why, []).append(each.id)
        else:
            rest += 1
    for why, ids in reasons.items():
        yield f"{name}: {speech.say('left out', '未计入')} {_first_few(ids, speech)}: {why}"
    if rest:
        yield speech.say(
            f"{name}: left out {rest} more for such reasons; --explain lists all", f"{name}: 另有{rest}条未计入,--explain 可列出全部"
        )


def _suspects(name: str, suspects: Suspects, speech: Speech) -> str:
    pairs = "; ".join(f"{one} ~ {other}" for one, other in suspects.pairs)
    rest = suspects.number - len(suspects.pairs)
    more = speech.say(f" and {rest} more", f" 等{suspects.number}对") if rest > 0 and pairs else ""
    en = f"{name}: periods overlap, so these may count the same thing twice: {pairs or suspects.number}{more}"
    return speech.say(en, f"{name}: 期间重叠,可能重复计算: {pairs or suspects.number}{more}")


def _first_few(ids: Sequence[str], speech: Speech) -> str:
    rest = len(ids) - NAMED
    return ", ".join(ids[:NAMED]) + (speech.say(f" and {rest} more", f" 等共{len(ids)}条") if rest > 0 else "")
