"""How folder stores grow: `python -m tests.benchmark.growth [COUNT ...]`. Ten million figures take some ten minutes, and 2 GB of disk.

DuckDB makes the figures up, the loader of the engine writes them, and each question runs in a process of its own. Seconds
are those of the processor: of those on the clock, a busy machine takes its share.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from aidcli.engine.loading import load_state
from aidcli.model.figure import Figure
from tests.benchmark.__main__ import Cost, cost
from tests.benchmark.contenders import SECTOR, floor_of
from tests.benchmark.generate import BOUNDS, PLACES, PROVIDERS, SECTORS, UNITS

COUNTS = (100_000, 1_000_000, 10_000_000)
AT_ONCE = 10_000


def _one_of(words: tuple[str, ...], chance: int) -> str:
    return f"{list(words)}[CAST(hash(i, {chance}) % {len(words)} AS INTEGER) + 1]"


MADE = f"""
SELECT 'figure-' || i AS id, {_one_of(SECTORS, 1)} AS sector, {list(UNITS)}[i % 5 + 1] AS measure,
  {list(UNITS.values())}[i % 5 + 1] AS unit,
  CASE WHEN hash(i, 2) % 50 > 0 THEN 1 + hash(i, 3) % 1000000000 END AS value, {_one_of(BOUNDS, 4)} AS bound, i || '余名' AS printed,
  (2010 + hash(i, 5) % 14) || '/2023-09' AS period, {_one_of(PROVIDERS, 6)} AS provider, {_one_of(PLACES, 7)} AS recipient,
  'what figure ' || i || ' counts in its report' AS subject, '第' || i || '条数据的内容说明' AS subject_zh,
  CASE WHEN i > 5 AND hash(i, 8) % 10 = 0 THEN 'figure-' || (i - 5) END AS part_of, 'shanxi-daily-2023' AS source,
  i % 400 + 1 AS line, i % 90 AS start
FROM range(1, ? + 1) AS r(i)
"""
"""Figures like those of `generate`, worked out by DuckDB."""


def figures(count: int) -> Iterator[Figure]:
    import duckdb

    made = duckdb.connect(config={"memory_limit": "128MB", "threads": 1}).execute(MADE, [count])
    keys = [each[0] for each in made.description]
    while some := made.fetchmany(AT_ONCE):
        for line in some:
            yield Figure(**{key: value for key, value in zip(keys, line, strict=True) if value is not None})


def load(count: int, store: Path) -> None:
    load_state(store, figures(count), {"codes": [], "sources": [], "not_figures": []}, "export")


def costs(count: int, store: Path) -> dict[str, Cost]:
    """What it takes to load so many figures, and to ask them."""
    loaded = cost([sys.executable, "-m", "tests.benchmark.growth", "--load", str(store), str(count)])
    ask = [sys.executable, "-m", "aidcli", "sum", "--format", "json", "--db", str(store)]
    asked = {"sum of one sector": [*ask, "--sector", SECTOR], "sum": ask, "the floor: one sector": floor_of(store)}
    return {"load": loaded} | {name: cost(command) for name, command in asked.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", nargs="*", type=int, default=COUNTS, metavar="COUNT")
    parser.add_argument("--load", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.load:
        load(asked.counts[0], asked.load)
        return
    sys.stdout.write("| figures | | CPU s | a million figures | peak MiB |\n|--:|---|--:|--:|--:|\n")
    with tempfile.TemporaryDirectory() as folder:
        for count in asked.counts:
            store = Path(folder, f"{count}.parquet")
            for name, spent in costs(count, store).items():
                sys.stdout.write(f"| {count:,} | {name} | {spent.cpu:.2f} | {spent.cpu / count * 1e6:.2f} | {spent.peak:.0f} |\n")
                sys.stdout.flush()
            subprocess.run(["du", "-sh", str(store)], check=True)


if __name__ == "__main__":
    main()
