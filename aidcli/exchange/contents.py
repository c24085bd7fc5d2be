"""What a file holds, told by its format and then by its columns: figures, sources or codes."""

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from aidcli.exchange.datapackage import read_package
from aidcli.exchange.reading import InputFile
from aidcli.exchange.rows import DELIMITERS, Contents, Row, json_lines_rows, json_rows, listed_codes, of_kind, separated_rows
from aidcli.exchange.sheet_lines import sheet_lines
from aidcli.exchange.xlsx import workbook_tables
from aidcli.model.figure import KEYS, SOURCE_KEYS, lacking


def read_contents(file: InputFile, name: str, kind: str | None = None) -> Contents:
    """Read a file of the format `name` whose rows are figures, sources or, as their keys or `kind` tell, codes.

    Raises Unreadable where the file cannot be read, BadRows where it does not follow its format.
    """
    if name == "datapackage":
        return read_package(Path(file.path))
    if name == "xlsx":
        tables = workbook_tables(file.path, file.read())
        found = _told_by_keys(tables.main, kind)
        listed = listed_codes(tables.beside.get("codes", ()))
        sources, codes = [*found.sources, *tables.beside.get("sources", ())], [*found.codes, *listed.codes]
        numbers = tables.beside.get("not-figures", ())
        return found._replace(sources=sources, codes=codes, not_figures=numbers, unread=tables.unread, remarks=tables.remarks)
    return _told_by_keys(_rows(name, file), kind)


def _rows(name: str, file: InputFile) -> Iterator[Row]:
    if name == "json":
        return json_rows(file.path, file.read())
    return json_lines_rows(file.read()) if name == "jsonl" else separated_rows(file.path, file.open(), DELIMITERS[name])


def has_our_columns(file: InputFile, name: str) -> bool:
    """Return whether a table has the columns of figures, sources or codes that export and `codes` write, or none at all."""
    head = next(file.pieces(), b"")
    if name in DELIMITERS:
        lines = head.decode("utf-8-sig", "ignore").splitlines()
        keys = {cell.strip() for cell in next(csv.reader(lines, delimiter=DELIMITERS[name]), [])}
    elif name == "xlsx":
        _, cells = next(sheet_lines(file.path, file.read()).lines, (0, ()))
        keys = {cell.strip() for cell in ("" if isinstance(cells, str) else cells)}
    elif name == "json" and not head.lstrip().startswith(b"["):
        return False
    else:
        first = next(_rows(name, file), None)
        keys = set(first.record) if first and isinstance(first.record, dict) else set()
        if keys.issubset(KEYS):
            return True  # Records may leave out keys.
    are_codes, are_sources = "code" in keys and not keys.isdisjoint(("kind", "en", "zh")), {"id", "title"} <= keys
    is_ours = are_codes or (are_sources and 2 * len(keys.intersection(SOURCE_KEYS)) > len(keys))
    return is_ours or not any(keys) or not lacking(dict.fromkeys(keys, True))


def _told_by_keys(rows: Iterator[Row], kind: str | None) -> Contents:
    first = next(rows, None)
    keys = set(first.record) if first and isinstance(first.record, dict) else set()
    rows = chain(() if first is None else [first], rows)
    if kind:
        return listed_codes(of_kind(kind, row) for row in rows)
    if "sector" in keys or not keys & {"code", "title"}:
        return Contents(figures=rows)
    return listed_codes(rows) if "code" in keys else Contents(sources=list(rows))
