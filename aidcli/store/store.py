"""A store in a file, or the figures that ship with aidcli, answering questions by folds over blocks of figures.

The file is JSON that stock TinyDB opens. Asking takes no lock and never writes.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Self, TypeVar

from aidcli.model import seeds
from aidcli.model.codes import COLUMNS, Code, Codebook
from aidcli.model.figure import Figure, NotFigure, Source
from aidcli.model.nearest import nearest_of_each
from aidcli.query.code_counts import Combination, CombinationsFold
from aidcli.query.filters import Filter
from aidcli.query.folds import FindFold, Fold, SearchFold
from aidcli.query.members import Setting
from aidcli.query.query import Query, Rows
from aidcli.query.store import Found
from aidcli.query.totals import Totals, TotalsFold
from aidcli.query.word_counts import WordCount, WordCountsFold
from aidcli.store.layout import Stretch
from aidcli.store.reading import BLOCK, TablesFile
from aidcli.store.splicing import Extent

Result = TypeVar("Result")


class FileStore:
    """The figures of a file with the codes and sources they use; without a path, the figures in `start`.

    Use it as a context manager: it keeps the file open, so that one question sees one state.
    """

    def __init__(self, path: Path | None, start: Sequence[Figure] = (), *, block: int = BLOCK) -> None:
        """Open the file, read `block` bytes at a time; raises Unreadable, NotAStore or BadRecord."""
        self._start = start
        self._file = TablesFile(path, block) if path else None
        self._tables = self._file.tables if self._file else {}
        self.codes = Codebook(self._codes)
        self._ids: Sequence[str] = ()
        """All ids, those of a block in one text, after a question that names figures: where one is mistyped, no need to read again."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def find(self, query: Query, order: Sequence[str] = (), limit: int | None = None) -> Found:
        """Find figures. Where they need no sorting, cutting or looking up of ids, they are read as the caller takes them."""
        if order or limit is not None or query.ids:
            return self._answer(query, FindFold(query, order, limit))
        chosen = Filter(query)
        return Found(chain.from_iterable(map(chosen.keep, self._blocks_for(query))), chosen.unplaced)

    def search(self, query: Query, limit: int | None = None) -> Found:
        """Find figures that hold the words of the query, best match first."""
        return self._answer(query, SearchFold(query, self.codes, limit))

    def word_counts(self, words: Sequence[str]) -> list[WordCount]:
        """Return for each word how many figures hold it, or else the words nearest to it."""
        return self._answer(Query(), WordCountsFold(words, self.codes))

    def totals(self, query: Query, rows: Rows, *, parts: bool = False, explain: bool = False) -> Totals:
        """Add up figures. `parts`: count parts beside their wholes. `explain`: hold every figure behind a total."""
        return self._answer(query, TotalsFold(query, rows, self.setting(), parts=parts, explain=explain))

    def code_counts(self, query: Query) -> Counter[Combination]:
        """Count the figures that hold each combination of codes."""
        return self._answer(query, CombinationsFold(query))

    def nearest_ids(self, words: Collection[str]) -> Sequence[str]:
        """Return up to two ids that are closest to the words."""
        blocks = map(str.split, self._ids) if self._ids else ([figure.id for figure in block] for block in self.blocks())
        return nearest_of_each(words, blocks)

    def sources(self) -> dict[str, Source]:
        """Return the documents by id, the shipped ones first."""
        own = (Source.read(each) for each in self._tables.get("sources", {}).values())
        return {source.id: source for each in (seeds.shipped_sources(), own) for source in each}

    def not_figures(self) -> list[NotFigure]:
        """Return the numbers of documents that were refused as figures, the shipped ones first."""
        return [*seeds.shipped_not_figures(), *map(NotFigure.read, self._tables.get("not_figures", {}).values())]

    def setting(self) -> Setting:
        """Return what the search for figures that count twice needs besides them."""
        return Setting(self.codes, frozenset(source.id for source in self.sources().values() if source.type == "ledger"))

    def figures(self) -> Iterator[Figure]:
        """Yield every figure in stored order; raises BadRecord at the first that breaks the contract."""
        return chain.from_iterable(self.blocks())

    def blocks(self) -> Iterator[Collection[Figure]]:
        """Yield the figures a block at a time, as they are read."""
        return (keyed.values() for _, keyed in self.keyed_blocks())

    def _answer(self, query: Query, fold: Fold[Result]) -> Result:
        """Pass all figures through a fold."""
        for figures in self._blocks_for(query):
            fold.take(figures)
        return fold.result()

    def _blocks_for(self, query: Query) -> Iterator[Collection[Figure]]:
        return self._remembered() if query.names_figures else self.blocks()

    def _remembered(self) -> Iterator[Collection[Figure]]:
        """Yield the figures a block at a time, and keep their ids."""
        ids = []
        for figures in self.blocks():
            ids.append(" ".join([figure.id for figure in figures]))
            yield figures
        self._ids = ids

    def keyed_blocks(self) -> Iterator[tuple[Stretch | None, Mapping[int, Figure]]]:
        """Yield the figures by key, a block at a time with its place in the file (None where the layout is not ours)."""
        return self._file.blocks(self.codes) if self._file else iter([(None, dict(enumerate(self._start, 1)))])

    @property
    def extent(self) -> Extent | None:
        """Where the figures of a file in our layout stand, once all have been read; else None."""
        return self._file.extent if self._file else None

    def records(self) -> Iterable[tuple[str, Any, list[str]]]:
        """Yield every record of a file as stored, with its key and everything wrong with it."""
        return self._file.records(self.codes) if self._file else ()

    def _codes(self, kind: str) -> Iterator[Code]:
        yield from seeds.shipped_codes(kind)
        if kind == "source":
            yield from (
                Code(record["id"], en=record["title"], zh=record.get("title_zh") or "")
                for record in self._tables.get("sources", {}).values()
            )
        for record in self._tables.get("codes", {}).values():
            if record["kind"] == kind:
                yield Code.read(*(record.get(column) or "" for column in COLUMNS))
