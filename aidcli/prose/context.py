"""Tell what the words around a figure say of it: sector, measure, recipient. Pure.

What cannot be told is None: a blank is filled in by a person, a wrong guess may pass unseen.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Final, NamedTuple

from aidcli.prose.passages import Passage
from aidcli.prose.words import Cue, Vocabulary

_BEFORE: Final = 60
"""Characters of the clause and sentence before a figure that may tell its measure."""
_AFTER: Final = 40
_AFTER_LATIN: Final = 60
_OF: Final = re.compile("的| of (?!(?:them|these|those|whom|which|it)(?![a-z]))")
_RECEIVES: Final = re.compile(r"(?:为|在|向|对|给|援助?|赴|驻|支援|(?<![a-z])(?:in|to|for|across|helps?)(?: the)?) ?$")
_LEARNS: Final = re.compile("[^，,。；;]{0,6}(?:学习|培训|进修|研修|跟岗|考察|务工|就业|就读|输送|销售)")
"""What follows the place that people go to for their own sake."""
_GIVERS: Final = frozenset(("china", "un", "world-bank", "adb", "eu-institutions", "un-ocha", "developing-countries"))
_JOINED: Final = re.compile(r"[、和与及]|,? and |, ")
_TO_THEM: Final = re.compile(r"(?<![a-z])(?:to|for) $|(?<![成认作])为$|向$")
_NO_MEASURE: Final = "none"
"""What words such as 能力 and `capacity` name: the figure counts nothing that was done."""
_UNUSUAL: Final = "-"
"""Stands first among the measures of a unit of which none is usual."""
_EVERYTHING: Final = "multisector"
_FARMING: Final = "agriculture"
"""What words for food name; in a report on relief food is relief."""
_GROWS: Final = re.compile("farm|seed|crop|livestock|irrigat|fish|goat|cattle|harvest|[农牧渔种灌耕畜]")
"""Tells growing food from giving it out."""
_RELIEF: Final = "humanitarian"
"""A report on relief is about relief throughout: its partners, donors and funding need not be of all sectors."""
_NEXT: Final = 4
"""Characters between a word and a figure that it is said of."""
_FROM: Final = re.compile("(?<![a-z])(?:in|from|across|at|within) (?:all |some )?$")
"""What stands before the places of which something reaches so many: `from 27 hospitals`."""


class Spot(NamedTuple):
    """Where a figure stands: its offsets, those of its clause and sentence, and the cues there, nearest first."""

    start: int
    end: int
    clause: tuple[int, int]
    before: list[Cue]
    """Cues of the clause before the figure."""
    after: list[Cue]
    """Cues of the clause after the figure or in it."""
    earlier: list[Cue]
    """Cues of the sentence before the clause."""
    later: list[Cue]
    """Cues of the sentence after the clause."""

    is_of_what_follows: bool
    """Whether it is a share of what is named after it: 80%的资金, `a quarter of the funds`."""

    @property
    def of_clause(self) -> Iterator[Cue]:
        """Yield the cues of the clause: those in and just before the figure first."""
        yield from (*self.after, *self.before) if self.is_of_what_follows else (*self.before, *self.after)


def spot_of(passage: Passage, start: int, end: int) -> Spot:
    """Return where a figure stands."""
    clause, sentence = passage.clause(start), passage.sentence(start)
    first, last = max(clause[0], start - _BEFORE), min(max(clause[1], end), end + _AFTER)
    if passage.low[end : end + 1] == " ":  # `300 teachers and doctors were trained`: the verb follows another clause.
        comma = passage.text.find(",", end, end + _AFTER_LATIN)
        last = min(sentence[1], comma if comma > 0 else end + _AFTER_LATIN)
    before = passage.cues_within(first, start)[::-1]
    after = passage.cues_within(start, last)
    earlier = passage.cues_within(max(sentence[0], first - 2 * _BEFORE), first)[::-1]
    later = passage.cues_within(last, min(sentence[1], last + _BEFORE))
    return Spot(start, end, clause, before, after, earlier, later, bool(_OF.match(passage.low, end)))


def _first(cues: Iterable[Cue], role: str) -> str | None:
    return next((cue.means[role][0] for cue in cues if role in cue.means), None)


class Topics:
    """The sectors that headings and earlier sentences set for a paragraph."""

    def __init__(self) -> None:
        self.title: str | None = None
        self.place: str | None = None
        """The place that the title says receives."""
        self.heading: str | None = None
        self._broad: str | None = None
        self._run_in: str | None = None
        self._paragraph: str | None = None
        self._sentence = -1

    def open_section(self, cues: list[Cue], *, below: bool) -> None:
        """Begin a section by the cues of its heading. One directly below another narrows it, or changes nothing."""
        sector, broad = sector_named(cues, "sector"), sector_named(cues, "sector-weak")
        if sector or broad or not below:
            self.heading, self._broad = sector, None if broad == _EVERYTHING else broad

    def open_paragraph(self, cues: list[Cue]) -> None:
        """Begin a paragraph by the cues of the heading it may open with."""
        named = sector_named(cues, "sector")
        broad = sector_named(cues, "sector-weak")
        self._run_in = named if broad in (None, named, _EVERYTHING) else None
        self._paragraph, self._sentence = None, -1

    def sector(self, passage: Passage, spot: Spot, field: str | None) -> str | None:
        """Return the sector of a figure: of its heading, else of the `field` that its sentence opens with, else of the nearest key word."""
        chosen = next((found for found in self._candidates(spot, field) if found), None)
        sentence = passage.sentence(spot.start)[0]
        if (
            self.title == _RELIEF
            and chosen == _FARMING
            and not _GROWS.search(passage.low, max(sentence, spot.start - 2 * _BEFORE), spot.end + _BEFORE)
        ):
            chosen = _RELIEF
        if sentence != self._sentence:  # The first figure of a sentence says what the paragraph is about, the parts after it do not.
            self._sentence, self._paragraph = sentence, chosen or self._paragraph
        return chosen

    def _candidates(self, spot: Spot, field: str | None) -> Iterator[str | None]:
        """Yield what may tell the sector, the surest first. Where two that are alike sure differ, nothing tells it."""
        near, earlier = _first(spot.of_clause, "sector"), _first(spot.earlier, "sector")
        yield field
        yield self._headed(near or earlier)
        if near and self.title not in (None, _RELIEF) and near != self.title == self._paragraph:
            return
        yield near or earlier
        weak = _first(spot.of_clause, "sector-weak")
        if weak == _EVERYTHING and self._paragraph not in (None, _EVERYTHING):
            return
        if self.title != _RELIEF:
            yield weak
        yield self._broad
        if self._paragraph in (None, _EVERYTHING, self.title) or self.title is None:
            yield self._paragraph
            yield _first(spot.earlier, "sector-weak")
            yield self.title
            yield sector_named(spot.later, "sector")

    def _headed(self, near: str | None) -> str | None:
        if self._run_in and self.heading and near in (self._run_in, self.heading):
            return near
        return self._run_in or self.heading


def sector_named(cues: list[Cue], role: str) -> str | None:
    """Return the one sector that words of a role name; None for none or several."""
    named = {cue.means[role][0] for cue in cues if role in cue.means}
    return named.pop() if len(named) == 1 else None


def measure_of(passage: Passage, spot: Spot, unit: str | None, words: Vocabulary, whole: str | None) -> str | None:
    """Return the measure of a figure: of its `whole`, else what the nearest fitting verb or noun names, else the unit's usual one.

    What stands directly at the figure goes first: 为340所小学, 300人就业, 其中援疆资金2亿元.
    """
    allowed = words.measures(unit)
    if at_figure := _measure_at(passage, spot, allowed):
        return at_figure
    fitting = {*allowed, _NO_MEASURE}
    own = next(_named((cue for cue in (*spot.before[:1], *spot.after[:1]) if cue.start > spot.start - 2 * _NEXT), "measure", fitting), None)
    if whole in allowed and own is None:
        return whole
    candidates = chain(
        _named((cue for cue in spot.of_clause if cue.start < spot.start or cue.start >= spot.end), "measure", fitting),
        _named((cue for cue in spot.after if cue.start < spot.end), "measure", fitting),
        _named(spot.earlier, "measure", allowed),
        _named((*spot.of_clause, *spot.earlier), "measure-weak", allowed),
        allowed[:1],
    )
    found = next(candidates)
    return found if found not in (_UNUSUAL, _NO_MEASURE) else None


def _measure_at(passage: Passage, spot: Spot, allowed: tuple[str, ...]) -> str | None:
    to = next((each for each in ("people-served", "coverage") if each in allowed and allowed[0] != "partners"), None)
    if to and _TO_THEM.search(passage.low[max(0, spot.start - 6) : spot.start]):
        is_taught = "people-trained" in allowed and any("people-trained" in cue.means.get("measure", ()) for cue in spot.before)
        return "people-trained" if is_taught else to
    if "coverage" in allowed and _FROM.search(passage.low[max(0, spot.start - 14) : spot.start]):
        return "coverage"
    jobs = next((cue for cue in spot.after if cue.start == spot.end and "jobs" in cue.means.get("measure", ())), None)
    if jobs and "jobs" in allowed:
        return "jobs"
    money = [cue for cue in spot.before if cue.end == spot.start] if "funding" in allowed else []
    return next(_named(money, "measure", allowed), None)


def _named(cues: Iterable[Cue], role: str, allowed: Collection[str]) -> Iterator[str]:
    """Yield the measures that cues name, the nearest first."""
    return (measure for cue in cues for measure in cue.means.get(role, ()) if measure in allowed)


def place_of_title(passage: Passage) -> str | None:
    """Return the one place that a title says receives, or that it ends with or names alone. Who gives is no such place."""
    places = [cue for cue in passage.cues if "place" in cue.means and cue.means["place"][0] not in _GIVERS]
    last = len(passage.low.rstrip())
    receiving = {
        cue.means["place"][0] for cue in places if _receives(passage, cue) or (cue.end == last and passage.low[cue.start - 2] in ",:-")
    }
    named = receiving or {cue.means["place"][0] for cue in places}
    return named.pop() if len(named) == 1 else None


def _receives(passage: Passage, place: Cue) -> bool:
    return bool(_RECEIVES.search(passage.low[max(0, place.start - 8) : place.start]))


def recipient_of(passage: Passage, spot: Spot, title: str | None) -> str | None:
    """Return the known place that is said to receive, nearest first, else that of the `title`; None where several stand in a row."""
    for cue in (*spot.of_clause, *spot.earlier):
        if "place" in cue.means and _receives(passage, cue):
            if _LEARNS.match(passage.low, cue.end):
                return title
            joined = _JOINED.match(passage.low, cue.end)
            others = passage.cues_within(joined.end(), joined.end() + 1) if joined else []
            return None if any("place" in other.means for other in others) else cue.means["place"][0]
    return title
