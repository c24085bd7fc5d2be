"""Run aidcli in a process of its own."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests import running
from tests.running import Process

Run = Callable[..., Process]


@pytest.fixture
def environment() -> dict[str, str]:
    return running.environment()


@pytest.fixture
def run() -> Run:
    def run(*words: str, env: Mapping[str, str] | None = None, **others: Any) -> Process:
        return running.run(running.ours(*words), env=env, **others)

    return run
