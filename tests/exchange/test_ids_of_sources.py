"""Ids belong to sources: a second report takes none of the first, is found again under the names it got, and may replace itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.made import held, record, tables, write
from tests.running import Ask

SOURCES = {str(at): {"id": name, "title": name} for at, name in enumerate(("lin", "other"), 1)}


@pytest.fixture
def shared(db: Path) -> Path:
    """A store of one report, which knows a second, `lin`."""
    return write(db, [record("a", 5), record("b", 7)], sources=SOURCES)


def lin(name: str, value: int = 1, **others: Any) -> dict[str, Any]:
    return record(name, value, source="lin", **others)


def bring(aidcli: Ask, *records: dict[str, Any], words: tuple[str, ...] = ()) -> Any:
    return aidcli("import", "-", "--from", "json", *words, "--format", "json", typed=json.dumps(records))


def actions(result: Any) -> dict[str, int]:
    assert result.exit_code == 0, result.output
    return {each["action"]: each["count"] for each in json.loads(result.stdout)}


def test_an_id_of_another_source_is_refused_and_both_figures_are_told(aidcli: Ask, shared: Path) -> None:
    before = shared.read_bytes()
    for words in ((), ("--dry-run",)):
        result = bring(aidcli, lin("a", 6, unit="USD"), lin("new"), lin("b", subject="clinic"), words=words)
        assert (result.exit_code, result.stdout, shared.read_bytes()) == (2, "", before)
        head, *lines = result.stderr.splitlines()
        assert head == (
            "aidcli: error: '-' has 2 figures with ids of other sources; nothing was written; "
            "give --on-conflict rename, skip or replace, or other ids in the file:"
        )
        assert lines == [
            "  'a': in the file 6 USD of source 'lin' (school), in the store 5 CNY of source 'shanxi-daily-2023' (school)",
            "  'b': in the file 1 CNY of source 'lin' (clinic), in the store 7 CNY of source 'shanxi-daily-2023' (school)",
        ]


def test_a_rename_is_remembered_and_parts_follow(aidcli: Ask, shared: Path) -> None:
    report = [lin("a", 9), lin("part", 2, part_of="a"), lin("b", 3, part_of="a")]
    first = bring(aidcli, *report, words=("--on-conflict", "rename"))
    assert actions(first) == {"added": 3}
    assert "Renamed, because other sources have these ids: a to a-OF-lin, b to b-OF-lin." in first.stderr
    assert {name: each.get("part_of") for name, each in held(shared).items()} == {
        **dict.fromkeys(("a", "b", "a-OF-lin")),
        **dict.fromkeys(("part", "b-OF-lin"), "a-OF-lin"),
    }
    before = shared.read_bytes()
    for words in ((), ("--on-conflict", "rename"), ("--on-conflict", "replace"), ("--replace-source",)):
        assert actions(bring(aidcli, *report, words=words)) == {"unchanged": 3}
        assert shared.read_bytes() == before
    assert actions(bring(aidcli, lin("a", 10), *report[1:])) == {"changed": 1, "unchanged": 2}
    assert (held(shared)["a"]["value"], held(shared)["a-OF-lin"]["value"]) == (5, 10)


def test_a_part_in_a_later_file_follows_an_earlier_rename(aidcli: Ask, shared: Path) -> None:
    bring(aidcli, lin("a", 9), words=("--on-conflict", "rename"))
    assert actions(bring(aidcli, lin("later", 2, part_of="a"))) == {"added": 1}
    assert held(shared)["later"]["part_of"] == "a-OF-lin"
    assert actions(bring(aidcli, record("mine", 2, part_of="a"))) == {"added": 1}
    assert held(shared)["mine"]["part_of"] == "a"


def test_a_rename_is_found_when_the_other_figure_has_gone(aidcli: Ask, shared: Path) -> None:
    bring(aidcli, lin("a", 9), words=("--on-conflict", "rename"))
    assert aidcli("remove", "a", "--yes").exit_code == 0
    assert actions(bring(aidcli, lin("a", 9))) == {"unchanged": 1}


def test_an_export_of_renamed_figures_comes_back_as_it_was(aidcli: Ask, shared: Path) -> None:
    bring(aidcli, lin("a", 9), lin("part", 2, part_of="a"), words=("--on-conflict", "rename"))
    aidcli("export", "out.csv")
    assert actions(aidcli("import", "out.csv", "--format", "json")) == {"unchanged": 4}
    aidcli("export", "lin.csv", "--source", "lin")
    write(Path("copy.json"), [], sources=SOURCES)
    assert aidcli("import", "lin.csv", "--db", "copy.json").exit_code == 0
    assert held(Path("copy.json")) == {name: held(shared)[name] for name in ("a-OF-lin", "part")}


@pytest.mark.parametrize("taken", [record("a-OF-lin"), record("a-OF-lin", source="other")])
def test_a_name_that_is_taken_is_not_given(aidcli: Ask, db: Path, taken: dict[str, Any]) -> None:
    before = write(db, [record("a"), taken], sources=SOURCES).read_bytes()
    result = bring(aidcli, lin("a"), words=("--on-conflict", "rename"))
    assert (result.exit_code, db.read_bytes()) == (2, before)
    assert "'a' cannot become 'a-OF-lin': that id is taken" in result.stderr


def test_a_name_that_the_file_itself_has_is_not_given(aidcli: Ask, shared: Path) -> None:
    result = bring(aidcli, lin("a"), lin("a-OF-lin", 2), words=("--on-conflict", "rename"))
    assert result.exit_code == 2
    assert "'a' cannot become 'a-OF-lin': that id is taken" in result.stderr


def test_skipped_figures_stay_out_and_their_parts_lose_the_link(aidcli: Ask, shared: Path) -> None:
    result = bring(aidcli, lin("a", 9), lin("part", 2, part_of="a"), words=("--on-conflict", "skip"))
    assert actions(result) == {"added": 1, "skipped": 1}
    assert "Not linked by part_of, because the whole was skipped: part." in result.stderr
    assert held(shared) == {each["id"]: each for each in (record("a", 5), record("b", 7), lin("part", 2))}
    only = bring(aidcli, lin("a", 9), words=("--on-conflict", "skip"))
    assert "nothing was written" in only.stderr


def test_replaced_figures_change_their_source(aidcli: Ask, shared: Path) -> None:
    assert actions(bring(aidcli, lin("a", 9), words=("--on-conflict", "replace"))) == {"replaced": 1}
    assert held(shared) == {each["id"]: each for each in (lin("a", 9), record("b", 7))}
    assert aidcli("undo").exit_code == 0
    assert held(shared)["a"] == record("a", 5)


def test_a_way_that_is_none_is_refused(aidcli: Ask, shared: Path) -> None:
    result = bring(aidcli, lin("a"), words=("--on-conflict", "renam"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "unknown way 'renam'; did you mean 'rename'?" in result.stderr


def test_what_a_file_lacks_is_said_and_removed_if_asked(aidcli: Ask, shared: Path) -> None:
    bring(aidcli, *(lin(name) for name in "vwxyz"))
    kept = bring(aidcli, lin("v"), lin("u"))
    assert actions(kept) == {"added": 1, "unchanged": 1}
    assert "The store has figures of source lin that the file lacks (4): w, x, y and 1 more. --replace-source removes them." in kept.stderr
    assert actions(bring(aidcli, lin("v", 2), words=("--replace-source",))) == {"changed": 1, "removed": 5}
    assert list(held(shared)) == ["a", "b", "v"]
    assert aidcli("check").exit_code == 0


def test_a_whole_is_not_removed_from_under_its_parts(aidcli: Ask, shared: Path) -> None:
    bring(aidcli, lin("whole", 9), lin("stays"))
    bring(aidcli, record("part", part_of="whole"))
    before = shared.read_bytes()
    result = bring(aidcli, lin("stays"), words=("--replace-source",))
    assert (result.exit_code, shared.read_bytes()) == (2, before)
    assert "'part': part_of: no figure 'whole'" in result.stderr


def test_one_document_under_two_ids_is_said(aidcli: Ask, shared: Path) -> None:
    rows = [{"id": name, "title": "T", "sha256": "0" * 64} for name in ("one", "two")]
    assert "same document" not in bring(aidcli, rows[0]).stderr
    assert "Source two is the same document as one: they have one SHA-256." in bring(aidcli, rows[1]).stderr
    shipped = {"id": "again", "title": "T", "sha256": "67921c30ed84523f72bab95973dc1c94d1b855b7ed1ba4c66083d3dec8109a6f"}
    assert "Source again is the same document as shanxi-daily-2023" in bring(aidcli, shipped).stderr
    assert len(tables(shared)["sources"]) == 5


def test_the_keys_that_a_source_loses_are_said(aidcli: Ask, shared: Path) -> None:
    whole = {"id": "lin", "title": "Lin", "type": "ledger", "date": "2024", "url": "https://example.org"}
    assert "loses" not in bring(aidcli, whole).stderr
    assert "Source lin loses type, date." in bring(aidcli, {key: whole[key] for key in ("id", "title", "url")}, words=("--dry-run",)).stderr
    assert "Source lin loses" not in bring(aidcli, {"kind": "source", "code": "lin", "en": "Lin"}).stderr
    assert tables(shared)["sources"]["1"] == whole


def test_a_source_typed_with_the_digest_of_another_is_the_same_document(aidcli: Ask, shared: Path) -> None:
    digest = "67921c30ed84523f72bab95973dc1c94d1b855b7ed1ba4c66083d3dec8109a6f"
    added = aidcli("codes", "add", "source", "again", "--en", "T", "--sha256", digest)
    assert (added.exit_code, added.stdout.splitlines()[-1]) == (
        0, "Source again is the same document as shanxi-daily-2023: they have one SHA-256.",
    )  # fmt: skip
    other = aidcli("codes", "add", "source", "new", "--en", "T", "--sha256", "1" * 64, "--format", "csv")
    assert "same document" not in other.output
    assert "SHA-256" not in aidcli("codes", "add", "source", "none", "--en", "T").output


def test_two_figures_of_one_id_in_the_store_are_not_updated(aidcli: Ask, db: Path) -> None:
    before = write(db, [record("a"), record("a", 2)]).read_bytes()
    result = bring(aidcli, record("a", 3))
    assert (result.exit_code, db.read_bytes()) == (2, before)
    assert "2 figures have this id" in result.stderr


def test_a_dry_run_shows_what_changes_first_with_both_amounts(aidcli: Ask, shared: Path) -> None:
    many = [record(f"kept{at}") for at in range(20)]
    bring(aidcli, *many)
    rows = [*many, record("a", 6, bound="at-least"), lin("new", 2, unit="USD")]
    result = aidcli("import", "-", "--from", "json", "--dry-run", typed=json.dumps(rows))
    assert result.stdout.splitlines() == [
        "Kind    Id   Action   Before    After  Changed keys",
        "────────────────────────────────────────────────────",
        "figure  new  added              2 USD",
        "figure  a    changed   5 CNY  ≥ 6 CNY  Amount, Bound",
        "",
        "20 figures unchanged.",
        "The store has figures of source shanxi-daily-2023 that the file lacks (1): b. --replace-source removes them.",
        "Read: Funding ≥ 26 CNY; Funding 2 USD.",
    ]
    as_json = bring(aidcli, *rows, words=("--dry-run",))
    assert json.loads(as_json.stdout) == [
        {"kind": "figure", "id": "new", "action": "added", "old": None, "new": 2, "keys": []},
        {"kind": "figure", "id": "a", "action": "changed", "old": 5, "new": 6, "keys": ["value", "bound"]},
    ]


@pytest.mark.parametrize("name", ["codes.csv", "codes.json", "codes.jsonl", "codes.tsv"])
def test_what_codes_prints_is_imported_again_sources_included(aidcli: Ask, shared: Path, name: str) -> None:
    aidcli("codes", "add", "sector", "forests", "--en", "Forests", "--zh", "森林", "--parent", "agriculture", "--aliases", "woods|林")
    aidcli("codes", "add", "source", "yearbook", "--en", "A yearbook", "--date", "2024", "--url", "https://example.org")
    bring(aidcli, record("trees", sector="forests", source="yearbook", unit="USD-2014", recipient="fukang"))
    before = shared.read_bytes()
    Path(name).write_text(aidcli("codes", "--format", name.partition(".")[2]).stdout, "utf-8")
    again = aidcli("import", name, "--format", "json")
    assert (set(actions(again)), shared.read_bytes()) == ({"unchanged"}, before)
    assert aidcli("import", name, "--db", "copy.json").exit_code == 0
    assert tables(Path("copy.json"))["codes"] == tables(shared)["codes"]
    titles = {each["id"]: each["title"] for each in tables(Path("copy.json"))["sources"].values()}
    assert titles == {"yearbook": "A yearbook"}
    every = aidcli("codes", "sources", "--format", "csv").stdout
    assert actions(aidcli("import", "-", "--from", "csv", "--format", "json", typed=every)) == {"unchanged": 4}


@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_parts_under_a_figure_of_another_source_are_named(aidcli: Ask, db: Path, words: tuple[str, ...]) -> None:
    write(db, [record("a", 5), record("part", 2, part_of="a"), record("given", 1, part_of="a"), record("b", 7)], sources=SOURCES)
    said = bring(aidcli, lin("a", 9), lin("given", 1, part_of="a"), words=("--on-conflict", "replace", *words)).stderr
    assert "Parts whose whole is now a figure of another source: part. See" in said
    assert "whole is now" not in bring(aidcli, lin("new", 9), words=("--on-conflict", "replace", *words)).stderr
