import csv
import os
import shlex
import signal
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

from aidcli.model import seeds
from aidcli.model.codes import Codebook
from tests import running
from tests.made import record, write

Report = TypeVar("Report", pytest.CollectReport, pytest.TestReport)
ALL = os.environ.get("AIDCLI_TEST_ALL") == "1"

settings.register_profile("aidcli", max_examples=80, deadline=None, print_blob=True)
settings.load_profile("aidcli")


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test in an empty folder, without settings and without a store of the user's own."""
    for name in running.SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


def pytest_sessionstart() -> None:
    """Start every test and its child processes alike, in whatever shell the tests were started."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # A shell's background jobs inherit an ignored one.


def pytest_runtest_setup() -> None:
    """Undo what importing frictionless does: with its limit, aidcli would read longer cells than it does by itself."""
    csv.field_size_limit(128 * 1024)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a skipped module where all tests are asked for."""
    return _demanded((yield))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a skipped test where all tests are asked for."""
    return _demanded((yield))


def _demanded(report: Report) -> Report:
    if ALL and report.skipped:
        report.outcome, report.longrepr = "failed", f"AIDCLI_TEST_ALL is set, and this was skipped: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def codes() -> Codebook:
    """The codelists that ship with aidcli."""
    return Codebook(seeds.shipped_codes)


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a store that does not exist yet, and let the settings name it."""
    db = tmp_path / "store.json"
    monkeypatch.setenv("AIDCLI_DB", str(db))
    return db


@pytest.fixture
def aidcli() -> running.Ask:
    return running.aidcli


@pytest.fixture
def store(db: Path) -> Path:
    """Write a store of one figure."""
    return write(db, [record("old", 5)])


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """Return settings under which `aidcli` is this one, and answers in UTF-8."""
    program = tmp_path / "bin" / "aidcli"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.join(running.ours())} "$@"\n')
    program.chmod(0o755)
    return {"PATH": f"{program.parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
