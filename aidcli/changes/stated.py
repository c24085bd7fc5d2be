"""What a document states beside what a store says of it: printed forms at their places, numbers left over, places to fill in. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from aidcli.changes.checks import Finding
from aidcli.errors import Bilingual, join_texts
from aidcli.model.figure import Figure, NotFigure, from_json
from aidcli.prose.chinese_reasons import REASONS_IN_CHINESE
from aidcli.prose.drafts import draft_records
from aidcli.prose.placing import CHANGED, Held, Matches, match_readings
from aidcli.prose.reader import DISMISSED, Reading

_NUMERALS: Final = "0-9零〇一二三四五六七八九十百千万亿两"
_NAMED: Final = 3
"""The most places that a finding names for one figure."""


class PrintedAt(NamedTuple):
    """Where a printed form stands in a document: line (from 1), offset (from 0), and the form."""

    line: int
    start: int
    printed: str


class Placed(NamedTuple):
    """A figure before and after its place in the document was filled in."""

    before: Figure
    after: Figure

    def finding(self, done: str) -> Finding:
        """Return what was done, as a remark."""
        was = (
            ""
            if self.before.line is None or self.before.start is None
            else Bilingual("; it was at {spot}", "；原在{spot}", spot=_spot(self.before))
        )
        return Finding(
            self.after.id,
            "printed",
            Bilingual(
                "{done} {spot}: {printed!r}{was}",
                "{done}{spot}：{printed!r}{was}",
                done=done,
                spot=_spot(self.after),
                printed=self.after.printed,
                was=was,
            ),
            fault=False,
        )


class StatedFigures:
    """A document, its readings, and the figures and refused numbers that a store has of it."""

    def __init__(self, text: str, readings: Sequence[Reading], figures: Sequence[Figure], not_figures: Sequence[NotFigure]) -> None:
        self._lines = text.split("\n")
        self._readings, self._figures, self._not_figures = readings, figures, not_figures

    @cached_property
    def _matches(self) -> Matches:
        """What the store has of each reading."""
        return match_readings(self._readings, [*self._figures, *self._not_figures])

    @cached_property
    def _read_again(self) -> Mapping[str, Reading]:
        """The reading that each figure is found to be, by its id; not where another amount stands at its place."""
        found = ((at, match) for at, match in self._matches.of.items() if match.state != CHANGED)
        return {match.held.id: self._readings[at] for at, match in found if isinstance(match.held, Figure)}

    @cached_property
    def _occupied(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """Where figures and refused numbers stand, by line."""
        occupied = defaultdict[int, list[tuple[int, int]]](list)
        held: Sequence[Held] = [*self._figures, *self._not_figures]
        for each in held:
            if each.line and each.start is not None and each.printed and self._stands(each):
                occupied[each.line].append((each.start, each.start + len(each.printed)))
        return occupied

    def misplaced(self) -> Iterator[Finding]:
        """Yield the figures whose printed form does not stand at their place."""
        for figure in self._figures:
            if figure.printed is None or figure.line is None or figure.start is None:
                yield Finding(
                    figure.id,
                    "printed",
                    Bilingual("states no printed form or no place, so it cannot be verified", "未注明原文或位置，无法核对"),
                    fault=False,
                )
            elif not self._stands(figure):
                stands = self._line(figure.line)[figure.start : figure.start + len(figure.printed)]
                yield Finding(
                    figure.id,
                    "printed",
                    Bilingual(
                        "{spot}: the document has {stands!r} there, not {printed!r}",
                        "{spot}：该处是 {stands!r}，而非 {printed!r}",
                        spot=_spot(figure),
                        stands=stands,
                        printed=figure.printed,
                    ),
                )

    def left_over(self, source: str) -> Iterator[Finding]:
        """Yield the numbers of the document, which is `source`, that are neither a figure of the store nor refused as one."""
        for each in draft_records(self._readings, source, [*self._figures, *self._not_figures]).all:
            if each.held is None and each.state != DISMISSED:
                line, start, printed = (each.record[key] for key in PrintedAt._fields)
                reason = Bilingual(each.reason, REASONS_IN_CHINESE.get(each.reason, each.reason))
                why = Bilingual(" ({reason})", "（{reason}）", reason=reason) if reason else ""
                yield Finding(
                    source,
                    "printed",
                    Bilingual(
                        "{spot}: {printed!r} is in no figure{why}",
                        "{spot}：{printed!r} 未列入任何数据{why}",
                        spot=_spot(PrintedAt(line, start, printed)),
                        printed=printed,
                        why=why,
                    ),
                    fault=False,
                )

    def _line(self, number: int) -> str:
        return self._lines[number - 1] if number <= len(self._lines) else ""

    def _stands(self, figure: Figure | NotFigure) -> bool:
        placed = figure.printed is not None and figure.line is not None and figure.start is not None
        return placed and self._line(figure.line or 0).startswith(figure.printed or "", figure.start or 0)

    def places(self) -> tuple[list[Placed], list[Finding]]:
        """Return the figures whose place can be filled in, since exactly one fits, and why others cannot."""
        found = {figure.id: spots for figure in self._figures if not self._stands(figure) for spots in [self._spots(figure)]}
        claimed = Counter(spots[0] for spots in found.values() if len(spots) == 1)
        placed, unplaced = [], []
        for figure in self._figures:
            spots = found.get(figure.id)
            if spots is None:
                continue
            if len(spots) == 1 and claimed[spots[0]] == 1:
                placed.append(Placed(figure, from_json(figure.record() | spots[0]._asdict())))
            else:
                unplaced.append(
                    Finding(figure.id, "printed", Bilingual("not placed: {why}", "未定位：{why}", why=_why(figure, spots)), fault=False)
                )
        return placed, unplaced

    def _spots(self, figure: Figure) -> list[PrintedAt]:
        """Return where a figure may stand: where its neighbours say, else where its printed form or its amount does."""
        if each := self._read_again.get(figure.id):
            return [PrintedAt(each.line, each.start, each.printed)]
        return self._printed(figure.printed) if figure.printed else self._amounts(figure)

    def _printed(self, printed: str) -> list[PrintedAt]:
        """Return the free places of a printed form, which is not part of a longer number there."""
        before = rf"(?<![{_NUMERALS}])(?<![0-9][.,])" if re.match(f"[{_NUMERALS}]", printed) else ""
        pattern = re.compile(rf"{before}{re.escape(printed)}(?![0-9]|[.,][0-9])")
        spots = (PrintedAt(at, found.start(), printed) for at, line in enumerate(self._lines, 1) for found in pattern.finditer(line))
        return [spot for spot in spots if self._is_free(spot)]

    def _amounts(self, figure: Figure) -> list[PrintedAt]:
        """Return the free places where the amount of a figure is read in its unit."""
        amount = (figure.value, figure.upper, figure.bound, figure.unit)
        same = (each for each in self._readings if figure.value is not None and (each.value, each.upper, each.bound, each.unit) == amount)
        return [spot for each in same if self._is_free(spot := PrintedAt(each.line, each.start, each.printed))]

    def _is_free(self, spot: PrintedAt) -> bool:
        """Return whether no figure that stands at its place, and no refused number, stands at this one."""
        end = spot.start + len(spot.printed)
        return not any(start < end and spot.start < stop for start, stop in self._occupied.get(spot.line, ()))


def _spot(place: Figure | PrintedAt) -> Bilingual:
    return Bilingual("line {line}, offset {start}", "第{line}行第{start}字", line=place.line, start=place.start)


def _why(figure: Figure, spots: Sequence[PrintedAt]) -> Bilingual:
    form = repr(figure.printed) if figure.printed else Bilingual("its amount", "其数值")
    if not spots:
        return Bilingual("{form} stands nowhere that is free", "{form} 没有空闲的位置", form=form)
    if len(spots) == 1:
        return Bilingual("{form} at {spot} fits another figure, too", "{form} 在{spot}也符合另一条数据", form=form, spot=_spot(spots[0]))
    places = [*map(_spot, spots[:_NAMED]), *([Bilingual("...", "……")] if len(spots) > _NAMED else [])]
    return Bilingual(
        "{form} fits {count} places: {places}",
        "{form} 符合{count}处：{places}",
        form=form,
        count=len(spots),
        places=join_texts(places, "; ", "；"),
    )
