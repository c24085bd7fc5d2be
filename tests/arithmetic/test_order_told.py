"""Which of two is more: told only where likely ends could not reverse it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.arithmetic.ledger import rows
from tests.running import Ask
from tests.strategies import figure

MORE, LESS, EQUAL, UNSURE = "more", "less", "equal", "cannot tell"
OPPOSITE = {MORE: LESS, LESS: MORE, EQUAL: EQUAL, UNSURE: UNSURE}
Amount = tuple[Any, ...]


def of(amount: Amount) -> dict[str, Any]:
    return dict(zip(("value", "bound", "upper"), amount, strict=False))


@pytest.mark.parametrize(
    ("base", "other", "told"),
    [
        ((100,), (100,), EQUAL),
        ((100,), (101,), MORE),
        ((100,), (99,), LESS),
        ((0,), (0,), EQUAL),
        ((-5,), (5,), MORE),
        ((100, "at-least"), (100,), UNSURE),
        ((100, "at-least"), (200,), MORE),
        ((100, "at-least"), (199,), UNSURE),
        ((100, "at-least"), (99,), LESS),
        ((100, "at-least"), (150, "at-least"), UNSURE),
        ((100, "at-least"), (50, "at-least"), LESS),
        ((100, "at-least"), (90, "at-least"), LESS),
        ((100, "under"), (0,), LESS),
        ((100, "under"), (1,), UNSURE),
        ((100, "under"), (101,), MORE),
        ((100, "about"), (200,), MORE),
        ((100, "about"), (199,), UNSURE),
        ((100, "about"), (0,), LESS),
        ((100, "about"), (1,), UNSURE),
        ((100, "about"), (400, "about"), MORE),
        ((100, "about"), (200, "about"), UNSURE),
        ((100, "range", 120), (121,), MORE),
        ((100, "range", 120), (120,), UNSURE),
        ((100, "range", 120), (120, "at-least"), UNSURE),
        ((100, "range", 120), (130, "under"), MORE),
        ((100, "range", 120), (99,), LESS),
        ((100, "range", 120), (120, "range", 130), UNSURE),
        ((100, "range", 120), (121, "range", 130), MORE),
        ((100, "range", 120), (110, "range", 130), UNSURE),
        ((-100, "at-least"), (0,), MORE),
        ((-100, "at-least"), (-1,), UNSURE),
        ((-100, "under"), (-200,), LESS),
        ((-100, "under"), (-199,), UNSURE),
        ((-100, "about"), (-1,), UNSURE),
        ((-100, "about"), (0,), MORE),
        ((-100, "about"), (100, "about"), MORE),
    ],
    ids=str,
)
def test_the_order_is_told_up_to_its_boundary(stored: Callable[..., Path], aidcli: Ask, base: Amount, other: Amount, told: str) -> None:
    stored(figure("base", **of(base)), figure("other", **of(other)))
    for words, expected in ((("base", "other"), told), (("other", "base"), OPPOSITE[told])):
        last = aidcli("compare", *words, "--format", "markdown", "--fields", "operand,order").stdout.splitlines()[3]
        assert last.split("|")[2].strip() == expected


def test_it_is_said_in_chinese_too(stored: Callable[..., Path], aidcli: Ask) -> None:
    stored(figure("base", 100, bound="about"), figure("other", 120))
    assert "无法判断" in aidcli("compare", "base", "other", "--lang", "zh").stdout


@pytest.mark.parametrize(
    ("base", "other", "difference", "ratio"),
    [
        ((100,), (40, "at-least"), "≥ -60", "≥ 0.40"),
        ((100, "at-least"), (40,), "< -60", "< 0.40"),
        ((100, "at-least"), (40, "at-least"), "≈ -60", "≈ 0.40"),
        ((100, "under"), (40, "at-least"), "≥ -60", "≥ 0.40"),
        ((100, "under"), (40, "under"), "≈ -60", "≈ 0.40"),
        ((100, "about"), (40,), "≈ -60", "≈ 0.40"),
        ((100,), (40, "range", 60), "-60 to -40", "≈ 0.40"),
        ((-100,), (40, "at-least"), "≥ 140", "< -0.40"),
        ((-100, "under"), (-40, "at-least"), "≥ 60", "< 0.40"),
    ],
    ids=str,
)
def test_bounds_travel_into_difference_and_ratio(
    stored: Callable[..., Path], aidcli: Ask, base: Amount, other: Amount, difference: str, ratio: str
) -> None:
    stored(figure("base", **of(base)), figure("other", **of(other)))
    last = aidcli("compare", "base", "other", "--format", "markdown", "--fields", "difference,ratio").stdout.splitlines()[3]
    assert [cell.strip() for cell in last.strip("|").split("|")] == [difference, ratio]


@pytest.mark.parametrize("bound", ["exact", "at-least", "under", "about"])
def test_nothing_is_a_multiple_of_zero(stored: Callable[..., Path], aidcli: Ask, bound: str) -> None:
    stored(figure("base", 0, bound=bound), figure("other", 5))
    found = rows(aidcli("compare", "base", "other", "--format", "json").stdout)
    assert [(each["difference"], each["ratio"], each["share"]) for each in found] == [(0, None, 0), (5, None, 1)]
    assert aidcli("compare", "base", "other", "--format", "csv", "--fields", "operand,ratio").stdout == "operand,ratio\nbase,\nother,\n"


def test_the_share_of_what_adds_up_to_zero_is_nothing(stored: Callable[..., Path], aidcli: Ask) -> None:
    stored(figure("base", -5), figure("other", 5))
    found = rows(aidcli("compare", "base", "other", "--format", "json").stdout)
    assert [(each["ratio"], each["share"]) for each in found] == [(1, None), (-1, None)]
