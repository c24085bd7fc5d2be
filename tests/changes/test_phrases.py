"""Amounts beside what they count: classifiers take the unit of their noun or measure, printed forms are read as text."""

from pathlib import Path

import pytest

from tests.made import SOURCE, held, options, record, write
from tests.running import Ask, on_a_terminal


@pytest.mark.parametrize(
    ("value", "measure", "subject", "unit"),
    [
        ("42个", "projects", "aid", "project"),
        ("3所", "facilities", "aid", "school"),
        ("3所", "facilities", "new clinics", "clinic"),
        ("3所", "设施", "新建卫生院", "clinic"),
        ("17家", "partners", "partners won", "partner"),
        ("17家", "partners", "aid", "institution"),
        ("17家", "partners", "签约企业", "company"),
        ("1200台", "items", "电脑", "set"),
        ("近1200台", "activities", "手术", "case"),
        ("1200台", "activities", "operations", "case"),
        ("9500个", "jobs", "新增岗位", "post"),
        ("86个", "招商落地", "aid", "project"),
        ("60次", "activities", "aid", "event"),
    ],
)
def test_a_classifier_takes_the_unit_of_its_noun_or_else_of_its_measure(
    aidcli: Ask, db: Path, value: str, measure: str, subject: str, unit: str
) -> None:
    keys = {"id": "new", "sector": "health", "measure": measure, "value": value, "subject": subject, "source": SOURCE}
    result = aidcli("add", *options(keys))
    assert (result.exit_code, held(db)["new"]["unit"], held(db)["new"]["printed"]) == (0, unit, value), result.stderr


def test_what_was_taken_for_the_unit_is_said(aidcli: Ask, db: Path) -> None:
    keys = {"id": "new", "sector": "health", "measure": "projects", "value": "42个", "subject": "aid", "source": SOURCE}
    assert "'个' in '42个' was not read as a unit; it counts as 'project'" in aidcli("add", *options(keys)).stderr
    assert "it counts as 'project'" in aidcli("edit", "new", "--value", "43个").stderr
    assert held(db)["new"]["value"] == 43


def test_a_word_that_is_no_classifier_is_refused_as_ever(aidcli: Ask, db: Path) -> None:
    write(db, [record("a", measure="projects", unit="project")])
    for value in ("12 wonders", "5单元", "3个亿"):
        assert (
            "unknown unit" in aidcli("edit", "a", "--value", value).stderr or "not a number" in aidcli("edit", "a", "--value", value).stderr
        )
    refused = aidcli("add", "--source", SOURCE, "--sector", "health", "--measure", "items", "--value", "3个", "--subject", "things")
    assert (refused.exit_code, "unknown unit '个' in '3个'; add --unit UNIT" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("救护车42辆", {"value": 42, "unit": "vehicle", "measure": "items", "subject_zh": "救护车", "printed": "42辆"}),
        ("培训医生约200人", {"value": 200, "bound": "about", "unit": "person", "measure": "people-trained", "printed": "约200人"}),
        ("2024年援助资金1.2亿元", {"value": 120000000, "unit": "CNY", "measure": "funding", "period": "2024", "printed": "1.2亿元"}),
        ("more than 45 ambulances", {"value": 45, "bound": "at-least", "unit": "vehicle", "subject": "ambulances"}),
    ],
)
def test_a_printed_form_without_a_value_is_read_as_text(aidcli: Ask, db: Path, printed: str, expected: dict[str, object]) -> None:
    result = aidcli("add", "--source", SOURCE, "--sector", "health", "--printed", printed, "--id", "new")
    assert result.exit_code == 0, result.stderr
    assert f"aidcli: read from {printed!r}: value " in result.stderr
    assert {key: held(db)["new"].get(key) for key in expected} == expected


def test_what_is_typed_goes_before_what_is_read(aidcli: Ask, db: Path) -> None:
    words = ("add", "--source", SOURCE, "--sector", "health", "--printed", "救护车42辆", "--id", "new")
    assert aidcli(*words, "--unit", "set", "--subject", "ambulances", "--measure", "items").exit_code == 0
    assert {key: held(db)["new"][key] for key in ("unit", "subject", "value")} == {"unit": "set", "subject": "ambulances", "value": 42}
    assert aidcli("remove", "new", "--yes").exit_code == 0
    assert aidcli(*words, "--value", "43辆", "--subject", "s", "--measure", "items").exit_code == 0
    assert (held(db)["new"]["value"], held(db)["new"]["printed"]) == (43, "救护车42辆")
    assert aidcli("remove", "new", "--yes").exit_code == 0
    assert aidcli(*words, "--line", "3", "--start", "4").exit_code == 0
    assert held(db)["new"]["printed"] == "救护车42辆"  # It stands there as it was typed.


def test_a_printed_form_without_an_amount_stays_as_it_is(aidcli: Ask, db: Path) -> None:
    words = ("--sector", "health", "--measure", "items", "--unit", "set", "--subject", "equipment", "--id", "new")
    result = aidcli("add", "--source", SOURCE, *words, "--printed", "一批设备")
    assert (result.exit_code, "no amount was read from '一批设备'" in result.stderr) == (0, True)
    assert (held(db)["new"]["printed"], "value" in held(db)["new"]) == ("一批设备", False)


def test_a_terminal_is_asked_only_for_what_the_printed_form_does_not_tell(tmp_path: Path) -> None:
    db = tmp_path / "s.json"
    status, told = on_a_terminal(db, ["add", "--source", SOURCE, "--printed", "汽车42辆"], "health\n")
    assert (status, "sector:" in told, "measure:" in told, "unit:" in told) == (0, True, False, False), told
    status, told = on_a_terminal(db, ["add", "--source", SOURCE, "--sector", "health", "--subject", "aid"], "projects\n42个\n")
    assert (status, "unknown unit" in told, len(held(db))) == (0, False, 2), told
