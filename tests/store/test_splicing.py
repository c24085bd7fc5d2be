"""A change writes the blocks that hold changed figures again, and copies all other bytes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aidcli.changes.revision import Revision
from aidcli.cli.changing import changing
from aidcli.model.figure import from_json
from aidcli.store.layout import laid_out
from tests.made import record, tables, write
from tests.running import folder

FIGURES = [record(f"f{at}", at, note="n" * 20_000) for at in range(1, 11)]
"""Three or so a block."""
SOURCES = {"1": {"id": "own", "title": "One of their own"}}
keys = st.integers(1, len(FIGURES))


def changed(db: Path, new: Mapping[int, dict[str, Any]], removed: set[int], added: int, source: bool) -> dict[str, dict[str, Any]]:
    """Change a store and return the tables that it should hold."""
    more = [record(f"more{at}") for at in range(added)]
    with changing(str(db), "import") as change:
        change.verify()
        stored = {at: from_json(each) for at, each in enumerate(FIGURES, 1)}
        change.apply(
            Revision(
                [from_json(each) for each in more],
                {stored[key].id: from_json(each) for key, each in new.items()},
                [stored[key] for key in sorted(removed)],
            )
        )
        if source:
            change.keep("sources", ["id"], [{"id": "new", "title": "new"}])
    figures = {str(key): new.get(key, each) for key, each in enumerate(FIGURES, 1) if key not in removed}
    figures |= {str(key): each for key, each in enumerate(more, len(FIGURES) + 1)}
    return {"codes": {}, "sources": SOURCES | ({"2": {"id": "new", "title": "new"}} if source else {}), "figures": figures}


@given(st.sets(keys, max_size=4), st.sets(keys), st.integers(0, 2), st.booleans())
@example(set(), set(range(1, 11)), 0, False)
@example(set(), set(range(1, 11)), 1, True)
@example({1}, {10}, 0, False)
def test_a_change_gives_the_file_that_writing_it_whole_gives(edited: set[int], removed: set[int], added: int, source: bool) -> None:
    with folder() as place:
        db = write(place / "s.json", FIGURES, sources=SOURCES)
        new = {key: record(f"new{key}", 7) for key in edited - removed}
        expected = changed(db, new, removed, added, source)
        assert tables(db) == expected
        assert db.read_bytes().split() == b"".join(laid_out(expected)).split()


def test_only_the_block_of_a_changed_figure_is_written_again(tmp_path: Path) -> None:
    db = write(tmp_path / "s.json", FIGURES, sources=SOURCES)
    odd = db.read_bytes().replace(b'"measure":', b'"measure" : ').replace(b'"sources": {', b'"sources" :{')
    db.write_bytes(odd)
    changed(db, {1: record("f1", 7)}, set(), 0, False)
    assert db.read_bytes().count(b'"measure" : ') == len(FIGURES) - 1
    assert b'"sources" :{' in db.read_bytes()


@pytest.mark.parametrize("layout", [lambda text: text.replace(b",\n", b", "), lambda text: text.replace(b'"1":', b'"20":')])
def test_another_layout_is_changed_as_a_whole(tmp_path: Path, layout: Any) -> None:
    db = write(tmp_path / "s.json", FIGURES[:3])
    db.write_bytes(layout(db.read_bytes()))
    with changing(str(db), "edit") as change:
        change.verify()
        change.apply(Revision((), {"f1": from_json(record("f1", 7))}, [from_json(FIGURES[1])]))
    assert [each["value"] for each in tables(db)["figures"].values()] == [7, 3]
