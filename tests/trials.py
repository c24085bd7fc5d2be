"""What trials of made-up changes and bytes have in common: a folder of their own, and the command line in it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from typer.testing import CliRunner

from aidcli.cli.app import app

unhurried = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def aidcli(db: Path, *words: str, typed: bytes = b"") -> Any:
    """Run a command line; whatever is no refusal comes out."""
    env = {"AIDCLI_DB": str(db), "AIDCLI_FORMAT": None, "AIDCLI_LANG": "en"}
    return CliRunner().invoke(app, words, input=typed, prog_name="aidcli", env=env, catch_exceptions=False)
