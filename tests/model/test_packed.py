"""Figures packed and unpacked: each as it was, whatever the order of looking up."""

import random
from decimal import Decimal
from typing import Any

import pytest

from aidcli.model.figure import Figure, from_json
from aidcli.model.packed import PACKED, SPOOLED, ChosenFigures, FigureSpool, PackedFigures
from tests.made import record


def made(name: str, value: Any = 1, **others: Any) -> Figure:
    return from_json(record(name, value, **others))


def test_every_figure_comes_back_in_order_and_out_of_order() -> None:
    figures = [made(f"f{at}", at, note="余" * (at % 3) or None) for at in range(3 * PACKED + 1)]
    packed = PackedFigures(iter(figures))
    assert list(packed) == [figure.id for figure in figures]
    assert list(packed.values()) == figures
    for figure in random.Random(1).sample(figures, len(figures)):
        assert packed[figure.id] == figure


@pytest.mark.parametrize(
    "value", [None, 0, -7, 10**29, 2**64, Decimal("0.10"), Decimal("-1234567890123456789012345678.9"), Decimal("1E+5")]
)
def test_numbers_stay_as_they_are(value: Any) -> None:
    packed = PackedFigures([made("a", value)])
    assert repr(packed["a"].value) == repr(value)


def test_the_last_of_equal_ids_is_kept() -> None:
    packed = PackedFigures([made("a", 1), made("b", 2), made("a", 3)])
    assert [(name, figure.value) for name, figure in packed.items()] == [("a", 3), ("b", 2)]


def test_what_is_not_there_is_not_found() -> None:
    packed = PackedFigures([made("a")])
    chosen = ChosenFigures(packed, [])
    assert ("a" in packed, "b" in packed, "a" in chosen) == (True, False, False)
    assert (len(packed), len(chosen), bool(chosen.values())) == (1, 0, False)
    with pytest.raises(KeyError):
        packed["b"]


@pytest.mark.parametrize("count", [0, 1, SPOOLED - 1, SPOOLED, SPOOLED + 1, 3 * SPOOLED])
def test_a_spool_gives_back_every_figure_once_and_in_order(count: int) -> None:
    figures = [made(f"f{at}", Decimal(at).scaleb(-2), note="余" * (at % 3) or None) for at in range(count)]
    spool = FigureSpool()
    for each in figures:
        spool.append(each)
    assert bool(spool) == bool(figures)
    assert list(spool.take()) == figures
    assert not spool
    assert list(spool.take()) == []
