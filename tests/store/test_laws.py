"""Laws of change: any sequence of changes is that on a plain dict; any bytes are a store or an import, or are refused."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from made import figure, held, options, record, write
from typer.testing import CliRunner

from aidcli.cli import app

pytestmark = pytest.mark.usefixtures("files_closed")
Records = dict[str, dict[str, Any]]
unhurried = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def aidcli(db: Path, *words: str, typed: bytes = b"") -> Any:
    """Run a command line; whatever is no refusal comes out."""
    env = {"AIDCLI_DB": str(db), "AIDCLI_FORMAT": None, "AIDCLI_LANG": "en"}
    return CliRunner().invoke(app, words, input=typed, prog_name="aidcli", env=env, catch_exceptions=False)


class Model:
    """What a store is to hold, as a plain dict, with the state before the last change."""

    def __init__(self) -> None:
        self.now: Records = {}
        self.before: Records | None = None

    def put(self, now: Records) -> bool:
        """Take the new state, if it is sound and another; whether it is sound."""
        if any(each.get("part_of") is not None and each["part_of"] not in now for each in now.values()) or _rings(now):
            return False
        if now != self.now:
            self.now, self.before = now, self.now
        return True

    def add(self, name: str, value: int, whole: str | None) -> bool:
        return name not in self.now and self.put({**self.now, name: _figure(name, value, whole)})

    def edit(self, name: str, value: int, new: str) -> bool:
        if name not in self.now or (new != name and new in self.now):
            return False
        renamed = {new if each == name else each: dict(keys) for each, keys in self.now.items()}
        renamed[new] |= {"id": new, "value": value}
        for keys in renamed.values():
            if keys.get("part_of") == name:
                keys["part_of"] = new
        return self.put(renamed)

    def remove(self, names: Sequence[str], keep: bool) -> bool:
        if any(name not in self.now for name in names):
            return False
        left = {name: dict(keys) for name, keys in self.now.items() if name not in names}
        for keys in left.values():
            while keep and keys.get("part_of") in names:
                keys["part_of"] = self.now[keys["part_of"]].get("part_of")
        return self.put({name: {key: value for key, value in keys.items() if value is not None} for name, keys in left.items()})

    def take_in(self, rows: Sequence[dict[str, Any]]) -> bool:
        return len({row["id"] for row in rows}) == len(rows) and self.put(self.now | {row["id"]: row for row in rows})

    def undo(self) -> bool:
        if self.before is None:
            return False
        self.now, self.before = self.before, self.now
        return True


def _figure(name: str, value: int, whole: str | None) -> dict[str, Any]:
    return record(name, value, **({"part_of": whole} if whole else {}))


def _rings(now: Records) -> bool:
    for name in now:
        seen, each = set(), name
        while each is not None and each not in seen:
            seen.add(each)
            each = now[each].get("part_of")
        if each is not None:
            return True
    return False


ids = st.sampled_from("abcde")
wholes = st.none() | ids
values = st.integers(-3, 3)
rows = st.lists(st.builds(_figure, ids, values, wholes), min_size=1, max_size=4)
changes = st.one_of(
    st.tuples(st.just("add"), ids, values, wholes),
    st.tuples(st.just("edit"), ids, values, ids),
    st.tuples(st.just("remove"), st.lists(ids, min_size=1, max_size=3, unique=True), st.booleans()),
    st.tuples(st.just("import"), rows),
    st.just(("undo",)),
)


def told(model: Model, change: Sequence[Any]) -> bool:
    """The change made to the model; whether it may be made."""
    name, *how = change
    return bool(getattr(model, {"import": "take_in"}.get(name, name))(*how))


def typed(change: Sequence[Any]) -> tuple[list[str], bytes]:
    """The change as a command line and its standard input."""
    match change:
        case "add", name, value, whole:
            return figure(name, value, **({"part_of": whole} if whole else {})), b""
        case "edit", name, value, new:
            return ["edit", name, *options({"id": new, "value": value})], b""
        case "remove", names, keep:
            return ["remove", *names, "--yes", *(["--keep-parts"] if keep else [])], b""
        case "import", figures:
            return ["import", "-", "--from", "json"], json.dumps(figures).encode()
        case _:
            return ["undo"], b""


@given(st.lists(changes, min_size=1, max_size=12))
@settings(unhurried, max_examples=60)
def test_any_changes_are_those_of_a_plain_dict(files_closed: None, sequence: list[Any]) -> None:
    with folder() as here:
        db, model = here / "store.json", Model()
        for change in sequence:
            before = db.read_bytes() if db.exists() else None
            words, text = typed(change)
            result = aidcli(db, *words, typed=text)
            assert (result.exit_code == 0) == told(model, change), (change, result.output)
            if db.exists() or model.now:
                assert held(db) == model.now, change
            if result.exit_code:
                assert result.exit_code == 2
                assert (db.read_bytes() if db.exists() else None) == before
        if model.now:
            assert aidcli(db, "check").exit_code in (0, 4)
            assert "part_of" not in aidcli(db, "check", "--format", "csv").stdout


@pytest.mark.long
@given(st.lists(changes, min_size=5, max_size=60))
@settings(unhurried, max_examples=400)
def test_many_long_sequences_of_changes(files_closed: None, sequence: list[Any]) -> None:
    test_any_changes_are_those_of_a_plain_dict.hypothesis.inner_test(None, sequence)  # type: ignore[attr-defined]


with folder() as _here:
    GOOD = write(_here / "store.json", [record("a", 5, note="学校"), record("b", part_of="a")]).read_bytes()
CSV = b"id,sector,measure,value,unit,subject,source\r\na,education,funding,1,CNY,\xe5\xad\xa6,shanxi-daily-2023\r\n"


@st.composite
def damaged(draw: st.DrawFn, good: bytes) -> bytes:
    """A good file with some of its bytes cut, doubled, moved or replaced."""
    data = good
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        piece = draw(
            st.binary(max_size=4) | st.sampled_from([b"", data[start:end] * 2, b"null", b"[]", b"{}", b"1e99", b"\\ud800", b'","'])
        )
        data = data[:start] + piece + data[min(end, start + draw(st.integers(0, 40))) :]
    return data


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["education", "CNY", "a", "funding"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*record("a"), "kind", "code", "en", "title", "x"]), inner, max_size=9)
    ),
    max_leaves=12,
)
stores = st.dictionaries(
    st.sampled_from(["figures", "codes", "sources", "_default", "x"]), st.dictionaries(st.sampled_from("0123x"), json_values)
)
QUESTIONS = (["list"], ["sum"], ["check"], ["codes"], ["export"])
CHANGES = (figure("new"), ["edit", "a", "--value", "7"], ["remove", "b", "--yes"], ["codes", "add", "unit", "sack", "--en", "Sack"])


@given(st.binary(max_size=200) | damaged(GOOD) | stores.map(lambda tables: json.dumps(tables).encode()), st.sampled_from(CHANGES))
@example(b"\0" * 100, CHANGES[0])
@example(GOOD.replace(b'"codes": {\n},\n"sources": {\n}', b""), CHANGES[0])
@example(GOOD[: GOOD.index(b"\n", 60) + 1], CHANGES[1])
@settings(unhurried, max_examples=150)
def test_any_bytes_are_a_store_or_refused(files_closed: None, data: bytes, change: list[str]) -> None:
    with folder() as here:
        db = here / "store.json"
        db.write_bytes(data)
        statuses = {aidcli(db, *question).exit_code for question in QUESTIONS}
        assert statuses <= {0, 1, 3, 4}
        assert db.read_bytes() == data
        result = aidcli(db, *change)
        assert result.exit_code in (0, 2, 3, 4)
        if result.exit_code:
            assert (result.stdout, db.read_bytes()) == ("", data)
        else:
            assert 4 not in statuses or aidcli(db, "check").exit_code == 4


@given(
    st.sampled_from(["csv", "tsv", "json", "jsonl", "xlsx"]),
    st.binary(max_size=100)
    | damaged(CSV)
    | damaged(json.dumps([record("a")]).encode())
    | st.lists(json_values).map(lambda rows: json.dumps(rows).encode()),
    st.sampled_from([[], ["--kind", "place"]]),
)
@settings(unhurried, max_examples=250)
def test_any_bytes_are_an_import_or_refused(files_closed: None, name: str, data: bytes, kind: list[str]) -> None:
    with folder() as here:
        db = write(here / "store.json", [record("a", 5)])
        before = db.read_bytes()
        result = aidcli(db, "import", "-", "--from", name, *kind, typed=data)
        assert result.exit_code in (0, 2)
        if result.exit_code:
            assert (result.stdout, db.read_bytes()) == ("", before)
        else:
            assert aidcli(db, "check").exit_code in (0, 4)
            assert aidcli(db, "import", "-", "--from", name, *kind, typed=data).exit_code == 0
            assert "a" in held(db)
