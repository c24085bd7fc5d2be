"""What bars and lines of a chart have in common: the ends of amounts, their labels and their tooltips. Pure."""

import unicodedata
from typing import Any, Final

from aidcli.display import wording
from aidcli.display.charts import Mark
from aidcli.display.printable import printable
from aidcli.display.speech import Speech, rounded
from aidcli.model.figure import Figure
from aidcli.query.tally import Total

Spec = dict[str, Any]
TOLD: Final[Spec] = {"tooltip": {"field": "tip", "type": "nominal"}, "description": {"field": "said", "type": "nominal"}}
"""What tells people, and programs that read to them, of a mark."""
ARROW: Final = 15
"""Pixels from an amount to the tip of the arrow that stands for an open end."""
MOST_NAMED: Final = 12
"""Figures that the tooltip of a total names."""
INK: Final = "#333333"


def text_width(text: str) -> int:
    """Return about how many pixels a text of an axis is wide."""
    return sum(12 if unicodedata.east_asian_width(each) in "WF" else 7 for each in text)


def amount_label(total: Total, speech: Speech) -> str:
    """Return the amount as tables show it or, where there is none, how many figures were left out."""
    if total.quantity is not None:
        return speech.amount(*rounded(total.quantity, total.unit))
    if total.left_out:
        return speech.say(wording.PAIRED, name=speech.label("left_out"), value=len(total.left_out))
    return speech.say(wording.NO_FIGURE)


def amount_with_unit(total: Total, speech: Speech) -> str:
    """Return the amount with its unit."""
    shown = amount_label(total, speech)
    return f"{shown} {speech.code('unit', total.unit)}" if "unit" in speech.amount_keys and total.quantity else shown


def ends(row: str, series: str, total: Total, speech: Speech) -> Spec:
    """Return the datum of an amount: its value, its two ends, which of them are open, and its label.

    An open end is drawn from the value. An end that is the value itself needs no mark.
    """
    quantity = total.quantity
    datum: Spec = {
        "row": printable(row),
        "series": printable(series),
        "label": printable(amount_label(total, speech)),
        "value": 0,
        "most": 0,
    }
    if quantity is None:
        return datum
    value, lower, upper = float(quantity.value), quantity.lower, quantity.upper
    low, high = value if lower is None else float(lower), value if upper is None else float(upper)
    datum |= {"value": value, "low": low, "high": high, "most": max(value, high, 0)}
    datum |= {"open_low": low} if lower is None else {"shut_low": low} if low != value else {}
    return datum | ({"open_high": high} if upper is None else {"shut_high": high} if high != value else {})


def whiskers(axis: str, place: Spec) -> list[Spec]:
    """Return the layers that draw the ends of amounts along `axis`, `x` or `y`: closed ones as caps, open ones as arrows."""
    across = "vertical" if axis == "x" else "horizontal"
    shapes = ("triangle-left", "triangle-right") if axis == "x" else ("triangle-down", "triangle-up")
    rule = {axis: {"field": "low", "type": "quantitative"}, f"{axis}2": {"field": "high"}, **place}
    layers: list[Spec] = [{"transform": [_only("low")], "mark": {"type": "rule", "color": INK}, "encoding": rule}]
    halo = {"type": "rule", "color": "white", "strokeWidth": 3}
    for end, shape, way in zip(("low", "high"), shapes, (-1, 1), strict=True):
        offset = way * ARROW * (1 if axis == "x" else -1)
        shut = {axis: {"field": f"shut_{end}", "type": "quantitative"}, **place}
        opened = {axis: {"field": f"open_{end}", "type": "quantitative"}, **place}
        tick = {"type": "tick", "orient": across, "size": 9, "thickness": 1.5, "color": INK}
        line = {"type": "rule", "color": INK, "strokeDash": [2, 2], f"{axis}2Offset": offset}
        tip = {"type": "point", "shape": shape, "size": 45, "fill": "white", "stroke": INK, "opacity": 1, f"{axis}Offset": offset}
        layers += [
            {"transform": [_only(f"shut_{end}")], "mark": tick, "encoding": shut},
            *(
                {"transform": [_only(f"open_{end}")], "mark": each, "encoding": opened | {f"{axis}2": {"field": f"open_{end}"}}}
                for each in (halo | {f"{axis}2Offset": offset}, line)
            ),
            {"transform": [_only(f"open_{end}")], "mark": tip, "encoding": opened},
        ]
    return layers


def _only(field: str) -> Spec:
    return {"filter": f"isValid(datum.{field})"}


def total_tip(mark: Mark, speech: Speech) -> Spec:
    """Return the tooltip of a total: its amount, the number of its figures, and the first of these."""
    total = mark.total
    own = _told(speech, {"total": amount_with_unit(total, speech), "count": str(total.counted), "left_out": str(len(total.left_out))})
    named = {printable(figure.id): printable(_in_document(figure, speech)) for figure in total.included[:MOST_NAMED]}
    more = total.counted - len(named) if named else 0
    rest = {"…": speech.say(wording.AND_MORE, rest=more, count=total.counted).strip()} if more > 0 else {}
    return {"title": printable(speech.joined((mark.row, mark.series)))} | own | named | rest


def told(tip: Spec) -> Spec:
    """Return the tooltip as keys of a datum, which TOLD names."""
    return {"tip": tip, "said": "; ".join(text if key == "title" else f"{key}: {text}" for key, text in tip.items())}


def figure_tip(figure: Figure, mark: Mark, speech: Speech) -> Spec:
    """Return the tooltip of a figure: its subject, its printed form and its place in the source."""
    own = {
        "id": figure.id,
        "value": speech.amount(figure.quantity, figure.unit),
        "printed": figure.printed or "",
        "period": figure.period or "",
        "source": speech.code("source", figure.source),
        "line": "" if figure.line is None else str(figure.line),
        "note": figure.note or "",
        "total": amount_with_unit(mark.total, speech),
    }
    return {"title": printable(figure.label(speech.lang))} | _told(speech, own)


def _told(speech: Speech, texts: dict[str, str]) -> Spec:
    return {speech.label(key): printable(text) for key, text in texts.items() if text}


def _in_document(figure: Figure, speech: Speech) -> str:
    line = "" if figure.line is None else speech.say(wording.PAIRED, name=speech.label("line"), value=figure.line)
    return speech.joined((figure.printed or speech.amount(figure.quantity, figure.unit), figure.label(speech.lang), figure.source, line))


def labels(axis: str, place: Spec, condition: str = "") -> list[Spec]:
    """Return the layers that write amounts beyond their ends along `axis`, or beyond the arrow there; `condition` chooses some."""
    layers: list[Spec] = []
    for is_open, beyond in (("!isValid(datum.open_high)", 6), ("isValid(datum.open_high)", ARROW + 7)):
        side = {"dx": beyond, "align": "left", "baseline": "middle"} if axis == "x" else {"dy": -beyond, "baseline": "bottom"}
        mark = {"type": "text", "fontSize": 11, "color": INK} | side
        shown = {axis: {"field": "most", "type": "quantitative"}, "text": {"field": "label"}, **place}
        layers.append({"transform": [{"filter": condition + is_open}], "mark": mark, "encoding": shown})
    return layers
