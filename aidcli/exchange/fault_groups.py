"""What is wrong with the rows of a file, grouped by column and value. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from aidcli.errors import Bilingual, in_language, join_texts

_PLACES: Final = {"line": "第{}行", "row": "第{}行", "record": "第{}条记录", "cell": "单元格{}", "cells": "单元格{}"}
_PLACE: Final = re.compile(rf"\b({'|'.join(_PLACES)}) (\S+)")
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
            if rest := len(often) - len(named):
                named.append(Bilingual("and {rest} more", "另有{rest}项", rest=rest))
            listed = join_texts(named, ", ", "、")
            near = join_texts(map(repr, list(self._nearest.get(key, ()))[:PLACES_NAMED]), ", ", "、")
            yield join_texts(
                [
                    Bilingual("{what}: {listed}", "{what}：{listed}", what=what, listed=listed),
                    *([Bilingual("nearest: {near}", "相近：{near}", near=near)] if near else []),
                    *filter(None, [remedy]),
                ],
                "; ",
                "；",
            )


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
                self._lines.append(Bilingual("{place}: {each}", "{place}：{each}", place=said_place(place), each=each))

    def lines(self) -> list[str]:
        """Return one line for each fault or, of many, for all rows that have the same one."""
        if len(self._lines) <= self.MOST:
            return self._lines
        return [
            Bilingual("{places}: {words}", "{places}：{words}", places=_and_more(self._first[words], number - 1), words=words)
            for words, number in self._number.items()
        ]


def _and_more(first: str, rest: int) -> Bilingual:
    place = said_place(first)
    return Bilingual("{place} and {rest:,} more", "{place}等{count:,}处", place=place, rest=rest, count=rest + 1) if rest else place


def _told(value: str, number: int, first: str) -> Bilingual:
    place = said_place(first)
    rows = Bilingual("{number:,} rows from {place}", "自{place}起{number:,}行", number=number, place=place) if number > 1 else place
    return Bilingual("{value!r} ({rows})", "{value!r}（{rows}）", value=value[:40], rows=rows) if value else rows


def said_place(place: str) -> Bilingual:
    """Return where a row or cell stands, in both languages. Readers name it in English: most rows have no fault."""
    chinese = _PLACE.sub(lambda found: _PLACES[found[1]].format(found[2]), place)
    return Bilingual(place, in_language(place, "zh") if isinstance(place, Bilingual) else chinese.replace(" and ", "和"))
