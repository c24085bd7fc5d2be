"""Run aidcli, in this process or in one of its own.

Before each test the fixture `nothing_set` moves into an empty folder and unsets every setting, so both see only what a
test sets itself.
"""

import os
import pty
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from typer.testing import CliRunner, Result

from aidcli.cli.app import app

ROOT = Path(__file__).parents[1]
SETTINGS = (
    *("AIDCLI_DB", "AIDCLI_FORMAT", "AIDCLI_LANG", "AIDCLI_PAGER", "PAGER", "LC_ALL", "LC_MESSAGES", "LANG"),
    *("FORCE_COLOR", "NO_COLOR", "TERM", "COLUMNS", "LINES", "XDG_DATA_HOME", "XDG_CONFIG_HOME"),
)
"""The environment variables that change what aidcli answers or how it looks."""
Ask = Callable[..., Result]
"""The type of `aidcli`."""
Process = subprocess.CompletedProcess[str]

unhurried = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)


def aidcli(*words: str, typed: str | bytes | None = None, **settings: str | Path | None) -> Result:
    """Run a command line in this process, with `typed` on its standard input and these environment variables.

    Only a refusal becomes an exit status; a bug raises here.
    """
    env = {name: None if value is None else str(value) for name, value in settings.items()}
    return CliRunner().invoke(app, words, input=typed, prog_name="aidcli", env=env, catch_exceptions=False)


@contextmanager
def folder() -> Iterator[Path]:
    """Make an empty folder, for one example of a property test."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def ours(*words: str) -> list[str]:
    """Return the command that runs aidcli in a process of its own."""
    return [sys.executable, "-m", "aidcli", *words]


def environment(db: Path | None = None, **settings: str) -> dict[str, str]:
    """Return the smallest environment that aidcli runs in, with the current folder as its home."""
    least = {"PATH": os.environ["PATH"], "HOME": str(Path.cwd()), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    least["AIDCLI_PAGER"] = ""  # Else a long answer on a terminal would wait for a key.
    return least | ({"AIDCLI_DB": str(db)} if db else {}) | settings


def run(command: Sequence[str], db: Path | None = None, env: Mapping[str, str] | None = None, **others: Any) -> Process:
    """Run a command to its end and return what it printed."""
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8", "timeout": 60}
    return subprocess.run(command, env=environment(db, **(env or {})), check=False, **(streams | others))


def on_a_terminal(db: Path, words: list[str], typed: str = "", *, answered: bool = False) -> tuple[int, str]:
    """Ask a command line with its input and errors on a terminal, `answered` with its answer too; return its status and what it said."""
    ours_, theirs = pty.openpty()
    stdout = theirs if answered else subprocess.DEVNULL
    with subprocess.Popen(ours(*words), stdin=theirs, stderr=theirs, stdout=stdout, env=environment(db)) as program:
        os.close(theirs)
        os.write(ours_, typed.encode())
        status = program.wait()
    said = b""
    with suppress(OSError):  # Linux ends the reading of a terminal that nobody holds any more so.
        while piece := os.read(ours_, 10000):
            said += piece
    os.close(ours_)
    return status, said.decode()


def start(command: Sequence[str], db: Path, **others: Any) -> subprocess.Popen[bytes]:
    """Start a command whose output nobody reads."""
    nothing = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment(db), stdin=nothing, stdout=nothing, stderr=nothing, **others)


def finish(programs: Iterable[subprocess.Popen[bytes]]) -> list[int]:
    """Wait for programs to end and return their statuses."""
    return [program.wait() for program in programs]


def refused(result: Any, words: str) -> bool:
    """Return whether a change ended with status 3 and one line on standard error that has these words."""
    code = result.returncode if isinstance(result, subprocess.CompletedProcess) else result.exit_code
    return code == 3 and not result.stdout and result.stderr.count("\n") == 1 and words in result.stderr
