"""Where a search finds nothing: how many figures hold each word and, for one that none holds, the nearest words there are."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from aidcli.model.codes import Codebook, fold
from aidcli.model.figure import Figure
from aidcli.model.nearest import NearestNames
from aidcli.query.code_counts import Combination, CombinationsFold, count_codes
from aidcli.query.query import Query
from aidcli.query.search import distance_of, folded_subject
from aidcli.query.sought import NAMED_KINDS, Sought, read_sought

_LONGEST_DIVIDED: Final = 12
"""Characters of a word that is looked for in pieces."""
_SHORTEST_BEGINNING: Final = 4
_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


class WordCount(NamedTuple):
    """A word searched for, the number of figures that hold it and, where that is none, the nearest words that some figure holds."""

    word: str
    figures: int
    nearest: Sequence[str] = ()


class WordCountsFold:
    """Count the figures that hold each word."""

    def __init__(self, words: Sequence[str], codes: Codebook) -> None:
        self._codes, self._sought = codes, read_sought(words, codes)
        self._counts = [0] * len(self._sought)
        self._near, self._combinations = NearWords(self._sought), CombinationsFold(Query())

    def take(self, figures: Collection[Figure]) -> None:
        """Take the next block."""
        subjects = [folded_subject(figure) for figure in figures]
        for at, sought in enumerate(self._sought):
            held = (distance_of(sought, figure, subject) is not None for figure, subject in zip(figures, subjects, strict=True))
            self._counts[at] += sum(held)
        if not all(self._counts):
            self._near.take(subjects)
            self._combinations.take(figures)

    def result(self) -> list[WordCount]:
        """Return the counts, in the order of the words."""
        self._near.take_names(self._combinations.result(), self._codes)
        return self._near.beside(self._counts)


class NearWords:
    """Find the words of figures that are most like words of a search."""

    def __init__(self, sought: Sequence[Sought]) -> None:
        self._sought = sought
        self._nearest = {each.text: NearestNames(each.text) for each in sought if each.is_part}
        self._pieces = {word: _pieces(word) for word in self._nearest}
        self._alike: dict[str, str] = {}
        """A word with the longest beginning in common with an English one; the longest piece of a Chinese one that is in a text."""

    def take(self, texts: Collection[str]) -> None:
        """Take folded texts."""
        words = sorted(set(chain.from_iterable(map(_TOKEN.findall, texts))))
        self._take_words(words)
        for word, pieces in self._pieces.items():
            is_english = word.isascii()
            for text in words if is_english else texts:
                at = next((at for at, piece in enumerate(pieces) if (text.startswith(piece) if is_english else piece in text)), None)
                if at is not None:  # From here on only longer pieces matter.
                    self._alike[word] = text if is_english else pieces[at]
                    del pieces[at:]

    def take_names(self, counted: Mapping[Combination, int], codes: Codebook) -> None:
        """Take the names of all codes by which a figure is found: parts of them only where it holds the code itself."""
        held = set(chain.from_iterable(counted))
        for each in count_codes(counted, codes, tuple(NAMED_KINDS)):
            if each.figures:
                names = [fold(name) for name in (each.code.code, *each.code.labels, *each.code.aliases) if name]
                self._take_words(names)
                if each.code.code in held:
                    self.take(names)

    def _take_words(self, words: Sequence[str]) -> None:
        for nearest in self._nearest.values():
            nearest.take(words)

    def beside(self, counts: Iterable[int]) -> list[WordCount]:
        """Return the words with these counts, and with their nearest words where that is 0."""
        words = [each.text for each in self._sought]
        return [WordCount(word, count, () if count else self._near(word)) for word, count in zip(words, counts, strict=True)]

    def _near(self, word: str) -> Sequence[str]:
        nearest = self._nearest[word].result() if word in self._nearest else []
        return nearest or [alike for each, alike in self._alike.items() if each == word]


def _pieces(word: str) -> list[str]:
    """Return the beginnings of an English word, or the pieces of a Chinese one, which has no blanks to divide it; longest first."""
    if word.isascii():
        return [word[:end] for end in range(min(len(word), _LONGEST_DIVIDED) - 1, _SHORTEST_BEGINNING - 1, -1)]
    if len(word) > _LONGEST_DIVIDED:
        return []
    return [word[at : at + length] for length in range(len(word) - 1, 1, -1) for at in range(len(word) - length + 1)]
