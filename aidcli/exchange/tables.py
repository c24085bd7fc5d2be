"""The rows of any table: texts by the names of their columns, as the file has them.

Tables of cells (CSV, TSV, XLSX) have a row that names the columns. In JSON the columns are paths: `recipient.0.name`.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest
from typing import Any, BinaryIO, Final, NamedTuple

from aidcli.errors import BadRows, Bilingual, Unreadable
from aidcli.exchange.encodings import UTF_8, detect_encoding, known_encoding
from aidcli.exchange.fault_groups import said_place
from aidcli.exchange.mapping import Layout
from aidcli.exchange.reading import InputFile
from aidcli.exchange.rows import Row, cells_of_any_length
from aidcli.exchange.sheet_lines import NumberedLine, sheet_lines
from aidcli.model.exact_json import decode_unique, split_array

SEPARATORS: Final = (",", "\t", ";", "|")
_FOR: Final = {
    "encoding": ("csv", "tsv"),
    "delimiter": ("csv", "tsv"),
    "sheet": ("xlsx",),
    "header": ("csv", "tsv", "xlsx"),
    "records": ("json",),
}
"""The formats that each part of a layout is for."""
_HEAD: Final = 1 << 16
"""Bytes at the start of a file among which the header row is looked for."""
MOST_ABOVE: Final = 10
"""Rows at the start of a table among which the header row is looked for."""


class RawTable(NamedTuple):
    """A table as a file has it."""

    columns: Sequence[str]
    rows: Iterable[Row]
    """Each record holds texts by column; empty cells may be missing."""
    found: Mapping[str, str] = {}
    """What was found out of the layout, where it is unusual: `encoding`, `delimiter`, `records`."""
    unread: Sequence[str] = ()
    """Other tables of the file."""
    above: Sequence[str] = ()
    """What stands above the row that names the columns."""


def open_table(file: InputFile, format_name: str, layout: Layout) -> RawTable:
    """Open the table in a file, of the format `csv`, `tsv`, `xlsx`, `json` or `jsonl`; the rows are read as they are asked for.

    Raises Unreadable where it cannot be read, BadRows where it does not follow its format or the layout.
    """
    idle = [key for key, formats in _FOR.items() if getattr(layout, key) and format_name not in formats]
    if idle:
        raise BadRows(
            file.path,
            [
                Bilingual(
                    "{key}: a file of the format {format_name} has none; remove it from the mapping",
                    "{key}：{format_name} 格式的文件没有此项；请从映射中删除",
                    key=key,
                    format_name=format_name,
                )
                for key in idle
            ],
        )
    if format_name in ("json", "jsonl"):
        return _json_table(file.path, file.read(), layout, is_lines=format_name == "jsonl")
    if format_name == "xlsx":
        lines, unread = sheet_lines(file.path, file.read(), layout.sheet)
        return _celled(file.path, lines, layout, "row")._replace(unread=unread)
    return _separated_table(file, format_name, layout)


# Cells ------------------------------------------------------------------------------------------------------


def _separated_table(file: InputFile, format_name: str, layout: Layout) -> RawTable:
    encoding = known_encoding(layout.encoding) if layout.encoding else detect_encoding(file.path, file.pieces())
    with file.open() as opened:
        head = opened.read(_HEAD).decode(encoding, "ignore")
    usual = "\t" if format_name == "tsv" else ","
    delimiter = layout.delimiter or _delimiter(head, layout.header, usual)
    found = {"encoding": encoding} if encoding != UTF_8 and not layout.encoding else {}
    if delimiter not in (usual, layout.delimiter):
        found["delimiter"] = delimiter
    return _celled(file.path, _numbered_lines(file.path, file.open(), encoding, delimiter), layout, "line", found)


def _delimiter(head: str, header: int, usual: str) -> str:
    """Return the delimiter that divides the header row, or the first rows, into most cells."""
    lines = [line for line in head.splitlines() if line.strip()]
    looked_at = lines[header - 1 : header] if header else lines[:MOST_ABOVE]
    parts = {each: max((len(line) for line in csv.reader(looked_at, delimiter=each)), default=0) for each in (usual, *SEPARATORS)}
    return max(parts, key=lambda each: parts[each])


def _numbered_lines(path: str, file: BinaryIO, encoding: str, delimiter: str) -> Iterator[NumberedLine]:
    """Yield each row with the number of its line, or what is wrong with it."""
    with io.TextIOWrapper(file, encoding, newline="") as text, cells_of_any_length():
        lines = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            yield from ((lines.line_num, line) for line in lines)
        except csv.Error as error:
            yield lines.line_num, str(error)
        except UnicodeDecodeError as error:
            at, name = file.tell() - len(error.object) + error.start, encoding.upper()
            fault = Bilingual("byte {at} is not {name}; name another", "第 {at} 字节不是 {name}；请另指编码", at=at, name=name)
            raise BadRows(path, [fault]) from None
        except OSError as error:
            raise Unreadable(path, error) from None


def _celled(path: str, lines: Iterator[NumberedLine], layout: Layout, unit: str, found: Mapping[str, str] | None = None) -> RawTable:
    """Return the table of lines of cells below the row that names the columns."""
    filled = ((at, line) for at, line in lines if isinstance(line, str) or any(map(str.strip, line)))
    first = list(islice((each for each in filled if each[0] >= layout.header), MOST_ABOVE))
    start = _header_among([line for _, line in first]) if not layout.header else 0
    at, header = first[start] if first else (0, [])
    if isinstance(header, str):
        raise BadRows(path, [Bilingual("{place}: {fault}", "{place}：{fault}", place=said_place(f"{unit} {at}"), fault=header)])
    columns = _named(header)
    rows = (_celled_row(f"{unit} {at}", columns, line) for at, line in chain(first[start + 1 :], filled))
    above = [cell for _, line in first[:start] for cell in line if cell.strip()]
    return RawTable(columns, rows, {**(found or {}), **({"header": str(at)} if start else {})}, above=above)


def _header_among(lines: Sequence[Sequence[str] | str]) -> int:
    """Return the place of the first line of several cells, where all before it have one: a title, or the unit of the table."""
    held = [0 if isinstance(line, str) else sum(1 for cell in line if cell.strip()) for line in lines]
    return next((at for at, number in enumerate(held) if number > 1 and set(held[:at]) <= {1}), 0)


def _named(header: Sequence[str]) -> list[str]:
    """Return the names of columns; one without a name, or with that of an earlier one, gets its number."""
    while header and not header[-1].strip():
        header = header[:-1]
    seen: Counter[str] = Counter()
    names = []
    for at, cell in enumerate(header, 1):
        name = " ".join(cell.split()) or f"column {at}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _celled_row(place: str, columns: Sequence[str], line: Sequence[str] | str) -> Row:
    if isinstance(line, str):
        return Row(place, None, line)
    extra = [each for each in line[len(columns) :] if each.strip()]
    if extra or (place.startswith("line") and len(line) < len(columns)):
        return Row(
            place,
            None,
            Bilingual(
                "has {number} cells under {number2} columns",
                "有 {number} 个单元格，而只有 {number2} 列",
                number=len(line),
                number2=len(columns),
            ),
        )
    return Row(place, dict(zip_longest(columns, line[: len(columns)], fillvalue="")))


# JSON -------------------------------------------------------------------------------------------------------


def _json_table(path: str, data: bytes, layout: Layout, *, is_lines: bool) -> RawTable:
    unit = "line" if is_lines else "record"
    records, at = (_json_lines(data), "") if is_lines else _json_records(path, data, layout.records)
    columns = dict.fromkeys(chain.from_iterable(row.record or () for row in _json_rows(records, unit)))
    return RawTable(list(columns), _json_rows(records, unit), {"records": at} if at and not layout.records else {})


def _json_lines(data: bytes) -> list[tuple[int, bytes]]:
    return [(at, line) for at, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), 1) if line.strip()]


def _json_records(path: str, data: bytes, at: str) -> tuple[list[tuple[int, Any]], str]:
    """Return the records of a JSON file, numbered, and the path to them: the one stated, else the longest list of objects."""
    try:
        if not at and data.lstrip()[:1] == b"[" and data.lstrip()[1:].lstrip()[:1] == b"{":
            return [(number, bytes(each)) for number, each in enumerate(split_array(data), 1)], ""
        document = decode_unique(data)
    except (ValueError, RecursionError) as error:
        raise BadRows(path, [Bilingual("it is not sound JSON ({error})", "它不是合法的 JSON（{error}）", error=error)]) from None
    lists = {name: records for name, records in _lists(document, "", 0) if not at or name == at}
    if not lists:
        raise BadRows(
            path,
            [
                Bilingual(
                    "it is not a JSON array of records, and holds none{at}",
                    "它不是由记录组成的 JSON 数组，{at}也不含这样的数组",
                    at=Bilingual(" at {at!r}", "{at!r} 处", at=at) if at else "",
                )
            ],
        )
    longest = max(lists, key=lambda name: len(lists[name]))
    return list(enumerate(lists[longest], 1)), longest


def _lists(found: Any, name: str, depth: int) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield every list of objects, and every object of objects only, with its path."""
    inside = found if isinstance(found, list) else list(found.values()) if isinstance(found, dict) else []
    if inside and all(isinstance(each, dict) for each in inside) and (isinstance(found, list) or len(inside) > 1):
        yield name, inside
    elif depth < 4:
        named = found.items() if isinstance(found, dict) else enumerate(inside)
        for key, each in named:
            yield from _lists(each, f"{name}.{key}" if name else str(key), depth + 1)


def _json_rows(records: Iterable[tuple[int, Any]], unit: str) -> Iterator[Row]:
    for at, record in records:
        try:
            decoded = decode_unique(record) if isinstance(record, bytes) else record
        except (ValueError, RecursionError) as error:
            yield Row(f"{unit} {at}", None, Bilingual("is not sound JSON ({error})", "不是合法的 JSON（{error}）", error=error))
        else:
            is_object = isinstance(decoded, dict)
            fault = "" if is_object else Bilingual("is not an object", "不是对象")
            yield Row(f"{unit} {at}", dict(_flat(decoded, "")) if is_object else None, fault)


def _flat(found: Any, name: str) -> Iterator[tuple[str, str]]:
    """Yield the texts inside a value with their paths; a list of texts or numbers is one text, separated by commas."""
    inside = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    if isinstance(found, list) and not any(isinstance(each, dict | list) for each in found):
        yield name, ",".join(map(_text, found))
    elif isinstance(found, dict | list):
        for key, each in inside:
            yield from _flat(each, f"{name}.{key}" if name else str(key))
    else:
        yield name, _text(found)


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return str(value)
