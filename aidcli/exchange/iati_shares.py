"""How a transaction is divided among sectors and countries, so that the shares add up to it exactly. Pure.

Percentages are those of the IATI standard: of the sectors of one vocabulary, and of the countries and regions.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Final, NamedTuple

from aidcli.model.quantity import DIGITS, EXACT, Number, plain

UNDIVIDED: Final = Fraction(1)
HUNDRED: Final = Fraction(100)
_TOLERANCE: Final = 1
"""How far percentages may be from 100 and still mean all of it, since publishers round them."""
_ROUNDED_TO: Final = 6
"""Decimals of a share that cannot be written exactly."""


_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


def read_decimal(text: str) -> Number | None:
    """Return the number that a decimal of XML Schema writes: `-1250.5`. Return None for any other text, and beyond 1,000 characters."""
    if len(text) > 1000 or not _DECIMAL.fullmatch(text):
        return None
    if "." not in text:
        return int(text)
    return plain(Decimal(text)) if text[-1] in "0." else Decimal(text)


class Entry(NamedTuple):
    """A sector or country as stated: its code, None for one that we have no code for, and its percentage where there is one."""

    code: str | None
    percentage: Fraction | None


class Split(NamedTuple):
    """The part of the whole that each code gets; parts add up to 1. `remark` names what was assumed, or is empty."""

    parts: Sequence[tuple[str | None, Fraction]]
    remark: str = ""


def split(entries: Sequence[Entry], rest: str | None) -> Split:
    """Divide the whole by percentages; `rest` is the code that gets what they leave open.

    Percentages within 1 of 100, and those beyond, are scaled to their own sum. A single entry without one gets all; of
    several, those without one get nothing.
    """
    if len(entries) == 1 and entries[0].percentage in (None, HUNDRED):
        return Split([(entries[0].code or rest, UNDIVIDED)])
    total = sum((entry.percentage or Fraction(0) for entry in entries), Fraction(0))
    scale = total if total >= 100 - _TOLERANCE else HUNDRED
    parts = [(entry.code or rest, entry.percentage / scale) for entry in entries if entry.percentage]
    if total < scale:
        parts.append((rest, UNDIVIDED - total / scale))
    lacking = any(entry.percentage is None for entry in entries)
    remark = "without percentage" if lacking else "above 100" if total > 100 + _TOLERANCE else "below 100" if total < scale else ""
    return Split(list(_merged(parts)), remark if entries else "")


def _merged(parts: Iterable[tuple[str | None, Fraction]]) -> Iterator[tuple[str | None, Fraction]]:
    sums: dict[str | None, Fraction] = {}
    for code, part in parts:
        sums[code] = sums.get(code, Fraction(0)) + part
    return iter(sums.items())


def shares(value: Number, parts: Sequence[Fraction]) -> list[Number]:
    """Divide a value of at most 30 digits into parts, which add up to 1; the shares add up to the value exactly.

    Shares are exact where 30 digits can write all of them. Otherwise they are rounded, and the last takes the rest.
    """
    if len(parts) == 1:
        return [value]
    number, places = _scaled(value)
    bottom = lcm(*(part.denominator for part in parts))
    tops = [number * part.numerator * (bottom // part.denominator) for part in parts]
    bottom *= 10**places
    most = DIGITS - max(Decimal(value).adjusted() + 1, 1)
    needed = max(_decimals(bottom // gcd(top, bottom)) for top in tops)
    decimals = int(needed) if needed <= most else min(max(places, _ROUNDED_TO), most)
    divided = [_rounded(top, bottom, decimals) for top in tops[:-1]]
    rest = Decimal(value)
    for share in divided:
        rest = EXACT.subtract(rest, share)
    return [*divided, plain(rest)]


def _scaled(value: Number) -> tuple[int, int]:
    """Return a whole number and how many of its digits are decimals: 1250, 2 for 12.5 written as 12.50."""
    if isinstance(value, int):
        return value, 0
    places = max(-int(value.as_tuple().exponent), 0)
    return int(EXACT.scaleb(value, places)), places


def _decimals(denominator: int) -> float:
    """Return how many decimals write a reduced fraction exactly; infinity where none do."""
    rest, twos, fives = denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else float("inf")


def _rounded(top: int, bottom: int, decimals: int) -> Number:
    """Return the fraction, rounded half to even."""
    whole, rest = divmod(top * 10**decimals, bottom)
    whole += 2 * rest > bottom or (2 * rest == bottom and whole % 2 == 1)
    return plain(EXACT.scaleb(Decimal(whole), -decimals))
