"""Figures and codes on disk: one JSON file that stock TinyDB opens. Reading takes no lock and never writes.

A store is written one record a line, so it is read piece by piece in constant memory. Every piece must be valid JSON
by itself, and any doubt (another writer's layout, a record that is not a figure) falls back to reading the file whole.
"""

import os
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from aidcli import seeds
from aidcli.codelist import COLUMNS, Code, Codebook
from aidcli.errors import BadRecord, NoStore, NotAStore, UnreadableFile
from aidcli.figure import (
    Figure,
    Source,
    decode_figures,
    decode_json,
    faults,
    from_json,
    sound,
)

TABLES: Final = ("codes", "sources", "figures")
BLOCK: Final = 1 << 18
_FIGURES_OPEN = re.compile(rb'\s*"figures"\s*:\s*\{\s*')
_FIGURES_CLOSE = re.compile(rb"(.*?),?\s*\}\s*\}\s*", re.DOTALL)


class Store:
    """The figures that ship with aidcli, or those of a file, with the codes and sources they use."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._file = _opened(path) if path else None
        self._tables, self._start = _head(path, self._file) if path and self._file else ({}, None)
        self.codes = Codebook(self._codes)

    def figures(self) -> Iterator[Figure]:
        """Every figure, in stored order; raises BadRecord at the first that is none, wherever it stands."""
        if self._file is None:
            return seeds.figures()
        return self._whole() if self._start is None else self._pieces(self._file, self._start)

    def sources(self) -> dict[str, Source]:
        """The documents by id, the shipped ones first."""
        own = (Source(**record) for record in self._tables.get("sources", {}).values())
        return {source.id: source for each in (seeds.sources(), own) for source in each}

    def _codes(self, kind: str) -> Iterator[Code]:
        yield from seeds.codes(kind)
        if kind == "source":
            yield from (Code(record["id"], en=record["title"]) for record in self._tables.get("sources", {}).values())
        for record in self._tables.get("codes", {}).values():
            if record["kind"] == kind:
                yield Code.read(*(record.get(column) or "" for column in COLUMNS))

    def _pieces(self, file: BinaryIO, start: int) -> Iterator[Figure]:
        file.seek(start)
        taken, last = 0, 0
        for piece in _cut(file):
            try:
                keyed = decode_figures(b"{" + piece + b"}")
                ordered = [last, *map(int, keyed)]
            except (ValueError, RecursionError):
                ordered = []
            if ordered != sorted(set(ordered)) or not ordered or not sound(keyed.values(), self.codes.known):
                yield from islice(self._whole(), taken, None)
                return
            yield from keyed.values()
            taken, last = taken + len(keyed), ordered[-1]

    def _whole(self) -> Iterator[Figure]:
        """Every figure of a file in any layout, each told apart by what is wrong with it."""
        path = self.path or Path()
        for key, record in _parsed(path).get("figures", {}).items():
            found = faults(record, self.codes.known) if isinstance(record, dict) else ["is not an object"]
            if found:
                raise BadRecord(path, "figures", key, record.get("id") if isinstance(record, dict) else None, found)
            yield from_json(record)


def opened(named: str | None) -> Store:
    """The store to ask: the one named, else AIDCLI_DB, else the user's own, else the figures that ship with aidcli.

    Raises NoStore where one is named that does not exist.
    """
    named = named or os.environ.get("AIDCLI_DB") or None
    path = Path(named) if named else default_path()
    if path.exists():
        return Store(path)
    if named:
        raise NoStore(path)
    return Store(None)


def default_path() -> Path:
    """Where the user's own store lives."""
    from platformdirs import user_data_path

    return user_data_path("aidcli", appauthor=False) / "figures.json"


# Reading ----------------------------------------------------------------------------------------------------


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise UnreadableFile(path, error.strerror or str(error)) from None


def _head(path: Path, file: BinaryIO) -> tuple[Mapping[str, Any], int | None]:
    """What stands before the figures, and where they begin; None where the layout is not ours."""
    lines: list[bytes] = []
    while line := file.readline():
        if _FIGURES_OPEN.fullmatch(line):
            try:
                tables = decode_json(b"".join(lines).rstrip().removesuffix(b",") + b"}")
            except (ValueError, RecursionError):
                break
            return _checked(path, tables), file.tell()
        lines.append(line)
    return _parsed(path), None


def _cut(file: BinaryIO) -> Iterator[bytes]:
    """The figures' table in pieces that end where a line ends in a comma, the last without what closes the file."""
    rest = b""
    while block := file.read(BLOCK):
        piece, comma, tail = (rest + block).rpartition(b",\n")
        if comma:
            yield piece
        rest = tail
    match = _FIGURES_CLOSE.fullmatch(rest)
    yield match[1] if match else rest


def _parsed(path: Path) -> Mapping[str, Any]:
    """The tables of a file, read whole."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(path, error.strerror or str(error)) from None
    if not data:
        return {}
    try:
        return _checked(path, decode_json(data))
    except RecursionError:
        raise NotAStore(path, "it is nested too deeply") from None
    except ValueError as error:
        raise NotAStore(path, _what_else(data, error)) from None


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
    return tables
