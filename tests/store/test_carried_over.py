"""What stood in a store stands there still after one more figure: in our own layout byte for byte, in any other as content."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from tinydb import TinyDB

from aidcli.changes.revision import Revision
from aidcli.cli.changing import changing
from aidcli.model.figure import from_json
from aidcli.store import tinydb_file as storage
from aidcli.store.layout import laid_out
from tests.made import SOURCE, figure, record, tables, write
from tests.running import Ask

OWN = {"codes": {"1": {"kind": "unit", "code": "bridge", "en": "bridge"}}, "sources": {"1": {"id": "doc", "title": "Title"}}}
FIGURES = [record("a"), record("b", 2, source="doc", unit="bridge"), record("c", 0.5, bound="range", upper=7, part_of="a")]


def added(aidcli: Ask, db: Path) -> dict[str, Any]:
    """The table of figures once one more has been added."""
    result = aidcli(*figure("new", 3))
    assert result.exit_code == 0, result.output
    return tables(db)["figures"]


def test_what_stands_in_our_layout_is_carried_over_byte_for_byte_and_not_read_by_tinydb(aidcli: Ask, db: Path) -> None:
    text = write(db, FIGURES, **OWN).read_bytes().replace(b'"1":{"id"', b'"1" : { "id"')
    db.write_bytes(text)
    with mock.patch.object(storage, "_read", side_effect=AssertionError("read")):
        assert added(aidcli, db)["4"]["id"] == "new"
    assert db.read_bytes().startswith(text[: text.rindex(b"\n}\n}")] + b",\n")


@pytest.mark.parametrize("keys", ["2 5 9", "0 1 2", "9 5 2", "1 3 2", "1 2 999999999999999998"])
def test_a_new_figure_has_the_key_that_tinydb_would_give(aidcli: Ask, db: Path, keys: str) -> None:
    figures = dict(zip(keys.split(), FIGURES, strict=True))
    db.write_bytes(b"".join(laid_out({**OWN, "figures": figures})))
    with TinyDB(db, access_mode="r") as stock:
        expected = stock.table("figures")._get_next_id()  # noqa: SLF001
    after = added(aidcli, db)
    assert after == figures | {str(expected): after[str(expected)]}


@pytest.mark.parametrize("more", [b"", b"\n" * 2_000_000])
def test_a_store_that_another_program_changes_while_it_is_copied_is_left_to_it(aidcli: Ask, db: Path, more: bytes) -> None:
    write(db, FIGURES, **OWN)
    theirs = b"{}" + more
    real = storage.replace

    def meddled_with(path: Path, *args: Any, **kwargs: Any) -> None:
        db.write_bytes(theirs)
        real(path, *args, **kwargs)

    with mock.patch.object(storage, "replace", meddled_with):
        result = aidcli(*figure("new"))
    assert (result.exit_code, db.read_bytes()) == (3, theirs)
    assert "was changed by another program meanwhile" in result.stderr


def test_figures_added_before_and_after_anything_else_are_all_there(aidcli: Ask, db: Path) -> None:
    write(db, FIGURES, **OWN)
    with changing(str(db), "import") as change:
        change.verify()
        for name in ("one", "two"):
            change.apply(Revision([from_json(record(name))]))
            change.keep("sources", ["id"], [{"id": name, "title": name}])
    assert [each["id"] for each in tables(db)["figures"].values()] == ["a", "b", "c", "one", "two"]
    assert [each["id"] for each in tables(db)["sources"].values()] == ["doc", "one", "two"]


def one_line(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)


def figures_first(content: Mapping[str, Any]) -> str:
    return json.dumps(dict(reversed(content.items())), indent=1)


def indented(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2) + "\n\n"


@pytest.mark.parametrize("layout", [one_line, figures_first, indented])
@pytest.mark.parametrize("figures", [FIGURES, FIGURES[:1], []])
def test_what_stands_in_another_layout_is_kept_as_content(aidcli: Ask, db: Path, layout: Any, figures: list[dict[str, Any]]) -> None:
    before = {**OWN, "figures": {str(at): each for at, each in enumerate(figures, 1)}}
    db.write_text(layout(before), "utf-8")
    after = added(aidcli, db)
    assert tables(db) == before | {"figures": before["figures"] | {str(len(figures) + 1): after[str(len(figures) + 1)]}}


def test_several_rows_are_added_behind_the_last(aidcli: Ask, db: Path) -> None:
    before = write(db, FIGURES, **OWN).read_bytes()
    rows = "id,sector,measure,value,unit,subject,source\n" + "".join(f"n{at},health,funding,{at},CNY,s,{SOURCE}\n" for at in range(3))
    assert aidcli("import", "-", "--from", "csv", typed=rows).exit_code == 0
    assert db.read_bytes().startswith(before[: before.rindex(b"\n}\n}")])
    assert list(tables(db)["figures"]) == ["1", "2", "3", "4", "5", "6"]
