"""Figures between programs: every format and any text comes through, and what other programs write is read rightly."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aidcli.model.figure import SOURCE_KEYS
from tests.made import SOURCE, held, record, tables, write
from tests.running import Ask, aidcli, folder

FILES = ("out.csv", "out.tsv", "out.json", "out.jsonl", "out.xlsx", "folder")
FIGURES = [
    record("sum", 10**29, measure="funding"),
    record("part", Decimal("12345678901234567890.123456789"), part_of="sum", bound="at-least", printed="逾1234亿元"),
    record("tiny", Decimal("-0.1"), unit="USD-2014", period="../2021"),
    record("range", 5, upper=7, bound="range", unit="person", provider="shanxi", recipient="fukang", line=3, start=0),
    record("text", 0, subject='=1+1, "quoted"', subject_zh="学校\n两行\t制表", note="  spaces  ", printed="'0"),
    {key: value for key, value in record("none").items() if key != "value"},
    record("mine", 1, sector="rural", source="report", recipient="village-1"),
]
CODES = [
    {
        "kind": "sector",
        "code": "rural",
        "parent": "education",
        "standard": "X1|X2",
        "en": "Rural",
        "zh": "乡村",
        "aliases": "country|village",
    },
    {"kind": "place", "code": "village-1", "en": "Village 1"},
]
REPORT = {"id": "report", "title": "A “report”", "publisher": "Press", "date": "2023", "language": "zh", "url": "https://example.org/?a=1"}


@pytest.fixture
def full(db: Path) -> Path:
    """A store with something of everything."""
    return write(db, FIGURES, codes=dict(enumerate(CODES, 1)), sources={1: REPORT})


def test_a_package_carries_its_codes_and_sources(aidcli: Ask, full: Path) -> None:
    aidcli("export", "folder")
    assert aidcli("import", "folder", "--db", "new.json").exit_code == 0
    assert tables(Path("new.json")) == tables(full)
    assert aidcli("import", "folder/datapackage.json", "--db", "other.json").exit_code == 0
    assert tables(Path("other.json")) == tables(full)


@pytest.mark.parametrize("file", FILES)
def test_an_import_again_changes_nothing(aidcli: Ask, full: Path, file: str) -> None:
    text = full.read_bytes()
    aidcli("export", file)
    result = aidcli("import", file, "--format", "json")
    assert (result.exit_code, full.read_bytes()) == (0, text)
    assert {each["action"] for each in json.loads(result.stdout)} == {"unchanged"}
    assert "nothing was written" in result.stderr
    assert not (full.parent / f"{full.name}.undo").exists()


def test_the_seeds_come_through_every_format(aidcli: Ask) -> None:
    exported = []
    for file in FILES:
        assert aidcli("export", file, AIDCLI_DB="").exit_code == 0
        assert aidcli("import", file, "--db", f"{file}.store").exit_code == 0
        exported.append(aidcli("export", "--format", "jsonl", "--db", f"{file}.store").stdout)
    assert set(exported) == {aidcli("export", "--format", "jsonl", AIDCLI_DB="").stdout}


def test_a_package_is_valid_to_frictionless(aidcli: Ask, full: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    aidcli("export", "folder")
    report = frictionless.validate(str(full.parent / "folder" / "datapackage.json"))
    assert report.valid, report.flatten(["fieldName", "rowNumber", "message"])
    names = {f"{name}.csv" for name in ("figures", "sources", "not-figures", "sectors", "measures", "units", "places")}
    assert {each.name for each in Path("folder").iterdir()} == names | {"datapackage.json"}


def test_what_a_workbook_cannot_hold_is_refused(aidcli: Ask, db: Path) -> None:
    pytest.importorskip("openpyxl")
    write(db, [record("a", note="x" * 40000)])
    result = aidcli("export", "out.xlsx")
    assert (result.exit_code, result.stderr.count("\n"), Path("out.xlsx").exists()) == (2, 1, False)
    assert aidcli("export", "out.csv").exit_code == 0


def test_a_workbook_as_a_spreadsheet_keeps_it(aidcli: Ask, db: Path) -> None:
    """Numbers as floats, a year as a number, other columns' order, empty rows and columns."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["value", "id", None, "sector", "measure", "unit", "subject", "source", "period", "line"])
    book.active.append([2000.0, "a", None, "education", "funding", "CNY", "学校", "shanxi-daily-2023", 2023, 3.0])
    book.active.append([None] * 10)
    book.active.append([0.1, "b", None, "education", "funding", "CNY", "学校", "shanxi-daily-2023", "2023-09", None])
    book.save("in.xlsx")
    assert aidcli("import", "in.xlsx").exit_code == 0
    assert held(db)["a"] == record("a", 2000, subject="学校", period="2023", line=3)
    assert held(db)["b"] == record("b", Decimal("0.1"), subject="学校", period="2023-09")


def test_tables_of_other_programs(aidcli: Ask, db: Path) -> None:
    """A byte order mark, CRLF, columns in another order, spaces around their names, empty lines, a quoted line break."""
    lines = ["\ufeffvalue, id ,sector,measure,unit,subject,source", f'5,a,education,funding,CNY,"two\r\nlines",{SOURCE}', "", ",,,,,,", ""]
    Path("in.CSV").write_bytes("\r\n".join(lines).encode())
    assert aidcli("import", "in.CSV").exit_code == 0
    assert held(db) == {"a": record("a", 5, subject="two\r\nlines")}


def test_sources_and_codes_are_told_by_their_columns(aidcli: Ask, db: Path) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, SOURCE_KEYS)
    writer.writeheader()
    writer.writerow(REPORT)
    assert aidcli("import", "-", "--from", "csv", typed=text.getvalue()).exit_code == 0
    assert aidcli("import", "-", "--from", "json", typed=json.dumps(CODES)).exit_code == 0
    assert aidcli("import", "-", "--from", "csv", "--kind", "unit", typed="code,en\nsack,sacks\n").exit_code == 0
    assert tables(db)["sources"] == {"1": REPORT}
    assert list(tables(db)["codes"].values()) == [*CODES, {"kind": "unit", "code": "sack", "en": "sacks"}]


def test_a_source_that_has_changed_is_replaced_whole(aidcli: Ask, db: Path) -> None:
    for title, url, action in (("A", "u", "added"), ("B", "", "changed"), ("B", "", "unchanged")):
        result = aidcli("import", "-", "--from", "csv", "--format", "json", typed=f"id,title,url\nreport,{title},{url}\n")
        assert [each["action"] for each in json.loads(result.stdout)] == [action]
    assert tables(db)["sources"] == {"1": {"id": "report", "title": "B"}}


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(st.lists(st.tuples(texts.filter(str.strip), texts), min_size=1, max_size=5))
@example([("bell \a", "a\rb"), ("_x0041_", "\uffff"), ("=1+1", "_xD800_"), ("+1", "#N/A"), ("0012", "TRUE"), (" x ", "a\r\nb")])
@settings(max_examples=20)
def test_any_text_comes_through(words: list[tuple[str, str]]) -> None:
    with folder() as here:
        db, new = here / "db.json", here / "new.json"
        write(db, [record(f"f{at}", subject=subject, note=note) for at, (subject, note) in enumerate(words)])
        for name in ("csv", "tsv", "json", "jsonl", "xlsx"):
            out = str(here / f"out.{name}")
            for command in (["export", out, "--db", str(db)], ["import", out, "--db", str(new)]):
                assert aidcli(*command).exit_code == 0
            assert held(new) == held(db), name
            new.unlink()
