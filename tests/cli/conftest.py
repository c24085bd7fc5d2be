"""Two ways to run aidcli: `ask` in this process, `run` in one of its own. Both in an environment with nothing in it."""

import gc
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from aidcli.cli.app import app

ROOT = Path(__file__).parents[2]
SETTINGS = ("AIDCLI_DB", "AIDCLI_FORMAT", "AIDCLI_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "FORCE_COLOR", "NO_COLOR", "COLUMNS")
Ask = Callable[..., Result]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run a command line here, and let a bug be a traceback."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "nowhere"))

    def ask(*arguments: str) -> Result:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # A store is left open until the process ends.
            result = CliRunner().invoke(app, arguments, prog_name="aidcli", catch_exceptions=False)
            result.exc_info = None
            if "--db" in arguments or "AIDCLI_DB" in os.environ:
                gc.collect()
        return result

    return ask


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """As little as a program can be given."""
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}


@pytest.fixture
def run(environment: Mapping[str, str]) -> Run:
    """Run a command line in a process of its own."""

    def run(*arguments: str, env: Mapping[str, str] | None = None, **more: Any) -> subprocess.CompletedProcess[str]:
        streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8", "timeout": 60}
        command = [sys.executable, "-m", "aidcli", *arguments]
        return subprocess.run(command, env={**environment, **(env or {})}, check=False, **(streams | more))

    return run
