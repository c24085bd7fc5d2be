"""The command line in this process, on a store in a folder of the test's own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made import record, write
from typer.testing import CliRunner

from aidcli.cli.app import app

SETTINGS = ("AIDCLI_FORMAT", "AIDCLI_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "FORCE_COLOR", "NO_COLOR")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Where the test's store is, or is to be."""
    return tmp_path / "store.json"


@pytest.fixture
def aidcli(db: Path, files_closed: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run a command line on the store of the test. What is not a refusal comes out as the exception that it is."""
    monkeypatch.chdir(db.parent)
    env = {**dict.fromkeys(SETTINGS), "AIDCLI_DB": str(db), "XDG_DATA_HOME": str(db.parent / "data")}

    def run(*words: str, typed: str | bytes | None = None, **settings: str) -> Any:
        return CliRunner().invoke(app, words, input=typed, prog_name="aidcli", env=env | settings, catch_exceptions=False)

    return run


@pytest.fixture
def store(aidcli: Callable[..., Any], db: Path) -> Path:
    """A store of one figure."""
    return write(db, [record("old", 5)])
