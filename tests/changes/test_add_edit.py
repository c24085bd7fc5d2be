"""Adding a figure and changing one, as typed in a script or asked for on a terminal."""

import json
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.made import KEYS, SOURCE, figure, held, options, record, write
from tests.running import Ask

EVERY = {
    "id": "all-of-it",
    "sector": "education",
    "measure": "funding",
    "value": 5,
    "upper": 7,
    "unit": "CNY",
    "bound": "range",
    "printed": "5至7元",
    "period": "2020/2023-09",
    "provider": "shanxi",
    "recipient": "fukang",
    "receiver": "changji",
    "subject": "school",
    "subject_zh": "学校",
    "part_of": "whole",
    "source": SOURCE,
    "line": 3,
    "start": 0,
    "note": "2023 is inferred",
}


def test_every_key_can_be_given_and_is_stored_in_the_order_of_the_contract(aidcli: Ask, db: Path) -> None:
    write(db, [record("whole", 100)])
    result = aidcli("add", *options(EVERY), "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == [EVERY]
    assert list(held(db)["all-of-it"].items()) == list(EVERY.items())
    assert result.stderr == f"aidcli: added 'all-of-it' in '{db}'\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("6.28亿元", {"value": 628000000, "unit": "CNY", "printed": "6.28亿元"}),
        ("2000余名", {"value": 2000, "unit": "person", "bound": "at-least", "printed": "2000余名"}),
        ("近2000人", {"value": 2000, "unit": "person", "bound": "under", "printed": "近2000人"}),
        ("75400人次", {"value": 75400, "unit": "person-time", "printed": "75400人次"}),
        ("3至5亿元", {"value": 300000000, "upper": 500000000, "unit": "CNY", "bound": "range", "printed": "3至5亿元"}),
        ("more than US$ 1.5 million", {"value": 1500000, "unit": "USD", "bound": "at-least", "printed": "more than US$ 1.5 million"}),
    ],
)
def test_a_printed_amount_fills_value_unit_bound_and_printed_form(aidcli: Ask, db: Path, text: str, wanted: dict[str, Any]) -> None:
    keys = {key: value for key, value in KEYS.items() if key != "unit"}
    assert aidcli("add", *options({**keys, "id": "a", "value": text})).exit_code == 0
    assert {key: held(db)["a"].get(key) for key in ("value", "upper", "unit", "bound", "printed")} == {
        key: wanted.get(key) for key in ("value", "upper", "unit", "bound", "printed")
    }


def test_what_is_given_beside_an_amount_stands(aidcli: Ask, db: Path) -> None:
    assert aidcli(*figure("a", "约5万元", unit="CNY-2014", bound="at-least", printed="about 50,000")).exit_code == 0
    assert held(db)["a"] == record("a", 50000, unit="CNY-2014", bound="at-least", printed="about 50,000")


@pytest.mark.parametrize("number", ["0", "-5", "0.1", "1" * 30, "-0.000000000000000000000000001", "12345678901234567890.12"])
def test_numbers_are_kept_exactly(aidcli: Ask, db: Path, number: str) -> None:
    assert aidcli(*figure("a", number)).exit_code == 0
    assert Decimal(held(db)["a"]["value"]) == Decimal(number)
    assert aidcli("export", "--format", "csv", "--fields", "value").stdout == f"value\n{number}\n"


def test_words_and_labels_stand_for_codes(aidcli: Ask, db: Path) -> None:
    keys = {"sector": "教育", "measure": "资金", "unit": "元", "provider": "山西", "recipient": "652302"}
    assert aidcli(*figure("a", **keys)).exit_code == 0
    wanted = {"sector": "education", "measure": "funding", "unit": "CNY", "provider": "shanxi", "recipient": "fukang"}
    assert {key: held(db)["a"][key] for key in wanted} == wanted


@pytest.mark.parametrize(
    ("keys", "proposed"),
    [
        ({"subject": "学校"}, "education-funding"),
        ({"subject": "2023年学校（3所）"}, "education-funding"),
        ({"subject": "学校", "recipient": "fukang"}, "education-funding-fukang"),
        ({"subject": "COVID19检测"}, "education-covid19"),
        ({"subject": "the 3 schools of 2023"}, "education-3-schools-2023"),
    ],
)
def test_a_proposed_id_can_be_typed_and_told_from_others(aidcli: Ask, db: Path, keys: dict[str, str], proposed: str) -> None:
    typed = options({key: value for key, value in KEYS.items() if key != "subject"} | keys)
    for _ in range(3):
        assert aidcli("add", *typed, "--value", "1").exit_code == 0
    assert list(held(db)) == [proposed, f"{proposed}-2", f"{proposed}-3"]


def test_an_id_is_proposed_from_sector_and_subject_and_numbered(aidcli: Ask, db: Path) -> None:
    words = ["add", *options({**KEYS, "subject": "New schools of the County, with beds and a library"})]
    for _ in range(3):
        assert aidcli(*words).exit_code == 0
    assert list(held(db)) == [f"education-new-schools-county-beds{number}" for number in ("", "-2", "-3")]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"value": "nan"}, "'nan' is not a number"),
        ({"value": "1e5"}, "'1e5' is not a number"),
        ({"upper": "0"}, "0 is less than value 1"),
        ({"part_of": "nothing"}, "no figure 'nothing'"),
        ({"part_of": "new"}, "cycle"),
        ({"subject": "sch\udcffol"}, "is not UTF-8"),
    ],
)
def test_what_cannot_be_read_or_linked_is_not_written(aidcli: Ask, db: Path, keys: dict[str, str], words: str) -> None:
    text = write(db, [record("a")]).read_bytes()
    result = aidcli(*figure("new", **keys))
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert words in result.stderr
    assert db.read_bytes() == text


def test_a_taken_id_is_refused(aidcli: Ask, db: Path) -> None:
    text = write(db, [record("a")]).read_bytes()
    result = aidcli(*figure("a", 2))
    assert (result.exit_code, db.read_bytes()) == (2, text)
    assert "figure 'a' already exists; use 'aidcli edit a' to change it" in result.stderr


def test_the_first_change_of_the_default_store_begins_with_the_seeds(aidcli: Ask, tmp_path: Path) -> None:
    count = len(json.loads(aidcli("list", "--format", "json", AIDCLI_DB="").stdout))
    assert not (tmp_path / "data").exists()
    assert aidcli(*figure("mine"), AIDCLI_DB="").exit_code == 0
    assert len(held(tmp_path / "data" / "aidcli" / "figures.json")) == count + 1
    assert aidcli("undo", AIDCLI_DB="").exit_code == 0
    assert len(held(tmp_path / "data" / "aidcli" / "figures.json")) == count


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let standard input be a terminal."""
    monkeypatch.setattr("aidcli.cli.asking.sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))


def test_a_terminal_is_asked_for_what_is_missing_and_again_where_it_cannot_be_read(aidcli: Ask, db: Path, terminal: None) -> None:
    result = aidcli("add", "--subject", "school", typed=f"educaton\neducation\nfunding\n6.28亿元\n{SOURCE}\n")
    assert result.exit_code == 0, result.stderr
    assert held(db) == {"education-school": record("education-school", 628000000, printed="6.28亿元")}
    assert "unknown sector 'educaton'; did you mean 'education'?" in result.stderr


def test_a_terminal_is_not_asked_for_what_is_given(aidcli: Ask, db: Path, terminal: None) -> None:
    keys = {"id": "a", "value": "5元", "subject": "school"}
    result = aidcli("add", *options(keys), typed=f"education\nfunding\n{SOURCE}\n")
    assert (result.exit_code, held(db)) == (0, {"a": record("a", 5, printed="5元")})
    assert [word for word in KEYS if f"{word}:" in result.stderr] == ["sector", "measure", "source"]


def test_an_end_of_input_is_no_answer(aidcli: Ask, db: Path, terminal: None) -> None:
    result = aidcli("add", typed="education\n")
    assert (result.exit_code, "Aborted" in result.stderr, db.exists()) == (130, False, False)


@pytest.mark.parametrize(("value", "unit"), [("2亿元", "person"), ("2000人", "CNY"), ("5元", "USD"), ("5美元", "EUR-2014")])
def test_money_is_not_taken_for_something_else(aidcli: Ask, db: Path, value: str, unit: str) -> None:
    result = aidcli(*figure("new", value, unit=unit))
    assert (result.exit_code, db.exists()) == (2, False)
    assert f"--unit says '{unit}'" in result.stderr


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        ("$5 million", "CNY"),
        ("3亿元人民币", "USD"),
        ("300万元/年", "CNY"),
        ("300万元/年", "person"),
        ("300万千瓦时", "CNY"),
        ("86个", "CNY-2014"),
        ("$5", "project"),
        ("5 usd/year", "project"),
        ("5 dollars a year", "project"),
    ],
)
def test_money_is_not_taken_for_a_unit_that_was_not_read(aidcli: Ask, db: Path, value: str, unit: str) -> None:
    before = write(db, [record("a")]).read_bytes()
    for words in (figure("new", value, unit=unit), ["edit", "a", "--value", value, "--unit", unit]):
        result = aidcli(*words)
        assert (result.exit_code, result.stdout, db.read_bytes()) == (2, "", before)
        assert f"in {value!r} is not a known unit" in result.stderr or f"--unit says {unit!r}" in result.stderr
        assert "give the bare number" in result.stderr


@pytest.mark.parametrize(("value", "word"), [("86个", "个"), ("5单元", "单元"), ("12 wonders", "wonders")])
def test_a_word_that_was_not_read_as_a_unit_is_named(aidcli: Ask, db: Path, value: str, word: str) -> None:
    said = f"aidcli: 'new': unit: {word!r} in {value!r} was not read as a unit; it counts as 'project'\n"
    assert aidcli(*figure("new", value, measure="projects", unit="project")).stderr.endswith(said)
    assert held(db)["new"]["unit"] == "project"
    assert aidcli("edit", "new", "--value", value, "--unit", "project").stderr.endswith(said)
    assert "was not read" not in aidcli("edit", "new", "--period", "2023").stderr


@pytest.mark.parametrize(("value", "unit"), [("$5 million", "USD"), ("$5", "AUD"), ("¥5", "CNY-2014"), ("£5", "GBP"), ("¥5", "JPY")])
def test_a_sign_that_currencies_share_may_stand_for_the_one_given(aidcli: Ask, db: Path, value: str, unit: str) -> None:
    assert aidcli(*figure("new", value, unit=unit)).stderr == f"aidcli: added 'new' in '{db}'\n"
    assert (held(db)["new"]["unit"], held(db)["new"]["printed"]) == (unit, value)


def test_yuan_may_be_named_twice(aidcli: Ask, db: Path) -> None:
    keys = {key: value for key, value in KEYS.items() if key != "unit"}
    assert aidcli("add", *options({**keys, "id": "new", "value": "3亿元人民币"})).exit_code == 0
    assert (held(db)["new"]["value"], held(db)["new"]["unit"]) == (300000000, "CNY")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"measure": "projects", "value": "86单元"}, "unknown unit '单元' in '86单元'; add --unit project, or see 'aidcli codes units'"),
        ({"measure": "招商落地", "value": "86单元"}, "add --unit CNY or project, or see"),
        ({"measure": "funding", "value": "86 dolars"}, "did you mean 'USD'? else add --unit CNY, or see"),
        ({"value": "5元", "source": "s-2024"}, "unknown source 's-2024'; add it with 'aidcli codes add source s-2024 --en TITLE', or"),
        ({"value": "5元", "source": "My report"}, "add it with 'aidcli codes add source CODE --en TITLE', or see 'aidcli codes sources'"),
    ],
)
def test_an_unknown_unit_or_source_is_answered_with_what_to_type(aidcli: Ask, db: Path, keys: dict[str, str], words: str) -> None:
    typed = {key: value for key, value in {**KEYS, **keys}.items() if key != "unit"}
    result = aidcli("add", *options(typed))
    assert (result.exit_code, db.exists()) == (2, False)
    assert words in result.stderr


@pytest.mark.parametrize(("value", "unit"), [("2000名", "person-time"), ("5元", "CNY-2014"), ("2亿", "USD"), ("5台", "case")])
def test_the_unit_given_goes_before_the_one_printed(aidcli: Ask, db: Path, value: str, unit: str) -> None:
    assert aidcli(*figure("new", value, unit=unit)).exit_code == 0
    assert (held(db)["new"]["unit"], held(db)["new"].get("printed")) == (unit, value if value != "2亿" else None)


@pytest.mark.parametrize(
    ("records", "keys", "words"),
    [
        ([record("y", part_of="z"), record("z", part_of="new")], {"part_of": "y"}, "cycle"),
        (
            [record("y", part_of="new")],
            {"measure": "pledge"},
            "'new' is pledge in CNY, this is funding in CNY; a part must match its whole",
        ),
    ],
)
def test_what_others_missed_as_their_whole_is_held_against_them(
    aidcli: Ask, db: Path, records: list[dict[str, Any]], keys: dict[str, str], words: str
) -> None:
    before = write(db, records).read_bytes()
    result = aidcli(*figure("new", **keys))
    assert (result.exit_code, db.read_bytes()) == (2, before)
    assert words in result.stderr


def test_an_upper_end_alone_makes_a_range(aidcli: Ask, db: Path) -> None:
    assert aidcli(*figure("new", 3, upper=5)).exit_code == 0
    assert held(db) == {"new": record("new", 3, upper=5, bound="range")}


def test_a_printed_form_that_reads_otherwise_is_remarked_upon(aidcli: Ask, db: Path) -> None:
    assert aidcli(*figure("new", "2亿元")).stderr == f"aidcli: added 'new' in '{db}'\n"
    said = aidcli("edit", "new", "--value", "3亿").stderr
    assert said.splitlines()[1:] == ["aidcli: 'new': printed: '2亿元' reads as 200,000,000, not 300,000,000"]
    assert json.loads(aidcli("check", "--format", "json").stdout) == [
        {"id": "new", "key": "printed", "finding": "'2亿元' reads as 200,000,000, not 300,000,000", "fault": False}
    ]
    assert len(aidcli("edit", "new", "--printed", "3亿元").stderr.splitlines()) == 1
