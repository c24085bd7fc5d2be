"""A store as one HTML page: totals by sector with bars, every figure with where it is stated, and the sources. Pure.

The page holds all it needs and loads nothing. Every text is escaped; of scripts, only our own may run, by its hash
(Content Security Policy level 2).
"""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

from aidcli.display import wording
from aidcli.display.marks import amount_label
from aidcli.display.printable import printable
from aidcli.display.speech import Speech
from aidcli.display.totals import in_codelist_order, notes_on
from aidcli.model.figure import Figure, Source
from aidcli.query.tally import Total

_WEB: Final = Path(__file__).with_name("web")


class Overview(NamedTuple):
    """What a page shows. `figures` are read once, as the page is written."""

    asked: Sequence[str]
    """The filters, as people read them."""
    totals: Sequence[Total]
    """One total a measure and unit."""
    by_sector: Sequence[Total]
    sources: Sequence[Source]
    figures: Iterable[Figure]
    notes: Sequence[str]


def overview_page(overview: Overview, speech: Speech) -> Iterator[str]:
    """Yield the page piece by piece."""
    style, script = ((_WEB / f"overview.{kind}").read_text("utf-8") for kind in ("css", "js"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    title = _text(speech.say(wording.OVERVIEW))
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    yield f'<!DOCTYPE html>\n<html lang="{speech.lang}">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<meta name="viewport" content="width=device-width">\n'
    yield f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    yield f"<p>{_text(speech.say(wording.AS_REPORTED))}</p>\n"
    if overview.asked:
        yield f"<p>{_text(speech.say(wording.PAIRED, name=speech.say(wording.CHOSEN_BY), value=speech.joined(overview.asked)))}</p>\n"
    yield from _totals(overview, speech)
    yield from _sources(overview.sources, speech)
    yield from _figures(overview.figures, speech)
    yield f"<script>{script}</script>\n</body>\n</html>\n"


def _text(text: str) -> str:
    return escape(printable(text))


def _totals(overview: Overview, speech: Speech) -> Iterator[str]:
    parted: defaultdict[tuple[str, str], list[Total]] = defaultdict(list)
    for total in in_codelist_order(overview.by_sector, ("sector",), speech):
        parted[total.measure, total.unit].append(total)
    yield f'<h2>{_text(speech.say(wording.TOTALS_BY, keys=speech.label("sector")))}</h2>\n<div class="totals">\n'
    for total in in_codelist_order(overview.totals, (), speech):
        yield from _card(total, parted[total.measure, total.unit], speech)
    yield "</div>\n"
    yield from _list(overview.notes)


def _card(total: Total, sectors: Sequence[Total], speech: Speech) -> Iterator[str]:
    """Yield the total of a measure and unit, its sectors with bars, and what was left out of it or may count twice."""
    name = speech.say(wording.MEASURE_IN_UNIT, measure=speech.code("measure", total.measure), unit=speech.code("unit", total.unit))
    counted = speech.say(wording.PAIRED, name=speech.label("count"), value=f"{total.counted:,}")
    yield f'<section>\n<header><h3>{_text(name)}</h3><span class="amount">{_text(amount_label(total, speech))}</span></header>\n'
    yield f'<p class="soft">{_text(counted)}</p>\n<div class="rows">\n'
    largest = max((each.quantity.value for each in sectors if each.quantity), default=0)
    for each in sectors:
        share = float(each.quantity.value / largest) * 100 if each.quantity and largest > 0 else 0
        is_open = " open" if each.quantity and each.quantity.upper is None else ""
        bar = f'<span class="bar{is_open}" style="width:{share:.1f}%"></span>' if share > 0 else "<span></span>"
        yield f"<span>{_text(speech.value('sector', each.by[0]))}</span>{bar}"
        yield f'<span class="amount">{_text(amount_label(each, speech))}</span>\n'
    yield "</div>\n"
    yield from _list(notes_on([total], lambda _: "", speech))
    yield "</section>\n"


def _list(notes: Sequence[str]) -> Iterator[str]:
    if notes:
        yield '<ul class="notes">\n' + "".join(f"<li>{_text(each)}</li>\n" for each in notes) + "</ul>\n"


def _sources(sources: Sequence[Source], speech: Speech) -> Iterator[str]:
    yield f"<h2>{_text(speech.label('source'))}</h2>\n<ul>\n"
    for source in sources:
        name = _text(speech.joined((speech.code("source", source.id), source.publisher, source.date)))
        is_web = (source.url or "").startswith(("https://", "http://"))  # A link of any other kind might run something.
        link = f'<a href="{_text(source.url or "")}" rel="noreferrer">{name}</a>' if is_web else f"{name} {_text(source.url or '')}"
        yield f'<li id="source-{_text(source.id)}">{link} <small>{_text(source.id)}</small></li>\n'
    yield "</ul>\n"


# The figures ------------------------------------------------------------------------------------------------


def _figures(figures: Iterable[Figure], speech: Speech) -> Iterator[str]:
    count, search = _text(speech.say(wording.FIGURES_SHOWN)), _text(speech.say(wording.SEARCH_HERE))
    yield f"<h2>{_text(speech.say(wording.ALL_FIGURES))}</h2>\n"
    yield f'<div id="find"><input type="search" placeholder="{search}" aria-label="{search}">'
    yield f'<span id="count" class="soft" data-words="{count}"></span></div>\n<div class="wide"><table id="figures">\n<thead><tr>'
    for key in ("figure", "value", "sector", "period", "place", "source"):
        label = f"<button>{_text(speech.label(key))}</button>"
        yield f'<th class="amount">{label}</th>' if key == "value" else f"<th>{label}</th>"
    yield "</tr></thead>\n<tbody>\n"
    yield from (_row(figure, speech) for figure in figures)
    yield "</tbody>\n</table></div>\n"


def _row(figure: Figure, speech: Speech) -> str:
    amount = speech.amount(figure.quantity, figure.unit)
    with_unit = f"{amount} {speech.code('unit', figure.unit)}" if amount and "unit" in speech.amount_keys else amount
    line = "" if figure.line is None else speech.say(wording.PAIRED, name=speech.label("line"), value=figure.line)
    places = [speech.value(key, getattr(figure, key)) for key in ("provider", "recipient", "receiver")]
    key = "" if figure.value is None else f"{figure.value}"
    cells = [
        _cell(figure.label(speech.lang), figure.id, _part_of(figure, speech), _text(figure.note or "")),
        _cell(with_unit, figure.printed or "", key=key).replace("<td", '<td class="amount"', 1),
        _cell(speech.value("sector", figure.sector), speech.value("measure", figure.measure)),
        _cell(figure.period or ""),
        _cell(" → ".join(filter(None, places))),
        _cell(speech.value("source", figure.source), line, key=f"{figure.source} {figure.line or 0:09} {figure.start or 0:09}"),
    ]
    return f'<tr id="figure-{_text(figure.id)}">{"".join(cells)}</tr>\n'


def _cell(text: str, below: str = "", *more: str, key: str | None = None) -> str:
    """Return a table cell in HTML: `text`, then `below` and `more` in small type; `more` is HTML. `key` sorts it, else its text."""
    small = "".join(f"<small>{each}</small>" for each in (_text(below), *more) if each)
    sorted_by = "" if key is None else f' data-key="{_text(key)}"'
    return f"<td{sorted_by}>{_text(text)}{small}</td>"


def _part_of(figure: Figure, speech: Speech) -> str:
    if figure.part_of is None:
        return ""
    whole = _text(figure.part_of)
    return f'{_text(speech.label("part_of"))} <a href="#figure-{whole}">{whole}</a>'
