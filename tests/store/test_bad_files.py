"""Files that are no sound store: a question, a change and a check each say what is wrong, and leave the file as it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.made import figure, record, tables, write
from tests.running import Ask

QUESTIONS = (["list"], ["sum", "--format", "json"], ["show", "a"])
CHANGES = (figure("new"), ["edit", "a", "--value", "2"], ["remove", "a", "--yes"], ["codes", "add", "sector", "mine", "--en", "Mine"])


def dumped(*records: Any, **others: Any) -> bytes:
    """A store as stock TinyDB lays it out."""
    return json.dumps({"figures": {str(at): each for at, each in enumerate(records, 1)}} | others).encode()


def laid_out(folder: Path, *records: Any) -> bytes:
    """A store as aidcli lays it out."""
    return write(folder / "laid-out", records).read_bytes()


NOT_STORES = {
    "truncated": (dumped(record("a"))[:-20], "it is not JSON"),
    "truncated at a line": (b'{\n"codes": {\n},\n"sources": {\n},\n"figures": {\n"1":{"id":"a"},\n', "it is not JSON"),
    "only NULs": (b"\0" * 4096, "nothing but NUL bytes"),
    "NULs at its end": (dumped(record("a")) + b"\0" * 100, "it is not JSON"),
    "a byte order mark": (b"\xef\xbb\xbf" + dumped(record("a")), "byte order mark"),
    "UTF-16": (dumped(record("a")).decode().encode("utf-16"), "is not"),
    "not UTF-8": (dumped(record("a")).replace(b"school", b"sch\xffol"), "is not UTF-8"),
    "not JSON": (b"id,sector\na,education\n", "it is not JSON"),
    "only spaces": (b" \n", "it is not JSON"),
    "a list": (b"[]", "it is a JSON list"),
    "a number": (b"1", "it is a JSON value"),
    "null": (b"null", "it is a JSON value"),
    "deeply nested": (b"[" * 10**6, "nested too deeply"),
    "a deeply nested record": (b'{"figures": {"1": ' + b'{"a":' * 10**5, "nested too deeply"),
    "an unknown table": (dumped(record("a"), others={}), "unknown table 'others'"),
    "stock TinyDB's default table": (dumped(_default={"1": record("a")}), "unknown table '_default'"),
    "a table that is a list": (b'{"figures": []}', "table 'figures' is not an object"),
    "two stores": (dumped(record("a")) * 2, "it is not JSON"),
}


def refused(result: Any, db: Path, *words: str) -> bool:
    """Whether it ended with status 4, and one line that names the file and has these words."""
    assert result.exit_code == 4, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    return all(word in result.stderr for word in (f"'{db}'", *words))


@pytest.mark.parametrize(("text", "words"), NOT_STORES.values(), ids=NOT_STORES)
def test_what_is_no_store(aidcli: Ask, db: Path, text: bytes, words: str) -> None:
    db.write_bytes(text)
    for command in (*QUESTIONS, *CHANGES, ["check"], ["export"], ["check", "--format", "json"]):
        assert refused(aidcli(*command), db, "is not a store", words), command
        assert db.read_bytes() == text
    assert {each.name for each in db.parent.iterdir()} <= {db.name, f"{db.name}.lock"}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1e99999999999999999999"])
def test_a_number_that_is_none(aidcli: Ask, db: Path, number: str) -> None:
    text = dumped(record("a"), record("b", 12345)).replace(b"12345", number.encode())
    db.write_bytes(text)
    for command in (*QUESTIONS, *CHANGES, ["check"]):
        assert aidcli(*command).exit_code == 4, command
        assert db.read_bytes() == text


def test_all_that_is_wrong_is_found(aidcli: Ask, db: Path) -> None:
    ring = [record("a", part_of="b"), record("b", part_of="a"), record("c", part_of="gone"), record("d", sector="alchemy")]
    text = write(db, [*ring, record("e"), record("e"), record("f", part_of="e", measure="people-sent", unit="person")]).read_bytes()
    result = aidcli("check", "--format", "json")
    found = {(each["id"], each["key"]): each["finding"] for each in json.loads(result.stdout)}
    assert result.exit_code == 4
    assert found.keys() == {("a", "part_of"), ("b", "part_of"), ("c", "part_of"), ("d", "sector"), ("e", "id"), ("f", "part_of")}
    assert "cycle: 'a' > 'b' > 'a'" in found["a", "part_of"]
    assert "2 figures" in found["e", "id"]
    assert db.read_bytes() == text


def test_a_figure_of_an_id_that_stands_twice_is_not_changed(aidcli: Ask, db: Path) -> None:
    text = write(db, [record("a"), record("a", 2)]).read_bytes()
    for command in (["edit", "a", "--value", "5"], ["remove", "a", "--yes"], figure("a")):
        result = aidcli(*command)
        assert result.exit_code in (2, 4), command
        assert "'a'" in result.stderr
        assert db.read_bytes() == text


@pytest.mark.parametrize("key", ["1", "01", "x", "-1", "", "１", "9" * 5000])
def test_keys_that_tinydb_does_not_give(aidcli: Ask, db: Path, key: str) -> None:
    """A key that stands twice, or that TinyDB would take for another, would lose a record."""
    text = laid_out(db.parent, record("a"), record("b")).replace(b'"2":', f'"{key}":'.encode())
    db.write_bytes(text)
    for command in CHANGES:
        assert refused(aidcli(*command), db), command
        assert db.read_bytes() == text


def test_a_ring_can_be_mended(aidcli: Ask, db: Path) -> None:
    write(db, [record("a", 5, part_of="b"), record("b", part_of="a"), record("c", part_of="a")])
    assert aidcli("edit", "a", "--part-of", "").exit_code == 0
    assert aidcli("check").exit_code == 0


def test_a_ring_that_is_removed_keeps_no_part(aidcli: Ask, db: Path) -> None:
    text = write(db, [record("a", part_of="b"), record("b", part_of="a"), record("c", part_of="a")]).read_bytes()
    assert aidcli("remove", "a", "b", "--yes", "--keep-parts").exit_code in (2, 4)
    assert db.read_bytes() == text


@pytest.mark.parametrize("table", ["codes", "sources"])
@pytest.mark.parametrize("bad", [5, {}, {"kind": "sector"}, {"id": 5, "title": "x"}, {"code": ["x"], "kind": "sector", "en": "x"}])
def test_a_bad_code_or_source(aidcli: Ask, db: Path, table: str, bad: Any) -> None:
    text = dumped(record("a"), **{table: {"7": bad}})
    db.write_bytes(text)
    for command in (*QUESTIONS, *CHANGES, ["check"], ["codes"]):
        assert refused(aidcli(*command), db, "record '7'", f"table '{table}'"), command
        assert db.read_bytes() == text


@pytest.mark.parametrize("text", [b"", b"{}", b'{"_default": {}}', b'{"figures": {}}', b'{"_default": {}, "figures": {}}'])
def test_an_empty_store(aidcli: Ask, db: Path, text: bytes) -> None:
    db.write_bytes(text)
    assert aidcli("list").exit_code == 1
    assert aidcli("check").exit_code == 0
    assert db.read_bytes() == text
    assert aidcli(*figure("a")).exit_code == 0
    assert tables(db) == {"codes": {}, "sources": {}, "figures": {"1": record("a")}}
    assert aidcli("undo").exit_code == 0
    assert db.read_bytes() == text


def test_records_that_a_second_table_hides_are_not_deleted(aidcli: Ask, db: Path) -> None:
    """TinyDB would write back the last of two tables, here an empty one."""
    code = '{"kind": "sector", "code": "mine", "en": "Mine"}'
    head = f'{{\n"codes": {{"1": {code}}},\n"codes": {{\n}},\n'.encode()
    db.write_bytes(write(db, [record("a")]).read_bytes().replace(b'{\n"codes": {\n},\n', head))
    text = db.read_bytes()
    assert text.startswith(head)
    for command in (*QUESTIONS, *CHANGES, ["check"]):
        assert refused(aidcli(*command), db, "table 'codes' stands twice"), command
        assert db.read_bytes() == text
