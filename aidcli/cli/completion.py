"""What TAB offers: commands, options, codes with those in use first, keys and ids. The scripts in `cli/shells` ask for it.

A script sets `AIDCLI_COMPLETE` to the name of its shell and calls aidcli with the words before the cursor, the last of
them unfinished. The answer has an offer a line, with a tab before its explanation; none means file names.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

from aidcli.cli.choosing import chosen_path, open_store
from aidcli.cli.settings import LANGUAGES, SETTINGS
from aidcli.display.formats import WRITERS
from aidcli.errors import Refusal
from aidcli.model.codes import KINDS, Code
from aidcli.model.figure import CODED, KEYS
from aidcli.model.quantity import BOUNDS
from aidcli.query.code_counts import count_codes
from aidcli.query.operands import OPERAND_KINDS
from aidcli.query.query import DIMENSIONS, Query
from aidcli.query.store import OpenStore

QUICK_BYTES: Final = 4 << 20
"""Of a store whose figures are read before codes are offered; in a larger one, TAB would be slow."""
MOST_OFFERS: Final = 200
Commands = Mapping[str, Callable[[], Any]]
"""The commands by name, each with what makes it; Typer exports no type for them."""
Offer = tuple[str, str]
"""A word that may replace the unfinished one, and its meaning."""


class Asked(NamedTuple):
    """A word that TAB was pressed in, and the words before it on the line after the command."""

    word: str
    before: Sequence[str]
    commands: Sequence[str]

    def store(self) -> OpenStore:
        """Open the store that the line names."""
        return open_store(self._named())

    def _named(self) -> str | None:
        named = [after for word, after in zip(self.before, self.before[1:], strict=False) if word == "--db"]
        return next((word[5:] for word in self.before if word.startswith("--db=")), named[0] if named else None)

    def is_quick(self) -> bool:
        """Return whether the store is small enough to read all its figures."""
        path, is_named = chosen_path(self._named())
        return (path.is_file() and path.stat().st_size <= QUICK_BYTES) or not (is_named or path.exists())


def answer_shell(commands: Commands, words: Sequence[str], shell: str) -> None:
    """Print what TAB offers for the last of the words."""
    if shell == "bash":  # It divides `--sector=he` into three words, and quotes are still there.
        words = _rejoined(words)
    with suppress(Refusal):  # A store that cannot be read: a TAB is no place for an error.
        for word, meaning in offers(commands, words):
            shown = word.partition("=")[2] if shell == "bash" and word.startswith("--") and "=" in word else word
            sys.stdout.write(f"{shown}\t{meaning}\n")


def _rejoined(words: Sequence[str]) -> list[str]:
    joined: list[str] = []
    for word in words:
        if joined and (word == "=" or joined[-1].endswith("=")):
            joined[-1] += word
        else:
            joined.append(word)
    return [word.strip("'\"") for word in joined]


def offers(commands: Commands, words: Sequence[str]) -> Iterator[Offer]:
    """Yield what may stand in place of the last of the words, at most MOST_OFFERS."""
    *before, word = words or [""]
    if not before:
        yield from _beginning(((name, "") for name in (*commands, "--help", "--version") if " " not in name), word)
        return
    if (name := " ".join(before[:2])) in commands:
        before = [name, *before[2:]]
    if before[0] not in commands:
        return
    command, asked = commands[before[0]](), Asked(word, before[1:], list(commands))
    options = {name: param for param in command.params for name in (*param.opts, *param.secondary_opts) if name.startswith("-")}
    name, equals, part = word.partition("=")
    found: Iterable[Offer]
    last = options.get(before[-1]) if len(before) > 1 else None
    if equals and name in options:
        found = ((f"{name}={each}", meaning) for each, meaning in _values(options[name].name, asked._replace(word=part)))
    elif last is not None and not last.is_flag:
        found = _values(last.name, asked)
    elif word.startswith("-"):
        found = _beginning(((each, param.help or "") for each, param in options.items() if each not in before), word)
    else:
        argument = next((param.name for param in command.params if param.param_type_name == "argument"), None)
        found = _values(argument, asked)
    for number, offer in enumerate(found):
        if number == MOST_OFFERS:
            break
        yield offer


def _values(name: str | None, asked: Asked) -> Iterator[Offer]:
    offered = OFFERS.get(name or "")
    return iter(()) if offered is None else iter(offered(asked))


def _beginning(found: Iterable[Offer], word: str) -> Iterator[Offer]:
    return (offer for offer in found if offer[0].startswith(word))


# What options and arguments take ----------------------------------------------------------------------------


def _one_of(words: Iterable[str]) -> Callable[[Asked], Iterable[Offer]]:
    return lambda asked: _beginning(((word, "") for word in words), asked.word)


def _list_of(offered: Callable[[Asked], Iterable[Offer]]) -> Callable[[Asked], Iterable[Offer]]:
    """Return what offers a comma-separated list of what `offered` does: for the part after the last comma."""

    def offer(asked: Asked) -> Iterator[Offer]:
        given, comma, part = asked.word.rpartition(",")
        taken = given.split(",")
        return ((given + comma + word, meaning) for word, meaning in offered(asked._replace(word=part)) if word not in taken)

    return offer


def _sort_keys(asked: Asked) -> Iterator[Offer]:
    sign = "-" if asked.word.startswith("-") else ""
    return _beginning(((sign + key, "from high to low" if sign else "") for key in KEYS), asked.word)


def _codes(*kinds: str) -> Callable[[Asked], Iterator[Offer]]:
    """Return what offers codes of these kinds, or their labels where one is begun; those in use first."""

    def offer(asked: Asked) -> Iterator[Offer]:
        with asked.store() as store:
            counted = store.code_counts(Query()) if asked.is_quick() else {}
            listed = sorted(count_codes(counted, store.codes, kinds), key=lambda each: -each.figures)
            for each in listed:
                yield from _named(each.code, asked.word)

    return offer


def _named(code: Code, begun: str) -> Iterator[Offer]:
    """Yield the code or, where that does not begin as typed, its labels that do, in the same case: shells put in no other."""
    if code.code.startswith(begun):
        yield code.code, code.en or code.zh
        return
    yield from ((label, code.code) for label in code.labels if begun and label.startswith(begun))


def _ids(asked: Asked) -> Iterator[Offer]:
    if asked.is_quick():
        with asked.store() as store:
            found = ((figure.id, figure.subject or figure.subject_zh or "") for figure in store.find(Query()).figures)
            yield from _beginning(found, asked.word)


def _rate(asked: Asked) -> Iterator[Offer]:
    above, slash, below = asked.word.rpartition("/")
    for word, meaning in _codes("measure")(asked._replace(word=below)):
        yield (above + slash + word if slash else f"{word}/", meaning)


def _kinds_of_codes(asked: Asked) -> Iterator[Offer]:
    words = [*(f"{kind}s" for kind in KINDS), *(each.partition(" ")[2] for each in asked.commands if each.startswith("codes "))]
    return _beginning(((word, "") for word in words), asked.word) if not asked.before else iter([])


def _kind_then_code(asked: Asked) -> Iterator[Offer]:
    if not asked.before:
        return _beginning(((kind, "") for kind in KINDS), asked.word)
    return _codes(asked.before[0])(asked) if asked.before[0] in KINDS else iter([])


def _topics(asked: Asked) -> Iterator[Offer]:
    from aidcli.cli.commands.help import TOPICS

    return _beginning(((word, "") for word in (*TOPICS, *asked.commands)), asked.word)


OFFERS: Final[Mapping[str, Callable[[Asked], Iterable[Offer]]]] = {
    **{key: _list_of(_codes(kind)) for key, kind in CODED.items()},
    "words": _list_of(_codes(*KINDS)),
    "operands": _codes(*KINDS),
    "base": _codes(*KINDS),
    "bound": _list_of(_one_of(BOUNDS)),
    "by": _list_of(_one_of(DIMENSIONS)),
    "across": _one_of(DIMENSIONS),
    "fields": _list_of(_one_of(KEYS)),
    "sort": _list_of(_sort_keys),
    "rate": _rate,
    "of": _one_of(OPERAND_KINDS),
    "format": _one_of(WRITERS),
    "lang": _one_of(LANGUAGES),
    "on_conflict": _one_of(("rename", "skip", "replace")),
    **dict.fromkeys(("id", "ids", "part_of", "whole"), _list_of(_ids)),
    "what": _kinds_of_codes,
    "kind": _kind_then_code,
    **dict.fromkeys(("key", "unset"), _one_of(SETTINGS)),
    "topic": _topics,
    "shell": _one_of(("bash", "zsh", "fish")),
}
"""What is offered for an option or argument, by its name."""
