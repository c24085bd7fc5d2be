"""Codelists as tables: every code with its labels and how many figures it stands for. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from aidcli.codelist import Code, Codebook
from aidcli.columns import Notes, Speech, Table
from aidcli.figure import CODED, Figure, Record

CODE_KEYS: Final = ("kind", "code", "parent", "standard", "en", "zh", "aliases", "count")


class Use(NamedTuple):
    """A code, how deep it lies in its tree, and how many figures a question for it finds."""

    kind: str
    code: Code
    depth: int
    found: int


def uses(figures: Iterable[Figure], codes: Codebook, kinds: Sequence[str]) -> Iterator[Use]:
    """Every code of the kinds. A figure counts once for a code, also where it is both provider and recipient."""
    counts = Counter(each for figure in figures for each in _codes_of(figure, codes, kinds))
    for kind in kinds:
        for code in codes[kind]:
            yield Use(kind, code, len(codes[kind].path(code.code)) - 1, counts[kind, code.code])


def _codes_of(figure: Figure, codes: Codebook, kinds: Sequence[str]) -> set[tuple[str, str]]:
    held = ((kind, getattr(figure, key)) for key, kind in CODED.items() if kind in kinds)
    return {(kind, each) for kind, code in held if code for each in codes[kind].path(code)}


def of_codes(used: Sequence[Use], speech: Speech, notes: Notes = tuple) -> Table:
    """The codes one a row, those inside another indented under it."""
    columns = [
        speech.column("kind", spare=3),
        speech.column("code", lambda use: "  " * use.depth + use.code.code),
        speech.column("parent", lambda use: use.code.parent),
        speech.column("standard", lambda use: ", ".join(use.code.standard), spare=4),
        speech.column("en", lambda use: use.code.en, spare=0),
        speech.column("zh", lambda use: use.code.zh, spare=0),
        speech.column("aliases", lambda use: ", ".join(use.code.aliases)),
        speech.column("count", lambda use: str(use.found), number=True, spare=1),
    ]
    return Table(used, CODE_KEYS, _record, columns, ("kind", "code", "en", "zh", "standard", "count"), notes, group=lambda use: use.kind)


def _record(use: Use) -> Record:
    code = use.code
    texts = ("|".join(code.standard) or None, code.en or None, code.zh or None, "|".join(code.aliases) or None)
    return dict(zip(CODE_KEYS, (use.kind, code.code, code.parent or None, *texts, use.found), strict=True))
