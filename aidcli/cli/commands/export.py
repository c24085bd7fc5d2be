"""`aidcli export`: figures into a file that other programs read."""

from pathlib import Path
from typing import Annotated

import typer

from aidcli.cli.choosing import open_store
from aidcli.cli.options import Answer, Filters, choice, spread
from aidcli.cli.output import Counted, how_many, note, refuse_missing, reply
from aidcli.display.figures import of_figures
from aidcli.display.formats import render
from aidcli.display.table import Style
from aidcli.display.wording import Speech
from aidcli.errors import Usage
from aidcli.exchange.datapackage import package_files
from aidcli.exchange.reading import FORMATS, format_of
from aidcli.exchange.writing import write_file, write_folder
from aidcli.exchange.xlsx import workbook_bytes
from aidcli.query.query import parse_query


@spread
def export_figures(
    filters: Filters,
    answer: Answer,
    file: Annotated[
        str | None, typer.Argument(help="The file to write; standard output by default.", metavar="[FILE]", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
) -> None:
    """Export matching figures, in a form that import reads.

    The file's suffix, or --format, sets the format: csv, tsv, json, jsonl, xlsx, or datapackage for a folder that holds
    the codes and sources too.
    """
    name = _format(answer.format, file)
    with open_store(answer.db) as store:
        found = store.find(parse_query(store.codes, **filters._asdict()))
        refuse_missing(found.unplaced, store)
        figures = Counted(found.figures)
        table = of_figures(figures, Speech(store.codes, "en"))
        if file is None:
            reply(table, answer._replace(format=name))
            return
        if not figures.are_any():
            reply(table, answer._replace(format="csv"))
            return
        if name == "datapackage":
            write_folder(Path(file), package_files(figures, store.sources(), store.codes), force=force)
        elif name == "xlsx":
            write_file(Path(file), [workbook_bytes(table.keys, map(table.record, figures))], force=force)
        else:
            write_file(Path(file), map(str.encode, render(table, Style(name, answer.fields, not answer.no_header))), force=force)
    note(f"wrote {how_many(figures.count, 'figure')} to '{file}'")


def _format(asked: str | None, file: str | None) -> str:
    """Return the format asked for, else the one that the file's name tells, else CSV."""
    if asked is None and file is not None:
        asked = format_of(file) if Path(file).suffix else "datapackage"
    name = choice("format", asked or "csv", FORMATS)
    if file is None and name in ("xlsx", "datapackage"):
        example = "figures.xlsx" if name == "xlsx" else "folder"
        raise Usage(f"{name} does not go to standard output; name a file, for example 'aidcli export {example}'")
    return name
