"""Read numbers as people type them and reports print them, and write them as tables show them; English and Chinese. Pure."""

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from math import prod
from typing import Final, NamedTuple

from aidcli.model.codes import fold
from aidcli.model.quantity import EXACT, Number, Quantity, bounded, plain

SIGNS: Final = {"exact": "", "at-least": "≥ ", "under": "< ", "about": "≈ ", "range": ""}

_MULTIPLES: Final = {
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "tn": 10**12,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_KILO: Final = "千(?=米|克(?!朗)|瓦|帕|卡|伏|赫)"
"""The 千 that begins a unit, as in 千米 and 千瓦."""
_MULTIPLE = rf"(?<![一二三四五六七八九两双十百千])(?!{_KILO})(?:{'|'.join(sorted(_MULTIPLES, key=len, reverse=True))})(?![a-z])"
LONGEST_AMOUNT: Final = 200
"""Characters; a longer text is no amount."""
_HAN_DIGITS: Final = {han: value for value, han in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "双": 2}
_HAN_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_PLAINER: Final = str.maketrans("萬億−", "万亿-")

_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_D = "[一二三四五六七八九两双]"
_TENS = f"(?:零?{_D}?十{_D}?|零{_D})"
_HAN = f"(?:(?:{_D}?(?!{_KILO})千(?:{_D}百)?|{_D}?百){_TENS}?|{_TENS})"
_GROUP = f"(?:{_DIGITS}(?:(?!{_KILO})[百千])?|{_HAN}|{_D})"
_LAST = f"(?:[零〇一二三四五六七八九]{{4}}|{_HAN}|(?:(?<![万亿])|(?=[0-9]{{2}})){_DIGITS}|(?<![万亿])(?:{_D}|零))"
_NUMBER = f"[+-]?(?=[0-9零〇一二三四五六七八九两双十百千])(?>(?:{_GROUP}(?:万亿|亿))?(?:零?{_GROUP}万)?(?:零?{_LAST})?)"
"""Matches a whole number or nothing: `一万二` (said for 12,000) and `二三十` (20 to 30) are not read as 10,002 or 23."""
_PIECE: Final = rf"({_DIGITS}|[零〇一二三四五六七八九两双十百千]+)([百千万亿]*)"

# _AMOUNT and _TYPED stay strings until they are used: compiling them would add a millisecond to every run.
_BEFORE: Final = {
    "at-least": "超过|逾|超|至少|不少于|more than|over|at least|above|>=|>|≥",
    "under": "将近|近|不到|不足|nearly|almost|under|less than|fewer than|up to|<=|<",
    "about": "大约|约|about|around|approximately|some|~|≈",
    "exact": "达到|达|共计|共",
}
_AFTER: Final = {"at-least": r"余|多|几|以上|\+", "under": "以下|以内", "about": "左右|上下"}
_WORDS = {word.replace("\\", ""): bound for table in (_BEFORE, _AFTER) for bound, words in table.items() for word in words.split("|")}
_AMOUNT: Final = (
    rf"(?P<before>{'|'.join(_BEFORE.values())})? ?"
    rf"(?P<currency>us\$|[$€£¥]|[a-z]{{3}}(?=[ \d]))? ?(?P<number>{_NUMBER}) ?(?P<multiple>{_MULTIPLE})?"
    rf"(?: ?(?:-|–|—|~|至|到|to\b) ?(?P<number2>{_NUMBER}))?"
    rf" ?(?P<after>{'|'.join(_AFTER.values())})? ?(?P<multiple2>{_MULTIPLE})?"
    rf" ?(?P<unit>(?:(?!分之|点)(?:{_KILO}|[^\d_.,\s零〇一二三四五六七八九两双十百千万亿])\D*?(?:(?<=m)[23])?)?)"
    rf" ?(?P<last>{'|'.join(_AFTER.values())})?"
)
_TYPED: Final = rf"(?P<number>{_NUMBER}) ?(?P<multiple>{_MULTIPLE})?"


class Amount(NamedTuple):
    """A printed amount: value, bound, upper end (of a range) and the word for the unit as printed."""

    value: Number
    bound: str
    upper: Number | None
    unit: str


def read_number(text: str) -> Number | None:
    """Read a number as people type it: `8000`, `8,000.5`, `8000万`, `1亿5000万`, `80m`. Return None for any other text."""
    match = re.fullmatch(_TYPED, _normalize(text))
    return _times(match["number"], match["multiple"]) if match else None


def read_amount(text: str) -> Amount | None:
    """Read an amount as reports print it: `6.28亿元`, `2000余名`, `近2000人`, `more than 2,000 people`, `三地`.

    Return None for any other text, and for a range whose ends are in the wrong order.
    """
    match = re.fullmatch(_AMOUNT, _normalize(text))
    if not match:
        return None
    unit = match["unit"] or match["currency"] or ""
    if match["number2"]:
        lower, upper = _ends(match["number"], match["multiple"], match["number2"], match["multiple2"])
        return Amount(lower, "range", upper, unit) if lower <= upper else None
    bounds = {_WORDS[word] for word in (match["before"], match["after"], match["last"]) if word} - {"exact"}
    value = EXACT.multiply(_times(match["number"], match["multiple"]), _times("1", match["multiple2"]))
    # Words that disagree, such as 约 (about) with 余 (at least), leave both ends open.
    return Amount(plain(value), bounds.pop() if len(bounds) == 1 else "about" if bounds else "exact", None, unit)


def _normalize(text: str) -> str:
    """Return the text folded, with single blanks; empty where it is too long.

    The patterns allow one blank between two words: with any number, they would try every way to divide a run of blanks.
    """
    single = " ".join(text.split())
    return fold(single).translate(_PLAINER) if len(single) <= LONGEST_AMOUNT else ""


def _ends(number: str, multiple: str | None, number2: str, multiple2: str | None) -> tuple[Number, Number]:
    """Return both ends of a range. In `3至5亿` the 3 means 3亿; in `3000至5万` the 3000 stays 3000, being larger than 5."""
    (head, own), *more = re.findall(_PIECE, number2)
    shared = multiple2 or ("" if more else own)
    bare = not multiple and not re.search("[万亿]", number)
    times = shared if shared and bare and _times(number, None) < _times(head, None) else multiple
    return _times(number, times), _times(number2, multiple2)


def _times(number: str, multiple: str | None) -> Number:
    value: Number = 0
    for digits, own in re.findall(_PIECE, number):
        piece = Decimal(digits.replace(",", "")) if digits[0].isdecimal() else _han(digits)
        value = EXACT.add(value, EXACT.multiply(piece, prod(_MULTIPLES[each] for each in own)))
    return plain(EXACT.multiply(EXACT.copy_negate(value) if number[0] == "-" else value, _multiple(multiple)))


def _multiple(words: str | None) -> int:
    return _MULTIPLES[words] if words in _MULTIPLES else prod(_MULTIPLES[each] for each in words or "")


def _han(text: str) -> int:
    total = digit = 0
    for han in text:
        if han in _HAN_TENS:
            total, digit = total + (digit or 1) * _HAN_TENS[han], 0
        else:
            digit = digit * 10 + _HAN_DIGITS[han]
    return total + digit


class Scale(NamedTuple):
    """What Chinese amounts are counted in: 亿 (10**8), 万 (10**4) or ones, and with how many decimals at least."""

    word: str
    size: int
    places: int = 0


SCALES: Final[Sequence[Scale]] = (Scale("亿", 10**8), Scale("万", 10**4), Scale("", 1))
MOST_PLACES: Final = 2
"""Decimals that amounts of one scale may have: more make a smaller scale the clearer one."""


def common_scale(quantities: Iterable[Quantity]) -> Scale | None:
    """Return the largest scale in which each amount is at least 1 and has few decimals; None for a single amount, which has its own.

    Written in one scale, and with as many decimals, amounts line up by their digits. None of them is rounded.
    """
    numbers = {EXACT.abs(number) for quantity in quantities for number in _shown(quantity) if number}
    for word, size, _ in SCALES:
        places = max((_places(plain(EXACT.divide(number, size))) for number in numbers), default=0)
        if len(numbers) > 1 and places <= MOST_PLACES and (size == 1 or min(numbers) >= size):
            return Scale(word, size, places)
    return SCALES[-1] if len(numbers) > 1 else None


def _shown(quantity: Quantity) -> Sequence[Number]:
    """Return the numbers by which a quantity is written: of a range, its ends."""
    return [end for end in quantity[1:3] if end is not None] if quantity.bound == "range" else [quantity.value]


def _places(number: Number) -> int:
    return 0 if isinstance(number, int) else max(0, -int(number.as_tuple().exponent))


def show_number(number: Number, lang: str = "en", scale: Scale | None = None) -> str:
    """Write all digits of a number, grouped by thousands; in Chinese in this scale, or by itself in 万 or 亿 from 10,000 up."""
    if lang == "zh":
        word, size, places = scale or next((each for each in SCALES if EXACT.abs(number) >= each.size), SCALES[-1])
        whole, _, decimals = show_number(plain(EXACT.divide(number, size))).partition(".")
        return whole + f".{decimals:0<{places}}" * bool(decimals or places) + word
    return f"{number:,}" if isinstance(number, int) else f"{number:,f}"


def round_quantity(quantity: Quantity) -> Quantity:
    """Round for tables: to two decimals, or to three significant digits below 0.1. Ends are rounded outward, so that they stay true."""
    value, lower, upper = quantity[:3]
    nearest = {"at-least": ROUND_FLOOR, "under": ROUND_CEILING}.get(quantity.bound, ROUND_HALF_EVEN)
    if quantity.bound == "exact":
        return bounded(_rounded(value, nearest))
    return Quantity(
        _rounded(value, nearest),
        None if lower is None else _rounded(lower, ROUND_FLOOR),
        None if upper is None else _rounded(upper, ROUND_CEILING),
    )


def _rounded(number: Number, rounding: str) -> Number:
    if isinstance(number, int):
        return number
    places = 2 if number.copy_abs() >= Decimal("0.1") else 2 - number.adjusted()
    return plain(number.quantize(EXACT.scaleb(Decimal(1), -places), rounding, EXACT))


def show_quantity(quantity: Quantity, lang: str = "en", scale: Scale | None = None) -> str:
    """Write a quantity as tables show it: `≥ 2,000`, `< 2,000`, `≈ 5`, `10 to 20`, `200,000,000`."""
    bound = quantity.bound
    if bound == "range" and quantity.lower is not None and quantity.upper is not None:
        lower, upper = show_number(quantity.lower, lang, scale), show_number(quantity.upper, lang, scale)
        if lower[-1].isdecimal() and not upper[-1].isdecimal():  # `2 至 3亿` would be read as 2亿 to 3亿.
            upper = show_number(quantity.upper)
        return f"{lower} {'至' if lang == 'zh' else 'to'} {upper}"
    return SIGNS[bound] + show_number(quantity.value, lang, scale)
