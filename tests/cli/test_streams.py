"""Streams that are closed or fail, files that never end: one line, a status, nothing on the wrong stream."""

import errno
import json
import os
import shlex
import socket
from pathlib import Path

import pytest
from filelock import SoftFileLock

from aidcli.store import atomic
from tests.made import figure, held, record, write
from tests.running import Ask, Process, ours, run

needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")


def shell(words: list[str], redirected: str, db: Path | None = None) -> Process:
    """Run aidcli in a shell that redirects its streams."""
    return run(["/bin/sh", "-c", f'"$@" {redirected}', "sh", *ours(*words)], db)


@pytest.mark.parametrize("words", [["list"], ["sum", "--format", "csv"], ["--help"], ["--version"], ["help", "stores"]], ids=" ".join)
def test_a_closed_output_is_status_3(words: list[str]) -> None:
    result = shell(words, ">&-")
    assert (result.returncode, result.stderr.count("\n")) == (3, 1)
    assert result.stderr.startswith("aidcli: error: cannot write 'standard output': Bad file descriptor")


@pytest.mark.parametrize("redirected", ["2>&-", pytest.param("2>/dev/full", marks=needs_full)])
@pytest.mark.parametrize(("words", "status"), [("sum", 0), ("sum --sector nowhere", 2), ("sum --nothing", 2), ("show x", 2)])
def test_where_nothing_can_be_said_the_answer_and_status_remain(words: list[str], status: int, redirected: str) -> None:
    result = shell(words.split(), redirected)
    assert (result.returncode, result.stdout, result.stderr) == (status, shell(words.split(), "").stdout, "")


def test_notes_that_cannot_be_said_go_nowhere_else(tmp_path: Path) -> None:
    db = write(tmp_path / "store.json", [record("a")])
    result = shell([*figure("b"), "--format", "csv", "--fields", "id"], "2>&-", db)
    assert (result.returncode, result.stdout, set(held(db))) == (0, "id\nb\n", {"a", "b"})
    assert shell(["remove", "a", "--yes"], "<&- >&- 2>&-", db).returncode == 3
    assert set(held(db)) == {"b"}


def test_a_closed_input(tmp_path: Path) -> None:
    db = write(tmp_path / "store.json", [record("a")])
    assert shell(["list"], "<&-", db).returncode == 0
    assert shell(figure("b"), "<&-", db).returncode == 0
    for words, status in ((["import", "-", "--from", "csv"], 3), (["remove", "a"], 2), (["add", "--sector", "education"], 2)):
        result = shell(words, "<&-", db)
        assert (result.returncode, result.stdout, result.stderr.count("\n")) == (status, "", 1), result.stderr


CHANGES = [figure("new"), *map(str.split, ("edit a --value 2", "remove a --yes", "import in.csv", "codes add unit mine --en Mine"))]


@needs_full
@pytest.mark.parametrize("words", CHANGES, ids=lambda words: words[0])
@pytest.mark.parametrize("redirected", [">/dev/full", ">&-"])
def test_a_change_whose_answer_cannot_be_printed_says_that_it_was_made(tmp_path: Path, words: list[str], redirected: str) -> None:
    Path("in.csv").write_text("id,sector,measure,value,unit,subject,source\nb,education,funding,1,CNY,school,shanxi-daily-2023\n")
    db = write(tmp_path / "store.json", [record("a")])
    before = db.read_bytes()
    result = shell(words, redirected, db)
    made, error = result.stderr.splitlines()
    assert (result.returncode, result.stdout, db.read_bytes() != before) == (3, "", True)
    assert f"'{db}'" in made
    assert error.startswith("aidcli: error: cannot write 'standard output': ")


def test_a_change_whose_answer_is_asked_for_wrongly_says_that_it_was_made(aidcli: Ask, db: Path) -> None:
    result = aidcli(*figure("a"), "--fields", "nonsense")
    assert (result.exit_code, set(held(db))) == (2, {"a"})
    assert f"aidcli: added 'a' in '{db}'\n" in result.stderr


@pytest.fixture(params=["pipe", "socket", "/dev/zero", "/dev/null", "/dev/full"])
def no_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "here" if request.param[0] != "/" else Path(request.param)
    if request.param == "pipe":
        os.mkfifo(path)
    elif request.param == "socket":
        socket.socket(socket.AF_UNIX).bind(str(path))
    elif not path.exists():
        pytest.skip(f"no {path} here")
    return path


@pytest.mark.parametrize("words", [["list"], ["check"], figure("a"), ["edit", "a", "--value", "1"], ["undo"]], ids=" ".join)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_what_never_ends_is_no_store(words: list[str], no_file: Path) -> None:
    result = run(ours(*words), no_file)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (3, "", 1), result.stderr
    assert f"'{no_file}'" in result.stderr


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/full", "/dev/urandom"])
def test_what_never_ends_is_not_read(device: str, tmp_path: Path) -> None:
    if not Path(device).exists():
        pytest.skip(f"no {device} here")
    db = write(tmp_path / "store.json", [record("a")])
    for words, redirected in (
        (["import", device, "--from", "csv"], ""),
        (["import", "-", "--from", "csv"], f"<{device}"),
        (["check", "--document", device], ""),
    ):
        result = shell(words, redirected, db)
        assert (result.returncode, result.stdout, result.stderr.count("\n")) == (3, "", 1), result.stderr
        assert "it is a device" in result.stderr


def test_a_pipe_and_the_null_device_are_read(tmp_path: Path) -> None:
    db = write(tmp_path / "store.json", [record("a")])
    for source in ("/dev/null", "/dev/stdin"):
        result = run(ours("import", source, "--from", "jsonl"), db, stdin=None, input="")
        assert (result.returncode, result.stderr) == (0, "aidcli: nothing was written\n")


def test_a_pipe_that_waits_for_a_writer_is_not_read(tmp_path: Path) -> None:
    db = write(tmp_path / "store.json", [record("a")])
    for name in ("in.csv", "in.xlsx", "in.xml", "in.json", "datapackage.json"):
        os.mkfifo(name)
        for words in (["import", name], ["check", "--document", name], ["extract", name]):
            result = run(ours(*words), db)
            assert (result.returncode, result.stdout, result.stderr.count("\n")) == (3, "", 1), result.stderr
            assert f"'{name}': it is a named pipe, not a file; redirect it to standard input, '-'" in result.stderr


def test_a_pipe_that_the_shell_has_opened_is_read(tmp_path: Path) -> None:
    if not Path("/dev/fd").exists():
        pytest.skip("pipes have no names here")
    db = write(tmp_path / "store.json", [record("a")])
    ours_ = shlex.join(ours("import", "--from", "jsonl"))
    b, c = (shlex.quote(json.dumps(record(name))) for name in "bc")
    assert run(["bash", "-c", f"{ours_} <(sleep 0.2; echo {b})"], db).returncode == 0
    os.mkfifo("pipe")
    assert run(["bash", "-c", f"(sleep 0.2; echo {c} > pipe) & {ours_} /dev/stdin < pipe"], db).returncode == 0
    assert set(held(db)) == {"a", "b", "c"}


def test_a_lock_that_was_left_where_files_cannot_be_locked(aidcli: Ask, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file system cannot lock, filelock takes the existence of the file for a lock; a killed program leaves it."""
    import fcntl

    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    write(db, [record("a")])
    monkeypatch.setattr(atomic, "PATIENCE", 0.05)
    lock = SoftFileLock(f"{db}.lock")
    lock.acquire()
    Path(f"{db}.lock").write_text("1\nelsewhere\n")
    monkeypatch.setattr(fcntl, "flock", no_locks)
    result = aidcli(*figure("b"))
    assert (result.exit_code, result.stdout, result.stderr.count("\n"), set(held(db))) == (3, "", 1, {"a"})
    assert f"remove '{db}.lock'" in result.stderr or "has no file locks" in result.stderr
