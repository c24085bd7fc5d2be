"""Laws of spans of time, against sets of days counted out one by one."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.model.period import parse_period, written_period

BEGINNING, END = date(2019, 11, 1), date(2022, 2, 28)
WINDOW = [BEGINNING + timedelta(days) for days in range((END - BEGINNING).days + 1)]
BEFORE, AFTER = date.min, date.max

dates = st.sampled_from(WINDOW).flatmap(lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"]))
ends = dates | st.just("..")
spans = dates | st.builds("{}/{}".format, ends, ends)


def days_of(text: str) -> tuple[date, date]:
    """First and last day of a date of any precision."""
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    last = month or 12
    return date(year, month or 1, day or 1), date(year, last, day or calendar.monthrange(year, last)[1])


def days(text: str) -> set[date]:
    """Every day of the window in the span, and a day beyond all others for each open end."""
    first, slash, last = text.partition("/")
    start = BEFORE if first == ".." else days_of(first)[0]
    end = AFTER if last == ".." else days_of(last if slash else first)[1]
    return {day for day in (BEFORE, *WINDOW, AFTER) if start <= day <= end}


@given(spans)
def test_a_span_is_a_period_unless_it_ends_before_it_begins_or_is_open_at_both_ends(text: str) -> None:
    assert (parse_period(text) is not None) == (text != "../.." and bool(days(text)))


@given(spans.filter(parse_period), spans.filter(parse_period))
def test_two_periods_overlap_exactly_where_they_share_a_day(one: str, other: str) -> None:
    assert (mine := parse_period(one))
    assert (theirs := parse_period(other))
    shared = days(one) & days(other)
    assert mine.overlaps(theirs) == theirs.overlaps(mine) == bool(shared)


@given(spans.filter(parse_period), spans.filter(parse_period))
def test_a_period_contains_another_exactly_where_it_has_all_its_days(one: str, other: str) -> None:
    assert (mine := parse_period(one))
    assert (theirs := parse_period(other))
    reaches_out_of_window = {end for text in (one, other) for end in text.split("/") if end in {"2019", "2022", "2022-02"}}
    if not reaches_out_of_window:
        assert mine.contains(theirs) == (days(one) >= days(other))
    assert mine.contains(mine)
    assert not mine.contains(theirs) or mine.overlaps(theirs)


@given(dates, dates)
def test_an_open_end_lies_beyond_every_date(one: str, other: str) -> None:
    after, before, everything = parse_period(f"{one}/.."), parse_period(f"../{other}"), parse_period("0001/9999")
    assert after
    assert before
    assert everything
    assert not everything.contains(after)
    assert not everything.contains(before)
    assert after.overlaps(before) == bool(days(f"{one}/..") & days(f"../{other}"))


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "..", "/", "../..", "2023/", "/2023", "2020/../2023", "2020/2021/2022", "2023/2020", "2023-05/2023-04"),
        *("2023-13", "2023-00", "2023-02-30", "2023-02-29", "1900-02-29", "2023-04-31", "2023-1", "2023-01-1", "0000", "0000/2020"),
        *("20230101", "2023-", "-2023", "23", "02023", "２０２３", "2023年", "2023\n", "2023 ", "unknown", "2023-Q1", "2023~"),
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    assert parse_period(text) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2000-02-29", "2000-02-29", "2000-02-29"),
        ("2020/2023-09", "2020-01-01", "2023-09-30"),
        ("9999-12", "9999-12-01", "9999-12-31"),
    ],
)
def test_a_period_runs_from_its_first_day_to_its_last(text: str, first: str, last: str) -> None:
    assert parse_period(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2023年", "2023"), ("２０２３年", "2023"), ("2023年9月", "2023-09"), ("2023年9月1日", "2023-09-01"), ("2023-9", "2023-09"),
        ("2020-2023", "2020/2023"), ("2020–2023", "2020/2023"), ("2020年至2023年", "2020/2023"), ("2020至2023年", "2020/2023"),
        ("2020 to 2023", "2020/2023"), ("2023年2月至9月", "2023-02/2023-09"), ("2023年2月3日至5日", "2023-02-03/2023-02-05"),
        ("2022年11月—2023年2月", "2022-11/2023-02"), ("2020年以来", "2020/.."), ("2020年至今", "2020/.."), ("Since 2020", "2020/.."),
    ],
)  # fmt: skip
def test_a_period_is_read_as_people_write_it(text: str, edtf: str) -> None:
    assert written_period(text) == edtf


@pytest.mark.parametrize(
    "text", ["", "20", "9月", "2023年13月", "2023-2020", "20239", "2023至", "2023 9", "2020-21", "2023-02-30", "the year 2023"]
)
def test_what_is_no_period_is_not_read_as_one(text: str) -> None:
    assert written_period(text) is None


@given(spans.filter(parse_period))
def test_edtf_stays_as_it_is(text: str) -> None:
    assert written_period(text) == text
