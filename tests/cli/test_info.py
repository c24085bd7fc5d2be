"""What `info` tells of each kind of store, and of what chose it."""

import json
from pathlib import Path
from typing import Any

import pytest

from aidcli.cli.settings import read_settings
from tests.made import record, write
from tests.running import Ask


def told(aidcli: Ask, *words: str, **settings: str) -> dict[str, Any]:
    (card,) = json.loads(aidcli("info", "--json", *words, **settings).stdout)
    return dict(card)


def test_the_shipped_figures_are_told_as_such(aidcli: Ask) -> None:
    card = told(aidcli)
    assert (card["kind"], card["origin"], card["count"], card["undo"]) == ("seeds", "default", 49, None)
    assert card["sources"] == [{"source": "shanxi-daily-2023", "count": 49}]


def test_a_store_is_told_with_what_chose_it(aidcli: Ask, tmp_path: Path) -> None:
    write(tmp_path / "a.json", [record("old", 5)])
    assert told(aidcli, "--db", "a.json", AIDCLI_DB="b.json")["name"] == "--db"
    assert told(aidcli, AIDCLI_DB="a.json")["name"] == "AIDCLI_DB"
    aidcli("config", "db", "a.json")
    read_settings.cache_clear()
    card = told(aidcli)
    assert (card["origin"], card["store"], card["size"]) == ("file", str(tmp_path / "a.json"), (tmp_path / "a.json").stat().st_size)


def test_history_is_counted(aidcli: Ask, store: Path) -> None:
    aidcli("edit", "old", "--period", "2023")
    aidcli("codes", "add", "sector", "foo", "--en", "Foo")
    aidcli("undo")
    card = told(aidcli)
    assert (card["undo"], card["redo"], card["command"], card["codes"]) == (1, 1, "edit", 0)


def test_a_folder_tells_what_a_file_of_the_same_figures_does(aidcli: Ask, store: Path) -> None:
    pytest.importorskip("duckdb")
    aidcli("export", "f.parquet")
    file, folder = told(aidcli), told(aidcli, "--db", "f.parquet")
    assert folder["kind"] == "folder"
    assert folder["size"] > 0
    assert (folder["undo"], folder["redo"], folder["command"]) == (0, 0, "export")
    for key in ("count", "sources", "measures", "codes"):
        assert folder[key] == file[key]
