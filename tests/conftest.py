from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import settings

from aidcli.model import seeds
from aidcli.model.codes import Codebook
from tests import running
from tests.made import record, write

settings.register_profile("aidcli", max_examples=80, deadline=None, print_blob=True)
settings.load_profile("aidcli")


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files_closed: None) -> None:
    """Run each test in an empty folder, without settings and without a store of the user's own."""
    for name in running.SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


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
