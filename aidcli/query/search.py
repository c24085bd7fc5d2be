"""Which figures hold the words searched for, best first. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from heapq import nsmallest
from operator import itemgetter

from aidcli.errors import Usage
from aidcli.model.codes import Codebook, fold
from aidcli.model.figure import Figure

Scored = tuple[int, Figure]
"""How far off the words stand, and the figure that holds them."""


class Search:
    """Words to be searched for: all of them, in the subject, printed form, places or note of a figure."""

    def __init__(self, words: Sequence[str], codes: Codebook) -> None:
        """Raises Usage where there is nothing but blanks."""
        self._words = [(word, re.compile(rf"(?<![a-z0-9]){re.escape(word)}")) for word in map(fold, words) if word]
        if not self._words:
            raise Usage("nothing to search for in ''; give a word, say 'aidcli search doctors'")
        self._codes = codes
        self._place = cache(self._names_of)

    def among(self, blocks: Iterable[Collection[Figure]]) -> Iterator[Scored]:
        """Those of the figures that hold every word."""
        return ((score, figure) for figures in blocks for figure in figures if (score := self._score(figure)) is not None)

    def _score(self, figure: Figure) -> int | None:
        """0 where every word begins a word of a subject, more the further off it stands; None where one is missing."""
        subject = fold(f"{figure.subject}\n{figure.subject_zh or ''}")
        further = fold(figure.printed or ""), self._place(figure.provider), self._place(figure.recipient), fold(figure.note or "")
        total = 0
        for word, begun in self._words:
            if word in subject:
                total += not begun.search(subject)
                continue
            distance = next((at for at, text in zip((2, 3, 3, 4), further, strict=True) if word in text), None)
            if distance is None:
                return None
            total += distance
        return total

    def _names_of(self, code: str | None) -> str:
        place = self._codes["place"].codes.get(code or "")
        return fold("\n".join((place.code, *place.labels, *place.aliases)) if place else code or "")


def best(scored: Iterable[Scored], most: int | None) -> list[Scored]:
    """The nearest first, else in their order; so many at most."""
    nearest = itemgetter(0)
    return sorted(scored, key=nearest) if most is None else nsmallest(most, scored, key=nearest)
