"""A store whose figures an engine holds: it selects and reduces them, and the rules of `query` decide what comes of it."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any, Final, Self

from aidcli.engine.adding import totals_of
from aidcli.engine.connection import Connection, Line
from aidcli.engine.folder import FolderState
from aidcli.engine.reduction import Reduction, RowPart
from aidcli.engine.relation import TRUE, Matching, Sql, all_of, held_twice, holding, in_time, listed, matching, negated
from aidcli.engine.searching import counted, distances, searched
from aidcli.model import seeds
from aidcli.model.codes import COLUMNS, Code, Codebook
from aidcli.model.figure import CODED, KEYS, NUMBERS, Figure, NotFigure, Source
from aidcli.model.nearest import nearest_of_each
from aidcli.model.quantity import plain
from aidcli.query.code_counts import Combination
from aidcli.query.filters import Named, Unplaced
from aidcli.query.members import Setting
from aidcli.query.query import WHOLE, OneOf, Query, Rows
from aidcli.query.sought import Sought, read_sought
from aidcli.query.store import Found
from aidcli.query.totals import Totals, TotalsFold
from aidcli.query.word_counts import NearWords, WordCount

STREAMED: Final = 200_000
"""Figures that the engine sorts at once where all of them are read in stored order."""


class EngineStore:
    """The figures of one state, answering questions by way of a connection to the engine that holds it.

    Use it as a context manager: one question sees one state.
    """

    def __init__(self, state: FolderState, connection: Connection) -> None:
        self.state = state
        self._connection = connection
        self.codes = Codebook(self._codes)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def find(self, query: Query, order: Sequence[str] = (), limit: int | None = None) -> Found:
        """Find figures. Where they need no sorting or cutting, they are read as the caller takes them."""
        strict, unplaced = self._strict(query), self._unplaced(query)
        if order or limit is not None:
            return Found(list(self._figures(listed(strict, order, limit))), unplaced)
        return Found(self._in_stored_order(strict), unplaced)

    def search(self, query: Query, limit: int | None = None) -> Found:
        """Find figures that hold the words of the query, best match first."""
        found = self._figures(searched(self._distances(read_sought(query.words, self.codes)), self._strict(query), limit))
        return Found(list(found), self._unplaced(query))

    def word_counts(self, words: Sequence[str]) -> list[WordCount]:
        """Return for each word how many figures hold it, or else the words nearest to it."""
        sought = read_sought(words, self.codes)
        (counts,) = self._connection.rows(*counted(self._distances(sought)))
        near = NearWords(sought)
        if not all(counts):
            near.take([text for (text,) in self._connection.rows("SELECT DISTINCT f_subject FROM figures")])
            near.take_names(self.code_counts(Query()), self.codes)
        return near.beside(map(int, counts))

    def _distances(self, sought: Sequence[Sought]) -> list[Sql]:
        return distances(sought, self.state.scale, self.state.digits)

    def totals(self, query: Query, rows: Rows, *, parts: bool = False, explain: bool = False) -> Totals:
        """Add up figures. `parts`: count parts beside their wholes. `explain`: hold every figure behind a total."""
        if not explain:
            return self._reduced(query, rows, beside_wholes=parts)
        fold = TotalsFold(query, rows, self.setting(), parts=parts, explain=True)
        linked = all_of([self._matching(query).loose, Sql("part_of IS NOT NULL")], "OR")
        figures = self._in_stored_order(linked)
        while some := list(islice(figures, STREAMED)):
            fold.take(some)
        return fold.result()

    def _reduced(self, query: Query, rows: Rows, *, beside_wholes: bool) -> Totals:
        """Add up figures by what the engine reduces them to."""
        strict, operands = self._strict(query), [RowPart(key, bool(rows.keys), self._strict(operand)) for key, operand in rows.operands]
        parts = operands or ([RowPart(WHOLE, is_divided=True, condition=TRUE)] if rows.keys else [])
        if rows.whole or not parts:
            parts = [*parts, RowPart(WHOLE, is_divided=False, condition=TRUE)]
        totals = totals_of(self._connection, Reduction(strict, rows, parts, beside_wholes=beside_wholes), parts, self.setting())
        outside, shared = Unplaced(), Named()
        if operands:
            periods = dict(rows.operands).get(WHOLE, Query()).periods
            outside = self._unplaced(Query(periods=periods), strict)
            self._name(shared, all_of([strict, held_twice([each.condition for each in operands if each.key != WHOLE])]))
        return Totals(totals, self._unplaced(query), outside, shared, beside_wholes)

    def code_counts(self, query: Query) -> Counter[Combination]:
        """Count the figures that hold each combination of codes."""
        keys, strict = ", ".join(CODED), self._strict(query)
        found = self._connection.rows(f"SELECT {keys}, count(*) FROM figures WHERE {strict.text} GROUP BY {keys}", strict.arguments)
        return Counter({tuple(combination): int(count) for *combination, count in found})

    def nearest_ids(self, words: Collection[str]) -> Sequence[str]:
        """Return up to two ids that are closest to the words."""
        ids = (name for (name,) in self._connection.rows("SELECT id FROM figures ORDER BY pos"))
        return nearest_of_each(words, iter(lambda: list(islice(ids, STREAMED)), []))

    def sources(self) -> dict[str, Source]:
        """Return the documents by id, the shipped ones first."""
        return {source.id: source for each in (seeds.shipped_sources(), self._own_sources()) for source in each}

    def not_figures(self) -> list[NotFigure]:
        """Return the numbers of documents that were refused as figures, the shipped ones first."""
        keys = ", ".join(f'"{key}"' for key in NotFigure._fields)
        own = self._connection.rows(f"SELECT {keys} FROM not_figures ORDER BY pos") if self.state.not_figures else ()
        return [*seeds.shipped_not_figures(), *(NotFigure.read(dict(zip(NotFigure._fields, texts, strict=True))) for texts in own)]

    def setting(self) -> Setting:
        """Return what the search for figures that count twice needs besides them."""
        return Setting(self.codes, frozenset(source.id for source in self.sources().values() if source.type == "ledger"))

    def figures(self) -> Iterator[Figure]:
        """Yield every figure in stored order."""
        return self._in_stored_order(TRUE)

    def records(self) -> Sequence[tuple[str, Any, list[str]]]:
        """Return the records at fault: none, since only sound figures are loaded."""
        return ()

    def _matching(self, query: Query) -> Matching:
        return matching(query, self.state.scale, self.state.digits)

    def _strict(self, query: Query) -> Sql:
        return self._matching(query).strict

    def _figures(self, question: Sql) -> Iterator[Figure]:
        return map(figure_of, self._connection.rows(*question))

    def _in_stored_order(self, condition: Sql) -> Iterator[Figure]:
        """Yield figures in stored order, in stretches of it, so that none but those of one stretch are held to be sorted."""
        for first in range(0, self.state.figures, STREAMED):
            stretch = Sql("pos >= ? AND pos < ?", (first, first + STREAMED))
            yield from self._figures(listed(all_of([condition, stretch])))

    def _unplaced(self, query: Query, among: Sql = TRUE) -> Unplaced:
        """Return what the query cannot place, or places only in part, among the figures that match a condition."""
        found, conditions = Unplaced(query.ids), self._matching(query)
        if query.ids:
            found.missing -= {name for (name,) in self._connection.rows(*_ids(holding(OneOf(("id",), query.ids))))}
        if conditions.open:
            keys = [key for key, _ in conditions.open]
            counts = ", ".join(f"count(*) - count({key})" for key in keys)
            loose = all_of([among, conditions.loose])
            ((*numbers,),) = self._connection.rows(f"SELECT {counts} FROM figures WHERE {loose.text}", loose.arguments)
            found.absent.update(dict(zip(keys, map(int, numbers), strict=True)))
        if query.periods and not query.within:
            self._name(found.beyond, all_of([among, conditions.strict, negated(in_time(query, within=True))]))
        return found

    def _name(self, named: Named, condition: Sql) -> None:
        """Count the figures that match, and name the first of them."""
        ((number,),) = self._connection.rows(f"SELECT count(*) FROM figures WHERE {condition.text}", condition.arguments)
        named.count = int(number)
        if number:
            named.ids = [name for (name,) in self._connection.rows(*_ids(condition, Named.MOST))]

    def _codes(self, kind: str) -> Iterator[Code]:
        yield from seeds.shipped_codes(kind)
        if kind == "source" and self.state.sources:
            yield from (Code(source.id, en=source.title, zh=source.title_zh or "") for source in self._own_sources())
        elif self.state.codes:
            columns = ", ".join(COLUMNS)
            own = self._connection.rows(f"SELECT {columns} FROM codes WHERE kind = ? ORDER BY pos", [kind])
            yield from (Code.read(*(text or "" for text in texts)) for texts in own)

    def _own_sources(self) -> Iterator[Source]:
        if self.state.sources:
            keys = self.state.source_keys
            for texts in self._connection.rows(f"SELECT {keys} FROM sources ORDER BY pos"):
                yield Source.read(dict(zip(keys.split(","), texts, strict=True)))


def figure_of(line: Line) -> Figure:
    """Return the figure whose keys, in the order of KEYS, are the cells of a line."""
    record = dict(zip(KEYS, line, strict=True))
    for key in NUMBERS:
        if record[key] is not None:
            record[key] = plain(record[key])
    return Figure(**record)


def _ids(condition: Sql, limit: int | None = None) -> Sql:
    cut = "" if limit is None else f" ORDER BY pos LIMIT {limit:d}"
    return Sql(f"SELECT id FROM figures WHERE {condition.text}{cut}", condition.arguments)
