"""Charts as files: SVG, PNG, or one HTML page that asks nothing of the network. The only module that calls vl-convert."""

import re
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any, Final

import vl_convert

from aidcli.model.exact_json import encode_json

TALLEST: Final = 8000
"""Pixels. A taller PNG is drawn at its own size, not at twice that."""
_PAGE: Final = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ margin: 1.5rem; background: white; color-scheme: light }}
#vg-tooltip-element td {{ white-space: normal; max-width: 30em }}
</style>
<script>{library}</script>
</head>
<body>
<div id="chart"></div>
<script type="application/json" id="specification">{specification}</script>
<script>
vegaEmbed("#chart", JSON.parse(document.getElementById("specification").textContent),
  {{ renderer: "svg", actions: {{ export: true, source: false, compiled: false, editor: false }} }});
</script>
</body>
</html>
"""


def svg_of(specification: Mapping[str, Any]) -> str:
    """Return the chart as SVG."""
    return vl_convert.vegalite_to_svg(dict(specification))


def png_of(svg: str) -> bytes:
    """Return a chart, given as SVG, as PNG."""
    found = re.search(r'height="(\d+)', svg)
    return vl_convert.svg_to_png(svg, scale=2 if found and int(found[1]) <= TALLEST else 1)


def html_of(specification: Mapping[str, Any], title: str, lang: str) -> str:
    """Return the chart as a self-contained page. `<` is escaped in its data, so that no text can close the script element."""
    # Not vegalite_to_html, which writes texts into its script as they are.
    held = encode_json(dict(specification)).decode().replace("<", "\\u003c")
    return _PAGE.format(lang=lang, title=escape(title), library=_library(), specification=held)


@cache
def _library() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script."""
    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")


def can_draw(svg: str) -> bool:
    """Return whether this machine has a font for every Chinese text of an SVG: without one, two characters look alike."""
    if not re.search(">[^<]*[\u4e00-\u9fff]", svg):
        return True
    one, other = map(_drawn, "汉字")
    return one != other


def _drawn(text: str) -> bytes:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="16" font-family="sans-serif">{text}</text></svg>'
    return vl_convert.svg_to_png(svg)
