"""`aidcli compare`: put totals side by side."""

from collections.abc import Collection, Sequence
from typing import Annotated

import typer

from aidcli.cli.options import Answer, Filters, spread
from aidcli.cli.output import refuse_missing, reply
from aidcli.display.comparison import in_groups, of_comparison, operand_name
from aidcli.display.notes import operand_notes, unplaced_notes
from aidcli.display.totals import notes_on
from aidcli.errors import Usage
from aidcli.query.comparison import compare
from aidcli.query.operands import OPERAND_KINDS, Sides, every_value, named_operands
from aidcli.query.query import WHOLE, OneOf, Query, parse_query
from aidcli.query.store import Store
from aidcli.query.totals import across_rows, refuse_suspects


@spread
def compare_figures(
    filters: Filters,
    answer: Answer,
    operands: Annotated[
        list[str] | None, typer.Argument(help="Two or more sectors, places, periods, sources or ids.", metavar="A B...", show_default=False)
    ] = None,
    of: Annotated[str | None, typer.Option(help=f"What the operands are: {', '.join(OPERAND_KINDS)}.", metavar="KIND")] = None,
    by: Annotated[str | None, typer.Option(help="Compare every value of this key instead, largest first.", metavar="KEY")] = None,
    base: Annotated[str | None, typer.Option(help="The operand that others are compared with; the first by default.", metavar="A")] = None,
    parts: Annotated[bool, typer.Option("--parts", help="Count parts beside their wholes.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse totals that may count the same thing twice (status 4).")] = False,
) -> None:
    """Put totals side by side: difference, ratio, share and a bar."""
    with answer.open_store() as store:
        sides = _sides(operands or [], of, by, base, store)
        answered = store.totals(parse_query(store.codes, **filters._asdict()), sides.rows, parts=parts)
        refuse_missing(answered.unplaced, store)
        if strict:
            refuse_suspects(answered.rows)
        compared = compare(answered.rows, sides.operands, sides.base)
        speech = answer.speech(store.codes)
        rows = in_groups([each for each in answered.rows if each.by != WHOLE], speech)
        notes = notes_on(rows, lambda row: operand_name(row.by[0], sides.kind, speech), speech)
        notes += notes_on(across_rows(answered.rows), lambda _: "", speech)
        notes += [*operand_notes(answered, speech, named=bool(sides.operands)), *unplaced_notes(answered.unplaced, speech, summed=True)()]
        reply(of_comparison(compared, sides.kind, speech, lambda: notes), answer)


def _sides(words: Sequence[str], of: str | None, by: str | None, base: str | None, store: Store) -> Sides:
    if by and not words:
        return every_value(by, base, store.codes)
    if by:
        raise Usage(f"compare takes operands or --by, not both; omit {' '.join(words)!r} or --by")
    if len(words) < 2:
        raise Usage("compare takes two operands or more, or --by; try 'aidcli compare education health' or 'aidcli compare --by sector'")

    def existing(ids: Collection[str]) -> set[str]:
        return {figure.id for figure in store.find(Query((OneOf(("id",), frozenset(ids)),))).figures}

    return named_operands(words, of, base, store.codes, existing)
