"""Tell the period of a figure: that of the nearest time in its sentence, else that its paragraph or section opens with. Pure."""

import re
from bisect import bisect_left
from typing import Final

from aidcli.prose.dates import length
from aidcli.prose.passages import Passage, run_in_heading
from aidcli.prose.times import Time

_OPENING: Final = 3
"""Characters from the start of a sentence within which an expression of time opens it."""
_THAN: Final = re.compile("[比较]$|(?<![a-z])(?:(?:up|down) from|than(?![^.;]*[0-9])|against|compared (?:with|to))(?![a-z])[^.;]{0,30}$")
"""What stands before a time that a figure is compared with; `more than 60 nurses in June` compares no times."""
_DATELINE: Final = re.compile(r"(?:, ?(?:19|20)[0-9]{2})? ?(?:\([a-z]+\) ?)?(?:--?|–|—) |电|讯")
"""What follows the date in a dateline: `BEIJING, May 30 (Xinhua) -- `, 新华社北京5月30日电."""
_NAMES_TIME: Final = re.compile(
    "[\u4e00-\u9fff]|report|review|results|plan|annual|overview|brief|bulletin|summary|achievements|numbers|glance|[0-9)]$"
)
"""What a title has whose year is the document's, unlike `2022 floods`."""
_LOOKS_AHEAD: Final = re.compile("budget|appropriation|预算(?!执行)")
"""What a title has whose year is still to come, while the text tells of the one before."""
_LABEL: Final = re.compile(
    r"\W{0,6}(?:reporting period|period (?:covered|of report(?:ing)?)|报告期|报告期间|报告时间|统计期间|统计时段|覆盖时段) ?[:：]"
)
"""Opens a line that states the period of the document."""
_ASIDE: Final = re.compile(
    r"(?:^|[,.] |(?<![a-z])(?:and|phase|project|loan|grant|credit|agreement) )"
    r"(?:approved|signed|launched|established|founded|opened|completed|closed|started|begun) $"
)
"""Comes before a time that tells when a project was approved or ended, not what its figures cover."""
_LASTING: Final = ("span", "since", "plan", "range")
"""Kinds of expressions that hold for the sentences after theirs."""


class Calendar:
    """The expressions of time of a line, and those that hold for it from earlier lines."""

    def __init__(self) -> None:
        self._document: str | None = None
        self._section: str | None = None
        self._listed: str | None = None
        """The time that the first line names and a list below it takes up."""
        self._begun = False
        self._times: list[Time] = []
        self._starts: list[int] = []

    def open_section(self, passage: Passage, times: list[Time]) -> None:
        """Begin a section whose heading may name a time. That of the title holds for the document."""
        vague = ("day", "plan", "relative") if self._begun else ("day", "plan", "relative", "now", "span")
        named = next((time.period for time in times if time.kind not in vague and time.period), None)
        if not self._begun and _LOOKS_AHEAD.search(passage.low):
            return
        self._section = named
        if not self._begun and _NAMES_TIME.search(passage.low):
            self._document = named or self._document

    def open_line(self, passage: Passage, times: list[Time]) -> None:
        """Begin a line with these expressions of time."""
        kept = (time for time in times if not (_is_compared(passage, time) or _is_dateline(passage, time) or _is_aside(passage, time)))
        self._times = [self._within_document(time) for time in kept]
        self._starts = [time.start for time in self._times]
        if self._times and _LABEL.match(passage.low):
            self._document = self._times[0].period

    def _within_document(self, time: Time) -> Time:
        """Return a time; 一年来 means the year that the title names."""
        is_year = time.kind == "span" and time.period and length(time.period) == 1 and len(self._document or "") == 4
        return time._replace(period=self._document) if is_year else time

    def close_line(self, passage: Passage, *, stated: bool) -> None:
        """Keep the lasting time that opens a line without a figure: it holds for the rest of the section."""
        opening = next((time for time in self._times if time.period and _opens(passage, time)), None)
        if opening and not stated and opening.kind in _LASTING:
            self._section = opening.period
        self._begun = True

    def period(self, passage: Passage, start: int, end: int) -> str | None:
        """Return the period of the figure at these offsets; None where no time is stated or it cannot be told."""
        sentence, clause = passage.sentence(start), passage.clause(start)
        at = bisect_left(self._starts, start)
        before, after = self._times[:at][-8:], self._times[at : at + 2]
        same = next((time for time in reversed(before) if time.start >= sentence[0]), None)
        follows = next((time for time in after if time.end <= max(clause[1], end + 60) and time.end <= sentence[1]), None)
        if follows and (same is None or same.start < clause[0]) and _is_latin(passage, end) and not _is_apart(passage, end, follows):
            return follows.period
        if not same and follows and follows.end <= clause[1]:
            return follows.period
        if same:
            self._hold(same)
            return _until_within_year(same, before, sentence[0]) or self._since_opening(same, before)
        lasting = next((time for time in reversed(before) if time.kind in _LASTING and _opens(passage, time)), None)
        opening = lasting or next((time for time in reversed(before) if len(time.period or "") == 4 and _opens(passage, time)), None)
        held = opening.period if opening else self._section or self._document
        return held or (self._listed if self._begun and run_in_heading(passage.text) else None)

    def _hold(self, time: Time) -> None:
        """Let the year or range that opens the first line, and its first figure's sentence, hold for the document."""
        opens = time.start <= _OPENING and (time.kind == "range" or (time.kind == "point" and len(time.period or "") == 4))
        if not self._begun and opens:
            self._document = self._document or time.period
        if not self._begun and time.kind == "since":
            self._listed = self._listed or time.period

    def _since_opening(self, time: Time, before: list[Time]) -> str | None:
        """Return the period of a time; `up to now` begins at a date that the paragraph named before it."""
        if time.kind != "now" or not time.period:
            return time.period
        earlier = next(
            (each.period for each in reversed(before) if each.start < time.start and each.kind in ("point", "since") and each.period), None
        )
        anchor = time.period.removeprefix("../")
        return f"{earlier.split('/')[0]}/{anchor}" if earlier and earlier[:7] <= anchor else time.period


def _until_within_year(time: Time, before: list[Time], start: int) -> str | None:
    """Return the part of this year up to the date that the sentence names: 截至10月底,今年累计."""
    pair = [each for each in before if each.start >= start and each.period][-2:]
    kinds = {each.kind: each.period or "" for each in pair}
    if time not in pair or kinds.keys() != {"until", "relative"}:
        return None
    year, end = kinds["relative"], kinds["until"].removeprefix("../")
    return f"{year}/{end}" if end.startswith(year) and end != year else None


def _is_aside(passage: Passage, time: Time) -> bool:
    """Check that a time tells when a project was approved or ended: `the loan, approved in June 2018, ...`."""
    before = passage.low[max(0, time.start - 32) : time.start]
    return passage.low.startswith((",", " and "), time.end) and bool(_ASIDE.search(before))


def _is_apart(passage: Passage, end: int, time: Time) -> bool:
    """Check that a time after a figure is not said of it: a comma stands between, or it opens a bracket with another figure."""
    between = passage.text[end : time.start]
    return "," in between or ("(" in between and not passage.text.startswith(")", time.end))


def _is_dateline(passage: Passage, time: Time) -> bool:
    return time.start < 60 and time.kind == "day" and bool(_DATELINE.match(passage.low, time.end))


def _opens(passage: Passage, time: Time) -> bool:
    """Check that a time opens its sentence or, where it is of a lasting kind, its clause."""
    around = passage.clause(time.start) if time.kind in _LASTING else passage.sentence(time.start)
    return time.start - around[0] <= _OPENING


def _is_compared(passage: Passage, time: Time) -> bool:
    """Check that a time is only compared with: `more than in 2020`, 比2020年, 从2015年的."""
    before, after = passage.low[max(0, time.start - 48) : time.start], passage.low[time.end : time.end + 1]
    return bool(_THAN.search(before)) or (after == "的" and (before[-1:] in "由是" or passage.low[time.start] == "从"))


def _is_latin(passage: Passage, end: int) -> bool:
    return passage.text[end : end + 1] in (" ", ".", ",", "") and not any(
        "\u4e00" <= each <= "\u9fff" for each in passage.text[end : end + 8]
    )
