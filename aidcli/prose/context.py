"""Tell what the words around a figure say of it: sector, measure, recipient, and whether it is a result at all. Pure.

What cannot be told is None: a blank is filled in by a person, a wrong guess may pass unseen.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from aidcli.prose.passages import Passage
from aidcli.prose.words import Cue, Vocabulary

_BEFORE: Final = 60
"""Characters of the clause and sentence before a figure that may tell its measure."""
_AFTER: Final = 40
_AFTER_LATIN: Final = 60
_OF: Final = re.compile("的| of (?!(?:them|these|those|whom|which|it)(?![a-z]))")
_RECEIVES: Final = re.compile(r"(?:为|在|向|对|给|援助?|赴|驻|支援|(?<![a-z])(?:in|to|for|across)(?: the)?) ?$")
_JOINED: Final = re.compile(r"[、和与及]|,? and |, ")
_TO_THEM: Final = re.compile(r"(?<![a-z])(?:to|for) $|(?<![成认作])为$|向$")
_SIZE: Final = "background: size or distance"
_AFFECTED: Final = "background: people affected"
_NO_MEASURE: Final = "none"
"""What words such as 能力 and `capacity` name: the figure counts nothing that was done."""
_UNUSUAL: Final = "-"
"""Stands first among the measures of a unit of which none is usual."""
_EVERYTHING: Final = "multisector"
_RELIEF: Final = "humanitarian"
"""A report on relief is about relief throughout: its partners, donors and funding need not be of all sectors."""
_PAUSE: Final = re.compile("[，,；;、]")
_NAME_ENDS: Final = ("”", "》", "’")
"""What follows a word that is part of a name, in quotes."""
_PLANNERS: Final = ("", *"，。；、：“（ 市省县区州国年月方团行司府队部委局院校会目们还也将已正并度间底初共")
"""What stands before 计划 as a verb; 助学计划 is the name of a programme."""
_PLAN_ENDS: Final = (*_NAME_ENDS, "，", "、", "。", "；", "共")
"""What follows 计划 and 目标 as nouns: what is planned follows the verb."""
_TARGET: Final = "a target, not a result"
_NEXT: Final = 4
"""Characters between a word and a figure that it is said of."""
_FAR: Final = 24
_LEVELS: Final = "到至为"
"""What ends a word that states a level: 增至30个 counts all, 增加30个 is a difference; of percentages both are states."""
_CHANGES: Final = frozenset(("percent", "percentage-point", "times"))


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

    def sector(self, spot: Spot, sentence: int, field: str | None) -> str | None:
        """Return the sector of a figure: of its heading, else of the `field` that its sentence opens with, else of the nearest key word."""
        chosen = next((found for found in self._candidates(spot, field) if found), None)
        if sentence != self._sentence:  # The first figure of a sentence says what the paragraph is about, the parts after it do not.
            self._sentence, self._paragraph = sentence, chosen or self._paragraph
        return chosen

    def _candidates(self, spot: Spot, field: str | None) -> Iterator[str | None]:
        """Yield what may tell the sector, the surest first."""
        near = _first(spot.of_clause, "sector")
        yield field
        yield self._headed(near or _first(spot.earlier, "sector"))
        yield near
        yield _first(spot.earlier, "sector")
        weak = _first(spot.of_clause, "sector-weak")
        if self.title != _RELIEF:
            yield weak
        yield self._broad
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
    if whole in allowed:
        return whole
    fitting = {*allowed, _NO_MEASURE}
    inside = [cue for cue in spot.after if cue.start < spot.end]
    candidates = (
        *_named((cue for cue in spot.of_clause if cue not in inside), "measure", fitting),
        *_named(inside, "measure", fitting),
        *_named(spot.earlier, "measure", allowed),
        *_named((*spot.of_clause, *spot.earlier), "measure-weak", allowed),
        allowed[0],
    )
    return candidates[0] if candidates[0] not in (_UNUSUAL, _NO_MEASURE) else None


def _measure_at(passage: Passage, spot: Spot, allowed: tuple[str, ...]) -> str | None:
    to = next((each for each in ("people-served", "coverage") if each in allowed and allowed[0] != "partners"), None)
    if to and _TO_THEM.search(passage.low[max(0, spot.start - 6) : spot.start]):
        return to
    jobs = next((cue for cue in spot.after if cue.start == spot.end and "jobs" in cue.means.get("measure", ())), None)
    if jobs and "jobs" in allowed:
        return "jobs"
    money = [cue for cue in spot.before if cue.end == spot.start] if "funding" in allowed else []
    return next(_named(money, "measure", allowed), None)


def _named(cues: Iterable[Cue], role: str, allowed: Collection[str]) -> Iterator[str]:
    """Yield the measures that cues name, the nearest first."""
    return (measure for cue in cues for measure in cue.means.get(role, ()) if measure in allowed)


def doubt_of(passage: Passage, spot: Spot, unit: str | None, words: Vocabulary) -> str | None:
    """Return why a figure may be no result of the aid: background, a target, a difference. None where nothing says so."""
    if passage.text.startswith("的目标", spot.end):
        return _TARGET
    before = (_doubt_before(passage, spot, cue, unit) for cue in (*spot.before, *spot.earlier))
    return next(filter(None, (*before, *(_doubt_after(spot, cue, unit) for cue in spot.after))), None)


def _doubt_before(passage: Passage, spot: Spot, cue: Cue, unit: str | None) -> str | None:
    if passage.text[cue.end : cue.end + 1] in (_NAME_ENDS if "target" not in cue.means else _PLAN_ENDS):
        return None
    distance = spot.start - cue.end
    in_clause = cue.start >= spot.clause[0]
    if difference := cue.means.get("difference"):
        level = passage.low[cue.end - 1] in _LEVELS
        joined = in_clause or not _PAUSE.search(passage.text, cue.end, spot.start)
        if (in_clause and unit in _CHANGES) or (distance <= _NEXT and joined and not level):
            return difference[0]
    background = cue.means.get("background", ("",))[0]
    if background and in_clause and (background != _SIZE or distance <= 2 * _NEXT) and not (background == _AFFECTED and _helped(spot, cue)):
        return background
    if passage.low.startswith("计划", cue.start) and passage.low[max(0, cue.start - 1) : cue.start] not in _PLANNERS:
        return None
    of_figure = passage.low.endswith((" of", ":"), cue.start, cue.end) and distance > 2 * _NEXT  # `an appeal of` is of the next figure.
    return cue.means["target"][0] if "target" in cue.means and not of_figure else None


def _doubt_after(spot: Spot, cue: Cue, unit: str | None) -> str | None:
    distance = cue.start - spot.end
    background = cue.means.get("background", ("",))[0]
    if background == _AFFECTED and distance <= 1 and any("measure" in each.means for each in spot.before):
        return None  # Repairs to 40 damaged homes are of those who are helped.
    if background not in ("", _SIZE) and distance <= (_FAR if background == _AFFECTED else 2):
        return background
    if "target" in cue.means and 0 <= distance <= 1:
        return cue.means["target"][0]
    near = 0 <= distance <= (3 * _NEXT if unit in _CHANGES else 1)
    return cue.means["difference"][0] if near and "difference" in cue.means else None


def _helped(spot: Spot, affected: Cue) -> bool:
    """Check that people are affected and served: 安置受灾群众."""
    return any("people-served" in cue.means.get("measure", ()) and cue.end <= affected.start + 2 for cue in spot.before)


def recipient_of(passage: Passage, spot: Spot) -> str | None:
    """Return the known place that is said to receive, nearest first; None where the sentence names none, or several in a row."""
    for cue in (*spot.of_clause, *spot.earlier):
        if "place" in cue.means and _RECEIVES.search(passage.low[max(0, cue.start - 8) : cue.start]):
            joined = _JOINED.match(passage.low, cue.end)
            others = passage.cues_within(joined.end(), joined.end() + 1) if joined else []
            return None if any("place" in other.means for other in others) else cue.means["place"][0]
    return None
