"""Numbers and dates as files of other programs write them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.exchange.written import Conventions, read_date
from aidcli.model.period import parse_period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2023", "2023"), ("2023.0", "2023"), ("2023年", "2023"), ("2023年度", "2023"), ("2023年5月", "2023-05"),
        ("2023年5月1日", "2023-05-01"),
        ("2023/5/1", "2023-05-01"), ("2023.5.1", "2023-05-01"), ("2023-5", "2023-05"), ("20200619", "2020-06-19"),
        ("June 19, 2020", "2020-06-19"), ("Friday, June 19, 2020", "2020-06-19"), ("19 June 2020", "2020-06-19"),
        ("19-Jun-2020", "2020-06-19"),
        ("Jun 2020", "2020-06"), ("2020-06-19T00:00:00Z", "2020-06-19"), ("2020-06-19 00:00:00.000", "2020-06-19"),
        ("2019/20", "2019/2020"), ("2019-20", "2019/2020"), ("2020-2023", "2020/2023"), ("2020年至2023年", "2020/2023"), ("FY2020", "2020"),
        ("2020/..", "2020/.."), ("2020-01-01/2020-12-31", "2020-01-01/2020-12-31"),
    ],
)  # fmt: skip
def test_a_date_is_read_whatever_the_order(text: str, period: str) -> None:
    assert [read_date(text, order) for order in ("", "day-first", "month-first")] == [period] * 3


@pytest.mark.parametrize(
    "text", ["", "soon", "2023-02-30", "30 February 2023", "2023/2020", "Q5 2020", "13/13/2020", "1" * 100, "５ 2020", "May"]
)
def test_what_is_no_date(text: str) -> None:
    assert read_date(text, "day-first") is None


def test_day_and_month_need_their_order() -> None:
    told = {order: read_date("05/06/2014", order) for order in ("", "day-first", "month-first")}
    assert told == {"": None, "day-first": "2014-06-05", "month-first": "2014-05-06"}
    assert read_date("19.06.2020 12:00:00", "day-first") == "2020-06-19"
    assert read_date("6/19/2020 12:00:00 AM", "month-first") == "2020-06-19"
    assert read_date("6/19/2020", "day-first") is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_in_every_form(day: date) -> None:
    forms = {"%Y-%m-%d": "", "%d/%m/%Y": "day-first", "%m/%d/%Y": "month-first", "%d %B %Y": "", "%B %d, %Y": "", "%Y年%m月%d日": ""}
    assert {read_date(f"{day:{form}}", order) for form, order in forms.items()} == {day.isoformat()}


@given(st.text(max_size=40))
def test_what_is_read_is_a_period(text: str) -> None:
    for order in ("", "day-first"):
        found = read_date(text, order)
        assert found is None or parse_period(found)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("32,000,000", 32000000), ("5.20E-05", Decimal("0.000052")), ("1e3", 1000), ("-3", -3), ("+3", 3), ("１２", 12), ("−5", -5),
        (".5", Decimal("0.5")),
        ("0.1000", Decimal("0.1")), ("123456789012345678901234567890", 123456789012345678901234567890),
    ],
)  # fmt: skip
def test_a_number_keeps_every_digit(text: str, number: object) -> None:
    assert Conventions().number(text) == number


@pytest.mark.parametrize(
    "text", ["", "1,23", "1,000,00", "12,34,567", "1 000", "--1", "1e400", "NaN", "inf", "0x10", "1_000", "1.2.3", "(5)", "5%", "3200万"]
)
def test_what_is_no_plain_number(text: str) -> None:
    assert Conventions().number(text) is None


def test_numbers_of_other_countries_and_scales() -> None:
    assert Conventions(".", ",").number("1.234,50") == Decimal("1234.5")
    assert Conventions(" ", ",").number("1\u00a0234,5") == Decimal("1234.5")
    assert Conventions("'", ".").number("1'234.5") == Decimal("1234.5")
    assert Conventions("", ".").number("1,234") is None
    assert Conventions(scale=10**6).number("5.20E-05") == 52
