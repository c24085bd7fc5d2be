"""One total over another: within each row, with bounds carried."""

from decimal import Decimal

import pytest

from aidcli.errors import NotA, UnknownWord
from aidcli.model import seeds
from aidcli.model.codes import Codebook
from aidcli.query.query import Rows
from aidcli.query.rates import parse_rate, quotients
from tests.strategies import figure, total, with_ids

SERVED = {"measure": "people-served", "unit": "person"}


def test_grants_per_student() -> None:
    ids = {"education-student-funding", "education-students"}
    (one,) = quotients(total(seeds.shipped_figures(), with_ids(ids)), ("funding", "people-served"))
    assert one.quantity is not None
    assert (one.unit, round(Decimal(one.quantity.value), 2), one.quantity.bound) == ("CNY per person", Decimal("11260.05"), "exact")
    assert one.counted == 2


def test_bounds_are_carried_into_a_rate() -> None:
    (one,) = quotients(total([figure("a", 100, bound="at-least"), figure("b", 4, bound="under", **SERVED)]), ("funding", SERVED["measure"]))
    assert one.quantity[:3] == (25, 25, None)


def test_a_rate_stays_within_its_row_and_a_row_that_lacks_either_has_none() -> None:
    figures = [
        *(figure("a", 100), figure("b", 4, **SERVED)),
        *(figure("c", 90, sector="health"), figure("d", 3, sector="health", **SERVED)),
        *(figure("e", 80, sector="culture"), figure("f", 0, sector="industry", **SERVED), figure("g", 5, sector="industry")),
    ]
    found = quotients(total(figures, rows=Rows(("sector",))), ("funding", "people-served"))
    assert {one.by: one.quantity and one.quantity.value for one in found} == {("education",): 25, ("health",): 30}


def test_every_unit_has_its_own_rate() -> None:
    figures = [figure("a", 100), figure("b", 50, unit="USD"), figure("c", 5, **SERVED)]
    found = quotients(total(figures), ("funding", "people-served"))
    assert {one.unit: one.quantity and one.quantity.value for one in found} == {"CNY per person": 20, "USD per person": 10}


def test_a_rate_is_read_by_codes_and_labels(codes: Codebook) -> None:
    assert parse_rate("资金/people-served", codes) == ("funding", "people-served")


@pytest.mark.parametrize("text", ["funding", "", "/", "funding/", "/funding", " / "])
def test_what_is_no_rate_is_refused(codes: Codebook, text: str) -> None:
    with pytest.raises(NotA, match="is not one measure over another"):
        parse_rate(text, codes)


def test_an_unknown_measure_of_a_rate_is_refused(codes: Codebook) -> None:
    with pytest.raises(UnknownWord):
        parse_rate("funding/nothing", codes)
