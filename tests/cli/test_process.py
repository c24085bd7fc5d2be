"""aidcli as the shell meets it: pipes, terminals, locales, signals, and disks that cannot be written."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

EDUCATION = ("sum", "--sector", "education")
Terminal = Callable[..., str]


@pytest.fixture
def terminal(environment: Mapping[str, str]) -> Terminal:
    """Run a command line on a terminal of that many columns; gives what it shows."""

    def terminal(width: int, *arguments: str, env: Mapping[str, str] | None = None) -> str:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
        command = [sys.executable, "-m", "aidcli", *arguments]
        with subprocess.Popen(command, stdout=slave, stderr=slave, env={**environment, "TERM": "xterm", **(env or {})}):
            os.close(slave)
            shown = b"".join(iter(lambda: _read(master), b""))
        os.close(master)
        return shown.decode().replace("\r\n", "\n")

    return terminal


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:
        return b""


def uncoloured(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.rglob("*")}


def test_a_pipe_has_no_colour_and_the_natural_width(run: Run) -> None:
    result = run("list")
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) > 140
    assert result.stdout == run("list", env={"COLUMNS": "20"}).stdout == run("list", env={"TERM": "dumb"}).stdout


@pytest.mark.parametrize("columns", ["0", "", "x", "-5"])
def test_columns_that_are_none(run: Run, terminal: Terminal, columns: str) -> None:
    assert run(*EDUCATION, env={"COLUMNS": columns}).stdout == run(*EDUCATION).stdout
    assert "225,080,000" in terminal(0, *EDUCATION, env={"COLUMNS": columns})


@pytest.mark.parametrize("width", [1, 30, 40, 60, 80, 200])
def test_a_terminal_shows_every_amount(terminal: Terminal, width: int) -> None:
    for amount in ("225,080,000", "160,000,000", "2,066", "≥ 5,000", "108"):
        assert amount in uncoloured(terminal(width, *EDUCATION))
    for amount in ("22,508万元", "16,000万元", "29个项目", "≥ 5,000人次"):
        assert amount in uncoloured(terminal(width, *EDUCATION, "--lang", "zh"))


def test_colour_is_for_terminals_and_as_asked(run: Run, terminal: Terminal) -> None:
    assert "\x1b" in terminal(80, *EDUCATION)
    assert "\x1b" not in terminal(80, *EDUCATION, env={"NO_COLOR": "1"})
    assert "\x1b" not in terminal(80, *EDUCATION, env={"TERM": "dumb"})
    assert "\x1b" not in run(*EDUCATION, env={"FORCE_COLOR": "0"}).stdout
    assert "\x1b" in run(*EDUCATION, env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b" not in run(*EDUCATION, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout
    assert "\x1b" not in run(*EDUCATION, "--format", "csv", env={"FORCE_COLOR": "1"}).stdout


@pytest.mark.parametrize("env", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"}], ids=str)
def test_what_is_printed_is_utf_8_in_any_locale(run: Run, env: Mapping[str, str]) -> None:
    assert "aid doctors sent" in run("search", "医生", env=env).stdout
    assert "教育" in run(*EDUCATION, "--by", "sector", "--lang", "zh", env=env).stdout
    assert "unknown sector '教肓'" in run("sum", "--sector", "教肓", env=env).stderr


def test_bytes_that_are_no_text_are_a_wrong_question(run: Run) -> None:
    result = run("sum", "--sector", b"\xff\xfe".decode("utf-8", "surrogateescape"))
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("question", [["list"], ["list", "--format", "json"], ["sum", "--explain"], ["-h"]], ids=" ".join)
def test_a_closed_pipe_ends_quietly(run: Run, question: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    result = run(*question, stdout=writer)
    os.close(writer)
    assert result.stderr == ""
    assert result.returncode in (-signal.SIGPIPE, 0, 1)


def test_head_takes_what_it_wants(environment: Mapping[str, str]) -> None:
    line = f"{sys.executable} -m aidcli list --format csv | head -1"
    result = subprocess.run(["/bin/sh", "-c", line], env=environment, check=True, capture_output=True, text=True)
    assert result.stdout.startswith("id,sector,measure,")
    assert result.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("form", ["table", "json", "csv", "value"])
def test_a_full_disk_is_status_3_and_one_line(run: Run, form: str) -> None:
    with Path("/dev/full").open("w") as full:
        result = run("sum", "--measure", "funding", "--format", form, stdout=full)
    assert result.returncode == 3
    assert re.fullmatch(r"aidcli: error: cannot write 'standard output': No space left on device; .*\n", result.stderr)


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_answer_that_is_cut_short_is_status_3(environment: Mapping[str, str], tmp_path: Path, unbuffered: str) -> None:
    line = f"ulimit -f 8; {sys.executable} -m aidcli sum --explain --format json > {tmp_path / 'out'}"
    result = subprocess.run(["/bin/sh", "-c", line], env={**environment, "PYTHONUNBUFFERED": unbuffered}, check=False, capture_output=True)
    assert result.returncode == 3
    assert result.stderr.count(b"aidcli: error: cannot write 'standard output'") == 1


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_who_has_gone_ends_it_as_other_filters(environment: Mapping[str, str], unbuffered: str) -> None:
    line = f"set -o pipefail; {sys.executable} -m aidcli list --format json | head -1"
    env = {**environment, "PYTHONUNBUFFERED": unbuffered}
    result = subprocess.run(["/bin/bash", "-c", line], env=env, check=False, capture_output=True)
    assert (result.returncode, result.stdout, result.stderr) in ((141, b"[\n", b""), (0, b"[\n", b""))  # 0: all was taken at once.


def test_an_interrupt_while_it_starts_is_status_130(environment: Mapping[str, str]) -> None:
    (Path(environment["HOME"]) / "sitecustomize.py").write_text(
        "import sys, _thread\nclass Slow:\n    def find_spec(self, name, *_):\n"
        "        if name == 'aidcli.model.codes': _thread.interrupt_main()\nsys.meta_path.insert(0, Slow())\n"
    )
    env = {**environment, "PYTHONPATH": f"{environment['PYTHONPATH']}{os.pathsep}{environment['HOME']}"}
    result = subprocess.run([sys.executable, "-m", "aidcli", "list"], env=env, check=False, capture_output=True, text=True)
    assert (result.returncode, result.stdout, result.stderr) == (130, "", "")


def test_an_interrupt_is_status_130(environment: Mapping[str, str]) -> None:
    command, pipe = [sys.executable, "-m", "aidcli", "import", "-", "--from", "jsonl"], subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdin
        os.write(process.stdin.fileno(), b" " * (1 << 16))  # As much as a pipe holds,
        select.select([], [process.stdin], [], 20)  # and it holds more once aidcli reads, which then waits for figures.
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in said


QUESTIONS = [
    ("list",),
    ("search", "医生"),
    EDUCATION,
    ("sum", "--explain", "--format", "json"),
    ("compare", "education", "health"),
    ("show", "health-funding"),
    ("codes",),
    ("--version",),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_a_question_writes_nothing(run: Run, tmp_path: Path, question: tuple[str, ...]) -> None:
    here = tmp_path / "here"
    here.mkdir()
    before = listing(tmp_path)
    assert run(*question, cwd=here).returncode == 0
    assert listing(tmp_path) == before


@pytest.mark.parametrize("home", ["nowhere", "sealed"])
def test_no_home_is_needed(run: Run, tmp_path: Path, home: str) -> None:
    (tmp_path / "sealed").mkdir(mode=0o500)
    env = {"HOME": str(tmp_path / home), "XDG_DATA_HOME": str(tmp_path / home / "data")}
    before = listing(tmp_path)
    assert "225,080,000" in run(*EDUCATION, env=env, cwd=tmp_path / "sealed").stdout
    assert listing(tmp_path) == before


def test_a_store_on_a_read_only_disk_is_read(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "figures.json").write_text('{"figures": {"1": {"id": "a", "sector": "water", "measure": "funding", "value": 5, '
                                         '"unit": "CNY", "subject": "pumps", "source": "shanxi-daily-2023"}}}')  # fmt: skip
    (folder / "figures.json").chmod(0o400)
    folder.chmod(0o500)
    before = listing(tmp_path)
    assert run("sum", "--format", "value", "--db", str(folder / "figures.json")).stdout == "5\n"
    assert listing(tmp_path) == before


def imported(run: Run, *question: str) -> set[str]:
    """The top-level packages that a run imports."""
    told = run(*question, env={"PYTHONPROFILEIMPORTTIME": "1"}).stderr
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in told.splitlines() if line.startswith("import time:")}


def test_a_machine_format_imports_nothing_that_draws_or_writes(run: Run) -> None:
    packages = imported(run, *EDUCATION, "--format", "json")
    assert packages >= {"aidcli", "typer"}
    assert not packages & {"rich", "tinydb", "filelock", "openpyxl", "frictionless", "asyncio", "pickle"}


def test_a_table_imports_nothing_that_writes(run: Run) -> None:
    packages = imported(run, *EDUCATION)
    assert "rich" in packages
    assert not packages & {"tinydb", "filelock", "openpyxl"}


def test_it_runs_from_anywhere(run: Run, tmp_path: Path) -> None:
    where: Any = tmp_path / "a folder"
    where.mkdir()
    assert run(*EDUCATION, "--measure", "funding", "--format", "value", cwd=where).stdout == "225080000\n"
