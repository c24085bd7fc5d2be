"""What a chart draws: totals in panels, one a measure and unit, by row and by series. Pure.

It knows neither shapes nor colours; `vegalite` draws it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from aidcli.display import wording
from aidcli.display.across import side_by_side, values_across
from aidcli.display.comparison import in_groups, operand_name
from aidcli.display.notes import few_of
from aidcli.display.speech import Speech
from aidcli.display.totals import in_codelist_order
from aidcli.errors import Usage
from aidcli.model.figure import Source
from aidcli.query.arrangement import Arrangement
from aidcli.query.comparison import Compared
from aidcli.query.operands import Sides
from aidcli.query.query import Key
from aidcli.query.tally import Total

BARS: Final = "bars"
STACKS: Final = "stacks"
GROUPS: Final = "groups"
LINES: Final = "lines"
"""The forms of a chart: a bar a row; bars of several series on top of, or below, each other; lines over years."""
MOST_SERIES: Final = 12
"""Colours that can be told apart."""
NOTES: Final = 8
"""Notes that stand under a chart."""


class Mark(NamedTuple):
    """One total of a chart: the row and series that it stands in and, in a chart of lines, its years."""

    total: Total
    row: str
    series: str = ""
    years: str | None = None


class Panel(NamedTuple):
    """The marks of one measure and unit. `wholes` has what each stack comes to, every figure counted once."""

    title: str
    unit: str
    marks: Sequence[Mark]
    wholes: Mapping[str, Total]


class Chart(NamedTuple):
    """Panels below each other under one title."""

    title: str
    subtitle: str
    form: str
    series: Sequence[str]
    panels: Sequence[Panel]
    footnotes: Sequence[str]


def of_sum_chart(totals: Sequence[Total], wholes: Sequence[Total], arrangement: Arrangement, speech: Speech, *, is_rate: bool) -> Chart:
    """Return the chart of the rows that `arrangement` shows: bars, stacked by its `across`, or lines over its years.

    `wholes` are the totals by the keys of `arrangement.by` alone. Rates are not stacked: they do not add up.
    Raises Usage where the series are more than MOST_SERIES.
    """
    keys, shown = arrangement.keys, _shown(totals, arrangement, speech)
    is_timed = "year" in arrangement.by
    serial = [key for key in keys if key != "year"] if is_timed else [arrangement.across] if arrangement.across else []
    rows = ["year"] if is_timed else arrangement.by
    name_row, name_series = _namer(rows, keys, shown, speech), _namer(serial, keys, shown, speech)
    marks = [Mark(each, name_row(each), name_series(each), _held("year", keys, each) if is_timed else None) for each in shown]
    whole = _namer(rows, arrangement.by, wholes, speech)
    ordered = sorted(shown, key=lambda total: [speech.place(key, _held(key, keys, total)) for key in serial])
    series = list(dict.fromkeys(filter(None, map(name_series, ordered))))
    form = LINES if is_timed else (GROUPS if is_rate else STACKS) if serial else BARS
    title = speech.say(wording.TOTALS_BY, keys=speech.say(wording.LISTED).join(map(speech.label, keys)))
    return Chart(title, "", form, series, _panels(marks, {} if is_timed else _by_row(wholes, whole), speech), ())


def _shown(totals: Sequence[Total], arrangement: Arrangement, speech: Speech) -> Sequence[Total]:
    ordered = in_codelist_order(totals, arrangement.keys, speech)
    if arrangement.across is None:
        return arrangement.first(ordered, arrangement.by)
    values = values_across(totals, arrangement, speech)
    rows = arrangement.first(side_by_side(ordered, arrangement.across, values), arrangement.by)
    return [row.totals[value] for row in rows for value in values if value in row.totals]


def of_compared_chart(compared: Iterable[Compared], totals: Iterable[Total], sides: Sides, speech: Speech) -> Chart:
    """Return the chart of a comparison: a bar an operand, a group of bars a value compared by, or lines over years."""
    found = {(each.by, each.measure, each.unit): each for each in totals}
    is_timed = "year" in sides.rows.keys
    marks = []
    for row in in_groups(compared, sides, speech):
        key: Key = (*row.group.by, row.operand)
        total = found.get((key, row.measure, row.unit)) or Total(key, row.measure, row.unit, None, 0, ())
        operand = operand_name(row.operand, sides.kind, speech)
        values = [speech.value(*each) or speech.say(wording.NONE) for each in zip(sides.by, row.group.by, strict=True)]
        years = key[0] if is_timed else None
        marks.append(Mark(total, speech.joined(values) or operand, operand if sides.by else "", years))
    form = LINES if is_timed else GROUPS if sides.by else BARS
    names = [operand_name(each, sides.kind, speech) for each in sides.operands]
    if names:
        title = speech.say(wording.COMPARED, names=speech.say(wording.LISTED).join(names))
    else:
        title = speech.say(wording.COMPARED_BY, keys=speech.joined(map(speech.label, sides.rows.keys)))
    return Chart(title, "", form, names if sides.by else (), _panels(marks, {}, speech, are_measures=sides.are_measures), ())


def _held(key: str, keys: Sequence[str], total: Total) -> str | None:
    return total.by[keys.index(key)]


def _namer(named: Sequence[str], keys: Sequence[str], totals: Iterable[Total], speech: Speech) -> Callable[[Total], str]:
    """Return what names the row, or the series, of a total by its values under `named`; a panel names measure and unit already.

    Where two values are called the same, their codes follow.
    """
    own = [key for key in named if key not in ("measure", "unit")] or list(named)

    def codes(total: Total) -> tuple[str | None, ...]:
        return tuple(_held(key, keys, total) for key in own)

    def name(values: Sequence[str | None]) -> str:
        return speech.joined(speech.value(*each) or speech.say(wording.NONE) for each in zip(own, values, strict=True))

    often = Counter(map(name, dict.fromkeys(map(codes, totals))))

    def distinct(total: Total) -> str:
        values = codes(total)
        return name(values) if often[name(values)] < 2 else f"{name(values)} [{speech.joined(values)}]"

    return distinct


def _by_row(totals: Iterable[Total], name: Callable[[Total], str]) -> Mapping[tuple[str, str, str], Total]:
    return {(each.measure, each.unit, name(each)): each for each in totals}


def _panels(
    marks: Sequence[Mark], wholes: Mapping[tuple[str, str, str], Total], speech: Speech, *, are_measures: bool = False
) -> list[Panel]:
    if len(series := {mark.series for mark in marks}) > MOST_SERIES:
        raise Usage(
            "a chart tells at most {most} colours apart, and here are {count}; use filters that keep fewer, or other keys",
            "图表至多区分{most}种颜色，此处有{count}种；请用筛选条件减少，或换其他键",
            most=MOST_SERIES,
            count=len(series),
        )
    parted: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        parted.setdefault(("" if are_measures else mark.total.measure, mark.total.unit), []).append(mark)
    panels = []
    for (measure, unit), alike in sorted(parted.items(), key=lambda each: [*map(speech.place, ("measure", "unit"), each[0])]):
        label = speech.code("unit", unit)
        title = speech.say(wording.MEASURE_IN_UNIT, measure=speech.code("measure", measure), unit=label) if measure else label
        own = {row: total for (*at, row), total in wholes.items() if at == [measure, unit]}
        panels.append(Panel(title, label, alike, own))
    return panels


def stack_notes(chart: Chart, speech: Speech) -> list[str]:
    """Return the note on stacks that are longer than their totals, since a part is in another segment than its whole."""
    longer = []
    for panel in chart.panels if chart.form == STACKS else ():
        for row, whole in panel.wholes.items():
            values = [mark.total.quantity.value for mark in panel.marks if mark.row == row and mark.total.quantity]
            if whole.quantity and values and sum(values) != whole.quantity.value:
                longer.append(speech.joined((row, panel.title)))
    return [speech.say(wording.STACKS_OVERLAP, rows=few_of(longer, speech))] if longer else []


def footnotes(chart: Chart, sources: Sequence[Source], notes: Sequence[str], speech: Speech) -> list[str]:
    """Return what stands under a chart: sources, that all is as reported, what an arrow means, and the first of the notes."""
    named = [speech.joined((speech.code("source", each.id), each.publisher, each.date)) for each in sources]
    more = speech.say(wording.AND_MORE_SOURCES, rest=len(named) - NOTES) if len(named) > NOTES else ""
    quantities = [mark.total.quantity for panel in chart.panels for mark in panel.marks if mark.total.quantity]
    lines = [speech.say(wording.SOURCES_NAMED, names=speech.say(wording.SEMICOLON).join(named[:NOTES]) + more)] if named else []
    lines.append(speech.say(wording.AS_REPORTED))
    if any(each.lower is None or each.upper is None for each in quantities):
        lines.append(speech.say(wording.OPEN_END))
    lines += notes[:NOTES]
    if len(notes) > NOTES:
        lines.append(speech.say(wording.MORE_NOTES, rest=len(notes) - NOTES))
    return lines
