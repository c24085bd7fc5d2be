"""Writers killed at any moment: what was acknowledged is there, the file is one whole state, and so are those to undo.

`python -m pytest -m long tests/store/test_killed.py` prints the counts.
"""

import json
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import count as numbers
from pathlib import Path
from typing import NamedTuple

import pytest

from aidcli.store.history import folder_of
from tests.made import figure, held, record, write
from tests.running import Ask, ours, run, start
from tests.store.trials import first_figures, history, trial

SIZE = 1500
STOCK = """
import sys
from tinydb import Query, TinyDB
path, what, name = sys.argv[1:]
figures = TinyDB(path).table("figures")
if what == "add":
    figures.insert({"id": name, "subject": "school" * 20})
else:
    figures.remove(Query().id == name)
"""
"""A program that keeps its records with stock TinyDB."""
STEPS = ("open", "os.rename", "os.link", "os.remove", "os.chmod", "os.chown", "os.mkdir", "os.utime")
SUICIDE = f"""
import os, resource, signal, sys
folder, left, *words = sys.argv[1:]
left = int(left)

def die_in_time(event, args):
    global left
    if event in {STEPS} and (event != "open" or folder in str(args)):
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

if left:
    sys.addaudithook(die_in_time)
else:
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
sys.argv = ["aidcli", *words]
from aidcli.__main__ import main
main()
"""
"""aidcli, killed before it takes the step of that number among the files of a folder; 0 kills it while it writes."""


class Count(NamedTuple):
    kills: Counter[str]
    """How often a program was killed before it had ended, by what it did,"""
    writing: int
    """and how often of these while it was seen to be writing."""
    losses: int
    """How often the file was then no whole state, or lacked what was acknowledged or could be undone."""

    def told(self) -> str:
        kinds = ", ".join(f"{kind} {number}" for kind, number in self.kills.most_common())
        return f"killed {self.kills.total()} times ({kinds}), {self.writing} while writing; losses: {self.losses}"


def has_temporary(db: Path, last: int) -> bool:
    return any(each.name.endswith(".tmp") for each in db.parent.iterdir())


def was_touched(db: Path, last: int) -> bool:
    return db.stat().st_mtime_ns != last


def killed(command: list[str], db: Path, chance: random.Random, took: float, is_writing: Callable[[Path, int], bool]) -> tuple[bool, bool]:
    """Kill a change at a random moment, mostly soon after it began to write; return whether it ended before, and was writing."""
    last = db.stat().st_mtime_ns
    program = start(command, db)
    begun, is_aimed = time.perf_counter(), chance.random() < 0.6
    moment = begun + (10 if is_aimed else chance.uniform(0.3, 1.1)) * took
    writing = False
    while program.poll() is None and time.perf_counter() < moment:
        writing = is_writing(db, last)
        if writing and is_aimed:
            time.sleep(chance.uniform(0, 0.03) * took)
            break
        time.sleep(0 if is_aimed else 0.0005)
    program.kill()
    return program.wait() == 0, writing


def typical(command: list[str], db: Path) -> float:
    """Return the seconds that a change takes which is not killed."""
    begun = time.perf_counter()
    assert run(command, db).returncode == 0
    return time.perf_counter() - begun


def counted(count: Count, words: list[str], *, ended: bool, writing: bool, is_lost: bool) -> Count:
    kind = words[-1] if words[0] == "undo" else words[0]
    return Count(count.kills + Counter([] if ended else [kind]), count.writing + (writing and not ended), count.losses + is_lost)


def harness(folder: Path, kills: int, seed: int = 1) -> Count:
    """Make random changes with aidcli until that many were killed, and count the losses."""
    db = write(folder / "store.json", first_figures(SIZE, note="as printed " * 8))
    chance, took = random.Random(seed), typical(ours(*figure("first")), db)
    past, count = history(db), Count(Counter(), 0, 0)
    for at in range(10**6):
        assert past
        if count.kills.total() >= kills:
            break
        words, done = trial(chance, past, at, folder.parent)
        ended, writing = killed(ours(*words), db, chance, took, has_temporary)
        now = history(db)
        is_lost = now != done if ended else not past.may_become(now, done)
        count = counted(count, words, ended=ended, writing=writing, is_lost=is_lost)
        past = now
    return count


def stock_harness(folder: Path, kills: int, seed: int = 1) -> Count:
    """Do so with stock TinyDB, and restore a file that was lost."""
    db = write(folder / "store.json", first_figures(SIZE, note="as printed " * 8))
    chance, took = random.Random(seed), typical([sys.executable, "-c", STOCK, str(db), "add", "first"], db)
    count = Count(Counter(), 0, 0)
    for at in range(10**6):
        if count.kills.total() >= kills:
            break
        safe = db.read_bytes()
        old = contents(safe)
        assert old
        what, name = ("add", f"new-{at}") if at % 2 else ("remove", min(old))  # The file grows and shrinks.
        ended, writing = killed([sys.executable, "-c", STOCK, str(db), what, name], db, chance, took, was_touched)
        now, done = contents(db.read_bytes()), old ^ {name}
        is_lost = now != done if ended else now not in (old, done)
        count = counted(count, [what], ended=ended, writing=writing, is_lost=is_lost)
        if is_lost:
            db.write_bytes(safe)
    return count


def contents(text: bytes) -> set[str] | None:
    with suppress(ValueError, KeyError, TypeError):
        return {each["id"] for each in json.loads(text)["figures"].values()}
    return None


def sweeps(aidcli: Ask, db: Path) -> None:
    """The next change leaves nothing of the killed writers behind."""
    (db.parent / f".{db.name}.1.tmp").touch()
    (db.parent / f".{db.name}.0123456789abcdef.tmp").touch()
    folder_of(db).mkdir(exist_ok=True)
    (folder_of(db) / ".1.json.0123456789abcdef.tmp").touch()
    assert aidcli(*figure("last"), AIDCLI_DB=db).exit_code == 0
    assert "last" in held(db)
    assert {each.name for each in db.parent.iterdir()} == {db.name, f"{db.name}.lock", f"{db.name}.undo"}
    assert not [each for each in folder_of(db).iterdir() if each.suffix == ".tmp"]


def reachable(db: Path) -> set[bytes]:
    """What the store and the states beside it hold."""
    return {db.read_bytes(), *(each.read_bytes() for each in folder_of(db).glob("*.json"))}


def before_a_change(aidcli: Ask, folder: Path, words: list[str]) -> set[bytes]:
    """Write a store with states to undo and, for redo, one undone; return those that no kill may lose."""
    folder.mkdir()
    db = write(folder / "store.json", [record(f"old-{at}", at, note="as printed " * 8) for at in range(SIZE)])
    for each in (figure("second"), ["remove", "old-7", "--yes"], figure("third"), ["undo"]):
        assert aidcli(*each, AIDCLI_DB=db).exit_code == 0
    kept = reachable(db)
    if words[0] != "undo":  # A change drops what could be redone.
        kept.remove(next(text for text in kept if b'"third"' in text))
    return kept


CHANGES = [figure("new"), ["edit", "old-1", "--value", "5"], ["link", "old-1", "--whole", "old-2"], ["undo"], ["undo", "--redo"]]


@pytest.mark.parametrize("words", CHANGES, ids=lambda words: words[-1])
def test_nothing_is_lost_at_whichever_step_a_change_is_killed(aidcli: Ask, tmp_path: Path, words: list[str]) -> None:
    before, here = tmp_path / "before", tmp_path / "here"
    kept = before_a_change(aidcli, before, words)
    states = []
    for step in numbers(1 if "undo" in words else 0):  # Undo writes nothing that could be too large.
        shutil.copytree(before, here)
        ended = run([sys.executable, "-c", SUICIDE, str(here), str(step), *words], here / "store.json").returncode
        states.append((here / "store.json").read_bytes())
        assert kept <= reachable(here / "store.json")
        sweeps(aidcli, here / "store.json")
        if "undo" not in words:
            assert aidcli("undo", AIDCLI_DB=here / "store.json").exit_code == 0
            assert (here / "store.json").read_bytes() == states[-1]
            assert aidcli("undo", AIDCLI_DB=here / "store.json").exit_code == 0
            assert (here / "store.json").read_bytes() in kept - {states[-1]}
        shutil.rmtree(here)
        if not ended:
            break
        assert ended == -(signal.SIGKILL if step else signal.SIGXFSZ)
    first, last = (before / "store.json").read_bytes(), states[-1]
    assert states == [first] * states.count(first) + [last] * states.count(last)
    assert min(states.count(first), states.count(last)) >= 2


@pytest.mark.long
def test_nothing_is_lost_in_many_kills_where_stock_tinydb_loses(aidcli: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("ours", "stock"):
        (tmp_path / name).mkdir()
    count, stock = harness(tmp_path / "ours", 300), stock_harness(tmp_path / "stock", 100)
    with capsys.disabled():
        sys.stdout.write(f"\naidcli: {count.told()}\nstock TinyDB: {stock.told()}\n")
    assert count.losses == 0
    assert count.writing >= 50
    assert count.kills.keys() >= {"add", "edit", "remove", "import", "link", "codes", "undo", "--redo"}
    assert stock.losses > 0
    sweeps(aidcli, tmp_path / "ours" / "store.json")
