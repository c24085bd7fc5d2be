"""Codelists as tables: every code with its labels and the number of its figures. Pure."""

from collections.abc import Sequence
from typing import Final

from aidcli.display.table import Notes, Table
from aidcli.display.wording import Speech
from aidcli.model.figure import Record
from aidcli.query.code_counts import CodeCount

CODE_KEYS: Final = ("kind", "code", "parent", "standard", "en", "zh", "aliases", "units", "count")


def of_codes(counts: Sequence[CodeCount], speech: Speech, notes: Notes = tuple) -> Table:
    """Return a table of one code a row, each indented under the code that contains it."""
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
    ]
    shown = ("kind", "code", "en", "zh", "standard", "count")
    return Table(counts, CODE_KEYS, _code_record, columns, shown, notes, group=lambda row: row.kind)


def _code_record(row: CodeCount) -> Record:
    code = row.code
    texts = (code.parent, "|".join(code.standard), code.en, code.zh, "|".join(code.aliases), "|".join(code.units))
    return dict(zip(CODE_KEYS, (row.kind, code.code, *(text or None for text in texts), row.figures), strict=True))
