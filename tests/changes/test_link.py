"""Linking parts to wholes: what is proposed, how it is answered, and that totals then count everything once."""

import os
import signal
import subprocess
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

import pytest
from hypothesis import given

from aidcli.changes.checks import Finding, findings
from aidcli.changes.linking import Link, Proposal, link_figures, propose_links, suspects_to_link
from aidcli.changes.outline import Outline
from aidcli.model.figure import Figure
from aidcli.query.overlaps import EXACT_SUM, SAME, WHOLE_AND_PARTS, Overlaps
from aidcli.query.totals import overlaps_among
from tests.made import held, record, write
from tests.running import Ask, environment, on_a_terminal, ours
from tests.strategies import SETTING, SHIPPED, figure, overlapping, total

AID = [
    record("all-aid", 185000000, sector="multisector", period="2020/2023"),
    record("schools", 62000000, period="2020/2023", note="rounded"),
    record("clinics", 41000000, bound="at-least", sector="health", period="2020/2023"),
]
WATER = {"sector": "water", "recipient": "changji"}


def proposed(figures: list[Figure], dates: dict[str, str | None] | None = None) -> list[Proposal]:
    suspects = [each for overlaps in overlaps_among(figures, SETTING) for each in suspects_to_link(overlaps).suspects]
    return propose_links(suspects, figures, dates or {})


def named(figures: list[Figure], dates: dict[str, str | None] | None = None) -> list[tuple[str, str, int]]:
    return [(link.part.id, link.whole.id, link.rule) for links in proposed(figures, dates) for link in links]


def faults(figures: list[Figure]) -> list[Finding]:
    return [each for each in findings(Outline(figures), figures, SHIPPED) if each.fault]


def after(figures: list[Figure], proposals: list[Proposal]) -> list[Figure]:
    changed = link_figures(Outline(figures), [link for links in proposals for link in links], lambda link: f"in {link.whole.id}").changed
    return [changed.get(each.id, each) for each in figures]


def test_windows_of_one_programme_go_each_to_the_next_larger() -> None:
    stated = [("c", 3510000000, "../2023-10"), ("a", 1376000000, "2016/2020"), ("b", 2850000000, "../2021-08")]
    figures = [figure(name, value, period=period, source=name, **WATER) for name, value, period in stated]
    assert named(figures) == [("a", "b", SAME), ("b", "c", SAME)]
    (one,) = total(after(figures, proposed(figures)))
    assert one.quantity is not None
    assert (one.quantity.value, one.counted, one.suspects.numbers) == (3510000000, 1, (0, 0, 0))


@pytest.mark.parametrize(
    ("one", "other", "part"),
    [
        ({"value": 9, "period": "2020"}, {"value": 5, "period": "2020/2021"}, "one"),
        ({"value": 9, "period": "2020"}, {"value": 5, "period": "2020"}, "other"),
        ({"value": 5, "period": "2020", "source": "late"}, {"value": 5, "period": "2020", "source": "early"}, "one"),
        ({"value": 5, "period": "2020", "source": "early"}, {"value": 5, "period": "2020", "source": "undated"}, "other"),
        ({"value": 5, "period": "2020"}, {"value": 5, "period": "2020"}, "other"),
        ({"value": 5, "period": "2020", "bound": "range", "upper": 10}, {"value": 9, "period": "2020"}, "other"),
    ],
)
def test_of_the_same_thing_the_shorter_the_smaller_or_the_later_is_the_part(one: dict[str, Any], other: dict[str, Any], part: str) -> None:
    figures = [figure(name, **({"subject": "s", "source": "doc", **WATER} | keys)) for name, keys in (("one", one), ("other", other))]
    (found,) = named(figures, {"early": "2019", "late": "2021-05"})
    assert found == (part, "other" if part == "one" else "one", SAME)


def test_a_part_goes_to_the_smallest_of_its_wholes() -> None:
    figures = [
        figure("all", 100, sector="multisector"),
        figure("schools", 60, sector="education"),
        figure("policy", 20, sector="education-policy"),
    ]
    assert named(figures) == [("schools", "all", WHOLE_AND_PARTS), ("policy", "schools", WHOLE_AND_PARTS)]


def test_an_exact_sum_is_one_proposal_and_its_figures_go_to_the_smallest_sum() -> None:
    figures = [figure(name, value, line=1) for name, value in (("all", 54), ("half", 27), ("a", 12), ("b", 15))]
    assert [[(link.part.id, link.whole.id) for link in links] for links in proposed(figures)] == [
        [("half", "all")],
        [("a", "half"), ("b", "half")],
    ]


def test_no_link_is_moved_and_none_closes_a_cycle() -> None:
    figures = [
        figure("none", None),
        figure("all", 50, sector="multisector"),
        figure("linked", 20, sector="health", part_of="none"),
        figure("unspecified", 50, sector="unspecified"),
    ]
    assert named(figures) == [("all", "unspecified", WHOLE_AND_PARTS)]


@given(overlapping())
def test_whatever_is_accepted_counts_once_and_is_sound(figures: list[Figure]) -> None:
    before = {each.id: each for each in figures}
    known = faults(figures)
    while proposals := proposed(figures):
        figures = after(figures, proposals)
    assert [each for each in faults(figures) if each not in known and each.key != "value"] == []
    assert all(each.part_of == before[each.id].part_of for each in figures if before[each.id].part_of)
    assert all(bool(each.note) == (each.part_of != before[each.id].part_of) for each in figures)
    unmoved = {each.id for each in figures if each.part_of}
    for overlaps in overlaps_among(figures, SETTING):
        assert all({each.figure, *each.others} & unmoved for each in overlaps.same_things())
        assert all({*each.others} <= unmoved for each in (*overlaps.wholes(), *overlaps.summed_pairs()))


@given(overlapping())
def test_accepting_all_leaves_no_more_suspects_than_before(figures: list[Figure]) -> None:
    def first_two(counted: list[Overlaps]) -> int:
        return sum(sum(overlaps.summary().numbers[:2]) for overlaps in counted)

    linked = after(figures, proposed(figures))
    assert first_two(overlaps_among(linked, SETTING)) <= first_two(overlaps_among(figures, SETTING))


def test_links_are_proposed_in_little_time() -> None:
    made = Random(1)
    sectors = ("multisector", "education", "health", "water", "education-policy")
    pairs = [figure(f"{source}{at}", at, period="2020", source=source, **WATER) for source in ("a", "b") for at in range(1500)]
    wholes = [
        figure(
            f"{at}",
            made.randrange(1, 10**9),
            sector=made.choice(sectors),
            period=f"{made.randrange(1990, 2020)}-{made.randrange(1, 13):02}-{made.randrange(1, 28):02}",
            source=f"{at % 50}",
            recipient="changji",
            provider="shanxi",
        )
        for at in range(12000)
    ]
    for figures in (pairs, wholes):
        began = process_time()
        assert proposed(figures)
        assert process_time() - began < 5


@pytest.mark.parametrize(("most", "found", "is_all"), [(1, 1, False), (2, 2, False), (3, 3, True), (4, 3, True)])
@pytest.mark.parametrize("subject", ["same", None])
def test_pairs_are_looked_at_up_to_a_limit(most: int, found: int, is_all: bool, subject: str | None) -> None:
    if subject:
        figures = [figure(name, 5, subject=subject, period="2020") for name in "abc"]
    else:
        figures = [figure("all", 9, sector="multisector"), *(figure(name, 5, sector=name) for name in ("education", "health", "water"))]
    (overlaps,) = overlaps_among(figures, SETTING)
    looked = suspects_to_link(overlaps, most)
    assert (len(looked.suspects), looked.is_all) == (found, is_all)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "only the first 1 pairs of each rule, measure and unit were looked at; link some, then run 'aidcli link' again"),
        ("zh", "每种规则、指标和单位只查看了前1对；归入一部分后，请再次运行 'aidcli link'"),
    ],
)
def test_pairs_that_were_not_looked_at_are_told(aidcli: Ask, db: Path, monkeypatch: pytest.MonkeyPatch, lang: str, said: str) -> None:
    write(db, AID)
    questions = [["link", *words, "--lang", lang] for words in ([], ["--dry-run"], ["--format", "json"], ["--yes"])]
    assert not any(said in aidcli(*words).output for words in questions)
    monkeypatch.setattr("aidcli.cli.commands.link.PAIRS", 1)
    assert [aidcli(*words).output.count(said) for words in questions] == [1, 1, 1, 1]
    assert said in aidcli(*questions[2]).stderr


def test_the_total_of_a_report_counts_once_when_its_parts_are_linked(aidcli: Ask, db: Path) -> None:
    before = write(db, AID).read_bytes()
    assert on_a_terminal(db, ["link"], "y\ny\n")[0] == 0
    assert {each["id"]: (each.get("part_of"), each.get("note")) for each in held(db).values()} == {
        "all-aid": (None, None),
        "schools": ("all-aid", "rounded; its sector, places and period lie inside those of all-aid"),
        "clinics": ("all-aid", "its sector, places and period lie inside those of all-aid"),
    }
    assert aidcli("sum", "--strict", "--format", "value").stdout == "185000000\n"
    assert (aidcli("check").exit_code, aidcli("link").exit_code) == (0, 1)
    assert (aidcli("undo").exit_code, db.read_bytes()) == (0, before)


@pytest.mark.parametrize(
    ("typed", "linked"),
    [
        ("y\nn\n", {"schools"}),
        ("N\nYes\n", {"clinics"}),
        ("a\n", {"schools", "clinics"}),
        ("n\na\n", {"clinics"}),
        ("d\n", set()),
        ("y\nd\n", {"schools"}),
        ("y\nq\n", {"schools"}),
        ("?\nx\n\ny\nq\n", {"schools"}),
        ("ｙ\n否\n", {"schools"}),
        ("?\nadd\nd\n", set()),  # A command typed too early is no answer.
    ],
)
def test_each_is_asked_for_and_answered_by_a_letter(tmp_path: Path, typed: str, linked: set[str]) -> None:
    db = write(tmp_path / "store.json", AID)
    before = db.read_bytes()
    status, said = on_a_terminal(db, ["link"], typed)
    assert status == 0
    assert {each["id"] for each in held(db).values() if "part_of" in each} == linked
    assert ("d - no to this and all that remain" in said) == ("?" in typed)
    assert "(1/2) Link to all-aid: 185,000,000 CNY [y,n,a,d,q,?]?" in said
    assert linked or (db.read_bytes() == before and "nothing was written" in said)


def test_an_exact_sum_is_asked_for_once(tmp_path: Path) -> None:
    db = write(tmp_path / "store.json", [record("all", 28), *(record(f"p{at}", 4, subject=f"p{at}") for at in range(7))])
    status, said = on_a_terminal(db, ["link", "--lang", "zh"], "y\n")
    assert (status, len([each for each in held(db).values() if "part_of" in each])) == (0, 7)
    assert "等共7条" in said
    assert "（1/1）归入 all：28元？" in said
    assert held(db)["p6"]["note"] == "与相邻各条之和恰等于 all"


@pytest.mark.parametrize("end", [b"\x04", b"\x03"])
def test_an_interrupted_answer_writes_nothing(tmp_path: Path, end: bytes) -> None:
    db = write(tmp_path / "store.json", AID)
    before = db.read_bytes()
    terminal, theirs = os.openpty()
    with subprocess.Popen(ours("link"), stdin=theirs, stderr=theirs, stdout=subprocess.DEVNULL, env=environment(db)) as program:
        said = b""
        os.write(terminal, b"y\n")
        while b"(2/2)" not in said:
            said += os.read(terminal, 1000)
        if end == b"\x03":
            program.send_signal(signal.SIGINT)
        else:
            os.write(terminal, end)
        status = program.wait()
    os.close(terminal)
    os.close(theirs)
    assert (status, db.read_bytes()) == (130, before)


def test_a_script_links_exact_sums_only(aidcli: Ask, db: Path) -> None:
    sums = [record(name, value, measure="people-sent", unit="person") for name, value in (("all", 25), ("a", 12), ("b", 13))]
    text = write(db, AID + sums).read_bytes()
    result = aidcli("link")
    assert (result.exit_code, db.read_bytes(), "nothing was written" in result.stderr) == (0, text, True)
    assert (aidcli("link", "--yes", "--dry-run").exit_code, db.read_bytes()) == (0, text)
    result = aidcli("link", "--yes")
    assert (result.exit_code, "need an answer: 2" in result.stdout) == (0, True)
    assert {each["id"] for each in held(db).values() if "part_of" in each} == {"a", "b"}
    linked = db.read_bytes()
    result = aidcli("link", "--yes")
    assert (result.exit_code, db.read_bytes(), "nothing to link" in result.stderr) == (1, linked, True)


def test_parts_are_linked_by_hand_once(aidcli: Ask, db: Path) -> None:
    write(db, AID)
    assert aidcli("link", "schools", "schools", "--whole", "all-aid").exit_code == 0
    assert held(db)["schools"]["note"] == "rounded; linked to all-aid by hand"
    text = db.read_bytes()
    for words, status, said in (
        (["schools", "--whole", "all-aid"], 1, "nothing to link"),
        (["schools", "--whole", "clinics"], 2, "'schools' is part of 'all-aid' already; use 'aidcli edit schools --part-of clinics'"),
        (["all-aid", "--whole", "schools"], 2, "part_of forms a cycle"),
        (["clinics", "--whole", "all-aids"], 2, "did you mean 'all-aid'?"),
        (["clinics", "--whole", "all-aid", "--yes"], 2, "go together"),
        (["clinics", "--whole", "all-aid", "--sector", "health"], 2, "go together"),
        (["--whole", "all-aid"], 2, "go together"),
    ):
        for dry in ([], ["--dry-run"]):
            result = aidcli("link", *words, *dry)
            assert (result.exit_code, said in result.stderr, db.read_bytes()) == (status, True, text), result.stderr


def test_parts_larger_than_their_whole_are_told(aidcli: Ask, db: Path) -> None:
    write(db, [record("whole", 5), record("part", 9)])
    result = aidcli("link", "part", "--whole", "whole")
    assert (result.exit_code, "'whole': value: its part is 9, more than the whole's 5" in result.stderr) == (0, True)


def test_a_cycle_is_told_once(aidcli: Ask, db: Path) -> None:
    write(db, [record("all", 9), record("edu", 8, part_of="all"), *(record(name, 2, part_of="edu") for name in "abc")])
    result = aidcli("edit", "all", "--part-of", "edu")
    assert (result.exit_code, result.stderr.count("part_of forms a cycle")) == (2, 1)


def test_a_store_that_does_not_exist_is_not_made(aidcli: Ask, db: Path) -> None:
    assert [aidcli("link", *words).exit_code for words in ([], ["--yes"], ["a", "--whole", "b"])] == [3, 3, 2]
    assert not db.exists()


def test_a_link_is_of_two_figures_as_they_are_stored() -> None:
    part, whole = figure("part", note="as printed"), figure("whole")
    (changed,) = link_figures(Outline([part, whole]), [Link(part, whole, EXACT_SUM)], lambda link: link.whole.id).changed.values()
    assert (changed.part_of, changed.note) == ("whole", "as printed; whole")
