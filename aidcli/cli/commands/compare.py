"""`aidcli compare`: put totals side by side."""

from typing import Annotated

import typer

from aidcli.cli.drawing import Picture, tells_figures
from aidcli.cli.options import Answer, Filters, keys_option, spread
from aidcli.cli.output import refuse_missing, reply
from aidcli.cli.teaching import exemplified, headed
from aidcli.display.charts import of_compared_chart
from aidcli.display.comparison import notes_on_comparison, of_comparison
from aidcli.query.comparison import compare
from aidcli.query.operands import OPERAND_KINDS, sides_of
from aidcli.query.plain_words import parse_plain
from aidcli.query.totals import refuse_suspects


@exemplified(
    {
        "Two sectors": "aidcli compare education health --measure funding",
        "All sectors, the largest first": "aidcli compare --by sector --measure funding",
        "Two measures in each sector": "aidcli compare funding investment --by sector",
    }
)
@headed("Comparison")
@spread
def compare_figures(
    filters: Filters,
    answer: Answer,
    picture: Picture,
    operands: Annotated[
        list[str] | None,
        typer.Argument(help="Two or more sectors, measures, places, periods, sources or ids.", metavar="A B...", show_default=False),
    ] = None,
    of: Annotated[str | None, typer.Option(help=f"What the operands are: {', '.join(OPERAND_KINDS)}.", metavar="KIND")] = None,
    by: Annotated[
        str | None, keys_option("Compare for each value of this key; without A B, every value of it, largest first.", "KEY")
    ] = None,
    base: Annotated[str | None, typer.Option(help="The operand that others are compared with; the first by default.", metavar="A")] = None,
    parts: Annotated[bool, typer.Option("--parts", help="Count parts beside their wholes.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse totals that may count the same thing twice (status 4).")] = False,
) -> None:
    """Put totals side by side: difference, ratio, share and a bar."""
    with answer.open_store(picture.checked()) as store:
        sides, plain = sides_of(operands or [], of, by, base, store)
        answered = store.totals(query := parse_plain(store.codes, plain, filters._asdict()), sides.rows, parts=parts)
        refuse_missing(answered.unplaced, store)
        if strict:
            refuse_suspects(answered.rows)
        compared, speech = compare(answered.rows, sides), answer.speech(store.codes)
        notes = notes_on_comparison(answered, sides, speech)
        if picture.chart:
            explained = tells_figures(answered.rows) and store.totals(query, sides.rows, parts=parts, explain=True)
            picture.draw(of_compared_chart(compared, (explained or answered).rows, sides, speech), query, store, notes, answer)
        reply(of_comparison(compared, sides, speech, lambda: notes), answer)
