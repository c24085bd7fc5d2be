"""Figures added in a conversation on a terminal: the source first, then one after another, all written at the end."""

import os
import pty
import select
import shlex
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.cli.enterer import FIGURES, SOURCE, answers, commands, keys
from tests.made import figure, held, tables
from tests.running import aidcli, environment, on_a_terminal, ours

NEW_SOURCE = "Lin report\nlin\n\n\n"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "s.json"


def add(db: Path, typed: str, *words: str, answered: bool = False) -> tuple[int, str]:
    """Type into `aidcli add`, then end the input: a question that nobody answers ends the test."""
    return on_a_terminal(db, ["add", *words], typed + "\x04", answered=answered)


def told(record: dict[str, Any], *keys: str) -> list[Any]:
    return [record.get(key) for key in keys]


def test_a_report_of_twelve_figures_takes_a_fifth_of_the_keys(tmp_path: Path) -> None:
    typed = list(answers())
    assert (keys(commands()), keys(typed)) == (2139, 439)
    status, said = add(tmp_path / "asked.json", "".join(f"{line}\n" for line in typed), answered=True)
    assert (status, said.count("aidcli undo")) == (0, 1), said
    for line in commands():
        assert aidcli(*shlex.split(line)[1:], AIDCLI_DB=tmp_path / "commanded.json").exit_code == 0
    asked, commanded = tables(tmp_path / "asked.json"), tables(tmp_path / "commanded.json")
    assert asked == commanded
    assert len(asked["figures"]) == len(FIGURES)
    assert {each["source"] for each in asked["figures"].values()} == {SOURCE}
    assert [aidcli(command, AIDCLI_DB=tmp_path / "asked.json").exit_code for command in ("undo", "list")] == [0, 1]


def test_an_answer_is_taken_back_left_empty_explained_and_asked_again(db: Path) -> None:
    typed = NEW_SOURCE + "much\n?\n5万元\n<\n6万元\n1\neducaton\neducation\nschool\n2024\n\n\n3\n"
    typed += "7万元\n\n\n<\n<\n<\n<\n4\n7万元\n\n\nroof\n-\n\n\neducation-school\n-\n\n\n"
    status, said = add(db, typed)
    assert status == 0, said
    assert [words for words in ("'much' is not a number", "nearly 2,000 people", "did you mean 'education'") if words not in said] == []
    first, second = held(db).values()
    assert told(first, "id", "value", "printed", "period", "line") == ["education-school", 60000, "6万元", "2024", 4]
    assert told(second, "subject", "period", "part_of", "line") == ["roof", None, "education-school", None]


def test_the_words_of_an_amount_tell_other_keys_and_a_subject_may_be_chinese(db: Path) -> None:
    status, said = add(db, NEW_SOURCE + "2023年培训医生200余名\n\n\n\n\n\n\n\n\n\n")
    assert status == 0, said
    (record,) = held(db).values()
    assert told(record, "value", "bound", "unit", "measure", "sector", "period") == [
        200,
        "at-least",
        "person",
        "people-trained",
        "health",
        "2023",
    ]
    assert "医生" in record["subject_zh"]


def test_what_options_give_is_not_asked_and_holds_for_all(db: Path) -> None:
    assert aidcli("codes", "add", "source", "lin", "--en", "Lin", AIDCLI_DB=db).exit_code == 0
    words = ["--source", "lin", "--sector", "health", "--period", "2024", "--provider", "shanxi", "--recipient", "fukang"]
    status, said = add(db, "5万元\n1\nward\n\n20人\npeople-sent\ndoctors\n\n\n\n", *words)
    assert status == 0, said
    assert not any(question in said for question in ("Source:", "Sector", "Period", "Given by"))
    assert {(each["sector"], each["recipient"], each["period"]) for each in held(db).values()} == {("health", "fukang", "2024")}
    assert list(held(db)) == ["health-ward", "health-doctors"]


def test_a_unit_that_its_word_does_not_tell_is_asked_for_where_the_measure_does_not_either(db: Path) -> None:
    status, said = add(db, NEW_SOURCE + "86个\nprojects\n1\nsites\n\n\n\n\n9 zorks\nactivities\ncase\n\nnight\n\n\n\n\n\n\n")
    assert status == 0, said
    assert [told(each, "value", "unit") for each in held(db).values()] == [[86, "project"], [9, "case"]]


def test_a_whole_is_one_of_the_same_measure_and_unit(db: Path) -> None:
    aidcli(*figure("people", 5, unit="person", measure="people-sent"), AIDCLI_DB=db)
    aidcli(*figure("money", 5), AIDCLI_DB=db)
    status, said = add(db, "1\n3元\n1\neducation\nroof\n\n\n\npeople\nmony\nmoney\n\n\n\n")
    assert status == 0, said
    assert "'people' has people-sent/person, this figure funding/CNY" in said
    assert "did you mean 'money'" in said
    assert held(db)["education-roof"]["part_of"] == "money"


@pytest.mark.parametrize(("typed", "status", "count"), [("n\n", 1, 1), ("", 130, 1)])
def test_figures_that_are_not_saved_are_counted(db: Path, typed: str, status: int, count: int) -> None:
    begun = NEW_SOURCE + "5万元\n1\n1\nroof\n\n\n\n\n\n"
    ended, said = add(db, begun + typed)
    assert (ended, db.exists(), f"figures dropped: {count}" in said) == (status, False, True), said


def test_nothing_entered_is_nothing_added(db: Path) -> None:
    status, said = add(db, NEW_SOURCE + "\n")
    assert (status, db.exists(), "figures dropped: 0" in said) == (1, False, True)


def test_the_first_question_has_none_before_it(db: Path) -> None:
    status, said = add(db, "<\n" + NEW_SOURCE + "<\n\n\n")
    assert (status, "this is the first question" in said) == (1, True)


def test_a_conversation_in_chinese(db: Path) -> None:
    status, said = add(db, "林县报告\nlin\n\n\n1.2亿元\n?\n1\n教育\n教育援助\n\n\n\n\n\n\n", "--lang", "zh")
    assert status == 0, said
    words = (
        "第1条",
        "数额原文（回车：结束）",
        "读作1.2亿元",
        "指标",
        "1 教育",
        "已记",
        "新来源 lin：林县报告",
        "保存",
        "可用 'aidcli undo' 一并撤销",
    )
    assert [each for each in words if each not in said] == []


def talk(db: Path, pieces: Sequence[tuple[bytes, bytes]], *words: str) -> tuple[int, str]:
    """Type each second piece when the first has been said, on a terminal that is used for everything."""
    terminal, theirs = pty.openpty()
    with subprocess.Popen(ours("add", *words), stdin=theirs, stderr=theirs, stdout=theirs, env=environment(db)) as program:
        os.close(theirs)
        said = last = b""
        try:
            for awaited, typed in pieces:
                while awaited not in last:
                    assert select.select([terminal], [], [], 20)[0], (awaited, said + last)
                    last += os.read(terminal, 10000)
                said, last = said + last, b""
                if typed == b"\x03":  # It is not the controlling terminal, which would send the signal.
                    while not select.select([terminal], [], [], 0.5)[0]:  # Sent before readline waits, a signal waits for a key.
                        program.send_signal(signal.SIGINT)
                else:
                    os.write(terminal, typed)
            with suppress(OSError):  # Linux ends the reading of a terminal that nobody holds any more so.
                while select.select([terminal], [], [], 20)[0] and (piece := os.read(terminal, 10000)):
                    last += piece
            status = program.wait(20)
        except BaseException:
            program.kill()
            raise
    os.close(terminal)
    return status, (said + last).decode()


def test_tab_completes_codes_and_labels_in_both_languages(db: Path) -> None:
    pieces = [(b"Amount", "5万元\n".encode()), (b"Measure", b"fundi\t\n"), (b"Sector", "旅\t\n".encode()), (b"What it is", b"roof\n")]
    pieces += [
        (b"Period", b"\n"),
        (b"Given by", b"SHANX\t\n"),
        (b"Received", b"\n"),
        (b"Line", b"\n"),
        (b"Amount", b"\n"),
        (b"Save", b"\n"),
    ]
    status, said = talk(db, pieces, "--source", "shanxi-daily-2023")
    assert status == 0, said
    (record,) = held(db).values()
    assert told(record, "measure", "sector", "provider") == ["funding", "tourism", "shanxi"]


def test_ctrl_c_writes_nothing_and_says_what_was_dropped(db: Path) -> None:
    pieces = [(b"Amount", "5万元\n".encode()), (b"Measure", b"1\n"), (b"Sector", b"1\n"), (b"What it is", b"roof\n"), (b"Amount", b"\x03")]
    words = ["--source", "shanxi-daily-2023", "--period", "2023", "--provider", "shanxi", "--recipient", "fukang"]
    status, said = talk(db, [*pieces[:4], (b"Line", b"\n"), pieces[4]], *words)
    assert (status, db.exists(), "figures dropped: 1" in said, "Traceback" in said) == (130, False, True, False), said


def test_a_store_that_cannot_be_written_keeps_the_figures_for_another_try(db: Path) -> None:
    db.parent.joinpath("sub").mkdir()
    store = db.parent / "none" / "s.json"
    pieces = [(b"Amount", "5万元\n".encode()), (b"Measure", b"1\n"), (b"Sector", b"1\n"), (b"What it is", b"roof\n"), (b"Line", b"\n")]
    words = ["--source", "shanxi-daily-2023", "--period", "2023", "--provider", "shanxi", "--recipient", "fukang"]
    store.parent.write_text("a file in the way")
    status, said = talk(store, [*pieces, (b"Amount", b"\n"), (b"Save", b"\n"), (b"Try again", b"n\n")], *words)
    assert (status, "cannot write" in said, "figures dropped: 1" in said) == (1, True, True), said


def test_a_source_with_a_chinese_title_has_a_code_proposed_and_a_chinese_date(db: Path) -> None:
    status, said = add(db, "林县2024年对口支援工作总结\n\n林县\n2024年12月\n5万元\n资金\n教育\n课桌\n\n\n\n\n\ny\n")
    assert status == 0, said
    assert "[source-2024]" in said
    (source,) = tables(db)["sources"].values()
    assert told(source, "id", "title", "date") == ["source-2024", "林县2024年对口支援工作总结", "2024-12"]
