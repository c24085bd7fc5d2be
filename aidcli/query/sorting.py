"""The order of a list of figures or of other rows, and the first of them."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, Final, TypeVar

from aidcli.model.figure import KEYS, Figure
from aidcli.query.query import parse_keys

SPARE: Final = 5000
"""Figures held beyond twice the limit before they are sorted and cut."""
Sorted = TypeVar("Sorted")


def parse_order(text: str, valid: Sequence[str] = KEYS) -> list[str]:
    """Return the keys to order by, `-key` for descending; raises UnknownWord for one that is not in `valid`."""
    words = [word.strip() for word in text.split(",")]
    for word in words:
        parse_keys(word.removeprefix("-"), valid, "--sort")
    return words


class FirstFigures:
    """Hold the first `limit` figures in the order of `keys`, in memory for a few times as many."""

    def __init__(self, keys: Sequence[str], limit: int | None, spare: int = SPARE) -> None:
        self._keys, self._limit = keys, limit
        self._most = None if limit is None else 2 * limit + spare
        self._held: list[Figure] = []

    def add(self, figures: Iterable[Figure]) -> None:
        """Add figures that come later in stored order."""
        self._held += figures
        if self._most is not None and len(self._held) > self._most:
            self._held = self.sorted()

    def sorted(self) -> list[Figure]:
        """Return the first figures, in order."""
        return sort_rows(self._held, self._keys)[: self._limit]


def sort_rows(rows: Iterable[Sorted], keys: Sequence[str], held: Callable[[str], Callable[[Sorted], Any]] = attrgetter) -> list[Sorted]:
    """Sort by the first key first, `-key` descending; rows without a value under a key come last either way.

    `held` returns, for a key, the function that reads it of a row.
    """
    result = list(rows)
    for key in reversed(keys):
        get, descending = held(key.removeprefix("-")), key.startswith("-")
        present = sorted((each for each in result if get(each) is not None), key=get, reverse=descending)
        result = present + [each for each in result if get(each) is None]
    return result
