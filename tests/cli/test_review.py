"""A review on a terminal: each draft answered by a letter, one write at the end, and nothing asked twice."""

import json
import os
import re
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from tests.made import held, tables, write
from tests.running import aidcli, environment, on_a_terminal, ours

REPORT = """林县报告
2024年,教育援助资金1.2亿元,其中新建教室4800万元。
选派教师45名,县医院建设近3000万元。
计划2025年投入教育资金2亿元。第3批教师已经到岗。
"""
IDS = ("lin-2-2", "lin-2-3", "lin-3-1", "lin-3-2", "lin-4-2")
"""The drafts of the report: the fourth lacks a measure, the last is doubtful."""


@pytest.fixture(autouse=True)
def report(tmp_path: Path) -> None:
    (tmp_path / "lin.txt").write_text(REPORT, "utf-8")


def review(db: Path, typed: str, *words: str) -> tuple[int, str]:
    return on_a_terminal(db, ["extract", "lin.txt", "--review", "--source", "lin", "--title", "Lin", *words], typed)


def refused(db: Path) -> list[tuple[int, int, str, str]]:
    return [(each["line"], each["start"], each["printed"], each["reason"]) for each in tables(db).get("not_figures", {}).values()]


@pytest.mark.parametrize(
    ("typed", "taken", "said"),
    [
        ("y\ny\ny\nq\n", IDS[:3], "added 3"),
        ("yes\nno\ny\nq\n", (IDS[0], IDS[2]), "added 2, refused 1"),
        ("a\n", IDS[:3], "Not answered: 2: lin-3-2, lin-4-2."),
        ("j\nj\na\n", IDS[:3], "added 3"),
        ("y\nu\nn\nq\n", (), "refused 1"),
        ("y\ny\nu\nu\nq\n", (), "nothing was written"),
        ("u\nq\n", (), "nothing was answered yet"),
        ("=\nq\n", (), "no figure was taken yet"),
        ("j\ny\nq\n", (IDS[1],), "because the whole was not taken"),
        ("j\nk\ny\nq\n", (IDS[0],), "added 1"),
        ("j\nj\nj\ny\ninvestment\nq\n", (IDS[3],), "Measure (Funding, Investment"),
        ("j\nj\nj\ny\n\nq\n", (), "nothing was written"),
        ("j\nj\nj\ny\nnothing\nq\n", (), "unknown measure 'nothing'"),
        ("x\nnope\n\nq\n", (), "e - edit: e sector=health"),
        ("y\nj\nj\nj\nj\ny\nq\n", IDS[:2], "added 2"),  # Beyond the last is the first.
        ("y\ny\ny\nj\ny\ny\ninvestment\n", IDS, "added 5"),
    ],
)
def test_each_draft_is_answered_by_a_letter(tmp_path: Path, typed: str, taken: tuple[str, ...], said: str) -> None:
    db = tmp_path / "s.json"
    status, told = review(db, typed)
    assert (status, said in told) == (0, True), told
    assert (tuple(held(db)) if db.exists() else ()) == taken
    assert "nothing was written" not in told or not db.exists()
    assert "\x1b[1;33m1.2亿元\x1b[0m" in told


def test_what_is_written_is_one_change_and_names_its_document(tmp_path: Path) -> None:
    db = write(tmp_path / "s.json", [])
    before = db.read_bytes()
    assert review(db, "y\ny\nn\nq\n")[0] == 0
    (source,) = tables(db)["sources"].values()
    assert (source["id"], source["title"], source["language"], len(source["sha256"])) == ("lin", "Lin", "zh", 64)
    assert held(db)["lin-2-3"]["part_of"] == "lin-2-2"
    assert refused(db) == [(3, 4, "45名", "refused in a review")]
    assert aidcli("undo", "--db", str(db)).exit_code == 0
    assert db.read_bytes() == before


def test_what_was_answered_is_not_asked_again(tmp_path: Path) -> None:
    db = tmp_path / "s.json"
    review(db, "y\nn\nn 定额\nq\n")
    status, told = on_a_terminal(db, ["extract", "lin.txt", "--review"], "j\nq\n")
    assert (status, "(1/2)" in told, "lin-3-2" in told, "lin-4-2" in told, "lin-3-1" in told) == (0, True, True, True, False)
    assert aidcli("edit", "lin-2-2", "--note", "n", "--db", str(db)).exit_code == 0
    on_a_terminal(db, ["extract", "lin.txt", "--review"], "n\nn\n")
    assert [each[3] for each in refused(db)] == ["refused in a review", "定额", "refused in a review", "a target, not a result"]
    before = db.read_bytes()
    status, told = on_a_terminal(db, ["extract", "lin.txt", "--review"], "")
    assert (status, "nothing to review" in told, db.read_bytes()) == (0, True, before)
    with TinyDB(db) as stock:
        assert {each["printed"] for each in stock.table("not_figures")} == {"4800万元", "45名", "近3000万元", "2亿元"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("e value=1.3亿元", {"value": 130000000, "printed": "1.2亿元", "unit": "CNY"}),
        ("e value=近3000人 measure=选派", {"value": 3000, "bound": "under", "unit": "person", "measure": "people-sent"}),
        ("e sector=卫生 period=2020/2023 subject=aid for health", {"sector": "health", "period": "2020/2023", "subject": "aid for health"}),
        ("e\nid=education-aid note=as reported", {"id": "education-aid", "note": "as reported"}),
        ("e period=", {"period": None}),
        ("e value=30万至50万元", {"value": 300000, "upper": 500000, "bound": "range"}),
    ],
)
def test_keys_are_edited_as_people_write_them(tmp_path: Path, typed: str, expected: dict[str, Any]) -> None:
    db = tmp_path / "s.json"
    status, told = review(db, f"{typed}\ny\nq\n")
    assert (status, "added 1" in told) == (0, True), told
    (record,) = tables(db)["figures"].values()
    assert {key: record.get(key) for key in expected} == expected


@pytest.mark.parametrize("typed", ["e nothing", "e colour=red", "e sector=nowhere", "e value=much", "e unit=CNY value=3人"])
def test_a_faulty_edit_changes_nothing_and_is_told(tmp_path: Path, typed: str) -> None:
    db = tmp_path / "s.json"
    status, told = review(db, f"{typed}\ny\nq\n")
    assert (status, told.count("aidcli: ") >= 2, held(db)["lin-2-2"]["value"]) == (0, True, 120000000)
    assert "Traceback" not in told


def test_a_figure_takes_over_sector_period_and_recipient_of_the_last(tmp_path: Path) -> None:
    db = tmp_path / "s.json"
    review(db, "e sector=卫生 period=2023 recipient=新疆\ny\nj\n=\ny\nq\n")
    figures = held(db)
    assert {figures["lin-3-1"][key] for key in ("sector", "period", "recipient")} == {"health", "2023", "xinjiang"}


def test_a_figure_is_made_part_of_another_from_a_list_or_by_id(tmp_path: Path) -> None:
    db = tmp_path / "s.json"
    status, told = review(db, "y\np 0\ny\nj\ne measure=funding\np\n2\ny\nq\n")
    assert (status, "  1  48,000,000  Funding" in told, "  2  120,000,000  Funding" in told) == (0, True, True)
    assert {name: each.get("part_of") for name, each in held(db).items()} == {"lin-2-2": None, "lin-2-3": None, "lin-3-2": "lin-2-2"}
    assert aidcli("undo", "--db", str(db)).exit_code == 0
    review(db, "e id=aid\ny\np aid\ny\np\nq\n")
    assert held(db)["lin-2-3"]["part_of"] == "aid"  # As the whole is called now.
    assert review(tmp_path / "t.json", "p\nq\n")[1].count("no earlier figure of this unit could hold it") == 1


def test_parts_of_one_another_are_not_written_so(tmp_path: Path) -> None:
    db = tmp_path / "s.json"
    status, told = review(db, "p lin-2-3\ny\ny\nq\n")
    assert (status, "Not linked by part_of" in told, len(held(db))) == (0, True, 2)
    assert not any("part_of" in each for each in held(db).values())


def test_what_moved_or_changed_is_asked_for_and_replaced_only_on_yes(tmp_path: Path) -> None:
    db = tmp_path / "s.json"
    review(db, "a\n")
    again = ["extract", "lin.txt", "--review", "--source", "lin"]
    Path("lin.txt").write_text("\n" + REPORT, "utf-8")
    assert "changed 3" in on_a_terminal(db, again, "a\n")[1]
    assert [each["line"] for each in held(db).values()] == [3, 3, 4]
    Path("lin.txt").write_text("\n" + REPORT.replace("45名", "48名"), "utf-8")
    assert "changed: was 45名" in on_a_terminal(db, again, "a\n")[1]
    assert held(db)["lin-3-1"]["value"] == 45
    assert on_a_terminal(db, again, "y\nq\n")[0] == 0
    assert (held(db)["lin-3-1"]["value"], held(db)["lin-3-1"]["printed"]) == (48, "48名")


@pytest.mark.parametrize("end", [b"\x04", b"\x03"])
def test_an_interrupted_review_writes_nothing(tmp_path: Path, end: bytes) -> None:
    db = tmp_path / "s.json"
    terminal, theirs = os.openpty()
    command = ours("extract", "lin.txt", "--review")
    with subprocess.Popen(command, stdin=theirs, stderr=theirs, stdout=subprocess.DEVNULL, env=environment(db)) as program:
        said = b""
        os.write(terminal, b"y\nn\n")
        while b"(3/5)" not in said:
            said += os.read(terminal, 10000)
        if end == b"\x03":
            program.send_signal(signal.SIGINT)
        else:
            os.write(terminal, end)
        status = program.wait()
    os.close(terminal)
    os.close(theirs)
    assert (status, db.exists()) == (130, False)


def test_a_review_speaks_chinese(tmp_path: Path) -> None:
    db = tmp_path / "s.json"
    status, told = review(db, "?\nj\nj\nj\ne 部门=教育，指标=投资\nｙ\nj\nj\nq\n", "--lang", "zh")
    said = ("（1/5）采纳？", "y - 采纳", "数值  1.2亿元", "存疑：目标，并非成果", "新增1条；可用 'aidcli undo' 撤销", "未答：4条")
    assert (status, [words for words in said if words not in told]) == (0, [])


def test_a_review_needs_a_terminal(tmp_path: Path) -> None:
    result = aidcli("extract", "lin.txt", "--review", AIDCLI_DB=tmp_path / "s.json")
    assert (result.exit_code, "--review asks on a terminal" in result.stderr) == (2, True)


def test_text_cannot_control_the_terminal(tmp_path: Path) -> None:
    Path("lin.txt").write_text("教育\x07援助资金1.2亿元。", "utf-8")
    told = review(tmp_path / "s.json", "q\n")[1]
    assert "\x07" not in told
    assert "教育␇援助资金" in told


def test_numbers_that_are_no_figures_are_asked_for_with_all(tmp_path: Path) -> None:
    db = tmp_path / "s.json"
    review(db, "n year\nq\n", "--all")
    assert refused(db) == [(2, 0, "2024年", "year")]
    drafts = json.loads(aidcli("extract", "lin.txt", "--all", "--format", "json", "--db", str(db)).stdout)
    assert next(each["reason"] for each in drafts if each["state"] == "none") == "year"


def test_the_sentence_is_folded_between_words(tmp_path: Path) -> None:
    text = "The county received aid for its schools. " * 3 + "In 2024 it received 3.5 million yuan of aid for schools."
    (tmp_path / "lin.txt").write_text(text.replace(". ", ", ") + "\n", "utf-8")
    _, said = review(tmp_path / "s.json", "?\nq\n")
    shown = [
        line for line in re.sub(r"\x1b\[[\d;]*m", "", said.partition("lin-1-2  new")[2]).splitlines() if "Take it" not in line
    ]  # An answer is echoed elsewhere.
    assert "The county received aid for its schools" in said
    assert max(map(len, shown)) <= 80
