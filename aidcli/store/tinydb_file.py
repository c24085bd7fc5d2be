"""One file of TinyDB tables: locked while it changes, replaced whole, its previous state kept beside it.

The only module that imports TinyDB. What stock TinyDB's storage lacks: it rewrites its file in place, so a writer that
is killed, raced or out of space destroys it.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final

from tinydb import TinyDB
from tinydb.storages import Storage

from aidcli.errors import ChangedUnderneath, NotAStore, NothingToUndo
from aidcli.model.exact_json import decode_json, decode_lines, encode_json
from aidcli.store.atomic import Identity, held, identity, previous, replace
from aidcli.store.layout import TABLES, is_key

COPIED: Final = 1 << 20
"""Bytes that are carried over at once."""
Tables = Mapping[str, Mapping[str, Any]]


class Line(MutableMapping[str, Any]):
    """A stored record as the bytes that stand in the file, decoded only when looked into."""

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
        """The record on one line: the old bytes where nothing has changed."""
        return encode_json(self._decoded()) if self.raw is None or b"\n" in self.raw else self.raw


def layout(tables: Tables) -> Iterator[bytes]:
    """The file's text: each table's opening and closing on lines of their own, then one record a line."""
    lead = b"{\n"
    for name in TABLES:
        yield lead + encode_json(name) + b": {"
        comma = b"\n"
        for key, record in tables.get(name, {}).items():
            yield comma + _line(key, record)
            comma = b",\n"
        yield b"\n}"
        lead = b",\n"
    yield b"\n}\n"


def longer(path: Path, end: int, records: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[bytes]:
    """The text of a file laid out so with more figures after its last, which ends at that byte: what is there stays as it is."""
    with path.open("rb") as file:
        while carried := file.read(min(end, COPIED)):
            yield carried
            end -= len(carried)
    for key, record in records:
        yield b",\n" + _line(key, record)
    yield b"\n}\n}\n"


def _line(key: object, record: Mapping[str, Any]) -> bytes:
    return b'"%b":%b' % (str(key).encode(), record.encoded() if isinstance(record, Line) else encode_json(dict(record)))


class _Staged(Storage):
    """TinyDB's view of the file: read once, when first asked for, changed in memory, written when all has gone well."""

    def __init__(self, load: Callable[[], dict[str, Any]]) -> None:
        self._load = load
        self.is_changed = False

    @cached_property
    def tables(self) -> dict[str, Any]:
        return self._load()

    def read(self) -> dict[str, Any]:
        return self.tables

    def write(self, data: dict[str, Any]) -> None:
        self.tables, self.is_changed = data, True


class Held:
    """A file held for writing, as a TinyDB whose changes are written together."""

    def __init__(self, path: Path, staged: _Staged) -> None:
        self._path, self._staged = path, staged
        self._added: list[Mapping[str, Any]] = []
        self._end = self._last = 0
        self.db = TinyDB(storage=lambda: staged)

    def keys(self, table: str) -> list[int]:
        """TinyDB's keys of a table's records, in stored order."""
        return [int(key) for key in self._staged.tables.get(table, {})]

    def add(self, figures: Sequence[Mapping[str, Any]], end: int, last: int) -> None:
        """Add figures, on leaving; behind the last one where it is known to end at that byte and to have the highest key."""
        self._added += figures
        self._end, self._last = end, last

    def text(self) -> Iterable[bytes] | None:
        """The file as it is to become, or None where nothing changes.

        Where figures are added behind the last and nothing else changes, what the file holds is carried over unread.
        """
        if self._added and (self._staged.is_changed or not self._last):
            self.db.table("figures").insert_multiple(self._added)
        if self._staged.is_changed:
            return layout(self._staged.tables)
        return longer(self._path, self._end, enumerate(self._added, self._last + 1)) if self._added else None


@contextmanager
def changing(path: Path, initial: Tables) -> Iterator[Held]:
    """Change the tables of a file through TinyDB's own API: all of it on leaving, nothing if leaving by an exception.

    A file that does not exist begins with the initial tables; one that does is read when first asked for, so that
    whoever reads it before may say what is wrong with it. Other writers wait; readers see the old state until they see
    the new. Raises Unwritable where the file cannot be replaced, and leaves the old one as it is.
    """
    path = Path(os.path.realpath(path))
    with held(path):
        before = identity(path)
        staged = _Staged(partial(_read, path) if before else lambda: {name: dict(table) for name, table in initial.items()})
        change = Held(path, staged)
        try:
            yield change
            text = change.text()
        except Exception:
            if identity(path) != before:
                raise ChangedUnderneath(path) from None
            raise
        if text is None:
            return
        if not before:
            replace(previous(path), layout(initial), like=path)
        replace(path, _unless_changed(path, before, text), like=path, keep=before is not None)


def _unless_changed(path: Path, before: Identity | None, text: Iterable[bytes]) -> Iterator[bytes]:
    """The text; once it is all there, raises ChangedUnderneath where the file is no longer as it was before."""
    yield from text
    if identity(path) != before:
        raise ChangedUnderneath(path)


def undo(path: Path) -> None:
    """Exchange a file with its previous state, so that a second undo redoes; raises NothingToUndo where there is none."""
    path = Path(os.path.realpath(path))
    with held(path):
        if not (path.exists() and previous(path).exists()):
            raise NothingToUndo(path)
        replace(path, [previous(path).read_bytes()], like=path, keep=True)


def _read(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    try:
        raw = decode_lines(data) if data else {}
    except (ValueError, RecursionError) as error:
        raise NotAStore(path, f"it is not JSON ({error})") from None
    for name, table in raw.items():
        for key in table:
            if not is_key(key):
                raise NotAStore(path, f"record {key!r} of table {name!r} has a key that TinyDB does not give, a whole number")
    return {name: {key: Line(bytes(line)) for key, line in table.items()} for name, table in raw.items()}
