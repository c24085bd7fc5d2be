"""`aidcli codes`: list codes and sources."""

from collections.abc import Sequence
from typing import Annotated, Final

import typer

from aidcli.cli.options import Answer, spread
from aidcli.cli.output import reply
from aidcli.cli.teaching import exemplified, headed
from aidcli.display import wording
from aidcli.display.codes import of_codes
from aidcli.display.headings import key_of
from aidcli.errors import Usage
from aidcli.model.codes import KINDS, Code, fold, one_of
from aidcli.query.code_counts import count_codes
from aidcli.query.query import Query

PLURALS: Final = tuple(f"{kind}s" for kind in KINDS)


@exemplified(
    {
        "What your figures have": "aidcli codes",
        "The sectors whose names contain a word": "aidcli codes sectors school",
        "A source of your own": 'aidcli codes add source lin-2024 --en "Lin County report" --date 2024',
    }
)
@headed("Filters")
@spread
def codes(
    answer: Answer,
    what: Annotated[
        list[str] | None,
        typer.Argument(help=f"{', '.join(PLURALS)}, and words to look for.", metavar="[KIND] [WORD...]", show_default=False),
    ] = None,
    used: Annotated[bool, typer.Option("--used", help="Only codes that some figure has.")] = False,
) -> None:
    """List codes with their labels and counts; add, edit, remove or rename your own.

    Lists all codes of a KIND, or those whose names have every WORD, by default those in use of every kind; each with the
    number of figures that a question for it finds. 'aidcli codes add', 'edit', 'remove' and 'rename' change your own.
    """
    words = what or []
    if words[:1] and words[0] in ("add", "edit", "remove", "rename"):
        raise Usage("write 'aidcli codes {word}' first, and options after it", "请先写 'aidcli codes {word}'，选项写在其后", word=words[0])
    searched = list(map(fold, words[1:]))
    kinds = [read_kind(words[0])] if words else KINDS
    with answer.open_store() as store:
        counted = count_codes(store.code_counts(Query()), store.codes, kinds)
        listed = [each for each in counted if (each.figures or not (used or not words)) and _holds(each.code, searched)]
        reply(of_codes(listed, store.sources(), answer.speech(store.codes)), answer, wording.NO_CODE)


def _holds(code: Code, words: Sequence[str]) -> bool:
    """Return whether every word is part of a name or standard code of this code."""
    names = fold("\n".join((code.code, *code.labels, *code.aliases, *code.standard)))
    return all(word in names for word in words)


def read_kind(word: str) -> str:
    """Return the kind of code that a word names, in singular, plural or Chinese; raises UnknownWord."""
    word = key_of(word)
    return word if word in KINDS else dict(zip(PLURALS, KINDS, strict=True))[one_of("kind of code", word, PLURALS)]
