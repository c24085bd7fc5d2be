"""Who runs the race: each a way to ask a store how much of each measure and unit one sector has."""

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

SECTOR = "education"
QUESTION = ["sum", "--sector", SECTOR, "--parts", "--format"]
SQL = f"select measure, unit, sum(value) as value from {{}} where sector = '{SECTOR}' group by measure, unit"
TINYDB = f"""
import json, sys
from collections import defaultdict
from tinydb import TinyDB, where
totals = defaultdict(int)
for record in TinyDB(sys.argv[1], access_mode="r").table("figures").search(where("sector") == "{SECTOR}"):
    totals[record["measure"], record["unit"]] += record.get("value", 0)
print(json.dumps([{{"measure": m, "unit": u, "value": v}} for (m, u), v in totals.items()]))
"""
DUCKDB = f"""
import json, sys, duckdb
rows = duckdb.sql({SQL.format("read_csv('{}')")!r}.format(sys.argv[1])).fetchall()
print(json.dumps([dict(zip(("measure", "unit", "value"), row)) for row in rows], default=float))
"""
FLOOR = DUCKDB.replace("read_csv('{}')", "read_parquet('{}/*/figures.parquet')")
"""What no answer from a folder can go below: DuckDB merely filters and groups the same file."""
EVERYTHING = f" where sector = '{SECTOR}'"
"""What is left out of SQL that asks for every sector."""
SIMDJSON = "import sys, simdjson; simdjson.Parser().load(sys.argv[1])"
JQ = f'[.figures[] | select(.sector == "{SECTOR}")] | group_by([.measure, .unit])'
JQ += " | map({measure: .[0].measure, unit: .[0].unit, value: (map(.value // 0) | add)})"


class Contender(NamedTuple):
    """A name, whether it is here, the command for a store (`json`, and the same as `csv`), and whether it answers."""

    name: str
    is_here: bool
    command: Callable[[Path, Path], Sequence[str]]
    answers: bool = True
    most: int = 10**9
    """With more records than this it takes minutes, and is not run."""


def _python(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def floor_of(folder: Path) -> list[str]:
    """Return the command that merely filters and groups the figures of a folder store."""
    return [*_python(FLOOR), str(folder)]


def _aidcli(form: str) -> Callable[[Path, Path], Sequence[str]]:
    return lambda store, _: [sys.executable, "-m", "aidcli", *QUESTION, form, "--db", str(store)]


def _nothing(*_: Path) -> Sequence[str]:
    return [sys.executable, "-m", "tests.benchmark.nothing", "sum"]


def _miller(_: Path, table: Path) -> Sequence[str]:
    sums = ["stats1", "-a", "sum", "-f", "value", "-g", "measure,unit", "then", "rename", "value_sum,value"]
    return ["mlr", "--icsv", "--ojson", "filter", f'$sector == "{SECTOR}"', "then", *sums, str(table)]


def _sqlite_utils(_: Path, table: Path) -> Sequence[str]:
    return [sys.executable, "-m", "sqlite_utils", "memory", str(table), SQL.format(f'"{table.stem}"')]


def _csvkit(_: Path, table: Path) -> Sequence[str]:
    csvsql = str(Path(sys.executable).with_name("csvsql"))
    return [csvsql, "--snifflimit", "0", "--tables", "t", "--query", SQL.format("t"), str(table)]


def _has(module: str) -> bool:
    return find_spec(module) is not None


CONTENDERS = (
    Contender("aidcli, JSON", True, _aidcli("json")),
    Contender("aidcli, table", True, _aidcli("table"), answers=False),
    Contender("a Typer program that does nothing", True, _nothing, answers=False, most=1000),
    Contender("stock TinyDB", True, lambda store, _: [*_python(TINYDB), str(store)]),
    Contender("jq", bool(shutil.which("jq")), lambda store, _: ["jq", "-c", JQ, str(store)]),
    Contender("Miller, CSV", bool(shutil.which("mlr")), _miller),
    Contender("DuckDB, CSV", _has("duckdb"), lambda _, table: [*_python(DUCKDB), str(table)]),
    Contender("sqlite-utils, CSV", _has("sqlite_utils"), _sqlite_utils, most=100_000),
    Contender("csvkit, CSV", _has("csvkit"), _csvkit, most=10_000),
    Contender("aidcli, Parquet", _has("duckdb"), lambda store, _: _aidcli("json")(store.with_suffix(".parquet"), _)),
    Contender("DuckDB, on the same Parquet", _has("duckdb"), lambda store, _: floor_of(store.with_suffix(".parquet"))),
    Contender("reading and validating with simdjson", _has("simdjson"), lambda store, _: [*_python(SIMDJSON), str(store)], answers=False),
)


def engines(store: Path, table: Path) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return, by question, who answers from a folder, from the file, from the CSV file, and the floor."""
    folder = store.with_suffix(".parquet")

    def who(options: Sequence[str], left_out: str) -> dict[str, Sequence[str]]:
        ask = [sys.executable, "-m", "aidcli", "sum", *options, "--format", "json", "--db"]
        return {
            "aidcli, folder": [*ask, str(folder)],
            "aidcli, file": [*ask, str(store)],
            "DuckDB, CSV": [*_python(DUCKDB.replace(left_out, "")), str(table)],
            "the floor: DuckDB merely filters and groups the folder": [*_python(FLOOR.replace(left_out, "")), str(folder)],
        }

    return {"sum of one sector": who(["--sector", SECTOR], ""), "sum of everything": who([], EVERYTHING)}


def questions(store: Path) -> Mapping[str, Sequence[str]]:
    """What else may be asked of a store."""
    asked = {
        "sum": "sum",
        "sum by sector and recipient": "sum --by sector,recipient",
        "compare two": "compare education health",
        "compare every sector": "compare --by sector",
        "search": "search 777",
        "show": "show figure-77",
        "list, the ten largest": "list --sort -value --limit 10",
        "list one sector": f"list --sector {SECTOR}",
        "list all": "list",
    }
    told = ["--format", "json", "--db", str(store)]
    first = {"stock TinyDB, sum of one sector": [*_python(TINYDB), str(store)]}
    ours = {f"aidcli {name}": [sys.executable, "-m", "aidcli", *words.split(), *told] for name, words in asked.items()}
    folder = str(store.with_suffix(".parquet"))
    theirs = {f"{name}, Parquet": [folder if word == str(store) else word for word in words] for name, words in ours.items()}
    return first | ours | (theirs if _has("duckdb") else {})


def change(store: Path) -> Mapping[str, Sequence[str]]:
    """The two ways to add one figure to a copy of a store."""
    figure = {"sector": "education", "measure": "funding", "unit": "CNY", "subject": "one more", "source": "shanxi-daily-2023"}
    options = [word for key, text in figure.items() for word in (f"--{key}", text)]
    stock = f"import sys; from tinydb import TinyDB; TinyDB(sys.argv[1]).table('figures').insert({ {**figure, 'id': 'x', 'value': 1}!r})"
    return {
        "aidcli add": [sys.executable, "-m", "aidcli", "add", "--value", "1", *options, "--db", str(store)],
        "stock TinyDB insert": [*_python(stock), str(store)],
    }
