"""The store that is asked or changed: which one, what it holds, and how a change is applied.

One JSON file that stock TinyDB opens. Asking takes no lock and never writes.
"""

import os
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aidcli.errors import NoStore, Unreadable
from aidcli.model import seeds
from aidcli.model.codes import COLUMNS, Code, Codebook
from aidcli.model.figure import Figure, Record, Source
from aidcli.query.query import Keep
from aidcli.store.reading import File, Result, Work

if TYPE_CHECKING:
    from aidcli.changes.revision import Revision
    from aidcli.store.tinydb_file import Held


class Store:
    """The figures that ship with aidcli, or those of a file, with the codes and sources they use."""

    def __init__(self, path: Path | None, start: Sequence[Figure] = ()) -> None:
        self.path = path
        self._begun_with = start
        self._file = File(path) if path else None
        self._tables = self._file.tables if self._file else {}
        self.codes = Codebook(self._codes)

    def figures(self) -> Iterator[Figure]:
        """Every figure, in stored order; raises BadRecord at the first that is none, wherever it stands."""
        return chain.from_iterable(self.blocks())

    def blocks(self) -> Iterator[Collection[Figure]]:
        """The figures some at a time, as they are read."""
        return self._file.blocks(self.codes) if self._file else iter([self._begun_with])

    def over(self, work: Work[Result]) -> list[Result]:
        """What the work makes of the blocks of figures: of all of them, or of each stretch of a large file, all at once."""
        return self._file.over(work, self.codes) if self._file else [work(self.blocks())]

    def kept(self, keep: Keep) -> list[Figure]:
        """The figures that a filter keeps, in stored order; of a large file, looked for in several stretches at once."""
        found = self.over(lambda blocks: [figure for figures in blocks for figure in keep(figures)])
        return list(chain.from_iterable(found))

    @property
    def end(self) -> tuple[int, int]:
        """Where the last figure ends in a file of our layout, and its key: the highest; known once all have been read, else 0."""
        return (self._file.end, self._file.last) if self._file else (0, 0)

    def records(self) -> Iterator[tuple[str, Any, list[str]]]:
        """Every record of a file as it stands, with its key and all that is wrong with it."""
        return self._file.records(self.codes) if self._file else iter(())

    def sources(self) -> dict[str, Source]:
        """The documents by id, the shipped ones first."""
        own = (Source(**record) for record in self._tables.get("sources", {}).values())
        return {source.id: source for each in (seeds.shipped_sources(), own) for source in each}

    def _codes(self, kind: str) -> Iterator[Code]:
        yield from seeds.shipped_codes(kind)
        if kind == "source":
            yield from (Code(record["id"], en=record["title"]) for record in self._tables.get("sources", {}).values())
        for record in self._tables.get("codes", {}).values():
            if record["kind"] == kind:
                yield Code.read(*(record.get(column) or "" for column in COLUMNS))


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
    return Store(path) if _exists(path) else Store(None, [] if is_named else list(seeds.shipped_figures()))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise Unreadable(path, error) from None


class Change:
    """A store held for writing: what it holds, and how to write what is to become of it."""

    def __init__(self, store: Store, path: Path, held: "Held") -> None:
        self.store = store
        self.path = path
        self._held = held

    @cached_property
    def figures(self) -> list[Figure]:
        """Every figure that the store holds."""
        return list(self.store.figures())

    def verify(self) -> None:
        """Read the store to its end; raises BadData where it is not sound, for no change builds on such a one."""
        deque(self.store.figures(), maxlen=0)

    def apply(self, revision: "Revision") -> None:
        """Write a revision of the figures."""
        if revision.removed or revision.changed:
            self._touch(revision.removed, revision.changed)
        if revision.added:
            self._held.add([figure.stored() for figure in revision.added], *self.store.end)

    def _touch(self, removed: Iterable[Figure], changed: Mapping[str, Figure]) -> None:
        table = self._held.db.table("figures")
        keys = dict(zip((figure.id for figure in self.figures), self._held.keys("figures"), strict=True))
        table.remove(doc_ids=[keys[figure.id] for figure in removed])
        table.update(partial(_rewrite, changed), doc_ids=[keys[each] for each in changed])

    def keep(self, table: str, key: Sequence[str], records: Iterable[Record]) -> None:
        """Write codes or sources, each in the place of the one that has the same under the key, if there is one."""
        get, kept = itemgetter(*key), self._held.db.table(table)
        for record in records:
            if not kept.update(partial(_replace, record), partial(_same, get, get(record))):
                kept.insert(record)


@contextmanager
def changing(named: str | None) -> Iterator[Change]:
    """Hold the store for a change; what is applied is written on leaving, all or nothing.

    Raises Unwritable where the file cannot be written, and BadData where it is not a sound store: a change never
    builds on one.
    """
    from aidcli.store import tinydb_file as storage

    path, is_named = _chosen(named)
    start = [] if is_named else list(seeds.shipped_figures())
    initial = {"figures": {str(at): figure.stored() for at, figure in enumerate(start, 1)}}
    with storage.changing(path, initial) as held:
        yield Change(Store(path) if _exists(path) else Store(None, start), path, held)


def undo(named: str | None) -> Path:
    """Bring back the state before the last change; says of which file."""
    from aidcli.store import tinydb_file as storage

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
