"""The commands, each a sentence over the layers below; the one place where a refusal becomes words and a status.

The only module that prints.
"""

import io
import os
import signal
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from aidcli import __version__, comparison, query
from aidcli import operands as operands_
from aidcli.code_tables import of_codes, uses
from aidcli.codelist import KINDS, near
from aidcli.columns import Speech, Table
from aidcli.comparison_tables import of_comparison
from aidcli.errors import Refusal, UnknownFigure, UnknownWord, Usage, Unwritable
from aidcli.figure import KEYS, Figure
from aidcli.figure_tables import of_cards, of_figures
from aidcli.formats import HUMAN, Style, write
from aidcli.options import Answer, complete_id, spread
from aidcli.query import Asked
from aidcli.store import Store
from aidcli.total_tables import of_totals
from aidcli.totals import by_keys, total

_UsageError: type[Exception] = typer.BadParameter.__mro__[1]  # Typer vendors Click and exports no name for this one.


@contextmanager
def _boundary() -> Iterator[None]:
    """Turn refusals, and Typer's own, into one line and a status; let everything else pass, for a bug must stay a traceback."""
    try:
        yield
    except Refusal as refusal:
        raise _ended(str(refusal), refusal.status) from None
    except _UsageError as error:
        raise _ended(f"{error.format_message().rstrip('.')}; 'aidcli --help' and 'aidcli COMMAND --help' say more", 2) from None  # type: ignore[attr-defined]


def _ended(words: str, status: int) -> typer.Exit:
    _note(f"error: {words}")
    return typer.Exit(status)


def _note(words: str) -> None:
    print(f"aidcli: {words}", file=sys.stderr)


class _Commands(TyperGroup):
    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        with _boundary():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        with _boundary():
            return super().invoke(ctx)


app = typer.Typer(
    cls=_Commands, rich_markup_mode=None, pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]}
)


@app.callback(invoke_without_command=True)
def aidcli(
    ctx: typer.Context, version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False
) -> None:
    """Ask the figures that reports on regional aid publish, and trust the sums.

    Figures are as reported by their sources; none is independently verified.
    """
    if version:
        print(f"aidcli {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        print(ctx.get_help())


# Printing ---------------------------------------------------------------------------------------------------


def _style(answer: Answer) -> Style:
    """The answer's style for this terminal. FORCE_COLOR=0 forces nothing, unlike Rich's own reading of it."""
    terminal = sys.stdout.isatty()
    forced = os.environ.get("FORCE_COLOR", "") not in ("", "0")
    colour = (terminal or forced) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return answer.style(get_terminal_size().columns if terminal else None, colour=colour)


def _reply(table: Table, answer: Answer) -> None:
    """Print the table, its notes under it or on stderr, and end with status 1 where it has no row."""
    counted = _Counted(table.rows)
    style = _style(answer)
    try:
        sys.stdout.writelines(write(table._replace(rows=counted), style))
        sys.stdout.flush()
    except BrokenPipeError:
        _die_of_a_closed_pipe()
    except OSError as error:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - so that the interpreter does not try again at exit.
        raise Unwritable("standard output", error.strerror or str(error)) from None
    if style.format not in HUMAN:
        for note in table.notes():
            _note(note)
    if not counted.count:
        _note("no figure matches")
        raise typer.Exit(1)


class _Counted:
    """Rows on their way out, counted."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Any]:
        for row in self.rows:
            self.count += 1
            yield row


def _die_of_a_closed_pipe() -> None:
    """End as other filters do when their reader has gone."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGPIPE)


# Questions --------------------------------------------------------------------------------------------------


@app.command("list")
@spread
def list_(
    asked: Asked,
    answer: Answer,
    sort: Annotated[str | None, typer.Option(help="Order by these keys, parted by commas; -key from high to low.", metavar="KEYS")] = None,
    limit: Annotated[int | None, typer.Option(help="Show this many at most.", min=0)] = None,
) -> None:
    """List the figures that match."""
    keys = query.parse_keys(sort, (*KEYS, *(f"-{key}" for key in KEYS)), "--sort") if sort else []
    store = answer.store()
    figures, notes = _found(asked, answer, store)
    if keys:
        figures = query.ordered(figures, keys)
    _reply(of_figures(_first(limit, figures), answer.speech(store.codes), notes), answer)


@app.command()
@spread
def search(
    words: Annotated[list[str], typer.Argument(help="Words that all must occur, Chinese or English.", metavar="WORD...")],
    asked: Asked,
    answer: Answer,
    limit: Annotated[int | None, typer.Option(help="Show this many at most.", min=0)] = None,
) -> None:
    """Find figures by words in subject, printed form, place or note; best first."""
    store = answer.store()
    figures, notes = _found(asked, answer, store)
    found = query.search(figures, words, store.codes)
    _reply(of_figures(_first(limit, found), answer.speech(store.codes), notes, words), answer)


@app.command("sum")
@spread
def sum_(
    asked: Asked,
    answer: Answer,
    by: Annotated[str, typer.Option(help="One row for each of these, parted by commas.", metavar="KEYS", show_default=False)] = "",
    parts: Annotated[bool, typer.Option("--parts", help="Count parts beside their wholes.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="List every figure behind each total.")] = False,
) -> None:
    """Add up what may be added: a total for every measure and unit."""
    keys = query.parse_keys(by, query.DIMENSIONS, "--by") if by else []
    store = answer.store()
    selection = query.parse(asked, store.codes)
    totals = total(store.figures(), selection, by_keys(keys), parts=parts, explain=explain)
    _refuse_unknown(selection.missing, store)
    speech = answer.speech(store.codes)
    _reply(of_totals(totals, keys, speech, _notes(selection, speech), explain=explain), answer)


@app.command()
@spread
def compare(
    asked: Asked,
    answer: Answer,
    operands: Annotated[
        list[str] | None, typer.Argument(help="Two or more sectors, places, periods, sources or ids.", metavar="A B...", show_default=False)
    ] = None,
    of: Annotated[str | None, typer.Option(help=f"What the operands are: {', '.join(operands_.KINDS)}.", metavar="KIND")] = None,
    by: Annotated[str | None, typer.Option(help="Compare every value of this key instead, largest first.", metavar="KEY")] = None,
    base: Annotated[str | None, typer.Option(help="What the others are compared with; the first unless given.", metavar="A")] = None,
    parts: Annotated[bool, typer.Option("--parts", help="Count parts beside their wholes.")] = False,
) -> None:
    """Put totals side by side: difference, ratio, share and a bar."""
    store = answer.store()
    selection = query.parse(asked, store.codes)
    sides = _sides(operands or [], of, by, base, asked.within, store)
    totals = total(store.figures(), selection, sides.rows, parts=parts)
    _refuse_unknown(selection.missing, store)
    compared = comparison.compare(totals, sides.operands, sides.base)
    speech = answer.speech(store.codes)
    _reply(of_comparison(compared, sides.code_kind, speech, _notes(selection, speech)), answer)


@app.command()
@spread
def show(
    ids: Annotated[list[str], typer.Argument(help="The figures' ids.", metavar="ID...", autocompletion=complete_id)], answer: Answer
) -> None:
    """Show figures whole: amount, printed form, place in the document, whole and parts."""
    store = answer.store()
    asked = {figure.id: figure for figure in store.figures() if figure.id in ids}
    _refuse_unknown([each for each in ids if each not in asked], store)
    figures = [asked[each] for each in dict.fromkeys(ids)]
    wanted = {figure.part_of for figure in figures}
    wholes = {figure.id: figure for figure in store.figures() if figure.id in wanted}
    parts = [figure for figure in store.figures() if figure.part_of in asked]
    _reply(of_cards(figures, wholes, parts, store.sources(), answer.speech(store.codes)), answer)


@app.command()
@spread
def codes(
    answer: Answer,
    kind: Annotated[str | None, typer.Argument(help=f"{', '.join(f'{kind}s' for kind in KINDS)}.", metavar="[KIND]", show_default=False)] = None,
    used: Annotated[bool, typer.Option("--used", help="Only codes that some figure has.")] = False,
) -> None:
    """List the codes of a kind with their labels, or of every kind those in use; and how many figures each finds."""
    singular = [each for each in KINDS if kind in (None, each, f"{each}s")]
    if not singular:
        raise UnknownWord("kind of code", str(kind), near(str(kind), KINDS), [f"{each}s" for each in KINDS])
    store = answer.store()
    listed = [use for use in uses(store.figures(), store.codes, singular) if use.count or not (used or kind is None)]
    _reply(of_codes(listed, answer.speech(store.codes)), answer)


def _found(asked: Asked, answer: Answer, store: Store) -> tuple[Iterable[Figure], Callable[[], Sequence[str]]]:
    """The figures that the filters ask for, and what to say of them when they have been taken."""
    selection = query.parse(asked, store.codes)
    figures: Iterable[Figure] = filter(selection, store.figures())
    if asked.id:
        figures = list(figures)
        _refuse_unknown(selection.missing, store)
    return figures, _notes(selection, answer.speech(store.codes))


def _notes(selection: query.Selection, speech: Speech) -> Callable[[], Sequence[str]]:
    def notes() -> Sequence[str]:
        undated = selection.undated
        if not undated:
            return []
        en = f"{undated} {'figure states' if undated == 1 else 'figures state'} no period and cannot be placed in time."
        return [speech.say(en, f"{undated}条数据未说明期间,无法按时间筛选。")]

    return notes


def _refuse_unknown(missing: Collection[str], store: Store) -> None:
    if missing:
        ids = [figure.id for figure in store.figures()]
        raise UnknownFigure(sorted(missing), [close for each in sorted(missing) for close in near(each, ids)][:2])


def _sides(operands: Sequence[str], of: str | None, by: str | None, base: str | None, within: bool, store: Store) -> operands_.Sides:
    if by and not operands:
        return operands_.every(by, base, store.codes)
    if by or len(operands) < 2:
        raise Usage("compare takes two operands or more, or --by; say 'aidcli compare education health' or 'aidcli compare --by sector'")
    return operands_.named(operands, of, base, within, store.codes, lambda ids: {each.id for each in store.figures() if each.id in ids})


def _first(limit: int | None, figures: Iterable[Figure]) -> Iterable[Figure]:
    """The first few; the rest are read all the same, for a bad record is refused wherever it stands."""
    if limit is None:
        return figures
    return [figure for at, figure in enumerate(figures) if at < limit]


def main() -> None:
    """Run aidcli on the command line's arguments. Everything printed is UTF-8, whatever the locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()
