"""Every way in which a record can break the contract, driven through each door: a store's file, an import, `add`."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from aidcli.model import seeds
from aidcli.model.codes import Codebook
from aidcli.model.contract import faults
from aidcli.model.exact_json import encode_json
from aidcli.model.figure import REQUIRED
from tests.made import KEYS, figure, options, record, write
from tests.running import Ask

CODES = Codebook(seeds.shipped_codes)


class Bad(NamedTuple):
    keys: dict[str, Any]
    """The keys in which the record differs from a good one; None takes a key away."""
    fault: str
    typed: str | None
    """What `add` says where the keys are typed; None where they cannot be typed, or mean something good there."""


RECORDS = {
    "an unknown key": Bad({"colour": "red"}, "unknown key 'colour'", None),
    "no id": Bad({"id": None}, "required key 'id' is missing", None),
    **{
        f"no {key}": Bad({key: None}, f"required key {key!r} is missing", f"a figure needs --{key}; ")
        for key in REQUIRED
        if key not in ("id", "subject")
    },
    "no subject": Bad(
        {"subject": None}, "required key 'subject' or 'subject_zh' is missing", "a figure needs --subject (or --subject-zh); "
    ),
    "an empty subject": Bad({"subject": " "}, "subject: is empty", "a figure needs --subject (or --subject-zh); "),
    "a number for text": Bad({"subject": 5}, "subject: 5 is not text", None),
    "a number for a code": Bad({"sector": 110}, "sector: 110 is not text", None),
    "a list for text": Bad({"note": ["x"]}, "note: ['x'] is not text", None),
    "an id of two words": Bad(
        {"id": "two words"}, "id: 'two words' is not an id (letters, digits and single '-')", "'two words' is not an id"
    ),
    "an id in Chinese": Bad({"id": "数据"}, "id: '数据' is not an id (letters, digits and single '-')", "'数据' is not an id"),
    "an id of two lines": Bad({"id": "b\n"}, "id: 'b\\n' is not an id (letters, digits and single '-')", None),
    "no id for a whole": Bad({"part_of": "-x"}, "part_of: '-x' is not an id (letters, digits and single '-')", "'-x' is not an id"),
    "an unknown sector": Bad({"sector": "educaton"}, "sector: unknown sector 'educaton'", "unknown sector 'educaton'; did you mean"),
    "an unknown measure": Bad({"measure": "luck"}, "measure: unknown measure 'luck'", "unknown measure 'luck'"),
    "an unknown unit": Bad({"unit": "XXQ"}, "unit: unknown unit 'XXQ'", "unknown unit 'XXQ'"),
    "an unknown constant price": Bad({"unit": "XXQ-2014"}, "unit: unknown unit 'XXQ-2014'", "unknown unit 'XXQ-2014'"),
    "an unknown provider": Bad({"provider": "atlantis"}, "provider: unknown place 'atlantis'", "unknown place 'atlantis'"),
    "an unknown recipient": Bad({"recipient": "atlantis"}, "recipient: unknown place 'atlantis'", "unknown place 'atlantis'"),
    "an unknown source": Bad({"source": "hearsay"}, "source: unknown source 'hearsay'", "unknown source 'hearsay'"),
    "a month 13": Bad({"period": "2023-13"}, "period: '2023-13' is not a period", "'2023-13' is not a period"),
    "a 30 February": Bad({"period": "2023-02-30"}, "period: '2023-02-30' is not a period", "'2023-02-30' is not a period"),
    "an unknown bound": Bad(
        {"bound": "roughly"}, "bound: unknown bound 'roughly'; choose from exact, at-least, under, about, range", "unknown bound 'roughly'"
    ),
    "a value in text": Bad({"value": "5"}, "value: '5' is not a number", None),
    "a value in words": Bad({"value": "much"}, "value: 'much' is not a number", "'much' is not a number"),
    "a value true": Bad({"value": True}, "value: True is not a number", None),
    "31 digits": Bad({"value": 10**30}, "value: has more than 30 digits", "has more than 30 digits"),
    "31 digits after the point": Bad({"value": Decimal("1e-31")}, "value: has more than 30 digits", None),
    "an upper end alone": Bad({"upper": 6}, "upper: only a range has one", None),
    "an upper end of another bound": Bad({"upper": 6, "bound": "about"}, "upper: only a range has one", "only a range has one"),
    "a range with one end": Bad({"bound": "range"}, "upper: a range needs both value and upper", "a range needs both value and upper"),
    "a range upside down": Bad({"bound": "range", "upper": -5}, "upper: -5 is less than value 1", "-5 is less than value 1"),
    "a fraction for a line": Bad({"line": Decimal("1.5")}, "line: Decimal('1.5') is not a whole number from 1 up", "'1.5' is not a whole"),
    "line 0": Bad({"line": 0}, "line: 0 is not a whole number from 1 up", "0 is not a whole number from 1 up"),
    "a start below 0": Bad({"start": -1}, "start: -1 is not a whole number from 0 up", "'-1' is not a whole number"),
    "a start true": Bad({"start": True}, "start: True is not a whole number from 0 up", None),
}
every_record = pytest.mark.parametrize("bad", RECORDS.values(), ids=RECORDS)
CHANGES = (figure("new"), ["edit", "a", "--value", "2"], ["remove", "a", "--yes"], ["codes", "add", "sector", "mine", "--en", "Mine"])


def broken(bad: Bad) -> dict[str, Any]:
    """Return a good record with the keys of a bad one."""
    return {key: value for key, value in (record("b") | bad.keys).items() if value is not None}


@every_record
def test_the_contract_names_the_fault_alone(bad: Bad) -> None:
    assert faults(record("b") | bad.keys, CODES.known) == faults(broken(bad), CODES.known) == [bad.fault]


@every_record
@pytest.mark.parametrize("is_ours", [True, False], ids=["our layout", "another's"])
def test_a_store_that_holds_one_is_refused_whole_and_stays_as_it_is(aidcli: Ask, db: Path, bad: Bad, is_ours: bool) -> None:
    records = [record("a"), broken(bad), record("c")]
    write(db, records)
    if not is_ours:
        db.write_bytes(encode_json({"figures": {str(at): each for at, each in enumerate(records, 1)}}))
    text = db.read_bytes()
    for command in (["list"], ["sum"], *CHANGES):
        result = aidcli(*command)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (4, "", 1), command
        assert all(word in result.stderr for word in (f"'{db}'", "record '2'", "table 'figures'", bad.fault)), result.stderr
    result = aidcli("check", "--format", "json")
    assert result.exit_code == 4
    [found] = json.loads(result.stdout)
    assert bad.fault in (found["finding"], f"{found['key']}: {found['finding']}")
    assert db.read_bytes() == text


@every_record
@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_an_import_that_holds_one_is_refused_whole(aidcli: Ask, store: Path, bad: Bad, form: str) -> None:
    before, records = store.read_bytes(), [encode_json(each) for each in (record("a"), broken(bad), record("c"))]
    typed = b"[" + b",".join(records) + b"]" if form == "json" else b"\n".join(records)
    for more in ([], ["--dry-run"]):
        result = aidcli("import", "-", "--from", form, *more, typed=typed)
        assert (result.exit_code, result.stdout, store.read_bytes()) == (2, "", before)
        head, *lines = result.stderr.splitlines()
        assert "nothing was written" in head
        assert [line.strip() for line in [head.rpartition("; ")[0], *lines] if bad.fault in line], result.stderr
        assert result.stderr.count(bad.fault) == 1


@pytest.mark.parametrize(
    "bad", [each for each in RECORDS.values() if each.typed], ids=[name for name, each in RECORDS.items() if each.typed]
)
def test_one_that_is_typed_is_refused(aidcli: Ask, store: Path, bad: Bad) -> None:
    before = store.read_bytes()
    typed = {key: value for key, value in ({"id": "new", **KEYS, "value": 1} | bad.keys).items() if value is not None}
    result = aidcli("add", *options(typed))
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert bad.typed
    assert bad.typed in result.stderr
    assert store.read_bytes() == before


def test_all_faults_of_a_record_are_named_at_once(aidcli: Ask, db: Path) -> None:
    bad = record("b", sector="alchemy", period="once") | {"unit": None}
    assert faults(bad, CODES.known) == [
        "required key 'unit' is missing",
        "sector: unknown sector 'alchemy'",
        "period: 'once' is not a period",
    ]
    write(db, [{key: value for key, value in bad.items() if value}])
    assert "required key 'unit' is missing; sector: unknown sector 'alchemy'; period: 'once' is not a period" in aidcli("list").stderr
    typed = encode_json([bad])
    assert aidcli("import", "-", "--from", "json", "--db", "new.json", typed=typed).stderr.count("record 1: ") == 3
