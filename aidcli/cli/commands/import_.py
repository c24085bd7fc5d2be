"""`aidcli import`: figures, sources and codes out of files."""

from typing import Annotated

import typer

from aidcli.cli.changing import changing
from aidcli.cli.choosing import store_before_change
from aidcli.cli.options import Answer, choice, spread
from aidcli.cli.output import note, reply
from aidcli.display.reports import of_step_counts, of_steps
from aidcli.display.terminal import tracked
from aidcli.display.wording import Speech
from aidcli.exchange.contents import read_contents
from aidcli.exchange.datapackage import CODE_KINDS
from aidcli.exchange.intake import Intake, plan_intake
from aidcli.exchange.reading import FORMATS
from aidcli.exchange.rows import Contents
from aidcli.model.figure import Figure
from aidcli.store.store import FileStore


@spread
def import_file(
    file: Annotated[str, typer.Argument(help="A file, the folder of a Data Package, or - for standard input.", metavar="FILE")],
    answer: Answer,
    source_format: Annotated[str | None, typer.Option("--from", help=f"The file's format: {', '.join(FORMATS)}.", metavar="FORMAT")] = None,
    kind: Annotated[
        str | None, typer.Option(help="For a codelist without a column `kind`: sector, measure, unit or place.", metavar="KIND")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and write nothing.")] = False,
) -> None:
    """Import figures, sources or codes from a file: all of them or none.

    The file holds the columns that export writes. A figure whose id is in the store replaces it, so that importing the
    same file again changes nothing. Where any row is at fault, all faults are listed and nothing is written.
    """
    source_format = source_format and choice("format", source_format, FORMATS)
    contents = read_contents(file, source_format, kind and choice("kind of code", kind, CODE_KINDS))
    if contents.unread:
        note(f"sheets that were not read: {', '.join(map(repr, contents.unread))}; only the first is")
    if dry_run:
        with store_before_change(answer.db) as store:
            plan = _planned(file, contents, list(store.figures()), store)
            reply(of_steps(plan.steps, Speech(store.codes, answer.language)), answer, nothing=None)
        note("nothing was written")
        return
    with changing(answer.db, "import") as change:
        plan = _planned(file, contents, change.figures, change.store)
        change.keep("codes", ["kind", "code"], plan.codes)
        change.keep("sources", ["id"], plan.sources)
        change.apply(plan.revision)
    changed = any(step.action != "unchanged" for step in plan.steps)
    done = f"written to '{change.path}'" if changed else "nothing was written"
    reply(of_step_counts(plan.steps, Speech(change.store.codes, answer.language)), answer, nothing=None, done=done)


def _planned(file: str, contents: Contents, figures: list[Figure], store: FileStore) -> Intake:
    sources = {source.id: source.stored() for source in store.sources().values()}
    watched = contents._replace(figures=tracked(list(contents.figures), "Reading figures"))
    return plan_intake(file, watched, figures, store.codes, sources)
