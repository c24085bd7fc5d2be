"""`aidcli import`: read figures, sources and codes from files."""

from collections.abc import Callable, Iterable
from typing import Annotated, NamedTuple

import typer

from aidcli.changes.incoming import WAYS
from aidcli.changes.revision import Step
from aidcli.cli.changing import changing, note_unusual_units
from aidcli.cli.choosing import store_before_change
from aidcli.cli.options import Answer, Text, flag, option, spread
from aidcli.cli.output import note, reply
from aidcli.display.reports import notes_of_plan, of_step_counts, of_steps
from aidcli.display.table import Table
from aidcli.display.terminal import tracked
from aidcli.display.wording import Speech
from aidcli.exchange.contents import read_contents
from aidcli.exchange.datapackage import CODE_KINDS
from aidcli.exchange.intake import Intake, plan_intake
from aidcli.exchange.reading import FORMATS
from aidcli.exchange.rows import Contents
from aidcli.model.codes import one_of
from aidcli.store.store import FileStore


class Existing(NamedTuple):
    """What to do with figures that the store already has."""

    on_conflict: Annotated[Text, option(f"What to do where an id belongs to another source: {', '.join(WAYS)}.", "WAY")] = None
    replace_source: Annotated[bool, flag("Remove stored figures of the file's sources that the file lacks.", "--replace-source")] = False


@spread
def import_file(
    file: Annotated[str, typer.Argument(help="A file, the folder of a Data Package, or - for standard input.", metavar="FILE")],
    answer: Answer,
    existing: Existing,
    source_format: Annotated[str | None, typer.Option("--from", help=f"The file's format: {', '.join(FORMATS)}.", metavar="FORMAT")] = None,
    kind: Annotated[
        str | None, typer.Option(help="For a codelist without a column `kind`: sector, measure, unit or place.", metavar="KIND")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and write nothing.")] = False,
) -> None:
    """Import figures, sources or codes from a file: all of them or none.

    The file holds the columns that export writes. A figure replaces the one of its source that has its id, so that
    importing the same file again changes nothing. Where any row is at fault, all faults are listed and nothing is written.
    """
    source_format = source_format and one_of("format", source_format, FORMATS)
    if existing.on_conflict:
        one_of("way", existing.on_conflict, WAYS)
    contents = read_contents(file, source_format, kind and one_of("kind of code", kind, CODE_KINDS))
    if contents.unread:
        note(f"sheets that were not read: {', '.join(map(repr, contents.unread))}; only the first is")
    (_show if dry_run else _write)(file, contents, existing, answer)


def _show(file: str, contents: Contents, existing: Existing, answer: Answer) -> None:
    with store_before_change(answer.db) as store:
        plan = _planned(file, contents, store, existing)
        _report(of_steps, plan, store, answer)
    note("nothing was written")


def _write(file: str, contents: Contents, existing: Existing, answer: Answer) -> None:
    with changing(answer.db, "import") as change:
        plan = _planned(file, contents, change.store, existing)
        change.keep("codes", ["kind", "code"], plan.codes)
        change.keep("sources", ["id"], plan.sources)
        change.apply(plan.figures.revision)
    _report(of_step_counts, plan, change.store, answer, "nothing was written" if plan.is_empty else f"written to '{change.path}'")


def _planned(file: str, contents: Contents, store: FileStore, existing: Existing) -> Intake:
    sources = {source.id: source.stored() for source in store.sources().values()}
    watched = contents._replace(figures=tracked(contents.figures, "Reading figures"))
    way, replace_source = existing
    return plan_intake(file, watched, store.figures(), store.codes, sources, way, replace_source=replace_source)


def _report(table_of: Callable[[Iterable[Step], Speech], Table], plan: Intake, store: FileStore, answer: Answer, done: str = "") -> None:
    speech = Speech(store.codes, answer.language)
    table = table_of(plan.steps(), speech)
    notes = [*table.notes(), *notes_of_plan(plan.figures, plan.same, speech)]
    reply(table._replace(notes=lambda: notes), answer, nothing=None, done=done)
    note_unusual_units(plan.figures.revision.written, store.codes)
