"""One file of TinyDB tables: locked while it changes, replaced whole, its earlier states kept for undo.

The only module that imports TinyDB. Stock TinyDB's storage rewrites its file in place, so that a writer that is killed,
races another or runs out of space destroys it.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage

from aidcli.errors import ChangedUnderneath, NotAStore
from aidcli.model.exact_json import decode_lines
from aidcli.store.atomic import Identity, held, identity, replace
from aidcli.store.history import remember
from aidcli.store.layout import StoredRecord, Tables, appended, is_key, laid_out


class _Staged(Storage):
    """TinyDB's view of the file: read when first asked for, changed in memory, written at the end if nothing failed."""

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
    """A file locked for writing, as a TinyDB whose changes are written together."""

    def __init__(self, path: Path, staged: _Staged, *, exists: bool) -> None:
        self._path, self._staged, self.exists = path, staged, exists
        self._added: list[Mapping[str, Any]] = []
        self._end = self._last = 0
        self.db = TinyDB(storage=lambda: staged)

    def keys(self, table: str) -> list[int]:
        """Return TinyDB's keys of the records in a table, in stored order."""
        return [int(key) for key in self._staged.tables.get(table, {})]

    def add(self, figures: Sequence[Mapping[str, Any]], end: int, last: int) -> None:
        """Add figures when the change is written.

        `end` is the byte where the last figure ends and `last` its key, the highest; 0 where these are not known.
        """
        self._added += figures
        self._end, self._last = end, last

    def text(self) -> Iterable[bytes] | None:
        """Return the new text of the file, or None where nothing changes.

        Where figures are only appended, the bytes of the others are copied without decoding them.
        """
        if self._added and (self._staged.is_changed or not self._last):
            self.db.table("figures").insert_multiple(self._added)
        if self._staged.is_changed:
            return laid_out(self._staged.tables)
        return appended(self._path, self._end, enumerate(self._added, self._last + 1)) if self._added else None


@contextmanager
def hold_file(path: Path, initial: Callable[[], Tables], command: str) -> Iterator[HeldFile]:
    """Change the tables of a file through TinyDB's own API. The change is written on leaving, unless by an exception.

    A file that does not exist begins with the `initial` tables; one that does is read when first asked for, so that
    the caller can read it first and say what is wrong with it. Other writers wait; readers see the old state until
    they see the new. The old state is kept for undo under the name of the `command`. Raises Unwritable where the file
    cannot be replaced; it is then unchanged.
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
        first = partial(remember, path, command, None if before else laid_out(initial()))
        replace(path, _unless_changed(path, before, text), like=path, first=first)


def _unless_changed(path: Path, before: Identity | None, text: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the text, then raise ChangedUnderneath where the file is no longer the one that was read."""
    yield from text
    if identity(path) != before:
        raise ChangedUnderneath(path)


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
