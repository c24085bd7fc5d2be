"""`aidcli import`: read figures, sources and codes from files."""

from collections.abc import Callable, Iterable
from typing import Annotated, Final, NamedTuple

import typer

from aidcli.changes.control_totals import control_totals
from aidcli.changes.incoming import WAYS
from aidcli.changes.revision import Step
from aidcli.cli.changing import excess_after, importing, note_excess, note_unusual_units
from aidcli.cli.choosing import store_before_change
from aidcli.cli.foreign import Foreign, Incoming, read_foreign
from aidcli.cli.options import Answer, Text, flag, option, spread
from aidcli.cli.output import note, reply
from aidcli.cli.teaching import exemplified, headed
from aidcli.display.drafts import left_notes
from aidcli.display.imported import notes_of_file, notes_of_totals
from aidcli.display.links import NOTHING_WRITTEN
from aidcli.display.progress import tracked
from aidcli.display.reports import notes_of_plan, notes_of_sources, of_step_counts, of_steps
from aidcli.display.speech import Speech
from aidcli.display.table import Table
from aidcli.errors import Bilingual, Usage, in_language, join_texts
from aidcli.exchange.contents import read_contents
from aidcli.exchange.datapackage import CODE_KINDS
from aidcli.exchange.drafted import take_drafts
from aidcli.exchange.iati import read_iati
from aidcli.exchange.intake import Beside, Intake, plan_intake
from aidcli.exchange.reading import IMPORTED, InputFile, format_of
from aidcli.model.codes import one_of
from aidcli.query.store import OpenStore

_NOTHING_WRITTEN: Final = Bilingual(*NOTHING_WRITTEN)
_READING: Final = Bilingual("Reading figures", "正在读取数据")
_UNREAD: Final = (
    "not read: {sheets}; only what export writes is, and the first sheet of another workbook",
    "未读取：{sheets}；只读取导出所写的工作表，以及其他工作簿的第一张",
)


@headed("Changes")
class Existing(NamedTuple):
    """Which rows to take, and what to do with figures that the store already has."""

    on_conflict: Annotated[
        Text, option(f"What to do where an id belongs to another source, or a draft is 'changed': {', '.join(WAYS)}.", "WAY")
    ] = None
    replace_source: Annotated[bool, flag("Remove stored figures of the file's sources that the file lacks.", "--replace-source")] = False
    complete_only: Annotated[bool, flag("Leave out rows that lack a required key, and list them.", "--complete-only")] = False


@exemplified(
    {
        "What an import would do": "aidcli import aid.csv --dry-run",
        "A table that lacks a column for its source": "aidcli import projects.csv --set source=lin-2024 --new sources",
        "An IATI activity file": "aidcli import activities.xml",
    }
)
@headed("The file")
@spread
def import_file(
    file: Annotated[str, typer.Argument(help="A file, the folder of a Data Package, or - for standard input.", metavar="FILE")],
    answer: Answer,
    existing: Existing,
    foreign: Foreign,
    source_format: Annotated[
        str | None, typer.Option("--from", help=f"The file's format: {', '.join(IMPORTED)}.", metavar="FORMAT")
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help="For a codelist without a column `kind`: sector, measure, unit or place.", metavar="KIND")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="The source of an IATI file's figures, instead of one made from its publisher.", metavar="SOURCE")
    ] = None,
    dry_run: Annotated[bool, flag("Show what would be done, and write nothing.", "--dry-run")] = False,
) -> None:
    """Import figures, sources or codes from a file, all or none.

    The file is one that export writes, an IATI activity file, or any table (aidcli help mappings). A figure replaces the
    one of its source that has its id, so that importing the same file again changes nothing. If any row is
    wrong, nothing is written. Rows drafted by extract are left out if their state is skip, doubtful, repeat or known.
    """
    answer.check()
    name = one_of("format", source_format, IMPORTED) if source_format else format_of(file, "--from", IMPORTED)
    if existing.on_conflict:
        one_of("way", existing.on_conflict, WAYS)
    if source and name != "iati":
        raise Usage("--source is for IATI files; for tables, give --set source=NAME", "--source 用于 IATI 文件；表格请用 --set source=NAME")
    incoming = _read(InputFile(file), name, kind and one_of("kind of code", kind, CODE_KINDS), source, foreign, answer)
    if unread := incoming.contents.unread:
        note(Bilingual(*_UNREAD, sheets=join_texts(map(repr, unread), ", ", "、")), answer.language)
    (_show if dry_run else _write)(incoming, existing, answer)


def _read(file: InputFile, name: str, kind: str | None, source: str | None, foreign: Foreign, answer: Answer) -> Incoming:
    if name == "iati":
        return _iati(file, source, answer)
    read = None if kind else read_foreign(file, name, foreign, answer)
    return read or Incoming(file.path, read_contents(file, name, kind))


def _iati(file: InputFile, source: str | None, answer: Answer) -> Incoming:
    with store_before_change(answer.db) as store:
        source = source and (store.codes["source"].find(source) or source)
        contents, remarks, totals = read_iati(file.path, file.pieces(), store.codes, store.sources(), source)
        return Incoming(file.path, contents, list(notes_of_file(remarks, totals, Speech(store.codes, answer.language))), is_summed=True)


def _show(incoming: Incoming, existing: Existing, answer: Answer) -> None:
    with store_before_change(answer.db) as store:
        plan = _planned(incoming, store, existing, answer.language)
        _report(of_steps, plan, incoming, store, answer)
        note_excess(excess_after(plan.figures.revision, store), answer.language)
    note(_NOTHING_WRITTEN, answer.language)


def _write(incoming: Incoming, existing: Existing, answer: Answer) -> None:
    with importing(answer.db) as change:
        plan = _planned(incoming, change.store, existing, answer.language)
        excess = excess_after(plan.figures.revision, change.store)
        change.keep("codes", ["kind", "code"], plan.codes)
        change.keep("sources", ["id"], plan.sources)
        change.keep("not_figures", ["source", "line", "start"], plan.not_figures)
        change.apply(plan.figures.revision)
    done = _NOTHING_WRITTEN if plan.is_empty else Bilingual("written to '{path}'", "已写入 '{path}'", path=change.path)
    _report(of_step_counts, plan, incoming, change.store, answer, done)
    note_excess(excess, answer.language)


def _planned(incoming: Incoming, store: OpenStore, existing: Existing, lang: str) -> Intake:
    beside = Beside(store.codes, {source.id: source.stored() for source in store.sources().values()}, store.not_figures())
    watched = incoming.contents._replace(figures=tracked(incoming.contents.figures, in_language(_READING, lang)))
    taken = take_drafts(watched, beside.sources, complete_only=existing.complete_only)
    return plan_intake(incoming.file, taken, store.figures(), beside, existing.on_conflict, replace_source=existing.replace_source)


def _report(
    table_of: Callable[[Iterable[Step], Speech], Table], plan: Intake, incoming: Incoming, store: OpenStore, answer: Answer, done: str = ""
) -> None:
    speech = Speech(store.codes, answer.language)
    table = table_of(plan.steps(), speech)
    said = [*left_notes(plan.left, speech), *notes_of_plan(plan.figures, speech), *notes_of_sources(plan.same, plan.lost, speech)]
    said += [*notes_of_file(incoming.contents.remarks, {}, speech), *incoming.notes]
    totals = () if incoming.is_summed else notes_of_totals(control_totals(plan.figures.incoming.values()), speech)
    notes = [*table.notes(), *said, *totals]
    reply(table._replace(notes=lambda: notes), answer, nothing=None, done=done)
    note_unusual_units(plan.figures.revision.written, speech)
