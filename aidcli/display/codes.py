"""Codelists as tables: every code with its labels and the number of its figures. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final

from aidcli.display.speech import Speech
from aidcli.display.table import Column, Notes, Table
from aidcli.model.figure import Record, Source
from aidcli.query.code_counts import CodeCount

SOURCE_COLUMNS: Final = ("type", "publisher", "date", "language", "url", "sha256")
"""The keys of a source beside its id and titles, which are its code and labels."""
CODE_KEYS: Final = ("kind", "code", "parent", "standard", "en", "zh", "aliases", "units", "count", *SOURCE_COLUMNS)


def of_codes(counts: Sequence[CodeCount], sources: Mapping[str, Source], speech: Speech, notes: Notes = tuple) -> Table:
    """Return a table of one code a row, each indented under the code that contains it; the codes of kind `source` are ids of `sources`."""

    def source_text(key: str, row: CodeCount) -> str | None:
        return getattr(sources.get(row.code.code), key, None) if row.kind == "source" else None

    def source_column(key: str) -> Column:
        return speech.column(key, lambda row: source_text(key, row) or "")

    def record(row: CodeCount) -> Record:
        return _code_record(row) | {key: source_text(key, row) for key in SOURCE_COLUMNS}

    columns = [
        speech.column("kind", spare=3),
        speech.column("code", lambda row: "  " * row.depth + row.code.code),
        speech.column("parent", lambda row: row.code.parent),
        speech.column("standard", lambda row: ", ".join(row.code.standard), spare=4),
        speech.column("en", lambda row: row.code.en, spare=0),
        speech.column("zh", lambda row: row.code.zh, spare=0),
        speech.column("aliases", lambda row: ", ".join(row.code.aliases)),
        speech.column("units", lambda row: ", ".join(row.code.units)),
        speech.column("count", lambda row: str(row.figures), number=True, spare=1),
        *map(source_column, SOURCE_COLUMNS),
    ]
    shown = ("kind", "code", "en", "zh", "standard", "count")
    return Table(counts, CODE_KEYS, record, columns, shown, notes, group=lambda row: row.kind)


def _code_record(row: CodeCount) -> Record:
    code = row.code
    texts = (code.parent, "|".join(code.standard), code.en, code.zh, "|".join(code.aliases), "|".join(code.units))
    return dict(zip(CODE_KEYS[: -len(SOURCE_COLUMNS)], (row.kind, code.code, *(text or None for text in texts), row.figures), strict=True))
