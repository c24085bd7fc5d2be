"""A store's file, read: in pieces of constant memory where it is laid out as aidcli does, else whole. Never writes.

One record stands a line. A stretch of the file is cut where a line ends in a comma and closed with a brace; every
piece must be valid JSON by itself, so the cut needs no trust in the layout, and any doubt falls back to reading the
file whole, which also says what is wrong with it.
"""

import os
import re
import weakref
from collections.abc import Collection, Iterator, Mapping
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from aidcli.codelist import Codebook, code_faults
from aidcli.errors import BadRecord, NotAStore, UnreadableFile
from aidcli.figure import Figure, decode_json, faults, from_json, reader, source_faults

TABLES: Final = ("codes", "sources", "figures")
BLOCK: Final = 1 << 18
LONGEST: Final = 1 << 20
"""A line longer than this is not of our layout."""
_FIGURES_OPEN = re.compile(rb'\s*"figures"\s*:\s*\{\s*')
_FURTHER = re.compile(rb'\}\s*,\s*"(?:codes|sources)"\s*:\s*\{')
"""Another writer may put tables after the figures; what they hold must be known before."""

_RECORD = re.compile(rb'^[ \t]*"[0-9]+"[ \t]*:[ \t]*\{', re.MULTILINE)


class Doubt(Exception):
    """A piece that is not figures in our layout."""


class Stretch(NamedTuple):
    """Some of the file's records: from the byte where the first begins to the byte where the last ends."""

    start: int
    end: int


class Piece(NamedTuple):
    """The figures of some lines, and the TinyDB keys of the first and the last."""

    figures: Collection[Figure]
    first: int
    last: int


class File:
    """A file of tables: what stands before the figures is read at once, the figures when they are asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = _opened(path)
        weakref.finalize(self, self._file.close)
        self.tables, self._records = _head(path, self._file)

    def blocks(self, codes: Codebook) -> Iterator[Collection[Figure]]:
        """Every figure in stored order, some at a time; raises BadRecord at the first that is none, wherever it stands."""
        taken = 0
        try:
            for piece in self.pieces(self._records, codes):
                yield piece.figures
                taken += len(piece.figures)
        except Doubt:
            rest = islice(self._whole(codes), taken, None)
            yield from iter(lambda: list(islice(rest, 1000)), [])

    def stretches(self, count: int, least: int) -> list[Stretch]:
        """The records in so many stretches of about one length, each of at least so many bytes."""
        start, end = self._records or (0, 0)
        count = max(1, min(count, (end - start) // least))
        marks = [start, *(self._next_record(start + (end - start) * at // count) for at in range(1, count)), end + len(b",\n")]
        return [Stretch(one, other - len(b",\n")) for one, other in pairwise(marks)]

    def pieces(self, stretch: Stretch | None, codes: Codebook) -> Iterator[Piece]:
        """The figures of a stretch, a piece at a time; raises Doubt at the first piece that is not in our layout."""
        if stretch is None:
            raise Doubt
        read = reader(lambda kind: codes[kind].codes, codes.known)
        last = 0
        for block, lines in _cut(self._file, stretch):
            try:
                keyed = read(block)
            except (ValueError, ArithmeticError, RecursionError):
                raise Doubt from None
            keys = list(keyed)
            if lines != len(keys) or keys[0] <= last or keys != sorted(keys):
                raise Doubt
            last = keys[-1]
            yield Piece(keyed.values(), keys[0], last)

    def records(self, codes: Codebook) -> Iterator[tuple[str, Any, list[str]]]:
        """Every record as it stands, with its key and all that is wrong with it."""
        for key, record in _parsed(self.path).get("figures", {}).items():
            found = [] if key.isdecimal() and key.isascii() else [f"its key is not one that TinyDB gives, a whole number: {key!r}"]
            yield key, record, found + (faults(record, codes.known) if isinstance(record, dict) else ["is not an object"])

    def _whole(self, codes: Codebook) -> Iterator[Figure]:
        for key, record, found in self.records(codes):
            if found:
                raise BadRecord(self.path, "figures", key, record.get("id") if isinstance(record, dict) else None, found)
            yield from_json(record)

    def _next_record(self, offset: int) -> int:
        """Where the first record begins that does not begin before the offset."""
        self._file.seek(offset)
        self._file.readline()
        return self._file.tell()


def _opened(path: Path) -> BinaryIO:
    try:
        file = path.open("rb")
    except OSError as error:
        raise UnreadableFile(path, error.strerror or str(error)) from None
    if not file.seekable():
        raise UnreadableFile(path, "it is a pipe, and a store is read in several places")
    return file


def _head(path: Path, file: BinaryIO) -> tuple[Mapping[str, Any], Stretch | None]:
    """What stands before the figures, and where they stand; None where the layout is not ours."""
    lines: list[bytes] = []
    while line := file.readline():
        if _FIGURES_OPEN.fullmatch(line):
            start = file.tell()
            end = _end(file, start)
            try:
                tables = decode_json(b"".join(lines) + b'"figures":{}}')
            except (ValueError, RecursionError):
                break
            return (_checked(path, tables), Stretch(start, end)) if end is not None else (_parsed(path), None)
        lines.append(line)
    return _parsed(path), None


def _end(file: BinaryIO, start: int) -> int | None:
    """Where the last record ends, if the figures' table is the last: two braces close the file."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(start, size - BLOCK))
    tail = file.read()
    records = tail
    for _ in range(2):
        records = records.rstrip(b" \t\r\n")
        if not records.endswith(b"}"):
            return None
        records = records[:-1]
    is_last = not any(name in tail and _FURTHER.search(tail) for name in (b'"codes"', b'"sources"'))
    return size - len(tail) + len(records.rstrip(b" \t\r\n")) if is_last else None


def _cut(file: BinaryIO, stretch: Stretch) -> Iterator[tuple[memoryview, int]]:
    """A stretch in JSON objects of whole lines, each with the number of its lines. A view is good until the next."""
    buffer = bytearray(1 + LONGEST + BLOCK)
    buffer[0] = ord("{")
    offset, kept = stretch.start, 1
    while offset < stretch.end:
        wanted = min(BLOCK, stretch.end - offset)
        with memoryview(buffer) as view:
            got = _read_at(file, view[kept : kept + wanted], offset)
        offset, filled = offset + got, kept + got
        cut = filled if offset >= stretch.end else buffer.rfind(b",\n", 0, filled)
        if got < 1 or filled > LONGEST:
            raise Doubt
        if cut < 0:
            kept = filled
            continue
        rest = buffer[cut + 2 : filled]
        buffer[cut] = ord("}")
        with memoryview(buffer) as view, view[: cut + 1] as piece:
            yield piece, buffer.count(b"\n", 0, cut) + 1
        buffer[1 : 1 + len(rest)] = rest
        kept = 1 + len(rest)


def _read_at(file: BinaryIO, view: memoryview, offset: int) -> int:
    """Read from an offset without moving the file's own, which forked processes share."""
    if hasattr(os, "preadv"):
        return os.preadv(file.fileno(), [view], offset)
    file.seek(offset)
    data = file.read(len(view))
    view[: len(data)] = data
    return len(data)


def _parsed(path: Path) -> Mapping[str, Any]:
    """The tables of a file, read whole."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(path, error.strerror or str(error)) from None
    if not data:
        return {}
    try:
        tables = _checked(path, decode_json(data))
    except RecursionError:
        raise NotAStore(path, "it is nested too deeply") from None
    except ValueError as error:
        raise NotAStore(path, _what_else(data, error)) from None
    # JSON keeps the last of two records with one key, as merging two versions of a file may leave them.
    if len(_RECORD.findall(data)) > sum(map(len, tables.values())):
        raise NotAStore(path, "two records of one table have the same key")
    return tables


def _what_else(data: bytes, error: ValueError) -> str:
    if not data.strip(b"\0"):
        return "it holds nothing but NUL bytes"
    if data.startswith(b"\xef\xbb\xbf"):
        return "it begins with a byte order mark"
    if isinstance(error, UnicodeDecodeError):
        return f"it is not UTF-8 (byte {error.start})"
    return f"it is not JSON ({error})"


def _checked(path: Path, tables: Any) -> Mapping[str, Any]:
    """The tables, if they are what a store holds; raises NotAStore or BadRecord."""
    if not isinstance(tables, dict):
        raise NotAStore(path, f"it is a JSON {'list' if isinstance(tables, list) else 'value'}, not an object of tables")
    for name, table in tables.items():
        if name not in TABLES and (name, table) != ("_default", {}):
            raise NotAStore(path, f"unknown table {name!r}")
        if not isinstance(table, dict):
            raise NotAStore(path, f"table {name!r} is not an object of records")
    for name, faults_of in (("codes", code_faults), ("sources", source_faults)):
        for key, record in tables.get(name, {}).items():
            found = list(faults_of(record)) if isinstance(record, dict) else ["is not an object"]
            if found:
                named = record.get("code", record.get("id")) if isinstance(record, dict) else None
                raise BadRecord(path, name, key, named, found)
    return tables
