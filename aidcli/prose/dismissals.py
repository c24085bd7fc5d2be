"""Tell which numbers state no figure, and why: ordinals, ages, names, numbers of documents and telephones. Pure."""

import re
from functools import lru_cache
from typing import Final

from aidcli.prose.numbers import LEFT, Numeral
from aidcli.prose.passages import Passage
from aidcli.prose.units import Unit
from aidcli.prose.words import Vocabulary

_REASONS: Final = {
    "ordinal": "ordinal",
    "numbered": "number of a document, section, room or the like",
    "phone": "telephone number",
    "age": "age",
    "name": "part of a name or code",
    "uncounted": "uncounted",
    "temperature": "temperature",
    "clock": "clock time",
    "grade": "grade",
    "pack": "size of a pack",
    "ratio": "ratio or fraction in figures",
    "dimension": "dimension",
}
_LIST: Final = r"(?:[0-9]+(?: ?(?:to|and|,|-|–) ?)+)?"
"""Earlier numbers of a list: `Grades 4 to `."""
_SIZES: Final = "(?:kg|g|ml|l|mg|litre|liter|kilogram|gram)s?"
_PACKS: Final = "(?:bag|bottle|sack|can|packet|tin|jerry ?can|vial|drum|pack)s?"
_AFTER: Final = re.compile(
    r"(?P<age>周?岁|[ -]years?[ -]olds?| years of age| and (?:over|under|older|younger|above|below)(?![a-z]))"
    r"|(?P<clock>[:：][0-9]{2}|点(?![多余0-9])|时(?:许|[0-9整，,。]|$)|分(?=[，,。])| ?[ap]\.?m\.?(?![a-z])| o'clock| hours gmt)"
    r"|(?P<temperature> ?(?:°|℃|摄氏度|degrees)|度)"
    r"|(?P<numbered>号(?!召)|楼(?!房)|室(?!内)|层(?!次)|版|师(?![生傅资])|团(?![队场体])|路(?![灯径])|国道|弄|频道|-[a-z]{3}(?![a-z]))"
    r"|(?P<grade>级(?!别)|星级|甲|线城市|等奖|年级)"
    r"|(?P<ordinal>-?(?:st|nd|rd|th|d)(?![a-z]))"
    rf"|(?P<pack>[ -]?{_SIZES}[ -]{_PACKS}(?![a-z])|(?:毫升|克|千克|公斤|升)(?:/|每|装|一)?[袋瓶箱桶盒包]?(?:装|规格))"
    r"|(?P<ratio>[:：][0-9](?![0-9])|/[0-9])"
    r"|(?P<name>\+[0-9n]|[a-z_](?![a-z]{0,20}[ .,;)-])|[gh](?![a-z])|@|\.[a-z]{2,3}(?![a-z])"
    r"|大(?![桥学棚型])|[维化届体角金]|型(?!号)|代(?![表码]))"
    r"|(?P<dimension> ?[mc]m|[毫厘纳]米)"
)
_HEADING_NUMBER: Final = re.compile(r"[ #*(（•-]{0,4}[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}(?:[)）、]|\.(?=\D|$)|(?= [A-Z])|(?<=\.[0-9]) )")
_QUOTED: Final = re.compile(r"[“《‘「『][^”》’」』。，]{0,20}$")
_IDENTIFIER: Final = re.compile(r"0[0-9]|[0-9]{7,40}$|[0-9]{3,4}-[0-9]{7,8}")
_MANY: Final = 1000
"""So many days are days of work."""
_LARGE: Final = 11
"""Numbers in words from which on they are counts; `two reasons` are none."""
_DOING: Final = frozenset(("facilities", "items"))
_VERB: Final = 16
"""Characters before a number in which a verb says that something was built or given."""
_DURATIONS: Final = frozenset(("day", "week", "month", "year", "hour", "minute"))
_AROUND: Final = 40
"""Characters before a span of time in which a word tells that it is a duration."""


_SIGNS: Final = re.compile(
    r"(?P<ordinal>[第初首])$|(?P<clock>[0-9][:：]$)|(?P<numbered>#$|(?<![a-z])[a-z]-$)"
    r"|(?P<name>(?:[a-z_@/.]|[a-z][-–]|[0-9][.-])$)|(?P<uncounted>(?<![人总次户量倍件份])[数几]$)|(?P<temperature>(?<=[ (])[-–]$)"
    r"|(?P<ratio>(?:(?<![a-z])per |每)$)"
)
"""Signs directly before a number that tell that it states no figure."""
_NEAR: Final = 5


@lru_cache(maxsize=4)
def _labels(words: Vocabulary) -> re.Pattern[str]:
    """Return the pattern of any word that `_before` looks for: finding none is fast."""
    return re.compile("|".join((*(words.pattern(role) for role in ("numbered", "telephone", "age-before")), r"气温|温度|零下|\+")))


@lru_cache(maxsize=4)
def _before(words: Vocabulary) -> re.Pattern[str]:
    """Return the pattern of words before a number that tell that it states no figure."""
    return re.compile(
        rf"(?P<numbered>(?:{words.pattern('numbered')})(?: no\.?)?[ :：]?{_LIST}(?:is |# ?)?$)"
        rf"|(?P<phone>(?:{words.pattern('telephone')})[^。;；]{{0,20}}$|\+[0-9 ()-]{{0,20}}$)"
        rf"|(?P<age>(?:{words.pattern('age-before')})[ :]?(?:of |between |from )?{_LIST}$)"
        rf"|(?P<temperature>(?:气温|温度|零下)[^，。]{{0,4}}$)"
    )


def dismissal(passage: Passage, numeral: Numeral, unit: Unit, words: Vocabulary) -> str | None:
    """Return why a number states no figure; None where it may state one. Expressions of time are told by the caller."""
    if numeral.value is None:
        return "no number" if numeral.form == "junk" else "uncounted"
    if numeral.currency:
        return None
    reason = _by_left(passage, numeral, unit, words) or _by_right(passage, numeral, unit)
    if reason:
        return _REASONS[reason]
    if not (unit.beside or numeral.scaled) and numeral.core < 8 and _HEADING_NUMBER.match(passage.text):
        return "number of a heading"
    return _by_form(passage, numeral, unit, words) or _by_duration(passage, numeral, unit, words)


def _by_left(passage: Passage, numeral: Numeral, unit: Unit, words: Vocabulary) -> str | None:
    core = numeral.core
    left = passage.low[max(0, core - LEFT) : core]
    found = _SIGNS.search(left[-_NEAR:]) or (_before(words).search(left) if _labels(words).search(left) else None)
    reason = found.lastgroup if found else None
    if reason == "numbered" and unit.beside and "\u4e00" <= passage.low[core - 1] <= "\u9fff":
        return None  # 修建公路12公里 is counted, unlike 表12.
    return None if reason == "name" and numeral.start < core else reason


def _by_right(passage: Passage, numeral: Numeral, unit: Unit) -> str | None:
    found = _AFTER.match(passage.low, numeral.end)
    reason = found.lastgroup if found else None
    if unit.beside and reason in ("name", "clock", "numbered", "grade"):
        return None
    return None if numeral.scaled and reason == "temperature" else reason


def _by_form(passage: Passage, numeral: Numeral, unit: Unit, words: Vocabulary) -> str | None:
    text, core = passage.text, numeral.core
    quoted = _QUOTED.search(text[max(0, core - 24) : core])
    if quoted and (numeral.form != "digits" or not unit.beside or quoted[0][0] == "《"):
        return _REASONS["name"]
    if numeral.form == "han":
        alone = numeral.bound == "exact" and text[core : numeral.end] in ("一", "百", "千", "万")
        return "part of a word" if alone or not unit.beside else None
    if numeral.scaled or unit.beside or numeral.form not in ("digits", "english"):
        return None
    if _IDENTIFIER.match(text, core) and text[core + 1 : core + 2] != ".":
        return _REASONS["numbered"]
    named = (
        unit.code or unit.word in words.nouns or (unit.word and _is_counted(passage, numeral)) if numeral.form == "english" else unit.word
    )
    return None if named or "\u4e00" <= text[numeral.end : numeral.end + 1] <= "\u9fff" else "a bare number"


def _is_counted(passage: Passage, numeral: Numeral) -> bool:
    """Check that a number in words counts what no word of ours names: a large one, or one after a verb: `built two kilns`."""
    after_verb = (
        cue
        for cue in passage.cues_within(max(0, numeral.start - _VERB), numeral.start)
        if not _DOING.isdisjoint(cue.means.get("measure", ()))
    )
    return (numeral.value or 0) >= _LARGE or next(after_verb, None) is not None


def _by_duration(passage: Passage, numeral: Numeral, unit: Unit, words: Vocabulary) -> str | None:
    """Return the reason to dismiss a span of time that is not working time: a building time counts, a half-hour walk does not."""
    if unit.code not in _DURATIONS or (numeral.value or 0) >= _MANY:
        return None
    start, end = passage.clause(numeral.core)
    near = passage.low[max(start, numeral.start - _AROUND) : min(end, unit.end + _AROUND // 2)]
    return None if words.durations.search(near) else "span of time"
