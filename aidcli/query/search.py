"""Search figures for words, best match first."""

from collections.abc import Collection, Sequence
from heapq import nsmallest
from operator import itemgetter

from aidcli.model.codes import Codebook, fold
from aidcli.model.figure import Figure
from aidcli.query.sought import Sought, read_sought

Scored = tuple[int, Figure]
"""How far from the subject the words stand, and the figure that holds them."""


class Matcher:
    """Score figures that hold all words: as their amount, in the subject, the printed form, the name of a code or the note."""

    def __init__(self, words: Sequence[str], codes: Codebook) -> None:
        """Match these words; raises Usage where they are nothing but blanks."""
        self._sought = read_sought(words, codes)

    def score(self, figure: Figure) -> int | None:
        """Return 0 where every word is the amount or begins a word of a subject, more the further away it stands.

        Return None where a word is missing.
        """
        total = 0
        subject = folded_subject(figure)
        for sought in self._sought:
            distance = distance_of(sought, figure, subject)
            if distance is None:
                return None
            total += distance
        return total


def distance_of(sought: Sought, figure: Figure, subject: str) -> int | None:
    """Return how far from the subject, which is given folded, a figure holds a word; None where it does not."""
    if sought.number is not None and sought.number == figure.value and (not sought.units or figure.unit in sought.units):
        return 0
    if sought.is_in(subject):
        return 0 if sought.begins(subject) else 1
    if figure.printed and sought.is_in(fold(figure.printed)):
        return 2
    if any(getattr(figure, key) in codes for keys, codes in sought.named for key in keys):
        return 3
    return 4 if figure.note and sought.is_in(fold(figure.note)) else None


def folded_subject(figure: Figure) -> str:
    """Return both subjects of a figure, folded."""
    return fold(f"{figure.subject or ''}\n{figure.subject_zh or ''}")


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
