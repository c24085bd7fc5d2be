"""Any bytes at all, as a store or as an import: taken or refused, never a traceback, never a store changed by a refusal."""

import json
from functools import partial

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.made import figure, held, record, write
from tests.running import aidcli, folder, unhurried

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
def test_any_bytes_are_a_store_or_refused(data: bytes, change: list[str]) -> None:
    with folder() as here:
        db = here / "store.json"
        ask = partial(aidcli, AIDCLI_DB=db)
        db.write_bytes(data)
        statuses = {ask(*question).exit_code for question in QUESTIONS}
        assert statuses <= {0, 1, 3, 4}
        assert db.read_bytes() == data
        result = ask(*change)
        assert result.exit_code in (0, 2, 3, 4)
        if result.exit_code:
            assert (result.stdout, db.read_bytes()) == ("", data)
        else:
            assert 4 not in statuses or ask("check").exit_code == 4


@given(
    st.sampled_from(["csv", "tsv", "json", "jsonl", "xlsx"]),
    st.binary(max_size=100)
    | damaged(CSV)
    | damaged(json.dumps([record("a")]).encode())
    | st.lists(json_values).map(lambda rows: json.dumps(rows).encode()),
    st.sampled_from([[], ["--kind", "place"]]),
)
@settings(unhurried, max_examples=250)
def test_any_bytes_are_an_import_or_refused(name: str, data: bytes, kind: list[str]) -> None:
    with folder() as here:
        db = write(here / "store.json", [record("a", 5)])
        ask = partial(aidcli, AIDCLI_DB=db)
        before = db.read_bytes()
        result = ask("import", "-", "--from", name, *kind, typed=data)
        assert result.exit_code in (0, 2)
        if result.exit_code:
            assert (result.stdout, db.read_bytes()) == ("", before)
        else:
            assert ask("check").exit_code in (0, 4)
            assert ask("import", "-", "--from", name, *kind, typed=data).exit_code == 0
            assert "a" in held(db)
