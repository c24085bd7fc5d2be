"""One file of TinyDB tables: locked while it changes, replaced whole, its previous state kept beside it.

The only module that imports TinyDB. What stock TinyDB's storage lacks: it rewrites its file in place, so a writer that
is killed, raced or out of space destroys it.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage

from aidcli.errors import ChangedUnderneath, NotAStore, NothingToUndo
from aidcli.model.exact_json import decode_lines
from aidcli.store.atomic import Identity, held, identity, previous, replace
from aidcli.store.layout import StoredRecord, Tables, appended, is_key, laid_out


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


class HeldFile:
    """A file held for writing, as a TinyDB whose changes are written together."""

    def __init__(self, path: Path, staged: _Staged, *, exists: bool) -> None:
        self._path, self._staged, self.exists = path, staged, exists
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
            return laid_out(self._staged.tables)
        return appended(self._path, self._end, enumerate(self._added, self._last + 1)) if self._added else None


@contextmanager
def hold_file(path: Path, initial: Callable[[], Tables]) -> Iterator[HeldFile]:
    """Change the tables of a file through TinyDB's own API: all of it on leaving, nothing if leaving by an exception.

    A file that does not exist begins with the initial tables; one that does is read when first asked for, so that
    whoever reads it before may say what is wrong with it. Other writers wait; readers see the old state until they see
    the new. Raises Unwritable where the file cannot be replaced, and leaves the old one as it is.
    """
    path = Path(os.path.realpath(path))
    with held(path):
        before = identity(path)
        staged = _Staged(partial(_read, path) if before else lambda: {name: dict(table) for name, table in initial().items()})
        change = HeldFile(path, staged, exists=before is not None)
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
            replace(previous(path), laid_out(initial()), like=path)
        replace(path, _unless_changed(path, before, text), like=path, keep=before is not None)


def _unless_changed(path: Path, before: Identity | None, text: Iterable[bytes]) -> Iterator[bytes]:
    """The text; once it is all there, raises ChangedUnderneath where the file is no longer as it was before."""
    yield from text
    if identity(path) != before:
        raise ChangedUnderneath(path)


def undo_change(path: Path) -> None:
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
    return {name: {key: StoredRecord(bytes(line)) for key, line in table.items()} for name, table in raw.items()}
