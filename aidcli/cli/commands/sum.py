"""`aidcli sum`: add figures up."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, NamedTuple

import typer

from aidcli.cli.drawing import Picture, tells_figures
from aidcli.cli.options import Answer, Filters, Limit, PlainWords, keys_option, spread
from aidcli.cli.output import refuse_missing, reply
from aidcli.cli.teaching import exemplified, headed
from aidcli.display import wording
from aidcli.display.across import of_totals_across
from aidcli.display.formats import HUMAN
from aidcli.display.notes import totals_notes
from aidcli.display.speech import fill
from aidcli.display.totals import of_totals
from aidcli.display.wording import Phrase
from aidcli.errors import Usage
from aidcli.query.arrangement import Arrangement, parse_arrangement
from aidcli.query.plain_words import parse_plain
from aidcli.query.query import Query, Rows
from aidcli.query.rates import Rate, parse_rate, quotients
from aidcli.query.store import Store
from aidcli.query.tally import Total
from aidcli.query.totals import Totals, refuse_suspects


@exemplified(
    {
        "What was given for education": "aidcli sum education funding",
        "What each sector was given, the largest first": "aidcli sum funding --by sector --sort -value",
        "The figures behind a total, and those left out of it": "aidcli sum people-sent --explain",
    }
)
@headed("Totals")
@spread
def sum_figures(
    filters: Filters,
    answer: Answer,
    picture: Picture,
    words: PlainWords = None,
    by: Annotated[str | None, keys_option("One row for each value of these comma-separated keys.")] = None,
    across: Annotated[str | None, keys_option("In tables, one column for each value of this key.", "KEY")] = None,
    sort: Annotated[str | None, keys_option("Order by value, by -value (largest first) or by a key.")] = None,
    limit: Limit = None,
    parts: Annotated[bool, typer.Option("--parts", help="Count parts beside their wholes.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="List every figure behind each total.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse totals that may count the same thing twice (status 4).")] = False,
    rate: Annotated[str | None, typer.Option(help="Divide one total by another in each row: funding/people-served.", metavar="A/B")] = None,
) -> None:
    """Add up figures: one total for every measure and unit."""
    arrangement = parse_arrangement(by, across, sort, limit)
    with answer.open_store(_checked(picture, arrangement)) as store:
        asked = _Asked(store, parse_plain(store.codes, words or [], filters._asdict()), _rate(rate, arrangement, store), parts)
        answered = asked.answered(arrangement.keys, explain=explain)
        totals = asked.rated(answered.rows)
        refuse_missing(answered.unplaced, store)
        if strict:
            refuse_suspects(totals)
        speech = answer.speech(store.codes)
        table_of = of_totals_across if across and answer.format_name in HUMAN else of_totals
        table = table_of(totals, arrangement, speech, partial(totals_notes, answered, speech), explain=explain)
        if picture.chart:
            _draw(picture, totals, arrangement, asked, table.notes(), answer)
        reply(table, answer, asked.nothing(answered.rows))


class _Asked(NamedTuple):
    """What is asked of a store."""

    store: Store
    query: Query
    rate: Rate | None
    parts: bool

    def answered(self, keys: Sequence[str], *, explain: bool) -> Totals:
        """Return the totals by `keys`, and what the query could not place."""
        return self.store.totals(self.query, Rows(tuple(keys)), parts=self.parts, explain=explain)

    def rated(self, totals: Sequence[Total]) -> Sequence[Total]:
        """Return the totals or, where a rate is asked for, their rates."""
        return list(quotients(totals, self.rate)) if self.rate else totals

    def nothing(self, totals: Sequence[Total]) -> Phrase:
        """Return what to say where there is no row, but these totals."""
        return fill(wording.NO_RATE, above=self.rate[0], below=self.rate[1]) if self.rate and totals else wording.NO_MATCH


def _rate(text: str | None, arrangement: Arrangement, store: Store) -> Rate | None:
    return parse_rate(text, store.codes, arrangement.keys) if text is not None else None


def _checked(picture: Picture, arrangement: Arrangement) -> str | None:
    if picture.chart is not None and not arrangement.by:
        raise Usage(
            "--chart draws totals by a key; add one, for example --by sector", "--chart 按某个字段绘制合计；请指定字段，例如 --by sector"
        )
    return picture.checked()


def _draw(picture: Picture, totals: Sequence[Total], arrangement: Arrangement, asked: _Asked, notes: Sequence[str], answer: Answer) -> None:
    """Draw the totals, with each figure where there are few; a stack shows also what its figures come to in one row."""
    from aidcli.display.charts import of_sum_chart  # Here: a run without a picture does without.

    speech = answer.speech(asked.store.codes)
    if tells_figures(totals) and not asked.rate:
        totals = asked.answered(arrangement.keys, explain=True).rows
    wholes = asked.rated(asked.answered(arrangement.by, explain=False).rows) if arrangement.across else totals
    chart = of_sum_chart(totals, wholes, arrangement, speech, is_rate=asked.rate is not None)
    picture.draw(chart, asked.query, asked.store, notes, answer)
