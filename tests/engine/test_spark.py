"""A real Spark cluster answers as a file does, also when it loses a worker in the middle of a question."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.engine import hard
from tests.engine.servers import HAS_SPARK, cluster
from tests.running import aidcli, environment, ours

ASKED = (
    "sum",
    "sum --by recipient,year --format csv",
    "compare education health",
    "list --sort -value --limit 5",
    "search 医生",
    "codes --used",
)
"""Few: an answer of eight small questions takes a cluster some ten seconds, however few the figures are."""
pytestmark = [
    pytest.mark.long,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(not HAS_SPARK, reason="no Spark: it needs Java 17 and pip install 'pyspark[connect]'"),
]


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    here = tmp_path_factory.mktemp("spark")
    hard.write(here / "hard.json", 2000)
    assert aidcli("export", str(here / "hard.parquet"), "--db", str(here / "hard.json")).exit_code == 0
    return str(here / "hard.json"), f"{cluster().address}?path={here / 'hard.parquet'}"


@pytest.mark.parametrize("asked", ASKED)
def test_the_answer_is_that_of_the_file(stores: tuple[str, str], asked: str) -> None:
    file, store = (aidcli(*asked.split(), "--db", db) for db in stores)
    assert (store.stdout, store.stderr, store.exit_code) == (file.stdout, file.stderr, file.exit_code)


def test_a_worker_that_is_killed_in_the_middle_of_a_question_changes_nothing(stores: tuple[str, str]) -> None:
    file, store = stores
    expected = aidcli("sum", "--by", "sector", "--db", file)
    command = ours("sum", "--by", "sector", "--db", store)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(Path(file))) as asked:
        time.sleep(2)
        assert asked.poll() is None, "the question was over before the worker was killed"
        os.killpg(cluster().workers[0].pid, signal.SIGKILL)
        said = asked.communicate(timeout=300)
    assert (*said, asked.returncode) == (expected.stdout, expected.stderr, 0)
