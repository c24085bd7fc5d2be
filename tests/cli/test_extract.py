"""Figures out of a text: drafted, imported, and known the next time; in whatever encoding."""

from pathlib import Path

import pytest

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
