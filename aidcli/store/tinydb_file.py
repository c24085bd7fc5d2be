"""One file of TinyDB tables: locked while it changes, replaced whole, its earlier states kept for undo.

The only module that imports TinyDB. Stock TinyDB's storage rewrites its file in place, so that a writer that is killed,
races another or runs out of space destroys it.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage

from aidcli.errors import ChangedUnderneath, NotAStore
from aidcli.model.exact_json import decode_lines
from aidcli.store.atomic import Identity, held, identity, replace
from aidcli.store.history import remember
from aidcli.store.layout import StoredRecord, Tables, is_key, laid_out
from aidcli.store.splicing import Extent, Touched, spliced


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
    """A file locked for writing, whose changes are written together: its figures by us, its other tables by TinyDB.

    Where the file has our layout, only changed figures are written again. Else the file is read whole, and TinyDB
    changes its figures too. Figures are added as the text is written, so that they need not be in memory.
    """

    def __init__(self, path: Path, initial: Tables | None) -> None:
        self.exists = initial is None
        self._path = path
        self._extent: Extent | None = None
        self._touched: list[Touched] = []
        self._added: list[Iterable[Mapping[str, Any]]] = []
        self._staged = _Staged(lambda: _read(path, self._extent) if initial is None else {name: dict(initial[name]) for name in initial})
        self.db = TinyDB(storage=lambda: self._staged)

    def expect(self, extent: Extent | None) -> None:
        """Say where the figures stand in a file of our layout, before anything is changed."""
        self._extent = extent

    def touch(self, figures: Iterable[Touched]) -> None:
        """Change or remove figures, given in stored order, when the change is written."""
        self._touched += figures

    def add(self, figures: Iterable[Mapping[str, Any]]) -> None:
        """Add figures when the change is written."""
        self._added.append(figures)

    def text(self) -> Iterable[bytes] | None:
        """Return the new text of the file, or None where nothing changes."""
        if self._extent is None:
            self._stage_figures()
            is_changed = self._staged.is_changed or self._added
            return laid_out(self._staged.tables, chain.from_iterable(self._added)) if is_changed else None
        if not (self._touched or self._added or self._staged.is_changed):
            return None
        tables = self._staged.tables if self._staged.is_changed else None
        return spliced(self._path, self._extent, tables, self._touched, chain.from_iterable(self._added))

    def _stage_figures(self) -> None:
        if self._touched:
            table = self.db.table("figures")
            records = {each.id: each.record for each in self._touched if each.record is not None}
            table.remove(doc_ids=[each.key for each in self._touched if each.record is None])
            table.update(partial(_replace_record, records), doc_ids=[each.key for each in self._touched if each.record is not None])


def _replace_record(records: Mapping[str, Mapping[str, Any]], document: MutableMapping[str, Any]) -> None:
    record = records[document["id"]]
    document.clear()
    document.update(record)


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
        change = HeldFile(path, None if before else initial())
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
    try:
        yield from text
    except ValueError:  # The text is made of a block of the file, which is no JSON where it is no longer that file.
        if identity(path) == before:
            raise
    if identity(path) != before:
        raise ChangedUnderneath(path) from None


def _read(path: Path, extent: Extent | None) -> dict[str, Any]:
    """Return the tables of a file; of one in our layout, those before the figures."""
    with path.open("rb") as file:
        data = file.read() if extent is None else file.read(extent.records.start) + b"}}"
    try:
        raw = decode_lines(data) if data else {}
    except (ValueError, RecursionError) as error:
        raise NotAStore(path, "it is not JSON ({error})", "它不是 JSON（{error}）", error=error) from None
    for name, table in raw.items():
        for key in table:
            if not is_key(key):
                raise NotAStore(
                    path,
                    "record {key!r} of table {name!r} has a key that TinyDB does not give, a whole number",
                    "表 {name!r} 的记录 {key!r} 的键不是 TinyDB 所给的整数",
                    key=key,
                    name=name,
                )
    return {name: {key: StoredRecord(bytes(line)) for key, line in table.items()} for name, table in raw.items()}
