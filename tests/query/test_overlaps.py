"""Figures that may count the same thing twice: found as surely as by comparing every pair, without comparing every pair."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.errors import MayCountTwice
from aidcli.model import seeds
from aidcli.model.figure import Figure
from aidcli.model.period import parse_period
from aidcli.query.overlaps import LOOK_BACK
from aidcli.query.totals import NAMED, refuse_suspects
from tests.strategies import figure, total

PERIODS = [None, "2019", "2020", "2020/2021", "2021-05", "2021/..", "../2019", "2019/2022"]


@st.composite
def reports(draw: st.DrawFn) -> list[Figure]:
    """Figures of one measure and unit from a few sources, with a few subjects, some of them parts of another."""
    made: list[Figure] = []
    for at in range(draw(st.integers(1, 10))):
        whole = draw(st.none() | st.sampled_from([None, *made]))
        pick = {"source": ["one", "two"], "subject": ["s", "t"], "sector": ["health", "education"], "period": PERIODS}
        others = {key: draw(st.sampled_from(values)) for key, values in pick.items()}
        made.append(figure(f"f{at}", draw(st.sampled_from([None, 1, 5])), part_of=whole.id if whole else None, **others))
    return made


def root(each: Figure, figures: list[Figure]) -> str:
    by_id = {one.id: one for one in figures}
    while each.part_of:
        each = by_id[each.part_of]
    return each.id


def is_suspect(one: Figure, other: Figure, figures: list[Figure]) -> bool:
    mine, theirs = parse_period(one.period or ""), parse_period(other.period or "")
    alike = one.source != other.source or one.subject == other.subject
    together = (one.sector, one.recipient) == (other.sector, other.recipient) and root(one, figures) != root(other, figures)
    return bool(mine and theirs and mine.overlaps(theirs) and alike and together)


@given(reports(), st.booleans())
def test_the_suspects_are_those_that_comparing_every_pair_finds(figures: list[Figure], parts: bool) -> None:
    for one in total(figures, parts=parts, explain=True):
        pairs = {frozenset((a.id, b.id)) for a, b in combinations(one.included, 2) if is_suspect(a, b, figures)}
        assert one.suspects.number == len(pairs)
        assert {frozenset(pair) for pair in one.suspects.pairs} <= pairs
        assert len(one.suspects.pairs) == min(NAMED, len(pairs))


def test_nested_windows_of_one_programme_are_suspect() -> None:
    stated = [("a", 1376000000, "2016/2020"), ("b", 2850000000, "2016/2021-08"), ("c", 3510000000, "2016/2023-10"), ("d", 1, "2015")]
    (one,) = total([figure(name, value, period=period, source=name) for name, value, period in stated])
    assert one.suspects.number == 3
    assert one.counted == 4


def test_the_shipped_figures_give_no_false_warning() -> None:
    assert not [one for one in total(seeds.shipped_figures()) if one.suspects.number]


def test_a_thousand_alike_are_counted_without_looking_at_every_pair() -> None:
    (one,) = total([figure(f"f{at}", 1, period="2023", subject="s") for at in range(1000)])
    assert one.suspects.number == 1000 * 999 // 2
    assert len(one.suspects.pairs) == NAMED < LOOK_BACK


def test_a_pair_that_stands_far_apart_is_named() -> None:
    between = [figure(f"m{at:03}", 1, period="2020", subject=f"x{at}") for at in range(2 * LOOK_BACK)]
    (one,) = total([figure("a", 1, period="2020", subject="s"), *between, figure("z", 1, period="2020", subject="s")])
    assert one.suspects == ([("a", "z")], 1)


def test_a_pair_with_only_its_own_kin_between_is_named() -> None:
    kin = [figure(f"k{at:03}", 1, period="2020-01", subject="s", part_of="whole") for at in range(2 * LOOK_BACK)]
    figures = [
        figure("whole", None),
        figure("a", 1, period="2019/2021", subject="s", part_of="whole"),
        *kin,
        figure("z", 1, period="2021", subject="s"),
    ]
    (one,) = total(figures)
    assert one.suspects == ([("a", "z")], 1)


def test_strictness_refuses_what_may_count_twice() -> None:
    totals = total([figure("a", 1, period="2023", subject="s"), figure("b", 1, period="2023", subject="s")])
    with pytest.raises(MayCountTwice, match="'a' and 'b'"):
        refuse_suspects(totals)
