"""`--chart FILE`: draw the answer to a question into a file."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

from aidcli.cli.options import Answer, Text, option
from aidcli.cli.output import note
from aidcli.cli.teaching import headed
from aidcli.display import wording
from aidcli.display.speech import Speech
from aidcli.errors import NoCharts, Usage, join_words
from aidcli.model.figure import CODED, Source
from aidcli.query.query import Query
from aidcli.query.store import Store
from aidcli.query.tally import Total

if TYPE_CHECKING:  # A run without a picture does without.
    from aidcli.display.charts import Chart

CHART_SUFFIXES: Final = (".svg", ".png", ".html")
MOST_FIGURES: Final = 1000
"""Figures of which a chart shows each by itself; of more, it shows totals only."""


@headed("Output")
class Picture(NamedTuple):
    """The file to draw the answer into, as typed."""

    chart: Annotated[Text, option(f"Also draw the answer into this file: {', '.join(CHART_SUFFIXES)}.", "FILE")] = None

    def checked(self) -> Text:
        """Return the file; raises Usage where its suffix tells no form of a picture, NoCharts where the library is not installed."""
        if self.chart is not None and self._suffix not in CHART_SUFFIXES:
            raise Usage(
                "cannot draw '{path}' by its suffix; use {suffixes}",
                "无法按后缀绘制 '{path}'；请用 {suffixes}",
                path=self.chart,
                suffixes=join_words(CHART_SUFFIXES),
            )
        if self.chart is not None and find_spec("vl_convert") is None:
            raise NoCharts
        return self.chart

    @property
    def _suffix(self) -> str:
        return Path(self.chart or "").suffix.lower()

    def draw(self, chart: "Chart", asked: Query, store: Store, notes: Sequence[str], answer: Answer) -> None:
        """Write the chart to the file, above the sources of the figures asked for and the notes."""
        from aidcli.display.charts import footnotes, stack_notes
        from aidcli.exchange.writing import write_file

        if not chart.panels:
            return
        speech, path = answer.speech(store.codes), Path(self.chart or "")
        stacked = stack_notes(chart, speech)
        below = footnotes(chart, _sources(chart, asked, store), [*stacked, *notes], speech)
        drawn, is_legible = self._drawn(chart._replace(footnotes=below), speech)
        write_file(path, [drawn], force=answer.force)
        for words in [*stacked, *([] if is_legible else [speech.say(wording.NO_FONT)])]:
            note(words)
        note(speech.say(wording.DREW, path=path))

    def _drawn(self, chart: "Chart", speech: Speech) -> tuple[bytes, bool]:
        """Return the bytes of the file, and whether this machine had a font for all its texts."""
        from aidcli.display.rendering import can_draw, html_of, png_of, svg_of  # Here: it loads the library.
        from aidcli.display.vegalite import vegalite

        specification = vegalite(chart, speech)
        if self._suffix == ".html":
            return html_of(specification, chart.title, speech.lang).encode(), True
        svg = svg_of(specification)
        return (svg.encode(), True) if self._suffix == ".svg" else (png_of(svg), can_draw(svg))


def tells_figures(totals: Sequence[Total]) -> bool:
    """Return whether a chart of these totals has room for each figure by itself."""
    return sum(each.counted for each in totals) <= MOST_FIGURES


def _sources(chart: "Chart", asked: Query, store: Store) -> list[Source]:
    """Return the sources of what is drawn or, where figures are not told one by one, of all that was asked for."""
    totals = [mark.total for panel in chart.panels for mark in panel.marks]
    if all(each.included for each in totals if each.counted):
        used = {figure.source for each in totals for figure in each.included}
    else:
        at = list(CODED).index("source")
        used = {str(combination[at]) for combination in store.code_counts(asked)}
    return [source for source in store.sources().values() if source.id in used]
