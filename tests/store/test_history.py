"""Undo: ten states back and forth, checked before they are restored, kept beside the store with its permissions."""

import errno
import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aidcli.cli.commands import undo
from aidcli.store import history
from aidcli.store.history import folder_of
from tests.made import figure, held, record, write
from tests.running import Ask

Rows = list[tuple[int, str | None, int | None]]


def listed(aidcli: Ask) -> Rows:
    result = aidcli("undo", "--list", "--format", "json")
    return [(each["step"], each["command"], each["count"]) for each in json.loads(result.stdout)]


@pytest.fixture(params=["links", "no links"])
def filled(request: pytest.FixtureRequest, aidcli: Ask, db: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store after three changes, on a file system with links and on one without."""
    if request.param == "no links":
        monkeypatch.setattr(os, "link", no_link)
    write(db, [record("a")])
    for words in (figure("b"), ["remove", "a", "--yes"], figure("a", 2)):
        assert aidcli(*words).exit_code == 0
    return db


def no_link(*_: object, **__: object) -> None:
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def test_each_undo_goes_one_further_back_and_redo_forth(aidcli: Ask, filled: Path) -> None:
    seen = [filled.read_bytes()]
    for left in (2, 1, 0):
        result = aidcli("undo")
        assert (result.exit_code, result.stdout, f"; {left} change" in result.stderr) == (0, "", True)
        seen.append(filled.read_bytes())
    assert len(set(seen)) == 4
    assert json.loads(seen[-1])["figures"].keys() == {"1"}
    assert aidcli("undo").exit_code == 2
    for wanted in seen[-2::-1]:
        assert (aidcli("undo", "--redo").exit_code, filled.read_bytes()) == (0, wanted)
    result = aidcli("undo", "--redo")
    assert (result.exit_code, "nothing to redo" in result.stderr, filled.read_bytes()) == (2, True, seen[0])


def test_what_undo_and_redo_say(aidcli: Ask, filled: Path) -> None:
    for words, said in ((["undo"], "undid 'add' in"), (["undo"], "undid 'remove' in"), (["undo", "--redo"], "redid 'remove' in")):
        assert f"aidcli: {said}" in aidcli(*words).stderr


def test_the_states_are_listed(aidcli: Ask, filled: Path) -> None:
    before = filled.read_bytes()
    assert listed(aidcli) == [(0, None, 2), (-1, "add", 1), (-2, "remove", 2), (-3, "add", 1)]
    aidcli("undo")
    aidcli("undo")
    assert listed(aidcli) == [(2, "add", 2), (1, "remove", 1), (0, None, 2), (-1, "add", 1)]
    aidcli("undo", "--redo")
    aidcli("undo", "--redo")
    assert filled.read_bytes() == before
    assert listed(aidcli) == [(0, None, 2), (-1, "add", 1), (-2, "remove", 2), (-3, "add", 1)]
    assert aidcli("undo", "--list", "--redo").exit_code == 2


def test_a_new_change_drops_what_could_be_redone(aidcli: Ask, filled: Path) -> None:
    aidcli("undo")
    aidcli("undo")
    assert aidcli("codes", "add", "sector", "mine", "--en", "Mine").exit_code == 0
    assert listed(aidcli) == [(0, None, 2), (-1, "codes-add", 2), (-2, "add", 1)]
    assert aidcli("undo", "--redo").exit_code == 2
    aidcli("undo")
    assert listed(aidcli) == [(1, "codes-add", 2), (0, None, 2), (-1, "add", 1)]


@pytest.mark.parametrize("words", [["edit", "a", "--value", "2"], figure("a"), ["list"]], ids=lambda words: words[0])
def test_what_changes_nothing_drops_nothing(aidcli: Ask, filled: Path, words: list[str]) -> None:
    aidcli("undo")
    aidcli("undo")
    aidcli("edit", "a", "--value", "1")
    aidcli("list")
    assert len(listed(aidcli)) == 4


def test_equal_states_are_told_apart(aidcli: Ask, filled: Path) -> None:
    """Three states of the same bytes in turn with three others: each undo still goes one further back."""
    for value in ("5", "6", "5", "6", "5"):
        assert aidcli("edit", "b", "--value", value).exit_code == 0
    values = []
    while aidcli("undo").exit_code == 0:
        values.append(held(filled).get("b", {}).get("value"))
    assert values == [6, 5, 6, 5, 1, 1, 1, None]


def test_the_last_ten_states_are_kept(aidcli: Ask, db: Path) -> None:
    for at in range(15):
        assert aidcli(*figure(f"a-{at}")).exit_code == 0
    assert [step for step, _, _ in listed(aidcli)] == list(range(0, -11, -1))
    assert len(list(folder_of(db).iterdir())) == 10
    for left in range(14, 4, -1):
        assert (aidcli("undo").exit_code, len(held(db))) == (0, left)
    assert aidcli("undo").exit_code == 2
    assert [step for step, _, _ in listed(aidcli)] == list(range(10, -1, -1))


def test_states_are_kept_as_far_as_there_is_room(aidcli: Ask, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_BYTES", 2 * filled.stat().st_size)
    aidcli(*figure("c"))
    assert [step for step, _, _ in listed(aidcli)] == [0, -1, -2]
    monkeypatch.setattr(history, "MOST_BYTES", 1)
    aidcli(*figure("d"))
    assert [step for step, _, _ in listed(aidcli)] == [0, -1]


@pytest.mark.parametrize("text", [b"", b"garbage", b"[]", b'{"figures": {"1": {"id": "a"}}}'])
def test_what_is_no_sound_store_is_not_restored(aidcli: Ask, filled: Path, text: bytes) -> None:
    bad = max(folder_of(filled).iterdir())
    bad.write_bytes(text)
    before = filled.read_bytes()
    result = aidcli("undo")
    if not text:  # TinyDB's own empty store.
        assert (result.exit_code, filled.read_bytes()) == (0, b"")
        return
    assert (result.exit_code, result.stdout, result.stderr.count("\n"), filled.read_bytes()) == (4, "", 1, before)
    assert f"'{bad}'" in result.stderr
    assert "nothing was changed; remove this file" in result.stderr
    assert listed(aidcli)[1] == (-1, "add", None)
    bad.unlink()
    assert (aidcli("undo").exit_code, set(held(filled))) == (0, {"a", "b"})


def test_a_store_that_was_spoilt_is_undone_and_redone_as_it_is(aidcli: Ask, filled: Path) -> None:
    filled.write_bytes(b"garbage")
    assert aidcli("undo").exit_code == 0
    assert set(held(filled)) == {"b"}
    assert listed(aidcli)[0] == (1, "add", None)


def test_a_change_of_another_program_is_a_state(aidcli: Ask, filled: Path) -> None:
    write(filled, [record("theirs")])
    assert aidcli(*figure("ours")).exit_code == 0
    assert aidcli("undo").exit_code == 0
    assert set(held(filled)) == {"theirs"}
    aidcli("undo")
    assert set(held(filled)) == {"b"}


def test_a_change_of_another_program_ends_redoing(aidcli: Ask, filled: Path) -> None:
    """The state before it is the one that undo had restored, not one that could be redone."""
    aidcli("undo")
    aidcli("undo")
    restored = set(held(filled))
    filled.unlink()
    write(filled, [record("theirs")])
    assert [step for step, _, _ in listed(aidcli)] == [0, -1, -2]
    assert aidcli("undo").exit_code == 0
    assert set(held(filled)) == restored
    assert [step for step, _, _ in listed(aidcli)] == [1, 0, -1]
    assert (aidcli("undo", "--redo").exit_code, set(held(filled))) == (0, {"theirs"})


def test_the_one_state_of_earlier_versions_is_undone_to(aidcli: Ask, db: Path) -> None:
    old, text = write(db.with_name(f"{db.name}.previous"), [record("a")]), write(db, [record("a"), record("b")]).read_bytes()
    state = old.read_bytes()
    assert listed(aidcli) == [(0, None, 2), (-1, None, 1)]
    assert aidcli("undo").exit_code == 0
    assert db.read_bytes() == state
    assert (aidcli("undo", "--redo").exit_code, db.read_bytes()) == (0, text)
    aidcli(*figure("c"))
    assert listed(aidcli) == [(0, None, 3), (-1, "add", 2), (-2, None, 1)]
    for at in range(9):
        aidcli(*figure(f"d-{at}"))
    assert not old.exists()


def test_a_listing_without_states(aidcli: Ask, db: Path) -> None:
    result = aidcli("undo", "--list")
    assert (result.exit_code, result.stdout, "no store" in result.stderr) == (3, "", True)
    write(db, [record("a")])
    result = aidcli("undo", "--list", "--format", "csv")
    assert (result.exit_code, result.stdout, "nothing to undo" in result.stderr) == (1, "step,changed,command,count,size\n", True)
    assert not folder_of(db).exists()


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "tsv", "markdown"])
def test_every_format_lists(aidcli: Ask, filled: Path, form: str) -> None:
    result = aidcli("undo", "--list", "--format", form, "--lang", "zh")
    assert (result.exit_code, "remove" in result.stdout) == (0, True)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_states_are_as_private_as_the_store(aidcli: Ask, filled: Path, mode: int) -> None:
    filled.chmod(mode)
    assert aidcli(*figure("private")).exit_code == 0
    folder = folder_of(filled)
    assert stat.S_IMODE(folder.stat().st_mode) == mode | (mode & 0o444) >> 2
    assert stat.S_IMODE(max(folder.iterdir()).stat().st_mode) == mode
    for _ in range(3):
        assert aidcli("undo").exit_code == 0
        assert stat.S_IMODE(filled.stat().st_mode) == mode


@pytest.mark.parametrize("plant", [lambda path: path.symlink_to("/"), Path.touch], ids=["link", "file"])
def test_a_folder_that_is_none(aidcli: Ask, db: Path, plant: Callable[[Path], Any]) -> None:
    text = write(db, [record("a")]).read_bytes()
    plant(folder_of(db))
    result = aidcli(*figure("b"))
    assert (result.exit_code, result.stdout, result.stderr.count("\n"), db.read_bytes()) == (3, "", 1, text)
    assert "it is not a folder" in result.stderr


def test_links_among_the_states_are_ignored(aidcli: Ask, filled: Path) -> None:
    (folder_of(filled) / "99.json").symlink_to("/etc/passwd")
    assert listed(aidcli)[1] == (-1, "add", 1)


def test_a_store_that_moves_takes_its_states_along(aidcli: Ask, filled: Path, tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    aidcli("undo")
    shutil.copytree(folder_of(filled), tmp_path / "else" / folder_of(filled).name)
    shutil.copy2(filled, tmp_path / "else" / filled.name)
    rows = listed(aidcli)
    result = aidcli("undo", "--list", "--format", "json", "--db", str(tmp_path / "else" / filled.name))
    assert [(each["step"], each["command"], each["count"]) for each in json.loads(result.stdout)] == rows


def test_a_state_that_goes_while_it_is_listed(aidcli: Ask, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A listing takes no lock."""
    count = undo.count_figures

    def dropping(path: Path) -> int:
        for each in folder_of(filled).iterdir():
            each.unlink()
        return count(path)

    monkeypatch.setattr(undo, "count_figures", dropping)
    assert listed(aidcli) == [(0, None, 2), (-1, "add", None), (-2, "remove", None), (-3, "add", None)]


def test_a_listing_of_a_name_too_long(aidcli: Ask) -> None:
    result = aidcli("undo", "--list", "--db", "x" * 300)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (3, "", 1)
