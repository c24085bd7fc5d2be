"""What a store must be able to answer. Commands know nothing else of where figures are kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from aidcli.model.codes import Codebook
from aidcli.model.figure import Figure, NotFigure, Source
from aidcli.query.code_counts import Combination
from aidcli.query.filters import Unplaced
from aidcli.query.members import Setting
from aidcli.query.query import Query, Rows
from aidcli.query.totals import Totals
from aidcli.query.word_counts import WordCount


class Found(NamedTuple):
    """The figures found, and what the query could not place: complete once `figures` has been read to its end."""

    figures: Iterable[Figure]
    unplaced: Unplaced


class Store(Protocol):
    """Where figures are kept: a file, the shipped seeds, or an engine."""

    @property
    def codes(self) -> Codebook:
        """The codes that figures may hold."""

    def sources(self) -> Mapping[str, Source]:
        """Return the documents by id, the shipped ones first."""

    def find(self, query: Query, order: Sequence[str] = (), limit: int | None = None) -> Found:
        """Find figures, sorted by the keys of `order`, else in stored order."""

    def search(self, query: Query, limit: int | None = None) -> Found:
        """Find figures that hold the words of the query, best match first."""

    def word_counts(self, words: Sequence[str]) -> Sequence[WordCount]:
        """Return for each word how many figures hold it, or else the words nearest to it."""

    def totals(self, query: Query, rows: Rows, *, parts: bool = False, explain: bool = False) -> Totals:
        """Add up figures. `parts`: count parts beside their wholes. `explain`: hold every figure behind a total."""

    def code_counts(self, query: Query) -> Mapping[Combination, int]:
        """Count the figures that hold each combination of codes."""

    def nearest_ids(self, words: Collection[str]) -> Sequence[str]:
        """Return up to two ids that are closest to the words."""


class OpenStore(Store, Protocol):
    """A store as it was opened: what commands ask of it beside the questions. Use it as a context manager."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /) -> None: ...

    def figures(self) -> Iterable[Figure]:
        """Return every figure in stored order."""

    def records(self) -> Iterable[tuple[str, Any, list[str]]]:
        """Return every record as stored, with its key and everything wrong with it."""

    def not_figures(self) -> Sequence[NotFigure]:
        """Return the numbers of documents that were refused as figures."""

    def setting(self) -> Setting:
        """Return what the search for figures that count twice needs besides them."""
