"""The same questions for a program or a notebook. It asks stores as the command line does, and prints nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from os import PathLike
from types import TracebackType
from typing import Any, Final, Self, TypedDict, Unpack, overload
from unicodedata import east_asian_width

from aidcli.cli.choosing import open_store
from aidcli.display.codes import of_codes
from aidcli.display.comparison import notes_on_comparison, of_comparison
from aidcli.display.figures import of_figures
from aidcli.display.notes import repeated_notes, search_notes, totals_notes, unplaced_notes
from aidcli.display.separated import plain_text
from aidcli.display.speech import Speech
from aidcli.display.table import Table
from aidcli.display.totals import of_totals
from aidcli.errors import UnknownWord
from aidcli.model.codes import KINDS, one_of
from aidcli.model.figure import Record, refuse_repeated
from aidcli.query.arrangement import parse_arrangement
from aidcli.query.code_counts import count_codes
from aidcli.query.comparison import compare
from aidcli.query.filters import Distinct, Unplaced
from aidcli.query.operands import sides_of
from aidcli.query.plain_words import parse_plain
from aidcli.query.query import OneOf, Query, Rows, parse_query
from aidcli.query.rates import parse_rate, quotients
from aidcli.query.sorting import parse_order
from aidcli.query.store import OpenStore
from aidcli.query.totals import refuse_suspects

Typed = str | int | Sequence[str] | None
"""A word, or several, as an option takes them."""
SHOWN_ROWS: Final = 20
"""Rows that the repr of an answer shows."""


class FilterWords(TypedDict, total=False):
    """The filters, named as the options are."""

    sector: Typed
    measure: Typed
    unit: Typed
    provider: Typed
    recipient: Typed
    receiver: Typed
    source: Typed
    bound: Typed
    period: Typed
    within: bool
    min: str | int | None
    max: str | int | None
    id: Typed


class Records(Sequence[Record]):
    """An answer: a record a row, with raw numbers and codes as machine formats have them, and notes."""

    def __init__(self, table: Table) -> None:
        self._records = [table.record(row) for row in table.rows]
        self.keys: Sequence[str] = (*table.keys, *table.further)
        """The keys of every record, in order."""
        self.notes: Sequence[str] = list(table.notes())
        """What is left out, may count twice or could not be placed."""

    @overload
    def __getitem__(self, at: int) -> Record: ...
    @overload
    def __getitem__(self, at: slice) -> list[Record]: ...
    def __getitem__(self, at: int | slice) -> Record | list[Record]:
        return self._records[at]

    def __len__(self) -> int:
        return len(self._records)

    def __repr__(self) -> str:
        keys = [key for key in self.keys if any(record[key] is not None for record in self._records)]
        rows = [keys, *([plain_text(record[key]) for key in keys] for record in islice(self._records, SHOWN_ROWS))]
        widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        more = [f"... {len(self) - SHOWN_ROWS} more rows"] if len(self) > SHOWN_ROWS else []
        return "\n".join([*lines, *more]) if self._records else "no rows"

    def to_dicts(self) -> list[Record]:
        """Return a dictionary a row."""
        return [dict(record) for record in self._records]

    def to_pandas(self) -> Any:
        """Return a DataFrame of pandas; raises ImportError where it is not installed."""
        return _imported("pandas").DataFrame(self._records, columns=list(self.keys))

    def to_polars(self) -> Any:
        """Return a DataFrame of polars; raises ImportError where it is not installed."""
        return _imported("polars").DataFrame(self._records, infer_schema_length=None)


class Library:
    """A store to ask. Each question opens it and closes it; within `with`, all questions see one state."""

    def __init__(self, path: str | PathLike[str] | None = None, *, lang: str = "en") -> None:
        """Name the store as `--db` does, None for the usual one; `lang` is that of notes. Raises Refusal where it cannot be opened."""
        self._path = None if path is None else str(path)
        self._lang = one_of("language", lang, ("en", "zh"))
        self._open: OpenStore | None = None
        with self._store():
            pass

    def __enter__(self) -> Self:
        self._open = open_store(self._path)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._open is not None:
            self._open.__exit__(kind, error, trace)
        self._open = None

    @contextmanager
    def _store(self) -> Iterator[OpenStore]:
        if self._open is not None:
            yield self._open
        else:
            with open_store(self._path) as store:
                yield store

    def list(self, *words: str, sort: str | None = None, limit: int | None = None, **filters: Unpack[FilterWords]) -> Records:
        """List the figures that match, as `aidcli list` does."""
        with self._store() as store:
            order = parse_order(sort) if sort is not None else ()
            found = store.find(parse_plain(store.codes, list(words), _typed(filters)), order, limit)
            speech, figures = Speech(store.codes, self._lang), Distinct(found.figures)
            unplaced = unplaced_notes(found.unplaced, speech)
            answer = Records(of_figures(figures, speech, lambda: [*unplaced(), *repeated_notes(figures, speech)]))
            _refuse_missing(found.unplaced, store)
            return answer

    def search(self, *words: str, limit: int | None = None, **filters: Unpack[FilterWords]) -> Records:
        """Find figures by words or an amount, best match first, as `aidcli search` does."""
        with self._store() as store:
            found = store.search(parse_query(store.codes, **_typed(filters))._replace(words=words), limit)
            figures, speech = [*found.figures], Speech(store.codes, self._lang)
            _refuse_missing(found.unplaced, store)
            missed = [] if figures else [*search_notes(store.word_counts(words), speech)]
            return Records(of_figures(figures, speech, lambda: [*unplaced_notes(found.unplaced, speech)(), *missed]))

    def sum(
        self,
        *words: str,
        by: Typed = None,
        sort: str | None = None,
        limit: int | None = None,
        parts: bool = False,
        strict: bool = False,
        rate: str | None = None,
        **filters: Unpack[FilterWords],
    ) -> Records:
        """Add up figures, one total for every measure and unit, as `aidcli sum` does."""
        with self._store() as store:
            arrangement = parse_arrangement(_joined(by), None, sort, limit)
            query = parse_plain(store.codes, [*words], _typed(filters))
            quotient = parse_rate(rate, store.codes, arrangement.keys) if rate is not None else None
            answered = store.totals(query, Rows(arrangement.keys), parts=parts)
            _refuse_missing(answered.unplaced, store)
            totals = [*quotients(answered.rows, quotient)] if quotient else answered.rows
            if strict:
                refuse_suspects(totals)
            speech = Speech(store.codes, self._lang)
            return Records(of_totals(totals, arrangement, speech, lambda: totals_notes(answered, speech)))

    def compare(
        self,
        *operands: str,
        of: str | None = None,
        by: str | None = None,
        base: str | None = None,
        parts: bool = False,
        strict: bool = False,
        **filters: Unpack[FilterWords],
    ) -> Records:
        """Put totals side by side, as `aidcli compare` does."""
        with self._store() as store:
            sides, plain = sides_of(operands, of, by, base, store)
            answered = store.totals(parse_plain(store.codes, plain, _typed(filters)), sides.rows, parts=parts)
            _refuse_missing(answered.unplaced, store)
            if strict:
                refuse_suspects(answered.rows)
            speech = Speech(store.codes, self._lang)
            notes = notes_on_comparison(answered, sides, speech)
            return Records(of_comparison(compare(answered.rows, sides), sides, speech, lambda: notes))

    def show(self, *ids: str) -> Records:
        """Return all keys of the figures with these ids, in this order."""
        with self._store() as store:
            found = [*store.find(Query((OneOf(("id",), frozenset(ids)),))).figures]
            refuse_repeated(figure.id for figure in found)
            asked = {figure.id: figure for figure in found}
            _refuse_missing(Unplaced(frozenset(ids) - asked.keys()), store)
            return Records(of_figures([asked[each] for each in dict.fromkeys(ids)], Speech(store.codes, self._lang)))

    def codes(self, kind: str | None = None) -> Records:
        """List the codes of a kind, such as `sectors`, or without one those that figures have, with the number of figures."""
        with self._store() as store:
            plurals = {f"{each}s": each for each in KINDS}
            kinds = KINDS if kind is None else (kind if kind in KINDS else plurals[one_of("kind of code", kind, plurals)],)
            counted = count_codes(store.code_counts(Query()), store.codes, kinds)
            listed = [each for each in counted if kind is not None or each.figures]
            return Records(of_codes(listed, store.sources(), Speech(store.codes, self._lang)))


def _typed(filters: FilterWords) -> dict[str, Any]:
    """Return filters as the command line has them: lists of words; raises TypeError for a name that is no filter."""
    for name in filters:
        if name not in FilterWords.__annotations__:
            raise TypeError(f"{name!r} is no filter; choose from {', '.join(FilterWords.__annotations__)}")
    held = {name: value for name, value in filters.items() if value is not None}
    return {name: value if name == "within" else str(value) if name in ("min", "max") else _words(value) for name, value in held.items()}


def _words(value: Any) -> Sequence[str]:
    return [str(value)] if isinstance(value, str | int) else [str(each) for each in value]


def _joined(value: Typed) -> str | None:
    return None if value is None else ",".join(_words(value))


def _refuse_missing(unplaced: Unplaced, store: OpenStore) -> None:
    if missing := unplaced.missing:
        raise UnknownWord("figure", sorted(missing), store.nearest_ids(missing), see="aidcli list --fields id")


def _imported(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        raise ImportError(f"this needs {name}, which is not installed; run 'pip install {name}'") from None


def _width(text: str) -> int:
    """Return the columns that a text takes: two for a Chinese character."""
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
