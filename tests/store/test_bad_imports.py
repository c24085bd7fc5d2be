"""Files that cannot be taken in: every fault listed with its place, key and reason, nothing written, nothing hung upon."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made import SOURCE, figure, held, record, write
from test_places import refused

Run = Callable[..., Any]
HEADER = "id,sector,measure,value,unit,subject,source"
ROW = f"a,education,funding,1,CNY,school,{SOURCE}"


@pytest.fixture
def store(aidcli: Run, db: Path) -> Path:
    return write(db, [record("old", 5)])


def faults(aidcli: Run, store: Path, *words: str, **others: Any) -> list[str]:
    """The faults of an import that is refused and writes nothing, with or without --dry-run."""
    before, said = store.read_bytes(), []
    for command in (["import", *words], ["import", *words, "--dry-run"]):
        result = aidcli(*command, **others)
        assert (result.exit_code, result.stdout, store.read_bytes()) == (2, "", before), result.output
        said.append(result.stderr)
    assert said[0] == said[1]
    head, *lines = said[0].splitlines()
    assert "nothing was written" in head
    return [line.strip() for line in lines]


def test_every_fault_of_every_row_stands_with_its_line_key_and_reason(aidcli: Run, store: Path) -> None:
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
        "line 7: id: 'a' stands also in line 2",
    ]


def test_a_long_list_of_faults_is_cut_and_counted(aidcli: Run, store: Path) -> None:
    rows = [f"a{at},education,funding,x,CNY,school,{SOURCE}" for at in range(500)]
    found = faults(aidcli, store, "-", "--from", "csv", typed="\n".join([HEADER, *rows]))
    assert (len(found), found[0], found[-1]) == (21, "line 2: value: 'x' is not a number", "and 480 more")


@pytest.mark.parametrize(
    "number", ["1e3", "1,000", "NaN", "inf", "0x10", "1_000", "６", "9" * 31, "9" * 5000, "1." + "0" * 200 + "1", "--1", "1 000"]
)
def test_what_is_no_number_to_a_machine(aidcli: Run, store: Path, number: str) -> None:
    [found] = faults(aidcli, store, "-", "--from", "tsv", typed=f"{HEADER}\n{ROW}".replace(",", "\t").replace("\t1\t", f"\t{number}\t"))
    assert found.startswith("line 2: value: ")


@pytest.mark.parametrize("line", ["9" * 5000, "-1", "1.5", "x"])
def test_what_is_no_line(aidcli: Run, store: Path, line: str) -> None:
    [found] = faults(aidcli, store, "-", "--from", "csv", typed=f"{HEADER},line\n{ROW},{line}\n")
    assert found.startswith("line 2: line: ")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([record("a", part_of="gone")], "'a': part_of: no figure 'gone'"),
        ([record("a", part_of="b"), record("b", part_of="a")], "ring"),
        ([record("a", part_of="old", unit="USD")], "'old' counts funding in CNY, this funding in USD"),
        ([record("part", part_of="old"), record("old", 5, unit="USD")], "'part': part_of: 'old' counts funding in USD"),
    ],
)
def test_links_that_do_not_hold(aidcli: Run, store: Path, rows: list[Any], found: str) -> None:
    before = store.read_bytes()
    result = aidcli("import", "-", "--from", "json", typed=json.dumps(rows))
    assert (result.exit_code, result.stdout, store.read_bytes()) == (2, "", before)
    assert found in result.stderr


def test_a_part_may_stand_before_its_whole(aidcli: Run, store: Path) -> None:
    rows = [record("part", part_of="whole"), record("whole", 5)]
    assert aidcli("import", "-", "--from", "json", typed=json.dumps(rows)).exit_code == 0
    assert set(held(store)) == {"old", "part", "whole"}


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("csv", f"{HEADER},id\n{ROW},b\n", "id: 2 columns are called so"),
        ("csv", f"{HEADER},,\n{ROW},,x\n", "unknown key ''"),
        ("csv", f"{HEADER}\n{ROW},\n", "has 8 cells under 7 columns"),
        ("csv", f'{HEADER}\n{ROW}"x\n"', "line 3: "),
        ("csv", HEADER.replace(",", ";") + "\na;b\n", "unknown key 'id;sector"),
        ("csv", f"{HEADER}\n{ROW.replace('school', 'x' * 200_000)}\n", "field larger than field limit"),
        ("json", '{"a": 1}', "not a JSON array"),
        ("json", "[" * 100_000, "it is not JSON"),
        ("json", "[null, 5]", "record 2: is not an object"),
        ("jsonl", '{"id": "a"', "line 1: is not JSON"),
        ("json", json.dumps([record("a")]).replace('"value": 1', '"value": 1e99999999999999999999'), "record 1: value: "),
        ("json", json.dumps([record("a")]).replace('"value": 1', '"value": ' + "9" * 5000), "not JSON"),
        ("json", '[{"code": "x", "en": "X"}]', "required key 'kind' is missing"),
        ("json", '[{"kind": "sector", "code": "A b", "en": "X"}]', "code: 'A b' is no lower-case slug"),
        ("json", '[{"kind": "sector", "code": "x", "en": "X", "parent": "gone"}]', "parent: unknown sector 'gone'"),
        ("json", '[{"kind": "sector", "code": "x", "en": "X", "standard": 5}]', "standard: 5 is not text"),
        ("json", '[{"kind": [], "code": {}, "en": 5}]', "kind: [] is"),
        ("json", '[{"id": "A b", "title": "T"}]', "id: 'A b' is no lower-case slug"),
        ("xlsx", "", "not an XLSX workbook"),
        ("xlsx", "PK\x03\x04 garbage", "not an XLSX workbook"),
    ],
)
def test_what_is_not_what_its_format_says(aidcli: Run, store: Path, name: str, text: str, found: str) -> None:
    listed = faults(aidcli, store, "-", "--from", name, typed=text)
    assert any(found in each for each in listed), listed


def test_a_kind_is_asked_of_what_is_no_code(aidcli: Run, store: Path) -> None:
    assert faults(aidcli, store, "-", "--from", "json", "--kind", "sector", typed="[5, null]") == [
        "record 1: is not an object",
        "record 2: is not an object",
    ]


def test_zips_that_are_no_workbooks(aidcli: Run, store: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("[Content_Types].xml", "<x>" * 1000)
    Path("in.xlsx").write_bytes(data.getvalue())
    assert "not an XLSX workbook" in faults(aidcli, store, "in.xlsx")[0]


@pytest.mark.parametrize("text", ["", "\n\n", HEADER, f"{HEADER}\n,,,,,,\n", "\ufeff"])
def test_an_empty_file_changes_nothing(aidcli: Run, store: Path, text: str) -> None:
    before = store.read_bytes()
    result = aidcli("import", "-", "--from", "csv", typed=text.encode())
    assert (result.exit_code, result.stdout, store.read_bytes()) == (0, "", before)
    assert "nothing was written" in result.stderr


def package(**resources: Any) -> None:
    Path("package").mkdir()
    listed = [{"name": name, "path": path} for name, path in resources.items()]
    Path("package/datapackage.json").write_text(json.dumps({"resources": listed}))


def test_a_package_without_one_of_its_files(aidcli: Run, store: Path) -> None:
    package(figures="figures.csv", sources="gone.csv")
    Path("package/figures.csv").write_text(f"{HEADER}\n{ROW}\n")
    before = store.read_bytes()
    assert refused(aidcli("import", "package"), "cannot read 'package/gone.csv'")
    assert store.read_bytes() == before


@pytest.mark.parametrize("path", ["../outside.csv", "/etc/hostname", "a/../../outside.csv"])
def test_a_package_reads_nothing_outside_itself(aidcli: Run, store: Path, path: str) -> None:
    package(figures=path)
    Path("outside.csv").write_text(f"{HEADER}\n{ROW}\n")
    assert faults(aidcli, store, "package") == [f"resource 'figures': '{path}' lies outside the package"]


@pytest.mark.parametrize("resources", [{}, {"others": "figures.csv"}])
def test_a_package_of_something_else(aidcli: Run, store: Path, resources: dict[str, str]) -> None:
    package(**resources)
    assert "none of its resources is called figures" in faults(aidcli, store, "package")[0]


def test_a_fault_in_a_package_names_its_file(aidcli: Run, store: Path) -> None:
    package(figures="f.csv", sources="s.csv", sectors="c.csv")
    Path("package/f.csv").write_text(f"{HEADER}\n{ROW},x\n")
    Path("package/s.csv").write_text("id,title\nx,\n")
    Path("package/c.csv").write_text("code,en\nx\n")
    assert faults(aidcli, store, "package") == [
        "c.csv line 2: has 1 cells under 2 columns",
        "s.csv line 2: required key 'title' is missing",
        "f.csv line 2: has 8 cells under 7 columns",
    ]


@pytest.mark.parametrize("text", ["[" * 100_000, "null", '{"resources": [5]}', '{"resources": [{"name": [], "path": {}}]}', "\xff"])
def test_a_descriptor_that_is_none(aidcli: Run, store: Path, text: str) -> None:
    Path("datapackage.json").write_bytes(text.encode("latin-1"))
    assert faults(aidcli, store, "datapackage.json")


def test_what_is_not_there_or_no_file(aidcli: Run, store: Path) -> None:
    Path("folder.csv").mkdir()
    Path("empty").mkdir()
    for words in (["gone.csv"], ["empty"], ["x" * 300 + ".csv"], ["folder.csv", "--from", "csv"], ["gone/datapackage.json"]):
        assert refused(aidcli("import", *words), "cannot read"), words


def test_standard_input_must_be_told_its_format(aidcli: Run, store: Path) -> None:
    result = aidcli("import", "-", typed="x")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "say --from csv" in result.stderr


def test_an_export_that_cannot_be_written(aidcli: Run, store: Path) -> None:
    Path("file").touch()
    Path("folder.csv").mkdir()
    for words in (
        ["file/out.csv"],
        ["x" * 300 + ".csv"],
        ["folder.csv", "--format", "csv", "--force"],
        ["file", "--format", "datapackage", "--force"],
    ):
        assert refused(aidcli("export", *words), "cannot write"), words
    if Path("/dev/full").exists():
        assert refused(aidcli("export", "/dev/full", "--format", "csv", "--force"), "No space left on device")


def test_an_export_over_what_is_there_is_forced(aidcli: Run, store: Path) -> None:
    for name in ("out.csv", "out.xlsx", "folder"):
        assert aidcli("export", name).exit_code == 0
        before = {path: path.read_bytes() for path in Path.cwd().rglob(f"{name}*") if path.is_file()}
        result = aidcli("export", name)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "exists already; say --force" in result.stderr
        assert {path: path.read_bytes() for path in before} == before
        aidcli(*figure(f"new-{name.partition('.')[0]}"))
        assert aidcli("export", name, "--force").exit_code == 0
