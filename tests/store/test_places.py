"""Where a store may lie: what cannot be written is refused in one line and left as it was, links and modes are kept."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from aidcli.store.history import folder_of
from tests.made import beside, figure, held, record, write
from tests.running import Ask, ours, refused, run

ROOT = os.geteuid() == 0
NOBODY = 65534
needs_root = pytest.mark.skipif(not ROOT, reason="only root may do this")


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


@pytest.mark.parametrize("words", [figure("b", note="x" * 4000), ["edit", "a-1", "--note", "x" * 4000]], ids=lambda words: words[0])
def test_a_full_disk(small_disk: Path, words: list[str]) -> None:
    db = write(small_disk / "store.json", [record(f"a-{at}", note="x" * 1000) for at in range(100)])
    assert run(ours("edit", "a-1", "--value", "2"), db).returncode == 0
    (small_disk / "filler").write_bytes(b"x" * (os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_bsize))
    old, kept = db.read_bytes(), contents(folder_of(db))
    assert refused(run(ours(*words), db), "No space left on device")
    assert (db.read_bytes(), contents(folder_of(db))) == (old, kept)
    assert beside(db) == {"*", "*.lock", "*.undo", "filler"}


def test_undo_needs_no_space(small_disk: Path) -> None:
    db = write(small_disk / "store.json", [record(f"a-{at}", note="x" * 1000) for at in range(100)])
    old = db.read_bytes()
    assert run(ours("edit", "a-1", "--value", "2"), db).returncode == 0
    (small_disk / "filler").write_bytes(b"x" * (os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_bsize))
    assert run(ours("undo"), db).returncode == 0
    assert db.read_bytes() == old


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


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


def test_a_file_without_a_write_bit(aidcli: Ask, db: Path) -> None:
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
