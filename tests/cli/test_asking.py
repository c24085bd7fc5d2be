"""What an answer is made of: the keys of each format, the notes beside it, the way it ends."""

import io
import json
import os
import sys
from itertools import product
from pathlib import Path

import pytest

from aidcli.cli.options import Answer
from aidcli.cli.output import reply
from aidcli.display.codes import CODE_KEYS
from aidcli.display.comparison import COMPARE_KEYS
from aidcli.display.table import Table
from aidcli.display.totals import EXPLAIN_KEYS, SUM_KEYS
from aidcli.errors import Unwritable
from aidcli.model.figure import KEYS
from tests.running import Ask

ANSWERS = {
    ("list", "--sector", "health"): KEYS,
    ("search", "医生"): KEYS,
    ("show", "health-doctors", "health-trained"): KEYS,
    ("sum",): SUM_KEYS,
    ("sum", "--by", "sector,recipient"): ("sector", "recipient", *SUM_KEYS),
    ("sum", "--explain"): (*SUM_KEYS, *EXPLAIN_KEYS),
    ("compare", "education", "health"): COMPARE_KEYS,
    ("compare", "--by", "sector"): COMPARE_KEYS,
    ("codes",): CODE_KEYS,
}
every_answer = pytest.mark.parametrize(("question", "keys"), ANSWERS.items(), ids=map(" ".join, ANSWERS))


@every_answer
def test_every_format_has_the_same_rows_and_keys(aidcli: Ask, question: tuple[str, ...], keys: tuple[str, ...]) -> None:
    records = json.loads(aidcli(*question, "--format", "json").stdout)
    lines = aidcli(*question, "--format", "jsonl").stdout.splitlines()
    assert records
    assert [json.loads(line) for line in lines] == records
    assert all(tuple(record) == keys for record in records)
    for name, delimiter in (("csv", ","), ("tsv", "\t")):
        header, *rows = aidcli(*question, "--format", name).stdout.splitlines()
        assert header == delimiter.join(keys)
        assert len(rows) == len(records)


@every_answer
def test_machines_are_told_the_same_in_every_language(aidcli: Ask, question: tuple[str, ...], keys: tuple[str, ...]) -> None:
    for form in ("json", "csv"):
        assert aidcli(*question, "--format", form, "--lang", "zh").stdout == aidcli(*question, "--format", form).stdout


@every_answer
def test_fields_chosen_come_in_the_order_chosen(aidcli: Ask, question: tuple[str, ...], keys: tuple[str, ...]) -> None:
    chosen = [keys[-1], keys[0]]
    records = json.loads(aidcli(*question, "--format", "json", "--fields", ",".join(chosen)).stdout)
    assert all(list(record) == chosen for record in records)


@pytest.mark.parametrize(("question", "form"), [*product(["list", "sum", "search"], ["json", "csv", "tsv", "jsonl", "value", "table"])])
def test_nothing_found_is_status_1(aidcli: Ask, question: str, form: str) -> None:
    words = ["unicorn"] if question == "search" else ["--sector", "water"]
    result = aidcli(question, *words, "--format", form)
    assert result.exit_code == 1
    assert result.stderr == "aidcli: no figure matches\n"
    header = {"csv": ",", "tsv": "\t"}.get(form)
    if form == "json":
        assert json.loads(result.stdout) == []
    elif header:
        assert result.stdout == header.join(SUM_KEYS if question == "sum" else KEYS) + "\n"
    else:
        assert not result.stdout


def test_what_could_not_be_placed_in_time_is_said_even_where_nothing_is_found(aidcli: Ask) -> None:
    result = aidcli("list", "--period", "1990")
    assert result.stdout == ""
    assert result.stderr == "aidcli: Figures left out because they state no period: 8.\naidcli: no figure matches\n"


def test_notes_stand_under_a_table_and_beside_anything_else(aidcli: Ask) -> None:
    note = "left out education-teachers, health-doctors: part of all-people-sent"
    for form in ("table", "markdown"):
        result = aidcli("sum", "--measure", "people-sent", "--format", form)
        assert (note in result.stdout, result.stderr) == (True, "")
    for form in ("json", "jsonl", "csv", "tsv", "value"):
        result = aidcli("sum", "--measure", "people-sent", "--format", form)
        assert (note in result.stdout, note in result.stderr) == (False, True)


@pytest.mark.parametrize(
    ("id_", "said"), [("health-trained", "Bound: less than this (< 2,000)"), ("health-operations", "Bound: at least this much (≥ 7,000)")]
)
def test_a_bare_number_is_noted_to_be_rounded(aidcli: Ask, id_: str, said: str) -> None:
    for command in (["show", id_], ["list", "--id", id_], ["sum", "--id", id_]):
        result = aidcli(*command, "--format", "value")
        assert result.stderr == f"aidcli: {said}\n"
    assert not aidcli("show", "health-funding", "--format", "value").stderr


def test_settings_are_read_from_the_environment_and_options_go_before(aidcli: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    english = aidcli("codes", "measures").stdout
    for name, value in (("AIDCLI_LANG", "zh"), ("LC_ALL", "zh_CN.UTF-8"), ("LANG", "zh_CN.UTF-8")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            assert aidcli("codes", "measures").stdout.startswith("类别")
            assert aidcli("codes", "measures", "--lang", "en").stdout == english
    monkeypatch.setenv("AIDCLI_FORMAT", "json")
    assert json.loads(aidcli("sum").stdout)
    assert aidcli("codes", "measures", "--format", "table").stdout == english
    monkeypatch.setenv("AIDCLI_FORMAT", "yaml")
    assert "unknown format 'yaml'" in aidcli("sum").stderr


@pytest.mark.parametrize("words", [("教育",), ("110",), ("education",), ("Education",), ("ＥＤＵＣＡＴＩＯＮ",)])
def test_a_sector_has_many_names(aidcli: Ask, words: tuple[str]) -> None:
    assert aidcli("sum", "--sector", *words, "--measure", "funding", "--format", "value").stdout == "225080000\n"


def test_compare_names_what_it_left_out(aidcli: Ask) -> None:
    notes = aidcli("compare", "industry", "health", "--measure", "people-trained", "--format", "json").stderr
    assert (
        notes == "aidcli: Industry, Mining, Construction, People trained (people): left out industry-graduates: part of industry-students\n"
    )


def test_a_limit_reads_on(aidcli: Ask) -> None:
    assert len(json.loads(aidcli("list", "--limit", "3", "--format", "json").stdout)) == 3
    assert len(json.loads(aidcli("search", "school", "--limit", "2", "--format", "json").stdout)) == 2


def test_a_full_disk_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("sys.stdout", Full())
    with pytest.raises(Unwritable, match=r"standard output.*No space left on device"):
        reply(Table([], [], dict, [], []), Answer(format="json"))
    assert sys.stdout.name == os.devnull
    sys.stdout.close()


def test_a_reader_that_went_away_ends_the_run_by_its_signal(aidcli: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise BrokenPipeError

    class Killed(BaseException):
        pass

    def kill(process: int, _: object) -> None:
        assert process == os.getpid()
        raise Killed

    monkeypatch.setattr("aidcli.cli.output.render", gone)
    monkeypatch.setattr("aidcli.cli.output.signal.signal", lambda *_: None)
    monkeypatch.setattr("aidcli.cli.output.os.kill", kill)
    with pytest.raises(Killed):
        aidcli("sum")


def test_the_store_named_is_the_store_asked(aidcli: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "empty.json"
    store.touch()
    assert aidcli("sum", "--db", str(store)).exit_code == 1
    monkeypatch.setenv("AIDCLI_DB", str(store))
    assert aidcli("list").exit_code == 1
    monkeypatch.setenv("AIDCLI_DB", str(tmp_path / "none.json"))
    assert aidcli("list").exit_code == 3


@pytest.mark.parametrize(
    "words",
    [["list", "--db", "a.json", "--db=b.json"], ["sum", "--format", "csv", "--format", "csv"], ["add", "--value", "1", "--value", "2"]],
)
def test_an_option_of_one_value_is_given_once(aidcli: Ask, words: list[str]) -> None:
    result = aidcli(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"aidcli: error: option '{words[1]}' is given more than once; give it once\n"


def test_a_filter_or_a_flag_may_be_repeated_and_a_value_may_look_like_an_option(aidcli: Ask) -> None:
    assert aidcli("list", "--sector", "health", "--sector", "education", "--no-header", "--no-header").exit_code == 0
    assert "--db" in aidcli("list", "--db", "--db").stderr


@pytest.mark.parametrize(
    "words",
    [
        ["list", "--db", "a\0b"],
        ["add", "--db", "a\0b"],
        ["import", "a\0b.csv"],
        ["export", "a\0b.csv"],
        ["export", "a\0b"],
        ["check", "--document", "a\0b"],
    ],
)
def test_nul_in_a_path_is_one_line(aidcli: Ask, words: list[str]) -> None:
    result = aidcli(*words)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "holds a NUL character" in result.stderr
