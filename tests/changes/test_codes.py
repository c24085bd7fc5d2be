"""Codes and sources of one's own: changed, renamed with the figures that have them, removed where none has."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.running import Ask


def listed(aidcli: Ask, *words: str) -> list[dict[str, Any]]:
    return list(json.loads(aidcli("codes", *words, "--json").stdout))


def column(aidcli: Ask, key: str, *words: str) -> list[str]:
    return aidcli("list", "--fields", key, "--format", "csv", "--no-header", *words).stdout.splitlines()


@pytest.fixture
def own(aidcli: Ask, store: Path) -> Path:
    """A store with a source, a sector and a place of its own, which its one figure has."""
    for words in (("source", "lin"), ("sector", "roads"), ("place", "lin"), ("sector", "paths", "--parent", "roads"), ("unit", "XXQ")):
        assert aidcli("codes", "add", *words, "--en", f"My {words[1]} {words[0]}").exit_code == 0
    words = ("--source", "lin", "--sector", "roads", "--provider", "lin", "--recipient", "lin")
    assert aidcli("edit", "old", *words).exit_code == 0
    return store


def test_an_edit_changes_the_keys_given_and_no_other(aidcli: Ask, own: Path) -> None:
    result = aidcli("codes", "edit", "sector", "roads", "--zh", "道路", "--aliases", "lanes|ways")
    assert result.exit_code == 0
    assert " 2" not in result.stdout  # One figure has it.
    aidcli("codes", "edit", "sector", "roads", "--aliases", "")
    (code,) = listed(aidcli, "sectors", "roads", "sector")
    assert (code["en"], code["aliases"], code["count"]) == ("My roads sector", None, 1)
    assert column(aidcli, "id", "--sector", "道路") == ["old"]


def test_an_edit_of_a_source_keeps_what_is_not_given(aidcli: Ask, own: Path) -> None:
    aidcli("codes", "edit", "source", "lin", "--date", "2024", "--zh", "林县")
    aidcli("codes", "edit", "source", "lin", "--url", "https://example.org")
    (source,) = listed(aidcli, "sources", "林县")
    assert (source["en"], source["date"], source["url"]) == ("My lin source", "2024", "https://example.org")


def test_a_shipped_code_is_changed_here_and_changed_back(aidcli: Ask, store: Path) -> None:
    before = store.read_bytes()
    aidcli("codes", "edit", "sector", "health", "--en", "Medicine")
    assert [each["code"] for each in listed(aidcli, "sectors", "medicine")][:1] == ["health"]
    assert aidcli("codes", "edit", "sector", "basic-health", "--zh", "基本医疗").exit_code == 0
    aidcli("codes", "remove", "sector", "basic-health")
    assert aidcli("codes", "remove", "sector", "health").exit_code == 0
    assert json.loads(store.read_bytes())["figures"] == json.loads(before)["figures"]
    assert "health" in [each["code"] for each in listed(aidcli, "sectors", "health")]


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [("source", "lin", "lin-2"), ("sector", "roads", "ways"), ("place", "lin", "lin-county"), ("unit", "XXQ", "XXR")],
)
def test_all_that_has_a_code_follows_it_in_one_change(aidcli: Ask, own: Path, kind: str, old: str, new: str) -> None:
    aidcli("edit", "old", "--unit", "XXQ-2014")
    before = own.read_bytes()
    result = aidcli("codes", "rename", kind, old, new)
    assert (result.exit_code, "with 1 figure" in result.stderr) == (0, True)
    assert old not in [each["code"] for each in listed(aidcli, f"{kind}s")]
    keys = {"source": ["source"], "sector": ["sector"], "place": ["provider", "recipient"], "unit": ["unit"]}[kind]
    for key in keys:
        assert column(aidcli, key) == [new + ("-2014" if kind == "unit" else "")]
    assert not aidcli("check").exit_code
    if kind == "sector":
        assert [each["parent"] for each in listed(aidcli, "sectors", "paths")] == [new]
    aidcli("undo")
    assert own.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("remove", "source", "lin"), "cannot remove source 'lin': used by 'old'"),
        (("remove", "sector", "roads"), "cannot remove sector 'roads': used by 'old'"),
        (("remove", "sector", "road"), "did you mean 'roads'"),
        (("rename", "sector", "roads", "health"), "sector 'health' already exists"),
        (("rename", "sector", "health", "medicine"), "ships with aidcli and is neither removed nor renamed"),
        (("rename", "sector", "roads", "My Roads"), "is not a lower-case slug"),
        (("rename", "unit", "XXQ", "coins"), "that of a currency has three capitals"),
        (("edit", "sector", "roads"), "nothing to change in 'roads'"),
        (("edit", "sector", "roads", "--en", ""), "--en is missing"),
        (("edit", "sector", "roads", "--parent", "paths"), "'paths' lies inside 'roads'"),
        (("edit", "sector", "roads", "--zh", "卫生"), "'卫生' names 'health' already"),
        (("edit", "source", "lin", "--parent", "x"), "--parent is not for a source"),
        (("edit", "sector", "My roads sector", "--zh", "x"), "names 'roads'; give the code itself"),
        (("edit", "sectr", "roads", "--zh", "x"), "unknown kind of code 'sectr'"),
    ],
)
def test_what_cannot_be_changed_is_refused_and_nothing_is_written(aidcli: Ask, own: Path, words: tuple[str, ...], said: str) -> None:
    before = own.read_bytes()
    result = aidcli("codes", *words)
    assert (result.exit_code, result.stdout, own.read_bytes()) == (2, "", before)
    assert said in result.stderr


def test_a_code_that_others_lie_inside_stays(aidcli: Ask, own: Path) -> None:
    aidcli("edit", "old", "--sector", "health")
    assert "used by 'paths'" in aidcli("codes", "remove", "sector", "roads").stderr
    assert aidcli("codes", "remove", "sector", "paths").exit_code == 0
    assert aidcli("codes", "remove", "sector", "roads").exit_code == 0
    assert aidcli("codes", "remove", "place", "lin").exit_code == 2


def test_refused_numbers_follow_their_source(aidcli: Ask, own: Path) -> None:
    tables = json.loads(own.read_bytes())
    tables["not_figures"] = {"1": {"source": "lin", "line": 1, "start": 0, "printed": "3", "reason": "a date"}}
    own.write_text(json.dumps(tables), "utf-8")
    assert aidcli("codes", "rename", "source", "lin", "lin-2").exit_code == 0
    assert json.loads(own.read_bytes())["not_figures"]["1"]["source"] == "lin-2"


def test_each_subcommand_has_help_of_its_own(aidcli: Ask) -> None:
    for name in ("add", "edit", "remove", "rename"):
        page = aidcli("codes", name, "--help").stdout
        assert page.startswith(f"Usage: aidcli codes {name} [OPTIONS] KIND ")
        assert page.partition("\n\n")[2].count(f"    aidcli codes {name} ") == 3
    assert "write 'aidcli codes add' first" in aidcli("codes", "--used", "add", "sector", "x").stderr
