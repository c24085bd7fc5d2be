"""The command that lists the codes there are, and adds codes and sources of one's own."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Final

import typer

from aidcli.changes.typed import is_unicode
from aidcli.cli.options import Answer, Described, spread
from aidcli.cli.output import note, reply
from aidcli.display.codes import of_codes
from aidcli.display.wording import Speech
from aidcli.errors import NotWritten, TakenName, UnknownWord, Usage
from aidcli.model.codes import COLUMNS, KINDS, Code, Codebook, near
from aidcli.model.contract import slug_faults, source_faults
from aidcli.query.code_counts import CodeCount, Combination, combinations, count_codes
from aidcli.store.store import Change, changing

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
        raise Usage("codes lists one kind, as in 'aidcli codes sectors'; to add one, say 'aidcli codes add KIND CODE --en LABEL'")
    kinds = [_kind(words[0])] if words else KINDS
    store = answer.store()
    counted = sum(store.over(combinations), Counter[Combination]())
    listed = [each for each in count_codes(counted, store.codes, kinds) if each.figures or not (used or not words)]
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
    reply(of_codes([CodeCount(kind, new, 0, 0)], Speech(change.store.codes, answer.language)), answer)
    note(f"added {kind} {code!r} to '{change.path}'")


def _check(kind: str, code: str, described: Described, change: Change) -> None:
    change.verify()
    codes = change.store.codes
    if code in codes[kind].codes:
        raise TakenName(kind, code)
    found = list(_faults(kind, code, described, codes))
    if found:
        raise NotWritten(found)


def _faults(kind: str, code: str, described: Described, codes: Codebook) -> Iterator[str]:
    """What is wrong with a new code or source, as typed."""
    given = {key: text for key, text in described._asdict().items() if text}
    others = _OF_CODES if kind == "source" else _OF_SOURCES
    yield from slug_faults("code", code, is_unit=kind == "unit")
    yield from () if described.en else ["--en is missing"]
    yield from (f"--{key} is not for a {kind}" for key in others if key in given)
    yield from (f"--{key} is not UTF-8" for key, text in given.items() if not is_unicode(text))
    if kind == "source":
        own = {key: text for key, text in given.items() if key in _OF_SOURCES}
        yield from (f"--{fault}" for fault in source_faults({"id": code, "title": "given", **own}))
        return
    if described.parent and described.parent not in codes[kind]:
        yield f"--parent: unknown {kind} {described.parent!r}"
    names = filter(None, (described.en, described.zh, *(described.aliases or "").split("|")))
    yield from (f"{name!r} names {taken!r} already" for name in names if (taken := codes[kind].find(name)))
