"""The nearest of many ids: as good as comparing all of them where one letter is wrong, and cheap."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.model.codes import near
from aidcli.model.nearest import NearestNames

MANY = [f"figure-{number}" for number in range(1, 200_001)]


def nearest(word: str, names: list[str]) -> list[str]:
    found = NearestNames(word)
    for start in range(0, len(names), 500):
        found.take(names[start : start + 500])
    return found.result()


words = st.text("abc-1", min_size=1, max_size=8)


@given(words, st.lists(words, max_size=30, unique=True))
def test_among_few_names_each_is_compared(word: str, names: list[str]) -> None:
    assert nearest(word, names) == near(word, names)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("figure-19x456", "figure-19456"),
        ("figure-150001x", "figure-150001"),
        ("figure-99x456", "figure-99456"),
        ("fgure-150000", "figure-150000"),
        ("gigure-150000", "figure-150000"),
        ("figuer-150001", "figure-150001"),
        ("FIGURE-150001", "figure-150001"),
        ("figure199456", "figure-199456"),
    ],
)
def test_a_wrong_letter_is_found_among_many(typed: str, meant: str) -> None:
    assert meant in nearest(typed, MANY)


@pytest.mark.parametrize("typed", ["figure-", "figure-1", "figure-2000000", "figure-x-y", "other", "x" * 100_000, "一" * 200, ""])
def test_a_mistyped_id_costs_little(typed: str) -> None:
    start = time.process_time()
    nearest(typed, MANY)
    assert time.process_time() - start < 2
