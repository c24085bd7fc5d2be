"""Numbers that were refused as figures: kept beside the figures through every change, and by other programs."""

import json
from pathlib import Path

import pytest
from tinydb import TinyDB

from aidcli.model.figure import NotFigure
from aidcli.store.change import change_file
from aidcli.store.store import FileStore
from tests.made import record, tables, write
from tests.running import Ask

REFUSED = NotFigure("report", 3, 7, "第45名", "ordinal")
SOURCE = {"id": "report", "title": "A report"}


@pytest.fixture
def refused(db: Path) -> Path:
    """Write a store of a figure and a refused number."""
    write(db, [record("old", 5)])
    with change_file(db, list, "test") as change:
        change.verify()
        change.keep("sources", ["id"], [SOURCE])
        change.keep("not_figures", ["source", "line", "start"], [REFUSED._asdict()])
    return db


def held(db: Path) -> list[NotFigure]:
    with FileStore(db) as store:
        return [each for each in store.not_figures() if each.source == "report"]


def test_they_stand_before_the_figures_and_only_where_there_are_some(refused: Path, tmp_path: Path) -> None:
    assert list(tables(refused)) == ["codes", "sources", "not_figures", "figures"]
    assert list(tables(write(tmp_path / "other.json", [record("old", 5)]))) == ["codes", "sources", "figures"]


def test_they_survive_every_change(aidcli: Ask, refused: Path) -> None:
    line = '{"id":"new","sector":"health","measure":"funding","value":1,"unit":"CNY","subject":"s","source":"report"}'
    Path("new.jsonl").write_text(line, "utf-8")
    add = ("add", "--source", "report", "--sector", "health", "--measure", "funding", "--value", "2亿元", "--subject", "s", "--id", "two")
    changes = [add, ("edit", "old", "--note", "n"), ("import", "new.jsonl"), ("remove", "old", "--yes"), ("undo",), ("undo",)]
    for words in (*changes, ("codes", "add", "sector", "beekeeping-x", "--en", "Keeping of bees")):
        assert aidcli(*words).exit_code == 0, words
        assert held(refused) == [REFUSED], words


def test_a_package_carries_them(aidcli: Ask, refused: Path) -> None:
    assert aidcli("export", "folder").exit_code == 0
    assert "report,3,7,第45名,ordinal" in Path("folder/not-figures.csv").read_text("utf-8")
    shown = aidcli("import", "folder", "--db", "other.json", "--format", "csv", "--no-header").stdout
    assert {"number,added,1", "number,unchanged,54"} <= set(shown.splitlines())
    assert held(Path("other.json")) == [REFUSED]
    again = aidcli("import", "folder", "--db", "other.json")
    assert "nothing was written" in again.stderr


def test_stock_tinydb_reads_and_writes_them(refused: Path) -> None:
    with TinyDB(refused) as stock:
        assert stock.table("not_figures").all() == [REFUSED._asdict()]
        stock.table("not_figures").insert(REFUSED._replace(start=9)._asdict())
    assert held(refused) == [REFUSED, REFUSED._replace(start=9)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"line": 0}, "line: 0 is not a whole number from 1 up"),
        ({"reason": None}, "required key 'reason' is missing"),
        ({"page": 1}, "unknown key 'page'"),
        ({"printed": 45}, "printed: 45 is not text"),
    ],
)
def test_a_faulty_record_is_named(aidcli: Ask, refused: Path, change: dict[str, object], said: str) -> None:
    content = tables(refused)
    content["not_figures"]["1"] |= change
    refused.write_text(json.dumps(content), "utf-8")
    result = aidcli("list")
    assert (result.exit_code, said in result.stderr, "table 'not_figures'" in result.stderr) == (4, True, True)
    faulty = {key: value for key, value in (REFUSED._asdict() | change).items() if value is not None}
    Path("p").mkdir()
    Path("p/n.csv").write_text(f"{','.join(faulty)}\n{','.join(map(str, faulty.values()))}\n", "utf-8")
    Path("p/datapackage.json").write_text('{"resources": [{"name": "not-figures", "path": "n.csv"}]}', "utf-8")
    imported = aidcli("import", "p", "--db", "other.json")
    assert (imported.exit_code, said in imported.stderr) == (0, False) if change == {"printed": 45} else (2, True)


def test_refused_numbers_travel_in_a_workbook_but_not_those_that_ship(aidcli: Ask, refused: Path) -> None:
    assert aidcli("export", "out.xlsx").exit_code == 0
    taken = aidcli("import", "out.xlsx", "--db", "copy.json", "--format", "csv").stdout
    assert ("number,added,1" in taken, taken.count("number")) == (True, 1)
    assert tables(Path("copy.json"))["not_figures"] == {"1": REFUSED._asdict()}
