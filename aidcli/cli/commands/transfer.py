"""The commands that take figures in from files of other programs and give them out: import, export."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from aidcli.cli.options import Answer, spread
from aidcli.cli.output import how_many, note, reply
from aidcli.display.figures import of_figures
from aidcli.display.formats import render
from aidcli.display.reports import of_step_counts, of_steps
from aidcli.display.table import Style
from aidcli.display.terminal import tracked
from aidcli.display.wording import Speech
from aidcli.errors import UnknownWord, Usage
from aidcli.exchange.contents import read_contents
from aidcli.exchange.datapackage import package_files
from aidcli.exchange.intake import Intake, plan_intake
from aidcli.exchange.reading import FORMATS, format_of
from aidcli.exchange.rows import Contents
from aidcli.exchange.writing import write_file, write_folder
from aidcli.exchange.xlsx import workbook_bytes
from aidcli.model.codes import KINDS, near
from aidcli.model.figure import SOURCE_KEYS, Figure
from aidcli.query import query
from aidcli.query.query import Asked
from aidcli.store.store import Store, changing, opened, to_change

Format = Annotated[str | None, typer.Option("--from", help=f"The file's format: {', '.join(FORMATS)}.", metavar="FORMAT")]


@spread
def import_(
    file: Annotated[str, typer.Argument(help="A file, a Data Package's folder, or - for standard input.", metavar="FILE")],
    answer: Answer,
    source_format: Format = None,
    kind: Annotated[
        str | None, typer.Option(help="Of a codelist without a column `kind`: sector, measure, unit or place.", metavar="KIND")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and do nothing.")] = False,
) -> None:
    """Take in figures, sources or codes from a file: all or nothing.

    The file holds the columns that export writes. A figure whose id the store has is put in its place, so that taking
    in the same file again changes nothing; where any row is at fault, all faults are listed and nothing is written.
    """
    contents = read_contents(file, _checked(source_format, FORMATS), _checked(kind, KINDS[:-1], "kind of code"))
    if dry_run:
        store = to_change(answer.db)
        plan = _planned(file, contents, list(store.figures()), store)
    else:
        with changing(answer.db) as change:
            store = change.store
            plan = _planned(file, contents, change.figures, store)
            change.keep("codes", ["kind", "code"], plan.codes)
            change.keep("sources", ["id"], plan.sources)
            change.apply(plan.revision)
    speech = Speech(store.codes, answer.language)
    reply(of_steps(plan.steps, speech) if dry_run else of_step_counts(plan.steps, speech), answer, nothing=None)
    if dry_run or all(step.action == "unchanged" for step in plan.steps):
        note("nothing was written")
    else:
        note(f"written to '{change.path}'")


@spread
def export(
    asked: Asked,
    answer: Answer,
    file: Annotated[
        str | None, typer.Argument(help="Where to; standard output unless given.", metavar="[FILE]", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """Give out the figures that match, to be taken in again by import.

    The file's ending, or --format, tells how: csv, tsv, json, jsonl, xlsx, or datapackage for a folder that holds the
    codes and sources too.
    """
    name = _format(answer.format, file)
    store = opened(answer.db)
    selection = query.parse(asked, store.codes)
    figures = store.kept(selection.of)
    table = of_figures(figures, Speech(store.codes, "en"))
    if file is None or not figures:
        reply(table, answer._replace(format=name if file is None else "csv"))
        return
    if name == "datapackage":
        write_folder(Path(file), package_files(figures, store.sources(), store.codes), force=force)
    elif name == "xlsx":
        write_file(Path(file), workbook_bytes(table.keys, map(table.record, figures)), force=force)
    else:
        text = "".join(render(table, Style(name, answer.fields, not answer.no_header)))
        write_file(Path(file), text.encode(), force=force)
    note(f"wrote {how_many(len(figures), 'figure')} to '{file}'")


def _format(asked: str | None, file: str | None) -> str:
    """The format asked for, else the one that the file's name tells, else CSV."""
    if asked is None and file is not None:
        asked = format_of(file) if Path(file).suffix else "datapackage"
    name = _checked(asked or "csv", FORMATS)
    if file is None and name in ("xlsx", "datapackage"):
        example = "figures.xlsx" if name == "xlsx" else "folder"
        raise Usage(f"{name} does not go to standard output; say where, as in 'aidcli export {example}'")
    return name or "csv"


def _checked(word: str | None, valid: Sequence[str], kind: str = "format") -> str | None:
    if word is not None and word not in valid:
        raise UnknownWord(kind, word, near(word, valid), valid)
    return word


def _planned(file: str, contents: Contents, figures: Sequence[Figure], store: Store) -> Intake:
    sources = {source.id: {key: text for key in SOURCE_KEYS if (text := getattr(source, key))} for source in store.sources().values()}
    watched = contents._replace(figures=tracked(list(contents.figures), "Reading figures"))
    return plan_intake(file, watched, figures, store.codes, sources)
