"""Percentages of sectors and countries: their shares add up to the transaction, to the last digit."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aidcli.exchange.iati_shares import Entry, read_decimal, shares, split
from aidcli.model.contract import number_faults
from aidcli.model.quantity import EXACT, Number
from tests.strategies import numbers

percentages = st.decimals(0, 120, places=4, allow_nan=False).map(Fraction)
entries = st.lists(st.builds(Entry, st.sampled_from(["a", "b", "c", "d", None]), st.none() | percentages), max_size=7)


def added(values: list[Number]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total


@given(numbers, entries)
@example(100, [Entry("a", Fraction(3333, 100)), Entry("b", Fraction(3333, 100)), Entry("c", Fraction(3333, 100))])
@example(Decimal("0." + "3" * 29), [Entry("a", Fraction(1, 7)), Entry("b", Fraction(50))])
@example(10**30 - 1, [Entry("a", Fraction(50)), Entry("b", Fraction(50))])
def test_shares_add_up_to_the_value_and_keep_the_contract(value: Number, stated: list[Entry]) -> None:
    parts = split(stated, "rest").parts
    assert sum(part for _, part in parts) == 1
    assert len({code for code, _ in parts}) == len(parts)
    found = shares(value, [part for _, part in parts])
    assert added(found) == value
    assert [number_faults(share) for share in found] == [[]] * len(found)


@given(st.decimals(-(10**12), 10**12, places=2).filter(bool), st.lists(st.integers(1, 9999), min_size=1, max_size=6))
def test_shares_are_exact_where_percentages_make_100(value: Decimal, sizes: list[int]) -> None:
    """Cut 100 % at hundredths of a percent."""
    cuts = sorted({size for size in sizes if size < 10000} | {0, 10000})
    stated = [Entry(str(at), Fraction(end - start, 100)) for at, (start, end) in enumerate(pairwise(cuts))]
    divided = split(stated, "rest")
    assert (divided.remark, [code for code, _ in divided.parts]) == ("", [str(at) for at in range(len(stated))])
    found = shares(value, [part for _, part in divided.parts])
    assert [Fraction(share) for share in found] == [Fraction(value) * (entry.percentage or 0) / 100 for entry in stated]


@given(numbers, entries)
def test_a_rounded_share_is_near_the_exact_one(value: Number, stated: list[Entry]) -> None:
    parts = [part for _, part in split(stated, "rest").parts]
    for share, part in list(zip(shares(value, parts), parts, strict=True))[:-1]:
        exact = Fraction(value) * part
        places = max(0, -Decimal(share).as_tuple().exponent)  # type: ignore[operator]
        assert abs(Fraction(share) - exact) <= Fraction(1, 2) / 10 ** min(places, 6) or abs(value) > 10**23


@pytest.mark.parametrize(
    ("percent", "parts", "remark"),
    [
        ([None], {"a": 1}, ""),
        ([100], {"a": 1}, ""),
        ([99], {"a": 1}, ""),
        ([101], {"a": 1}, ""),
        ([98], {"a": Fraction(98, 100), "rest": Fraction(2, 100)}, "below 100"),
        ([50, 30], {"a": Fraction(1, 2), "b": Fraction(3, 10), "rest": Fraction(1, 5)}, "below 100"),
        ([100, 100], {"a": Fraction(1, 2), "b": Fraction(1, 2)}, "above 100"),
        ([60, None], {"a": Fraction(6, 10), "rest": Fraction(4, 10)}, "without percentage"),
        ([None, None], {"rest": 1}, "without percentage"),
        ([0], {"rest": 1}, "below 100"),
        ([0, 100], {"b": 1}, ""),
        ([], {"rest": 1}, ""),
    ],
)
def test_percentages_are_read_as_publishers_mean_them(percent: list[int | None], parts: dict[str, Fraction], remark: str) -> None:
    stated = [Entry(code, None if each is None else Fraction(each)) for code, each in zip("ab", percent, strict=False)]
    found = split(stated, "rest")
    assert (dict(found.parts), found.remark) == (parts, remark)


def test_equal_codes_are_one_share() -> None:
    assert split([Entry("a", Fraction(40)), Entry(None, Fraction(20)), Entry("a", Fraction(40))], None).parts == [
        ("a", Fraction(4, 5)),
        (None, Fraction(1, 5)),
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1000", 1000),
        ("-12.50", Decimal("-12.5")),
        ("+7.00", 7),
        (".5", Decimal("0.5")),
        ("5.", 5),
        ("-0", 0),
        *(
            (text, None)
            for text in ("", "-", ".", "1,234.50", "abc", "NaN", "INF", "1e400", "1E5", "0x10", "1 000", "٣", "1_000", "9" * 1001)
        ),
    ],
)
def test_only_decimals_of_xml_schema_are_numbers(text: str, number: Number | None) -> None:
    assert read_decimal(text) == number
