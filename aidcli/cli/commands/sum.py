"""`aidcli sum`: add figures up."""

from typing import Annotated

import typer

from aidcli.cli.options import Answer, Filters, Limit, PlainWords, spread
from aidcli.cli.output import refuse_missing, reply
from aidcli.cli.teaching import exemplified, headed
from aidcli.display import wording
from aidcli.display.across import of_totals_across
from aidcli.display.formats import HUMAN
from aidcli.display.notes import unplaced_notes
from aidcli.display.speech import fill
from aidcli.display.totals import of_totals
from aidcli.query.arrangement import parse_arrangement
from aidcli.query.plain_words import parse_plain
from aidcli.query.query import Rows
from aidcli.query.rates import parse_rate, quotients
from aidcli.query.totals import refuse_suspects


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
    words: PlainWords = None,
    by: Annotated[str | None, typer.Option(help="One row for each value of these comma-separated keys.", metavar="KEYS")] = None,
    across: Annotated[str | None, typer.Option(help="In tables, one column for each value of this key.", metavar="KEY")] = None,
    sort: Annotated[str | None, typer.Option(help="Order by value, by -value (largest first) or by a key.", metavar="KEYS")] = None,
    limit: Limit = None,
    parts: Annotated[bool, typer.Option("--parts", help="Count parts beside their wholes.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="List every figure behind each total.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse totals that may count the same thing twice (status 4).")] = False,
    rate: Annotated[str | None, typer.Option(help="Divide one total by another in each row: funding/people-served.", metavar="A/B")] = None,
) -> None:
    """Add up figures: one total for every measure and unit."""
    arrangement = parse_arrangement(by, across, sort, limit)
    with answer.open_store() as store:
        query = parse_plain(store.codes, words or [], filters._asdict())
        quotient = parse_rate(rate, store.codes, arrangement.keys) if rate is not None else None
        answered = store.totals(query, Rows(arrangement.keys), parts=parts, explain=explain)
        refuse_missing(answered.unplaced, store)
        totals, nothing = answered.rows, wording.NO_MATCH
        speech = answer.speech(store.codes)
        if quotient and totals:
            totals = list(quotients(totals, quotient))
            nothing = fill(wording.NO_RATE, above=quotient[0], below=quotient[1])
        if strict:
            refuse_suspects(totals)
        unplaced = unplaced_notes(answered.unplaced, speech, summed=True)
        table_of = of_totals_across if across and answer.format_name in HUMAN else of_totals
        reply(table_of(totals, arrangement, speech, unplaced, explain=explain), answer, nothing)
