"""Tables as text, in every format."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from aidcli.display import wording
from aidcli.display.printable import printable, printable_json
from aidcli.display.separated import plain_text, separated_lines
from aidcli.display.speech import say
from aidcli.display.table import Column, Fields, Style, Table, shown_columns
from aidcli.errors import NotOneTotal, Usage
from aidcli.model.exact_json import encode_json
from aidcli.model.figure import Record
from aidcli.query.query import parse_keys

HUMAN: Final = ("table", "markdown")
"""The formats that people read: labels and grouped numbers, with notes under the table."""
Writer = Callable[[Table, Fields, Style], Iterator[str]]


def render(table: Table, style: Style) -> Iterator[str]:
    """Yield the table as text, piece by piece. Raises UnknownWord for a field that the table does not have."""
    valid = [column.key for column in table.columns] if style.format in HUMAN else (*table.keys, *table.further)
    fields = parse_keys(style.fields, valid, "--fields") if style.fields is not None else None
    return WRITERS[style.format](table, fields, style)


# For machines -----------------------------------------------------------------------------------------------


def _records(table: Table, fields: Fields) -> Iterator[Record]:
    if fields is None and not table.further:
        return map(table.record, table.rows)
    return ({key: record[key] for key in fields or table.keys} for record in map(table.record, table.rows))


def _as_json(table: Table, fields: Fields, style: Style) -> Iterator[str]:
    """Yield one JSON array, a record a line."""
    lead = "[\n"
    for record in _records(table, fields):
        yield lead + printable_json(encode_json(record).decode())
        lead = ",\n"
    yield "[]\n" if lead == "[\n" else "\n]\n"


def _as_jsonl(table: Table, fields: Fields, style: Style) -> Iterator[str]:
    return (printable_json(encode_json(record).decode()) + "\n" for record in _records(table, fields))


def _as_csv(table: Table, fields: Fields, style: Style) -> Iterator[str]:
    return _delimited(",", table, fields, style)


def _as_tsv(table: Table, fields: Fields, style: Style) -> Iterator[str]:
    return _delimited("\t", table, fields, style)


def _delimited(delimiter: str, table: Table, fields: Fields, style: Style) -> Iterator[str]:
    header = [fields or table.keys] if style.header else []
    return separated_lines(chain(header, (record.values() for record in _records(table, fields))), delimiter)


def _as_value(table: Table, fields: Fields, style: Style) -> Iterator[str]:
    if fields is not None:
        raise Usage(
            "--format value prints the value alone; omit --fields, or ask for another format",
            "--format value 只输出数值；请去掉 --fields，或换一种格式",
        )
    if "value" not in table.keys:
        raise Usage(
            "--format value prints one total; use it with sum, or with list or show of one figure",
            "--format value 只输出一个合计；请用于 sum，或只有一条数据的 list 或 show",
        )
    records = list(_records(table, None))
    if len(records) > 1:
        raise NotOneTotal(len(records))
    return (plain_text(record["value"]) + "\n" for record in records if record["value"] is not None)


def value_note(table: Table, row: Any, style: Style) -> str:
    """Say what the bare number of `row` does not: its bound, or that there is none. Empty where the number is exact."""
    record = table.record(row)
    if record["value"] is None:
        return say(wording.NO_VALUE, style.lang)
    if record.get("bound", "exact") == "exact":
        return ""
    columns = {column.key: column for column in table.columns}
    bound, value = columns["bound"], columns["value"]
    return say(wording.BOUND_OF_VALUE, style.lang, label=bound.label, bound=bound.cell(row), value=value.cell(row))


# For people -------------------------------------------------------------------------------------------------


def _as_table(table: Table, fields: Fields, style: Style) -> Iterator[str]:
    from aidcli.display.terminal import draw  # Here: it brings Rich, which no other format needs.

    return draw(table, fields, style)


def _as_markdown(table: Table, fields: Fields, style: Style) -> Iterator[str]:
    """Yield a GitHub Flavored Markdown table, its notes as a list, and the tables below it."""
    columns = shown_columns(table, fields)
    held = list(table.rows)
    rows = list(zip(*(map(_markdown_cell, column.of(held)) for column in columns), strict=True)) if held else []
    if rows and table.card:
        yield "\n".join("".join(_markdown_card(columns, row)) for row in rows)
    elif rows:
        if table.title:
            yield f"\n**{_markdown_cell(table.title)}**\n\n"
        if style.header:
            yield _markdown_row(column.label for column in columns)
            yield _markdown_row("---:" if column.number else "---" for column in columns)
        yield from map(_markdown_row, rows)
    notes = [*table.notes(), *table.footer] if rows else []
    if notes:
        yield "\n" + "".join(f"- {_markdown_cell(note)}\n" for note in notes)
    for each in table.more:
        yield from _as_markdown(each, None, style)


def _markdown_row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def _markdown_cell(text: str) -> str:
    return "<br>".join(printable(" ".join(line.split())) for line in text.replace("|", "\\|").splitlines())


def _markdown_card(columns: Sequence[Column], cells: Sequence[str]) -> Iterator[str]:
    """Yield a row as a table of two columns, label and cell, without empty cells."""
    head, *lines = [(column.label, cell) for column, cell in zip(columns, cells, strict=True) if cell]
    yield from map(_markdown_row, (head, ("---", "---"), *lines))


WRITERS: Final[dict[str, Writer]] = {
    "table": _as_table,
    "json": _as_json,
    "jsonl": _as_jsonl,
    "csv": _as_csv,
    "tsv": _as_tsv,
    "markdown": _as_markdown,
    "value": _as_value,
}
