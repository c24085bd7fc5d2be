"""What is wrong with the rows of a file, grouped by column and value. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

VALUES_NAMED: Final = 5
PLACES_NAMED: Final = 3


class FaultGroups:
    """Faults by what is wrong, in the order in which they are met; memory grows with the different values only."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], dict[str, tuple[int, str]]] = {}
        self._nearest: dict[tuple[str, str], dict[str, None]] = {}
        self.number = 0

    def add(self, what: str, value: str, place: str, nearest: Iterable[str] = (), remedy: str = "") -> None:
        """Note a fault of a value: `what` names the column and what is wrong with its values, `remedy` what to do about all."""
        self.number += 1
        values = self._groups.setdefault((what, remedy), {})
        number, first = values.get(value, (0, place))
        if not number:
            self._nearest.setdefault((what, remedy), {}).update(dict.fromkeys(nearest))
        values[value] = number + 1, first

    def lines(self) -> Iterator[str]:
        """Yield one line for each thing that is wrong, with the values that show it most often."""
        for key, values in self._groups.items():
            what, remedy = key
            often = sorted(values.items(), key=lambda each: -each[1][0])
            named = [_told(value, *found) for value, found in often[:VALUES_NAMED]]
            rest = [f"and {len(often) - len(named)} more"] if len(often) > len(named) else []
            meant = [f"nearest: {', '.join(map(repr, list(self._nearest.get(key, ()))[:PLACES_NAMED]))}"]
            yield "; ".join([f"{what}: {', '.join([*named, *rest])}", *(meant if self._nearest.get(key) else []), *filter(None, [remedy])])


class RowFaults:
    """Faults of single rows; where there are many, equal ones are told together."""

    MOST: Final = 20
    """Faults up to which each has a line of its own."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._first: dict[str, str] = {}
        self._number: Counter[str] = Counter()

    def __bool__(self) -> bool:
        return bool(self._lines)

    def add(self, place: str, words: Iterable[str]) -> None:
        """Note what is wrong with the row at a place."""
        for each in words:
            self._first.setdefault(each, place)
            self._number[each] += 1
            if len(self._lines) <= self.MOST:
                self._lines.append(f"{place}: {each}")

    def lines(self) -> list[str]:
        """Return one line for each fault or, of many, for all rows that have the same one."""
        if len(self._lines) <= self.MOST:
            return self._lines
        return [
            f"{self._first[words]}{f' and {number - 1:,} more' if number > 1 else ''}: {words}" for words, number in self._number.items()
        ]


def _told(value: str, number: int, first: str) -> str:
    rows = first if number == 1 else f"{number:,} rows from {first}"
    return f"{value[:40]!r} ({rows})" if value else rows
