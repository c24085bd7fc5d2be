"""Bars of a chart, in Vega-Lite: a segment a figure, whiskers, and the amount. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from aidcli.display.charts import GROUPS, STACKS, Mark, Panel
from aidcli.display.marks import TOLD, ends, figure_tip, labels, text_width, told, total_tip, whiskers
from aidcli.display.printable import printable
from aidcli.display.speech import Speech


def bar_layers(panel: Panel, form: str, colour: dict[str, Any], axis: dict[str, Any], extent: int, speech: Speech) -> list[dict[str, Any]]:
    """Return the layers of a panel of bars; `extent` is the room for the names of rows, in pixels."""
    rows = list(dict.fromkeys(printable(mark.row) for mark in panel.marks))
    names = {"minExtent": extent, "labelLimit": 0, "domain": False, "ticks": False, "labelPadding": 8}
    place: dict[str, Any] = {
        "y": {"field": "row", "type": "nominal", "title": None, "sort": None, "scale": {"domain": rows}, "axis": names}
    }
    if form == GROUPS:
        series = list(dict.fromkeys(printable(mark.series) for mark in panel.marks))
        place["yOffset"] = {"field": "series", "type": "nominal", "sort": None, "scale": {"domain": series}}
    if form == STACKS:
        amounts = [ends(row, "", total, speech) for row, total in panel.wholes.items() if printable(row) in rows]
    else:
        amounts = [ends(mark.row, mark.series, mark.total, speech) for mark in panel.marks]
    amount = {"field": "value", "type": "quantitative", "stack": "zero", "axis": axis}
    shown = {"x": amount, "color": colour, "order": {"field": "at"}, **TOLD}
    bar = {"type": "bar", "stroke": "white", "strokeWidth": 0.7}
    segments = {"values": [segment | {"at": at} for at, segment in enumerate(_segments(panel, speech))]}
    return [
        {"data": segments, "mark": bar, "encoding": place | shown},
        {"data": {"values": amounts}, "layer": [*whiskers("x", place), *labels("x", place)]},
    ]


def names_width(panels: Sequence[Panel]) -> int:
    """Return the room that the names of all rows need, in pixels."""
    return max((text_width(mark.row) for panel in panels for mark in panel.marks), default=0) + 8


def _segments(panel: Panel, speech: Speech) -> Iterator[dict[str, Any]]:
    for mark in panel.marks:
        if mark.total.quantity is None:
            continue
        named = {"row": printable(mark.row), "series": printable(mark.series)}
        for value, tip in _pieces(mark, speech):
            yield named | {"value": value} | told(tip)


def _pieces(mark: Mark, speech: Speech) -> Iterator[tuple[float, dict[str, Any]]]:
    """Yield the amounts that a bar is made of, with their tooltips: of each figure, where all are known and none is below zero."""
    values = [figure.value for figure in mark.total.included if figure.value is not None]
    if values and len(values) == mark.total.counted and min(values) >= 0:
        for figure, value in zip(mark.total.included, values, strict=True):
            yield float(value), figure_tip(figure, mark, speech)
    elif mark.total.quantity is not None:
        yield float(mark.total.quantity.value), total_tip(mark, speech)
