"""The commands that ask: list, search, sum, compare, show. Each body is the way a question travels."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from aidcli.cli.options import Answer, complete_id, spread
from aidcli.cli.output import NOTHING, reply
from aidcli.display.wording import Speech
from aidcli.errors import UnknownWord, Usage
from aidcli.model.codes import near
from aidcli.model.figure import Figure
from aidcli.query import query, rates
from aidcli.query.query import Asked
from aidcli.query.tally import Total
from aidcli.query.totals import WHOLE, Rows, by_keys, gather, refuse_suspects, settle
from aidcli.store.store import Store

if TYPE_CHECKING:
    from aidcli.query.operands import Sides

Result = TypeVar("Result")
OPERANDS = ("sector", "place", "period", "source", "figure", "provider", "recipient")
Strict = Annotated[bool, typer.Option("--strict", help="Refuse totals that may count the same thing twice, with status 4.")]
# What only one command needs is imported in its body: a lookup should not wait for the tables of another.


@spread
def list_(
    asked: Asked,
    answer: Answer,
    sort: Annotated[str | None, typer.Option(help="Order by these keys, parted by commas; -key from high to low.", metavar="KEYS")] = None,
    limit: Annotated[int | None, typer.Option(help="Show this many at most.", min=1, metavar="NUMBER")] = None,
) -> None:
    """List the figures that match."""
    from aidcli.display.figures import of_figures

    keys = query.parse_order(sort) if sort is not None else []
    store = answer.store()
    selection = query.parse(asked, store.codes)
    figures: Iterable[Figure] = chain.from_iterable(map(selection.of, store.blocks()))
    if keys or limit is not None or asked.id:
        figures = query.first(_over(store, selection, lambda blocks, keep: query.first(map(keep, blocks), keys, limit)), keys, limit)
    speech = answer.speech(store.codes)
    reply(of_figures(figures, speech, _notes(selection, speech)), answer)


@spread
def search(
    words: Annotated[list[str], typer.Argument(help="Words that all must occur, Chinese or English.", metavar="WORD...")],
    asked: Asked,
    answer: Answer,
    limit: Annotated[int | None, typer.Option(help="Show this many at most.", min=1, metavar="NUMBER")] = None,
) -> None:
    """Find figures by words, Chinese or English; best first.

    Every word must occur in the subject, the printed form, a place or the note.
    """
    from aidcli.display.figures import of_figures
    from aidcli.query.search import Search, best

    store = answer.store()
    selection = query.parse(asked, store.codes)
    wanted = Search(words, store.codes)
    found = _over(store, selection, lambda blocks, keep: best(wanted.among(map(keep, blocks)), limit))
    speech = answer.speech(store.codes)
    figures = [figure for _, figure in best(chain.from_iterable(found), limit)]
    reply(of_figures(figures, speech, _notes(selection, speech), words), answer)


@spread
def sum_(
    asked: Asked,
    answer: Answer,
    by: Annotated[str | None, typer.Option(help="One row for each of these, parted by commas.", metavar="KEYS")] = None,
    parts: Annotated[bool, typer.Option("--parts", help="Count parts beside their wholes.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="List every figure behind each total.")] = False,
    strict: Strict = False,
    rate: Annotated[str | None, typer.Option(help="Divide one total by another in each row: funding/people-served.", metavar="A/B")] = None,
) -> None:
    """Add up what may be added: a total for every measure and unit."""
    from aidcli.display.totals import of_totals

    keys = query.parse_keys(by, query.DIMENSIONS, "--by") if by is not None else []
    store = answer.store()
    selection = query.parse(asked, store.codes)
    quotient = rates.parse(rate, store.codes) if rate is not None else None
    if quotient and {"measure", "unit"} & set(keys):
        raise Usage("--rate divides one measure by another within a row; leave measure and unit out of --by")
    totals, nothing = _totals(store, selection, by_keys(keys), parts=parts, explain=explain), NOTHING
    speech = answer.speech(store.codes)
    if quotient and totals:
        totals = list(rates.rates(totals, quotient))
        nothing = (f"no row has both {quotient[0]} and {quotient[1]}", f"没有同时含有两项指标的行: {'、'.join(quotient)}")
    if strict:
        refuse_suspects(totals)
    reply(of_totals(totals, keys, speech, _notes(selection, speech, summed=True), explain=explain), answer, nothing)


@spread
def compare(
    asked: Asked,
    answer: Answer,
    operands: Annotated[
        list[str] | None, typer.Argument(help="Two or more sectors, places, periods, sources or ids.", metavar="A B...", show_default=False)
    ] = None,
    of: Annotated[str | None, typer.Option(help=f"What the operands are: {', '.join(OPERANDS)}.", metavar="KIND")] = None,
    by: Annotated[str | None, typer.Option(help="Compare every value of this key instead, largest first.", metavar="KEY")] = None,
    base: Annotated[str | None, typer.Option(help="What the others are compared with; the first unless given.", metavar="A")] = None,
    parts: Annotated[bool, typer.Option("--parts", help="Count parts beside their wholes.")] = False,
    strict: Strict = False,
) -> None:
    """Put totals side by side: difference, ratio, share and a bar."""
    from aidcli.display.comparison import in_groups, of_comparison, operand_name
    from aidcli.display.totals import notes_on
    from aidcli.query import comparison

    store = answer.store()
    sides = _sides(operands or [], of, by, base, asked.within, store)
    selection = query.parse(sides.narrowed(asked), store.codes)
    totals = _totals(store, selection, sides.rows, parts=parts)
    if strict:
        refuse_suspects(totals)
    compared = comparison.compare(totals, sides.operands, sides.base)
    speech = answer.speech(store.codes)
    kind, in_time = sides.kind, _notes(selection, speech, summed=True)
    rows = in_groups([each for each in totals if each.by != WHOLE], speech)
    left_out = notes_on(rows, lambda row: operand_name(row.by[0], kind, speech), speech)
    reply(of_comparison(compared, kind, speech, lambda: [*left_out, *in_time()]), answer)


@spread
def show(
    ids: Annotated[list[str], typer.Argument(help="The figures' ids.", metavar="ID...", autocompletion=complete_id)], answer: Answer
) -> None:
    """Show figures whole, and where the document states them.

    Amount, bound, printed form, the whole that it is part of and its own parts, document, line and offset.
    """
    from aidcli.display.figures import of_cards

    store = answer.store()
    wanted = frozenset(ids)
    near_by = store.kept(lambda figures: [each for each in figures if each.id in wanted or each.part_of in wanted])
    asked = {figure.id: figure for figure in near_by if figure.id in wanted}
    _refuse_unknown([each for each in ids if each not in asked], store)
    figures = [asked[each] for each in dict.fromkeys(ids)]
    above = {figure.part_of for figure in figures if figure.part_of}
    wholes = {figure.id: figure for figure in (store.kept(query.one_of("id", above)) if above else ())}
    parts = [figure for figure in near_by if figure.part_of in asked]
    reply(of_cards(figures, wholes, parts, store.sources(), answer.speech(store.codes)), answer)


Work = Callable[[Iterable[Collection[Figure]], query.Keep], Result]
"""What is done with blocks of figures, of which a filter keeps those that are asked for."""


def _over(store: Store, selection: query.Selection, work: Work[Result]) -> list[Result]:
    """What the work makes of the selected figures; of a large store, in several stretches at once. Refuses ids that are not there."""

    def mine(blocks: Iterable[Collection[Figure]]) -> tuple[Result, query.Seen]:
        selected = selection.fresh()
        return work(blocks, selected.of), selected.seen()

    passes = store.over(mine)
    selection.take(seen for _, seen in passes)
    _refuse_unknown(selection.missing, store)
    return [result for result, _ in passes]


def _notes(selection: query.Selection, speech: Speech, *, summed: bool = False) -> Callable[[], Sequence[str]]:
    """What is to be said of time, once the figures have been taken; where they are summed, also which of them reach beyond it."""

    def notes() -> Iterator[str]:
        if undated := selection.undated:
            en = f"{undated} {'figure states' if undated == 1 else 'figures state'} no period and cannot be placed in time."
            yield speech.say((en, f"{undated}条数据未说明期间,无法按时间筛选。"))
        if (beyond := selection.beyond) and summed:
            en = f"{beyond} {'figure covers' if beyond == 1 else 'figures cover'} more than the period asked for, and count in full."
            yield speech.say((en, f"{beyond}条数据的期间超出所问范围,按全额计入。"))

    return lambda: list(notes())


def _totals(store: Store, selection: query.Selection, rows: Rows, *, parts: bool, explain: bool = False) -> list[Total]:
    return settle(_over(store, selection, lambda blocks, keep: gather(blocks, keep, rows, explain=explain)), parts=parts)


def _refuse_unknown(missing: Collection[str], store: Store) -> None:
    if missing:
        ids = [figure.id for figure in store.figures()]
        raise UnknownWord(
            "figure", sorted(missing), [close for each in sorted(missing) for close in near(each, ids)][:2], see="aidcli list --fields id"
        )


def _sides(words: Sequence[str], of: str | None, by: str | None, base: str | None, within: bool, store: Store) -> "Sides":
    from aidcli.query import operands

    if by and not words:
        return operands.every(by, base, store.codes)
    if by:
        raise Usage(f"compare takes operands or --by, not both; leave {' '.join(words)!r} or --by away")
    if len(words) < 2:
        raise Usage("compare takes two operands or more, or --by; say 'aidcli compare education health' or 'aidcli compare --by sector'")
    return operands.named(words, of, base, within, store.codes, lambda ids: {each.id for each in store.kept(query.one_of("id", set(ids)))})
