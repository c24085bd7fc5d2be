from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import settings
from typer.testing import CliRunner

from aidcli.cli.app import app
from aidcli.model import seeds
from aidcli.model.codes import Codebook
from tests.made import record, write

settings.register_profile("aidcli", max_examples=80, deadline=None, print_blob=True)
settings.load_profile("aidcli")
SETTINGS = ("AIDCLI_FORMAT", "AIDCLI_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "FORCE_COLOR", "NO_COLOR", "COLUMNS")


@pytest.fixture
def files_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close what was opened: a store is left open until its process ends, and here the process outlives it."""
    opened: list[IO[Any]] = []
    real = Path.open

    def remembering(path: Path, *args: Any, **kwargs: Any) -> IO[Any]:
        opened.append(real(path, *args, **kwargs))
        return opened[-1]

    monkeypatch.setattr(Path, "open", remembering)
    yield
    for file in opened:
        file.close()


@pytest.fixture(scope="session")
def codes() -> Codebook:
    """The codelists that ship with aidcli."""
    return Codebook(seeds.shipped_codes)


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
