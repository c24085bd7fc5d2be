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
"""A stored value has at most this many digits, written out in full."""

EXACT: Final = Context(prec=400)
"""Wide enough that sums and products of stored values are never rounded, however many they are."""
QUOTIENT: Final = Context(prec=15)
"""Quotients are rounded to 15 significant digits, which every reader of JSON keeps."""


class Quantity(NamedTuple):
    """A number and how far it may lie from there, in one unit that the caller keeps track of."""

    value: Number
    lower: Number | None
    upper: Number | None

    @property
    def bound(self) -> str:
        """Which of BOUNDS the two ends amount to."""
        if self.lower is None:
            return "about" if self.upper is None else "under"
        if self.upper is None:
            return "at-least"
        return "exact" if self.lower == self.upper else "range"

    def minus(self, other: "Quantity") -> "Quantity":
        """The difference: `at-least` minus `at-least` is `about`, since either may be larger."""
        return self.plus(-other)

    def plus(self, other: "Quantity") -> "Quantity":
        """The sum: an end that is open on either side is open."""
        return Quantity(_plus(self.value, other.value), _open_or(_plus, self.lower, other.lower), _open_or(_plus, self.upper, other.upper))

    def __neg__(self) -> "Quantity":
        return Quantity(_subtract(0, self.value), _open_or(_subtract, 0, self.upper), _open_or(_subtract, 0, self.lower))

    def over(self, other: "Quantity") -> "Quantity | None":
        """The ratio; None where the other is zero.

        Reported amounts keep their sign, so an open end is taken to lie on the same side of zero as the value, and
        the reciprocal of `at-least` is `under`. Where an interval is known to touch or cross zero, the ratio's ends
        are open.
        """
        if other.value == 0:
            return None
        if other.value < 0:
            return (-self).over(-other)
        if self.value < 0:
            ratio = (-self).over(other)
            return None if ratio is None else -ratio
        value = _divide(self.value, other.value)
        if self == (0, 0, 0):
            return Quantity(0, 0, 0)
        if min(_known(self)) < 0 or min(_known(other)) <= 0:
            return Quantity(value, None, None)
        return Quantity(value, _open_or(_divide, self.lower, other.upper), _open_or(_divide, self.upper, other.lower))

    @property
    def reach(self) -> tuple[Number, Number]:
        """The ends for telling which of two is larger: an open one is taken to reach half or double the value."""
        near, far = sorted((EXACT.divide(self.value, 2), EXACT.multiply(self.value, 2)))
        return (near if self.lower is None else self.lower), (far if self.upper is None else self.upper)


def bounded(value: Number, bound: str = "exact", upper: Number | None = None) -> Quantity:
    """The quantity that a reported value, its bound and (for a range) its other end stand for."""
    lower_open, upper_open = bound in ("under", "about"), bound in ("at-least", "about")
    top = upper if bound == "range" else value
    return Quantity(value, None if lower_open else value, None if upper_open else top)


def compare_sizes(mine: Quantity, other: Quantity) -> int | None:
    """1 if mine is larger, -1 if smaller, None if it cannot be told: equal, or a bound could reverse it."""
    if mine.value == other.value:
        return None
    if mine.value < other.value:
        reverse = compare_sizes(other, mine)
        return None if reverse is None else -reverse
    return 1 if mine.reach[0] >= other.reach[1] else None


def plain(number: Number) -> Number:
    """The same number without an exponent or trailing zeros: 2E+8 and 200000000.0 become 200000000."""
    if isinstance(number, int):
        return number
    return int(number) if number == number.to_integral_value() else Decimal(f"{EXACT.normalize(number):f}")


def digits(number: Number) -> int:
    """How many digits the number has when written out in full; more than DIGITS is not worth counting exactly."""
    if isinstance(number, int):
        return len(str(abs(number))) if abs(number) < 10 ** (DIGITS + 1) else DIGITS + 1
    exponent = int(number.as_tuple().exponent)
    return max(number.adjusted() + 1, 1) + max(-exponent, 0)


def _known(quantity: Quantity) -> list[Number]:
    return [end for end in quantity if end is not None]


def _plus(one: Number, other: Number) -> Number:
    return plain(EXACT.add(one, other))


def _subtract(one: Number, other: Number) -> Number:
    return plain(EXACT.subtract(one, other))


def _divide(one: Number, other: Number) -> Number:
    return plain(QUOTIENT.divide(one, other))


def _open_or(operation: Callable[[Number, Number], Number], one: Number | None, other: Number | None) -> Number | None:
    return None if one is None or other is None else operation(one, other)
