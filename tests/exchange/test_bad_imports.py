"""Files that cannot be imported: every fault listed with its place, key and reason; nothing written, nothing hangs."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.made import SOURCE, faults, held, record
from tests.running import Ask

HEADER = "id,sector,measure,value,unit,subject,source"
ROW = f"a,education,funding,1,CNY,school,{SOURCE}"
TWICE = json.dumps(record("a")).replace('"value": 1', '"value": 1, "value" :2')


def test_every_fault_of_every_row_stands_with_its_line_key_and_reason(aidcli: Ask, store: Path) -> None:
    rows = [
        HEADER + ",period,line",
        f"{ROW},2023,1",
        f"b,alchemy,funding,1x,CNY,school,{SOURCE},2023-13,0",
        "",
        f'"c\nd",{ROW[2:]},,',
        f"{ROW},,",
    ]
    assert faults(aidcli, store, "-", "--from", "csv", typed="\n".join(rows)) == [
        "line 3: sector: unknown sector 'alchemy'",
        "line 3: value: '1x' is not a number",
        "line 3: period: '2023-13' is not a period",
        "line 3: line: 0 is not a whole number from 1 up",
        "line 6: id: 'c\\nd' is not an id (letters, digits and single '-')",
        "line 7: id: 'a' duplicates line 2",
    ]


def test_a_long_list_of_faults_is_cut_and_counted(aidcli: Ask, store: Path) -> None:
    rows = [f"a{at},education,funding,x,CNY,school,{SOURCE}" for at in range(500)]
    found = faults(aidcli, store, "-", "--from", "csv", typed="\n".join([HEADER, *rows]))
    assert found == ["line 2 and 499 more: value: 'x' is not a number"]
    rows = [f"a{at},education,funding,x{at},CNY,school,{SOURCE}" for at in range(500)]
    found = faults(aidcli, store, "-", "--from", "csv", typed="\n".join([HEADER, *rows]))
    assert (len(found), found[0], found[-1]) == (21, "line 2: value: 'x0' is not a number", "and 480 more")


def test_identical_rows_are_taken_once_and_named(aidcli: Ask, store: Path) -> None:
    result = aidcli("import", "-", "--from", "csv", typed=f"{HEADER}\n{ROW}\nb{ROW[1:]}\n{ROW}\n{ROW}\n")
    assert "figure  added         2" in result.stdout
    assert "Identical rows, taken once: 2: a, a." in result.stdout


@pytest.mark.parametrize(
    "number", ["1e3", "1,000", "NaN", "inf", "0x10", "1_000", "６", "9" * 31, "9" * 5000, "1." + "0" * 200 + "1", "--1", "1 000"]
)
def test_what_is_no_number_to_a_machine(aidcli: Ask, store: Path, number: str) -> None:
    [found] = faults(aidcli, store, "-", "--from", "tsv", typed=f"{HEADER}\n{ROW}".replace(",", "\t").replace("\t1\t", f"\t{number}\t"))
    assert found.startswith("line 2: value: ")


@pytest.mark.parametrize("line", ["9" * 5000, "-1", "1.5", "x"])
def test_what_is_no_line(aidcli: Ask, store: Path, line: str) -> None:
    [found] = faults(aidcli, store, "-", "--from", "csv", typed=f"{HEADER},line\n{ROW},{line}\n")
    assert found.startswith("line 2: line: ")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([record("a", part_of="gone")], "'a': part_of: no figure 'gone'"),
        ([record("a", part_of="b"), record("b", part_of="a")], "cycle"),
        ([record("a", part_of="old", unit="USD")], "'old' is funding in CNY, this is funding in USD"),
        ([record("part", part_of="old"), record("old", 5, unit="USD")], "'part': part_of: 'old' is funding in USD"),
    ],
)
def test_links_that_do_not_hold(aidcli: Ask, store: Path, rows: list[Any], found: str) -> None:
    before = store.read_bytes()
    result = aidcli("import", "-", "--from", "json", typed=json.dumps(rows))
    assert (result.exit_code, result.stdout, store.read_bytes()) == (2, "", before)
    assert found in result.stderr


def test_a_part_may_stand_before_its_whole(aidcli: Ask, store: Path) -> None:
    rows = [record("part", part_of="whole"), record("whole", 5)]
    assert aidcli("import", "-", "--from", "json", typed=json.dumps(rows)).exit_code == 0
    assert set(held(store)) == {"old", "part", "whole"}


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("csv", f"{HEADER},id\n{ROW},b\n", "id: 2 columns have this name; rename or remove all but one"),
        ("csv", f"{HEADER},,\n{ROW},,x\n", "unknown key ''"),
        ("csv", f"{HEADER}\n{ROW},\n", "has 8 cells under 7 columns"),
        ("csv", f'{HEADER}\n{ROW}"x\n"', "line 3: "),
        ("csv", HEADER.replace(",", ";") + "\na;b\n", "has 2 cells under 7 columns: line 2"),
        ("json", '{"a": 1}', "not a JSON array"),
        ("json", "[" * 100_000, "not a JSON array"),
        ("json", "[null, 5]", "record 2: is not an object"),
        ("jsonl", '{"id": "a"', "line 1: is not sound JSON"),
        ("json", json.dumps([record("a")]).replace('"value": 1', '"value": 1e99999999999999999999'), "record 1: value: "),
        ("json", json.dumps([record("a")]).replace('"value": 1', '"value": ' + "9" * 5000), "not sound JSON"),
        ("json", f"[{{}}, {TWICE}]", "record 2: is not sound JSON (key 'value' stands twice"),
        ("jsonl", f"{TWICE}\n", "line 1: is not sound JSON (key 'value' stands twice"),
        ("json", json.dumps([record("a", note=[{"b": 1}])]).replace('"b": 1', '"b" : 1, "\\u0062": 2'), "key 'b' stands twice"),
        ("json", '[{"code": "x", "en": "X"}]', "required key 'kind' is missing"),
        ("json", '[{"kind": "sector", "code": "A b", "en": "X"}]', "code: 'A b' is not a lower-case slug"),
        ("json", '[{"kind": "sector", "code": "x", "en": "X", "parent": "gone"}]', "parent: unknown sector 'gone'"),
        ("json", '[{"kind": "sector", "code": "x", "en": "X", "standard": 5}]', "standard: 5 is not text"),
        ("json", '[{"kind": [], "code": {}, "en": 5}]', "kind: [] is"),
        ("json", '[{"id": "A b", "title": "T"}]', "id: 'A b' is not a lower-case slug"),
        ("xlsx", "", "not an XLSX workbook"),
        ("xlsx", "PK\x03\x04 garbage", "not an XLSX workbook"),
    ],
)
def test_what_is_not_what_its_format_says(aidcli: Ask, store: Path, name: str, text: str, found: str) -> None:
    listed = faults(aidcli, store, "-", "--from", name, typed=text)
    assert any(found in each for each in listed), listed


def test_blank_lines_of_json_lines_are_skipped_and_counted(aidcli: Ask, store: Path) -> None:
    lines = [json.dumps(record("a")), "", "  ", json.dumps(record("b", sector="alchemy"))]
    assert faults(aidcli, store, "-", "--from", "jsonl", typed="\n".join(lines)) == ["line 4: sector: unknown sector 'alchemy'"]


def test_a_kind_is_asked_of_what_is_no_code(aidcli: Ask, store: Path) -> None:
    assert faults(aidcli, store, "-", "--from", "json", "--kind", "sector", typed="[5, null]") == [
        "record 1: is not an object",
        "record 2: is not an object",
    ]


def test_zips_that_are_no_workbooks(aidcli: Ask, store: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("[Content_Types].xml", "<x>" * 1000)
    Path("in.xlsx").write_bytes(data.getvalue())
    assert "not an XLSX workbook" in faults(aidcli, store, "in.xlsx")[0]


@pytest.mark.parametrize("text", ["", "\n\n", HEADER, f"{HEADER}\n,,,,,,\n", "\ufeff"])
def test_an_empty_file_changes_nothing(aidcli: Ask, store: Path, text: str) -> None:
    before = store.read_bytes()
    result = aidcli("import", "-", "--from", "csv", typed=text.encode())
    assert (result.exit_code, result.stdout, store.read_bytes()) == (0, "", before)
    assert "nothing was written" in result.stderr


@pytest.mark.parametrize("column", ["code", "title"])
def test_rows_that_have_a_sector_are_figures_whatever_else_they_have(aidcli: Ask, store: Path, column: str) -> None:
    listed = faults(aidcli, store, "-", "--from", "csv", typed=f"{HEADER},{column}\n{ROW},x\n")
    assert listed == [f"line 2: unknown key '{column}'"]


def test_sheets_that_are_not_read_are_named(aidcli: Ask, store: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADER.split(","))
    book.active.append(ROW.split(","))
    book.create_sheet("2024").append(HEADER.split(","))
    book.save("in.xlsx")
    result = aidcli("import", "in.xlsx")
    assert (result.exit_code, set(held(store))) == (0, {"old", "a"})
    assert "aidcli: not read: '2024'; " in result.stderr
