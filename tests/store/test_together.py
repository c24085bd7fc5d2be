"""Several programs at one store: each waits for the other, and what none of ours wrote is noticed."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from msgspec.structs import replace

from aidcli.changes.revision import Revision
from aidcli.cli.changing import changing
from aidcli.errors import ChangedUnderneath
from aidcli.store import atomic as durable
from aidcli.store.layout import laid_out
from tests.made import figure, held, record, write
from tests.running import Ask, finish, ours, run, start


@pytest.mark.parametrize("writers", [2, 8])
def test_every_record_of_writers_at_once_is_there(tmp_path: Path, writers: int) -> None:
    db, rounds = tmp_path / "store.json", 16 // writers
    ids = [[f"w{writer}-{at}" for writer in range(writers)] for at in range(rounds)]
    for at_once in ids:
        assert finish([start(ours(*figure(name)), db) for name in at_once]) == [0] * writers
    assert set(held(db)) == {name for at_once in ids for name in at_once}


def test_writers_at_once_propose_different_ids(tmp_path: Path) -> None:
    db = tmp_path / "store.json"
    words = figure("x")
    del words[1:3]
    assert finish([start(ours(*words), db) for _ in range(4)]) == [0] * 4
    assert set(held(db)) == {"education-school", "education-school-2", "education-school-3", "education-school-4"}


@pytest.mark.long
def test_hundreds_of_changes_of_eight_writers(tmp_path: Path) -> None:
    db = write(tmp_path / "store.json", [record(f"old-{at}") for at in range(8 * 25)])

    def work(writer: int) -> None:
        for at in range(25):
            assert run(ours(*figure(f"new-{writer}-{at}")), db).returncode == 0
            assert run(ours("remove", f"old-{writer * 25 + at}", "--yes"), db).returncode == 0

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(held(db)) == {f"new-{writer}-{at}" for writer in range(8) for at in range(25)}


def test_a_reader_sees_a_whole_state_while_others_write(tmp_path: Path) -> None:
    """A reader that never pauses meets any moment at which the file is not whole: writing 5,000 lines in place takes several."""
    db = write(tmp_path / "store.json", [record(f"old-{at}", note="as printed " * 8) for at in range(5000)])
    seen = {db.read_bytes()}
    for value in (2, 3, 4):
        writer = start(ours("edit", "old-0", "--value", str(value)), db)
        while writer.poll() is None and len(seen) < 10:
            seen.add(db.read_bytes())
        assert writer.wait() == 0
        seen.add(db.read_bytes())
    assert {json.loads(each)["figures"]["1"]["value"] for each in seen} == {1, 2, 3, 4}
    assert {len(json.loads(each)["figures"]) for each in seen} == {5000}


def test_waits_no_longer_than_its_patience(aidcli: Ask, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(db, [record("a")])
    monkeypatch.setattr(durable, "PATIENCE", 0.05)
    old = db.read_bytes()
    with FileLock(f"{db}.lock"):
        result = aidcli(*figure("b"))
        assert aidcli("list").exit_code == 0
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (3, "", 1)
    assert f"'{db}' is locked by another process" in result.stderr
    assert db.read_bytes() == old
    assert aidcli(*figure("b")).exit_code == 0


@pytest.mark.parametrize("theirs", [[record("a"), record("theirs")], [record("b", note="n" * 1000)] * 3])
@pytest.mark.parametrize("when", ["before it is read", "after it is read", "after it is changed"])
def test_another_programs_change_is_not_undone(db: Path, when: str, theirs: list[dict[str, Any]]) -> None:
    write(db, [record("a")])

    def meddle(now: str) -> None:
        if now == when:
            write(db, theirs)

    def edit() -> None:
        with changing(None, "edit") as change:
            meddle("before it is read")
            (old,) = change.store.figures()
            meddle("after it is read")
            new = replace(old, value=2)
            change.apply(Revision(changed={"a": new}))
            meddle("after it is changed")

    with pytest.raises(ChangedUnderneath):
        edit()
    assert db.read_bytes() == b"".join(laid_out({"figures": dict(enumerate(theirs, 1))}))
