"""A chart as a Vega-Lite specification (version 6): plain data, whole and with no address in it. Pure.

Every text of a store is a value of the data or an item of a list of words, never an expression that Vega would run.
"""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any, Final

from aidcli.display import wording
from aidcli.display.bars import bar_layers, names_width
from aidcli.display.charts import BARS, GROUPS, LINES, Chart, Mark, Panel
from aidcli.display.lines import line_layers
from aidcli.display.marks import amount_label, text_width
from aidcli.display.printable import printable
from aidcli.display.speech import Speech

WIDTH: Final = 520
"""Pixels between the axes."""
COLOURS: Final = (
    *("#4477aa", "#ddaa33", "#117733", "#aa4499", "#88ccee", "#cc6677"),
    *("#44aa99", "#999933", "#882255", "#332288", "#bbbbbb", "#661100"),
)
"""Colours that people tell apart who see few, in an order in which neighbours differ (after Paul Tol's palettes)."""
FONTS: Final = {
    "en": "Helvetica, Arial, sans-serif",
    "zh": "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif",
}
GREY: Final = "#666666"
_SIZES: Final = {"en": ((1e12, "tn"), (1e9, "bn"), (1e6, "m")), "zh": ((1e8, "亿"), (1e4, "万"))}
"""What an axis counts large amounts in."""


def vegalite(chart: Chart, speech: Speech) -> dict[str, Any]:
    """Return the specification of a chart: a panel below the other, and the footnotes below all."""
    extent = names_width(chart.panels)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "white",
        "title": _title(chart.title, _folded(chart.subtitle)) | {"fontSize": 17, "offset": 12},
        "vconcat": [*(_panel(panel, chart.form, chart.series, extent, speech) for panel in chart.panels), _notes(chart.footnotes)],
        "spacing": 22,
        "resolve": {"scale": {"color": "shared", "shape": "shared"}},
        "config": _config(speech),
    }


def _config(speech: Speech) -> dict[str, Any]:
    return {
        "font": FONTS[speech.lang],
        "view": {"stroke": None},
        "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "titleColor": GREY, "gridColor": "#e5e5e5"},
        "legend": {"labelFontSize": 12, "titleFontSize": 12, "symbolLimit": 0, "labelLimit": 0},
        "title": {"fontWeight": 600, "subtitleColor": GREY, "subtitleFontSize": 12, "subtitlePadding": 5},
    }


def _panel(panel: Panel, form: str, series: Sequence[str], extent: int, speech: Speech) -> dict[str, Any]:
    dated = [mark for mark in panel.marks if mark.years and mark.total.quantity]
    is_line = form == LINES and bool(dated)
    colour = _colour(series)
    axis = {"labelExpr": _sizes(speech.lang), "title": None, "tickCount": 5, **_whole(panel)}
    subtitle: list[str] = []
    if is_line:
        layers: list[dict[str, Any]] = line_layers(dated, colour, axis, speech)
        others = [mark for mark in panel.marks if mark not in dated]
        subtitle = _folded(speech.joined(_undated(mark, speech) for mark in others))
    else:
        form = (GROUPS if series else BARS) if form == LINES else form
        layers = bar_layers(panel, form, colour, axis, extent, speech)
    height: Any = 220 if is_line else {"step": 16, "for": "offset"} if form == GROUPS else {"step": 24}
    return {"title": _title(panel.title, subtitle) | {"fontSize": 14}, "width": WIDTH, "height": height, "layer": layers}


def _undated(mark: Mark, speech: Speech) -> str:
    return speech.say(wording.PAIRED, name=speech.joined((mark.row, mark.series)), value=amount_label(mark.total, speech))


def _title(text: str, subtitle: Sequence[str]) -> dict[str, Any]:
    return {"text": printable(text), "anchor": "start", "frame": "group"} | ({"subtitle": subtitle} if subtitle else {})


def _colour(series: Sequence[str]) -> dict[str, Any]:
    """Return the encoding of colours: by series, or one for all."""
    if not series:
        return {"value": COLOURS[0]}
    scale = {"domain": [printable(each) for each in series], "range": list(COLOURS[: len(series)])}
    return {"field": "series", "type": "nominal", "scale": scale, "title": None}


def _whole(panel: Panel) -> dict[str, Any]:
    """Return what keeps the axis of amounts that are all whole numbers from counting by halves."""
    amounts = [mark.total.quantity.value for mark in panel.marks if mark.total.quantity]
    return {"tickMinStep": 1} if all(isinstance(each, int) for each in amounts) else {}


def _sizes(lang: str) -> str:
    """Return the expression that writes the amounts of an axis: 150m, 1.5亿."""
    written = "format(datum.value, ',.6~r')"
    for size, word in reversed(_SIZES[lang]):
        written = f"abs(datum.value) >= {size:.0f} ? format(datum.value / {size:.0f}, ',.6~r') + '{word}' : {written}"
    return written


def _notes(lines: Sequence[str]) -> dict[str, Any]:
    """Return the last panel, which holds nothing but text."""
    folded = [part for line in lines for part in _folded(line)]
    mark = {"type": "text", "align": "left", "baseline": "top", "fontSize": 11, "color": GREY, "lineHeight": 15}
    place = {"x": {"value": 0}, "y": {"value": 0}, "text": {"value": folded}}
    return {"data": {"values": [{}]}, "width": WIDTH, "height": 15 * len(folded), "mark": mark, "encoding": place}


def _folded(text: str) -> list[str]:
    return wrap(printable(text), max(20, 760 * len(text) // (text_width(text) + 1)))
