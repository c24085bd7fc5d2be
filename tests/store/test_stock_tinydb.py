"""Between aidcli and stock TinyDB: either reads and changes what the other wrote, and no record is lost."""

import json
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, TinyDB

from tests.made import SOURCE, figure, held, record, tables, write
from tests.running import Ask

LAYOUTS: dict[str, dict[str, Any]] = {
    "as it comes": {},
    "indented": {"indent": 4},
    "a line a record": {"indent": 0, "ensure_ascii": False},
    "sorted": {"sort_keys": True, "separators": (",", ":")},
}
MINE = {"kind": "sector", "code": "rural", "en": "Rural"}


def by_stock(path: Path, layout: dict[str, Any], *, figures_first: bool) -> dict[str, dict[str, Any]]:
    """A store as stock TinyDB writes it, with gaps between its keys; the figures that it holds."""
    figures = {f"f{at}": record(f"f{at}", at, sector="rural", subject="学校", source="report") for at in range(5)}
    with TinyDB(path, encoding="utf-8", **layout) as db:
        writes = [
            lambda: db.table("figures").insert_multiple(list(figures.values())),
            lambda: db.table("codes").insert(MINE),
            lambda: db.table("sources").insert({"id": "report", "title": "A report"}),
        ]
        for do in writes if figures_first else reversed(writes):
            do()
        db.table("figures").remove(Query().id == "f2")
    return {name: each for name, each in figures.items() if name != "f2"}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("figures_first", [True, False])
def test_what_stock_tinydb_wrote_is_read_and_changed(aidcli: Ask, db: Path, layout: dict[str, Any], figures_first: bool) -> None:
    figures = by_stock(db, layout, figures_first=figures_first)
    text = db.read_bytes()
    listed = json.loads(aidcli("list", "--format", "json").stdout)
    assert {
        each["id"]: {key: value for key, value in each.items() if value is not None and (key, value) != ("bound", "exact")}
        for each in listed
    } == figures
    assert aidcli("check").exit_code == 0
    assert db.read_bytes() == text

    assert aidcli(*figure("new", sector="rural")).exit_code == 0
    assert held(db) == {**figures, "new": record("new", sector="rural")}
    assert (tables(db)["codes"], tables(db)["sources"]) == ({"1": MINE}, {"1": {"id": "report", "title": "A report"}})
    assert list(tables(db)["figures"])[:4] == ["1", "2", "4", "5"]
    assert aidcli("edit", "f4", "--id", "f5").exit_code == 0
    assert aidcli("remove", "f0", "f1", "--yes").exit_code == 0
    assert set(held(db)) == {"f3", "f5", "new"}
    assert db.read_text("utf-8").splitlines()[:2] == ["{", '"codes": {']
    for words in (["undo"], ["undo", "--redo"]):
        assert aidcli(*words).exit_code == 0
    assert set(held(db)) == {"f3", "f5", "new"}


def test_undo_brings_back_the_bytes_that_stock_tinydb_wrote(aidcli: Ask, db: Path) -> None:
    by_stock(db, {"indent": 4}, figures_first=True)
    text = db.read_bytes()
    aidcli(*figure("new"))
    aidcli("undo")
    assert db.read_bytes() == text


def test_what_aidcli_wrote_stock_tinydb_reads_and_changes(aidcli: Ask, db: Path) -> None:
    aidcli(*figure("a", "0.1", subject_zh="学校"))
    aidcli(*figure("b", "9" * 30, part_of="a"))
    aidcli("codes", "add", "source", "report", "--en", "A report")
    with TinyDB(db) as stock:
        assert stock.tables() == {"codes", "sources", "figures"}
        figures = stock.table("figures")
        assert figures.all() == [record("a", 0.1, subject_zh="学校"), record("b", int("9" * 30), part_of="a")]
        assert figures.get(doc_id=2) == figures.get(Query().id == "b")
        assert figures.insert(record("c", 3, source="report")) == 3
        figures.update({"note": "by hand"}, Query().id == "a")
        figures.remove(doc_ids=[2])
    assert aidcli("list").exit_code == 0
    assert held(db) == {"a": record("a", held(db)["a"]["value"], subject_zh="学校", note="by hand"), "c": record("c", 3, source="report")}
    assert aidcli(*figure("d")).exit_code == 0
    assert set(held(db)) == {"a", "c", "d"}


def test_lines_that_do_not_change_keep_their_bytes(aidcli: Ask, db: Path) -> None:
    """Numbers, order of keys and spaces of a record are its writer's; a change touches only what it changes."""
    write(db, [record("a"), record("b")])
    keys = f'"sector":"education", "measure":"funding","unit":"CNY","subject":"\\u5b66","source":"{SOURCE}"'
    line = f'"7": {{ "value" : 1.50, "id":"odd",{keys} }}'
    db.write_text(db.read_text("utf-8").replace("\n}\n}\n", f",\n{line}\n}}\n}}\n"), "utf-8")
    aidcli(*figure("new"))
    aidcli("edit", "a", "--value", "2")
    lines = db.read_text("utf-8").splitlines()
    assert line.removeprefix('"7": ') in lines[-4]
    assert lines[-3].startswith('"8":')


def test_a_change_is_a_small_difference(aidcli: Ask, db: Path) -> None:
    before = write(db, [record(f"f{at}", at) for at in range(50)]).read_text("utf-8").splitlines()
    aidcli("edit", "f7", "--value", "70")
    after = db.read_text("utf-8").splitlines()
    assert [one for one, other in zip(before, after, strict=True) if one != other] == [before[13]]
