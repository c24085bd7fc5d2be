"""Change a folder store by whole files: the new state is written beside the old one, and one pointer is renamed."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path

from aidcli.changes.revision import Revision
from aidcli.engine.answers import EngineStore
from aidcli.engine.connection import Argument, Line
from aidcli.engine.folder import EMPTY, is_blank
from aidcli.engine.loading import load_state
from aidcli.engine.opening import open_folder
from aidcli.engine.own_records import own_records
from aidcli.model.figure import Figure, Record


class FolderChange:
    """A change of a folder store: the store as it is, and what is to become of it."""

    def __init__(self, store: EngineStore, path: Path) -> None:
        self.store, self.path = store, path
        self.beside = own_records(store)
        self.revision = Revision()
        self.is_empty = True

    def apply(self, revision: Revision) -> None:
        """Make the figures those of a revision."""
        self.revision = revision
        self.is_empty &= revision.is_empty

    def keep(self, table: str, key: Sequence[str], records: Iterable[Record]) -> None:
        """Keep codes, sources or numbers that are no figures. A record replaces the one that has the same values under `key`."""
        get = itemgetter(*key)
        held = {get(each): each for each in self.beside[table]}
        for record in records:
            held[get(record)] = record
            self.is_empty = False
        self.beside[table] = list(held.values())

    def figures(self) -> Iterator[Figure]:
        """Yield the figures of the new state: changed ones in the place of the old, new ones last."""
        removed = {figure.id for figure in self.revision.removed}
        for figure in self.store.figures():
            if figure.id not in removed:
                yield self.revision.changed.get(figure.id, figure)
        yield from self.revision.added


class _Nothing:
    """A connection to no engine, of a store that holds nothing and asks nothing."""

    def rows(self, sql: str, arguments: Sequence[Argument] = ()) -> Iterator[Line]:
        """Yield no row."""
        return iter(())

    def keep(self, name: str, sql: str, arguments: Sequence[Argument] = ()) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


@contextmanager
def change_folder(path: Path, command: str) -> Iterator[FolderChange]:
    """Change a folder store by a command; what is applied is written on leaving, all or nothing.

    The caller holds the lock of the store. A store that does not exist begins empty. Raises what `open_folder` and
    `load_state` raise.
    """
    with EngineStore(EMPTY, _Nothing()) if is_blank(path) else open_folder(path) as store:
        change = FolderChange(store, path)
        yield change
        if not change.is_empty:
            load_state(path, change.figures(), change.beside, command)
