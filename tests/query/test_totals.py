"""Laws of sums: nothing is counted twice, nothing unlike is added, nothing is lost without a word."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.errors import Cycle
from aidcli.model.figure import Figure
from aidcli.query.query import Rows
from aidcli.query.tally import Total
from aidcli.query.totals import TotalsFold
from tests.strategies import KINDS, SETTING, figure, forests, total, with_ids

ALL = frozenset(f"f{at}" for at in range(25))
"""The ids of the largest forest."""
selections = st.frozensets(st.sampled_from(sorted(ALL))).map(ALL.difference)
Wanted = frozenset[str]


def by_row(totals: list[Total]) -> dict[tuple[object, ...], Total]:
    return {(each.by, each.measure, each.unit): each for each in totals}


def ancestors(each: Figure, figures: list[Figure]) -> list[Figure]:
    whole = next((other for other in figures if other.id == each.part_of), None)
    return [whole, *ancestors(whole, figures)] if whole else []


def expected(figures: list[Figure], wanted: Wanted, keys: list[str]) -> dict[tuple[object, ...], tuple[set[str], set[str]]]:
    """The ids counted and left out in each row, by the design's own words and nothing else."""
    rows: dict[tuple[object, ...], list[Figure]] = {}
    for each in (each for each in figures if each.id in wanted):
        rows.setdefault((tuple(getattr(each, key) for key in keys), each.measure, each.unit), []).append(each)
    result = {}
    for row, members in rows.items():
        addable = [each for each in members if each.value is not None and each.unit != "percent"]
        counted = {each.id for each in addable if not any(whole in addable for whole in ancestors(each, figures))}
        result[row] = counted, {each.id for each in members} - counted
    return result


@given(forests(), selections, st.sampled_from([[], ["sector"], ["sector", "unit"]]))
def test_a_part_is_counted_exactly_where_no_ancestor_is_in_the_same_row(figures: list[Figure], wanted: Wanted, keys: list[str]) -> None:
    totals = by_row(total(figures, with_ids(wanted), Rows(tuple(keys)), explain=True))
    got = {row: ({each.id for each in one.included}, {each.id for each in one.left_out}) for row, one in totals.items()}
    assert got == expected(figures, wanted, keys)
    assert all(one.counted == len(one.included) for one in totals.values())


@given(forests(), selections)
def test_a_total_is_the_exact_sum_of_what_it_includes_with_its_ends(figures: list[Figure], wanted: Wanted) -> None:
    for one in total(figures, with_ids(wanted), explain=True):
        behind = [each.quantity for each in one.included if each.quantity]
        assert (one.quantity is None) == (not behind)
        if one.quantity:
            assert Fraction(one.quantity.value) == sum(Fraction(each.value) for each in behind)
            for end in ("lower", "upper"):
                ends = [getattr(each, end) for each in behind]
                assert getattr(one.quantity, end) == (None if None in ends else sum(map(Fraction, ends)))


def summary(totals: list[Total]) -> dict[tuple[object, ...], object]:
    return {row: (one.quantity, one.counted, {each.id for each in one.left_out}) for row, one in by_row(totals).items()}


@given(forests().flatmap(lambda figures: st.tuples(st.just(figures), st.permutations(figures))), selections)
def test_totals_do_not_depend_on_order(orders: tuple[list[Figure], list[Figure]], wanted: Wanted) -> None:
    one, other = orders
    assert summary(total(one, with_ids(wanted))) == summary(total(other, with_ids(wanted)))


@given(forests(), forests())
def test_disjoint_sets_that_no_part_links_add(one: list[Figure], other: list[Figure]) -> None:
    renamed = [figure(f"g{each.id}", each.value, **{key: getattr(each, key) for key in ("measure", "unit", "sector", "bound", "upper")},
                      part_of=each.part_of and f"g{each.part_of}") for each in other]  # fmt: skip
    mine, theirs, both = (by_row(total(figures)) for figures in (one, renamed, one + renamed))
    for row, sum_of_both in both.items():
        parts = [each.quantity for totals in (mine, theirs) if (each := totals.get(row)) and each.quantity]
        assert sum_of_both.quantity == (parts[0].plus(parts[1]) if len(parts) == 2 else parts[0] if parts else None)


@given(forests())
def test_measures_and_units_never_mix(figures: list[Figure]) -> None:
    for one in total(figures, explain=True):
        assert {(each.measure, each.unit) for each in one.included} <= {(one.measure, one.unit)}
        assert (one.measure, one.unit) in KINDS


@given(forests(), selections)
def test_every_figure_asked_for_is_counted_or_named_with_a_reason(figures: list[Figure], wanted: Wanted) -> None:
    totals = total(figures, with_ids(wanted), explain=True)
    named = [each.id for one in totals for each in (*one.included, *one.left_out)]
    assert sorted(named) == sorted(each.id for each in figures if each.id in wanted)


@given(forests(), selections)
def test_the_whole_named_for_a_part_left_out_is_itself_counted(figures: list[Figure], wanted: Wanted) -> None:
    for one in total(figures, with_ids(wanted), explain=True):
        counted = {each.id for each in one.included}
        assert all(left.counted_in in counted for left in one.left_out if left.reason == "part")


@given(forests())
def test_a_figure_without_a_value_is_never_zero_but_named(figures: list[Figure]) -> None:
    for one in total(figures):
        left = {each.id: each.reason for each in one.left_out}
        assert all(left[each.id] == "no value" for each in figures if each.value is None and (each.measure, each.unit) == one[1:3])
        assert one.quantity is not None or one.counted == 0


@given(forests())
def test_parts_are_counted_beside_their_wholes_when_asked_for(figures: list[Figure]) -> None:
    for one in total(figures, parts=True):
        members = [each for each in figures if (each.measure, each.unit) == one[1:3] and each.value is not None]
        assert one.counted == (0 if one.unit == "percent" else len(members))


def test_percentages_are_never_summed() -> None:
    (one,) = total([figure("a", 50, unit="percent"), figure("b", 40, unit="percent")])
    assert one.quantity is None
    assert [each.reason for each in one.left_out] == ["not summed", "not summed"]


CHAIN = [figure("top", 100), figure("middle", 60, part_of="top"), figure("leaf", 10, part_of="middle")]


@pytest.mark.parametrize(
    ("wanted", "value", "left_out"),
    [("top middle leaf", 100, {"middle", "leaf"}), ("top leaf", 100, {"leaf"}), ("middle leaf", 60, {"leaf"}), ("leaf", 10, set())],
)
def test_a_chain_counts_once_also_through_what_was_not_asked_for(wanted: str, value: int, left_out: set[str]) -> None:
    (one,) = total(CHAIN, with_ids(wanted.split()))
    assert one.quantity is not None
    assert one.quantity.value == value
    assert {each.id for each in one.left_out} == left_out


def test_a_whole_without_a_value_hides_nothing() -> None:
    (one,) = total([figure("whole", None), figure("part", 5, part_of="whole")])
    assert one.quantity is not None
    assert one.quantity.value == 5


def test_a_whole_in_another_row_hides_nothing() -> None:
    figures = [figure("whole", 9, sector="health"), figure("part", 5, part_of="whole")]
    assert {one.by: one.quantity and one.quantity.value for one in total(figures, rows=Rows(("sector",)))} == {
        ("health",): 9,
        ("education",): 5,
    }
    assert [one.counted for one in total(figures)] == [1]


def test_a_whole_of_another_unit_hides_nothing() -> None:
    figures = [figure("whole", 9, unit="USD"), figure("part", 5, part_of="whole")]
    assert [one.counted for one in total(figures)] == [1, 1]


def test_a_part_of_what_is_not_there_is_counted() -> None:
    assert total([figure("part", 5, part_of="gone")])[0].counted == 1


@pytest.mark.parametrize("ring", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "b"}])
def test_parts_that_run_in_a_ring_are_refused(ring: dict[str, str]) -> None:
    with pytest.raises(Cycle, match="cycle"):
        total([figure(each, 1, part_of=whole) for each, whole in ring.items()])


def test_many_large_terms_add_exactly() -> None:
    figures = [figure(f"f{at}", 10**29 + at) for at in range(2000)]
    (one,) = total(figures)
    assert one.quantity is not None
    assert one.quantity.value == 2000 * 10**29 + 1999 * 1000


@given(forests(), selections, st.lists(st.integers(0, 12), max_size=4), st.integers(1, 12))
def test_totals_do_not_depend_on_blocks_or_batches(figures: list[Figure], wanted: Wanted, cuts: list[int], batch: int) -> None:
    totalling = TotalsFold(with_ids(wanted), Rows(("sector",)), SETTING, explain=True, batch=batch)
    for start, end in pairwise([0, *sorted(cuts), len(figures)]):
        totalling.take(figures[start:end])
    assert totalling.result().rows == total(figures, with_ids(wanted), Rows(("sector",)), explain=True)
