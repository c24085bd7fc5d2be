"""The command line in this process, asked of a store that the test wrote."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from aidcli.cli.app import app
from aidcli.model.figure import Figure
from tests.arithmetic.ledger import Ask, write

SETTINGS = ("AIDCLI_FORMAT", "AIDCLI_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "FORCE_COLOR", "NO_COLOR", "COLUMNS")


@pytest.fixture
def stored(db: Path) -> Callable[..., Path]:
    """Put figures into the test's store, whatever it held; each source that they name gets a title."""

    def stored(*figures: Figure, codes: Iterable[Mapping[str, Any]] = ()) -> Path:
        return write(db, figures, codes)

    return stored


@pytest.fixture
def ask(db: Path, files_closed: None, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run a command line on the store of the test, or of another; a bug is a traceback."""
    env = {**dict.fromkeys(SETTINGS), "XDG_DATA_HOME": str(db.parent / "nowhere")}
    monkeypatch.chdir(db.parent)

    def ask(*words: str, store: Path | None = db, typed: str | None = None) -> Result:
        settings = env | {"AIDCLI_DB": str(store) if store else None}
        return CliRunner().invoke(app, words, input=typed, prog_name="aidcli", env=settings, catch_exceptions=False)

    return ask
