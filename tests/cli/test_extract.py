"""Figures out of a text: drafted, imported, and known the next time; in whatever encoding."""

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from aidcli.display.drafts import of_drafts
from aidcli.display.speech import Speech
from aidcli.model.codes import Codebook
from aidcli.model.figure import NotFigure
from aidcli.model.seeds import shipped_codes
from aidcli.prose.drafts import draft_records
from aidcli.prose.reader import read_text
from aidcli.store.change import change_file
from tests.made import held, tables
from tests.prose.scoring import VOCABULARY
from tests.running import aidcli

TEXT = "2024年,林县教育援助资金1.2亿元,其中新建教室4800万元;县医院建设近3000万元。\r\n选派教师45名。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_encoding_is_told_by_the_bytes(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "report.txt").write_bytes(TEXT.encode(encoding))
    answer = aidcli("extract", str(tmp_path / "report.txt"), "--format", "csv", "--fields", "printed,line,start", "--no-header")
    assert answer.stdout.splitlines() == ["1.2亿元,1,14", "4800万元,1,26", "近3000万元,1,38", "45名,2,4"]


def test_standard_input_and_a_named_encoding() -> None:
    answer = aidcli(
        "extract",
        "-",
        "--encoding",
        "big5",
        "--format",
        "csv",
        "--fields",
        "id,printed",
        "--no-header",
        typed="援助資金3億元。".encode("big5"),
    )
    assert answer.stdout == "document-1-1,3億元\n"
    assert aidcli("extract", "-", "--encoding", "ascii", typed="3亿元".encode()).exit_code == 3


def test_drafts_are_imported_and_then_known(tmp_path: Path) -> None:
    (tmp_path / "lin.txt").write_text(TEXT, "utf-8", newline="")
    store = str(tmp_path / "lin.json")
    assert aidcli("codes", "add", "source", "lin-2024", "--en", "Lin", "--db", store).exit_code == 0
    words = ("extract", str(tmp_path / "lin.txt"), "--source", "lin-2024", "--db", store)
    drafts = aidcli(*words, "--complete-only", "--format", "csv").stdout
    assert aidcli("import", "-", "--from", "csv", "--db", store, typed=drafts).exit_code == 0
    assert aidcli("check", "--db", store, "--document", str(tmp_path / "lin.txt"), "--source", "lin-2024").exit_code == 0
    total = aidcli("sum", "--db", store, "--measure", "funding", "--format", "csv", "--fields", "value,left_out", "--no-header")
    assert total.stdout == "120000000,1\n"  # The classrooms are part of the aid.
    again = aidcli(*words, "--format", "csv", "--fields", "state", "--no-header").stdout.split()
    assert sorted(again) == ["known", "known", "known", "new"]  # The hospital has no measure yet.


def test_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "lin.txt").write_text(TEXT, "utf-8")
    assert aidcli("extract", str(tmp_path / "lin.txt")).exit_code == 0
    assert [each.name for each in tmp_path.iterdir()] == ["lin.txt"]


def test_a_text_without_figures_is_status_1() -> None:
    answer = aidcli("extract", "-", typed="没有数字。")
    assert (answer.exit_code, answer.stdout) == (1, "")


REPORT = "林县报告\n2024年,教育援助资金1.2亿元,其中新建教室4800万元。\n选派教师45名,培训医生200余名。\n"


@pytest.fixture
def reviewed(db: Path) -> Path:
    """Write a report and a store that holds its figures."""
    Path("lin.txt").write_text(REPORT, "utf-8")
    Path("d.csv").write_text(aidcli("extract", "lin.txt", "--title", "Lin County report", "--format", "csv").stdout, "utf-8")
    assert aidcli("import", "d.csv").exit_code == 0
    return db


def states(*words: str) -> dict[str, str]:
    """Return the state of each draft of the report by its printed form; of equal ones, the states in order."""
    drafts = json.loads(aidcli("extract", "lin.txt", "--source", "lin", "--all", "--format", "json", *words).stdout)
    printed: dict[str, str] = {}
    for each in drafts:
        printed[each["printed"]] = " ".join(filter(None, (printed.get(each["printed"]), each["state"])))
    return printed


def test_a_new_source_travels_with_its_drafts(reviewed: Path) -> None:
    (source,) = (each for each in tables(reviewed)["sources"].values())
    digest = hashlib.sha256(REPORT.encode()).hexdigest()
    assert source == {"id": "lin", "title": "Lin County report", "language": "zh", "sha256": digest}
    assert aidcli("check", "--document", "lin.txt").exit_code == 0
    Path("copy.txt").write_text(REPORT, "utf-8")
    assert set(states().values()) == {"known", "none"}
    copied = aidcli("extract", "copy.txt", "--format", "csv")
    assert "known 4" in copied.stderr  # Known by its SHA-256, whatever its name.
    other = aidcli("extract", "copy.txt", "--source", "new", "--format", "csv")
    assert "'copy.txt' is stored already, as source lin" in other.stderr
    assert "--title: source 'lin' is stored already" in aidcli("extract", "lin.txt", "--title", "Again").stderr


def test_a_file_of_the_name_of_another_document_is_a_new_source(reviewed: Path) -> None:
    Path("lin.txt").write_text("培训教师30名。", "utf-8")
    assert aidcli("extract", "lin.txt", "--format", "csv", "--fields", "id,state", "--no-header").stdout == "lin-2-1-1,new\n"
    named = aidcli("extract", "lin.txt", "--source", "lin", "--format", "csv", "--fields", "id,state", "--no-header")
    assert "it has another SHA-256" in named.stderr
    assert "Figures of the store that the text does not state, or no longer in this form: 4" in named.stderr


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (("林县报告\n", "林县报告\n本报讯\n\n"), {"1.2亿元": "moved", "4800万元": "moved", "45名": "moved", "200余名": "moved"}),
        (("选派教师45名", "选派教师48名"), {"1.2亿元": "known", "4800万元": "known", "48名": "changed", "200余名": "known"}),
        (("选派教师45名,", "选派优秀教师45名,"), {"1.2亿元": "known", "4800万元": "known", "45名": "moved", "200余名": "moved"}),
        (("选派教师45名", "安排项目3个,选派教师45名"), {"1.2亿元": "known", "3个": "new", "45名": "moved", "200余名": "moved"}),
        (("选派教师45名,", ""), {"1.2亿元": "known", "4800万元": "known", "200余名": "moved"}),
        (("200余名。", "200余名。选派教师45名。"), {"45名": "known repeat", "200余名": "known"}),
        (("选派教师45名,培训医生200余名", "培训医生200余名,选派教师45名"), {"45名": "moved", "200余名": "moved"}),
    ],
)
def test_what_the_store_has_is_told_by_place_form_and_neighbourhood(
    reviewed: Path, edit: tuple[str, str], expected: dict[str, str]
) -> None:
    Path("lin.txt").write_text(REPORT.replace(*edit), "utf-8")
    found = states()
    assert {key: state for key, state in found.items() if key in expected} == expected


def test_a_moved_figure_keeps_what_was_curated_and_import_moves_it(reviewed: Path) -> None:
    assert aidcli("edit", "lin-3-1", "--id", "teachers", "--subject", "teachers sent").exit_code == 0
    Path("lin.txt").write_text(REPORT.replace("林县报告\n", ""), "utf-8")
    drafts = aidcli("extract", "lin.txt", "--source", "lin", "--format", "csv").stdout
    assert aidcli("import", "-", "--from", "csv", typed=drafts).exit_code == 0
    assert held(reviewed)["teachers"]["subject"] == "teachers sent"
    assert (held(reviewed)["teachers"]["line"], len(held(reviewed))) == (2, 4)
    assert aidcli("check", "--document", "lin.txt", "--source", "lin").exit_code == 0


def test_a_changed_figure_is_never_replaced_unasked(reviewed: Path) -> None:
    Path("lin.txt").write_text(REPORT.replace("45名", "48名"), "utf-8")
    drafts = aidcli("extract", "lin.txt", "--source", "lin", "--format", "csv").stdout
    before = reviewed.read_bytes()

    def imported(*words: str) -> tuple[int, str]:
        result = aidcli("import", "-", "--from", "csv", *words, typed=drafts)
        return result.exit_code, result.stderr

    status, said = imported()
    assert (status, reviewed.read_bytes()) == (2, before)
    assert "'lin-3-1': in the file 48 person of source 'lin'" in said
    assert "in the store 45 person" in said
    assert (imported("--on-conflict", "skip")[0], reviewed.read_bytes()) == (0, before)
    assert imported("--on-conflict", "rename")[0] == 0
    assert [held(reviewed)[name]["value"] for name in ("lin-3-1", "lin-3-1-OF-lin")] == [45, 48]
    renamed = reviewed.read_bytes()
    assert (imported("--on-conflict", "rename")[0], reviewed.read_bytes()) == (0, renamed)
    assert aidcli("undo").exit_code == 0
    assert imported("--on-conflict", "replace")[0] == 0
    assert (held(reviewed)["lin-3-1"]["value"], held(reviewed)["lin-3-1"]["printed"], len(held(reviewed))) == (48, "48名", 4)


def test_what_is_left_out_is_listed_and_its_parts_are_unlinked(db: Path) -> None:
    Path("lin.txt").write_text(REPORT + "计划投入资金3亿元。县医院建设3000万元。", "utf-8")
    rows = list(csv.DictReader(io.StringIO(aidcli("extract", "lin.txt", "--doubtful", "--format", "csv").stdout)))
    rows[0]["state"] = "skip"
    Path("d.json").write_text(json.dumps([{key: text or None for key, text in row.items()} for row in rows]), "utf-8")
    Path("d.json").write_text(Path("d.json").read_text("utf-8").replace('": "45"', '": 45'), "utf-8")

    def told(*words: str) -> Any:
        drafts = io.StringIO()
        writer = csv.DictWriter(drafts, rows[0])
        writer.writeheader()
        writer.writerows(rows)
        return aidcli("import", "-", "--from", "csv", *words, typed=drafts.getvalue())

    refused = told()
    assert (refused.exit_code, db.exists()) == (2, False)
    assert "nothing was written; --complete-only leaves out rows that lack a required key:" in refused.stderr
    result = told("--complete-only", "--format", "csv")
    assert result.exit_code == 0
    assert "Left out as skip: 1: lin-2-2." in result.stderr
    assert "Left out as doubtful: 1: lin-4-1." in result.stderr
    assert "Left out, since they lack a required key: 1: lin-4-2." in result.stderr
    assert "Not linked by part_of, because the whole was skipped: lin-2-3." in result.stderr
    assert list(held(db)) == ["lin-2-3", "lin-3-1", "lin-3-2"]
    rows[1]["state"] = "mended"
    assert (
        "state: unknown state 'mended'; choose from new, moved, changed, skip, doubtful, repeat, known, none"
        in told("--complete-only").stderr
    )


def test_leaving_out_known_rows_removes_nothing(reviewed: Path) -> None:
    drafts = aidcli("extract", "lin.txt", "--format", "csv").stdout
    before = reviewed.read_bytes()
    result = aidcli("import", "-", "--from", "csv", "--replace-source", typed=drafts)
    assert (result.exit_code, reviewed.read_bytes()) == (0, before)
    assert "Left out as known: 4: lin-2-2, lin-2-3, lin-3-1 and 1 more." in result.stderr


def test_the_date_of_the_source_tells_this_year(db: Path) -> None:
    Path("lin.txt").write_text("今年投入教育资金300万元。", "utf-8")
    assert aidcli("codes", "add", "source", "lin", "--en", "Lin", "--date", "2024-05").exit_code == 0
    assert aidcli("extract", "lin.txt", "--format", "csv", "--fields", "period", "--no-header").stdout == "2024\n"


def test_an_id_that_is_taken_is_not_drafted_again(reviewed: Path) -> None:
    Path("lin.txt").write_text("林县报告\n新建学校3所,培训医师9名。选派教师45名。\n教育援助资金1.2亿元。", "utf-8")
    drafts = json.loads(aidcli("extract", "lin.txt", "--source", "lin", "--format", "json").stdout)
    assert [(each["id"], each["state"]) for each in drafts] == [
        *[("lin-2-1", "new"), ("lin-2-2b2", "new"), ("lin-3-1", "moved"), ("lin-2-2", "moved")]
    ]


def test_what_is_no_figure_is_told_with_its_reason(reviewed: Path) -> None:
    assert states()["2024年"] == "none"
    with change_file(reviewed, list, "test") as change:
        change.verify()
        change.keep("not_figures", ["source", "line", "start"], [NotFigure("lin", 3, 4, "45名", "a quota")._asdict()])
    assert aidcli("remove", "lin-3-1", "--yes").exit_code == 0
    drafts = aidcli("extract", "lin.txt", "--all", "--format", "csv", "--fields", "printed,state,reason", "--no-header").stdout
    assert "45名,none,a quota" in drafts
    Path("lin.txt").write_text("\n" + REPORT, "utf-8")
    assert states()["45名"] == "none"


def test_a_terminal_shows_the_words_next_to_the_quantity_and_cuts_no_number() -> None:
    text = "捐赠图书30000余册、电脑260台,总价值约5400000元,其余将于2025年交付使用。"
    drafts = draft_records(list(read_text(text, VOCABULARY)), "doc").all
    narrow = of_drafts(drafts, Speech(Codebook(shipped_codes), "en"), [], narrow=True)
    (context,) = (column for column in narrow.columns if column.key == "context")
    assert [context.cell(each) for each in drafts[:3]] == [
        "捐赠图书30000余册、电脑…",
        "…余册、电脑260台,总价…",
        "…台,总价值约5400000元,其余…",
    ]


def test_a_figure_stated_again_is_a_repeat() -> None:
    text = "1. Health\n\nIn 2024, 1,250 nurses were trained.\n\n2. Education\n\nIn 2024, 58 schools were repaired.\n"
    text += "In all, 58 schools repaired and 1,250 nurses trained in 2024. In 2023, 1,250 nurses were trained."
    states_ = [each.state for each in draft_records(list(read_text(text, VOCABULARY)), "doc").all if each.state != "none"]
    assert states_ == ["new", "new", "repeat", "repeat", "new"]
