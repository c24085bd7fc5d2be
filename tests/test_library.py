"""`import aidcli`: the questions of the command line for a program, with the same answers, and nothing loaded until one is asked."""

import doctest
import json
import subprocess
import sys
from pathlib import Path

import pytest

import aidcli as package
from tests.made import record, write
from tests.running import ROOT, Ask, environment


def machine(aidcli: Ask, *words: str) -> list[dict[str, object]]:
    return list(json.loads(aidcli(*words, "--json").stdout))


def test_the_examples_are_run() -> None:
    assert doctest.testmod(package) == (0, 2)
    for lang in ("", "zh/"):
        failed, tried = doctest.testfile(str(ROOT / "aidcli" / "cli" / "help" / f"{lang}library.md"), module_relative=False)
        assert (failed, tried) == (0, 4)


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_answers_are_those_of_the_command_line(aidcli: Ask, kind: str) -> None:
    name = "s.parquet" if kind == "folder" else "s.json"
    if kind == "folder":
        pytest.importorskip("duckdb")
        assert aidcli("export", name).exit_code == 0
    else:
        aidcli("export", "all/")
        assert aidcli("import", "all/", "--db", name).exit_code == 0
    with package.open(name) as store:
        assert list(store.sum(sector="education", by="year")) == machine(
            aidcli, "sum", "--sector", "education", "--by", "year", "--db", name
        )
        assert list(store.sum("教育", "资金")) == machine(aidcli, "sum", "教育", "资金", "--db", name)
        assert list(store.list(period=2023, sort="-value", limit=3)) == machine(
            aidcli, "list", "--period", "2023", "--sort", "-value", "--limit", "3", "--db", name
        )
        compared = [{key: row[key] for key in ("operand", "value", "bound")} for row in store.compare("education", "health")]
        assert compared == machine(aidcli, "compare", "education", "health", "--fields", "operand,value,bound", "--db", name)
        assert list(store.search("surgical")) == machine(aidcli, "search", "surgical", "--db", name)
        assert list(store.show("health-operations")) == machine(aidcli, "show", "health-operations", "--db", name)
        assert list(store.codes("measures")) == machine(aidcli, "codes", "measures", "--db", name)


def test_a_list_of_words_means_or(aidcli: Ask) -> None:
    both = package.open().sum(sector=["education", "health"], measure="funding", min="1亿")
    assert both.to_dicts() == machine(aidcli, "sum", "--sector", "education,health", "--measure", "funding", "--min", "1亿")


def test_notes_stand_beside_the_rows() -> None:
    answer = package.open().sum(sector="health")
    assert answer.notes == ["Activities (cases): left out health-heart-operations: part of health-operations"]
    assert package.open(lang="zh").sum(sector="health").notes[0].startswith("活动")
    assert repr(package.open().list(sector="water")) == "no rows"
    assert repr(package.open().list()).endswith("... 29 more rows")


def test_refusals_are_exceptions_of_one_kind() -> None:
    with pytest.raises(package.Refusal, match=r"did you mean 'education'"):
        package.open().sum(sector="educaton")
    with pytest.raises(package.Refusal, match=r"no store 'nowhere\.json'"):
        package.open("nowhere.json")
    with pytest.raises(package.Refusal, match=r"unknown figure 'x'"):
        package.open().show("x")
    with pytest.raises(TypeError, match="'sectr' is no filter; choose from sector, measure"):
        package.open().sum(sectr="education")  # type: ignore[call-arg]


def test_each_question_sees_the_store_as_it_is_and_a_block_sees_one_state(tmp_path: Path) -> None:
    path = write(tmp_path / "s.json", [record("a", 1)])
    store = package.open(path)
    with store:
        assert len(store.list()) == 1
        path.with_suffix(".new").write_bytes(write(tmp_path / "t.json", [record("a", 1), record("b", 2)]).read_bytes())
        path.with_suffix(".new").replace(path)
        assert len(store.list()) == 1
    assert len(store.list()) == 2


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_frames_are_made_where_the_library_is_there(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = package.open().sum(sector="education")
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=f"run 'pip install {name}'"):
        getattr(answer, f"to_{name}")()
    monkeypatch.undo()
    frame = getattr(pytest.importorskip(name), "DataFrame")  # noqa: B009
    assert isinstance(getattr(answer, f"to_{name}")(), frame)


def test_nothing_is_loaded_until_it_is_asked_and_typer_and_rich_never() -> None:
    code = """
import sys
before = set(sys.modules)
import aidcli
print(sorted(name for name in set(sys.modules) - before if name.startswith("aidcli") and name != "aidcli"))
store = aidcli.open()
answers = [store.list(), store.sum(by="sector"), store.compare(by="sector"), store.search("x")]
for answer in (*answers, store.show("health-operations"), store.codes()):
    repr(answer), answer.notes
print(sorted({"typer", "rich", "tinydb", "duckdb", "pandas"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], env=environment(), check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n[]\n"
