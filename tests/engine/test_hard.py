"""A store that is hard to add up is answered as the file answers it, and within limits: the order of joins is a trap."""

import os
import subprocess
from pathlib import Path

import pytest

from aidcli.engine import candidacy
from tests.engine import hard
from tests.running import aidcli, environment, ours, run

pytest.importorskip("duckdb")
COUNT = 3000
ASKED = (
    *("sum", "sum --by sector", "sum --by recipient,year --format csv", "sum --by receiver --source one", "sum --parts", "sum --strict"),
    *("sum --period 2010", "sum --rate funding/people-sent --by sector", "compare education health", "compare --by recipient"),
    *("compare 2010 2012", "compare multisector education --by source", "list --sort -value --limit 5", "search 医生", "check"),
)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    here = tmp_path_factory.mktemp("hard")
    hard.write(here / "hard.json", COUNT)
    assert aidcli("export", str(here / "hard.parquet"), "--db", str(here / "hard.json")).exit_code == 0
    return here / "hard.json", here / "hard.parquet"


@pytest.mark.parametrize("asked", ASKED)
def test_the_answer_is_that_of_the_file(stores: tuple[Path, Path], asked: str) -> None:
    file, store = (aidcli(*asked.split(), "--db", str(db)) for db in stores)
    assert (store.stdout, store.stderr, store.exit_code) == (file.stdout, file.stderr, file.exit_code)


@pytest.mark.parametrize("asked", ["sum", "sum --by sector", "compare multisector education --by source"])
def test_the_engine_may_count_the_wholes(stores: tuple[Path, Path], asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidacy, "FEW_ALIKE", 0)
    test_the_answer_is_that_of_the_file(stores, asked)


@pytest.mark.long
@pytest.mark.parametrize("asked", ["sum", "sum --sector education", "sum --by recipient,year", "compare --by sector"])
def test_time_and_memory_stay_within_limits(tmp_path: Path, asked: str) -> None:
    hard.write(tmp_path / "hard.json", 100_000)
    assert run(ours("export", "hard.parquet", "--db", "hard.json"), timeout=120).returncode == 0
    command = ours(*asked.split(), "--db", "hard.parquet", "--format", "json")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment()) as program:
        _, status, usage = os.wait4(program.pid, 0)  # Of this process alone, and not of the clock: the machine may be busy.
        program.returncode = os.waitstatus_to_exitcode(status)
    assert program.returncode == 0
    assert usage.ru_utime < 30
    assert usage.ru_maxrss < 1 << 20  # KiB: one GiB
