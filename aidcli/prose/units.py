"""Tell the unit of a number from the words around it: a unit beside it, or the noun of a generic classifier (个 家 所). Pure."""

import re
from typing import Final, NamedTuple

from aidcli.prose.numbers import Numeral
from aidcli.prose.passages import Passage
from aidcli.prose.words import Vocabulary

_NEAR_NOUN: Final = 18
"""Characters in which the noun of a classifier is looked for."""
_PHRASE: Final = re.compile(r"[^，。、；：,;:!?！？…（()）)0-9\s了等将并]{0,18}")
_BEFORE_NUMBER: Final = re.compile(r"(?:从|累计|总数|总计|共计|合计|分别|达到|增至|至|达|共|约|各|近|有|为|了|的|新)*$")
_ENGLISH_PHRASE: Final = re.compile(r"(?: [\"“]?[a-z][a-z’'/-]*[\"”]?){1,6}")
_ENGLISH_VERB: Final = re.compile(r"(?:(?<=[a-z]s)|(?<=ople)|(?<=dren)|(?<=omen)) [a-z]{3,}ed(?![a-z])")
"""A verb behind a noun in the plural: `school leavers completed courses`."""
_PLURAL: Final = re.compile(r" (?!(?:was|has|is|its|this|does|as|always)(?![a-z]))([a-z-]+(?<![su])s)(?![a-z’'])")
_OF_ALL: Final = re.compile(r" of (?:(?:the|its|their|our|all)(?: [0-9]+)?|[0-9]+) ([^,.;:(]{3,40})")
_LABEL: Final = re.compile(r"(?:^|[;.]|[-•*●] ?)([a-z][a-z -]{2,50}): $")
"""What stands before a number in a list of figures."""
_ALONE: Final = re.compile(r"[，。、；,;.)）]|$")
"""What follows a number without a unit."""
_CREW: Final = re.compile(r"(?<![a-z])(?:crew|staff|team|group|delegation|class|workforce|audience) of $")
_BRACKETED: Final = re.compile(r"[（(][\u4e00-\u9fff]{1,2}[)）]")
_TAKES_NOUN: Final = "个家所间座"
"""Classifiers that are printed with their noun where it follows: 4个开发区, but 234名."""
_BARE: Final = 3
"""Characters of a noun that is printed with its classifier; a longer one has attributes: 4所|职业学校."""
_NO_UNIT: Final = "-"
"""The code of what is no unit and no noun, although a word in it is: 通车 is no 车."""
_BOUNDARY: Final = re.compile(r"[，。、；：,;:!?！？…（()）0-9的和与及等被把在]|$")


class Unit(NamedTuple):
    """Where a figure ends with its unit, the unit's code if it can be told, and the word that told it."""

    end: int
    code: str | None
    word: str
    beside: bool
    """Whether a unit or classifier stands at the number itself."""
    bound: str = "exact"
    """What an approximator after the unit says."""
    classifier: str = ""
    """A generic classifier that no noun explains."""


def unit_of(passage: Passage, numeral: Numeral, words: Vocabulary) -> Unit:
    """Return the unit of a number. A currency before it is its unit."""
    if numeral.form == "part":
        return Unit(numeral.end, None, "", False)
    if numeral.form == "percent":
        return Unit(numeral.end, "percent", "%", True)
    if numeral.currency:
        found = _beside(passage, numeral.end, words)
        end = found.end() if found and words.currencies.get(found[0]) else numeral.end
        return _closed(passage, words, Unit(end, numeral.currency, "", True))
    found = _beside(passage, numeral.end, words)
    if found and passage.low[numeral.end] == " " and _describes(passage, found, words):
        found = None
    if found and words.units.get(found[0], _NO_UNIT) != _NO_UNIT and not (found[0] == "m" and numeral.form == "english"):
        return _closed(passage, words, Unit(found.end(), words.units[found[0]], found[0], True))
    if found and words.code("classifier", found[0]) is not None:
        return _closed(passage, words, _by_noun(passage, numeral, found, words))
    return _by_english_noun(passage, numeral, words) or _labelled(passage, numeral, words) or Unit(numeral.end, None, "", False)


def _labelled(passage: Passage, numeral: Numeral, words: Vocabulary) -> Unit | None:
    """Return the unit of a number that stands alone, by the label or noun before it: `Schools built: 14`, 受益人口2.9万."""
    if label := _LABEL.search(passage.low[max(0, numeral.start - 64) : numeral.start]):
        nouns = words.phrase_noun.findall(f" {label[1]}") or re.findall(r"[a-z-]+(?<![su])s(?![a-z])", label[1])
        return Unit(numeral.end, _noun_code(nouns[-1], words), nouns[-1], False) if nouns else None
    noun = _noun_before(passage, numeral, words, near=True) if numeral.scaled else None
    code = words.nouns[noun] if noun else None
    return Unit(numeral.end, code, noun or "", False) if code and _ALONE.match(passage.low, numeral.end) else None


def _beside(passage: Passage, end: int, words: Vocabulary) -> re.Match[str] | None:
    at = end + 1 if passage.low[end : end + 1] in (" ", "-") else end
    found = words.unit_at.match(passage.low, at) or (words.glued_unit.match(passage.low, end) if at == end else None)
    if found and passage.low[found.end() : found.end() + 1] in ("'", "’"):
        return None
    return found


def _closed(passage: Passage, words: Vocabulary, unit: Unit) -> Unit:
    """Return the unit with a bracketed alternative and an approximator that follow it."""
    end = unit.end
    if unit.word and (bracketed := _BRACKETED.match(passage.text, end)):
        end = bracketed.end()
    after = words.after.match(passage.low, end)
    if not after:
        return unit._replace(end=end)
    return unit._replace(end=after.end(), bound=words.code("after", after[1]) or "exact")


def _by_noun(passage: Passage, numeral: Numeral, classifier: re.Match[str], words: Vocabulary) -> Unit:
    end = classifier.end()
    phrase = _PHRASE.match(passage.low, end)
    stop = phrase.end() if phrase else end
    direct = words.noun_at.match(passage.low, end)
    if direct and words.nouns[direct[0]] not in ("", _NO_UNIT) and (len(direct[0]) > 1 or _ends_noun(passage, direct.end())):
        bare = len(direct[0]) <= _BARE or "和" in direct[0]
        printed = direct.end() if classifier[0] in _TAKES_NOUN and bare else end
        return Unit(printed, words.nouns[direct[0]], direct[0], True)
    # A verb of giving ends the phrase: 为340所小学|配送读物.
    giving = (cue.start for cue in passage.cues_within(end, stop) if "items" in cue.means.get("measure", ()))
    stop = next(giving, stop)
    known = [noun[0] for noun in words.noun_at.finditer(passage.low, end, stop)]
    nouns = [noun for noun in known if words.nouns[noun] not in ("", _NO_UNIT)]
    if known and not nouns and words.nouns[known[-1]] == "":  # 5个重点专科: what it counts is known, and has no unit.
        return Unit(end, None, known[-1], True)
    if nouns:  # The head of a phrase stands last; people have classifiers of their own, so that they are the object of a verb.
        head = next((noun for noun in reversed(nouns) if words.nouns[noun] != "person"), nouns[-1])
        return Unit(end, words.nouns[head], head, True)
    usual = words.code("classifier", classifier[0])
    before = _noun_before(passage, numeral, words, near=bool(usual), things=True)
    code = words.nouns[before] if before else usual
    return Unit(end, code or None, before or classifier[0], True, classifier="" if before else classifier[0])


def _ends_noun(passage: Passage, end: int) -> bool:
    """Check that a noun ends at an offset: a boundary or a verb follows."""
    return bool(_BOUNDARY.match(passage.low, end)) or any("measure" in cue.means for cue in passage.cues_within(end, end + 1))


def _noun_before(passage: Passage, numeral: Numeral, words: Vocabulary, *, near: bool, things: bool = False) -> str | None:
    """Return the noun that ends before the number, the longest; if not `near`, else one that ends a few characters before.

    If `things`, people are no noun: they have classifiers of their own.
    """
    start = max(passage.clause(numeral.core)[0], numeral.start - _NEAR_NOUN)
    stop = start + _BEFORE_NUMBER.search(passage.low[start : numeral.start]).start()  # type: ignore[union-attr]
    ending = (found for at in range(start, stop) if (found := words.noun_at.match(passage.low, at, stop)) and found.end() == stop)
    if longest := next(ending, None):
        return longest[0] if words.nouns[longest[0]] not in (_NO_UNIT, "person" if things else _NO_UNIT) else None
    nouns = [] if near else [each for each in words.noun_at.finditer(passage.low, start, stop) if words.nouns[each[0]] != _NO_UNIT]
    return nouns[-1][0] if nouns and len(nouns[-1][0]) > 1 and stop - nouns[-1].end() <= 3 else None


def _by_chinese_noun(passage: Passage, numeral: Numeral, words: Vocabulary) -> Unit | None:
    """Return the unit by the noun after a number without classifier: `11.7万产业人口`."""
    phrase = _PHRASE.match(passage.low, numeral.end)
    if not numeral.scaled or not phrase:
        return None
    nouns = [noun for noun in words.noun_at.finditer(passage.low, numeral.end, phrase.end()) if words.nouns[noun[0]] not in ("", _NO_UNIT)]
    return Unit(numeral.end, words.nouns[nouns[-1][0]], nouns[-1][0], False) if nouns else None


def _by_english_noun(passage: Passage, numeral: Numeral, words: Vocabulary) -> Unit | None:
    """Return the unit by the noun of an English phrase: `14 new primary schools`."""
    if share := _OF_ALL.match(passage.low, numeral.end):
        whole = words.phrase_noun.search(passage.low, share.start(1), share.end())
        return Unit(numeral.end, _noun_code(whole[0], words), whole[0], False) if whole else None
    if _CREW.search(passage.low[max(0, numeral.start - 16) : numeral.start]):
        return Unit(numeral.end, "person", "people", False)
    phrase = _ENGLISH_PHRASE.match(passage.low, numeral.end)
    if not phrase:
        return _by_chinese_noun(passage, numeral, words)
    stop = words.phrase_end.search(passage.low, numeral.end, phrase.end())
    end = stop.start() if stop else phrase.end()
    verb = _ENGLISH_VERB.search(passage.low, numeral.end, end)
    end = verb.start() if verb else end
    named = [found for found in words.phrase_noun.finditer(passage.low, numeral.end, end) if not _describes(passage, found, words)]
    if named:
        return Unit(numeral.end, _noun_code(named[-1][0], words), named[-1][0], False)
    plural = _PLURAL.search(passage.low, numeral.end, end)
    return Unit(numeral.end, None, plural[1], False) if plural else None


def _describes(passage: Passage, noun: re.Match[str], words: Vocabulary) -> bool:
    """Check that a noun only describes the next one: `110 patient monitors`, `26 children's homes`."""
    if passage.low[noun.end() : noun.end() + 1] in ("'", "’"):
        return True
    return f"{noun[0]}s" in words.counted and bool(_PLURAL.match(passage.low, noun.end()))


def _noun_code(noun: str, words: Vocabulary) -> str | None:
    return words.nouns.get(noun) or words.units.get(noun)
