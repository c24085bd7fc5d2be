"""Find numbers in a line as digits, Chinese numerals or English words, with approximators, ranges and currencies around them. Pure."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple, cast

from aidcli.model.amounts import read_number
from aidcli.model.quantity import DIGITS, EXACT, QUOTIENT, Number, digits, plain
from aidcli.prose.passages import Passage
from aidcli.prose.words import Vocabulary

LEFT: Final = 28
"""Characters before a number that may hold its approximator and currency."""
_LONGEST: Final = 40
"""Characters of one number; a longer run of digits or numerals states none."""

_N: Final = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_SCALE_WORDS: Final = "thousand|million|billion|trillion|crore|lakh"
_SCALES: Final = {"lakh": 10**5, "crore": 10**7, "mn": 10**6, "mil": 10**6, "bil": 10**9, "tn": 10**12}
"""Words of scale beside those of `model/amounts`."""
_SCALE: Final = (
    rf"(?:万亿|[百千]?[万亿]|[百千](?![瓦米克分佛岛里])|[ -]?(?:{_SCALE_WORDS})(?![a-z])| ?(?:bn|mn|tn|bil|mil)(?![a-z])"
    r"|[mkb](?![a-z0-9²³]))"
)
_H: Final = "零一二三四五六七八九十百千万亿两"
_SMALL: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORD_VALUES: Final = {word: value for value, word in enumerate(_SMALL)} | {word: 10 * value for value, word in enumerate(_TENS, 2)}
_PARTS: Final = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
_BIG: Final = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
_COUNT: Final = rf"(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_SMALL[1:10])}))?|{'|'.join(reversed(_SMALL[2:]))}"
_ENGLISH: Final = re.compile(
    rf"(?=[adefhnostz])(?<![a-z0-9-])(?:(?P<over>an?|one|two|three|four|five|seven|nine)[ -](?P<part>{'|'.join(_PARTS)})s?"
    rf"|(?P<times>half an?|a quarter of an?|an?|one|{_COUNT})[ -](?P<big>{'|'.join(_BIG)})(?:[ -](?P<bigger>thousand|million|billion))?"
    rf"(?: (?:and )?(?P<rest>{_COUNT})(?![a-z]))?"
    rf"|(?P<alone>half|{_COUNT})|(?P<dozen>dozen))(?![a-z])"
)
_HAN: Final = re.compile(
    rf"(?=[{_H}半过对])(?:(?P<half>一半|半数|过半|对半)|(?P<tenths>[一二三四五六七八九])成(?![立功为员果熟长效都本品就套年分人交绩])|百分之(?P<hundredths>[{_H}]+(?:点[{_H}]+)?)|(?P<below>[{_H}]+)分之(?P<above>[{_H}]+)"
    rf"|(?P<n>[{_H}]+点[零一二三四五六七八九]+(?=[万亿])|[{_H}]+)(?P<a>[余多几]?)(?P<m>[万亿]{{0,2}})(?P<b>[余多]?)(?:(?P<dash>[至到])(?P<n2>[{_H}]+)(?P<m2>[万亿]?))?)"
)
_JUNK: Final = r"(?P<junk>(?:[0-9]{1,3}[,.、 /-]{1,2}){30,})"
_DIGITS: Final = re.compile(
    rf"{_JUNK}|(?P<n>{_N}(?:亿[0-9]+(?:\.[0-9]+)?(?=[百千]?万))?)(?P<a>[余多几]?)(?P<m>{_SCALE})?(?P<b>[余多]?)"
    rf"(?:(?P<u1>%|[人个元米级岁天年月]{{1,2}}(?=[-–—~至到]))?(?P<dash> ?(?:-|–|—{{1,2}}|~|至|到) ?| (?:to|and) )(?P<c2>us\$|[$€£¥])?"
    rf"(?P<n2>{_N})(?P<a2>[余多]?)(?P<m2>{_SCALE})?(?P<b2>[余多]?)(?![0-9]))?"
)


class Numeral(NamedTuple):
    """A number where it stands: offsets with approximators and currency, value, bound, and how it is written."""

    start: int
    end: int
    value: Number | None
    """None for a run that states no number."""
    upper: Number | None
    bound: str
    core: int
    """Where the number itself begins, after approximator and currency."""
    form: str
    """`digits`, `han`, `english`, `part` (a fraction in words) or `junk`."""
    currency: str | None
    scaled: bool
    """With a word of scale (万, million), a separator of thousands or an approximator: certainly a quantity."""


def numerals(passage: Passage, words: Vocabulary) -> Iterator[Numeral]:
    """Yield the numbers of a line in order; where two overlap, the one that begins first."""
    searches = ((_DIGITS, passage.low, _digits), (_HAN, passage.text, _han), (_ENGLISH, passage.low, _english))
    found = [pattern.search(text) for pattern, text, _ in searches]
    while first := min(((match.start(), at) for at, match in enumerate(found) if match), default=None):
        at = first[1]
        numeral = _read(passage, cast("re.Match[str]", found[at]), searches[at][2], words)
        yield numeral
        # A match before the end of the number read is part of it, or begins too late: that pattern searches on from there.
        for at, (pattern, text, _) in enumerate(searches):
            if (match := found[at]) and match.start() < numeral.end:
                found[at] = pattern.search(text, numeral.end)


def _read(passage: Passage, match: re.Match[str], read: "Callable[[re.Match[str], Left], _Read]", words: Vocabulary) -> Numeral:
    start, end = match.span()
    if end - start > _LONGEST:
        return Numeral(start, end, None, None, "exact", start, "junk", None, False)
    left = Left(passage, start, words)
    value, upper, bounds, end, form = read(match, left)
    if value is None or digits(value) > DIGITS or (upper is not None and digits(upper) > DIGITS):
        return Numeral(start, end, None, None, "exact", start, "junk", None, False)
    after = words.after.match(passage.low, end)
    bounds |= {left.bound} | ({words.code("after", after[1]) or "exact"} if after else set())
    end = after.end() if after else end
    bounds -= {"exact"}
    bound = "range" if upper is not None else bounds.pop() if len(bounds) == 1 else "about" if bounds else "exact"
    scaled = bool(match.groupdict().get("m") or "," in match[0] or bound != "exact")
    first = left.word_start if upper is not None and left.word == "between" else left.start
    return Numeral(first, end, value, upper, bound, start, form, left.currency, scaled)


class Left:
    """What stands before a number: a currency, and before it an approximator."""

    def __init__(self, passage: Passage, start: int, words: Vocabulary) -> None:
        self.start, self.word_start, self.bound, self.word = start, start, "exact", ""
        self.currency: str | None = None
        text = passage.low[max(0, start - LEFT) : start]
        if found := words.currency_before.search(text):
            name = found[1]
            written = passage.text[start - len(found[0]) :][: len(name)]
            # `all 12` and `top 10` name no currency: codes count in capitals only.
            if name.upper() not in words.currency_codes or written.isupper():
                self.currency = words.currencies[name]
                self.start, text = start - len(found[0]), text[: found.start()]
        if found := words.before.search(text):
            self.word, self.word_start = found[1], self.start - len(found[0])
            self.bound = words.code("before", found[1]) or "exact"
            if self.bound != "exact":
                self.start -= len(found[0])


_Read = tuple[Number | None, Number | None, set[str], int, str]


def _digits(match: re.Match[str], left: Left) -> _Read:
    if match["junk"]:
        return None, None, set(), match.end(), "junk"
    end = match.end()
    bounds = {"at-least"} if match["a"] or match["b"] else set()
    value, upper = _scaled(match["n"], match["m"]), None
    if match["dash"]:
        second = _scaled(match["n2"], match["m2"])
        # In `3至5亿` the 3 means 3亿.
        first = _scaled(match["n"], match["m"] or match["m2"])
        if _joins(match["dash"], left.word) and first < second:
            value, upper = first, second
        else:
            end = match.end("b")
    return value, upper, bounds, end, "digits"


def _joins(dash: str, before: str) -> bool:
    """Check that two numbers are the ends of a range: `between 3 and 5`, `3 to 5`, but not `from 3 to 5`, which is a change."""
    return before == "between" if dash.strip() == "and" else before not in ("from", "从", "由", "自")


def _han(match: re.Match[str], left: Left) -> _Read:
    end = match.end()
    bounds: set[str] = set()
    if match["half"]:
        return Decimal("0.5"), None, {"at-least"} if match["half"] == "过半" else bounds, end, "part"
    if match["tenths"]:
        return _quotient(_han_number(match["tenths"]), 10), None, bounds, end, "part"
    if match["hundredths"]:
        return _han_number(match["hundredths"]), None, bounds, end, "percent"
    if match["below"]:
        return _quotient(_han_number(match["above"]), _han_number(match["below"])), None, bounds, end, "part"
    if match["a"] or match["b"]:
        bounds = {"at-least"}
    value = _han_number(match["n"])
    if value is not None and match["m"]:
        value = plain(EXACT.multiply(value, scale(match["m"])))
    second = _han_number(match["n2"]) if match["dash"] else None
    if second is not None and value is not None and value < second:
        return value, second, bounds, end, "han"
    return value, None, bounds, match.end("b"), "han"


def _english(match: re.Match[str], left: Left) -> _Read:
    end = match.end()
    if match["part"]:
        return _quotient(_word(match["over"]), _PARTS[match["part"]]), None, set(), end, "part"
    if match["alone"] == "half":
        return Decimal("0.5"), None, set(), end, "part"
    if match["dozen"]:
        return None, None, set(), end, "english"
    if match["alone"]:
        return _word(match["alone"]), None, set(), end, "english"
    bigger = _BIG[match["bigger"]] if match["bigger"] else 1
    part = {"half": Decimal("0.5"), "a qu": Decimal("0.25")}.get(match["times"][:4])
    value = EXACT.multiply(_word(match["times"]) if part is None else part, _BIG[match["big"]] * bigger)
    value += _word(match["rest"]) if match["rest"] else 0
    return plain(value), None, set(), end, "english"


def _word(text: str) -> int:
    return sum(_WORD_VALUES[each] for each in text.split("-")) if text not in ("a", "an") else 1


def _quotient(one: Number | None, other: Number | None) -> Number | None:
    return None if one is None or not other else plain(QUOTIENT.divide(one, other))


def _scaled(number: str, word: str | None) -> Number:
    if "亿" in number:
        number, low = number.split("亿")
        return plain(EXACT.add(_scaled(number, "亿"), _scaled(low, word)))
    value = Decimal(number.replace(",", ""))
    return plain(EXACT.multiply(value, scale(word.strip(" -"))) if word else value)


@lru_cache
def scale(word: str) -> Number:
    """Return what a word of scale multiplies by."""
    return _SCALES.get(word) or read_number(f"1{word}") or 1


def _han_number(text: str) -> Number | None:
    if "点" in text:
        whole, _, decimals = text.partition("点")
        value, places = _han_number(whole), ["零一二三四五六七八九".find(each) for each in decimals]
        return None if value is None or min(places) < 0 else plain(Decimal(f"{value}.{''.join(map(str, places))}"))
    return read_number(text if text[0] not in "万亿" else f"一{text}")
