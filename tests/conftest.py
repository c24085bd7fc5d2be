from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import settings

from aidcli.model import seeds
from aidcli.model.codes import Codebook

settings.register_profile("aidcli", max_examples=80, deadline=None, print_blob=True)
settings.load_profile("aidcli")


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
    return Codebook(seeds.codes)
