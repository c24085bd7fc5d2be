"""Lines of a chart over years, in Vega-Lite. A total over several years is a level line over them, joined to nothing. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from aidcli.display.charts import Mark
from aidcli.display.marks import INK, TOLD, ends, labels, told, total_tip, whiskers
from aidcli.display.speech import Speech

MOST_LABELS: Final = 40
"""Amounts that are written beside their points."""
MOST_TICKS: Final = 15
"""Years that an axis names."""


def line_layers(marks: Sequence[Mark], colour: dict[str, Any], axis: dict[str, Any], speech: Speech) -> list[dict[str, Any]]:
    """Return the layers of a panel of lines over the years of `marks`, which are in one measure and unit."""
    spans = [_span(mark.years or "") for mark in marks]
    known = [year for span in spans for year in span if year is not None]
    first, last = min(known), max(known)
    data = _labelled_once(_datum(mark, span, first, last, speech) for mark, span in zip(marks, spans, strict=True))
    years = {"values": list(range(first, last + 1, (last - first) // MOST_TICKS + 1)), "format": "d", "title": None, "grid": False}
    at = {"type": "quantitative", "scale": {"domain": [first - 0.6, last + 0.6], "nice": False, "zero": False}, "axis": years}
    amount = {"field": "value", "type": "quantitative", "axis": axis}
    middle = {"x": at | {"field": "middle"}}
    shape = {"shape": colour | {"scale": {"domain": colour["scale"]["domain"]}}} if "field" in colour else {}
    point = {"type": "point", "filled": True, "size": 60, "opacity": 1}
    level = {"x": at | {"field": "first"}, "x2": {"field": "last"}, "y": amount, "color": colour, **TOLD}
    return [
        {
            "data": {"values": data},
            "layer": [
                {"transform": [{"filter": "!datum.spans"}], "mark": "line", "encoding": middle | {"y": amount, "color": colour}},
                *(
                    {"transform": [{"filter": f"datum.spans == '{spans_}'"}], "mark": mark, "encoding": level}
                    for spans_, mark in (
                        ("shut", {"type": "rule", "strokeWidth": 3}),
                        ("open", {"type": "rule", "strokeWidth": 3, "strokeDash": [6, 4]}),
                    )
                ),
                *whiskers("y", middle),
                {"mark": point, "encoding": middle | {"y": amount, "color": colour} | shape | TOLD},
                *([*_span_labels(at, amount), *labels("y", middle, "!datum.spans && ")] if len(data) <= MOST_LABELS else []),
            ],
        }
    ]


def _labelled_once(data: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the data, with the labels of those at one place, which would cover each other, at the first of them."""
    places: dict[tuple[float, ...], list[dict[str, Any]]] = {}
    for datum in data:
        places.setdefault((datum["first"], datum["last"], datum["value"]), []).append(datum)
    for first, *others in places.values():
        if others:
            first["label"] = "; ".join(" ".join(filter(None, (each["series"], each["label"]))) for each in (first, *others))
            for each in others:
                each["label"] = ""
    return [datum for alike in places.values() for datum in alike]


def _span_labels(at: dict[str, Any], amount: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the layer that writes amounts over several years at the ends of their lines, where fewer lines cross them."""
    mark = {"type": "text", "align": "left", "baseline": "middle", "dx": 6, "fontSize": 11, "color": INK}
    place = {"x": at | {"field": "last"}, "y": amount, "text": {"field": "label"}}
    yield {"transform": [{"filter": "datum.spans != ''"}], "mark": mark, "encoding": place}


def _span(years: str) -> tuple[int | None, int | None]:
    """Return the first and last year of `2023`, `2020/2023` or `../2021`; None for an open end."""
    first, _, last = years.partition("/")
    return None if first == ".." else int(first), None if last == ".." else int(last or first)


def _datum(mark: Mark, span: tuple[int | None, int | None], first: int, last: int, speech: Speech) -> dict[str, Any]:
    begins, stops = (first - 0.5 if span[0] is None else span[0]), (last + 0.5 if span[1] is None else span[1])
    spans = "open" if None in span else "shut" if begins != stops else ""
    datum = ends(mark.row, mark.series, mark.total, speech)
    place = {"first": begins, "last": stops, "middle": (begins + stops) / 2, "spans": spans}
    label = {"label": f"{mark.years}: {datum['label']}"} if spans else {}
    return datum | place | label | told(total_tip(mark, speech))
