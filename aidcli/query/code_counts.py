"""How many figures a question for each code finds. Pure."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from aidcli.model.codes import Code, Codebook
from aidcli.model.figure import CODED, Figure
from aidcli.query.filters import Filter
from aidcli.query.query import Query

Combination = tuple[str | None, ...]
"""The codes that a figure holds, in the order of the keys of CODED."""


class CodeCount(NamedTuple):
    """A code of a kind, its depth in the tree of codes (0 at the top), and the number of figures that a question for it finds."""

    kind: str
    code: Code
    depth: int
    figures: int


class CombinationsFold:
    """The fold that counts the figures of each combination of codes. A large store has few, so memory stays small."""

    def __init__(self, query: Query) -> None:
        self._filter, self._counted = Filter(query), Counter[Combination]()

    def take(self, figures: Collection[Figure]) -> None:
        """Take the next block."""
        self._counted.update(map(attrgetter(*CODED), self._filter.keep(figures)))

    def result(self) -> Counter[Combination]:
        """Return the number of figures by combination."""
        return self._counted


def count_codes(counted: Mapping[Combination, int], codes: Codebook, kinds: Sequence[str]) -> Iterator[CodeCount]:
    """Count the figures of every code of the kinds.

    A figure counts for its code and every code above it; once, even where its provider and its recipient are the same place.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for combination, number in counted.items():
        for key in _counted_for(combination, codes):
            counts[key] += number
    for kind in kinds:
        for code in codes[kind]:
            yield CodeCount(kind, code, len(codes[kind].path(code.code)) - 1, counts[kind, code.code])


def _counted_for(combination: Combination, codes: Codebook) -> set[tuple[str, str]]:
    """Return every (kind, code) that a figure of this combination counts for."""
    held = [(kind, code) for kind, code in zip(CODED.values(), combination, strict=True) if code]
    return {(kind, above) for kind, code in held for above in codes[kind].path(code)}
