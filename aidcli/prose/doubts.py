"""Tell whether a figure may be no result of the aid: background, a target, a difference. Pure."""

import re
from typing import Final

from aidcli.prose.context import Spot
from aidcli.prose.passages import Passage
from aidcli.prose.words import Cue

_SIZE: Final = "background: size or distance"
_AFFECTED: Final = "background: people affected"
_PAUSE: Final = re.compile("[，,；;、]")
_NAME_ENDS: Final = ("”", "》", "’")
"""What follows a word that is part of a name, in quotes."""
_PLANNERS: Final = ("", *"，,。；;、：:“（ 市省县区州国年月方团行司府队部委局院校会目们还也将已正并度间底初共")
"""What stands before 计划 as a verb; 助学计划 is the name of a programme."""
_PLAN_ENDS: Final = (*_NAME_ENDS, *"，,、。；;共内中")
"""What follows 计划 and 目标 as nouns: what is planned follows the verb."""
_TARGET: Final = "a target, not a result"
_NEXT: Final = 4
"""Characters between a word and a figure that it is said of."""
_FAR: Final = 24
_DONE: Final = re.compile("实际|已|(?<![a-z])(?:so far|to date|already|actual(?:ly)?|has|have|had)(?![a-z])")
_ENDS: Final = re.compile("[.,;)]( |$)")
"""Follows what a sentence says last: `60 more are under way.`"""
_EACH: Final = re.compile(" (?:each|apiece)(?![a-z])")
_NEAR: Final = 16
_OF_SO_MANY: Final = re.compile(r"[0-9] of (?:the |all )?$")
"""Stands between a part and the whole that it is of: `24 of 81 districts`."""
_ALL: Final = "background: all that there are"
_YEAR_BEFORE: Final = re.compile(
    r"[(（](?:in )?(?:fy)?(?:19|20)[0-9]{2}(?:[-/–][0-9]{2,4})?年?(?:度|末|底)?[:：] ?(?:[a-z]{2,3}|[$€£¥])? ?$"
)
_EARLIER: Final = "a figure of another year, to compare with"
_LEVELS: Final = "到至为"
"""What ends a word that states a level: 增至30个 counts all, 增加30个 is a difference; of percentages both are states."""
_CHANGES: Final = frozenset(("percent", "percentage-point", "times"))


def doubt_of(passage: Passage, spot: Spot, unit: str | None) -> str | None:
    """Return why a figure may be no result of the aid: background, a target, a difference. None where nothing says so."""
    if passage.text.startswith("的目标", spot.end):
        return _TARGET
    if _EACH.match(passage.low, spot.end):
        return _SIZE
    left = passage.low[max(0, spot.start - _NEAR) : spot.start]
    if _OF_SO_MANY.search(left):
        return _ALL
    if _YEAR_BEFORE.search(left):
        return _EARLIER
    before = (_doubt_before(passage, spot, cue, unit) for cue in (*spot.before, *spot.earlier))
    return next(filter(None, (*before, *(_doubt_after(passage, spot, cue, unit) for cue in spot.after))), None)


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
    if "target" not in cue.means or (not in_clause and _DONE.search(passage.low, cue.end, min(spot.clause[1], spot.end + _NEAR))):
        return None  # What was planned is told apart from what was done: 预算安排5万元,实际支出4万元.
    of_figure = passage.low.endswith((" of", ":"), cue.start, cue.end) and distance > 2 * _NEXT  # `an appeal of` is of the next figure.
    return None if of_figure else cue.means["target"][0]


def _doubt_after(passage: Passage, spot: Spot, cue: Cue, unit: str | None) -> str | None:
    distance = cue.start - spot.end
    background = cue.means.get("background", ("",))[0]
    if background == _AFFECTED and distance <= 1 and any("measure" in each.means for each in spot.before):
        return None  # Repairs to 40 damaged homes are of those who are helped.
    if background not in ("", _SIZE) and distance <= (_FAR if background == _AFFECTED else 2):
        return background
    if "target" in cue.means and (0 <= distance <= 1 or (0 < distance <= _FAR and _ENDS.match(passage.low, cue.end))):
        return cue.means["target"][0]
    near = 0 <= distance <= (3 * _NEXT if unit in _CHANGES else 1)
    return cue.means["difference"][0] if near and "difference" in cue.means else None


def _helped(spot: Spot, affected: Cue) -> bool:
    """Check that people are affected and served: 安置受灾群众."""
    return any("people-served" in cue.means.get("measure", ()) and cue.end <= affected.start + 2 for cue in spot.before)
