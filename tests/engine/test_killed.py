"""An import that is killed at any moment leaves the state before it, whole, or the state after it."""

import json
import random
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.made import record, write
from tests.running import aidcli, ours, run, start

pytest.importorskip("duckdb")
KILLS = 30
SIZE = 4000


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A folder store, and the file `more.json` whose import changes every figure and adds as many."""
    write(tmp_path / "old.json", (record(f"f{at}", at) for at in range(SIZE)))
    write(tmp_path / "new.json", (record(f"f{at}", at + 1) for at in range(2 * SIZE)))
    assert aidcli("export", "more.json", "--db", "new.json").exit_code == 0
    assert aidcli("export", "s.parquet", "--db", "old.json").exit_code == 0
    return tmp_path / "s.parquet"


def total(store: Path) -> str:
    said = run(ours("sum", "--format", "value", "--db", str(store)))
    assert said.returncode == 0, said.stderr
    return said.stdout.strip()


@pytest.mark.long
def test_the_old_state_or_the_new_one_stands(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = str(sum(range(SIZE))), str(sum(range(1, 2 * SIZE + 1)))
    chance, seen = random.Random(5), {old: 0, new: 0}
    whole = time.monotonic()
    assert run(ours("import", "more.json", "--db", "s.parquet")).returncode == 0
    whole = time.monotonic() - whole
    assert aidcli("undo", "--db", "s.parquet").exit_code == 0
    kept = shutil.copytree(store, store.with_name("kept.parquet"))
    for _ in range(KILLS):
        shutil.rmtree(store)
        shutil.copytree(kept, store)
        writer = start(ours("import", "more.json", "--db", str(store)), store)
        time.sleep(chance.uniform(0.3, 1.05) * whole)
        if writer.poll() is not None:
            whole *= 0.8  # It was measured while the machine was busier.
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        seen[total(store)] += 1
    with capsys.disabled():
        sys.stdout.write(f"\n{KILLS} kills: the old state stood {seen[old]} times, the new one {seen[new]} times\n")
    assert seen[old] > KILLS // 5
    assert run(ours("import", "more.json", "--db", str(store))).returncode == 0  # What was left behind is in nobody's way,
    states = {each["folder"] for each in json.loads((store / "meta.json").read_text())["states"]}
    assert {each.name for each in store.iterdir()} == {"meta.json", "meta.json.lock", *states}  # and is gone.
    assert total(store) == new


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_leaves_the_old_state(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limited = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    limited += " resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)); sys.argv[0] = 'aidcli';"
    limited += " from aidcli.__main__ import main; main()"
    before = (store / "meta.json").read_bytes()
    python = ours()[0]
    said = run([python, "-c", limited, "import", "more.json", "--db", "s.parquet"])
    assert (said.returncode, said.stderr.count("\n")) == (3, 1), said.stderr
    assert "cannot write" in said.stderr
    assert (store / "meta.json").read_bytes() == before
    assert total(store) == str(sum(range(SIZE)))
