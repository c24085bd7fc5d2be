"""A store that is hard to add up is answered as the file answers it, and within limits: the order of joins is a trap."""

import resource
from pathlib import Path

import pytest

from aidcli.engine import candidacy
from tests.engine import hard
from tests.running import aidcli, ours, run

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
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    result = run(ours(*asked.split(), "--db", "hard.parquet", "--format", "json"), timeout=300)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    assert (result.returncode, result.stderr.count("error")) == (0, 0)
    assert spent < 60
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1 << 20  # KiB: one GiB
