from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from aidcli.model.figure import Figure
from tests.arithmetic.ledger import write


@pytest.fixture
def stored(db: Path) -> Callable[..., Path]:
    """Write figures into the test's store, replacing what it held; each source that they name gets a title."""

    def stored(*figures: Figure, codes: Iterable[Mapping[str, Any]] = ()) -> Path:
        return write(db, figures, codes)

    return stored
