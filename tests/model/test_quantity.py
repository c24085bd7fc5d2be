"""Laws of exact numbers with two ends."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.model.quantity import DIGITS, Number, Quantity, bounded, compare_sizes, digits, plain
from tests.strategies import numbers, points, positives, quantities

ROUNDING = Fraction(1, 10**13)
"""Quotients keep 15 significant digits."""


def holds(quantity: Quantity, point: Fraction, rounding: Fraction = Fraction(0)) -> bool:
    slack = abs(point) * rounding
    above = quantity.lower is None or Fraction(quantity.lower) <= point + slack
    return above and (quantity.upper is None or point <= Fraction(quantity.upper) + slack)


@given(st.data(), quantities(), quantities())
def test_a_sum_holds_every_sum_of_what_its_terms_may_be(data: st.DataObject, one: Quantity, other: Quantity) -> None:
    assert holds(one.plus(other), data.draw(points(one)) + data.draw(points(other)))


@given(st.data(), quantities(), quantities())
def test_a_difference_holds_every_difference_of_what_its_terms_may_be(data: st.DataObject, one: Quantity, other: Quantity) -> None:
    assert holds(one.minus(other), data.draw(points(one)) - data.draw(points(other)))


@given(st.data(), quantities(positives), quantities(positives))
def test_a_ratio_holds_every_ratio_of_what_its_terms_may_be(data: st.DataObject, one: Quantity, other: Quantity) -> None:
    ratio = one.over(other)
    assert ratio
    assert holds(ratio, data.draw(points(one, positive=True)) / data.draw(points(other, positive=True)), ROUNDING)


@given(quantities(), quantities())
def test_an_end_of_a_sum_is_open_exactly_where_an_end_of_a_term_is(one: Quantity, other: Quantity) -> None:
    total = one.plus(other)
    assert (total.lower is None) == (None in (one.lower, other.lower))
    assert (total.upper is None) == (None in (one.upper, other.upper))


@given(quantities(positives), quantities(positives))
def test_a_ratio_is_open_below_where_the_divisor_is_open_above(one: Quantity, other: Quantity) -> None:
    ratio = one.over(other)
    assert ratio
    assert (ratio.lower is None) == (None in (one.lower, other.upper))
    assert (ratio.upper is None) == (None in (one.upper, other.lower))


@pytest.mark.parametrize(
    ("one", "other", "bound"),
    [
        ("exact", "exact", "exact"),
        ("at-least", "exact", "at-least"),
        ("exact", "at-least", "under"),
        ("exact", "under", "at-least"),
        ("at-least", "under", "at-least"),
        ("at-least", "at-least", "about"),
        ("under", "under", "about"),
        ("about", "exact", "about"),
    ],
)
def test_bounds_of_a_difference_and_of_a_ratio_agree(one: str, other: str, bound: str) -> None:
    mine, theirs = bounded(7, one), bounded(2, other)
    assert mine.minus(theirs).bound == bound
    assert (ratio := mine.over(theirs)) is not None
    assert ratio.bound == bound


@given(quantities(positives))
def test_a_reciprocal_swaps_the_ends(quantity: Quantity) -> None:
    swapped = {"at-least": "under", "under": "at-least"}
    reciprocal = bounded(1).over(quantity)
    assert reciprocal
    if quantity.bound != "range":  # a narrow one may round to a point
        assert reciprocal.bound == swapped.get(quantity.bound, quantity.bound)
    assert (reciprocal.lower is None, reciprocal.upper is None) == (quantity.upper is None, quantity.lower is None)


@given(quantities(), quantities())
def test_negating_both_leaves_a_ratio_as_it_is(one: Quantity, other: Quantity) -> None:
    assert (-one).over(-other) == one.over(other)
    negated = -one
    assert -negated == one


@given(quantities())
def test_nothing_is_divided_by_zero(quantity: Quantity) -> None:
    assert quantity.over(bounded(0)) is None


@pytest.mark.parametrize("divisor", [Quantity(1, -1, 2), Quantity(1, 0, 2)])
def test_a_ratio_by_what_could_be_zero_is_about(divisor: Quantity) -> None:
    assert (ratio := bounded(3).over(divisor)) is not None
    assert ratio.bound == "about"


@given(st.lists(numbers, max_size=200))
def test_decimals_add_exactly_at_any_magnitude(terms: list[Number]) -> None:
    total = bounded(0)
    for term in terms:
        total = total.plus(bounded(term))
    assert Fraction(total.value) == sum(map(Fraction, terms))
    assert total.bound == "exact"


def test_a_tenth_and_two_tenths_are_three_tenths() -> None:
    assert bounded(Decimal("0.1")).plus(bounded(Decimal("0.2"))).value == Decimal("0.3")
    assert bounded(Decimal("1e-29")).plus(bounded(10**30 - 1)).minus(bounded(10**30 - 1)).value == Decimal("1e-29")


@given(quantities(), quantities())
def test_order_reverses_with_its_operands(one: Quantity, other: Quantity) -> None:
    first, second = compare_sizes(one, other), compare_sizes(other, one)
    assert first is second is None or first == -(second or 0)


@given(quantities(), quantities())
def test_equal_values_have_no_order_and_are_equal_only_where_both_are_exact(one: Quantity, other: Quantity) -> None:
    same = compare_sizes(one, bounded(one.value, other.bound, one.value))
    assert same == (0 if one.bound == "exact" and other.bound in ("exact", "range") else None)


@given(quantities(), quantities())
def test_an_order_that_is_told_cannot_be_reversed_by_likely_ends(one: Quantity, other: Quantity) -> None:
    told = compare_sizes(one, other)
    mine, theirs = (list(map(Fraction, each.likely)) for each in (one, other))
    if told:
        assert (mine[0] >= theirs[1]) if told > 0 else (mine[1] <= theirs[0])
    elif one.value != other.value:
        assert mine[0] <= theirs[1]
        assert theirs[0] <= mine[1]


@given(quantities(), quantities())
def test_amounts_that_known_ends_let_be_equal_are_not_told_apart(one: Quantity, other: Quantity) -> None:
    if one.lower is not None:
        assert not compare_sizes(one, bounded(one.lower))
        assert not compare_sizes(one, bounded(one.lower - 5, "range", one.lower))
    if one.upper is not None:
        assert not compare_sizes(one, bounded(one.upper))
    if one.lower is not None and other.upper is not None and one.lower == other.upper:
        assert not compare_sizes(one, other)


@given(quantities())
def test_likely_ends_hold_the_value_and_never_cross_zero(one: Quantity) -> None:
    low, high = one.likely
    assert low <= one.value <= high
    if one.bound != "range":
        assert min(low, high) >= 0 if one.value >= 0 else max(low, high) <= 0


@given(st.lists(quantities(), min_size=1, max_size=6))
def test_likely_ends_add_up_as_ends_do_and_change_no_end(terms: list[Quantity]) -> None:
    total = terms[0]
    for term in terms[1:]:
        total = total.plus(term)
    for end in (0, 1):
        assert Fraction(total.likely[end]) == sum(Fraction(each.likely[end]) for each in terms)
    for end in ("lower", "upper"):
        known = [getattr(each, end) for each in terms]
        assert getattr(total, end) == (None if None in known else sum(map(Fraction, known)))


@given(quantities(), quantities())
def test_the_likely_ends_of_a_difference_are_those_of_its_terms(one: Quantity, other: Quantity) -> None:
    low, high = one.minus(other).likely
    assert (low, high) == (Fraction(one.likely[0]) - Fraction(other.likely[1]), Fraction(one.likely[1]) - Fraction(other.likely[0]))


@pytest.mark.parametrize(
    ("value", "bound", "likely"),
    [
        (41000000, "at-least", (41000000, 42000000)),
        (2000, "at-least", (2000, 3000)),
        (2000, "under", (1000, 2000)),
        (5, "about", (4, 6)),
        (100, "about", (0, 200)),
        (-100, "at-least", (-100, 0)),
        (-100, "under", (-200, -100)),
        (Decimal("1.5"), "about", (Decimal("1.4"), Decimal("1.6"))),
        (Decimal("2.50"), "at-least", (Decimal("2.5"), Decimal("2.6"))),
        (0, "about", (0, 0)),
        (7, "exact", (7, 7)),
    ],
)
def test_an_open_end_reaches_one_unit_of_the_last_digit(value: Number, bound: str, likely: tuple[Number, Number]) -> None:
    assert bounded(value, bound).likely == likely


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (bounded(62000000), bounded(41000000, "at-least"), 1),
        (bounded(42000000), bounded(41000000, "at-least"), 1),
        (bounded(41999999), bounded(41000000, "at-least"), None),
        (bounded(2000, "under"), bounded(1000), 1),
        (bounded(2000, "under"), bounded(1001), None),
        (bounded(100), bounded(100), 0),
        (bounded(100), bounded(100, "about"), None),
        (bounded(-100), bounded(-50), -1),
        (bounded(10, "range", 20), bounded(20), None),
        (bounded(10, "range", 20), bounded(21), -1),
        (bounded(10, "range", 20), bounded(20, "at-least"), None),
        (bounded(10, "range", 20), bounded(5, "under"), 1),
        (bounded(10, "range", 20), bounded(9, "at-least"), 1),
        (bounded(5, "under").plus(bounded(10, "range", 20)), bounded(25), None),
        (bounded(5, "at-least").plus(bounded(10, "range", 20)), bounded(26), -1),
    ],
)
def test_which_of_two_is_larger(one: Quantity, other: Quantity, told: int | None) -> None:
    assert compare_sizes(one, other) == told


@given(numbers)
def test_plain_numbers_are_equal_and_without_exponent(number: Number) -> None:
    assert plain(number) == number
    assert not {*"Ee"} & {*str(int(plain(number)))}
    assert not isinstance(plain(number), Decimal) or int(plain(number)) != number


@given(numbers)
def test_digits_are_those_of_the_number_in_full(number: Number) -> None:
    full = f"{number:f}" if isinstance(number, Decimal) else str(number)
    assert digits(number) == len(full.strip("-").replace(".", "")) or digits(number) > DIGITS
