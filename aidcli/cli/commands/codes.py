"""`aidcli codes`: list codes and sources, or add your own."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, NamedTuple

import typer

from aidcli.changes.typed import is_unicode
from aidcli.cli.changing import changing
from aidcli.cli.options import Answer, Text, option, spread
from aidcli.cli.output import reply
from aidcli.cli.teaching import exemplified, headed
from aidcli.display import wording
from aidcli.display.codes import SOURCE_COLUMNS, of_codes
from aidcli.display.speech import Speech
from aidcli.errors import Bilingual, NotWritten, TakenName, Usage, named_kind
from aidcli.model.codes import COLUMNS, KINDS, Code, Codebook, fold, one_of
from aidcli.model.contract import slug_faults, source_faults
from aidcli.model.figure import Source
from aidcli.query.code_counts import CodeCount, count_codes
from aidcli.query.query import Query
from aidcli.store.change import Change

PLURALS: Final = tuple(f"{kind}s" for kind in KINDS)

_OF_CODES: Final = ("parent", "standard", "aliases", "units")


@headed("Adding a code or source")
class TypedCode(NamedTuple):
    """A code or source as typed."""

    en: Annotated[Text, option("With add: the English label, or a source's title.", "TEXT")] = None
    zh: Annotated[Text, option("With add: the Chinese label, or title.", "TEXT")] = None
    parent: Annotated[Text, option("With add: the code that it lies inside.", "CODE")] = None
    standard: Annotated[Text, option("With add: its codes in standards, separated by |.", "CODES")] = None
    aliases: Annotated[Text, option("With add: other names for it, separated by |.", "NAMES")] = None
    units: Annotated[Text, option("With add measure: its usual units, separated by |.", "CODES")] = None
    type: Annotated[Text, option("With add source: report, or ledger where its figures are distinct events.", "TYPE")] = None
    publisher: Annotated[Text, option("With add source: who published it.", "TEXT")] = None
    date: Annotated[Text, option("With add source: when, as 2023-09-01.", "DATE")] = None
    language: Annotated[Text, option("With add source: its language, as zh.", "TAG")] = None
    url: Annotated[Text, option("With add source: where it is found.", "URL")] = None
    sha256: Annotated[Text, option("With add source: the document's SHA-256.", "HEX")] = None


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
    typed: TypedCode,
    what: Annotated[
        list[str] | None,
        typer.Argument(
            help=f"{', '.join(PLURALS)}, and words to look for; or add KIND CODE.", metavar="[KIND] [WORD...]", show_default=False
        ),
    ] = None,
    used: Annotated[bool, typer.Option("--used", help="Only codes that some figure has.")] = False,
) -> None:
    """List codes with their labels and counts, or add your own.

    Lists all codes of a KIND, or those whose names have every WORD, by default those in use of every kind; each with the
    number of figures that a question for it finds. 'aidcli codes add KIND CODE --en LABEL' adds your own.
    """
    words = what or []
    if words[:1] == ["add"]:
        _add(words[1:], typed, answer)
    else:
        _list(words, used, typed, answer)


def _list(words: Sequence[str], used: bool, typed: TypedCode, answer: Answer) -> None:
    if any(text is not None for text in typed):
        raise Usage(
            "codes lists one kind, as in 'aidcli codes sectors'; to add one, try 'aidcli codes add KIND CODE --en LABEL'",
            "codes 列出一类代码，如 'aidcli codes sectors'；要添加，可试 'aidcli codes add KIND CODE --en LABEL'",
        )
    searched = list(map(fold, words[1:]))
    kinds = [_kind(words[0])] if words else KINDS
    with answer.open_store() as store:
        counted = count_codes(store.code_counts(Query()), store.codes, kinds)
        listed = [each for each in counted if (each.figures or not (used or not words)) and _holds(each.code, searched)]
        reply(of_codes(listed, store.sources(), answer.speech(store.codes)), answer, wording.NO_CODE)


def _holds(code: Code, words: Sequence[str]) -> bool:
    """Return whether every word is part of a name or standard code of this code."""
    names = fold("\n".join((code.code, *code.labels, *code.aliases, *code.standard)))
    return all(word in names for word in words)


def _kind(word: str) -> str:
    return word if word in KINDS else dict(zip(PLURALS, KINDS, strict=True))[one_of("kind of code", word, PLURALS)]


def _add(words: Sequence[str], typed: TypedCode, answer: Answer) -> None:
    answer.check()
    if len(words) != 2:
        raise Usage(
            "'codes add' takes a kind and a code, not {words!r}; say 'aidcli codes add sector forestry-x --en Forestry'",
            "'codes add' 需要类别和代码，而不是 {words!r}；写法如 'aidcli codes add sector forestry-x --en Forestry'",
            words=" ".join(words),
        )
    kind, code = _kind(words[0]), words[1]
    with changing(answer.db, "codes-add") as change:
        _check(kind, code, typed, change)
        sources: dict[str, Source] = {}
        if kind == "source":
            source = sources[code] = Source.read(
                {"id": code, "title": typed.en, "title_zh": typed.zh} | {key: getattr(typed, key) for key in SOURCE_COLUMNS}
            )
            change.keep("sources", ["id"], [source.stored()])
        else:
            texts = typed._asdict() | {"code": code}
            change.keep("codes", ["kind", "code"], [{"kind": kind} | {column: texts[column] for column in COLUMNS if texts[column]}])
    new = Code.read(code, *(getattr(typed, column) or "" for column in COLUMNS[1:]))
    speech = Speech(change.store.codes, answer.language)
    done = f"added {kind} {code!r} to '{change.path}'"
    reply(
        of_codes([CodeCount(kind, new, 0, 0)], sources, speech, lambda: _same_document(code, typed.sha256, change, speech)),
        answer,
        done=done,
    )


def _same_document(code: str, digest: str | None, change: Change, speech: Speech) -> Sequence[str]:
    """Say which sources, before the change, are the document of the source `code`, since they have its SHA-256."""
    same = [source.id for source in change.store.sources().values() if digest and source.sha256 == digest]
    return [speech.say(wording.SAME_DOCUMENT, name=code, other=other) for other in same]


def _check(kind: str, code: str, typed: TypedCode, change: Change) -> None:
    change.verify()
    codes = change.store.codes
    if code in codes[kind].codes:
        raise TakenName(kind, code)
    found = list(_faults(kind, code, typed, codes))
    if found:
        raise NotWritten(found)


def _faults(kind: str, code: str, typed: TypedCode, codes: Codebook) -> Iterator[str]:
    """Yield what is wrong with a new code or source, as typed."""
    given = {key: text for key, text in typed._asdict().items() if text}
    others = _OF_CODES if kind == "source" else SOURCE_COLUMNS
    yield from slug_faults("code", code, is_unit=kind == "unit")
    yield from () if typed.en else [Bilingual("--en is missing", "缺少 --en")]
    yield from (
        Bilingual("--{key} is not for a {kind}", "--{key} 不用于{kind}", key=key, kind=named_kind(kind)) for key in others if key in given
    )
    yield from (Bilingual("--{key} is not UTF-8", "--{key} 不是 UTF-8", key=key) for key, text in given.items() if not is_unicode(text))
    if kind == "source":
        own = {key: text for key, text in given.items() if key in SOURCE_COLUMNS}
        yield from (Bilingual("--{fault}", "--{fault}", fault=fault) for fault in source_faults({"id": code, "title": "given", **own}))
        return
    if typed.parent and typed.parent not in codes[kind]:
        yield Bilingual(
            "--parent: unknown {kind} {parent!r}", "--parent：未知的{kind} {parent!r}", kind=named_kind(kind), parent=typed.parent
        )
    yield from (
        ()
        if kind == "measure" or not typed.units
        else [Bilingual("--units is not for a {kind}", "--units 不用于{kind}", kind=named_kind(kind))]
    )
    yield from (
        Bilingual("--units: unknown unit {each!r}", "--units：未知的单位 {each!r}", each=each)
        for each in (typed.units or "").split("|")
        if each and not codes.known("unit", each)
    )
    names = filter(None, (typed.en, typed.zh, *(typed.aliases or "").split("|")))
    yield from (f"{name!r} names {taken!r} already" for name in names if (taken := codes[kind].find(name)))
