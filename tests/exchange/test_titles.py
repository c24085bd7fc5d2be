"""A source may have a Chinese title besides its own; it goes wherever the title goes."""

import json
from pathlib import Path

import pytest

from tests.running import Ask

TITLE = "林县援助报告（2024）"


@pytest.fixture
def titled(aidcli: Ask, store: Path) -> Path:
    """A store whose figure is stated by a source with two titles."""
    assert aidcli("codes", "add", "source", "lin", "--en", "Lin County report", "--zh", TITLE).exit_code == 0
    assert aidcli("edit", "old", "--source", "lin").exit_code == 0
    return store


def titles(aidcli: Ask, db: str) -> tuple[str, str]:
    listed = json.loads(aidcli("codes", "sources", "lin", "--json", "--db", db).stdout)
    return listed[0]["en"], listed[0]["zh"]


@pytest.mark.parametrize("file", ["f.json", "f.xlsx", "package/", "f.parquet"])
def test_it_is_exported_and_imported(aidcli: Ask, titled: Path, file: str) -> None:
    if file.endswith(".xlsx"):
        pytest.importorskip("openpyxl")
    if file.endswith(".parquet"):
        pytest.importorskip("duckdb")
    assert aidcli("export", file).exit_code == 0
    if file.endswith(".json"):
        Path("codes.csv").write_text(aidcli("codes", "sources", "--format", "csv").stdout, "utf-8")
        assert aidcli("import", "codes.csv", "--db", "new.json").exit_code == 0
    if not file.endswith(".parquet"):
        assert aidcli("import", file, "--db", "new.json").exit_code == 0
    assert titles(aidcli, file if file.endswith(".parquet") else "new.json") == ("Lin County report", TITLE)


def test_chinese_answers_show_it(aidcli: Ask, titled: Path) -> None:
    assert TITLE in aidcli("sum", "--by", "source", "--lang", "zh").stdout
    assert TITLE in aidcli("show", "old", "--lang", "zh").stdout
    assert "Lin County report" in aidcli("show", "old").stdout
    assert aidcli("list", "--source", TITLE, "--format", "csv", "--fields", "id").stdout == "id\nold\n"


def test_a_folder_written_before_there_were_such_titles_is_read(aidcli: Ask, titled: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    assert aidcli("export", "f.parquet").exit_code == 0
    pointer = Path("f.parquet/meta.json")
    meta = json.loads(pointer.read_text())
    (sources,) = Path("f.parquet").glob("*/sources.parquet")
    duckdb.sql(f"COPY (SELECT * EXCLUDE (title_zh) FROM '{sources}') TO '{sources}.new' (FORMAT parquet)")
    Path(f"{sources}.new").replace(sources)
    meta["aidcli"] = 1
    del meta["states"][0]["source_keys"]
    pointer.write_text(json.dumps(meta))
    assert titles(aidcli, "f.parquet") == ("Lin County report", None)
    aidcli("export", "own.json")
    assert aidcli("edit", "old", "--period", "2023").exit_code == 0
    aidcli("export", "own.json", "--force")
    assert aidcli("import", "own.json", "--db", "f.parquet").exit_code == 0
    assert titles(aidcli, "f.parquet") == ("Lin County report", None)
    assert aidcli("undo", "--db", "f.parquet").exit_code == 0
    assert titles(aidcli, "f.parquet") == ("Lin County report", None)
