"""Tell which expression of time a figure belongs to: the nearest in its sentence, else the one its paragraph or section opens with. Pure."""

from bisect import bisect_left
from typing import Final

from aidcli.prose.passages import Passage
from aidcli.prose.times import Time

_OPENING: Final = 8
"""Characters from the start of a sentence within which an expression of time opens it."""
_LASTING: Final = ("span", "since", "plan", "range")
"""Kinds of expressions that cover the paragraphs after theirs, up to the next heading."""


class Calendar:
    """The expressions of time of a line, and those that earlier lines of its section opened with."""

    def __init__(self) -> None:
        self.section: str | None = None
        self._times: list[Time] = []
        self._starts: list[int] = []

    def open_section(self, times: list[Time]) -> None:
        """Begin a section whose heading names these times."""
        self.section = next((time.period for time in times if time.kind not in ("day", "now")), None)

    def open_line(self, passage: Passage, times: list[Time]) -> None:
        """Begin a line with these expressions of time."""
        self._times, self._starts = times, [time.start for time in times]

    def close_line(self, passage: Passage) -> None:
        """Keep the expression that the line opened with, if it is of a lasting kind."""
        for time in self._times:
            if time.kind in _LASTING and time.period and time.start - passage.sentence(time.start)[0] <= _OPENING:
                self.section = time.period
                return

    def period(self, passage: Passage, start: int, end: int) -> str | None:
        """Return the period of the figure at these offsets; None where no time is stated or it cannot be told."""
        sentence, clause = passage.sentence(start), passage.clause(start)
        at = bisect_left(self._starts, start)
        before, after = self._times[:at][-8:], self._times[at : at + 2]
        same = next((time for time in reversed(before) if time.start >= sentence[0]), None)
        follows = next((time for time in after if time.end <= max(clause[1], end + 60) and time.end <= sentence[1]), None)
        if follows and (same is None or same.start < clause[0]) and passage.low[end : end + 1] in (" ", ".", ","):
            return follows.period
        if same:
            return self._since_opening(same, before)
        for time in reversed(before):
            if time.kind != "day" and time.start - passage.sentence(time.start)[0] <= _OPENING:
                return self._since_opening(time, before)
        return self.section

    def _since_opening(self, time: Time, before: list[Time]) -> str | None:
        """Return the period of a time; `up to now` begins at a date that the paragraph named before it."""
        if time.kind != "now" or not time.period:
            return time.period
        earlier = next((each.period for each in reversed(before) if each.start < time.start and each.kind == "point" and each.period), None)
        anchor = time.period.removeprefix("../")
        return f"{earlier.split('/')[0]}/{anchor}" if earlier and earlier[:7] <= anchor else time.period
