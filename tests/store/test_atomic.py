"""What a change asks of the system, and in which order: the bytes reach the disk before the name does."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.made import figure, record, write
from tests.running import environment, ours

CALLS = "openat,write,writev,fsync,fdatasync,link,linkat,rename,renameat,renameat2,unlink,unlinkat"


def traced(db: Path, words: Sequence[str]) -> list[str]:
    """The calls of a change that have to do with the store's folder, each as its name and the names of the files."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    log = db.parent.parent / "calls"
    command = ["strace", "-f", "-y", "-s", "4096", "-e", f"trace={CALLS}", "-o", str(log), *ours(*words)]
    result = subprocess.run(command, env=environment(db), capture_output=True, text=True, check=False)
    if "ptrace" in result.stderr:
        pytest.skip("no program may be traced here")
    assert result.returncode == 0, result.stderr
    steps = []
    for line in log.read_text("utf-8", "replace").splitlines():
        call = re.search(r"(\w+)\((.*)", line)
        if call and str(db.parent) in line and " = -1 " not in line:
            names = re.findall(rf"{re.escape(str(db.parent))}/?([^\">,]*)", call[2])
            steps.append(" ".join([call[1], *(without_chance(name) for name in names)]))
    return steps


def without_chance(name: str) -> str:
    return re.sub(r"\.\d{8}T\d{6}Z\.(add|remove)", r".TIME.add", re.sub(r"\.[0-9a-f]{16}\.", ".RANDOM.", name)) or "."


def order(steps: Sequence[str], *wanted: str) -> list[int]:
    """Where the wanted steps stand, the last of each."""
    return [max((at for at, step in enumerate(steps) if re.fullmatch(each, step)), default=-1) for each in wanted]


STEPS = (
    r"write \.store\.json\.RANDOM\.tmp",
    r"fsync \.store\.json\.RANDOM\.tmp",
    r"link(at)? .*store\.json .*store\.json\.undo/\.1\.TIME\.add\.json\.RANDOM\.tmp",
    r"rename\w* .*/\.1\.TIME\.add\.json\.RANDOM\.tmp .*/1\.TIME\.add\.json",
    r"fsync store\.json\.undo",
    r"rename\w* .*\.store\.json\.RANDOM\.tmp .*store\.json",
    r"fsync \.",
)
"""Write, flush the file, keep the old state, flush that, replace the old file, flush the folder."""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "folder").mkdir()
    return write(tmp_path / "folder" / "store.json", [record("a")])


@pytest.mark.parametrize("words", [figure("b"), ["remove", "a", "--yes"]], ids=lambda words: words[0])
def test_the_order_of_a_change(store: Path, words: list[str]) -> None:
    steps = traced(store, words)
    places = order(steps, *STEPS)
    assert -1 not in places, steps
    assert places == sorted(places), steps
    assert not [step for step in steps if re.fullmatch(r"write store\.json", step)]


def test_the_order_of_the_first_change(store: Path) -> None:
    store.unlink()
    steps = traced(store, figure("a"))
    places = order(steps, *STEPS[:2], r"fsync .*/\.1\.TIME\.add\.json\.RANDOM\.tmp", *STEPS[3:])
    assert -1 not in places, steps
    assert places == sorted(places), steps


def test_a_question_writes_nothing(store: Path) -> None:
    steps = traced(store, ["list"])
    assert {step.split()[0] for step in steps} == {"openat"}
