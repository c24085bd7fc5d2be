"""Chinese amounts side by side are written in one scale, exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.model.amounts import common_scale, read_number, show_number
from aidcli.model.quantity import Number, bounded

amounts = st.lists(st.integers(-(10**13), 10**13) | st.decimals(-(10**9), 10**9, places=3), min_size=1, max_size=6)


def written(numbers: list[Number]) -> list[str]:
    scale = common_scale(map(bounded, numbers))
    return [show_number(number, "zh", scale) for number in numbers]


@given(amounts)
def test_no_digit_is_lost_and_all_have_one_scale(numbers: list[Number]) -> None:
    shown = written(numbers)
    assert [read_number(text) for text in shown] == numbers
    if len({abs(Decimal(number)) for number in numbers if number}) > 1:
        assert len({text.lstrip("-0123456789,.") for text in shown}) == 1


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([225_080_000], ["2.2508亿"]),
        ([225_080_000, 120_000_000], ["22,508万", "12,000万"]),
        ([788_000_000, 120_000_000], ["7.88亿", "1.20亿"]),
        ([19_560_000_000, 4_200_000], ["1,956,000万", "420万"]),
        ([75_400, 5_000], ["75,400", "5,000"]),
        ([Decimal("1250.5"), 2000, 0], ["1,250.5", "2,000.0", "0.0"]),
        ([Decimal("0.125"), 20_000], ["0.125", "20,000"]),
    ],
)
def test_the_scale_is_the_largest_with_few_decimals(numbers: list[Number], shown: list[str]) -> None:
    assert written(numbers) == shown
