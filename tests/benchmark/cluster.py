"""Time a real Spark cluster of so many workers on this machine: `python -m tests.benchmark.cluster WORKERS [COUNT]`.

Start-up stands apart, and so does the first question, for which Spark compiles its plans. All processes share the machine:
this tells what a question costs beside its figures, not how a cluster grows.
"""

import sys
import tempfile
import time
from pathlib import Path

from tests.benchmark.__main__ import cost
from tests.benchmark.contenders import SECTOR
from tests.benchmark.growth import load
from tests.engine.servers import cluster


def main(workers: int, count: int = 100_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, "made.parquet")
        load(count, store)
        start = time.monotonic()
        address = f"{cluster(workers).address}?path={store}"
        sys.stdout.write(f"{workers} workers, {count:,} figures: start {time.monotonic() - start:.0f} s, questions")
        for _ in range(4):
            asked = [sys.executable, "-m", "aidcli", "sum", "--sector", SECTOR, "--format", "json", "--db", address]
            sys.stdout.write(f" {cost(asked).wall:.1f} s")
            sys.stdout.flush()
        sys.stdout.write("\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
