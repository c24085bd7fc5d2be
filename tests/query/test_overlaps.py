"""Figures that may count the same thing twice: found as surely as by comparing every pair, without comparing every pair."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, permutations
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings

from aidcli.errors import MayCountTwice
from aidcli.model import seeds
from aidcli.model.figure import Figure
from aidcli.model.period import Period, parse_period
from aidcli.query import lowest, nesting
from aidcli.query.overlaps import EXACT_SUM, NAMED, RULES, SAME, WHOLE_AND_PARTS, Suspect
from aidcli.query.totals import overlaps_among, refuse_suspects
from tests.strategies import LEDGER, SETTING, SHIPPED, figure, overlapping, total

EVERYTHING = ("multisector", "unspecified")


class Oracle:
    """The three rules, word for word, tried on every pair of the counted figures of one total."""

    def __init__(self, counted: list[Figure], figures: list[Figure]) -> None:
        self.counted, self.by_id = counted, {each.id: each for each in figures}
        self.same = {(a.id, b.id) for a, b in combinations(counted, 2) if self.apart(a, b) and is_same_thing(a, b)}
        self.parts: dict[str, set[str]] = {}
        for whole, part in permutations(counted, 2):
            if self.apart(whole, part) and contains(whole, part):
                self.parts.setdefault(whole.id, set()).add(part.id)
        lower = {frozenset(pair) for pair in self.same} | {frozenset((whole, part)) for whole, mine in self.parts.items() for part in mine}
        self.sums = {(a, b) for a, b in self.exact_sums() if frozenset((a, b)) not in lower}

    def root(self, each: Figure) -> str:
        while each.part_of:
            each = self.by_id[each.part_of]
        return each.id

    def apart(self, one: Figure, other: Figure) -> bool:
        return self.root(one) != self.root(other) and not one.source == other.source == LEDGER

    def exact_sums(self) -> Iterator[tuple[str, str]]:
        many = 10**9
        for source in {each.source for each in self.counted}:
            mine = [each for each in self.counted if each.source == source]
            mine.sort(key=lambda each: (each.line or many, many if each.start is None else each.start))
            for at, whole in enumerate(mine):
                for end in range(at + 3, len(mine) + 1):
                    run = mine[at + 1 : end]
                    digits = str(whole.value).replace(".", "").strip("0-")
                    if (
                        whole.value == sum(each.value or 0 for each in run)
                        and all((each.value or 0) > 0 for each in run)
                        and len(digits) > 1
                    ):
                        yield from ((whole.id, part.id) for part in run if self.apart(whole, part))


def span(each: Figure) -> Period | None:
    return parse_period(each.period) if each.period else None


def is_same_thing(one: Figure, other: Figure) -> bool:
    mine, theirs = span(one), span(other)
    is_one_source = one.source == other.source
    is_one_place = one.recipient == other.recipient and (one.recipient is not None or is_one_source)
    overlap = mine is not None and theirs is not None and mine.overlaps(theirs)
    return one.sector == other.sector and is_one_place and overlap and (not is_one_source or one.label("en") == other.label("en"))


def contains(whole: Figure, part: Figure) -> bool:
    sectors, places, is_one_source = SHIPPED["sector"], SHIPPED["place"], whole.source == part.source
    by_tree = whole.sector != part.sector and part.sector in sectors.within(whole.sector)
    by_all = whole.sector in EVERYTHING and part.sector not in sectors.within(whole.sector)

    def place(mine: str | None, theirs: str | None) -> bool:
        return is_one_source if mine is None else theirs is not None and theirs in places.within(mine)

    mine, theirs = span(whole), span(part)
    in_time = is_one_source if mine is None else theirs is not None and mine.contains(theirs)
    top = whole.value if whole.upper is None else whole.upper
    fits = top is not None and part.value is not None and top >= part.value
    return (by_tree or by_all) and place(whole.recipient, part.recipient) and place(whole.provider, part.provider) and in_time and fits


@given(overlapping())
def test_the_suspects_are_those_that_comparing_every_pair_finds(figures: list[Figure]) -> None:
    for parts in (False, True):
        for one in total(figures, parts=parts, explain=True):
            oracle, order = Oracle(list(one.included), figures), [each.id for each in one.included]
            assert one.suspects.numbers == (len(oracle.same), len(oracle.parts), len(oracle.sums))
            assert [(each.figure, *each.others) for each in one.suspects.of_rule(SAME)] == first(oracle.same, order)
            assert [(each.figure, *each.others) for each in one.suspects.of_rule(EXACT_SUM)] == first(oracle.sums, order)
            wholes = sorted(oracle.parts, key=order.index)[:NAMED]
            assert [(each.figure, {*each.others}) for each in one.suspects.of_rule(WHOLE_AND_PARTS)] == [
                (each, oracle.parts[each]) for each in wholes
            ]


@settings(max_examples=50)
@given(overlapping())
def test_suspects_are_found_through_deep_trees_too(figures: list[Figure]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nesting, "DEEP", 0)
        patch.setattr(lowest, "FEW", 0)
        for one, overlaps in zip(total(figures, explain=True), overlaps_among(figures, SETTING), strict=True):
            oracle = Oracle(list(one.included), figures)
            assert one.suspects.numbers == (len(oracle.same), len(oracle.parts), len(oracle.sums))
            assert {each.figure: {*each.others} for each in overlaps.wholes()} == oracle.parts


@given(overlapping())
def test_every_suspect_can_be_listed(figures: list[Figure]) -> None:
    for one, overlaps in zip(total(figures, explain=True), overlaps_among(figures, SETTING), strict=True):
        oracle, order = Oracle(list(one.included), figures), [each.id for each in one.included]
        assert [(each.figure, *each.others) for each in overlaps.same_things()] == first(oracle.same, order, None)
        assert {each.figure: {*each.others} for each in overlaps.wholes()} == oracle.parts
        assert {(each.figure, *each.others) for each in overlaps.summed_pairs()} == oracle.sums
        pairs = {(each.figure, part) for each in overlaps.sums() for part in each.others}
        assert pairs >= set(oracle.exact_sums())


def first(pairs: set[tuple[str, str]], order: list[str], most: int | None = NAMED) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: sorted(map(order.index, pair)))[:most]


def numbers(*figures: Figure) -> tuple[int, int, int]:
    (one,) = total(figures)
    return one.suspects.numbers


def test_nested_windows_of_one_programme_are_suspect() -> None:
    stated = [("a", 1376000000, "2016/2020"), ("b", 2850000000, "2016/2021-08"), ("c", 3510000000, "2016/2023-10"), ("d", 1, "2015")]
    figures = [figure(name, value, period=period, source=name, recipient="changji") for name, value, period in stated]
    assert numbers(*figures) == (3, 0, 0)


def test_a_total_beside_its_sectors_is_suspect() -> None:
    aid = figure("aid", 185000000, sector="multisector", period="2020/2023")
    schools, clinics = figure("schools", 62000000, period="2020/2023"), figure("clinics", 41000000, sector="health", period="2021")
    (one,) = total([aid, schools, clinics])
    assert one.suspects == ([Suspect(WHOLE_AND_PARTS, "aid", ("schools", "clinics"))], (0, 1, 0))


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ({"sector": "education"}, {"sector": "education"}),
        ({"sector": "education-policy"}, {"sector": "education"}),
        ({"recipient": "changji"}, {"recipient": "xinjiang"}),
        ({"recipient": "changji"}, {"recipient": "fukang-other"}),
        ({"recipient": "changji"}, {}),
        ({"provider": "shanxi"}, {"provider": "fujian"}),
        ({"period": "2020"}, {"period": "2020/2021"}),
        ({"period": "2020"}, {}),
        ({"value": 4}, {}),
        ({"source": "other"}, {}),
        ({"source": "other", "period": "2020", "recipient": "xinjiang"}, {"period": "2020", "recipient": "changji", "provider": "shanxi"}),
        ({"source": LEDGER}, {"source": LEDGER}),
    ],
)
def test_what_does_not_contain_is_no_whole(whole: dict[str, Any], part: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"sector": "multisector"}
    one = {"value": 9, **usual, **whole}
    assert numbers(figure("whole", **one), figure("part", 5, **part)) == (0, 0, 0)
    for enough in (9, 5):
        assert numbers(figure("whole", enough, **usual), figure("part", 5)) == (0, 1, 0)
    assert numbers(figure("whole", 4, **usual, bound="range", upper=5), figure("part", 5)) == (0, 1, 0)


def test_no_recipient_is_the_same_within_one_source_only() -> None:
    for place, source, pairs in ((None, "one", 1), (None, "two", 0), ("changji", "one", 1), ("changji", "two", 1)):
        keys = {"recipient": place, "period": "2020", "subject": "aid"}
        assert numbers(figure("a", 1, source="one", **keys), figure("b", 1, source=source, **keys)) == (pairs, 0, 0)


def test_reports_of_disjoint_counties_and_figures_of_a_ledger_give_no_alarm() -> None:
    counties = [
        figure(f"{county}-{sector}", value, sector=sector, recipient=county, source=county, period="2020/2023", subject="aid")
        for county in ("fukang", "wujiaqu")
        for sector, value in (("education", 25), ("health", 13), ("culture", 8))
    ]
    assert numbers(*counties) == (0, 0, 0)
    entries = [figure(f"f{at}", value, sector=sector, period="2020", subject="aid", source=LEDGER) for at, value, sector in LINES]
    assert numbers(*entries) == (0, 0, 0)
    (of_report,) = total([figure(each.id, each.value, sector=each.sector, period="2020", subject="aid") for each in entries])
    assert all(of_report.suspects.numbers)


LINES = [(1, 25, "multisector"), (2, 13, "health"), (3, 12, "health"), (4, 12, "water"), (5, 7, "water"), (6, 5, "transport")]


@pytest.mark.parametrize(
    ("values", "pairs"),
    [
        ([25, 12, 13], 2),
        ([25, 12, 8, 5], 3),
        ([25, 25], 0),
        ([20, 12, 8], 0),
        ([25, 30, -5], 0),
        ([25, 0, 12, 13], 0),
        ([1, 25, 12, 13], 2),
        ([25, 12, 1, 13], 0),
        ([Decimal("2.5"), Decimal("1.2"), Decimal("1.3")], 2),
        ([Decimal("0.5"), Decimal("0.2"), Decimal("0.3")], 0),
        ([25, 13, 12, 7, 5], 4),
        ([10**29 + 1, 10**29, 1], 2),
    ],
)
def test_exact_sums(values: list[Any], pairs: int) -> None:
    assert numbers(*(figure(f"f{at}", value, sector=sector_of(at)) for at, value in enumerate(values))) == (0, 0, pairs)


def sector_of(at: int) -> str:
    return ("education", "health", "culture", "water")[at % 4]


def test_the_shipped_figures_give_no_false_warning() -> None:
    assert not [one for one in total(seeds.shipped_figures()) if any(one.suspects.numbers)]


def test_a_thousand_alike_are_counted_without_looking_at_every_pair() -> None:
    (one,) = total([figure(f"f{at}", 1, period="2023", subject="s") for at in range(1000)])
    assert one.suspects.numbers == (1000 * 999 // 2, 0, 0)
    assert [each.others for each in one.suspects.named] == [("f1",), ("f2",), ("f3",)]


def test_a_pair_that_stands_far_apart_is_named() -> None:
    between = [figure(f"m{at:03}", 1, period="2020", subject=f"x{at}") for at in range(100)]
    (one,) = total([figure("a", 1, period="2020", subject="s"), *between, figure("z", 1, period="2020", subject="s")])
    assert one.suspects == ([Suspect(SAME, "a", ("z",))], (1, 0, 0))


def test_a_pair_with_only_its_own_kin_between_is_named() -> None:
    kin = [figure(f"k{at:03}", 1, period="2020-01", subject="s", part_of="whole") for at in range(100)]
    first_of_all = figure("a", 1, period="2019/2021", subject="s", part_of="whole")
    (one,) = total([figure("whole", None), first_of_all, *kin, figure("z", 1, period="2021", subject="s")])
    assert one.suspects == ([Suspect(SAME, "a", ("z",))], (1, 0, 0))


SHAPES = {
    "all alike": lambda _: {"period": "2020", "subject": "s"},
    "two reports of every day": lambda at: {"period": day(at // 2), "source": f"report-{at % 2}", "recipient": "changji"},
    "a whole for every part": lambda at: {"sector": ("multisector", "education")[at % 2], "period": day(at // 2), "value": 2 - at % 2},
    "wholes too small": lambda at: {"sector": ("multisector", "education")[at % 2], "period": f"{day(at)}/2021", "value": 1 + at % 2},
    "one sum of many": lambda at: {"value": 1 if at % 2500 else 2499},
    "values that shrink": lambda at: {"value": 10**9 - at},
}


def day(at: int) -> str:
    return f"{1000 + at // 336}-{1 + at // 28 % 12:02}-{1 + at % 28:02}"


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_number_of_figures_and_not_with_its_square(shape: str) -> None:
    def seconds(number: int) -> float:
        figures = [figure(f"f{at}", **SHAPES[shape](at)) for at in range(number)]
        taken = []
        for _ in range(2):
            start = process_time()
            total(figures)
            taken.append(process_time() - start)
        return min(taken)  # The machine may be busy.

    assert seconds(20_000) < 32 * max(seconds(2_500), 0.02)


def test_strictness_refuses_what_may_count_twice() -> None:
    totals = total([figure("a", 1, period="2023", subject="s"), figure("b", 1, period="2023", subject="s")])
    with pytest.raises(MayCountTwice, match="'a' and 'b'"):
        refuse_suspects(totals)
    with pytest.raises(MayCountTwice, match="'whole' and 'a', 'b', 'c', and 1 more"):
        refuse_suspects(total([figure("whole", 9, sector="multisector"), *(figure(each, 1) for each in "abcd")]))
    assert RULES == (SAME, WHOLE_AND_PARTS, EXACT_SUM)
