"""Race aidcli against others over made-up stores: `python -m tests.benchmark [--runs N] [--engines] [--out FILE] [COUNT ...]`.

Contenders take turns within one run, so that a machine whose speed drifts is fair to all; every figure is a median
over the rounds, and every ratio a median of ratios within a round: what a contender takes, of what the first takes.
Before that, all must give the same sums. Peak memory is that of the largest single process.
"""

import argparse
import csv
import io
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from operator import truediv
from pathlib import Path
from typing import NamedTuple

from tests.benchmark.contenders import CONTENDERS, Contender, change, engines, questions

MANY = 100_000
"""With so many records, other questions are raced too, and a change."""
COUNTS = (50, 1000, 10_000, 100_000, 1_000_000)


class Cost(NamedTuple):
    """What one run of a command took: seconds on the clock, seconds of processor, peak memory in MiB."""

    wall: float
    cpu: float
    peak: float


ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")}
"""As a user has it: with neither of these, Python keeps what it compiles, and buffers what it prints."""


def cost(command: Sequence[str]) -> Cost:
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed with status {process.returncode}")
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def race(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, list[Cost]]:
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            spent = cost(command)
            if turn:  # The first round warms the caches.
                costs[name].append(spent)
    return costs


def answer(text: str) -> list[tuple[str, str, float]]:
    """The totals by measure and unit, from JSON or CSV; floats, since some contenders have nothing better."""
    rows = json.loads(text) if text.lstrip().startswith("[") else list(csv.DictReader(io.StringIO(text)))
    return sorted((row["measure"], row["unit"], float(row["value"] or 0)) for row in rows)


def same(one: Sequence[tuple[str, str, float]], other: Sequence[tuple[str, str, float]]) -> bool:
    """Whether two answers agree but for what floats lose."""
    return len(one) == len(other) and all(
        a[:2] == b[:2] and math.isclose(a[2], b[2], rel_tol=1e-9) for a, b in zip(one, other, strict=True)
    )


def check_answers(running: Sequence[Contender], store: Path, table: Path) -> None:
    answers = {
        each.name: answer(subprocess.run(each.command(store, table), capture_output=True, text=True, check=True).stdout)
        for each in running
        if each.answers
    }
    expected = next(iter(answers.values()))
    different = [name for name, given in answers.items() if not same(given, expected)]
    if different:
        raise SystemExit(f"{', '.join(different)} answered otherwise")


def lines(title: str, costs: Mapping[str, Sequence[Cost]]) -> list[str]:
    """A table of medians, and of the medians of ratios to the first contender."""
    first = next(iter(costs.values()))
    table = [
        f"### {title}",
        "",
        "| contender | wall s | CPU s | peak MiB | wall ratio | CPU ratio | peak ratio |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, mine in costs.items():
        wall, cpu, peak = (statistics.median(values) for values in zip(*mine, strict=True))
        ratios = [statistics.median(map(truediv, *each)) for each in zip(zip(*mine, strict=True), zip(*first, strict=True), strict=True)]
        table.append(f"| {name} | {wall:.3f} | {cpu:.3f} | {peak:.0f} | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |")
    return [*table, ""]


def growth(walls: Mapping[int, float]) -> list[str]:
    """How the time of the first contender grows with the records, beyond that of the smallest store."""
    first, *rest = sorted(walls)
    start = walls[first]
    table = ["### aidcli, JSON: growth", "", "| records | wall s | beyond the start, a record |", "|--:|--:|--:|"]
    beyond = {count: f"{(walls[count] - start) / count * 1e6:.2f} µs" for count in rest}
    return [*table, *(f"| {count:,} | {walls[count]:.3f} | {beyond.get(count, '')} |" for count in sorted(walls)), ""]


def over(count: int, runs: int, folder: Path, *, only_engines: bool = False) -> Iterator[tuple[str, Mapping[str, Sequence[Cost]]]]:
    """The races over a store of so many records, each under its title."""
    store, table = folder / "store.json", folder / "store.csv"
    # In a process of its own: what it takes of memory would be the floor of all that is measured after it.
    subprocess.run([sys.executable, "-m", "tests.benchmark.generate", str(store), str(count)], check=True)
    export = [sys.executable, "-m", "aidcli", "export", str(table), "--force", "--db", str(store)]
    subprocess.run(export, check=True, capture_output=True)
    if find_spec("duckdb"):
        folder_of_parquet = [sys.executable, "-m", "aidcli", "export", str(store.with_suffix(".parquet")), "--force", "--db", str(store)]
        subprocess.run(folder_of_parquet, check=True, capture_output=True)
    if only_engines:
        for question, commands in engines(store, table).items():
            yield f"{question}, {count:,} records", race(commands, runs)
        return
    running = [each for each in CONTENDERS if each.is_here and count <= each.most]
    check_answers(running, store, table)
    yield f"sum over {count:,} records", race({each.name: each.command(store, table) for each in running}, runs)
    if count >= MANY:
        yield f"other questions of {count:,} records", race(questions(store), runs)
    if count == MANY:
        shutil.copy(store, other := store.with_name("other.json"))
        ours, theirs = change(store)["aidcli add"], change(other)["stock TinyDB insert"]
        yield f"one more to {count:,} records", race({"aidcli add": ours, "stock TinyDB insert": theirs}, runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", nargs="*", type=int, default=COUNTS, metavar="COUNT")
    parser.add_argument("--runs", type=int, default=7, help="rounds that count")
    parser.add_argument("--out", type=Path, help="write the tables there too, as Markdown")
    parser.add_argument("--engines", action="store_true", help="race a folder against the file, DuckDB on CSV, and the floor")
    asked = parser.parse_args()
    report = [f"Peaks of {cost(['true']).peak:.0f} MiB and less are those of the race itself.", ""]
    walls: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in asked.counts:
            for title, costs in over(count, asked.runs, Path(folder), only_engines=asked.engines):
                report += lines(title, costs)
                walls.setdefault(count, statistics.median(each.wall for each in next(iter(costs.values()))))
    report += growth(walls) if len(walls) > 1 else []
    sys.stdout.write("\n".join(report) + "\n")
    if asked.out:
        asked.out.write_text("\n".join(report), encoding="utf-8")


if __name__ == "__main__":
    main()
