"""Tell which numbers state no figure, and why: dates, ordinals, ages, names, numbers of documents and telephones. Pure."""

import re
from typing import Final

from aidcli.prose.numbers import LEFT, Numeral
from aidcli.prose.passages import Passage
from aidcli.prose.units import Unit
from aidcli.prose.words import Words

_NUMBERED_EN: Final = (
    "no|nos|no.|number|grade|grades|phase|section|sections|table|tables|article|articles|chapter|page|pages|pp|box|annex|appendix|loan|grant no|resolution|"
    "unit|room|flight|highway|route|step|level|tier|goal|goals|sdg|type|version|lot|paragraph|para|act|form|vol|volume|issue|report no|"
    "figure|figures|part|window|gate|floor|line|item|building|apartment|suite|outcome|output|component|objective|pillar|priority|category|"
    "boeing|airbus|covid|agenda|class of|stage|year|years|week|day|module|option|scenario|footnote|note|contract|project|decree|order|charity number is|postcode|ward|zone|camp"
)
_BEFORE: Final = re.compile(
    r"(?P<ordinal>第|初|首)$"
    r"|(?P<numbered>(?:专栏|图表|表|图|附件|附表|编号|文号|办公室|房间|公告|卷|邮编|国道|省道|高速|总第|[a-z]-|第)[0-9]{0,2} ?[:：]?$"
    rf"|(?<![a-z])(?:{_NUMBERED_EN})(?: no\.?)? ?(?:[0-9]+(?: ?(?:to|and|,|-|–) ?)+)?(?:is |# ?)?$|#$|(?<![a-z])number (?:is|was) $)"
    r"|(?P<phone>(?:电话|热线|手机|传真|(?<![a-z])(?:tel|telephone|phone|hotline|fax|call|whatsapp)(?![a-z]))[^。;；]{0,20}$|\+[0-9 ()-]{0,20}$)"
    r"|(?P<age>(?:年龄|年仅|年近|现年|今年已|aged?|ages|aged between|under-|children under|child under|girls under|boys under|people under|those under|adults over|people over|women under|under the age of|over the age of)[ :]?(?:of |between |from )?(?:[0-9]+(?: and | to |-))?$)"
    r"|(?P<name>(?:[a-z_@#/.]|[a-z][-–]|[0-9][.-])$)"
    r"|(?P<uncounted>[数几]$)"
    r"|(?P<temperature>(?:气温|温度|零下)[^，。]{0,4}$|[-−–]$(?<=[ (][-−–]))"
)
_AFTER: Final = re.compile(
    r"(?P<age>(?:周?岁|[ -]years?[ -]olds?|[ -]year[ -]olds?| years of age|岁| and (?:over|under|older|younger|above|below)(?![a-z])))"
    r"|(?P<clock>[:：][0-9]{2}|点(?!多|余|[0-9])|时许|时(?:[0-9]|$|[，,。整])|分(?=[，,。])| ?[ap]\.?m\.?(?![a-z])| o'clock|(?:am|pm)(?![a-z])| hours gmt)"
    r"|(?P<temperature> ?(?:°|℃|摄氏度|degrees)|度(?![电]))"
    r"|(?P<numbered>号(?!召)|楼(?!房)|室(?!内)|层(?!次)|版|师(?!生|傅|资)|团(?!队|场|体)|路(?!灯|径)|国道|弄|栋楼|频道|元店|-[a-z]{3}(?![a-z]))"
    r"|(?P<grade>级(?!别)|星级|星(?!期)|甲|线城市|等奖|年级|度角)"
    r"|(?P<ordinal>(?:st|nd|rd|th|d)(?![a-z])|-(?:st|nd|rd|th)(?![a-z]))"
    r"|(?P<pack>[ -]?(?:kg|g|ml|l|mg|litre|liter|kilogram|gram)s?[ -](?:bags?|bottles?|sacks?|cans?|packets?|tins?|jerry ?cans?|vials?|boxes|drums?|packs?)(?![a-z])|(?:毫升|克|千克|公斤|升)(?:/|每|装|一)?(?:袋|瓶|箱|桶|盒|包)?(?:装|规格))"
    r"|(?P<ratio>[:：][0-9](?![0-9])|/[0-9])"
    r"|(?P<name>\+[0-9n]|[a-z_](?![a-z]*[ .,;)-])|[gh](?![a-z])|@|\.[a-z]{2,3}(?![a-z])|大(?!桥|学|棚|型)|维|型(?!号)|化|代(?!表|码)|届|体|角|金)"
    r"|(?P<dimension> ?mm| ?cm|毫米|厘米|纳米)"
)
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
_HEADING_NUMBER: Final = re.compile(
    r"\s*(?:#+ ?|[-•*] )?[(（]?[0-9]{1,2}(?:\.[0-9]{1,2})*(?:[)）、]|\.(?=\D|$)|(?= [A-Z]))|\s*[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}\s"
)
_BRACKET: Final = re.compile(r"[\[(（]$")
_QUOTED: Final = re.compile(r"[“《‘「『][^”》’」』。，]{0,20}$")
_IDENTIFIER: Final = re.compile(r"0[0-9]|[0-9]{7,}$|[0-9]{3,4}-[0-9]{7,8}")
_DURATION_CUE: Final = re.compile(
    r"工期|为期|历时|用时|期限|仅用|用了|只用|合作|周期|建成|建设期|竣工|提前|持续|"
    r"(?:lasted|lasted|took|completed in|built in|duration|stay|period of|construction)"
)
_DURATIONS: Final = frozenset(("day", "week", "month", "year", "hour", "minute"))


def dismissal(passage: Passage, numeral: Numeral, unit: Unit, words: Words) -> str | None:
    """Return why a number states no figure; None where it may state one. Spans of time are told by the caller."""
    if numeral.value is None:
        return "no number" if numeral.form == "junk" else "uncounted"
    if numeral.currency:
        return None
    text, core = passage.low, numeral.core
    before = _BEFORE.search(text[max(0, core - LEFT) : core])
    chinese_unit = unit.beside and before and before.lastgroup == "numbered" and "\u4e00" <= text[core - 1] <= "\u9fff"
    if before and before.lastgroup and not chinese_unit and not (numeral.bound != "exact" and before.lastgroup == "name"):
        return _REASONS[before.lastgroup]
    after = _AFTER.match(text, _number_end(numeral))
    if (
        after
        and after.lastgroup
        and not (unit.beside and after.lastgroup in ("name", "clock", "numbered", "grade"))
        and not (numeral.scaled and after.lastgroup == "temperature")
    ):
        return _REASONS[after.lastgroup]
    if _HEADING_NUMBER.match(passage.text, 0, core + 12) and core < 8 and not unit.beside and not passage.text[:core].strip(" #*(（-•"):
        return "number of a heading" if not numeral.scaled else None
    return _by_form(passage, numeral, unit, words) or _by_duration(passage, numeral, unit)


def _number_end(numeral: Numeral) -> int:
    return numeral.end


def _by_form(passage: Passage, numeral: Numeral, unit: Unit, words: Words) -> str | None:
    text, core = passage.text, numeral.core
    quoted = _QUOTED.search(text[max(0, core - 24) : core])
    if quoted and (numeral.form != "digits" or not unit.beside or quoted[0][0] == "《"):
        return "part of a name or code"
    if numeral.form == "han":
        alone = numeral.bound == "exact" and text[core : numeral.end] in ("一", "百", "千", "万")
        return "part of a word" if not unit.beside or alone else None
    if numeral.form == "english" and not unit.code and not numeral.scaled and numeral.value in range(100):
        return "no unit is known"
    if numeral.form != "digits":
        return None
    if _IDENTIFIER.match(text, core) and not numeral.scaled and not unit.beside and "." not in text[core : core + 3]:
        return "number of a document, section, room or the like"
    if not unit.beside and not unit.word and not numeral.scaled:
        return _bare(text, core, numeral)
    return None


def _bare(text: str, core: int, numeral: Numeral) -> str | None:
    if "\u4e00" <= text[numeral.end : numeral.end + 1] <= "\u9fff":
        return None
    return "a bare number"


def _by_duration(passage: Passage, numeral: Numeral, unit: Unit) -> str | None:
    if unit.code not in _DURATIONS:
        return None
    start, end = passage.clause(numeral.core)
    near = passage.low[max(start, numeral.start - 40) : min(end, unit.end + 20)]
    if unit.code == "year" and numeral.form == "digits" and len(passage.text[numeral.core : numeral.end]) == 4:
        return "year"
    return None if _DURATION_CUE.search(near) else "span of time"
