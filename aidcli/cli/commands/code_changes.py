"""`aidcli codes add`, `edit`, `remove` and `rename`: change the codes and sources of a store that are the user's own."""

from typing import Annotated, Final

import typer

from aidcli.changes.renaming import keys_with, renamed_figures, renamed_records
from aidcli.cli.changing import changing
from aidcli.cli.commands.codes import read_kind
from aidcli.cli.options import Answer, spread
from aidcli.cli.output import how_many, note, reply
from aidcli.cli.teaching import exemplified
from aidcli.cli.typed_codes import TypedCode, typed_record
from aidcli.display import wording
from aidcli.display.codes import of_codes
from aidcli.display.speech import Speech
from aidcli.display.wording import Phrase
from aidcli.engine.own_records import own_records
from aidcli.errors import Bilingual, NotWritten, ShippedCode, TakenName, Usage, UsedCode, named_kind
from aidcli.model.codes import COLUMNS, Code
from aidcli.model.contract import slug_faults
from aidcli.model.figure import Record, Source
from aidcli.model.seeds import shipped_codes
from aidcli.query.code_counts import CodeCount, count_codes
from aidcli.query.query import Query
from aidcli.store.change import Change

_KEYS_OF: Final = {"codes": ("kind", "code"), "sources": ("id",)}
"""The keys that distinguish the records of a table."""
KindOfCode = Annotated[str, typer.Argument(help="sector, measure, unit, place or source.", metavar="KIND")]
OneCode = Annotated[str, typer.Argument(help="The code; of a source, its id.", metavar="CODE")]


@exemplified(
    {
        "A source of your own": 'aidcli codes add source lin-2024 --en "Lin County report" --zh 林县报告 --date 2024',
        "A sector inside another": 'aidcli codes add sector forest-roads --en "Forest roads" --zh 林区道路 --parent forestry',
        "A ledger, whose figures never count twice": 'aidcli codes add source payments --en "Payments" --type ledger',
    }
)
@spread
def add_code(kind: KindOfCode, code: OneCode, typed: TypedCode, answer: Answer) -> None:
    """Add a code or a source.

    Codes are lower-case words joined by hyphens; those of currencies have three capitals.
    """
    kind = _checked(kind, answer)
    with changing(answer.db, "codes-add") as change:
        change.verify()
        if code in change.store.codes[kind].codes:
            raise TakenName(kind, code)
        record = typed_record(kind, code, typed, {}, change.store.codes)
        table = "sources" if kind == "source" else "codes"
        change.keep(table, _KEYS_OF[table], [record])
    _report(kind, record, _ADDED, change, answer)


@exemplified(
    {
        "A better label": "aidcli codes edit sector health --zh 医疗卫生",
        "Another name for a place": "aidcli codes edit place changji --aliases 昌吉州",
        "Where a source is found": "aidcli codes edit source shanxi-daily-2023 --url https://example.org/report",
    }
)
@spread
def edit_code(kind: KindOfCode, code: OneCode, typed: TypedCode, answer: Answer) -> None:
    """Change the labels and other keys of a code or source; an empty text removes a key.

    A code that ships with aidcli changes in your store only; 'aidcli codes remove' takes the change back.
    """
    kind = _checked(kind, answer)
    if not any(text is not None for text in typed):
        raise Usage(
            "nothing to change in {code!r}; give a key, for example 'aidcli codes edit {kind} {code} --en LABEL'",
            "{code!r} 没有要改的内容；请给出字段，如 'aidcli codes edit {kind} {code} --en LABEL'",
            code=code,
            kind=kind,
        )
    with changing(answer.db, "codes-edit") as change:
        counted = count_codes(change.store.code_counts(Query()), change.store.codes, [kind])
        number = next((each.figures for each in counted if each.code.code == code), 0)
        table = "sources" if kind == "source" else "codes"
        record = typed_record(kind, code, typed, _held(kind, code, change), change.store.codes)
        change.keep(table, _KEYS_OF[table], [record])
    _report(kind, record, _CHANGED, change, answer, number)


@exemplified(
    {
        "A source that no figure has": "aidcli codes remove source lin-2024",
        "A sector of your own": "aidcli codes remove sector forest-roads",
        "A change to a shipped code": "aidcli codes remove sector health",
    }
)
@spread
def remove_code(kind: KindOfCode, code: OneCode, answer: Answer) -> None:
    """Remove a code or source of your own that no figure has.

    Shipped codes cannot be removed; one that you have changed is restored to what ships with aidcli.
    """
    kind = _checked(kind, answer)
    with changing(answer.db, "codes-remove") as change:
        using = [figure.id for figure in change.store.figures() if keys_with(figure, kind, code)]
        old = _own(kind, code, change)
        is_shipped = any(each.code == code for each in shipped_codes(kind))
        inside = [each.code for each in change.store.codes[kind] if each.parent == code]
        if (using or inside) and not is_shipped:
            raise UsedCode(kind, code, using or inside)
        table = "sources" if kind == "source" else "codes"
        change.rewrite(table, _KEYS_OF[table], old, None)
    note(Bilingual(*(_AS_SHIPPED if is_shipped else _REMOVED), kind=named_kind(kind), code=code, path=change.path), answer.language)


@exemplified(
    {
        "A source": "aidcli codes rename source lin-2024 lin-county-2024",
        "A sector": "aidcli codes rename sector forest-roads forestry-roads",
        "A place": "aidcli codes rename place lin lin-county",
    }
)
@spread
def rename_code(
    kind: KindOfCode, old: OneCode, new: Annotated[str, typer.Argument(help="The new code.", metavar="NEW")], answer: Answer
) -> None:
    """Give a code or source of your own another name; all figures follow, in one change.

    The codes that ship with aidcli keep their names.
    """
    kind = _checked(kind, answer)
    with changing(answer.db, "codes-rename") as change:
        revision = renamed_figures(change.store.figures(), kind, old, new)
        codes = change.store.codes
        before = _own(kind, old, change)
        if new in codes[kind].codes:
            raise TakenName(kind, new)
        if any(each.code == old for each in shipped_codes(kind)):
            raise ShippedCode(kind, old)
        if found := list(slug_faults("code", new, is_unit=old.isupper())) or ([] if old.isupper() == new.isupper() else [_NOT_ALIKE]):
            raise NotWritten(found)
        change.apply(revision)
        _rename_records(kind, old, new, before, change)
    count = how_many(len(revision.changed), "figure", "条数据")
    note(Bilingual(*_RENAMED, kind=named_kind(kind), old=old, new=new, path=change.path, count=count), answer.language)


_ADDED: Final = ("added {kind} {code!r} to '{path}'", "已在 '{path}' 中添加{kind} {code!r}")
_CHANGED: Final = ("changed {kind} {code!r} in '{path}'", "已在 '{path}' 中修改{kind} {code!r}")
_REMOVED: Final = ("removed {kind} {code!r} from '{path}'", "已从 '{path}' 中删除{kind} {code!r}")
_RENAMED: Final = (
    "renamed {kind} {old!r} to {new!r} in '{path}', with {count}",
    "已在 '{path}' 中将{kind} {old!r} 改名为 {new!r}，涉及{count}",
)
_AS_SHIPPED: Final = ("{kind} {code!r} is again as it ships, in '{path}'", "'{path}' 中{kind} {code!r} 已恢复自带的内容")
_NOT_ALIKE: Final = Bilingual(
    "code: that of a currency has three capitals, and no other has", "code：货币代码为三个大写字母，其他代码都不是"
)


def _rename_records(kind: str, old: str, new: str, before: Record, change: Change) -> None:
    """Rename a code, or a source, in all records beside the figures."""
    if kind != "source":
        for one, other in list(renamed_records(own_records(change.store)["codes"], kind, old, new)):
            change.rewrite("codes", _KEYS_OF["codes"], one, other)
        return
    change.rewrite("sources", _KEYS_OF["sources"], before, before | {"id": new})
    for each in own_records(change.store)["not_figures"]:
        if each["source"] == old:
            change.rewrite("not_figures", ("source", "line", "start"), each, each | {"source": new})


def _checked(kind: str, answer: Answer) -> str:
    answer.check()
    return read_kind(kind)


def _held(kind: str, code: str, change: Change) -> Record:
    """Return the record of a code or source, shipped or not; raises UnknownWord."""
    known = change.store.codes[kind]
    if code not in known:
        known.resolve(code)
        raise Usage(
            "{word!r} names {code!r}; give the code itself", "{word!r} 指 {code!r}；请直接给出代码", word=code, code=known.find(code)
        )
    if kind == "source":
        return change.store.sources()[code].stored()
    texts = ("|".join(each) if isinstance(each, tuple) else each for each in known.codes[code])
    return {"kind": kind} | {column: text for column, text in zip(COLUMNS, texts, strict=True) if text}


def _own(kind: str, code: str, change: Change) -> Record:
    """Return the record of a code that the store holds; raises UnknownWord, or ShippedCode where it is as it ships."""
    held = _held(kind, code, change)
    if held not in own_records(change.store)["sources" if kind == "source" else "codes"]:
        raise ShippedCode(kind, code)
    return held


def _report(kind: str, record: Record, what: Phrase, change: Change, answer: Answer, number: int = 0) -> None:
    """Show a code or source as it was written; `number` figures have it."""
    speech = Speech(change.store.codes, answer.language)
    sources = {record["id"]: Source.read(record)} if kind == "source" else {}
    code = (
        Code(record["id"], en=record["title"], zh=record.get("title_zh", ""))
        if kind == "source"
        else Code.read(*(record.get(column) or "" for column in COLUMNS))
    )
    digest = record.get("sha256") if kind == "source" else None
    same = [each.id for each in change.store.sources().values() if digest and each.sha256 == digest and each.id != code.code]
    notes = [speech.say(wording.SAME_DOCUMENT, name=code.code, other=other) for other in same]
    done = Bilingual(*what, kind=named_kind(kind), code=code.code, path=change.path)
    reply(of_codes([CodeCount(kind, code, 0, number)], sources, speech, lambda: notes), answer, done=done)
