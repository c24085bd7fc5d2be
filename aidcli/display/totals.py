"""Totals as tables, with notes on what was left out and why. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from aidcli.display import wording
from aidcli.display.figures import figure_columns
from aidcli.display.speech import InUnit, Speech, rounded
from aidcli.display.table import Column, Heading, Notes, Table
from aidcli.model.figure import KEYS, Figure, Record
from aidcli.model.quantity import bounded
from aidcli.query.arrangement import Arrangement, Summed
from aidcli.query.overlaps import RULES, WHOLE_AND_PARTS, Suspect, Suspects
from aidcli.query.tally import LeftOut, Total

SUM_KEYS: Final = ("measure", "unit", "value", "bound", "lower", "upper", "count", "left_out")
EXPLAIN_KEYS: Final = ("included", "left_out_why")
EVIDENCE_KEYS: Final = ("id", "measure", "printed", "value", "upper", "unit", "bound", "source", "line")
"""What machine formats tell of each figure behind a total: enough to work out both of its ends again, and either side of a rate."""
NAMED_IDS: Final = 4
"""The number of figures that a note names before it counts the rest."""


def of_totals(totals: Sequence[Total], arrangement: Arrangement, speech: Speech, notes: Notes = tuple, *, explain: bool = False) -> Table:
    """Return a table of one total a row, with notes on what was left out.

    With `explain`, a table of the figures behind each total follows.
    """
    by = arrangement.keys
    rows = arrangement.first(in_codelist_order(totals, by, speech), by)
    record_keys = ["by_bound" if key == "bound" else key for key in by]  # The total has a bound of its own.

    def record(total: Total) -> Record:
        return dict(zip(record_keys, total.by, strict=True)) | _total_record(total, explain=explain)

    shown = tuple(dict.fromkeys((*by, "measure", *speech.amount_keys, "count", "left_out")))
    keys = tuple(dict.fromkeys((*record_keys, *SUM_KEYS, *(EXPLAIN_KEYS if explain else ()))))
    table = Table(rows, keys, record, _total_columns(by, speech), shown, heading=heading_of_totals(by, speech))
    order_notes = notes_on_order(arrangement, totals, speech)
    return with_notes(table, rows, arrangement, [*order_notes, *notes()], speech, explain=explain)


def heading_of_totals(by: Sequence[str], speech: Speech) -> Heading:
    """Return a heading of measure and unit over the rows of each; without another key in `by`, each has but one row."""

    def words(row: Summed) -> str:
        measure, unit = speech.code("measure", row.measure), speech.code("unit", row.unit)
        return speech.say(wording.MEASURE_IN_UNIT, measure=measure, unit=unit)

    def place(row: Summed) -> list[tuple[int, str]]:
        return [speech.place("measure", row.measure), speech.place("unit", row.unit)]

    return Heading(("measure", "unit"), words, place, always=bool(set(by) - {"measure", "unit"}))


def in_codelist_order(totals: Iterable[Total], by: Sequence[str], speech: Speech) -> list[Total]:
    """Sort totals by what they are made by, measure and unit: codes in the order of their lists."""

    def place(total: Total) -> list[tuple[int, str]]:
        keyed = zip((*by, "measure", "unit"), (*total.by, total.measure, total.unit), strict=True)
        return [speech.place(key, code) for key, code in keyed]

    return sorted(totals, key=place)


def notes_on_order(arrangement: Arrangement, rows: Sequence[Summed], speech: Speech) -> Iterator[str]:
    """Yield notes on what the order of all `rows` mixes, and how many of them are not shown."""
    if arrangement.is_by_amount and len({row.unit for row in rows}) > 1:
        yield speech.say(wording.UNITS_ORDERED)
    if arrangement.limit is not None and len(rows) > arrangement.limit:
        yield speech.say(wording.ROWS_NOT_SHOWN, rest=f"{len(rows) - arrangement.limit:,}")


def with_notes(
    table: Table, totals: Sequence[Total], arrangement: Arrangement, further: Sequence[str], speech: Speech, *, explain: bool
) -> Table:
    """Return the table with notes on its totals and `further` ones and, with `explain`, a table of the figures behind each total."""

    def row_name(total: Total) -> str:
        keyed = zip(arrangement.keys, total.by, strict=True)
        return speech.joined(speech.value(key, code) for key, code in keyed if key not in ("measure", "unit"))

    said = [*notes_on(totals, row_name, speech), *further]
    footer = [*([] if said else [speech.say(wording.NOTHING_LEFT_OUT)]), *speech.rounding(each.quantity for each in totals)]
    more = [_figures_behind(total, row_name(total), speech) for total in totals] if explain else ()
    return table._replace(notes=lambda: said, footer=footer, more=more)


def _total_columns(by: Sequence[str], speech: Speech) -> list[Column]:
    def dimension(at: int, key: str) -> Column:
        return speech.column(key, lambda total: speech.value(key, total.by[at]) or speech.say(wording.NONE))

    def end(total: Total, at: int) -> InUnit:
        number = total.quantity and total.quantity[at]
        return rounded(None if number is None else bounded(number), total.unit)

    return [
        speech.column("measure"),
        speech.amounts("value", lambda total: rounded(total.quantity, total.unit), label=speech.label("total")),
        speech.column("unit"),
        speech.column("bound", lambda total: speech.bound(total.quantity and total.quantity.bound)),
        speech.amounts("lower", lambda total: end(total, 1)),
        speech.amounts("upper", lambda total: end(total, 2)),
        speech.column("count", lambda total: str(total.counted), number=True, spare=1),
        speech.column("left_out", lambda total: str(len(total.left_out)), number=True, spare=2),
        *(dimension(at, key) for at, key in enumerate(by)),
    ]


def _total_record(total: Total, *, explain: bool) -> Record:
    value, lower, upper = total.quantity[:3] if total.quantity else (None, None, None)
    bound = total.quantity and total.quantity.bound
    told = (total.measure, total.unit, value, bound, lower, upper, total.counted, len(total.left_out))
    record: Record = dict(zip(SUM_KEYS, told, strict=True))
    if explain:
        record["included"] = [_evidence(figure) for figure in total.included]
        record["left_out_why"] = [
            _evidence(each.figure) | {"reason": each.reason, "counted_in": each.counted_in} for each in total.left_out if each.figure
        ]
    return record


def _evidence(figure: Figure) -> Record:
    return {key: getattr(figure, key) for key in EVIDENCE_KEYS}


def _figures_behind(total: Total, row: str, speech: Speech) -> Table:
    """Return a table of every figure of one total, counted or left out, with the reason."""
    reasons = {figure.id: speech.say(wording.COUNTED) for figure in total.included}
    reasons |= {each.id: _why_left_out(each, speech) for each in total.left_out}
    figures = [*total.included, *(each.figure for each in total.left_out if each.figure)]
    columns = [*figure_columns(speech, {"source": 2, "line": 1}), speech.column("reason", lambda figure: reasons[figure.id])]
    shown = ("id", *speech.amount_keys, "printed", "reason", "source", "line")
    return Table(figures, KEYS, Figure.record, columns, shown, title=_name(total, row, speech))


def _name(total: Total, row: str, speech: Speech) -> str:
    measure, unit = speech.code("measure", total.measure), speech.code("unit", total.unit)
    return speech.joined((row, speech.say(wording.MEASURE_IN_UNIT, measure=measure, unit=unit)))


def _why_left_out(left_out: LeftOut, speech: Speech) -> str:
    return speech.say(wording.LEFT_OUT_WORDS[left_out.reason], whole=left_out.counted_in)


def notes_on(totals: Iterable[Total], row_name: Callable[[Total], str], speech: Speech) -> list[str]:
    """Return notes on what was left out of each total and why, then on what may count the same thing twice."""
    named = [(_name(total, row_name(total), speech), total) for total in totals]
    left_out = [note for name, total in named for note in _left_out(name, total.left_out, speech)]
    return left_out + [note for name, total in named for note in _suspects(name, total.suspects, speech)]


def _left_out(name: str, left_out: Sequence[LeftOut], speech: Speech) -> Iterator[str]:
    """Yield a note for each of the first NAMED_IDS reasons (each whole is one), and one that counts the rest."""
    groups: dict[tuple[str, str | None], list[LeftOut]] = {}
    rest = 0
    for each in left_out:
        why = each.reason, each.counted_in
        if why in groups or len(groups) < NAMED_IDS:
            groups.setdefault(why, []).append(each)
        else:
            rest += 1
    for some in groups.values():
        ids = _first_few([each.id for each in some], speech)
        yield speech.say(wording.LEFT_OUT, total=name, ids=ids, reason=_why_left_out(some[0], speech))
    if rest:
        yield speech.say(wording.MORE_LEFT_OUT, total=name, rest=rest)


def _first_few(ids: Sequence[str], speech: Speech) -> str:
    rest = len(ids) - NAMED_IDS
    return speech.say(wording.LISTED).join(ids[:NAMED_IDS]) + (speech.say(wording.AND_MORE, rest=rest, count=len(ids)) if rest > 0 else "")


def _suspects(name: str, suspects: Suspects, speech: Speech) -> Iterator[str]:
    """Yield a note for each rule by which figures may count twice."""
    for rule, number in zip(RULES, suspects.numbers, strict=True):
        if number:
            some = suspects.of_rule(rule)
            named = speech.say(wording.SEMICOLON).join(_suspect(each, speech) for each in some)
            more = wording.AND_MORE_WHOLES if rule == WHOLE_AND_PARTS else wording.AND_MORE_PAIRS
            named += speech.say(more, rest=number - len(some), count=number) if number > len(some) else ""
            yield speech.say(wording.SUSPECTS[rule], total=name, named=named)


def _suspect(suspect: Suspect, speech: Speech) -> str:
    if suspect.rule != WHOLE_AND_PARTS:
        phrase = wording.SAME_AS
    else:
        phrase = wording.WHOLE_OF_PART if len(suspect.others) == 1 else wording.WHOLE_OF_PARTS
    return speech.say(phrase, figure=suspect.figure, other=suspect.others[0], parts=len(suspect.others))
