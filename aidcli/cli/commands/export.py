"""`aidcli export`: write figures to a file that other programs read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from aidcli.cli.choosing import open_store
from aidcli.cli.options import Answer, Filters, spread
from aidcli.cli.output import Counted, how_many, note, refuse_missing, reply
from aidcli.cli.teaching import exemplified, headed
from aidcli.display import wording
from aidcli.display.figures import of_figures
from aidcli.display.formats import render
from aidcli.display.notes import few_of, unplaced_notes
from aidcli.display.speech import Speech
from aidcli.display.table import Notes, Style, Table
from aidcli.errors import Bilingual, Usage
from aidcli.exchange.datapackage import package_files
from aidcli.exchange.reading import EXPORTED, format_of
from aidcli.exchange.selection import Selection, select_figures
from aidcli.exchange.writing import write_file, write_folder
from aidcli.exchange.xlsx import store_sheets, workbook_bytes
from aidcli.model.codes import one_of
from aidcli.query.query import parse_query
from aidcli.query.store import OpenStore

WHOLE_FORMATS: Final = ("xlsx", "datapackage", "parquet")
"""The formats that hold all columns of all tables, and do not go to standard output."""


@exemplified(
    {
        "All figures, for a spreadsheet": "aidcli export figures.csv",
        "Some figures, for another program": "aidcli export --sector education --format jsonl > education.jsonl",
        "A folder that holds codes and sources, too": "aidcli export aid --format datapackage",
    }
)
@headed("The file")
@spread
def export_figures(
    filters: Filters,
    answer: Answer,
    file: Annotated[
        str | None, typer.Argument(help="The file to write; standard output by default.", metavar="[FILE]", show_default=False)
    ] = None,
    with_wholes: Annotated[bool, typer.Option("--with-wholes", help="Export the wholes that matching parts lie in, too.")] = False,
) -> None:
    """Export matching figures, in a form that import reads.

    The file's suffix, or --format, sets the format: csv, tsv, json, jsonl, xlsx; datapackage for a folder that holds the
    codes and sources too; or parquet for a folder that is a store of its own. Links to wholes that are not exported are dropped.
    """
    file, force, answer = _one_file(file, answer.output), answer.force, answer._replace(output=None)
    name = _format(answer, file)
    with open_store(answer.db) as store:
        selection = select_figures(store, parse_query(store.codes, **filters._asdict()), with_wholes=with_wholes)
        refuse_missing(selection.unplaced, store)
        figures = Counted(selection.figures)
        table = of_figures(figures, Speech(store.codes, "en"), _notes(selection, answer.speech(store.codes)))
        if file is None or not figures.are_any():
            reply(table, answer._replace(format=name, json=False) if file is None else answer._replace(format="table", json=False))
            return
        _write_figures(Path(file), name, table, store, answer, force=force)
    done = Bilingual("wrote {count} to '{path}'", "已将{count}写入 '{path}'", count=how_many(figures.count, "figure", "条数据"), path=file)
    for words in (*table.notes(), done):
        note(words, answer.language)


def _one_file(file: str | None, output: str | None) -> str | None:
    if file is not None and output is not None:
        raise Usage(
            "FILE and --output both name a file, '{file}' and '{output}'; omit one of them",
            "FILE 与 --output 都指明了文件：'{file}' 和 '{output}'；请去掉其一",
            file=file,
            output=output,
        )
    return file or output


def _notes(selection: Selection, speech: Speech) -> Notes:
    def notes() -> Iterator[str]:
        yield from unplaced_notes(selection.unplaced, speech)()
        if selection.unlinked:
            phrase = wording.LINK_DROPPED if len(selection.unlinked) == 1 else wording.LINKS_DROPPED
            yield speech.say(phrase, count=len(selection.unlinked), ids=few_of(selection.unlinked, speech))

    return lambda: list(notes())


def _write_figures(path: Path, name: str, table: Table, store: OpenStore, answer: Answer, *, force: bool) -> None:
    if name == "parquet":
        from aidcli.cli.folders import write_state  # Here: all other formats do without engines.

        write_state(path, table.rows, store, force=force)
    elif name == "datapackage":
        write_folder(path, package_files(table.rows, store.sources(), store.not_figures(), store.codes), force=force)
    elif name == "xlsx":
        write_file(path, [workbook_bytes(store_sheets(table.rows, store.sources(), store.not_figures(), store.codes))], force=force)
    else:
        write_file(path, map(str.encode, render(table, Style(name, answer.fields, not answer.no_header))), force=force)


def _format(answer: Answer, file: str | None) -> str:
    """Return the format asked for, else the one that the file's name tells, else CSV."""
    asked = answer.asked
    if asked is None and file is not None:
        suffix = Path(file).suffix
        asked = "parquet" if suffix == ".parquet" else format_of(file, offered=EXPORTED) if suffix else "datapackage"
    name = one_of("format", asked or "csv", EXPORTED)
    if name in WHOLE_FORMATS and (answer.fields is not None or answer.no_header):
        raise Usage(
            "{name} holds every column under its name; omit --fields and --no-header, or ask for another format",
            "{name} 含有全部列及列名；请去掉 --fields 和 --no-header，或换一种格式",
            name=name,
        )
    if file is None and name in WHOLE_FORMATS:
        example = "folder" if name == "datapackage" else f"figures.{name}"
        raise Usage(
            "{name} does not go to standard output; name a file, for example 'aidcli export {example}'",
            "{name} 不能写到标准输出；请指明文件，例如 'aidcli export {example}'",
            name=name,
            example=example,
        )
    return name
