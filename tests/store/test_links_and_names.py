"""Links, modes, owners and names: a change keeps to them and takes nothing for a store that is none."""

import errno
import os
import stat
from pathlib import Path

import pytest

from aidcli.store.history import folder_of
from tests.made import beside, figure, held, record, write
from tests.running import Ask, ours, refused, run

ROOT = os.geteuid() == 0
NOBODY = 65534
needs_root = pytest.mark.skipif(not ROOT, reason="only root may do this")


def test_a_link_stays_and_its_target_changes(aidcli: Ask, db: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = write(tmp_path / "elsewhere" / "real.json", [record("a")])
    db.symlink_to("elsewhere/real.json")
    assert aidcli(*figure("b")).exit_code == 0
    assert (db.is_symlink(), set(held(target))) == (True, {"a", "b"})
    assert beside(target) == {"*", "*.lock", "*.undo"}
    assert aidcli("undo").exit_code == 0
    assert (db.is_symlink(), set(held(target))) == (True, {"a"})


def test_a_link_to_nothing_yet(aidcli: Ask, db: Path, tmp_path: Path) -> None:
    db.symlink_to(tmp_path / "later.json")
    assert aidcli(*figure("a")).exit_code == 0
    assert (db.is_symlink(), set(held(tmp_path / "later.json"))) == (True, {"a"})


@pytest.mark.parametrize("words", [figure("a"), ["edit", "a", "--value", "1"], ["undo"]], ids=lambda words: words[0])
def test_a_link_to_itself(aidcli: Ask, db: Path, words: list[str]) -> None:
    db.symlink_to(db)
    assert refused(aidcli(*words), "levels of symbolic links")
    assert db.is_symlink()


@pytest.mark.parametrize("words", [figure("a"), ["edit", "a", "--value", "1"], ["undo"]], ids=lambda words: words[0])
def test_what_is_no_file(aidcli: Ask, db: Path, words: list[str]) -> None:
    db.mkdir()
    result = aidcli(*words)
    assert (result.exit_code, result.stderr.count("\n"), db.is_dir()) == (3, 1, True)


def test_a_pipe_is_no_store(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, write(tmp_path / "store.json", [record("a")]).read_bytes())
    os.close(writer)
    pipe = Path(f"/dev/fd/{reader}")
    if not pipe.exists():
        pytest.skip("pipes have no names here")
    assert refused(run(ours("list"), pipe, pass_fds=[reader]), "it is a pipe")
    assert refused(run(ours(*figure("b")), pipe, pass_fds=[reader]), "it is a pipe")
    os.close(reader)


@needs_root
def test_a_device_is_not_replaced(aidcli: Ask) -> None:
    assert refused(aidcli(*figure("a"), "--db", os.devnull), "it is a device")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_mode_and_owner_are_kept(aidcli: Ask, db: Path) -> None:
    write(db, [record("a")]).chmod(0o640)
    owner = (NOBODY, NOBODY) if ROOT else (os.getuid(), os.getgid())
    os.chown(db, *owner)
    for words in (figure("b"), ["undo"]):
        assert aidcli(*words).exit_code == 0
        for file in (db, *folder_of(db).iterdir()):
            assert (stat.S_IMODE(file.stat().st_mode), file.stat().st_uid, file.stat().st_gid) == (0o640, *owner)


@pytest.mark.parametrize("name", ["s[1].json", "a b*?.json", "数据.json", "-x.json", ".hidden", "no-suffix", "x" * 200])
def test_unusual_names(aidcli: Ask, tmp_path: Path, name: str) -> None:
    db = tmp_path / "new" / "folder" / name
    assert aidcli(*figure("a"), f"--db={db}").exit_code == 0
    for left in (f".{name}.77.tmp", f".{name}.77.previous.tmp", f".{name}.previous.77.tmp"):
        (db.parent / left).touch()
    assert aidcli(*figure("b"), f"--db={db}").exit_code == 0
    assert aidcli("undo", f"--db={db}").exit_code == 0
    assert (set(held(db)), beside(db)) == ({"a"}, {"*", "*.lock", "*.undo"})


def test_what_others_write_beside_is_not_swept(aidcli: Ask, db: Path) -> None:
    write(db, [record("a")])
    others = {f".{db.name}.bak.77.tmp", f".{db.name}.draft.tmp", "x.tmp"}
    for name in others:
        (db.parent / name).touch()
    assert aidcli(*figure("b")).exit_code == 0
    assert others <= {each.name for each in db.parent.iterdir()}


def test_a_name_too_long(aidcli: Ask, tmp_path: Path) -> None:
    for words in (figure("a"), ["list"], ["undo"]):
        assert refused(aidcli(*words, "--db", str(tmp_path / ("x" * 300))), "xxx")


def test_where_a_file_may_have_only_one_name(aidcli: Ask, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", link)
    write(db, [record("a")])
    assert aidcli(*figure("b")).exit_code == 0
    assert aidcli("undo").exit_code == 0
    assert set(held(db)) == {"a"}


def test_the_folder_is_made(aidcli: Ask, tmp_path: Path) -> None:
    assert aidcli(*figure("a"), "--db", str(tmp_path / "x" / "y" / "store.json")).exit_code == 0
    (tmp_path / "file").touch()
    assert refused(aidcli(*figure("a"), "--db", str(tmp_path / "file" / "store.json")), "Not a directory")
