"""`aidcli compare`: put totals side by side."""

from collections.abc import Collection, Sequence
from typing import Annotated

import typer

from aidcli.cli.drawing import Picture, tells_figures
from aidcli.cli.options import Answer, Filters, spread
from aidcli.cli.output import refuse_missing, reply
from aidcli.cli.teaching import exemplified, headed
from aidcli.display.charts import of_compared_chart
from aidcli.display.comparison import in_groups, of_comparison, side_name
from aidcli.display.notes import operand_notes, unplaced_notes
from aidcli.display.totals import notes_on
from aidcli.errors import MixedOperands, Usage
from aidcli.query.comparison import compare
from aidcli.query.operands import OPERAND_KINDS, Sides, every_value, named_operands
from aidcli.query.plain_words import parse_plain
from aidcli.query.query import WHOLE, OneOf, Query
from aidcli.query.store import Store
from aidcli.query.totals import across_rows, refuse_suspects


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
        str | None, typer.Option(help="Compare for each value of this key; without A B, every value of it, largest first.", metavar="KEY")
    ] = None,
    base: Annotated[str | None, typer.Option(help="The operand that others are compared with; the first by default.", metavar="A")] = None,
    parts: Annotated[bool, typer.Option("--parts", help="Count parts beside their wholes.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse totals that may count the same thing twice (status 4).")] = False,
) -> None:
    """Put totals side by side: difference, ratio, share and a bar."""
    with answer.open_store(picture.checked()) as store:
        sides, plain = _sides(operands or [], of, by, base, store)
        answered = store.totals(query := parse_plain(store.codes, plain, filters._asdict()), sides.rows, parts=parts)
        refuse_missing(answered.unplaced, store)
        if strict:
            refuse_suspects(answered.rows)
        compared, speech = compare(answered.rows, sides), answer.speech(store.codes)
        keys = len(sides.by)
        rows = in_groups([each for each in answered.rows if each.by[keys:] != WHOLE], sides, speech)
        notes = notes_on([*rows, *across_rows(answered.rows, keys)], lambda total: side_name(total, sides, speech), speech)
        notes += [*operand_notes(answered, sides, speech), *unplaced_notes(answered.unplaced, speech, summed=True)()]
        if picture.chart:
            explained = tells_figures(answered.rows) and store.totals(query, sides.rows, parts=parts, explain=True)
            picture.draw(of_compared_chart(compared, (explained or answered).rows, sides, speech), query, store, notes, answer)
        reply(of_comparison(compared, sides, speech, lambda: notes), answer)


def _sides(words: Sequence[str], of: str | None, by: str | None, base: str | None, store: Store) -> tuple[Sides, Sequence[str]]:
    """Return what is compared, and the words that are plain filters: with --by, those that are no two things of one kind."""
    if by and len(words) < 2:
        return every_value(by, base, store.codes), words
    if len(words) < 2:
        raise Usage(
            "compare takes two operands or more, or --by; try 'aidcli compare education health' or 'aidcli compare --by sector'",
            "compare 需要两个以上的比较项，或 --by；可试 'aidcli compare education health' 或 'aidcli compare --by sector'",
        )

    def existing(ids: Collection[str]) -> set[str]:
        return {figure.id for figure in store.find(Query((OneOf(("id",), frozenset(ids)),))).figures}

    try:
        return named_operands(words, of, base, store.codes, existing, by), ()
    except MixedOperands:
        if not by:
            raise
        return every_value(by, base, store.codes), words
