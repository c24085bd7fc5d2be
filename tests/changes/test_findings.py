"""`check`: what it finds in a store, and beside the document."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from aidcli.cli.commands.check import SHOWN
from tests.made import KEYS, SOURCE, held, options, record, write
from tests.running import Ask

ARTICLE = Path(__file__).parents[2].parent / "shared" / "seed" / "000_62f332757297812e.txt"


def findings(result: Any) -> list[tuple[str, str, bool]]:
    return [(each["id"], each["key"], each["fault"]) for each in json.loads(result.stdout)]


def test_the_shipped_figures_are_sound(aidcli: Ask) -> None:
    result = aidcli("check", AIDCLI_DB="")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "49 figures checked, 0 faults" in result.stderr


def test_what_may_count_twice_is_a_remark(aidcli: Ask, db: Path) -> None:
    write(
        db,
        [
            record("aid", 185, sector="multisector"),
            record("schools", 62),
            record("clinics", 41, sector="health"),
            *(record(f"window-{year}", 7, sector="water", period=f"{year}/2023", unit="USD") for year in range(2001, 2017)),
            *(record(f"sum-{at}", value, unit="EUR") for at, value in enumerate((25, 12, 13))),
        ],
    )
    result = aidcli("check", "--format", "json")
    found = [(each["id"], each["fault"], each["finding"]) for each in json.loads(result.stdout)]
    assert result.exit_code == 0
    assert found[0] == ("aid", False, "looks like a whole beside its parts 'schools', 'clinics': link them to it")
    assert found[1][:2] == ("window-2001", False)
    assert len(found) == 1 + 100 + 1 + 2
    assert found[101][2].startswith("20 more: may be the same thing")
    assert [each[0] for each in found[102:]] == ["sum-0", "sum-0"]


UNUSUAL = "'people-jobs': unit: 'jobs' is usually counted in post, not person"
JOBS = {"id": "people-jobs", "sector": "industry", "measure": "jobs", "value": "2300余人", "subject": "jobs", "source": SOURCE}


def test_an_unusual_unit_is_remarked_upon_by_add_import_and_check(aidcli: Ask, db: Path) -> None:
    added = aidcli("add", *options(JOBS))
    assert (added.exit_code, UNUSUAL in added.stderr) == (0, True)
    result = aidcli("check", "--format", "json")
    assert (result.exit_code, findings(result)) == (0, [("people-jobs", "unit", False)])
    aidcli("export", "jobs.csv")
    db.unlink()
    for more, noted in ((["--dry-run"], True), ([], True), ([], False)):
        assert (UNUSUAL in aidcli("import", "jobs.csv", *more).stderr) == noted


def test_a_long_import_names_a_few_unusual_units(aidcli: Ask, db: Path) -> None:
    lines = [f"f{at},industry,jobs,{at},person,jobs,{SOURCE}\n" for at in range(9)]
    said = aidcli("import", "-", "--from", "csv", typed="id,sector,measure,value,unit,subject,source\n" + "".join(lines)).stderr
    assert said.count("is usually counted in") == 3
    assert "6 more figures of unusual units" in said


@pytest.mark.parametrize(
    ("keys", "remarks"),
    [
        ({"measure": "funding", "unit": "USD"}, 0),
        ({"measure": "funding", "unit": "USD-2014"}, 0),
        ({"measure": "funding", "unit": "person"}, 1),
        ({"measure": "jobs", "unit": "CNY"}, 1),
        ({"measure": "attracted-investment", "unit": "project"}, 0),
        ({"measure": "items", "unit": "mu"}, 0),
        ({"measure": "seedlings", "unit": "mu"}, 0),
        ({"measure": "trees", "unit": "km"}, 1),
        ({"measure": "trees", "unit": "mu"}, 0),
    ],
)
def test_units_are_usual_where_the_measure_lists_them_or_none(aidcli: Ask, db: Path, keys: dict[str, str], remarks: int) -> None:
    aidcli("codes", "add", "measure", "trees", "--en", "Trees", "--units", "mu|km2")
    aidcli("codes", "add", "measure", "seedlings", "--en", "Seedlings")
    assert (
        aidcli("add", *options({"id": "one", "sector": "forestry", "value": 5, "subject": "wood", "source": SOURCE} | keys)).exit_code == 0
    )
    assert len(findings(aidcli("check", "--format", "json"))) == remarks
    aidcli("export", "package", "--format", "datapackage")
    listed = aidcli("codes", "measures", "--format", "csv", "--fields", "kind,code,parent,standard,en,zh,aliases,units").stdout
    Path("measures.csv").write_text(listed, "utf-8")
    for file in ("package", "measures.csv"):
        assert "nothing was written" in aidcli("import", file).stderr


def test_units_belong_to_measures_and_are_known(aidcli: Ask, db: Path) -> None:
    for words, says in (
        (("sector", "woods", "--units", "mu"), "--units is not for a sector"),
        (("measure", "woods", "--units", "x"), "'x'"),
    ):
        answer = aidcli("codes", "add", *words, "--en", "Woods")
        assert (answer.exit_code, says in answer.stderr) == (2, True)
    answer = aidcli("import", "-", "--from", "csv", typed="kind,code,en,units\nsector,woods,Woods,mu\n")
    assert (answer.exit_code, "units: only a measure has them" in answer.stderr) == (2, True)


def test_every_kind_of_fault_is_found_at_once(aidcli: Ask, db: Path) -> None:
    write(
        db,
        [
            record("twice"), record("twice", 2), record("whole", 5), record("a", 3, part_of="whole"), record("b", 4, part_of="whole"),
            record("lost", part_of="nowhere"), record("other", measure="investment", part_of="whole"),
            record("ring-1", part_of="ring-2"), record("ring-2", part_of="ring-1"), record("bad", period="soon", sector="edu"),
        ],
    )  # fmt: skip
    result = aidcli("check", "--format", "json")
    assert result.exit_code == 4
    assert set(findings(result)) == {
        ("bad", "sector", True), ("bad", "period", True), ("twice", "id", True), ("whole", "value", True), ("lost", "part_of", True),
        ("other", "part_of", True), ("ring-1", "part_of", True), ("ring-2", "part_of", True),
    }  # fmt: skip
    assert "its 2 parts add up to 7, more than the whole's 5" in result.stdout


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (
            [(150_000_000, {}), (80_000_000, {"bound": "under"})],
            "its 2 parts add up to at least 150,000,000, more than the whole's 100,000,000",
        ),
        ([(150_000_000, {}), (5, {"bound": "about"})], "its 2 parts add up to at least 150,000,000, more than the whole's 100,000,000"),
        ([(150_000_000, {"bound": "at-least"})], "its part is at least 150,000,000, more than the whole's 100,000,000"),
        ([(150_000_000, {})], "its part is 150,000,000, more than the whole's 100,000,000"),
        ([(100_000_000, {}), (80_000_000, {"bound": "under"})], ""),
        ([(150_000_000, {}), (-80_000_000, {"bound": "about"})], ""),
        ([(150_000_000, {"bound": "under"})], ""),
    ],
)
def test_a_rounded_part_hides_no_part_that_exceeds_the_whole(
    aidcli: Ask, db: Path, parts: list[tuple[int, dict[str, Any]]], said: str
) -> None:
    numbered = (record(f"part-{at}", value, part_of="whole", **keys) for at, (value, keys) in enumerate(parts))
    write(db, [record("whole", 100_000_000), *numbered])
    result = aidcli("check", "--format", "json")
    assert [each["finding"] for each in json.loads(result.stdout or "[]")] == [said] * bool(said)
    assert result.exit_code == (4 if said else 0)


def test_two_figures_with_one_id_do_not_pass_in_silence(aidcli: Ask, db: Path) -> None:
    write(db, [record("twice"), record("twice", 2, sector="health"), record("other", 5)])
    for words in (("sum",), ("compare", "--by", "source"), ("show", "twice")):
        answer = aidcli(*words)
        assert (answer.exit_code, answer.stdout) == (4, "")
        assert answer.stderr.startswith("aidcli: error: several figures have the id 'twice'; give each an id of its own")
    answer = aidcli("list", "--format", "csv")
    assert (answer.exit_code, answer.stdout.count("twice,")) == (0, 2)
    assert "Ids that several figures have: twice" in answer.stderr
    for words in (("sum", "--sector", "education"), ("show", "other"), ("list", "--sector", "health")):
        answer = aidcli(*words)
        assert (answer.exit_code, "twice" in answer.stderr) == (0, False)


EXCESS = "'whole': value: its 2 parts add up to 11, more than the whole's 10"


def test_a_change_that_makes_parts_exceed_their_whole_says_so(aidcli: Ask, db: Path) -> None:
    write(db, [record("whole", 10), record("a", 4, part_of="whole"), record("other", 7)])
    other = "id,sector,measure,value,unit,subject,source,part_of\nother,education,funding,7,CNY,more,second,whole\n"
    aidcli("codes", "add", "source", "second", "--en", "Second")
    for words, typed in (
        (("add", *options(KEYS | {"id": "b", "value": 7, "part_of": "whole"})), ""),
        (("edit", "other", "--part-of", "whole"), ""),
        (("edit", "a", "--value", "11"), ""),
        (("edit", "whole", "--value", "3"), ""),
        (("import", "-", "--from", "csv", "--on-conflict", "replace", "--dry-run"), other),
        (("import", "-", "--from", "csv", "--on-conflict", "replace"), other),
    ):
        answer = aidcli(*words, typed=typed)
        assert (answer.exit_code, "more than the whole's" in answer.stderr) == (0, True), answer.output
        assert words[0] == "edit" or EXCESS in answer.stderr
        if "--dry-run" not in words:
            assert aidcli("check").exit_code == 4
            aidcli("undo")
    assert "more than" not in aidcli("edit", "other", "--value", "70").stderr


@pytest.mark.parametrize(("bound", "said"), [("exact", "its 2 parts make it up exactly"), ("at-least", "")])
def test_parts_that_make_up_their_whole_are_a_remark(aidcli: Ask, db: Path, bound: str, said: str) -> None:
    write(db, [record("whole", 7, bound=bound), record("a", 3, part_of="whole"), record("b", 4, part_of="whole")])
    result = aidcli("check")
    assert result.exit_code == 0
    assert said in result.stdout
    assert bool(said) == bool(result.stdout)


@pytest.fixture
def document(db: Path) -> Path:
    path = db.with_name("report.txt")
    path.write_text("一二三\n资金5元,项目7个\n", "utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    place = {"source": "report", "line": 2}
    write(
        db,
        [
            record("right", 5, printed="5元", start=2, **place),
            record("wrong", 7, printed="8个", start=7, **place),
            record("beyond", 7, printed="7个", start=0, source="report", line=9),
            record("placeless", source="report"),
            record("elsewhere", printed="9", line=1, start=0),
        ],
        sources={"1": {"id": "report", "title": "A report", "sha256": digest}},
    )
    return path


def test_printed_forms_are_held_against_the_document(aidcli: Ask, document: Path) -> None:
    result = aidcli("check", "--document", str(document), "--format", "json")
    assert result.exit_code == 4
    assert set(findings(result)) >= {("wrong", "printed", True), ("beyond", "printed", True), ("placeless", "printed", False)}


def test_a_document_that_has_changed_is_remarked_upon(aidcli: Ask, document: Path) -> None:
    document.write_text(document.read_text("utf-8") + "more\n", "utf-8")
    assert "no source has the SHA-256" in aidcli("check", "--document", str(document)).stderr
    result = aidcli("check", "--document", str(document), "--source", "A report", "--format", "json")
    assert ("report", "sha256", False) in findings(result)


def test_what_cannot_be_verified_is_refused(aidcli: Ask, document: Path) -> None:
    assert "go with --document" in aidcli("check", "--source", "report").stderr
    assert aidcli("check", "--document", "nowhere.txt").exit_code == 3
    document.write_bytes(b"\xff")
    assert "it is not text in utf-8-sig or gb18030" in aidcli("check", "--document", str(document)).stderr


def test_numbers_that_no_figure_and_no_refusal_covers_are_remarked_upon(aidcli: Ask, document: Path) -> None:
    document.write_text("一二三\n资金5元,项目7个\n2024年选派教师45名。第3批。计划投入资金2亿元。\n", "utf-8")
    words = ("check", "--document", str(document), "--source", "report", "--format", "json")
    found = [each["finding"] for each in json.loads(aidcli(*words).stdout) if "in no figure" in each["finding"]]
    assert found == ["line 3, offset 9: '45名' is in no figure", "line 3, offset 23: '2亿元' is in no figure (a target, not a result)"]


def test_places_are_filled_in_where_exactly_one_fits(aidcli: Ask, document: Path, db: Path) -> None:
    text = "一二三\n资金5元,项目7个。\n选派教师45名,投入1.2亿元,新建学校3所。\n项目12个,项目2个。医生9名,护士9名。近3000万元。"
    document.write_text(text, "utf-8")
    sent = {"measure": "people-sent", "unit": "person", "source": "report"}
    figures = [
        record("right", 5, printed="5元", start=2, line=2, source="report"),
        record("moved", 7, printed="7个", start=2, line=1, source="report"),
        record("teachers", 45, printed="45名", **sent),
        record("not-2", 2, printed="2个", source="report"),
        record("not-within", 200000000, printed="2亿元", source="report"),
        record("either", 9, printed="9名", **sent),
        record("gone", 8, printed="8名", **sent),
        record("by-amount", 120000000, source="report"),
        record("both-1", 3, printed="3所", source="report"),
        record("both-2", 3, printed="3所", source="report"),
        record("nothing", None, source="report"),
        record("elsewhere", printed="9", line=1, start=0),
    ]
    write(db, figures, sources={"1": {"id": "report", "title": "A report"}})
    before = db.read_bytes()
    words = ("check", "--document", str(document), "--source", "report", "--fix", "--format", "json")
    dry = aidcli(*words, "--dry-run")
    assert (db.read_bytes(), "4 places to fill in; nothing was written" in dry.stderr) == (before, True)
    result = aidcli(*words)
    told = {each["id"]: each["finding"] for each in reversed(json.loads(result.stdout))}
    assert told["moved"] == "placed at line 2, offset 7: '7个'; it was at line 1, offset 2"
    assert told["by-amount"] == "placed at line 3, offset 10: '1.2亿元'"
    assert told["either"] == "not placed: '9名' fits 2 places: line 4, offset 13; line 4, offset 18"
    assert told["not-within"] == "not placed: '2亿元' stands nowhere that is free"
    assert told["gone"] == "not placed: '8名' stands nowhere that is free"
    assert told["both-1"] == told["both-2"] == "not placed: '3所' at line 3, offset 20 fits another figure, too"
    assert told["nothing"] == "not placed: its amount stands nowhere that is free"
    assert "filled in 4 places" in result.stderr
    placed = {each["id"]: (each["line"], each["start"]) for each in held(db).values() if "line" in each}
    assert placed == {"right": (2, 2), "moved": (2, 7), "teachers": (3, 4), "not-2": (4, 8), "by-amount": (3, 10), "elsewhere": (1, 0)}
    assert held(db)["by-amount"]["printed"] == "1.2亿元"
    again = db.read_bytes()
    assert "0 places to fill in" in aidcli(*words).stderr
    assert db.read_bytes() == again
    assert aidcli("undo").exit_code == 0
    assert db.read_bytes() == before


def test_a_refused_number_is_no_place_for_a_figure(aidcli: Ask, document: Path, db: Path) -> None:
    refused = {"source": "report", "line": 2, "start": 7, "printed": "7个", "reason": "a quota"}
    write(
        db, [record("seven", 7, printed="7个", source="report")], sources={"1": {"id": "report", "title": "A"}}, not_figures={"1": refused}
    )
    result = aidcli("check", "--document", str(document), "--source", "report", "--fix", "--format", "json")
    assert "not placed: '7个' stands nowhere that is free" in result.stdout


@pytest.mark.parametrize("words", [["--fix"], ["--encoding", "gbk"], ["--document", "report.txt", "--dry-run"]])
def test_options_of_a_document_go_with_it(aidcli: Ask, document: Path, words: list[str]) -> None:
    result = aidcli("check", *words)
    assert (result.exit_code, "go with" in result.stderr or "goes with" in result.stderr) == (2, True)


@pytest.mark.skipif(not ARTICLE.exists(), reason=f"the article of {SOURCE} is not in the folder beside the project")
def test_the_shipped_figures_stand_in_their_document(aidcli: Ask) -> None:
    result = aidcli("check", "--document", str(ARTICLE), AIDCLI_DB="")
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_table_shows_the_first_findings_and_other_formats_all(aidcli: Ask, tmp_path: Path) -> None:
    db = write(tmp_path / "s.json", [record(f"f{at}", 1, printed="2元") for at in range(SHOWN)] + [record("last", part_of="none")])
    table = aidcli("check", AIDCLI_DB=db)
    assert table.exit_code == 4
    assert "1 more findings; --format csv lists them all." in table.stdout
    assert table.stdout.count("reads as 2, not 1") == SHOWN - 1
    assert aidcli("check", "--format", "csv", AIDCLI_DB=db).stdout.count("\n") == 1 + SHOWN + 1
    assert f"{SHOWN + 1} figures checked, 1 fault" in table.stderr
