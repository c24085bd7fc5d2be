"""Files of others: planted links are not followed, nothing is readable before it is complete, a group keeps its files."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from aidcli.store.atomic import place
from aidcli.store.history import folder_of
from tests.made import figure, held, record, write
from tests.running import Ask, ours, refused, run

GROUP, STRANGER = 4242, 65534


@pytest.fixture
def foreseen(monkeypatch: pytest.MonkeyPatch) -> str:
    """Give every temporary file the same random part, and return it."""
    monkeypatch.setattr(os, "urandom", lambda size: b"\1" * size)
    return "01" * 8


def test_an_export_follows_no_planted_link(aidcli: Ask, store: Path, foreseen: str) -> None:
    victim = Path("victim")
    victim.write_text("precious")
    Path(f".out.csv.{foreseen}.tmp").symlink_to(victim)
    result = aidcli("export", "out.csv")
    assert (result.exit_code, result.stderr.count("\n"), "File exists" in result.stderr) == (3, 1, True)
    assert (victim.read_text(), Path("out.csv").exists()) == ("precious", False)


def test_a_change_follows_no_planted_link(aidcli: Ask, store: Path, foreseen: str) -> None:
    victim = Path("victim")
    victim.write_text("precious")
    Path(f".{store.name}.{foreseen}.tmp").symlink_to(victim)
    assert aidcli(*figure("new")).exit_code == 0
    assert (victim.read_text(), set(held(store))) == ("precious", {"old", "new"})


def test_a_planted_lock_is_not_followed(aidcli: Ask, store: Path) -> None:
    victim = Path("victim")
    victim.write_text("precious")
    Path(f"{store}.lock").symlink_to(victim)
    assert refused(aidcli(*figure("new")), f"'{store}.lock' is no lock but a symbolic link; remove that")
    assert victim.read_text() == "precious"
    Path(f"{store}.lock").unlink()
    Path(f"{store}.lock").mkdir()
    assert refused(aidcli(*figure("new")), f"'{store}.lock' is no lock but a folder; remove that")


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o666])
def test_only_its_owner_reads_a_file_before_it_is_complete(tmp_path: Path, mode: int) -> None:
    path, seen = tmp_path / "file", set()
    path.touch()
    path.chmod(mode)

    def pieces() -> Iterator[bytes]:
        for _ in range(3):
            yield b"secret"
            seen.update(stat.S_IMODE(each.stat().st_mode) for each in tmp_path.glob(".file.*.tmp"))

    place(path, pieces(), like=path)
    assert (seen, stat.S_IMODE(path.stat().st_mode), path.read_bytes()) == ({0o600}, mode, b"secret" * 3)


def test_a_new_file_has_the_mode_that_the_user_wants(aidcli: Ask, store: Path, db: Path) -> None:
    before = os.umask(0o027)
    try:
        assert aidcli("export", "out.csv").exit_code == 0
        assert aidcli(*figure("a"), "--db", "new.json").exit_code == 0
    finally:
        os.umask(before)
    assert {stat.S_IMODE(Path(name).stat().st_mode) for name in ("out.csv", "new.json", "new.json.lock")} == {0o640}
    assert stat.S_IMODE(Path("new.json.undo").stat().st_mode) == 0o750


@pytest.fixture
def member() -> list[str]:
    """What to put before a command so that it runs as a member of a group without root's rights."""
    if os.geteuid() or not shutil.which("setpriv"):
        pytest.skip("only root can be another user here")
    return ["setpriv", f"--groups={GROUP}", "--bounding-set", "-dac_override,-dac_read_search,-chown,-fowner"]


@pytest.mark.parametrize(
    "words", [figure("new"), ["undo"], ["export", "store.json", "--force", "--format", "json"]], ids=lambda words: words[0]
)
def test_a_store_of_a_group_stays_the_groups(aidcli: Ask, store: Path, member: list[str], words: list[str]) -> None:
    assert aidcli(*figure("before")).exit_code == 0
    for each in (store, folder_of(store), *folder_of(store).iterdir(), Path(f"{store}.lock")):
        os.chown(each, STRANGER, GROUP)
        each.chmod(0o770 if each.is_dir() else 0o660)
    result = run([*member, *ours(*words)], store)
    assert result.returncode == 0, result.stderr
    found = store.stat()
    assert (found.st_gid, stat.S_IMODE(found.st_mode)) == (GROUP, 0o660)
    assert {each.stat().st_gid for each in folder_of(store).iterdir()} == {GROUP}


@pytest.mark.parametrize(("mode", "owner", "words"), [(0o660, 0, "its group cannot be kept"), (0o606, STRANGER, "")])
def test_nobody_is_locked_out(store: Path, member: list[str], mode: int, owner: int, words: str) -> None:
    os.chown(store, owner, GROUP + 1)
    store.chmod(mode)
    before = store.read_bytes()
    result = run([*member, *ours(*figure("new"))], store)
    if words:
        assert refused(result, words)
        assert store.read_bytes() == before
        assert not list(store.parent.glob(".*.tmp"))
    else:
        assert result.returncode == 0, result.stderr


def test_the_folder_of_states_is_made_for_the_group(store: Path, member: list[str]) -> None:
    os.chown(store, STRANGER, GROUP)
    store.chmod(0o660)
    assert run([*member, *ours(*figure("new"))], store).returncode == 0
    found = folder_of(store).stat()
    assert (found.st_gid, stat.S_IMODE(found.st_mode)) == (GROUP, 0o770)


def test_a_store_that_all_may_read_needs_no_group(store: Path, member: list[str]) -> None:
    os.chown(store, 0, GROUP + 1)
    assert run([*member, *ours(*figure("new"))], store).returncode == 0


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the paths that are flushed to the disk."""
    if not Path("/proc/self/fd").exists():
        pytest.skip("open files have no names here")
    paths, fsync = [], os.fsync

    def recording(file: int) -> None:
        paths.append(str(Path(f"/proc/self/fd/{file}").readlink()))
        fsync(file)

    monkeypatch.setattr(os, "fsync", recording)
    return paths


def test_folders_that_are_made_are_flushed_up_to_the_first_that_was_there(aidcli: Ask, tmp_path: Path, flushed: list[str]) -> None:
    db = tmp_path / "x" / "y" / "z" / "store.json"
    assert aidcli(*figure("a"), "--db", str(db)).exit_code == 0
    folders = [path for path in flushed if Path(path).is_dir()]
    assert folders == [*map(str, (tmp_path, tmp_path / "x", tmp_path / "x" / "y", db.parent, folder_of(db), db.parent))]


@pytest.mark.parametrize(("number", "status"), [(errno.EIO, 3), (errno.EINVAL, 0)], ids=["fails", "is not supported"])
@pytest.mark.parametrize("words", [["edit", "a", "--value", "2"], ["undo"], ["export", "out.csv"]], ids=lambda words: words[0])
def test_a_folder_whose_flushing_fails(
    aidcli: Ask, db: Path, monkeypatch: pytest.MonkeyPatch, number: int, status: int, words: list[str]
) -> None:
    """EINVAL says that the file system cannot flush a folder, which is no fault of the disk."""
    write(db, [record("a")])
    aidcli(*figure("b"))
    before, fsync = db.read_bytes(), os.fsync

    def failing(file: int) -> None:
        if os.path.samestat(os.fstat(file), db.parent.stat()):
            raise OSError(number, os.strerror(number))
        fsync(file)

    monkeypatch.setattr(os, "fsync", failing)
    result = aidcli(*words)
    assert result.exit_code == status
    assert (db.read_bytes() != before) or Path("out.csv").exists()
    assert ("was changed, but the disk did not confirm it" in result.stderr) == (status == 3)
