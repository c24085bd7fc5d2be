"""Figures and codes on disk: one JSON file that stock TinyDB opens. Reading takes no lock and never writes.

A store is written one record a line, so it is read piece by piece in constant memory. Every piece must be valid JSON
by itself, and any doubt (another writer's layout, a record that is not a figure) falls back to reading the file whole.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from operator import itemgetter, lt
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from aidcli import seeds
from aidcli.codelist import COLUMNS, Code, Codebook, code_faults
from aidcli.errors import BadRecord, NoStore, NotAStore, UnreadableFile
from aidcli.figure import Figure, Record, Source, decode_json, decoder, faults, from_json, sound, source_faults
from aidcli.revision import Revision

if TYPE_CHECKING:
    from aidcli.storage import Held

TABLES: Final = ("codes", "sources", "figures")
BLOCK: Final = 1 << 18
_FIGURES_OPEN = re.compile(rb'\s*"figures"\s*:\s*\{\s*')
_FURTHER = re.compile(rb'\}\s*,\s*"(?:codes|sources)"\s*:\s*\{')
"""Another writer may put tables after the figures; what they hold must be known before."""
_FIGURES_CLOSE = re.compile(rb"(.*?)\s*\}\s*\}\s*", re.DOTALL)


class Store:
    """The figures that ship with aidcli, or those of a file, with the codes and sources they use."""

    def __init__(self, path: Path | None, start: Sequence[Figure] = ()) -> None:
        self.path = path
        self._begun_with = start
        self._file = _opened(path) if path else None
        self._tables, self._start = _head(path, self._file) if path and self._file else ({}, None)
        self.codes = Codebook(self._codes)

    def figures(self) -> Iterator[Figure]:
        """Every figure, in stored order; raises BadRecord at the first that is none, wherever it stands."""
        if self._file is None:
            return iter(self._begun_with)
        return self._whole() if self._start is None else chain.from_iterable(self._pieces(self._file, self._start))

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

    def _pieces(self, file: BinaryIO, start: int) -> Iterator[Iterable[Figure]]:
        """The figures of a file in our layout, a piece at a time; from the first doubtful piece on, of the file read whole."""
        file.seek(start)
        decode = decoder(lambda kind: self.codes[kind].codes)
        taken, last = 0, 0
        for piece in _cut(file):
            keyed = _decoded(decode, piece, last)
            if keyed is None or not sound(keyed.values(), self.codes.known):
                yield islice(self._whole(), taken, None)
                return
            yield keyed.values()
            taken, last = taken + len(keyed), int(next(reversed(keyed), last))

    def _whole(self) -> Iterator[Figure]:
        """Every figure of a file in any layout, each told apart by what is wrong with it."""
        for key, record, found in self.records():
            if found:
                raise BadRecord(self.path, "figures", key, record.get("id") if isinstance(record, dict) else None, found)
            yield from_json(record)

    def records(self) -> Iterator[tuple[str, Any, list[str]]]:
        """Every record of a file as it stands, with its key and all that is wrong with it."""
        for key, record in _parsed(self.path).get("figures", {}).items() if self.path else ():
            yield key, record, faults(record, self.codes.known) if isinstance(record, dict) else ["is not an object"]


def opened(named: str | None) -> Store:
    """The store to ask: the one named, else AIDCLI_DB, else the user's own, else the figures that ship with aidcli.

    Raises NoStore where one is named that does not exist.
    """
    path, is_named = _chosen(named)
    if is_named and not _exists(path):
        raise NoStore(path)
    return _begun(path, is_named=is_named)


def to_change(named: str | None) -> Store:
    """The store that a change would begin with: as `opened`, but one named that does not exist is empty."""
    path, is_named = _chosen(named)
    return _begun(path, is_named=is_named)


def _chosen(named: str | None) -> tuple[Path, bool]:
    named = named or os.environ.get("AIDCLI_DB") or None
    return (Path(named), True) if named else (default_path(), False)


def _begun(path: Path, *, is_named: bool) -> Store:
    return Store(path) if _exists(path) else Store(None, [] if is_named else list(seeds.figures()))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise UnreadableFile(path, error.strerror or str(error)) from None


class Change:
    """A store held for writing: what it holds, and how to write what is to become of it."""

    def __init__(self, store: Store, path: Path, held: "Held") -> None:
        self.store = store
        self.path = path
        self.figures = list(store.figures())
        self._held = held

    def apply(self, revision: Revision) -> None:
        """Write a revision of the figures."""
        table = self._held.db.table("figures")
        keys = dict(zip((figure.id for figure in self.figures), self._held.keys("figures"), strict=True))
        if revision.removed:
            table.remove(doc_ids=[keys[figure.id] for figure in revision.removed])
        if revision.changed:
            table.update(partial(_rewrite, revision.changed), doc_ids=[keys[each] for each in revision.changed])
        if revision.added:
            table.insert_multiple([figure.stored() for figure in revision.added])

    def keep(self, table: str, key: Sequence[str], records: Iterable[Record]) -> None:
        """Write codes or sources, each in the place of the one that has the same under the key, if there is one."""
        get, kept = itemgetter(*key), self._held.db.table(table)
        for record in records:
            if not kept.update(partial(_replace, record), partial(_same, get, get(record))):
                kept.insert(record)


@contextmanager
def changing(named: str | None) -> Iterator[Change]:
    """Hold the store for a change; what is applied is written on leaving, all or nothing.

    Raises Unreadable where the file cannot be written, and BadData where it is not a sound store: a change never
    builds on one.
    """
    from aidcli import storage

    path, is_named = _chosen(named)
    start = [] if is_named else list(seeds.figures())
    initial = {"figures": {str(at): figure.stored() for at, figure in enumerate(start, 1)}}
    with storage.changing(path, initial) as held:
        yield Change(Store(path) if _exists(path) else Store(None, start), path, held)


def undo(named: str | None) -> Path:
    """Bring back the state before the last change; says of which file."""
    from aidcli import storage

    path, _ = _chosen(named)
    storage.undo(path)
    return path


def default_path() -> Path:
    """Where the user's own store lives."""
    from platformdirs import user_data_path

    return user_data_path("aidcli", appauthor=False) / "figures.json"


def _rewrite(changed: Mapping[str, Figure], document: MutableMapping[str, Any]) -> None:
    _replace(changed[document["id"]].stored(), document)


def _replace(record: Record, document: MutableMapping[str, Any]) -> None:
    document.clear()
    document.update(record)


def _same(get: Callable[[Any], Any], wanted: Any, document: Mapping[str, Any]) -> bool:
    return bool(get(document) == wanted)


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
            start = file.tell()
            if _FURTHER.search(_tail(file)):
                break
            try:
                tables = decode_json(b"".join(lines).rstrip().removesuffix(b",") + b"}")
            except (ValueError, RecursionError):
                break
            return _checked(path, tables), start
        lines.append(line)
    return _parsed(path), None


def _tail(file: BinaryIO) -> bytes:
    file.seek(max(0, file.seek(0, os.SEEK_END) - BLOCK))
    return file.read()


def _cut(file: BinaryIO) -> Iterator[bytes]:
    """The figures' table in pieces that end where a line ends in a comma, the last without what closes the file."""
    rest, is_cut = b"", False
    while block := file.read(BLOCK):
        piece, comma, rest = (rest + block).rpartition(b",\n")
        if comma:
            is_cut = True
            yield piece
    match = _FIGURES_CLOSE.fullmatch(rest)
    # Nothing after a comma is no JSON: such an end is handed on as it is, to be doubted.
    yield match[1] if match and (match[1] or not is_cut) else rest


def _decoded(decode: Callable[[bytes], dict[str, Figure]], piece: bytes, last: int) -> dict[str, Figure] | None:
    """The figures of a piece by key; None where it is not JSON of figures, or its keys do not rise from the last one on."""
    try:
        keyed = decode(b"{" + piece + b"}")
        keys = [last, *map(int, keyed)]
    except (ValueError, ArithmeticError, RecursionError):
        return None
    lines = piece.count(b"\n") + 1 if keyed else 0
    return keyed if all(map(lt, keys, keys[1:])) and lines == len(keyed) else None


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
    for name, faults_of in (("codes", code_faults), ("sources", source_faults)):
        for key, record in tables.get(name, {}).items():
            found = list(faults_of(record)) if isinstance(record, dict) else ["is not an object"]
            if found:
                named = record.get("code", record.get("id")) if isinstance(record, dict) else None
                raise BadRecord(path, name, key, named, found)
    return tables
