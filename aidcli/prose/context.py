"""Tell what the words around a figure say of it: sector, measure, recipient, and whether it is a result at all. Pure.

What cannot be told is None: a blank is filled in by a person, a wrong guess may pass unseen.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from aidcli.prose.passages import Passage
from aidcli.prose.words import Cue, Vocabulary

_BEFORE: Final = 60
"""Characters of the clause and sentence before a figure that may tell its measure."""
_AFTER: Final = 40
_RECEIVES: Final = re.compile(r"(?:为|在|向|对|给|援助?|赴|驻|支援|(?<![a-z])(?:in|to|for|across|of)(?: the)?) ?$")
_TO_PEOPLE: Final = re.compile(r"(?<![a-z])(?:to|for) $")
_SIZE: Final = "background: size or distance"
_AFFECTED: Final = "background: people affected"
_EVERYTHING: Final = "multisector"
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

    @property
    def of_clause(self) -> Iterator[Cue]:
        """Yield the cues of the clause: those in and just before the figure first."""
        yield from self.before
        yield from self.after


def spot_of(passage: Passage, start: int, end: int) -> Spot:
    """Return where a figure stands."""
    clause, sentence = passage.clause(start), passage.sentence(start)
    first, last = max(clause[0], start - _BEFORE), min(max(clause[1], end), end + _AFTER)
    before = passage.cues_within(first, start)[::-1]
    after = passage.cues_within(start, last)
    earlier = passage.cues_within(max(sentence[0], first - 2 * _BEFORE), first)[::-1]
    later = passage.cues_within(last, min(sentence[1], last + _BEFORE))
    return Spot(start, end, clause, before, after, earlier, later)


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
        self._run_in, self._paragraph, self._sentence = sector_named(cues, "sector"), None, -1

    def sector(self, spot: Spot, sentence: int) -> str | None:
        """Return the sector of a figure: of its heading, else of the nearest key word, else of what the paragraph is about."""
        near = _first(spot.of_clause, "sector") or _first(spot.earlier, "sector")
        chosen = (
            self._headed(near) or near or self._broad or self._paragraph or self._weak(spot) or self.title or _first(spot.later, "sector")
        )
        if sentence != self._sentence:  # The first figure of a sentence says what the paragraph is about, the parts after it do not.
            self._sentence, self._paragraph = sentence, chosen or self._paragraph
        return chosen

    def _headed(self, near: str | None) -> str | None:
        if self._run_in and self.heading and near in (self._run_in, self.heading):
            return near
        return self._run_in or self.heading

    def _weak(self, spot: Spot) -> str | None:
        return _first(spot.of_clause, "sector-weak") or _first(spot.earlier, "sector-weak")


def sector_named(cues: list[Cue], role: str) -> str | None:
    """Return the one sector that words of a role name; None for none or several."""
    named = {cue.means[role][0] for cue in cues if role in cue.means}
    return named.pop() if len(named) == 1 else None


def measure_of(passage: Passage, spot: Spot, unit: str | None, words: Vocabulary, whole: str | None) -> str | None:
    """Return the measure that the nearest fitting verb or noun names, else that of the `whole`, else the unit's usual one."""
    allowed = words.measures(unit)
    if "people-served" in allowed and _TO_PEOPLE.search(passage.low[max(0, spot.start - 6) : spot.start]):
        return "people-served"
    before = _fitting(spot.before, allowed)
    if before or (whole and whole in allowed):
        return before or whole
    return _fitting((*spot.after, *spot.earlier), allowed) or (allowed[0] if allowed[0] != "-" else None)


def _fitting(cues: Iterable[Cue], allowed: tuple[str, ...]) -> str | None:
    return next((measure for cue in cues for measure in cue.means.get("measure", ()) if measure in allowed), None)


def doubt_of(passage: Passage, spot: Spot, unit: str | None, words: Vocabulary) -> str | None:
    """Return why a figure may be no result of the aid: background, a target, a difference. None where nothing says so."""
    for cue in spot.before:
        if target := _target(passage, cue):
            return target
        distance = spot.start - cue.end
        if "difference" in cue.means and (unit in _CHANGES or distance <= 4):
            return cue.means["difference"][0]
        if "background" in cue.means and (cue.means["background"][0] != _SIZE or distance <= 8):
            return cue.means["background"][0]
    for cue in spot.after:
        distance = cue.start - spot.end
        if (
            "background" in cue.means
            and distance <= (24 if cue.means["background"][0] == _AFFECTED else 2)
            and cue.means["background"][0] != _SIZE
        ):
            return cue.means["background"][0]
        if "difference" in cue.means and 0 <= distance <= (12 if unit in _CHANGES else 1):
            return cue.means["difference"][0]
    return next((target for cue in spot.earlier if (target := _target(passage, cue))), None)


def _target(passage: Passage, cue: Cue) -> str | None:
    """Return that a cue calls what follows a target; the name of a plan, in quotes, does not."""
    named = passage.text[cue.end : cue.end + 1] in ("”", "》", "’")
    return None if named or "target" not in cue.means else cue.means["target"][0]


def recipient_of(passage: Passage, spot: Spot) -> str | None:
    """Return the known place that is said to receive, nearest first; None where no place of the sentence is said to."""
    for cue in (*spot.of_clause, *spot.earlier):
        if "place" in cue.means and _RECEIVES.search(passage.low[max(0, cue.start - 8) : cue.start]):
            return cue.means["place"][0]
    return None
