"""Search figures for words, best match first."""

import re
from collections.abc import Collection, Sequence
from functools import cache
from heapq import nsmallest
from operator import itemgetter

from aidcli.errors import Usage
from aidcli.model.codes import Codebook, fold
from aidcli.model.figure import Figure

Scored = tuple[int, Figure]
"""How far from the subject the words stand, and the figure that holds them."""


class Matcher:
    """Score figures that hold all words in the subject, printed form, places or note."""

    def __init__(self, words: Sequence[str], codes: Codebook) -> None:
        """Match these words; raises Usage where they are nothing but blanks."""
        # Only a word's first characters are matched: trying a long word at every place of a text takes the product of both lengths.
        self._words = [(word, re.compile(rf"(?<![a-z0-9]){re.escape(word[:50])}")) for word in map(fold, words) if word]
        if not self._words:
            raise Usage("nothing to search for in ''; give a word, for example 'aidcli search doctors'")
        self._codes = codes
        self._place = cache(self._names_of)

    def score(self, figure: Figure) -> int | None:
        """Return 0 where every word begins a word of a subject, more the further away it stands, None where one is missing."""
        subject = fold(f"{figure.subject or ''}\n{figure.subject_zh or ''}")
        places = map(self._place, (figure.provider, figure.recipient, figure.receiver))
        further = fold(figure.printed or ""), *places, fold(figure.note or "")
        total = 0
        for word, begins in self._words:
            if word in subject:
                total += not begins.search(subject)
                continue
            distance = next((at for at, text in zip((2, 3, 3, 3, 4), further, strict=True) if word in text), None)
            if distance is None:
                return None
            total += distance
        return total

    def _names_of(self, code: str | None) -> str:
        place = self._codes["place"].codes.get(code or "")
        return fold("\n".join((place.code, *place.labels, *place.aliases)) if place else code or "")


class BestFigures:
    """Hold the best matches, at most `limit`, those of equal score in stored order."""

    def __init__(self, matcher: Matcher, limit: int | None) -> None:
        self._matcher, self._limit = matcher, limit
        self._held: list[Scored] = []

    def add(self, figures: Collection[Figure]) -> None:
        """Score figures that come later in stored order."""
        score = self._matcher.score
        self._held += [(points, figure) for figure in figures if (points := score(figure)) is not None]
        if self._limit is not None:
            self._held = nsmallest(self._limit, self._held, key=_points)

    def sorted(self) -> list[Figure]:
        """Return the matches, best first."""
        return [figure for _, figure in sorted(self._held, key=_points)]


_points = itemgetter(0)
