"""Totals side by side, and the operands that are compared."""

import json
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.errors import AmbiguousOperands, MixedOperands, NotA, NothingInCommon, UnknownWord, Usage
from aidcli.model.codes import Code, Codebook
from aidcli.model.figure import Figure
from aidcli.model.quantity import Number, bounded
from aidcli.query import operands
from aidcli.query.comparison import Compared, Group, compare, overlapping_groups
from aidcli.query.filters import Filter
from aidcli.query.query import Rows
from tests.made import record, write
from tests.running import Ask
from tests.strategies import figure, forests, positives, total

FIGURES = [
    figure("a", 100, sector="education", period="2021", provider="shanxi"),
    figure("b", 40, sector="health", period="2022", provider="shanxi", bound="at-least"),
    figure("c", 7, sector="health", measure="people-sent", unit="person", recipient="shanxi"),
    figure("d", 60, sector="culture", period="2021/2022"),
]


EVERY_SOURCE = operands.Sides((), None, "source", Rows(("source",), whole=True))


def ids(wanted: object) -> set[str]:
    return {each.id for each in FIGURES if each.id in wanted}  # type: ignore[operator]


def sides(codes: Codebook, *words: str, of: str | None = None, base: str | None = None, by: str | None = None) -> operands.Sides:
    return operands.named_operands(words, of, base, codes, ids, by)


def compared(codes: Codebook, *words: str, **options: str) -> list[Compared]:
    mine = sides(codes, *words, **options)  # type: ignore[arg-type]
    return compare(total(FIGURES, rows=mine.rows), mine)


@given(st.lists(positives, min_size=2, max_size=5))
def test_difference_ratio_and_share_are_those_of_the_values(values: list[Number]) -> None:
    figures = [figure(f"f{at}", value) for at, value in enumerate(values)]
    names = tuple(each.id for each in figures)
    for each, value in zip(
        compare(total(figures, rows=Rows(("id",), whole=True)), operands.Sides(names, None, "", Rows(("id",), whole=True))),
        values,
        strict=True,
    ):
        assert each.ratio
        assert each.share
        assert each.difference
        assert Fraction(each.difference.value) == Fraction(value) - Fraction(values[0])
        assert abs(Fraction(each.ratio.value) / (Fraction(value) / Fraction(values[0])) - 1) < Fraction(1, 10**14)
        assert abs(Fraction(each.share.value) / (Fraction(value) / sum(map(Fraction, values))) - 1) < Fraction(1, 10**14)


@given(st.lists(positives, min_size=2, max_size=6))
def test_every_value_of_a_key_is_ranked_from_high_to_low(values: list[Number]) -> None:
    figures = [figure(f"f{at}", value, source=f"s{at}") for at, value in enumerate(values)]
    rows = compare(total(figures, rows=EVERY_SOURCE.rows), EVERY_SOURCE)
    assert [each.quantity and each.quantity.value for each in rows] == sorted(values, reverse=True)
    assert {each.base for each in rows} == {rows[0].operand}


@given(forests(), st.sampled_from(["sector", "recipient", "source"]))
def test_shares_add_up_to_the_whole_or_it_is_said(figures: list[Figure], key: str) -> None:
    mine = operands.Sides((), None, key, Rows((key,), whole=True))
    totals = total(figures, rows=mine.rows)
    shares: defaultdict[Group, list[Fraction]] = defaultdict(list)
    for each in compare(totals, mine):
        shares[each.group] += [Fraction(each.share.value)] if each.share else []
    for group, found in shares.items():
        is_whole = abs(sum(found) - 1) < Fraction(1, 10**12) * sum(map(abs, found))
        assert not found or is_whole or group in overlapping_groups(totals, mine)


def test_that_operands_inside_one_another_overlap_is_said(aidcli: Ask, db: Path) -> None:
    keys = {"recipient": "changji", "period": "2020"}
    write(
        db, [record("a", 6, **keys), record("b", 4, **keys | {"sector": "education-policy"}), record("c", 3, **keys | {"sector": "health"})]
    )
    for words, named in ((("education", "education-policy"), "b"), (("xinjiang", "changji"), "a, b, c")):
        answer = aidcli("compare", *words, "--format", "json")
        assert json.loads(answer.stdout)[0]["share"] == 1
        assert f"counted under more than one operand: {named}." in answer.stderr
        assert "Operands overlap, so their shares add up to more than the whole: Funding (CNY)." in answer.stderr
    assert "overlap" not in aidcli("compare", "education", "health").stdout


def test_shares_of_parts_and_their_wholes_overlap(aidcli: Ask, db: Path) -> None:
    write(db, [record("all", 10, sector="multisector"), record("schools", 4, part_of="all"), record("clinics", 1, sector="health")])
    named, every = aidcli("compare", "multisector", "education").stdout, aidcli("compare", "--by", "sector").stdout
    assert ("%" in named, "Operands overlap, so their shares add up to more than the whole: Funding (CNY)." in named) == (True, True)
    assert ("36.4%" in every, "Shares overlap, since parts are in other rows than their wholes: Funding (CNY)." in every) == (True, True)
    assert "hares" not in aidcli("compare", "education", "health").stdout


def test_bounds_travel_into_every_column(codes: Codebook) -> None:
    education, health = compared(codes, "education", "health", of="sector")[:2]
    assert education.order is None
    assert tuple(each and each[:3] for each in (health.quantity, health.difference, health.ratio, health.share)) == (
        (40, 40, None), (-60, -60, None), (Fraction(2, 5), Fraction(2, 5), None), (health.share and health.share.value, None, None)
    )  # fmt: skip
    assert health.order == -1  # 40 or more is likely 50 at most


def test_one_sided_rows_are_kept(codes: Codebook) -> None:
    rows = [each for each in compared(codes, "education", "health") if each.measure == "people-sent"]
    assert [(each.operand, each.quantity and each.quantity.value, each.difference) for each in rows] == [
        ("education", None, None),
        ("health", 7, None),
    ]


def test_the_base_may_be_any_operand(codes: Codebook) -> None:
    rows = {each.operand: each for each in compared(codes, "education", "culture", base="culture")}
    assert rows["education"].difference == bounded(40)
    assert rows["culture"].difference == bounded(0)
    assert rows["education"].order == 1


def test_different_units_are_never_compared(codes: Codebook) -> None:
    with pytest.raises(NothingInCommon, match=r"'a' \(funding in CNY\) with 'c' \(people-sent in person\)"):
        compared(codes, "a", "c")


def test_a_base_that_has_no_total_is_refused(codes: Codebook) -> None:
    with pytest.raises(Usage, match="--base 'tourism' has no total here; choose from culture, education, health"):
        compare(total(FIGURES, rows=Rows(("sector",), whole=True)), operands.every_value("sector", "tourism", codes))


@pytest.mark.parametrize(
    ("words", "of", "resolved", "kind"),
    [
        (["教育", "120"], None, ["education", "health"], "sector"),
        (["education", "Education", "health"], None, ["education", "health"], "sector"),
        (["山西", "CN-SN"], None, ["shanxi", "shaanxi"], "place"),
        (["2021", "2022"], None, ["2021", "2022"], ""),
        (["a", "b"], None, ["a", "b"], ""),
        (["shanxi", "shaanxi"], "provider", ["shanxi", "shaanxi"], "place"),
    ],
)
def test_operands_are_recognised(codes: Codebook, words: list[str], of: str | None, resolved: list[str], kind: str) -> None:
    got = sides(codes, *words, of=of)
    assert (got.operands, got.base, got.kind) == (resolved, resolved[0], kind)


def rows_of(side: operands.Sides, each: Figure) -> list[str | None]:
    return [key[0] for key, query in side.rows.operands if key and Filter(query).keep([each])]


def test_a_place_is_matched_as_provider_recipient_or_receiver_unless_one_is_meant(codes: Codebook) -> None:
    either, giver = sides(codes, "shanxi", "shaanxi"), sides(codes, "shanxi", "shaanxi", of="provider")
    assert [rows_of(either, each) for each in FIGURES] == [["shanxi"], ["shanxi"], ["shanxi"], []]
    assert [rows_of(giver, each) for each in FIGURES] == [["shanxi"], ["shanxi"], [], []]
    carried_out, body = figure("e", recipient="fukang", receiver="shaanxi"), sides(codes, "shanxi", "shaanxi", of="receiver")
    assert [rows_of(each, carried_out) for each in (either, giver, body)] == [["shaanxi"], [], ["shaanxi"]]


def test_a_period_has_the_figures_inside_it(codes: Codebook) -> None:
    assert rows_of(sides(codes, "2021", "2022"), FIGURES[3]) == []
    assert rows_of(sides(codes, "2020/2022", "2021/..", "2022"), FIGURES[3]) == ["2020/2022", "2021/.."]


@pytest.mark.parametrize(
    ("words", "options", "refusal", "says"),
    [
        (["education", "nowhere"], {}, UnknownWord, "unknown sector, measure, place, period, source or figure 'nowhere'"),
        (["education", "shanxi"], {}, MixedOperands, "cannot compare 'education' with 'shanxi'"),
        (["education", "教育"], {}, Usage, "cannot compare 'education' with itself"),
        (["education", "health"], {"base": "culture"}, Usage, "--base 'culture' is not one of the operands"),
        (["education", "health"], {"of": "planet"}, UnknownWord, "unknown kind of operand 'planet'"),
        (["2021", "soon"], {"of": "period"}, NotA, "'soon' is not a period"),
        (["education", "health"], {"by": "sector"}, Usage, "--by sector is what the operands are"),
        (["2021", "2022"], {"by": "period"}, Usage, "--by period is what the operands are"),
        (["a", "zz"], {"of": "figure"}, UnknownWord, "unknown figure 'zz'"),
    ],
)
def test_operands_that_do_not_fit_are_refused(
    codes: Codebook, words: list[str], options: dict[str, str], refusal: type[Exception], says: str
) -> None:
    with pytest.raises(refusal, match=says):
        sides(codes, *words, **options)  # type: ignore[arg-type]


def test_words_that_several_kinds_know_are_ambiguous() -> None:
    alike = Codebook(lambda kind: [Code("one"), Code("two")] if kind in ("sector", "place") else [])
    with pytest.raises(AmbiguousOperands, match="'one' and 'two' may name a sector or place; use --of to say which"):
        sides(alike, "one", "two")
    assert sides(alike, "one", "two", of="place").kind == "place"


def test_every_key_that_can_be_compared_by(codes: Codebook) -> None:
    mine = operands.every_value("sector", "教育", codes)
    assert (mine.base, mine.kind) == ("education", "sector")
    with pytest.raises(UnknownWord, match="unknown --by key 'secter'; did you mean 'sector'"):
        operands.every_value("secter", None, codes)


def test_measures_are_compared_where_they_share_a_unit_and_have_no_share(codes: Codebook) -> None:
    paid = [
        figure("p", 100, measure="pledge", provider="shanxi"), figure("q", 40, measure="disbursement", provider="shanxi"),
        figure("r", 7, measure="disbursement", provider="beijing"), figure("s", 7, measure="disbursement", unit="USD", provider="shanxi"),
    ]  # fmt: skip
    mine = operands.named_operands(["pledge", "拨付"], None, None, codes, ids, "provider")
    rows = compare(total(paid, rows=mine.rows), mine)
    assert (mine.kind, mine.by) == ("measure", ("provider",))
    told = {(*each.group.by, each.unit, each.measure): each.quantity and each.quantity.value for each in rows}
    assert told == {
        ("shanxi", "CNY", "pledge"): 100, ("shanxi", "CNY", "disbursement"): 40, ("shanxi", "USD", "pledge"): None,
        ("shanxi", "USD", "disbursement"): 7, ("beijing", "CNY", "pledge"): None, ("beijing", "CNY", "disbursement"): 7,
    }  # fmt: skip
    (difference,) = (each.difference.value for each in rows if each.difference and each.operand != each.base)
    assert difference == -60
    assert {each.share for each in rows} == {None}


def test_operands_by_a_key_have_shares_of_their_own_whole(codes: Codebook) -> None:
    places = [figure(f"{sector}-{place}", value, sector=sector, recipient=place) for sector, place, value in
              (("education", "changji", 1), ("health", "changji", 3), ("education", "fukang", 9), ("health", "fukang", 1))]  # fmt: skip
    mine = operands.named_operands(["education", "health"], None, None, codes, ids, "recipient")
    shares = {(each.group.by[0], each.operand): each.share and each.share.value for each in compare(total(places, rows=mine.rows), mine)}
    assert shares == {
        ("changji", "education"): Decimal("0.25"), ("changji", "health"): Decimal("0.75"),
        ("fukang", "education"): Decimal("0.9"), ("fukang", "health"): Decimal("0.1"),
    }  # fmt: skip
