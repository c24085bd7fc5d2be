"""The layout of a store's file: how it is written, where its figures are, and what precedes them. Never writes."""

import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from aidcli.errors import BadRecord, Bilingual, NotAStore, Unreadable
from aidcli.model.contract import code_faults, not_figure_faults, source_faults
from aidcli.model.exact_json import decode_json, encode_json

TABLES: Final = ("codes", "sources", "not_figures", "figures")
"""The tables in the order of the file: codes come before the figures that use them. `not_figures` is written if it holds any."""
Tables = Mapping[str, Mapping[str, Any]]
TAIL: Final = 1 << 18
"""Bytes at the end of the file that are searched for the end of the last table."""
_FIGURES_OPEN = re.compile(rb'\s*"figures"\s*:\s*\{\s*')
_FIGURE = re.compile(rb'"measure"\s*:')
"""A key that every figure has, and no other record."""
HIGHEST: Final = 10**18 - 1
"""The highest key that TinyDB is expected to assign."""
_KEY = re.compile("0|[1-9][0-9]{0,17}")
_BLANKS: Final = b" \t\r\n"


def is_key(text: str) -> bool:
    """Return whether TinyDB can have assigned this key to a record: a whole number, as it writes one."""
    return _KEY.fullmatch(text) is not None


def is_written_once(text: bytes, records: Mapping[int, Any]) -> bool:
    """Return whether `text`, the JSON that `records` were decoded from, has no key twice: decoders silently keep the last.

    A text that is as long as its records encoded again, but for its line ends, has no room for another key.
    """
    return len(text) - len(records) + 1 == len(encode_json(records)) or _count_pairs(text) == len(records)


def _count_pairs(text: bytes) -> int | None:
    """Return the number of keys of a JSON object, repeated ones counted; None where an object inside it repeats one."""
    import json  # Here, as below: our own layout needs no second look.

    repeats: list[bool] = []

    def count(pairs: list[tuple[str, Any]]) -> int:
        repeats.append(len(dict(pairs)) < len(pairs))
        return len(pairs)

    counted: int = json.loads(text, object_pairs_hook=count, parse_int=str, parse_float=str)
    return None if any(repeats) else counted


# Written ----------------------------------------------------------------------------------------------------


class StoredRecord(MutableMapping[str, Any]):
    """A stored record that keeps its bytes in the file and is decoded only when a key is accessed."""

    __slots__ = ("_record", "raw")

    def __init__(self, raw: bytes) -> None:
        self.raw: bytes | None = raw
        self._record: dict[str, Any] | None = None

    def _decoded(self) -> dict[str, Any]:
        if self._record is None:
            self._record = decode_json(self.raw or b"")
        return self._record

    def __getitem__(self, key: str) -> Any:
        return self._decoded()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._decoded())

    def __len__(self) -> int:
        return len(self._decoded())

    def __setitem__(self, key: str, value: Any) -> None:
        self._decoded()[key] = value
        self.raw = None

    def __delitem__(self, key: str) -> None:
        del self._decoded()[key]
        self.raw = None

    def encoded(self) -> bytes:
        """Return the record as one line: its bytes in the file, if it has not changed."""
        return encode_json(self._decoded()) if self.raw is None or b"\n" in self.raw else self.raw


def laid_out(tables: Tables, added: Iterable[Mapping[str, Any]] = ()) -> Iterator[bytes]:
    """Yield the text of a file: each table opens and closes on lines of its own, one record a line between.

    The figures in `added` get the keys that TinyDB would give them.
    """
    yield from heading(tables)
    figures = tables.get("figures", {})
    yield from _lines(chain(figures.items(), enumerate(added, max(map(int, figures), default=0) + 1)))
    yield b"\n}\n}\n"


def heading(tables: Tables) -> Iterator[bytes]:
    """Yield the text of a file up to the brace that opens the figures."""
    lead = b"{\n"
    for name in TABLES[:3] if tables.get("not_figures") else TABLES[:2]:
        yield lead + encode_json(name) + b": {"
        yield from _lines(tables.get(name, {}).items())
        lead = b"\n},\n"
    yield lead + b'"figures": {'


def _lines(records: Iterable[tuple[object, Any]]) -> Iterator[bytes]:
    lead = b"\n"
    for key, record in records:
        yield lead + encoded_line(key, record)
        lead = b",\n"


def encoded_line(key: object, record: Mapping[str, Any]) -> bytes:
    """Return a record with its key, on one line."""
    return b'"%b":%b' % (str(key).encode(), record.encoded() if isinstance(record, StoredRecord) else encode_json(dict(record)))


# Found ------------------------------------------------------------------------------------------------------


class Stretch(NamedTuple):
    """The bytes of the file that hold its figures, from the start of the first to the end of the last."""

    start: int
    end: int


def opened(path: Path) -> BinaryIO:
    """Open a store's file, which is read in several places; raises Unreadable. A pipe or device is refused unopened: it may never end."""
    try:
        found = path.stat().st_mode
        if stat.S_ISFIFO(found):
            raise Unreadable(path, Bilingual("it is a pipe, and a store is read in several places", "它是管道，而数据文件须随机读取"))
        if not (stat.S_ISREG(found) or stat.S_ISDIR(found)):
            raise Unreadable(path, Bilingual("it is a device, not a file", "它是设备，不是文件"))
        return path.open("rb")
    except OSError as error:
        raise Unreadable(path, error) from None


def head(path: Path, file: BinaryIO) -> tuple[Mapping[str, Any], Stretch | None]:
    """Return the tables before the figures, and where the figures are; all tables and None if the layout is not ours."""
    lines: list[bytes] = []
    while line := file.readline():
        if _FIGURES_OPEN.fullmatch(line):
            start = file.tell()
            if (end := _end(file, start)) is None:
                break
            try:
                tables = decode_json(text := b"".join(lines) + b'"figures":{}}')
                if text.count(b":") != len(tables):  # Only empty tables, each once, have as many colons as tables.
                    _refuse_twice(path, text)
            except (ValueError, RecursionError):
                break
            return _checked(path, tables), Stretch(start, end)
        lines.append(line)
    return parsed(path, file), None


def _end(file: BinaryIO, start: int) -> int | None:
    """Return the byte where the last figure ends, or None if the last table of the file is not that of the figures."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(start, size - TAIL))
    records = file.read()
    for _ in range(2):
        size -= len(records) - len(records := records.rstrip(_BLANKS))
        if not records.endswith(b"}"):
            return None
        size, records = size - 1, records[:-1]
    size -= len(records) - len(records := records.rstrip(_BLANKS))
    return size if size == start or _FIGURE.search(records, records.rfind(b"\n") + 1) else None


def parsed(path: Path, file: BinaryIO) -> Mapping[str, Any]:
    """Return the tables of an open file, read whole; raises NotAStore or BadRecord where they are not those of a store."""
    try:
        file.seek(0)
        data = file.read()
    except OSError as error:
        raise Unreadable(path, error) from None
    if not data:
        return {}
    try:
        tables = _checked(path, decode_json(data))
        _refuse_twice(path, data)
    except RecursionError:
        raise NotAStore(path, "it is nested too deeply", "嵌套过深") from None
    except ValueError as error:
        raise _what_else(path, data, error) from None
    return tables


def _refuse_twice(path: Path, data: bytes) -> None:
    """Raise NotAStore where a table, a record or a key of a record is repeated, as after merging two versions of a file."""
    import json

    def seen(pairs: list[tuple[str, Any]]) -> None:
        for key, times in Counter(key for key, _ in pairs).items() if len(dict(pairs)) < len(pairs) else ():
            if times > 1 and key in TABLES:
                raise NotAStore(path, "table {key!r} stands twice", "表 {key!r} 出现两次", key=key)
            if times > 1 and is_key(key):
                raise NotAStore(path, "two records of one table have the same key {key!r}", "一张表中两条记录的键同为 {key!r}", key=key)
            if times > 1:
                name = next((value for key, value in pairs if key in ("id", "code")), None)
                record = Bilingual("the record of {name!r}", "{name!r} 的记录", name=name) if name else Bilingual("one record", "一条记录")
                raise NotAStore(path, "key {key!r} stands twice in {record}", "{record}中字段 {key!r} 出现两次", key=key, record=record)

    json.loads(data, object_pairs_hook=seen, parse_int=str, parse_float=str)


def _what_else(path: Path, data: bytes, error: ValueError) -> NotAStore:
    if not data.strip(b"\0"):
        return NotAStore(path, "it holds nothing but NUL bytes", "全是 NUL 字节")
    if data.startswith(b"\xef\xbb\xbf"):
        return NotAStore(path, "it begins with a byte order mark", "以字节顺序标记（BOM）开头")
    if isinstance(error, UnicodeDecodeError):
        return NotAStore(path, "it is not UTF-8 (byte {start})", "它不是 UTF-8（第 {start} 字节）", start=error.start)
    return NotAStore(path, "it is not JSON ({error})", "它不是 JSON（{error}）", error=error)


def _checked(path: Path, tables: Any) -> Mapping[str, Any]:
    """Return the tables; raises NotAStore or BadRecord where they are not those of a store."""
    if not isinstance(tables, dict):
        shape = "list" if isinstance(tables, list) else "value"
        raise NotAStore(path, "it is a JSON {shape}, not an object of tables", "它是 JSON {shape}，而不是由表组成的对象", shape=shape)
    for name, table in tables.items():
        if name not in TABLES and (name, table) != ("_default", {}):
            raise NotAStore(path, "unknown table {name!r}", "未知的表 {name!r}", name=name)
        if not isinstance(table, dict):
            raise NotAStore(path, "table {name!r} is not an object of records", "表 {name!r} 不是由记录组成的对象", name=name)
    for name, faults_of in (("codes", code_faults), ("sources", source_faults), ("not_figures", not_figure_faults)):
        for key, record in tables.get(name, {}).items():
            found = list(faults_of(record)) if isinstance(record, dict) else [Bilingual("is not an object", "不是对象")]
            if found:
                named = record.get("code", record.get("id")) if isinstance(record, dict) else None
                raise BadRecord(path, name, key, named, found)
    return tables
