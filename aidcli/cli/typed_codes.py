"""A code or source as typed: its options, what is wrong with them, and the record that they make."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final, NamedTuple

from aidcli.changes.typed import is_unicode
from aidcli.cli.options import Text, option
from aidcli.cli.teaching import headed
from aidcli.display.codes import SOURCE_COLUMNS
from aidcli.errors import Bilingual, NotWritten, named_kind
from aidcli.model.codes import COLUMNS, Codebook
from aidcli.model.contract import slug_faults, source_faults
from aidcli.model.figure import SOURCE_KEYS, Record

_OF_CODES: Final = ("parent", "standard", "aliases", "units")


@headed("The code or source")
class TypedCode(NamedTuple):
    """A code or source as typed."""

    en: Annotated[Text, option("The English label, or a source's title.", "TEXT")] = None
    zh: Annotated[Text, option("The Chinese label, or title.", "TEXT")] = None
    parent: Annotated[Text, option("The code that it lies inside.", "CODE")] = None
    standard: Annotated[Text, option("Its codes in standards, separated by |.", "CODES")] = None
    aliases: Annotated[Text, option("Other names for it, separated by |.", "NAMES")] = None
    units: Annotated[Text, option("Of a measure: its usual units, separated by |.", "CODES")] = None
    type: Annotated[Text, option("Of a source: report, or ledger where its figures are distinct events.", "TYPE")] = None
    publisher: Annotated[Text, option("Of a source: who published it.", "TEXT")] = None
    date: Annotated[Text, option("Of a source: when, as 2023-09-01.", "DATE")] = None
    language: Annotated[Text, option("Of a source: its language, as zh.", "TAG")] = None
    url: Annotated[Text, option("Of a source: where it is found.", "URL")] = None
    sha256: Annotated[Text, option("Of a source: the document's SHA-256.", "HEX")] = None


def typed_record(kind: str, code: str, typed: TypedCode, held: Record, codes: Codebook) -> Record:
    """Return the record of a code or source with what is typed in place of what is held; raises NotWritten."""
    given = {key: text for key, text in typed._asdict().items() if text is not None}
    found = list(_faults(kind, code, {key: text for key, text in given.items() if text}, codes))
    names = {"code": code, "kind": kind} if kind != "source" else {"id": code}
    renamed = {"en": "title", "zh": "title_zh"} if kind == "source" else {}
    record = held | names | {renamed.get(key, key): text for key, text in given.items()}
    found += [] if record.get(renamed.get("en", "en")) else [Bilingual("--en is missing", "缺少 --en")]
    if found:
        raise NotWritten(found)
    order: Sequence[str] = SOURCE_KEYS if kind == "source" else ("kind", *COLUMNS)
    return {key: record[key] for key in order if record.get(key)}


def _faults(kind: str, code: str, given: dict[str, Any], codes: Codebook) -> Iterator[str]:
    """Yield what is wrong with a code or source as typed."""
    others = _OF_CODES if kind == "source" else SOURCE_COLUMNS
    yield from slug_faults("code", code, is_unit=kind == "unit")
    yield from (_not_for(key, kind) for key in others if key in given)
    yield from (Bilingual("--{key} is not UTF-8", "--{key} 不是 UTF-8", key=key) for key, text in given.items() if not is_unicode(text))
    if kind == "source":
        own = {key: text for key, text in given.items() if key in SOURCE_COLUMNS}
        yield from (Bilingual("--{fault}", "--{fault}", fault=fault) for fault in source_faults({"id": code, "title": "given", **own}))
        return
    parent, units = given.get("parent"), given.get("units", "")
    if parent and parent not in codes[kind]:
        yield Bilingual("--parent: unknown {kind} {parent!r}", "--parent：未知的{kind} {parent!r}", kind=named_kind(kind), parent=parent)
    elif parent and code in codes[kind].path(parent):
        yield Bilingual("--parent: {parent!r} lies inside {code!r}", "--parent：{parent!r} 在 {code!r} 之内", parent=parent, code=code)
    yield from () if kind == "measure" or not units else [_not_for("units", kind)]
    unknown = [each for each in units.split("|") if each and not codes.known("unit", each)]
    yield from (Bilingual("--units: unknown unit {each!r}", "--units：未知的单位 {each!r}", each=each) for each in unknown)
    names = filter(None, (given.get("en"), given.get("zh"), *given.get("aliases", "").split("|")))
    for name in names:
        if (taken := codes[kind].find(name)) not in (None, code):
            yield Bilingual("{name!r} names {taken!r} already", "{name!r} 已是 {taken!r} 的名称", name=name, taken=taken)


def _not_for(key: str, kind: str) -> Bilingual:
    return Bilingual("--{key} is not for a {kind}", "--{key} 不用于{kind}", key=key, kind=named_kind(kind))
