"""Tables as text, in every format. The only module that imports Rich, and only where a table is drawn."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aidcli.columns import Column, Table
from aidcli.errors import NotOneTotal, Usage
from aidcli.figure import Record, encode_json
from aidcli.query import parse_keys

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

HUMAN: Final = ("table", "markdown")
"""The formats that people read: labels and grouped numbers, with notes under the table."""
MARGIN: Final = 2
"""The blanks between two columns."""
LEAST: Final = 8
"""Text is never folded to less than this."""
Fields = Sequence[str] | None


class Style(NamedTuple):
    """How an answer is wanted: its format, its keys (None for the usual ones), a header or not; and where it goes."""

    format: str
    fields: str | None = None
    header: bool = True
    width: int | None = None
    """The columns of the terminal; None where there is none, and tables take their natural width."""
    colour: bool = False
    lang: str = "en"


Writer = Callable[[Table, Fields, Style], Iterator[str]]


def write(table: Table, style: Style) -> Iterator[str]:
    """The table as text, piece by piece; raises UnknownWord for a field that it does not have."""
    valid = [column.key for column in table.columns] if style.format in HUMAN else table.keys
    fields = parse_keys(style.fields, valid, "--fields") if style.fields is not None else None
    return WRITERS[style.format](table, fields, style)


# For machines -----------------------------------------------------------------------------------------------


def _records(table: Table, fields: Fields) -> Iterator[Record]:
    if fields is None:
        return map(table.record, table.rows)
    return ({key: record[key] for key in fields} for record in map(table.record, table.rows))


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
        keys = fields or table.keys
        buffer = io.StringIO()
        lines = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
        header = [keys] if style.header else []
        for line in chain(header, ([_plain(value) for value in record.values()] for record in _records(table, fields))):
            lines.writerow(line)
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()

    return write


def _plain(value: Any) -> str:
    """A value as text: numbers in full, lists as JSON, nothing as nothing."""
    if value is None or isinstance(value, str):
        return value or ""
    return encode_json(value).decode() if isinstance(value, list) else f"{value:f}" if not isinstance(value, int) else str(value)


def _value(table: Table, fields: Fields, style: Style) -> Iterator[str]:
    records = list(_records(table, None))
    if "value" not in table.keys:
        raise Usage("--format value prints one total; use it with sum, or with list or show of one figure")
    if len(records) > 1:
        raise NotOneTotal(len(records))
    return (_plain(record["value"]) + "\n" for record in records if record["value"] is not None)


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


def shown_columns(table: Table, fields: Fields) -> list[Column]:
    """The columns asked for, all of which must be seen, or the usual ones."""
    by_key = {column.key: column for column in table.columns}
    return [by_key[key]._replace(spare=0) for key in fields] if fields else [by_key[key] for key in table.shown]


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


def _table(table: Table, fields: Fields, style: Style) -> Iterator[str]:
    columns = shown_columns(table, fields)
    rows = [Line([printable(column.cell(row)) for column in columns], table.group and table.group(row)) for row in table.rows]
    notes = [*table.notes(), *table.footer] if rows else []
    if rows and table.title:
        yield _folded([table.title], style)
    if rows and table.card:
        yield "\n".join(_card(columns, row.cells, table, style) for row in rows)
    elif rows:
        columns, rows, dropped = _fitting(columns, rows, style.width)
        yield _drawn(columns, rows, table, style)
        if dropped:
            notes.append(_no_room([column.label for column in dropped], style.lang))
    if notes:
        yield _folded(notes, style)
    for each in table.more:
        yield from _table(each, None, style)


def _no_room(labels: Sequence[str], lang: str) -> str:
    named = ", ".join(labels)
    if lang == "zh":
        return f"宽度不足,未显示:{named}。可加宽终端或用 --fields 选择。"
    return f"No room for: {named}. Widen the terminal, or choose with --fields."


class Line(NamedTuple):
    """One row of cells, and what group it belongs to."""

    cells: list[str]
    group: object = None


def _card(columns: Sequence[Column], cells: Sequence[str], table: Table, style: Style) -> str:
    """A row as lines of label and cell, the empty ones left away."""
    lines = [Line([column.label, cell]) for column, cell in zip(columns, cells, strict=True) if cell]
    return _drawn([Column("label", "", str, number=True), Column("cell", "", str)], lines, table, style._replace(header=False))


def printable(text: str) -> str:
    """The text with control characters shown as their pictures, so that no cell can command the terminal."""
    return text if text.isprintable() else text.translate(_PICTURES)


_PICTURES: Final = (
    {code: chr(0x2400 + code) for code in range(0x20) if code != 0x0A} | {0x7F: "\u2421"} | dict.fromkeys(range(0x80, 0xA0), "\ufffd")
)


def _fitting(columns: list[Column], rows: list[Line], width: int | None) -> tuple[list[Column], list[Line], list[Column]]:
    """Leave columns out, the most dispensable first, until the rest fits with no word broken; says which."""
    dropped: list[Column] = []
    while _widths(columns, rows, width) is None:
        spare = max(columns, key=lambda column: column.spare)
        if not spare.spare:
            break
        at = columns.index(spare)
        dropped.append(spare)
        columns = columns[:at] + columns[at + 1 :]
        rows = [Line(row.cells[:at] + row.cells[at + 1 :], row.group) for row in rows]
    return columns, rows, dropped


def _widths(columns: Sequence[Column], rows: Sequence[Line], available: int | None, *, breaking: bool = False) -> list[int] | None:
    """The width of each column: its own, or less where text must fold. None where words would have to be broken for it."""
    from rich.cells import cell_len

    texts = [[line for text in (column.label, *(row.cells[at] for row in rows)) for line in text.split("\n")]
             for at, column in enumerate(columns)]  # fmt: skip
    widths = [max(map(cell_len, each)) for each in texts]
    room = 10**9 if available is None else available - MARGIN * (len(widths) - 1)
    if sum(widths) <= room:
        return widths
    least = [width if column.number else min(width, _longest_word(each, breaking=breaking))
             for column, each, width in zip(columns, texts, widths, strict=True)]  # fmt: skip
    while sum(widths) > room and widths != least:
        at = max(range(len(widths)), key=lambda at: (widths[at] > least[at], widths[at]))
        widths[at] -= 1
    return widths if breaking or sum(widths) <= room else None


def _longest_word(lines: Iterable[str], *, breaking: bool) -> int:
    """How narrow a text can be folded. Chinese folds anywhere, other words where they may be broken, a number nowhere."""
    from rich.cells import cell_len

    words = {word for line in lines for word in re.findall(r"^\s*\S+|\S+", line)}
    whole = (word for word in words if any(map(str.isdecimal, word)) or (word.isascii() and not breaking))
    return max(LEAST, *map(cell_len, whole), 0)


def _drawn(columns: Sequence[Column], rows: Sequence[Line], table: Table, style: Style) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as RichTable

    widths = _widths(columns, rows, style.width) or _widths(columns, rows, style.width, breaking=True) or []
    grid = RichTable(box=SIMPLE_HEAD, show_header=style.header, show_edge=False, pad_edge=False, padding=(0, MARGIN - 1, 0, 0))
    for column, width in zip(columns, widths, strict=True):
        grid.add_column(column.label, justify="right" if column.number else "left", no_wrap=column.number, overflow="fold", width=width)
    for _, lines in groupby(rows, key=lambda row: row.group):
        for line in lines:
            grid.add_row(*(_text(cell, table.words) for cell in line.cells))
        grid.add_section()
    return _rendered(grid, sum(widths) + MARGIN * len(widths), style)


def _text(cell: str, words: Sequence[str]) -> "Text":
    from rich.text import Text

    text = Text(cell)
    text.highlight_words(words, style="bold yellow", case_sensitive=False)
    return text


def _folded(notes: Sequence[str], style: Style) -> str:
    from rich.cells import cell_len
    from rich.text import Text

    widest = max(map(cell_len, notes))
    return "\n" + _rendered(Text("\n".join(map(printable, notes)), overflow="fold"), min(widest, style.width or widest), style)


def _rendered(drawing: "RenderableType", width: int, style: Style) -> str:
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out, width=max(1, width), force_terminal=style.colour, color_system="standard" if style.colour else None,
        no_color=not style.colour, legacy_windows=False, highlight=False, markup=False, emoji=False, _environ={},
    )  # fmt: skip
    console.print(drawing)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


WRITERS: Final[dict[str, Writer]] = {
    "table": _table,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _separated(","),
    "tsv": _separated("\t"),
    "markdown": _markdown,
    "value": _value,
}
