"""Answers and notes on their way out. The only module that prints."""

import os
import signal
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from shutil import get_terminal_size
from typing import Any, Final

import typer

from aidcli.cli.choosing import file_size
from aidcli.cli.options import Answer
from aidcli.cli.settings import choose
from aidcli.display import wording
from aidcli.display.formats import HUMAN, render, value_note
from aidcli.display.printable import printable
from aidcli.display.speech import say
from aidcli.display.table import Style, Table
from aidcli.display.wording import Phrase
from aidcli.errors import STANDARD_OUTPUT, Bilingual, UnknownWord, Unwritable, in_language
from aidcli.query.filters import Unplaced
from aidcli.query.store import Store

LARGE_STORE: Final = 70_000_000
"""Bytes of a file that holds some 200,000 figures."""


def note(words: str, lang: str = "en") -> None:
    """Write a note on one line, in `lang` where it is Bilingual."""
    tell(in_language(words, lang).replace("\n", "\u240a"))


def tell(words: str) -> None:
    """Write a line or several to standard error; if that fails, neither the answer nor the status changes."""
    try:
        print(f"aidcli: {printable(words)}", file=sys.stderr)
    except OSError:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - so that the interpreter does not try again at exit.


def how_many(number: int, what: str, chinese: str) -> Bilingual:
    """Return the number with the noun in singular or plural: `1 figure`, `2 figures`; in Chinese after its measure word."""
    return Bilingual(f"{number} {what}{'' if number == 1 else 's'}", f"{number}{chinese}")


def _style(answer: Answer) -> Style:
    """Return the answer's style for this terminal. FORCE_COLOR=0 forces no colour, although Rich reads it so."""
    if answer.output is not None:
        return answer.style(None, colour=False)
    terminal = sys.stdout.isatty()
    forced = os.environ.get("FORCE_COLOR", "") not in ("", "0")
    colour = (terminal or forced) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return answer.style(get_terminal_size().columns if terminal else None, colour=colour)


def reply(table: Table, answer: Answer, nothing: Phrase | None = wording.NO_MATCH, *, done: str = "") -> None:
    """Print the table or write it to a file, its notes under it or on standard error; where it has no row, end with status 1.

    `nothing` is what to say then; with None a table without rows is good news, and nothing is said. `done` says which
    change was made: a note that follows the table, even where the table cannot be printed.
    """
    counted = Counted(table.rows)
    style = _style(answer)
    try:
        _deliver(table._replace(rows=counted), style, answer, done)
    except BrokenPipeError:
        _die_of_a_closed_pipe()
    except OSError as error:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - so that the interpreter does not try again at exit.
        raise Unwritable(STANDARD_OUTPUT, error) from None
    for words in (*_beside(table, counted, style), *([] if done else _advice(answer.db, style.lang))):
        note(words)
    if answer.output is not None:
        note(say(wording.WROTE, style.lang, path=answer.output, rows=f"{counted.count:,}"))
    if not counted.count and nothing is None:
        return
    if not counted.count and nothing is not None:
        note(say(nothing, style.lang))
    if not counted.count or (style.format == "value" and table.record(counted.last)["value"] is None):
        raise typer.Exit(1)


def print_text(text: str) -> None:
    """Print a text as it is; its controls show where it reaches a terminal."""
    try:
        sys.stdout.write(printable(text) if sys.stdout.isatty() else text)
        sys.stdout.flush()
    except BrokenPipeError:
        _die_of_a_closed_pipe()


def _deliver(table: Table, style: Style, answer: Answer, done: str) -> None:
    try:
        pieces = render(table, style)
        if answer.output is None:
            _print(pieces, style, answer)
        else:
            from aidcli.exchange.writing import write_file  # Here: a run that prints its answer does without.

            write_file(Path(answer.output), map(str.encode, pieces), force=answer.force)
    finally:
        if done:
            note(done, style.lang)


def _print(pieces: Iterator[str], style: Style, answer: Answer) -> None:
    if style.format in ("csv", "tsv") and sys.stdout.isatty():
        pieces = _made_printable(pieces, style)
    if not answer.no_pager and (pager := _pager()):
        from aidcli.cli.paging import paged  # Here: it brings what starts programs.

        pieces = paged(pieces, pager, get_terminal_size().lines, lambda: note(say(wording.NO_SUCH_PAGER, style.lang, pager=pager)))
    # Many at a time: an unbuffered stream would make a system call of each.
    sys.stdout.writelines(iter(lambda: "".join(islice(pieces, 500)), ""))
    sys.stdout.flush()


def _pager() -> str:
    """Return the command that shows long answers; empty off a terminal, and where there shall be none."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb" or os.environ.get("AIDCLI_PAGER") == "":
        return ""
    command = (choose("pager").value or "").strip()
    return "" if command == "cat" else command


def _made_printable(lines: Iterable[str], style: Style) -> Iterator[str]:
    """Yield separated lines with every control but the tab visible, and say so: only a file or a pipe gets the text as it is."""
    changed = False
    for line in lines:
        shown = "\t".join(map(printable, line.split("\t")))
        changed = changed or shown != line
        yield shown
    if changed:
        note(say(wording.CONTROLS_SHOWN, style.lang))


def _beside(table: Table, counted: "Counted", style: Style) -> Sequence[str]:
    """Return the notes for standard error: those for which the format has no room."""
    if style.format in HUMAN and counted.count:
        return ()
    said = value_note(table, counted.last, style) if style.format == "value" and counted.count else ""
    return [*filter(None, [said]), *table.notes()]


def _advice(db: str | None, lang: str) -> Sequence[str]:
    """Return, on a terminal, the advice to ask a large file by way of an engine."""
    if not is_terminal() or file_size(db) < LARGE_STORE:
        return ()
    return [say(wording.FASTER_AS_A_FOLDER, lang)]


def is_terminal() -> bool:
    """Return whether a person reads the notes."""
    return sys.stderr.isatty()


def refuse_missing(unplaced: Unplaced, store: Store) -> None:
    """Raise UnknownWord where a query asks for ids that no figure has."""
    refuse_unknown(unplaced.missing, store)


def refuse_unknown(missing: Collection[str], store: Store) -> None:
    """Raise UnknownWord for missing ids, with the nearest ids there are."""
    if missing:
        raise UnknownWord("figure", sorted(missing), store.nearest_ids(missing), see="aidcli list --fields id")


class Counted:
    """Rows on their way out, counted as they are read."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.rows, self.count, self.last = rows, 0, None

    def __iter__(self) -> Iterator[Any]:
        for row in self.rows:
            self.count += 1
            self.last = row
            yield row

    def are_any(self) -> bool:
        """Return whether there is a row; reads the first one ahead, which counts once it is passed on."""
        rows = iter(self.rows)
        first = list(islice(rows, 1))
        self.rows = chain(first, rows)
        return bool(first)


def _die_of_a_closed_pipe() -> None:
    """End as other filters do when their reader has gone."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGPIPE)
