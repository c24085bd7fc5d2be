"""Tables as text, in every format."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from aidcli.display.separated import plain_text, separated_lines
from aidcli.display.table import Column, Fields, Style, Table, shown_columns
from aidcli.display.terminal import draw
from aidcli.errors import NotOneTotal, Usage
from aidcli.model.exact_json import encode_json
from aidcli.model.figure import Record
from aidcli.query.query import parse_keys

HUMAN: Final = ("table", "markdown")
"""The formats that people read: labels and grouped numbers, with notes under the table."""


Writer = Callable[[Table, Fields, Style], Iterator[str]]


def write(table: Table, style: Style) -> Iterator[str]:
    """The table as text, piece by piece; raises UnknownWord for a field that it does not have."""
    valid = [column.key for column in table.columns] if style.format in HUMAN else (*table.keys, *table.further)
    fields = parse_keys(style.fields, valid, "--fields") if style.fields is not None else None
    return WRITERS[style.format](table, fields, style)


# For machines -----------------------------------------------------------------------------------------------


def _records(table: Table, fields: Fields) -> Iterator[Record]:
    if fields is None and not table.further:
        return map(table.record, table.rows)
    return ({key: record[key] for key in fields or table.keys} for record in map(table.record, table.rows))


def _json(table: Table, fields: Fields, style: Style) -> Iterator[str]:
    """One array, a record a line."""
    lead = "[\n"
    for record in _records(table, fields):
        yield lead + encode_json(record).decode()
        lead = ",\n"
    yield "[]\n" if lead == "[\n" else "\n]\n"


def _jsonl(table: Table, fields: Fields, style: Style) -> Iterator[str]:
    return (encode_json(record).decode() + "\n" for record in _records(table, fields))


def _separated(delimiter: str) -> Writer:
    def write(table: Table, fields: Fields, style: Style) -> Iterator[str]:
        header = [fields or table.keys] if style.header else []
        return separated_lines(chain(header, (record.values() for record in _records(table, fields))), delimiter)

    return write


def _value(table: Table, fields: Fields, style: Style) -> Iterator[str]:
    if fields is not None:
        raise Usage("--format value prints the value alone; leave --fields away, or ask for another format")
    records = list(_records(table, None))
    if "value" not in table.keys:
        raise Usage("--format value prints one total; use it with sum, or with list or show of one figure")
    if len(records) > 1:
        raise NotOneTotal(len(records))
    return (plain_text(record["value"]) + "\n" for record in records if record["value"] is not None)


def value_note(table: Table, row: Any, style: Style) -> str:
    """What a bare number does not say: that it is rounded and which way, or that there is none. Empty where it is exact."""
    record = table.record(row)
    if record["value"] is None:
        return "no value to print" if style.lang == "en" else "没有可输出的数值"
    if record["bound"] == "exact":
        return ""
    columns = {column.key: column for column in table.columns}
    return f"{columns['bound'].label}: {columns['bound'].cell(row)} ({columns['value'].cell(row)})"


# For people -------------------------------------------------------------------------------------------------


def _markdown(table: Table, fields: Fields, style: Style) -> Iterator[str]:
    columns = shown_columns(table, fields)
    rows = [[_one_line(column.cell(row)) for column in columns] for row in table.rows]
    if rows and table.card:
        yield "\n".join(map("".join, (_markdown_card(columns, row) for row in rows)))
    elif rows:
        if table.title:
            yield f"\n**{_one_line(table.title)}**\n\n"
        if style.header:
            yield _pipes(column.label for column in columns)
            yield _pipes("---:" if column.number else "---" for column in columns)
        yield from map(_pipes, rows)
    notes = [*table.notes(), *table.footer] if rows else []
    if notes:
        yield "\n" + "".join(f"- {_one_line(note)}\n" for note in notes)
    yield from chain.from_iterable(_markdown(each, None, style) for each in table.more)


def _pipes(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def _one_line(text: str) -> str:
    return "<br>".join(" ".join(line.split()) for line in text.replace("|", "\\|").splitlines())


def _markdown_card(columns: Sequence[Column], cells: Sequence[str]) -> Iterator[str]:
    """A row as a table of two columns, label and cell, the empty ones left away."""
    head, *lines = [(column.label, cell) for column, cell in zip(columns, cells, strict=True) if cell]
    yield from map(_pipes, (head, ("---", "---"), *lines))


WRITERS: Final[dict[str, Writer]] = {
    "table": draw,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _separated(","),
    "tsv": _separated("\t"),
    "markdown": _markdown,
    "value": _value,
}
