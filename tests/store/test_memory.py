"""What commands take of memory: at a million figures, less than 300 MB each; measured at a tenth of that."""

import sys
from pathlib import Path
from typing import Any, Final

import pytest

from tests.benchmark.generate import write
from tests.running import ours, run

FIGURES = 100_000
BASE = 35
"""MB that Python and a block of figures may take."""
MOST = {
    "export out.csv": 0,
    "export out.json": 0,
    "sum": 25,
    "check --format csv": 35,
    "edit figure-50000 --note changed": 15,
    "remove figure-50000 --keep-parts --yes": 15,
    "show figure-50x000": 0,
}
"""MB that each command may take beyond."""
WITNESS = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A small program that runs another: the memory of a process is counted from what its parent had."""


IMPORT: Final = 95
"""MB that an import of all these figures may take in all. Each stays in memory, compressed."""


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "store.json"
    write(path, FIGURES)
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units")
@pytest.mark.parametrize("command", MOST)
def test_a_command_takes_no_more_memory_than_it_may(db: Path, command: str) -> None:
    status, most = witnessed(command, db)
    assert status in {"0", "2", "4"}
    assert most < BASE + MOST[command]


def witnessed(command: str, db: Path, **options: Any) -> tuple[str, float]:
    """Return the status of a command and the most memory that it took, in MB."""
    status, most = run([sys.executable, "-c", WITNESS, *ours(*command.split())], db, **options).stdout.split()
    return status, int(most) / 1024


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units")
def test_an_import_takes_no_more_memory_than_it_may(db: Path, tmp_path: Path) -> None:
    file, into = tmp_path / "figures.csv", tmp_path / "copy.json"
    assert witnessed(f"export {file}", db)[0] == "0"
    for _ in ("into a new store", "once more"):
        status, most = witnessed(f"import {file}", into)
        assert status == "0"
        assert most < IMPORT
