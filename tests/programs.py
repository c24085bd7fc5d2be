"""Real processes that change a store, to be raced, watched and killed."""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
STOCK = """
import sys
from tinydb import Query, TinyDB
path, what, name = sys.argv[1:]
db = TinyDB(path)
if what == "add":
    db.table("figures").insert({"id": name, "subject": "school" * 20})
else:
    db.table("figures").remove(Query().id == name)
"""
"""A program that keeps its records with stock TinyDB."""


def environment(db: Path, **settings: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AIDCLI_")}
    return {**kept, "PYTHONPATH": str(ROOT), "AIDCLI_DB": str(db), "PYTHONDONTWRITEBYTECODE": "1", **settings}


def ours(*words: str) -> list[str]:
    return [sys.executable, "-m", "aidcli", *words]


def stock(db: Path, what: str, name: str) -> list[str]:
    return [sys.executable, "-c", STOCK, str(db), what, name]


def start(command: Sequence[str], db: Path, **others: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, env=environment(db), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **others
    )


def run(command: Sequence[str], db: Path, settings: Mapping[str, str] | None = None, **others: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, env=environment(db, **(settings or {})), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **others
    )


def finish(programs: Iterable["subprocess.Popen[bytes]"]) -> list[int]:
    return [program.wait() for program in programs]


def refused(result: Any, words: str) -> bool:
    """Whether a change ended with status 3, nothing on stdout, and one line that has these words."""
    code = result.returncode if isinstance(result, subprocess.CompletedProcess) else result.exit_code
    return code == 3 and not result.stdout and result.stderr.count("\n") == 1 and words in result.stderr
