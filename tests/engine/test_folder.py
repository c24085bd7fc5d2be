"""A folder store is one whole state, whatever happens to those who write it."""

import json
import shutil
from pathlib import Path

import pytest

from aidcli.cli import output
from tests import running
from tests.made import record, write
from tests.running import Ask, ours, run

duckdb = pytest.importorskip("duckdb")


@pytest.fixture
def aidcli() -> Ask:
    """Run a command line, the words of which may be paths."""
    return lambda *words: running.aidcli(*map(str, words))


def ids(aidcli: Ask, store: Path) -> list[str]:
    listed = aidcli("list", "--fields", "id", "--no-header", "--format", "csv", "--db", store)
    return listed.stdout.split()


@pytest.fixture
def store(aidcli: Ask, tmp_path: Path) -> Path:
    """A folder store of two figures."""
    write(tmp_path / "two.json", [record("a", 1), record("b", 2, part_of="a")])
    assert aidcli("export", "two.parquet", "--db", "two.json").exit_code == 0
    return tmp_path / "two.parquet"


def test_an_import_replaces_adds_and_can_be_undone(aidcli: Ask, store: Path, tmp_path: Path) -> None:
    write(tmp_path / "more.json", [record("c", 3), record("a", 10)])
    aidcli("export", "more.csv", "--db", "more.json")
    before = (store / "meta.json").read_bytes()
    dry = aidcli("import", "more.csv", "--db", store, "--dry-run", "--format", "csv")
    assert (store / "meta.json").read_bytes() == before
    assert "added" in dry.stdout
    result = aidcli("import", "more.csv", "--db", store)
    assert (result.exit_code, ids(aidcli, store)) == (0, ["a", "b", "c"])
    assert aidcli("list", "--id", "a", "--format", "value", "--db", store).stdout == "10\n"
    assert "undid 'import'" in aidcli("undo", "--db", store).stderr
    assert ids(aidcli, store) == ["a", "b"]
    assert "redid 'import'" in aidcli("undo", "--redo", "--db", store).stderr
    assert ids(aidcli, store) == ["a", "b", "c"]
    steps = [row["step"] for row in json.loads(aidcli("undo", "--list", "--format", "json", "--db", store).stdout)]
    assert steps == [0, -1]


def test_the_same_file_again_writes_nothing(aidcli: Ask, store: Path) -> None:
    aidcli("export", "same.json", "--db", store)
    before = sorted(store.rglob("*"))
    assert "nothing was written" in aidcli("import", "same.json", "--db", store).stderr
    assert sorted(store.rglob("*")) == before


def test_a_new_folder_is_begun_by_an_import(aidcli: Ask, store: Path) -> None:
    aidcli("export", "same.json", "--db", store)
    assert aidcli("import", "same.json", "--db", "new.parquet").exit_code == 0
    assert ids(aidcli, Path("new.parquet")) == ["a", "b"]
    assert [each.name for each in Path.cwd().iterdir() if each.suffix in (".tmp", ".undo")] == []


def test_codes_and_sources_come_along(aidcli: Ask, store: Path) -> None:
    aidcli(
        "codes",
        "add",
        "sector",
        "schools-x",
        "--en",
        "Schools X",
        "--zh",
        "学校",
        "--aliases",
        "xs|ys",
        "--parent",
        "education",
        "--db",
        "two.json",
    )
    aidcli("codes", "add", "source", "lin", "--en", "Lin", "--type", "ledger", "--db", "two.json")
    assert aidcli("export", store, "--force", "--db", "two.json").exit_code == 0
    for asked in ("codes sectors", "codes sources --format json", "codes units"):
        assert aidcli(*asked.split(), "--db", store).stdout == aidcli(*asked.split(), "--db", "two.json").stdout


def test_what_a_killed_writer_left_is_removed_by_the_next(aidcli: Ask, store: Path) -> None:
    (store / ("0" * 16)).mkdir()
    (store / ("0" * 16) / "figures.parquet").write_text("half")
    (store / ("1" * 16 + ".tmp")).write_text("half")
    aidcli("export", store, "--force", "--db", "two.json")
    left = {each.name for each in store.iterdir()}
    states = {each["folder"] for each in json.loads((store / "meta.json").read_text())["states"]}
    assert left == {"meta.json", "meta.json.lock", *states}
    assert len(states) == 2


def test_a_folder_of_something_else_is_left_alone(aidcli: Ask, store: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.parquet"
    other.mkdir()
    (other / "part-0.parquet").write_text("theirs")
    for words in (["export", str(other), "--force"], ["import", "in.json", "--db", str(other)]):
        aidcli("export", "in.json", "--db", "two.json", "--force")
        assert aidcli(*words).exit_code in (3, 4)
        assert [each.name for each in other.iterdir()] == ["part-0.parquet"]


@pytest.mark.parametrize("name", ["figures", "lineage"])
@pytest.mark.parametrize("data", [b"", b"PAR1", b"\0" * 5000])
def test_a_broken_table_is_one_line(aidcli: Ask, store: Path, name: str, data: bytes) -> None:
    (broken,) = store.glob(f"*/{name}.parquet")
    broken.write_bytes(data)
    result = aidcli("sum", "--db", store)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (4, "", 1), result.output
    assert "is not a folder of figures" in result.stderr


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"aidcli": 1, "at": 0, "states": [{"folder": "../.."}]}', '{"aidcli": 1, "at": 5, "states": []}', "\0"]
)
def test_a_broken_pointer_is_one_line(aidcli: Ask, store: Path, text: str) -> None:
    (store / "meta.json").write_text(text)
    result = aidcli("sum", "--db", store)
    assert (result.exit_code, result.stderr.count("\n")) == (4, 1), result.output


@pytest.mark.parametrize(
    "word", ["' OR 1=1 --", "a'); DROP TABLE figures; --", "%_\\", "?", '"id"', "x' UNION SELECT * FROM sources --", "\\'", "$1"]
)
def test_a_word_is_never_sql(aidcli: Ask, store: Path, word: str) -> None:
    asked = [["search", word], ["show", word], ["list", "--id", word], ["sum", "--sector", word], ["list", "--source", word]]
    for words in asked:
        expected, got = (aidcli(*words, "--db", db) for db in ("two.json", store))
        assert (got.stdout, got.exit_code) == (expected.stdout, expected.exit_code)
        assert got.stderr.replace("two.parquet", "two.json") == expected.stderr


def test_names_of_folders_are_taken_as_they_are(aidcli: Ask, store: Path, tmp_path: Path) -> None:
    odd = tmp_path / "a*[b] 'x' {y}?.parquet"
    shutil.copytree(store, odd)
    assert ids(aidcli, odd) == ["a", "b"]


def test_a_large_file_on_a_terminal_is_told_of_engines(aidcli: Ask, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    advice = "two to four times as fast from a folder"
    monkeypatch.setattr(output, "LARGE_STORE", 1)
    assert advice not in aidcli("sum", "--db", "two.json").stderr
    monkeypatch.setattr(output, "is_terminal", lambda: True)
    assert advice in aidcli("sum", "--db", "two.json").stderr
    assert advice not in aidcli("sum", "--db", store).stderr
    assert advice not in aidcli("sum").stderr


def test_no_engine_is_imported_for_a_file(tmp_path: Path) -> None:
    traced = run([*ours("sum", "--db", "two.json")], env={"PYTHONPROFILEIMPORTTIME": "1"}, cwd=tmp_path)
    assert "aidcli.query.totals" in traced.stderr
    assert "aidcli.engine" not in traced.stderr


def test_a_folder_of_others_is_named_as_no_folder_of_figures(aidcli: Ask, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "part-0.parquet").write_bytes(b"PAR1")
    result = aidcli("sum", "--db", tmp_path / "plain")
    assert result.exit_code == 4
    assert "is not a folder of figures: it holds no 'meta.json'" in result.stderr
