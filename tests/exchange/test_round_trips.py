"""What goes out comes in again: every format that figures can be exported to, and what is refused on the way."""

import csv
import json
from pathlib import Path
from typing import Any

import frictionless
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidcli.model.figure import Figure, Source
from tests.made import SOURCE, figure, held, record, tables, write
from tests.running import Ask, folder, unhurried
from tests.running import aidcli as run_here
from tests.strategies import forests

HEADER = "id,sector,measure,value,unit,subject,source"
HARD = [
    record("big", 123456789012345678901234567890, subject_zh="很大的数"),
    record("fine", 0.1, subject="=1+1", note='a|b, "c"\nd'),
    record("ranged", 3, bound="range", upper=5, period="2020/..", printed="3至5元", line=1, start=0),
    record("part", 2, part_of="big", bound="under"),
    record("void", None, provider="shanxi", recipient="changji"),
    record("constant", 7, unit="USD-2014"),
]


@pytest.fixture
def hard(db: Path) -> Path:
    return write(db, [{key: value for key, value in each.items() if value is not None} for each in HARD])


@pytest.mark.parametrize("name", ["out.csv", "out.tsv", "out.json", "out.jsonl", "out.xlsx", "package"])
def test_export_then_import_gives_the_identical_store(aidcli: Ask, hard: Path, name: str) -> None:
    before = hard.read_bytes()
    assert aidcli("export", name).exit_code == 0
    assert aidcli("import", name).exit_code == 0
    assert hard.read_bytes() == before
    copy = hard.with_name("copy.json")
    assert aidcli("import", name, "--db", str(copy)).exit_code == 0
    assert tables(copy) == tables(hard)
    assert list(held(copy)) == list(held(hard))


def test_codes_and_sources_of_ones_own_travel_in_a_package(aidcli: Ask, db: Path) -> None:
    aidcli("codes", "add", "sector", "forests", "--en", "Forests", "--zh", "森林", "--parent", "agriculture", "--aliases", "woods|林")
    aidcli("codes", "add", "source", "yearbook", "--en", "A yearbook", "--date", "2024")
    aidcli(*figure("trees", 5, sector="forests", source="yearbook", unit="USD-2014"))
    assert aidcli("export", "package").exit_code == 0
    copy = db.with_name("copy.json")
    taken = aidcli("import", "package/datapackage.json", "--db", str(copy), "--format", "csv")
    assert "source,added,1" in taken.stdout
    assert tables(copy) == tables(db)
    report = frictionless.validate(str(db.parent / "package" / "datapackage.json"))
    assert report.valid, report.flatten(["message"])


def test_a_workbook_opens_rightly(aidcli: Ask, hard: Path) -> None:
    aidcli("export", "out.xlsx")
    sheet = openpyxl.load_workbook(hard.parent / "out.xlsx").active
    rows = {row[0]: dict(zip([cell.value for cell in sheet[1]], row, strict=True)) for row in sheet.iter_rows(values_only=True)}
    assert rows["big"]["value"] == "123456789012345678901234567890"
    assert rows["big"]["subject_zh"] == "很大的数"
    assert rows["fine"]["value"] == 0.1
    assert rows["fine"]["subject"] == "=1+1"
    assert sheet["M3"].data_type == "s"


def test_a_workbook_without_its_library_is_refused(aidcli: Ask, hard: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    result = aidcli("export", "out.xlsx")
    assert result.exit_code == 3
    assert "aidcli[xlsx]" in result.stderr


def test_an_empty_text_is_as_good_as_none(aidcli: Ask, db: Path) -> None:
    empty = dict.fromkeys(("value", "upper", "bound", "printed", "period", "recipient", "subject_zh", "part_of", "line", "note"), "")
    for row in (record("a", None) | empty, record("a", None), {**record("a", None), "note": None}):
        for form, text in (("json", json.dumps([row])), ("jsonl", json.dumps(row))):
            assert aidcli("import", "-", "--from", form, typed=text).exit_code == 0
            assert held(db)["a"] == {key: value for key, value in record("a", None).items() if value is not None}
            assert "unchanged" in aidcli("import", "-", "--from", form, typed=text).stdout
    source = [{"id": "x", "title": "X", "url": "", "date": "", "type": ""}]
    assert aidcli("import", "-", "--from", "json", typed=json.dumps(source)).exit_code == 0
    code = [{"kind": "sector", "code": "x", "en": "X", "parent": "", "units": "", "aliases": ""}]
    assert aidcli("import", "-", "--from", "json", typed=json.dumps(code)).exit_code == 0
    assert list(tables(db)["sources"].values()) == [{"id": "x", "title": "X"}]
    assert list(tables(db)["codes"].values()) == [{"kind": "sector", "code": "x", "en": "X"}]


def test_a_stored_text_that_is_empty_comes_back_unchanged(aidcli: Ask, db: Path) -> None:
    before = write(db, [record("a", note="", printed="")]).read_bytes()
    for name in ("out.csv", "out.json", "out.jsonl", "out.xlsx", "package"):
        assert aidcli("export", name).exit_code == 0
        result = aidcli("import", name, "--format", "csv")
        assert (result.exit_code, "figure,unchanged,1" in result.stdout, db.read_bytes()) == (0, True, before)


def test_export_to_standard_output_is_import_from_standard_input(aidcli: Ask, hard: Path) -> None:
    for form in ("csv", "jsonl"):
        out = aidcli("export", "--format", form).stdout
        copy = hard.with_name(f"{form}.json")
        assert aidcli("import", "-", "--from", form, "--db", str(copy), typed=out).exit_code == 0
        assert held(copy) == held(hard)


def test_export_takes_filters_fields_and_force(aidcli: Ask, hard: Path) -> None:
    assert aidcli("export", "out.csv", "--bound", "under", "--fields", "id,value", "--no-header").exit_code == 0
    assert (hard.parent / "out.csv").read_text("utf-8") == "part,2\n"
    again = aidcli("export", "out.csv")
    assert (again.exit_code, again.stdout) == (2, "")
    assert "add --force" in again.stderr
    assert aidcli("export", "out.csv", "--force").exit_code == 0
    aidcli("export", "package")
    assert "add --force" in aidcli("export", "package").stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export", "out.txt"], "cannot tell the format of 'out.txt'"),
        (["export", "--format", "xlsx"], "for example 'aidcli export figures.xlsx'"),
        (["export", "--format", "datapackage"], "for example 'aidcli export folder'"),
        (["export", "out.csv", "--format", "cvs"], "unknown format 'cvs'; choose from csv"),
        (["import", "nowhere.csv"], "cannot read 'nowhere.csv'"),
        (["import", "x.csv", "--from", "cvs"], "unknown format 'cvs'"),
        (["import", "x.csv", "--kind", "sectr"], "unknown kind of code 'sectr'; did you mean 'sector'"),
        (["import", "x"], "cannot tell the format"),
    ],
)
def test_a_wrong_word_is_refused(aidcli: Ask, hard: Path, words: list[str], said: str) -> None:
    before = hard.read_bytes()
    result = aidcli(*words)
    assert result.exit_code in (2, 3)
    assert result.stdout == ""
    assert said in result.stderr
    assert hard.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "content", "faults"),
    [
        ("a.csv", f"{HEADER}\na,edu,funding,1x,CNY,s,{SOURCE}\nb,education\n",
         ["line 2: sector: unknown sector 'edu'", "'1x' is not a number", "line 3: has 2 cells under 7 columns"]),
        ("a.csv", f"{HEADER},colour\na,education,funding,1,CNY,s,{SOURCE},red\n", ["colour"]),
        ("a.csv", f"{HEADER}\na,education,funding,1,CNY,s,{SOURCE}\na,education,funding,2,CNY,s,{SOURCE}\n",
         ["line 3: id: 'a' duplicates line 2"]),
        ("a.csv", f'{HEADER}\n"a,education\n', ["line"]),
        ("a.json", '{"id": 1}', ["not a JSON array"]),
        ("a.json", "[1]", ["record 1: is not an object"]),
        ("a.json", "[", ["not a JSON array"]),
        ("a.jsonl", '{"id":"a"}\n{\n', ["line 1: required key 'sector' is missing", "line 2: is not sound JSON"]),
        ("a.xlsx", "PK", ["not an XLSX workbook"]),
        ("datapackage.json", "{}", ["not a Data Package"]),
        ("codes.csv", "code,en\nx,X\n", ["kind"]),
        ("sources.csv", "id,title,date\nx,X,yesterday\n", ["date: 'yesterday' is not a date"]),
    ],
)  # fmt: skip
def test_one_fault_and_nothing_is_written(aidcli: Ask, hard: Path, name: str, content: str, faults: list[str]) -> None:
    before = hard.read_bytes()
    (hard.parent / name).write_text(content, "utf-8")
    result = aidcli("import", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert all(fault in result.stderr for fault in faults), result.stderr
    assert "nothing was written" in result.stderr
    assert hard.read_bytes() == before


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_that_is_not_utf_8_is_told_its_place_anywhere_in_a_file(aidcli: Ask, db: Path, mark: bytes) -> None:
    head = mark + (",".join(record("a")) + "\n").encode()
    sound = head + b"".join(f"f{at},education,funding,1,CNY,school,shanxi-daily-2023\n".encode() for at in range(5000))
    (db.parent / "in.csv").write_bytes(sound + "长".encode()[:2] + b",\n")
    refused = aidcli("import", "in.csv")
    assert f"byte {len(sound)} is not UTF-8" in refused.stderr
    assert refused.exit_code == 2
    assert not db.exists()


def test_a_file_that_is_not_utf_8_is_refused_and_a_byte_order_mark_is_not(aidcli: Ask, hard: Path) -> None:
    row = f"{HEADER}\nmark,education,funding,1,CNY,中学,{SOURCE}\n"
    (hard.parent / "gbk.csv").write_bytes(row.encode("gbk"))
    assert "is not UTF-8" in aidcli("import", "gbk.csv").stderr
    (hard.parent / "bom.csv").write_bytes(row.replace("\n", "\r\n").encode("utf-8-sig"))
    assert aidcli("import", "bom.csv").exit_code == 0
    assert held(hard)["mark"]["subject"] == "中学"


def test_a_codelist_and_a_list_of_sources_are_told_by_their_columns(aidcli: Ask, db: Path) -> None:
    (db.parent / "places.csv").write_text("code,parent,en,zh\nlhasa,xizang,Lhasa,拉萨\n", "utf-8")
    (db.parent / "sources.csv").write_text("id,title\nyearbook,A yearbook\n", "utf-8")
    assert aidcli("import", "places.csv", "--kind", "place").exit_code == 0
    assert aidcli("import", "sources.csv").exit_code == 0
    assert aidcli(*figure("a", recipient="拉萨", source="yearbook")).exit_code == 0
    assert held(db)["a"]["recipient"] == "lhasa"
    assert "figure" not in aidcli("import", "sources.csv").stdout


def test_a_dry_run_says_what_would_be_done_and_does_nothing(aidcli: Ask, db: Path) -> None:
    write(db, [record("kept"), record("changed")])
    before = db.read_bytes()
    rows = [record("kept"), record("changed", 2), record("new")]
    (db.parent / "in.json").write_text(json.dumps(rows), "utf-8")
    result = aidcli("import", "in.json", "--dry-run", "--format", "csv")
    assert list(csv.reader(result.stdout.splitlines()))[1:] == [
        ["figure", "new", "added", "", "1", "[]"], ["figure", "changed", "changed", "1", "2", '["value"]'],
    ]  # fmt: skip
    assert result.stderr == "aidcli: 1 figure unchanged.\naidcli: Read: Funding 4 CNY.\naidcli: nothing was written\n"
    assert db.read_bytes() == before
    counted = aidcli("import", "in.json", "--format", "csv")
    assert "figure,added,1" in counted.stdout
    assert held(db)["changed"]["value"] == 2
    assert "nothing was written" in aidcli("import", "in.json").stderr


@pytest.mark.parametrize("words", [["--dry-run"], []])
def test_keys_that_changed_figures_lose_are_named(aidcli: Ask, db: Path, words: list[str]) -> None:
    full = [record(name, 9, bound="under", printed="近9元", period="2023", part_of="w") for name in "abcde"]
    write(db, [record("w", 90, period="2023"), *full])
    bare = [f"{name},education,funding,9,CNY,school,{SOURCE}" for name in "abcde"]
    Path("in.csv").write_text("\n".join([HEADER, f"w,education,funding,90,CNY,school,{SOURCE}", *bare]), "utf-8")
    said = aidcli("import", "in.csv", *words, "--format", "csv").stderr.splitlines()
    assert [line for line in said if "lose" in line] == [
        "aidcli: 5 figures lose bound: a, b, c and 2 more.",
        "aidcli: 5 figures lose printed: a, b, c and 2 more.",
        "aidcli: 6 figures lose period: w, a, b and 3 more.",
        "aidcli: 5 figures lose part_of: a, b, c and 2 more.",
    ]
    assert "lose" not in aidcli("import", "in.csv").stderr or words


def test_a_link_lost_by_ones_own_filtered_export_is_named(aidcli: Ask, db: Path) -> None:
    write(db, [record("w", 90), record("h", 9, sector="health", part_of="w", period="2023")])
    aidcli("export", "health.csv", "--sector", "health")
    assert "1条数据失去 part_of：h。" in aidcli("import", "health.csv", "--dry-run", "--lang", "zh").stdout
    assert "1 figure loses part_of: h." in aidcli("import", "health.csv").stdout
    assert "part_of" not in held(db)["h"]


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_a_cell_of_any_length_comes_through(aidcli: Ask, db: Path, name: str) -> None:
    write(db, [record("a", note="long " * 60_000), record("b", note="汉" * 200_000)])
    limit = csv.field_size_limit()
    assert aidcli("export", f"out.{name}").exit_code == 0
    assert aidcli("import", f"out.{name}", "--db", "copy.json").exit_code == 0
    assert held(Path("copy.json")) == held(db)
    assert csv.field_size_limit() == limit


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).map(str.strip).filter(bool)
slugs = st.from_regex(r"[a-z]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)
documents = st.builds(
    lambda **keys: Source(**keys).stored(),
    id=slugs.map("x-{}".format),
    title=texts,
    type=st.sampled_from(["report", "ledger"]),
    publisher=st.none() | texts,
    date=st.sampled_from([None, "2024", "2024-02", "2020/2023"]),
    language=st.sampled_from([None, "zh", "en"]),
    url=st.none() | texts,
    sha256=st.none() | st.from_regex("[0-9a-f]{64}", fullmatch=True),
)
names = texts.filter(lambda text: "|" not in text)
own_codes = st.builds(
    lambda kind, units, **keys: {"kind": kind, **{key: text for key, text in keys.items() if text}} | (units if kind == "measure" else {}),
    kind=st.sampled_from(["sector", "measure", "unit", "place"]),
    units=st.sampled_from([{}, {"units": "person|item"}]),
    code=slugs.map("y-{}".format),
    standard=st.sampled_from(["", "a-1", "a-1|b-2"]),
    en=names,
    zh=st.just("") | names,
    aliases=st.just("") | st.lists(names, min_size=1, max_size=3, unique=True).map("|".join),
)


@settings(unhurried, max_examples=3)
@given(
    forests(),
    st.lists(documents, max_size=3, unique_by=lambda each: each["id"]),
    st.lists(own_codes, max_size=4, unique_by=lambda each: (each["kind"], each["code"])),
)
@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "xlsx", "datapackage"])
def test_everything_comes_back_into_an_empty_store(form: str, chosen: list[Figure], sources: list[Any], codes: list[Any]) -> None:
    """In formats of one table, sources and codes travel in the lists that `codes` prints; in the others, beside the figures."""
    kinds = {each.id: (each.measure, each.unit) for each in chosen}
    users = []
    for at, each in enumerate(chosen):
        fits = kinds.get(each.part_of or "") == kinds[each.id]
        keys = {"source": sources[at % len(sources)]["id"] if sources else SOURCE, "part_of": each.part_of if fits else None}
        users.append({key: value for key, value in (each.stored() | keys).items() if value is not None})
    with folder() as here:
        beside = {"codes": numbered(codes), "sources": numbered(sources)}
        store = write(here / "store.json", users, **{name: table for name, table in beside.items() if table})
        copy = here / "copy.json"

        def ask(*words: str, db: Path = store) -> str:
            result = run_here(*words, "--db", str(db))
            assert result.exit_code == 0, result.output
            return result.stdout

        if form not in ("xlsx", "datapackage"):
            for kind in ("sectors", "measures", "units", "places", "sources"):
                (here / f"{kind}.{form}").write_text(ask("codes", kind, "--format", form), "utf-8")
                ask("import", str(here / f"{kind}.{form}"), db=copy)
        out = str(here / f"out.{form}") if form != "datapackage" else str(here / "out")
        ask("export", out)
        ask("import", out, db=copy)
        assert ask("export", "--format", "json", db=copy) == ask("export", "--format", "json")
        assert tables(copy)["figures"] == tables(store)["figures"]
        for table in ("codes", "sources"):
            assert by_key(tables(copy).get(table, {})) == by_key(tables(store).get(table, {}))


def numbered(records: list[Any]) -> dict[str, Any]:
    return {str(at): each for at, each in enumerate(records, 1)}


def by_key(table: dict[str, Any]) -> dict[tuple[str, str], Any]:
    return {(each.get("kind", ""), each.get("code") or each["id"]): each for each in table.values()}
