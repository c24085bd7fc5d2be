"""Where a store may lie: what cannot be written is refused in one line and left as it was, links and modes are kept."""

import errno
import os
import resource
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from made import beside, figure, held, record, write
from programs import ours, run

from aidcli import storage

Run = Callable[..., Any]
ROOT = os.geteuid() == 0
NOBODY = 65534
needs_root = pytest.mark.skipif(not ROOT, reason="only root may do this")


def refused(result: Any, words: str) -> bool:
    """Whether a change ended with status 3, nothing on stdout, and one line that has these words."""
    code = result.returncode if isinstance(result, subprocess.CompletedProcess) else result.exit_code
    return code == 3 and not result.stdout and result.stderr.count("\n") == 1 and words in result.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if not ROOT or not shutil.which("mount") or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize(
    "words", [figure("b", note="x" * 4000), ["edit", "a-1", "--note", "x" * 4000], ["undo"]], ids=lambda words: words[0]
)
def test_a_full_disk(small_disk: Path, words: list[str]) -> None:
    db = write(small_disk / "store.json", [record(f"a-{at}", note="x" * 1000) for at in range(100)])
    assert run(ours("edit", "a-1", "--value", "2"), db).returncode == 0
    (small_disk / "filler").write_bytes(b"x" * (os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_bsize))
    old, previous = db.read_bytes(), storage.previous(db).read_bytes()
    assert refused(run(ours(*words), db), "No space left on device")
    assert (db.read_bytes(), storage.previous(db).read_bytes()) == (old, previous)
    assert beside(db) == {"*", "*.lock", "*.previous", "filler"}


def test_a_first_change_on_a_full_disk(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(b"x" * (os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_bsize))
    db = small_disk / "store.json"
    assert refused(run(ours(*figure("a")), db), "No space left on device")
    assert not db.exists()
    assert not any(name.endswith(".tmp") for name in beside(db))


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    db = write(tmp_path / "store.json", [record(f"a-{at}") for at in range(100)])
    old = db.read_bytes()

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(old), len(old)))

    assert refused(run(ours(*figure("b")), db, preexec_fn=limited), "File too large")
    assert db.read_bytes() == old
    assert beside(db) == {"*", "*.lock"}


def test_a_file_without_a_write_bit(aidcli: Run, db: Path) -> None:
    write(db, [record("a")]).chmod(0o444)
    old = db.read_bytes()
    for words in (figure("b"), ["undo"], ["remove", "a", "--yes"]):
        assert refused(aidcli(*words), "it is read-only")
    assert aidcli("list").exit_code == 0
    assert (db.read_bytes(), beside(db)) == (old, {"*"})


@pytest.fixture
def bound() -> list[str]:
    """What to put before a command so that permissions hold for it, even if this is root."""
    if ROOT and not shutil.which("setpriv"):
        pytest.skip("root cannot be held to permissions here")
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search,-chown,-fowner"] if ROOT else []


def test_a_read_only_folder(tmp_path: Path, bound: list[str]) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    db = write(folder / "store.json", [record("a")])
    old = db.read_bytes()
    folder.chmod(0o555)
    for words in (figure("b"), ["remove", "a", "--yes"], [*figure("b"), "--db", str(folder / "new.json")]):
        assert refused(run([*bound, *ours(*words)], db), "Permission denied")
    assert run([*bound, *ours("list")], db).returncode == 0
    folder.chmod(0o755)
    assert (db.read_bytes(), beside(db)) == (old, {"*"})


@needs_root
def test_a_file_of_another_user(tmp_path: Path, bound: list[str]) -> None:
    db = write(tmp_path / "store.json", [record("a")])
    os.chown(db, NOBODY, NOBODY)
    assert refused(run([*bound, *ours(*figure("b"))], db), "it is read-only")
    assert beside(db) == {"*"}


@needs_root
def test_a_store_that_users_share(tmp_path: Path, bound: list[str]) -> None:
    db = write(tmp_path / "store.json", [record("a")])
    db.chmod(0o666)
    assert run(ours(*figure("b")), db).returncode == 0
    for each in tmp_path.iterdir():
        os.chown(each, NOBODY, NOBODY)
    assert run([*bound, *ours(*figure("c"))], db).returncode == 0
    assert set(held(db)) == {"a", "b", "c"}


def test_a_link_stays_and_its_target_changes(aidcli: Run, db: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = write(tmp_path / "elsewhere" / "real.json", [record("a")])
    db.symlink_to("elsewhere/real.json")
    assert aidcli(*figure("b")).exit_code == 0
    assert (db.is_symlink(), set(held(target))) == (True, {"a", "b"})
    assert beside(target) == {"*", "*.lock", "*.previous"}
    assert aidcli("undo").exit_code == 0
    assert (db.is_symlink(), set(held(target))) == (True, {"a"})


def test_a_link_to_nothing_yet(aidcli: Run, db: Path, tmp_path: Path) -> None:
    db.symlink_to(tmp_path / "later.json")
    assert aidcli(*figure("a")).exit_code == 0
    assert (db.is_symlink(), set(held(tmp_path / "later.json"))) == (True, {"a"})


@pytest.mark.parametrize("words", [figure("a"), ["edit", "a", "--value", "1"], ["undo"]], ids=lambda words: words[0])
def test_a_link_to_itself(aidcli: Run, db: Path, words: list[str]) -> None:
    db.symlink_to(db)
    assert refused(aidcli(*words), "levels of symbolic links")
    assert db.is_symlink()


@pytest.mark.parametrize("words", [figure("a"), ["edit", "a", "--value", "1"], ["undo"]], ids=lambda words: words[0])
def test_what_is_no_file(aidcli: Run, db: Path, words: list[str]) -> None:
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
def test_a_device_is_not_replaced(aidcli: Run) -> None:
    assert refused(aidcli(*figure("a"), "--db", os.devnull), "not a regular file")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_mode_and_owner_are_kept(aidcli: Run, db: Path) -> None:
    write(db, [record("a")]).chmod(0o640)
    owner = (NOBODY, NOBODY) if ROOT else (os.getuid(), os.getgid())
    os.chown(db, *owner)
    for words in (figure("b"), ["undo"]):
        assert aidcli(*words).exit_code == 0
        for file in (db, storage.previous(db)):
            assert (stat.S_IMODE(file.stat().st_mode), file.stat().st_uid, file.stat().st_gid) == (0o640, *owner)


@pytest.mark.parametrize("name", ["s[1].json", "a b*?.json", "数据.json", "-x.json", ".hidden", "no-suffix", "x" * 200])
def test_unusual_names(aidcli: Run, tmp_path: Path, name: str) -> None:
    db = tmp_path / "new" / "folder" / name
    assert aidcli(*figure("a"), f"--db={db}").exit_code == 0
    for left in (f".{name}.77.tmp", f".{name}.77.previous.tmp", f".{name}.previous.77.tmp"):
        (db.parent / left).touch()
    assert aidcli(*figure("b"), f"--db={db}").exit_code == 0
    assert aidcli("undo", f"--db={db}").exit_code == 0
    assert (set(held(db)), beside(db)) == ({"a"}, {"*", "*.lock", "*.previous"})


def test_what_others_write_beside_is_not_swept(aidcli: Run, db: Path) -> None:
    write(db, [record("a")])
    others = {f".{db.name}.bak.77.tmp", f".{db.name}.draft.tmp", "x.tmp"}
    for name in others:
        (db.parent / name).touch()
    assert aidcli(*figure("b")).exit_code == 0
    assert others <= {each.name for each in db.parent.iterdir()}


def test_a_name_too_long(aidcli: Run, tmp_path: Path) -> None:
    for words in (figure("a"), ["list"], ["undo"]):
        assert refused(aidcli(*words, "--db", str(tmp_path / ("x" * 300))), "xxx")


def test_where_a_file_may_have_only_one_name(aidcli: Run, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", link)
    write(db, [record("a")])
    assert aidcli(*figure("b")).exit_code == 0
    assert aidcli("undo").exit_code == 0
    assert set(held(db)) == {"a"}


def test_the_folder_is_made(aidcli: Run, tmp_path: Path) -> None:
    assert aidcli(*figure("a"), "--db", str(tmp_path / "x" / "y" / "store.json")).exit_code == 0
    (tmp_path / "file").touch()
    assert refused(aidcli(*figure("a"), "--db", str(tmp_path / "file" / "store.json")), "Not a directory")
