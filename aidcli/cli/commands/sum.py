"""`aidcli sum`: add figures up."""

from typing import Annotated

import typer

from aidcli.cli.options import Answer, Filters, spread
from aidcli.cli.output import refuse_missing, reply
from aidcli.display import wording
from aidcli.display.notes import unplaced_notes
from aidcli.display.totals import of_totals
from aidcli.errors import Usage
from aidcli.query.query import DIMENSIONS, Rows, parse_keys, parse_query
from aidcli.query.rates import parse_rate, quotients
from aidcli.query.totals import refuse_suspects


@spread
def sum_figures(
    filters: Filters,
    answer: Answer,
    by: Annotated[str | None, typer.Option(help="One row for each value of these comma-separated keys.", metavar="KEYS")] = None,
    parts: Annotated[bool, typer.Option("--parts", help="Count parts beside their wholes.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="List every figure behind each total.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse totals that may count the same thing twice (status 4).")] = False,
    rate: Annotated[str | None, typer.Option(help="Divide one total by another in each row: funding/people-served.", metavar="A/B")] = None,
) -> None:
    """Add up figures: one total for every measure and unit."""
    keys = parse_keys(by, DIMENSIONS, "--by") if by is not None else []
    with answer.open_store() as store:
        query = parse_query(store.codes, **filters._asdict())
        quotient = parse_rate(rate, store.codes) if rate is not None else None
        if quotient and {"measure", "unit"} & set(keys):
            raise Usage("--rate divides one measure by another within a row; omit measure and unit from --by")
        answered = store.totals(query, Rows(tuple(keys)), parts=parts, explain=explain)
        refuse_missing(answered.unplaced, store)
        totals, nothing = answered.rows, wording.NO_MATCH
        speech = answer.speech(store.codes)
        if quotient and totals:
            totals = list(quotients(totals, quotient))
            nothing = wording.fill(wording.NO_RATE, above=quotient[0], below=quotient[1])
        if strict:
            refuse_suspects(totals)
        reply(of_totals(totals, keys, speech, unplaced_notes(answered.unplaced, speech, summed=True), explain=explain), answer, nothing)
