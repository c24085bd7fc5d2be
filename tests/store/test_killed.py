"""Writers killed at any moment: what was acknowledged is there, and the file is one whole state."""

import json
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import pytest

from aidcli.store.history import folder_of
from tests.made import figure, record, write
from tests.running import Ask, ours, run, start

SIZE = 1500
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
Ids = frozenset[str]


class Keeper(NamedTuple):
    """A program that keeps records in a file: how it is told to change them, and when it is seen to be writing."""

    command: Callable[[Path, str, str], list[str]]
    is_writing: Callable[[Path, int], bool]


def _ours(db: Path, what: str, name: str) -> list[str]:
    return ours(*figure(name)) if what == "add" else ours("remove", name, "--yes")


def _stock(db: Path, what: str, name: str) -> list[str]:
    return [sys.executable, "-c", STOCK, str(db), what, name]


def _has_temporary(db: Path, last: int) -> bool:
    return any(each.name.endswith(".tmp") for each in db.parent.iterdir())


AIDCLI = Keeper(_ours, _has_temporary)
TINYDB = Keeper(_stock, lambda db, last: db.stat().st_mtime_ns != last)
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
    kills: int
    """How often a program was killed before it had ended,"""
    writing: int
    """and how often of these while it was seen to be writing."""
    losses: int
    """How often the file was then no whole state, or lacked what was acknowledged."""


def ids(db: Path) -> Ids | None:
    """The records of a file; None where it is none."""
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        return frozenset(each["id"] for each in json.loads(db.read_bytes())["figures"].values())
    return None


def changes(seed: int) -> Iterator[tuple[str, str]]:
    """Records added, and the oldest removed, so that the file grows and shrinks."""
    chance, oldest = random.Random(seed), 0
    for at in range(10**6):
        if chance.random() < 0.5:
            yield "add", f"new-{at}"
        else:
            yield "remove", f"old-{oldest}"
            oldest += 1


def after(before: Ids, what: str, name: str) -> Ids:
    return before | {name} if what == "add" else before - {name}


def typical(keeper: Keeper, db: Path) -> float:
    """How long a change takes that is not killed."""
    took = []
    for at in range(3):
        begun = time.perf_counter()
        assert run(keeper.command(db, "add", f"before-{at}"), db).returncode == 0
        took.append(time.perf_counter() - begun)
    return median(took)


def killed(keeper: Keeper, db: Path, change: tuple[str, str], chance: random.Random, duration: float) -> tuple[bool, bool]:
    """Make a change, kill it at a random moment, every other time soon after it began to write; whether it ended before, or was writing."""
    last = db.stat().st_mtime_ns
    program = start(keeper.command(db, *change), db)
    begun, is_aimed = time.perf_counter(), chance.random() < 0.5
    moment = begun + (10 * duration if is_aimed else chance.uniform(0, 1.2) * duration)
    writing = False
    while program.poll() is None and time.perf_counter() < moment:
        writing = keeper.is_writing(db, last)
        if writing and is_aimed:
            time.sleep(chance.uniform(0, 0.03) * duration)
            break
        time.sleep(0 if is_aimed else 0.0005)
    program.kill()
    return program.wait() == 0, writing


def harness(keeper: Keeper, folder: Path, kills: int, seed: int = 1) -> Count:
    """Kill until there have been that many kills, and count the losses. A file that is lost is restored as it was before."""
    db = write(folder / "store.json", [record(f"old-{at}", at, note="as printed " * 8) for at in range(SIZE)])
    chance, duration = random.Random(seed), typical(keeper, db)
    expected, count = ids(db), Count(0, 0, 0)
    assert expected
    for change in changes(seed):
        if count.kills >= kills:
            break
        safe = db.read_bytes()
        ended, writing = killed(keeper, db, change, chance, duration)
        now, done = ids(db), after(expected, *change)
        is_lost = now != done if ended else now not in (expected, done)
        count = Count(count.kills + (not ended), count.writing + (writing and not ended), count.losses + is_lost)
        if is_lost:
            db.write_bytes(safe)
        elif now:
            expected = now
    return count


def report(capsys: pytest.CaptureFixture[str], counts: Mapping[str, Count]) -> None:
    lines = [
        f"\n{name}: killed {count.kills} times, {count.writing} while writing; losses: {count.losses}" for name, count in counts.items()
    ]
    with capsys.disabled():
        sys.stdout.writelines(lines)


def sweeps(aidcli: Ask, db: Path) -> None:
    """The next change leaves nothing of the killed writers behind."""
    (db.parent / f".{db.name}.1.tmp").touch()
    (db.parent / f".{db.name}.0123456789abcdef.tmp").touch()
    folder_of(db).mkdir(exist_ok=True)
    (folder_of(db) / ".1.json.0123456789abcdef.tmp").touch()
    assert aidcli(*figure("last"), AIDCLI_DB=db).exit_code == 0
    assert "last" in (ids(db) or ())
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


CHANGES = [figure("new"), ["edit", "old-1", "--value", "5"], ["undo"], ["undo", "--redo"]]


@pytest.mark.parametrize("words", CHANGES, ids=lambda words: words[-1])
def test_nothing_is_lost_at_whichever_step_a_change_is_killed(aidcli: Ask, tmp_path: Path, words: list[str]) -> None:
    before, here = tmp_path / "before", tmp_path / "here"
    kept = before_a_change(aidcli, before, words)
    states = []
    for step in count(1 if "undo" in words else 0):  # Undo writes nothing that could be too large.
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
    folders: Any = {"aidcli": AIDCLI, "stock TinyDB": TINYDB}
    counts = {}
    for name, keeper in folders.items():
        (tmp_path / name).mkdir()
        counts[name] = harness(keeper, tmp_path / name, 240)
    report(capsys, counts)
    assert counts["aidcli"].losses == 0
    assert counts["aidcli"].writing >= 50
    assert counts["stock TinyDB"].losses > 0
    sweeps(aidcli, tmp_path / "aidcli" / "store.json")


@pytest.mark.long
def test_an_import_is_whole_or_not_at_all(tmp_path: Path) -> None:
    db = write(tmp_path / "store.json", [record("old")])
    lines = [json.dumps(record(f"new-{at}", at)) for at in range(SIZE)]
    (tmp_path / "new.jsonl").write_text("\n".join(lines))
    chance, states = random.Random(1), set()
    begun = time.perf_counter()
    assert run(ours("import", str(tmp_path / "new.jsonl")), db).returncode == 0
    duration = time.perf_counter() - begun
    for _ in range(40):
        write(db, [record("old")])
        program = start(ours("import", str(tmp_path / "new.jsonl")), db)
        time.sleep(chance.uniform(0.5, 1.2) * duration)
        program.kill()
        states.add((program.wait() == 0, len(ids(db) or ())))
    assert states <= {(True, SIZE + 1), (False, SIZE + 1), (False, 1)}
