"""Change a store: lock it, read it, write the result. Either all of it is written or nothing."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

from aidcli.changes.outline import Outline
from aidcli.changes.revision import Revision, near_by
from aidcli.model.figure import Figure, Record
from aidcli.store.layout import Tables
from aidcli.store.splicing import Touched
from aidcli.store.store import FileStore
from aidcli.store.tinydb_file import HeldFile, hold_file


class Change:
    """A store locked for writing: its contents, and the ways to change them."""

    def __init__(self, store: FileStore, path: Path, held: HeldFile) -> None:
        self.store = store
        self.path = path
        self._held = held

    def near(self, begins: str, whole: str | None) -> list[Figure]:
        """Return the figures that `revision.near_by` names for a figure whose id `begins` so. Reads the store once."""
        return [figure for block in self.store.blocks() for figure in near_by(block, begins, whole)]

    def outline(self) -> Outline:
        """Return the outline of all figures. Reads the store once."""
        return Outline(self.store.figures())

    def survey(self, ids: Collection[str]) -> tuple[Outline, list[Figure]]:
        """Return the outline of all figures, and those that have one of these ids or are part of one. Reads the store once."""
        outline, found = Outline(), []
        for block in self.store.blocks():
            outline.take(block)
            found += [figure for figure in block if figure.id in ids or figure.part_of in ids]
        return outline, found

    def verify(self) -> None:
        """Read the store to its end; raises BadData where it is not sound. No change is made to such a store."""
        deque(self.store.figures(), maxlen=0)

    def apply(self, revision: Revision) -> None:
        """Write a revision of the figures. Call it when the store has been read to its end."""
        self._held.expect(self.store.extent)
        if revision.removed or revision.changed:
            self._held.touch(self._touched({**dict.fromkeys(figure.id for figure in revision.removed), **revision.changed}))
        if revision.added:
            self._held.add(figure.stored() for figure in revision.added)

    def _touched(self, figures: Mapping[str, Figure | None]) -> Iterator[Touched]:
        """Yield where the figures with these ids are stored. Reads the store once."""
        for place, keyed in self.store.keyed_blocks():
            for key, figure in keyed.items():
                if figure.id in figures:
                    new = figures[figure.id]
                    yield Touched(place, key, figure.id, new.stored() if new else None)

    def keep(self, table: str, key: Sequence[str], records: Iterable[Record]) -> None:
        """Write codes, sources or numbers that are no figures. A record replaces the one that has the same values under `key`."""
        self._held.expect(self.store.extent)
        get, kept = itemgetter(*key), self._held.db.table(table)
        for record in records:
            if not kept.update(partial(_replace, record), partial(_same, get, get(record))):
                kept.insert(record)

    def rewrite(self, table: str, key: Sequence[str], old: Record, new: Record | None) -> None:
        """Write `new` in the place of the record that has the values of `old` under `key`, or remove that."""
        self._held.expect(self.store.extent)
        get, kept = itemgetter(*key), self._held.db.table(table)
        if new is None:
            kept.remove(partial(_same, get, get(old)))
        else:
            kept.update(partial(_replace, new), partial(_same, get, get(old)))


@contextmanager
def change_file(path: Path, start: Callable[[], Sequence[Figure]], command: str) -> Iterator[Change]:
    """Lock a store's file for a change by a command; what is applied is written on leaving, all or nothing.

    A file that does not exist begins with the figures that `start` returns. Raises Unwritable where the file cannot be
    written, and BadData where it is not a sound store.
    """
    with (
        hold_file(path, lambda: _tables(start()), command) as held,
        FileStore(path if held.exists else None, () if held.exists else start()) as store,
    ):
        yield Change(store, path, held)


def _tables(figures: Iterable[Figure]) -> Tables:
    return {"figures": {str(key): figure.stored() for key, figure in enumerate(figures, 1)}}


def _replace(record: Record, document: MutableMapping[str, Any]) -> None:
    document.clear()
    document.update(record)


def _same(get: Callable[[Any], Any], wanted: Any, document: Mapping[str, Any]) -> bool:
    return bool(get(document) == wanted)
