"""One total over another, asked of the command line: within each row, bounds carried, and nothing where a side is missing."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.arithmetic.ledger import cells, rows
from tests.running import Ask
from tests.strategies import figure

SERVED = {"measure": "people-served", "unit": "person"}
RATE = ("--rate", "funding/people-served")
DIGITS = Context(prec=15)
GRANTS = ("--id", "education-student-funding", "--id", "education-students")
SECTORS = [
    *(figure("a", 100), figure("b", 4, **SERVED)),
    *(figure("c", 90, sector="health"), figure("d", 3, sector="health", **SERVED), figure("e", 1, sector="health", part_of="d", **SERVED)),
    *(figure("f", 80, sector="culture"), figure("g", None, sector="culture", **SERVED)),
    *(figure("h", 5, sector="water", **SERVED), figure("i", 7, sector="water", measure="pledge")),
    *(figure("j", 6, sector="industry"), figure("k", 0, sector="industry", **SERVED)),
]


@pytest.mark.parametrize("rate", ["funding/people-served", " funding / people-served ", "Funding/People served", "资金/受益人数"])
def test_grants_per_student_of_the_shipped_figures(aidcli: Ask, rate: str) -> None:
    (one,) = rows(aidcli("sum", "--rate", rate, *GRANTS, "--format", "json", AIDCLI_DB=None).stdout)
    assert (one["measure"], one["unit"], one["count"]) == ("funding/people-served", "CNY per person", 2)
    assert (one["value"], one["bound"]) == (DIGITS.divide(4200000, 373), "exact")


def test_people_see_a_rate_to_the_cent(aidcli: Ask) -> None:
    assert "11,260.05  CNY per person" in aidcli("sum", *RATE, *GRANTS, AIDCLI_DB=None).stdout
    assert "| 11,260.05 | CNY per person |" in aidcli("sum", *RATE, *GRANTS, "--format", "markdown", AIDCLI_DB=None).stdout
    assert aidcli("sum", *RATE, *GRANTS, "--format", "value", AIDCLI_DB=None).stdout == "11260.0536193029\n"
    assert "1.126005万元/人" in aidcli("sum", *RATE, *GRANTS, "--lang", "zh", AIDCLI_DB=None).stdout


def of(amount: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(("value", "bound", "upper"), amount, strict=False))


@pytest.mark.parametrize(
    ("above", "below", "bound", "lower", "upper"),
    [
        ((100,), (4,), "exact", 25, 25),
        ((100, "at-least"), (4,), "at-least", 25, None),
        ((100,), (4, "at-least"), "under", None, 25),
        ((100, "under"), (4,), "under", None, 25),
        ((100,), (4, "under"), "at-least", 25, None),
        ((100, "under"), (4, "at-least"), "under", None, 25),
        ((100, "at-least"), (4, "under"), "at-least", 25, None),
        ((100, "at-least"), (4, "at-least"), "about", None, None),
        ((100, "under"), (4, "under"), "about", None, None),
        ((100, "about"), (4,), "about", None, None),
        ((100,), (4, "about"), "about", None, None),
        ((100, "range", 120), (4,), "range", 25, 30),
        ((100,), (4, "range", 5), "range", 20, 25),
        ((100, "range", 120), (4, "range", 5), "range", 20, 30),
        ((100, "range", 120), (4, "at-least"), "under", None, 30),
        ((-100,), (4, "at-least"), "at-least", -25, None),
    ],
    ids=str,
)
@pytest.mark.parametrize("format_", ["json", "csv"])
def test_bounds_are_carried(
    stored: Callable[..., Path], aidcli: Ask, above: Sequence[Any], below: Sequence[Any], bound: str, lower: Any, upper: Any, format_: str
) -> None:
    stored(figure("money", **of(above)), figure("people", **of(below), **SERVED))
    answer = aidcli("sum", *RATE, "--format", format_).stdout
    (one,) = rows(answer) if format_ == "json" else map(numbers, cells(answer))
    assert (one["bound"], one["lower"], one["upper"]) == (bound, lower, upper)
    assert one["value"] == Decimal(above[0]) / below[0]


def numbers(row: Mapping[str, str]) -> dict[str, Any]:
    return row | {key: Decimal(row[key]) if row[key] else None for key in ("value", "lower", "upper")}


def test_a_rate_stays_within_its_row_and_is_absent_where_a_side_is(stored: Callable[..., Path], aidcli: Ask) -> None:
    stored(*SECTORS)
    found = rows(aidcli("sum", *RATE, "--by", "sector", "--format", "json").stdout)
    assert {each["sector"]: (each["value"], each["count"], each["left_out"]) for each in found} == {
        "education": (25, 2, 0),
        "health": (30, 2, 1),
    }
    (one,) = rows(aidcli("sum", *RATE, "--format", "json").stdout)
    assert (one["value"], one["count"], one["left_out"]) == (Decimal(100 + 90 + 80 + 6) / (4 + 3 + 5), 8, 2)
    (with_parts,) = rows(aidcli("sum", *RATE, "--parts", "--sector", "health", "--format", "json").stdout)
    assert with_parts["value"] == Decimal("22.5")


def test_each_pair_of_units_has_a_rate_of_its_own(stored: Callable[..., Path], aidcli: Ask) -> None:
    visits = {"measure": "people-served", "unit": "person-time"}
    stored(figure("a", 100), figure("b", 60, unit="USD"), figure("c", 4, **SERVED), figure("d", 5, **visits))
    assert {each["unit"]: each["value"] for each in rows(aidcli("sum", *RATE, "--format", "json").stdout)} == {
        "CNY per person": 25,
        "CNY per person-time": 20,
        "USD per person": 15,
        "USD per person-time": 12,
    }


def test_a_rate_is_explained_by_both_of_its_sides(stored: Callable[..., Path], aidcli: Ask) -> None:
    stored(*SECTORS)
    for each in rows(aidcli("sum", *RATE, "--by", "sector", "--explain", "--format", "json").stdout):
        above, below = (
            sum(one["value"] for one in each["included"] if one["measure"] == measure) for measure in ("funding", "people-served")
        )
        assert each["value"] == Decimal(above) / below
    shown = aidcli("sum", *RATE, "--by", "sector", "--explain").stdout
    assert [line.split()[0] for line in shown.splitlines() if "counted" in line or "part of d" in line][-5:] == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize("sector", ["culture", "water", "industry", "tourism"])
def test_where_there_is_no_rate_nothing_matches(stored: Callable[..., Path], aidcli: Ask, sector: str) -> None:
    stored(*SECTORS)
    for format_, nothing in (("json", "[]\n"), ("table", ""), ("csv", "measure,unit,value,bound,lower,upper,count,left_out\n")):
        answer = aidcli("sum", *RATE, "--sector", sector, "--format", format_)
        assert (answer.exit_code, answer.stdout) == (1, nothing)
        assert ("no figure matches" if sector == "tourism" else "no row has both funding and people-served") in answer.stderr


@pytest.mark.parametrize(
    ("rate", "says"),
    [
        ("fundin/people-served", "unknown measure 'fundin'; did you mean 'funding'?"),
        ("funding/people-serve", "unknown measure 'people-serve'; did you mean 'people-served'"),
        ("funding", "'funding' is not one measure over another; write it like funding/people-served"),
        ("funding/", "is not one measure over another"),
        ("/funding", "is not one measure over another"),
        ("", "is not one measure over another"),
        ("funding/people-served/jobs", "unknown measure 'people-served/jobs'"),
    ],
)
def test_what_is_no_rate_is_refused(aidcli: Ask, rate: str, says: str) -> None:
    answer = aidcli("sum", "--rate", rate, AIDCLI_DB=None)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert says in answer.stderr
    assert answer.stderr.count("\n") == 1


@pytest.mark.parametrize("twice", [{}, SERVED], ids=["above", "below"])
def test_strict_refuses_a_rate_of_what_may_count_twice(stored: Callable[..., Path], aidcli: Ask, twice: dict[str, str]) -> None:
    there = {"period": "2019", "recipient": "changji"}
    stored(figure("a", 100, **there), figure("b", 4, **there, **SERVED), figure("c", 9, **there, source="other", **twice))
    answer = aidcli("sum", *RATE)
    assert answer.exit_code == 0
    assert "may count the same thing twice" in answer.stdout
    refused = aidcli("sum", *RATE, "--strict", "--format", "json")
    assert (refused.exit_code, refused.stdout) == (4, "")
    stored(figure("a", 100, **there), figure("b", 4, **there, **SERVED))
    assert aidcli("sum", *RATE, "--strict").exit_code == 0
