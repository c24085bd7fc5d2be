"""Codelists as tables: every code with its labels and how many figures it stands for. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from aidcli.display.table import Notes, Speech, Table
from aidcli.model.codes import Code, Codebook
from aidcli.model.figure import CODED, Figure, Record

CODE_KEYS: Final = ("kind", "code", "parent", "standard", "en", "zh", "aliases", "count")


Codes = tuple[str | None, ...]
"""What a figure holds under the keys of codes."""


class Use(NamedTuple):
    """A code, how deep it lies in its tree, and how many figures a question for it finds."""

    kind: str
    code: Code
    depth: int
    found: int


def combinations(blocks: Iterable[Collection[Figure]]) -> Counter[Codes]:
    """How many figures hold each combination of codes: there are few, however many the figures."""
    counted: Counter[Codes] = Counter()
    for figures in blocks:
        counted.update(map(attrgetter(*CODED), figures))
    return counted


def uses(counted: Mapping[Codes, int], codes: Codebook, kinds: Sequence[str]) -> Iterator[Use]:
    """Every code of the kinds. A figure counts once for a code, also where it is both provider and recipient."""
    counts: Counter[tuple[str, str]] = Counter()
    for combination, number in counted.items():
        for each in {(kind, each) for kind, code in zip(CODED.values(), combination, strict=True) for each in codes[kind].path(code or "")}:
            counts[each] += number
    for kind in kinds:
        for code in codes[kind]:
            yield Use(kind, code, len(codes[kind].path(code.code)) - 1, counts[kind, code.code])


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
