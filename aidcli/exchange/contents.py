"""What a file holds, told by its format and then by its columns: figures, sources or codes."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from aidcli.exchange.datapackage import read_package
from aidcli.exchange.reading import format_of, open_file, read_bytes
from aidcli.exchange.rows import DELIMITERS, Contents, Row, json_lines_rows, json_rows, listed_codes, of_kind, separated_rows
from aidcli.exchange.xlsx import workbook_tables


def read_contents(path: str, format_name: str | None, kind: str | None = None) -> Contents:
    """Read a file (`-`: standard input) whose rows are figures, sources or, as their keys or `kind` tell, codes.

    Raises Unreadable where it cannot be read, BadRows where it does not follow its format.
    """
    name = format_name or format_of(path, "--from")
    if name == "datapackage":
        return read_package(Path(path))
    if name == "xlsx":
        tables = workbook_tables(path, read_bytes(path))
        found = _told_by_keys(tables.main, kind)
        listed = listed_codes(tables.beside.get("codes", ()))
        sources, codes = [*found.sources, *tables.beside.get("sources", ())], [*found.codes, *listed.codes]
        numbers = tables.beside.get("not-figures", ())
        return found._replace(sources=sources, codes=codes, not_figures=numbers, unread=tables.unread, remarks=tables.remarks)
    return _told_by_keys(_rows(name, path), kind)


def _rows(name: str, path: str) -> Iterator[Row]:
    if name == "json":
        return json_rows(path, read_bytes(path))
    return json_lines_rows(read_bytes(path)) if name == "jsonl" else separated_rows(path, open_file(path), DELIMITERS[name])


def _told_by_keys(rows: Iterator[Row], kind: str | None) -> Contents:
    first = next(rows, None)
    keys = set(first.record) if first and isinstance(first.record, dict) else set()
    rows = chain(() if first is None else [first], rows)
    if kind:
        return listed_codes(of_kind(kind, row) for row in rows)
    if "sector" in keys or not keys & {"code", "title"}:
        return Contents(figures=rows)
    return listed_codes(rows) if "code" in keys else Contents(sources=list(rows))
