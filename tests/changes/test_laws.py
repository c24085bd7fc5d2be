"""Laws of change: any sequence of changes is that on a plain dict; any bytes are a store or an import, or are refused."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.made import figure, held, options, record
from tests.running import aidcli, folder, unhurried

Records = dict[str, dict[str, Any]]


class Model:
    """What a store is to hold, as a plain dict, with the states before and after that undo and redo restore."""

    def __init__(self) -> None:
        self.now: Records = {}
        self.before: list[Records] = []
        self.after: list[Records] = []

    def put(self, now: Records) -> bool:
        """Take the new state, if it is sound and another; whether it is sound."""
        if any(each.get("part_of") is not None and each["part_of"] not in now for each in now.values()) or _rings(now):
            return False
        if now != self.now:
            self.now, self.before, self.after = now, [*self.before, self.now][-10:], []
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
        """Rows that are alike are one; two that differ under one id are refused."""
        incoming = {row["id"]: row for row in rows}
        return all(incoming[row["id"]] == row for row in rows) and self.put(self.now | incoming)

    def undo(self) -> bool:
        return self.step(self.before, self.after)

    def redo(self) -> bool:
        return self.step(self.after, self.before)

    def step(self, there: list[Records], back: list[Records]) -> bool:
        if there:
            back.append(self.now)
            self.now = there.pop()
            return True
        return False


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
    st.sampled_from([("undo",), ("redo",)]),
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
        case (name,):
            return ["undo", *(["--redo"] if name == "redo" else [])], b""
    raise AssertionError(change)


@given(st.lists(changes, min_size=1, max_size=12))
@settings(unhurried, max_examples=60)
def test_any_changes_are_those_of_a_plain_dict(sequence: list[Any]) -> None:
    with folder() as here:
        db, model = here / "store.json", Model()
        ask = partial(aidcli, AIDCLI_DB=db)
        for change in sequence:
            before = db.read_bytes() if db.exists() else None
            words, text = typed(change)
            result = ask(*words, typed=text)
            assert (result.exit_code == 0) == told(model, change), (change, result.output)
            if db.exists() or model.now:
                assert held(db) == model.now, change
            if result.exit_code:
                assert result.exit_code == 2
                assert (db.read_bytes() if db.exists() else None) == before
        if model.now:
            assert ask("check").exit_code in (0, 4)
            assert "part_of" not in ask("check", "--format", "csv").stdout


@pytest.mark.long
@given(st.lists(changes, min_size=5, max_size=60))
@settings(unhurried, max_examples=400)
def test_many_long_sequences_of_changes(sequence: list[Any]) -> None:
    test_any_changes_are_those_of_a_plain_dict.hypothesis.inner_test(sequence)  # type: ignore[attr-defined]
