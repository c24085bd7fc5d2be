"""Chains of thousands of links and codes: each link is followed once, however long the chains are."""

from collections.abc import Iterator
from functools import partial
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.changes.checks import findings
from aidcli.changes.outline import Outline
from aidcli.changes.revision import remove_figures
from aidcli.errors import Cycle
from aidcli.model.codes import Code, Codebook, Codelist
from aidcli.model.figure import Figure
from aidcli.model.lineage import ancestors, ring_of, rings
from aidcli.query.code_counts import CombinationsFold, count_codes
from aidcli.query.members import Setting
from aidcli.query.query import Query, Rows
from aidcli.query.totals import TotalsFold, overlaps_among
from tests.strategies import SETTING, SHIPPED, figure, total


@pytest.fixture
def quick() -> Iterator[None]:
    start = process_time()
    yield
    assert process_time() - start < 6


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("turned", [False, True])
def test_a_chain_of_20_000_parts(turned: bool) -> None:
    figures = [figure(f"f{at}", 10**6 - at, part_of=f"f{at - 1}" if at else None) for at in range(20_000)]
    if turned:
        figures.reverse()
    (one,) = total(figures)
    assert (one.counted, len(one.left_out)) == (1, 19_999)
    assert list(findings(Outline(figures), figures, SHIPPED)) == []


@pytest.mark.usefixtures("quick")
def test_a_chain_that_runs_into_a_ring() -> None:
    figures = [figure(f"f{at}", 1, part_of=f"f{max(at - 1, 0) or 2_000}") for at in range(1, 20_001)]
    found = [each.id for each in findings(Outline(figures), figures, SHIPPED) if each.key == "part_of"]
    assert len(found) == 20_000
    with pytest.raises(Cycle, match=r"^part_of forms a cycle: .{1,120}; unlink one of them$"):
        total(figures)


@pytest.mark.usefixtures("quick")
def test_20_000_figures_of_a_chain_are_removed_and_their_parts_kept() -> None:
    gone = [figure(f"f{at}", part_of=f"f{at - 1}" if at else "top") for at in range(20_000)]
    figures = [figure("top"), *gone, *(figure(f"part-{at}", part_of=f"f{at}") for at in range(0, 20_000, 10))]
    revision = remove_figures(Outline(figures), figures, {each.id for each in gone}, keep_parts=True)
    assert {each.part_of for each in revision.changed.values()} == {"top"}
    assert (len(revision.changed), len(revision.removed)) == (2_000, 20_000)


earlier = st.fixed_dictionaries({each: st.sampled_from([None, "nowhere", *"abcdef"[:at]]) for at, each in enumerate("abcdef")})


@given(earlier, st.sets(st.sampled_from("abcdef")))
def test_parts_are_kept_in_the_nearest_whole_that_remains(part_of: dict[str, str | None], ids: set[str]) -> None:
    figures = [figure(each, part_of=whole) for each, whole in part_of.items()]
    whole_of = {each: whole for each, whole in part_of.items() if whole}
    changed = remove_figures(Outline(figures), figures, ids, keep_parts=True).changed
    assert {part: each.part_of for part, each in changed.items()} == {
        part: next((each for each in ancestors(part, whole_of) if each not in ids), None)
        for part, whole in whole_of.items()
        if whole in ids and part not in ids
    }


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")))
def test_rings_are_those_that_following_every_part_finds(whole_of: dict[str, str]) -> None:
    def in_ring(part: str) -> bool:
        try:
            return not [*ancestors(part, whole_of), True]
        except Cycle:
            return True

    found = rings(whole_of)
    assert set(found) == {part for part in whole_of if in_ring(part)}
    for member in found.values():
        ring = ring_of(member, whole_of)
        assert [whole_of[each] for each in ring] == [*ring[1:], member]
        assert {found[each] for each in ring} == {member}


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh-")))
def test_intervals_hold_what_lies_inside_also_where_codes_run_in_a_ring(parent_of: dict[str, str]) -> None:
    tree = Codelist("place", [Code(code, parent) for code, parent in parent_of.items()])
    for one in parent_of:
        first, last = tree.intervals[one]
        assert {each for each in parent_of if first <= tree.intervals[each][0] <= last} == tree.within(one)
        assert all((one in tree.path(each)) == (each in tree.within(one)) for each in parent_of)


@pytest.mark.parametrize(("gone", "kept"), [("ab", {}), ("a", {"b": None}), ("abc", {})])
def test_a_ring_can_be_removed_and_one_of_its_figures_breaks_it(gone: str, kept: dict[str, str | None]) -> None:
    figures = [figure("a", part_of="b"), figure("b", part_of="a"), figure("c")]
    revision = remove_figures(Outline(figures), figures, set(gone), keep_parts=True)
    assert [each.id for each in revision.removed] == [*gone]
    assert {part: each.part_of for part, each in revision.changed.items()} == kept


def chain(kind: str, number: int = 1200, *, ring: bool = False) -> list[Code]:
    if kind != "place":
        return list(SHIPPED[kind])
    return [Code(f"place-{at}", f"place-{at - 1}" if at else f"place-{number - 1}" * ring) for at in range(number)]


@pytest.mark.usefixtures("quick")
def test_a_chain_of_1_200_places() -> None:
    codes = Codebook(chain)
    places = codes["place"]
    assert len(places.path("place-1199")) == len(places.within("place-0")) == 1200
    figures = [figure(f"f{at}", 2000 - at, recipient=f"place-{at}", subject="aid", period="2020") for at in range(1200)]
    fold: Any = CombinationsFold(Query())
    fold.take(figures)
    assert [each.figures for each in count_codes(fold.result(), codes, ["place"])] == list(range(1200, 0, -1))
    totals = TotalsFold(Query(), Rows(), Setting(codes))
    totals.take(figures)
    assert totals.result().rows[0].counted == 1200
    assert list(overlaps_among(figures, SETTING))


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("number", "ring"), [(5_000, False), (20_000, True)])
@pytest.mark.parametrize("key", ["recipient", "provider"])
def test_wholes_and_parts_along_a_long_chain_of_places(number: int, ring: bool, key: str) -> None:
    def figures() -> Iterator[Figure]:
        for at in range(number):
            keys = {"recipient": "place-0", "provider": "place-0", "period": f"{2000 + at % 3}", key: f"place-{at}"}
            yield figure(f"f{at}", 10**6 - at, sector=("education", "multisector")[at % 2], **keys)

    setting = Setting(Codebook(partial(chain, number=number, ring=ring)))
    (overlaps,) = overlaps_among(figures(), setting)
    assert overlaps.summary().numbers[1] == number // 2 - 2


def test_codes_that_run_in_a_ring_end_where_it_closes() -> None:
    ring = Codelist("place", [Code("a", "b"), Code("b", "c"), Code("c", "a"), Code("d", "a")])
    assert ring.path("d") == ("d", "a", "b", "c")
    assert ring.within("b") == {"a", "b", "c", "d"}
