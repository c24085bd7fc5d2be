"""The command that lists the codes there are, and adds codes and sources of one's own."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from aidcli.code_tables import Held, Use, held, of_codes, uses
from aidcli.codelist import COLUMNS, KINDS, Code, near, slug_faults
from aidcli.columns import Speech
from aidcli.entry import is_unicode
from aidcli.errors import BadCode, TakenCode, UnknownWord, Usage
from aidcli.options import Answer, Described, spread
from aidcli.period import parse as parse_period
from aidcli.printing import note, reply
from aidcli.store import Change, changing

PLURALS: Final = tuple(f"{kind}s" for kind in KINDS)
_OF_SOURCES: Final = ("publisher", "date", "language", "url", "sha256")
_OF_CODES: Final = ("zh", "parent", "standard", "aliases")
What = Annotated[list[str] | None, typer.Argument(help=f"{', '.join(PLURALS)}; or add KIND CODE.", metavar="[KIND]", show_default=False)]


@spread
def codes(
    answer: Answer,
    described: Described,
    what: What = None,
    used: Annotated[bool, typer.Option("--used", help="Only codes that some figure has.")] = False,
) -> None:
    """List codes with their labels and counts, or add your own.

    Of a KIND all, else of every kind those in use; each with how many figures a question for it finds.
    aidcli codes add KIND CODE --en LABEL adds one of your own.
    """
    words = what or []
    if words[:1] == ["add"]:
        _add(words[1:], described, answer)
    else:
        _list(words, used, described, answer)


def _list(words: Sequence[str], used: bool, described: Described, answer: Answer) -> None:
    if len(words) > 1 or any(text is not None for text in described):
        raise Usage(f"cannot list codes of {' '.join(words)!r} so; name one kind, or say 'aidcli codes add KIND CODE --en LABEL'")
    kinds = [_kind(words[0])] if words else KINDS
    store = answer.store()
    counted = sum(store.over(held), Counter[Held]())
    listed = [use for use in uses(counted, store.codes, kinds) if use.found or not (used or not words)]
    reply(of_codes(listed, answer.speech(store.codes)), answer)


def _kind(word: str) -> str:
    kind = dict(zip(PLURALS, KINDS, strict=True)).get(word, word)
    if kind not in KINDS:
        raise UnknownWord("kind of code", word, near(word, PLURALS), PLURALS)
    return kind


def _add(words: Sequence[str], described: Described, answer: Answer) -> None:
    if len(words) != 2:
        raise Usage(f"'codes add' takes a kind and a code, not {' '.join(words)!r}; say 'aidcli codes add sector forestry-x --en Forestry'")
    kind, code = _kind(words[0]), words[1]
    with changing(answer.db) as change:
        _check(kind, code, described, change)
        if kind == "source":
            record = {"id": code, "title": described.en} | {key: getattr(described, key) for key in _OF_SOURCES}
            change.keep("sources", ["id"], [{key: value for key, value in record.items() if value}])
        else:
            texts = described._asdict() | {"code": code}
            change.keep("codes", ["kind", "code"], [{"kind": kind} | {column: texts[column] for column in COLUMNS if texts[column]}])
    new = Code.read(code, *(getattr(described, column) or "" for column in COLUMNS[1:]))
    reply(of_codes([Use(kind, new, 0, 0)], Speech(change.store.codes, answer.language)), answer)
    note(f"added {kind} {code!r} to '{change.path}'")


def _check(kind: str, code: str, described: Described, change: Change) -> None:
    change.verify()
    codes = change.store.codes
    if code in codes[kind].codes:
        raise TakenCode(kind, code)
    found = list(slug_faults("code", code, is_unit=kind == "unit"))
    found += [] if described.en else ["--en is missing"]
    found += [f"--{key} is not for a {kind}" for key in (_OF_CODES if kind == "source" else _OF_SOURCES) if getattr(described, key)]
    found += [f"--{key} is not UTF-8" for key, text in described._asdict().items() if not is_unicode(text or "")]
    if described.parent and described.parent not in codes[kind]:
        found.append(f"--parent: unknown {kind} {described.parent!r}")
    if described.date and parse_period(described.date) is None:
        found.append(f"--date: {described.date!r} is not a date")
    if found:
        raise BadCode(found)
