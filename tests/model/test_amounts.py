"""Numbers as people type them and reports print them: read right or not at all, shown so that they can be read back."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aidcli.model.amounts import read_amount, read_number, round_quantity, show_number, show_quantity
from aidcli.model.quantity import Number, Quantity, bounded
from tests.strategies import numbers, quantities, written

LANGUAGES = ("en", "zh")


@given(numbers, st.sampled_from(LANGUAGES))
def test_a_number_shown_reads_back_as_itself(number: Number, lang: str) -> None:
    assert read_number(show_number(number, lang)) == number


@given(numbers)
def test_a_number_typed_reads_as_itself(number: Number) -> None:
    assert read_number(written(number)) == read_number(f" {written(number)} ") == number


@given(quantities(), st.sampled_from(LANGUAGES))
@example(Quantity(2, 2, 3 * 10**8), "zh")  # not 2至3亿
def test_a_quantity_shown_reads_back_with_its_bound(quantity: Quantity, lang: str) -> None:
    amount = read_amount(show_quantity(quantity, lang))
    assert amount
    assert (amount.value, amount.bound) == (quantity.value, quantity.bound)
    assert quantity.bound != "range" or amount.upper == quantity.upper


@given(st.integers(0, 10**12))
def test_shown_in_chinese_nothing_is_rounded(number: int) -> None:
    shown = show_number(number, "zh")
    assert read_number(shown) == number
    assert ("万" in shown or "亿" in shown) == (number >= 10**4)


@pytest.mark.parametrize(
    ("printed", "value", "bound", "upper", "unit"),
    [
        ("6.28亿元", 628000000, "exact", None, "元"),
        ("2000余名", 2000, "at-least", None, "名"),
        ("近2000人", 2000, "under", None, "人"),
        ("75400人次", 75400, "exact", None, "人次"),
        ("2000多万元", 20000000, "at-least", None, "元"),
        ("1万余人次", 10000, "at-least", None, "人次"),
        ("达100万人次", 1000000, "exact", None, "人次"),
        ("10.4万平方米", 104000, "exact", None, "平方米"),
        ("10㎡", 10, "exact", None, "m2"),
        ("3至5亿元", 300000000, "range", 500000000, "元"),
        ("３至５亿元", 300000000, "range", 500000000, "元"),
        ("２０００余名", 2000, "at-least", None, "名"),
        ("3000至5万元", 3000, "range", 50000, "元"),
        ("1.5万-2万人", 15000, "range", 20000, "人"),
        ("2亿至3亿5000万元", 200000000, "range", 350000000, "元"),
        ("2亿5000万元", 250000000, "exact", None, "元"),
        ("1亿零500万", 105000000, "exact", None, ""),
        ("5億元", 500000000, "exact", None, "元"),
        ("约30万人", 300000, "about", None, "人"),
        ("2000人左右", 2000, "about", None, "人"),
        ("100以上", 100, "at-least", None, ""),
        ("超过100余所", 100, "at-least", None, "所"),
        ("约3万余人次", 30000, "about", None, "人次"),
        ("近100余所", 100, "about", None, "所"),
        ("达2000余人", 2000, "at-least", None, "人"),
        ("三地", 3, "exact", None, "地"),
        ("十余所", 10, "at-least", None, "所"),
        ("十几所", 10, "at-least", None, "所"),
        ("一百零三", 103, "exact", None, ""),
        ("两千余名", 2000, "at-least", None, "名"),
        ("30千米", 30, "exact", None, "千米"),
        ("2000多千米", 2000, "at-least", None, "千米"),
        ("10至20千克", 10, "range", 20, "千克"),
        ("3千克朗", 3000, "exact", None, "克朗"),
        ("50万千瓦", 500000, "exact", None, "千瓦"),
        ("1.2亿千瓦时", 120000000, "exact", None, "千瓦时"),
        ("三千五百万元", 35000000, "exact", None, "元"),
        ("一万二千", 12000, "exact", None, ""),
        ("一亿五千万", 150000000, "exact", None, ""),
        ("5千亿", 500000000000, "exact", None, ""),
        ("1.5万亿元", 1500000000000, "exact", None, "元"),
        ("more than 2,000 people", 2000, "at-least", None, "people"),
        ("Nearly 2,000 people", 2000, "under", None, "people"),
        ("at least 5", 5, "at-least", None, ""),
        ("USD 5 million", 5000000, "exact", None, "usd"),
        ("$1.25bn", 1250000000, "exact", None, "$"),
        ("5 to 6 million people", 5000000, "range", 6000000, "people"),
        ("5 thousand to 6 million", 5000, "range", 6000000, ""),
        ("0.1", Decimal("0.1"), "exact", None, ""),
        ("−5", -5, "exact", None, ""),
    ],
)
def test_what_reports_print_is_read(printed: str, value: Number, bound: str, upper: Number | None, unit: str) -> None:
    assert read_amount(printed) == (value, bound, upper, unit)


@pytest.mark.parametrize(("typed", "value"), [("8000", 8000), ("8000万", 80000000), ("1.2亿", 120000000), ("80m", 80000000),
                                              ("80 M", 80000000), ("1,234.50", Decimal("1234.5")), ("1亿5000万", 150000000),
                                              ("+5", 5), ("-5万", -50000), ("２０", 20), ("3bn", 3 * 10**9)])  # fmt: skip
def test_what_people_type_is_read(typed: str, value: Number) -> None:
    assert read_number(typed) == value


@pytest.mark.parametrize("word", ["nan", "NaN", "inf", "-inf", "Infinity", "1_000", "", " ", "+", "1e5", "0x10", ".5", "5.", "1.2.3",
                                  "1,0000", "10,00", ",100", "100 000", "1'000", "½", "٣", "५", "5 apples", "万", "a hundred"])  # fmt: skip
def test_what_is_no_number_is_refused_as_typed(word: str) -> None:
    assert read_number(word) is None


MISREAD = (
    *("nan", "inf", "1_000", "", "1e5", "٣", "½", "1,0000", "3 or 4", "5至3所", "几十", "数百", "约"),
    *("二三十人", "三五家", "一万二", "1万2", "一百五", "一千一", "1万2亿", "百分之五", "零点五", "千百人", "2千3百x5"),
)


@pytest.mark.parametrize("printed", MISREAD)
def test_what_could_be_misread_is_not_read(printed: str) -> None:
    assert read_amount(printed) is None


@pytest.mark.parametrize(
    ("word", "times"),
    [
        ("百", 100), ("千", 1000), ("万", 10**4), ("百万", 10**6), ("千万", 10**7), ("亿", 10**8), ("万亿", 10**12),
        ("萬", 10**4), ("億", 10**8), ("k", 1000), ("m", 10**6), ("mn", 10**6), ("b", 10**9), ("bn", 10**9), ("tn", 10**12),
        ("thousand", 1000), ("million", 10**6), ("billion", 10**9), ("trillion", 10**12), ("Million", 10**6), ("BN", 10**9),
    ],
)  # fmt: skip
def test_each_multiple_is_read_where_it_is_typed_and_where_it_is_printed(word: str, times: int) -> None:
    assert read_number(f"3{word}") == read_number(f"3 {word}") == 3 * times
    assert read_number(f"-2.5{word}") == -5 * times // 2
    assert read_amount(f"3{word} CNY") == (3 * times, "exact", None, "cny")
    assert read_amount(f"1 to 3 {word}") == (times, "range", 3 * times, "")


@pytest.mark.parametrize(
    ("han", "value"),
    [
        ("零", 0), ("一", 1), ("二", 2), ("两", 2), ("双", 2), ("三", 3), ("四", 4), ("五", 5), ("六", 6), ("七", 7), ("八", 8), ("九", 9),
        ("十", 10), ("二十", 20), ("十九", 19), ("百", 100), ("两百", 200), ("三百零四", 304), ("千", 1000), ("五千六百", 5600),
        ("六千零七", 6007), ("七千八百九十一", 7891), ("二〇二三", 2023), ("一九四九", 1949),
        ("九百万", 9 * 10**6), ("八千万", 8 * 10**7), ("两亿", 2 * 10**8),
    ],
)  # fmt: skip
def test_each_han_digit_is_read(han: str, value: int) -> None:
    assert read_number(han) == value
    assert read_amount(f"{han}人") == (value, "exact", None, "人")


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        ("超过 逾 超 至少 不少于 more_than over at_least above >= > ≥", "at-least"),
        ("将近 近 不到 不足 nearly almost under less_than fewer_than up_to <= <", "under"),
        ("大约 约 about around approximately some ~ ≈", "about"),
        ("达到 达 共计 共", "exact"),
    ],
)
def test_each_word_before_a_number_sets_its_bound(words: str, bound: str) -> None:
    for before in (word.replace("_", " ") for word in words.split()):
        assert read_amount(f"{before} 2000人") == (2000, bound, None, "人"), before


@pytest.mark.parametrize(("words", "bound"), [("余 多 几 以上 +", "at-least"), ("以下 以内", "under"), ("左右 上下", "about")])
def test_each_word_after_a_number_sets_its_bound(words: str, bound: str) -> None:
    for after in words.split():
        assert read_amount(f"2000{after}人") == (2000, bound, None, "人"), after
    for last in set(words.split()) - {"余", "多", "几", "+"}:
        assert read_amount(f"2000人{last}") == (2000, bound, None, "人"), last


@given(quantities())
def test_a_quantity_is_rounded_to_cents_without_promising_more(quantity: Quantity) -> None:
    shown = round_quantity(quantity)
    assert shown.bound == quantity.bound
    for one, other in zip(shown[:3], quantity[:3], strict=True):
        if other is None:
            assert one is None
        else:
            assert one is not None
            assert abs(Fraction(one) - Fraction(other)) < (Fraction(1, 100) if abs(other) >= Fraction(1, 10) else Fraction(1, 1000))
    assert shown.lower is None or quantity.lower is None or shown.lower <= quantity.lower or shown.bound == "exact"
    assert shown.upper is None or quantity.upper is None or shown.upper >= quantity.upper or shown.bound == "exact"


@pytest.mark.parametrize(
    ("number", "bound", "shown"),
    [
        ("14833705390.26543", "exact", "14,833,705,390.27"), ("1250.5", "exact", "1,250.5"), ("-0.125", "exact", "-0.12"),
        ("0.0456789", "exact", "0.0457"), ("1999.999", "exact", "2,000"), ("1999.999", "at-least", "≥ 1,999.99"),
        ("2000.001", "under", "< 2,000.01"), ("2000.001", "about", "≈ 2,000"), ("0.00", "exact", "0"),
    ],
)  # fmt: skip
def test_totals_are_shown_to_the_cent(number: str, bound: str, shown: str) -> None:
    assert show_quantity(round_quantity(bounded(Decimal(number), bound))) == shown
