"""Misspelt ids: the nearest among any number of them, cheaply and in constant memory. Pure."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from os.path import commonprefix
from typing import Final, Self

from aidcli.model.codes import LONGEST_WORD, fold, near

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
_HELD: Final = 1000
"""Names that are held to be compared with the word."""
_SUGGESTED_FOR: Final = 5
"""Unknown words for which near names are looked for."""


def nearest_of_each(words: Collection[str], blocks: Iterable[Sequence[str]]) -> list[str]:
    """Return up to two names, given in blocks, that are closest to the words: those of the first word first."""
    found = [NearestNames(word) for word in sorted(words)[:_SUGGESTED_FOR]]
    for names in blocks:
        for nearest in found:
            nearest.take(names)
    return [close for nearest in found for close in nearest.result()][:2]


class NearestNames:
    """Find the names that are most like a word.

    To compare the word with each of a million names would take a minute. Names that differ from it in one letter are found
    by looking them up among all such spellings; of the others, those that share its longest beginning are compared.
    """

    def __init__(self, word: str) -> None:
        self._word = fold(word)
        self._spellings = frozenset(_spellings(self._word)) if len(self._word) <= LONGEST_WORD else frozenset()
        self._close: list[str] = []
        self._held: list[str] = []
        self._begin = ""
        """What a name must begin with to be held."""

    def take(self, names: Iterable[str]) -> Self:
        """Take more names."""
        names = iter(names)
        while some := list(islice(names, _HELD)):
            self._take(some)
        return self

    def _take(self, names: Sequence[str]) -> None:
        if len(self._close) < _HELD:
            self._close += [name for name in names if name in self._spellings]
        self._held += [name for name in names if name.startswith(self._begin)]
        if len(self._held) > _HELD:
            self._held = sorted(self._held, key=self._shared, reverse=True)[:_HELD]
            # NUL ends the word, so that nothing begins like all of it and more.
            self._begin = f"{self._word}\0"[: self._shared(self._held[-1]) + 1]

    def _shared(self, name: str) -> int:
        """Return how many first characters the name shares with the word."""
        return len(commonprefix([self._word, name]))  # noqa: RUF071 - character by character is meant

    def result(self) -> list[str]:
        """Return up to two names, nearest first."""
        return near(self._word, dict.fromkeys([*self._close, *self._held]))


def _spellings(word: str) -> Iterator[str]:
    """Yield every word that differs in one letter: left out, added, replaced, or exchanged with the next."""
    for at in range(len(word) + 1):
        before, letter, after = word[:at], word[at : at + 1], word[at + 1 :]
        yield before + after
        yield before + after[:1] + letter + after[1:]
        for other in _LETTERS:
            yield before + other + letter + after
            yield before + other + after
