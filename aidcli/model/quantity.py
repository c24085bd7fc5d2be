"""Exact numbers with two ends, and their arithmetic. Pure.

A quantity is a value with a lower and an upper end, either of which may be open (None). Ends equal: exact;
both known: range; lower only: at-least; upper only: under; none: about. The arithmetic is interval arithmetic
over those ends (cf. IEEE 1788), so a bound is never lost on the way into a total.
"""

from collections.abc import Callable
from decimal import Context, Decimal
from typing import Final, NamedTuple

Number = int | Decimal

BOUNDS: Final = ("exact", "at-least", "under", "about", "range")
DIGITS: Final = 30
"""The most digits of a stored value, written in full."""

EXACT: Final = Context(prec=400)
"""Wide enough never to round a sum or product of stored values."""
QUOTIENT: Final = Context(prec=15)
"""Rounds quotients to 15 significant digits, which a double, and so every JSON parser, keeps."""


class Quantity(NamedTuple):
    """A value and the two ends between which the real amount lies; None is an open end. The caller keeps track of the unit."""

    value: Number
    lower: Number | None
    upper: Number | None
    low: Number | None = None
    """Where the lower end is open: how far down it likely reaches. Used only to tell which of two is larger."""
    high: Number | None = None
    """The same for an open upper end."""

    @property
    def bound(self) -> str:
        """The one of BOUNDS that describes the two ends."""
        if self.lower is None:
            return "about" if self.upper is None else "under"
        if self.upper is None:
            return "at-least"
        return "exact" if self.lower == self.upper else "range"

    def minus(self, other: "Quantity") -> "Quantity":
        """Subtract: `at-least` minus `at-least` is `about`, since either may be larger."""
        return self.plus(-other)

    def plus(self, other: "Quantity") -> "Quantity":
        """Add: an end that is open in either is open in the sum. Likely ends add up as ends do."""
        lower, upper = _open_or(_plus, self.lower, other.lower), _open_or(_plus, self.upper, other.upper)
        low, high = map(_plus, self.likely, other.likely)
        return Quantity(_plus(self.value, other.value), lower, upper, low if lower is None else None, high if upper is None else None)

    def __neg__(self) -> "Quantity":
        return Quantity(_subtract(0, self.value), *(_open_or(_subtract, 0, end) for end in (self.upper, self.lower, self.high, self.low)))

    def over(self, other: "Quantity") -> "Quantity | None":
        """Divide; None where the other's value is zero.

        Reported amounts keep their sign: an open end is taken to be on the same side of zero as the value, so the
        reciprocal of `at-least` is `under`. Where a known end shows that the interval touches or crosses zero, both
        ends of the ratio are open.
        """
        if other.value == 0:
            return None
        if other.value < 0:
            return (-self).over(-other)
        if self.value < 0:
            ratio = (-self).over(other)
            return None if ratio is None else -ratio
        value = _divide(self.value, other.value)
        if self.value == 0 and self.bound == "exact":
            return Quantity(0, 0, 0)
        if min(_known(self)) < 0 or min(_known(other)) <= 0:
            return Quantity(value, None, None)
        return Quantity(value, _open_or(_divide, self.lower, other.upper), _open_or(_divide, self.upper, other.lower))

    @property
    def likely(self) -> tuple[Number, Number]:
        """The likely ends: the known ends or, where an end is open, how far it likely reaches; the value where nothing tells."""
        return _first(self.lower, self.low, self.value), _first(self.upper, self.high, self.value)


def bounded(value: Number, bound: str = "exact", upper: Number | None = None) -> Quantity:
    """Make a quantity of a reported value, its bound and, for a range only, its upper end."""
    low, high = likely_ends(value, bound)
    top = upper if bound == "range" else value
    return Quantity(value, value if low is None else None, top if high is None else None, low, high)


def likely_ends(value: Number, bound: str) -> tuple[Number | None, Number | None]:
    """Return how far the open ends of a reported value likely reach, None for an end that is known.

    A rounded figure reaches one unit of its last non-zero digit: 4100多万 reaches 42,000,000 and 近2000 reaches down to
    1,000. It never reaches across zero.
    """
    down, up = bound in ("under", "about"), bound in ("at-least", "about")
    if not (down or up):
        return None, None
    unit = last_digit_unit(value)
    return _subtract(value, unit) if down else None, _plus(value, unit) if up else None


def last_digit_unit(number: Number) -> Number:
    """Return one unit of the last non-zero digit: 1,000,000 for 41,000,000, and 0 for 0.

    The value is a multiple of this unit, so that adding or subtracting one never crosses zero.
    """
    # Totals ask for each rounded figure. Texts take a third of the time of decimal arithmetic.
    whole, _, decimals = (str(number) if isinstance(number, int) else f"{number:f}").partition(".")
    if decimals := decimals.rstrip("0"):
        return Decimal(f"1e-{len(decimals)}")
    return int(10 ** (len(whole) - len(whole.rstrip("0")))) if number else 0


def compare_sizes(mine: Quantity, other: Quantity) -> int | None:
    """Return 1 if `mine` is larger, -1 if smaller, 0 if both are exact and equal, None if likely ends could reverse it.

    None also where known ends touch, since both amounts may be that number: 10 to 20 beside 20. A figure does not attain
    the likely end of an open one: 4100多万 is less than 42,000,000.
    """
    if mine.value == other.value:
        return 0 if mine.bound == other.bound == "exact" else None
    if mine.value < other.value:
        reverse = compare_sizes(other, mine)
        return None if reverse is None else -reverse
    low, high = mine.likely[0], other.likely[1]
    may_be_equal = low == high and mine.lower is not None and other.upper is not None
    return 1 if low >= high and not may_be_equal else None


def plain(number: Number) -> Number:
    """Return the number without exponent and trailing zeros: 2E+8 and 200000000.0 become 200000000."""
    if isinstance(number, int):
        return number
    return int(number) if number == number.to_integral_value() else Decimal(f"{EXACT.normalize(number):f}")


def digits(number: Number) -> int:
    """Count the digits of the number written in full. For an int, DIGITS + 1 stands for any number beyond DIGITS."""
    if isinstance(number, int):
        return len(str(abs(number))) if abs(number) < 10 ** (DIGITS + 1) else DIGITS + 1
    exponent = int(number.as_tuple().exponent)
    return max(number.adjusted() + 1, 1) + max(-exponent, 0)


def _known(quantity: Quantity) -> list[Number]:
    return [end for end in quantity[:3] if end is not None]


def _first(end: Number | None, likely: Number | None, value: Number) -> Number:
    return end if end is not None else value if likely is None else likely


def _plus(one: Number, other: Number) -> Number:
    return plain(EXACT.add(one, other))


def _subtract(one: Number, other: Number) -> Number:
    return plain(EXACT.subtract(one, other))


def _divide(one: Number, other: Number) -> Number:
    return plain(QUOTIENT.divide(one, other))


def _open_or(operation: Callable[[Number, Number], Number], one: Number | None, other: Number | None) -> Number | None:
    return None if one is None or other is None else operation(one, other)
