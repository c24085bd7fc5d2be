"""One line typed on a terminal, with TAB completion where the terminal allows it."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

import typer

from aidcli.model.codes import fold

Offered = Callable[[str], Sequence[str]]
"""Return what may stand in place of a line begun so."""


def letter_of(text: str) -> str:
    """Return the letter that an answer is: `ｙ` of full width, `yes` and 是 are `y`; any other answer folded."""
    return {"yes": "y", "是": "y", "no": "n", "否": "n"}.get(answer := fold(text), answer)


def read_line(question: str, offered: Offered) -> str:
    """Ask a question on the terminal, and return the answer without blanks around it; raises Abort or KeyboardInterrupt."""
    if not sys.stdout.isatty():  # Python edits lines on a terminal of input and output only.
        text: str = typer.prompt(question, prompt_suffix="", default="", show_default=False, err=True)
        return text.strip()
    with suppress(ImportError):  # Windows has none; without it lines are read as they come.
        _complete(offered)
    return input(question).strip()


def _complete(offered: Offered) -> None:
    import readline  # Here: it costs a millisecond, and changes how every `input` behaves.

    found: list[str] = []

    def offer(begun: str, at: int) -> str | None:
        if at == 0:
            found[:] = offered(begun)
        return found[at] if at < len(found) else None

    readline.set_completer(offer)
    readline.set_completer_delims("")  # Labels have blanks.
    is_libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")
