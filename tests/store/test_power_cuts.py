"""The power is cut at any moment of a change: what was flushed is there, and of the rest any part, in any order.

The system calls of changes are recorded and replayed up to a cut. What a call did to a file or a folder is on the disk for
certain once that file or folder was flushed; until then it may be or not, independently of what came before or after.
`python -m pytest -m long tests/store/test_power_cuts.py` prints the counts.
"""

import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count as numbers
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.made import figure, held, write
from tests.running import Ask, environment, ours
from tests.store.trials import first_figures, history, trial

CALLS = "openat,write,writev,fsync,fdatasync,link,linkat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat"
INPUTS = re.compile(r"in\.jsonl$")
Names = dict[str, int]
"""The files of a folder tree by path, each as a number that its names share."""


class Call(NamedTuple):
    """What one call did: gave `new` a file, took `old` away, flushed `flushed` or wrote into `written`."""

    new: str = ""
    file: int = 0
    old: str = ""
    flushed: str = ""
    written: int = 0


class Recording(NamedTuple):
    """A change: the files before it, the calls it made, and what all files hold that it left or found."""

    before: Names
    calls: list[Call]
    texts: dict[int, bytes]


def names(folder: Path) -> Names:
    return {str(path): path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


def texts(folder: Path) -> dict[int, bytes]:
    return {path.stat().st_ino: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def recorded(folder: Path, db: Path, words: Sequence[str]) -> Recording:
    """Run a change and record its calls that have to do with a folder."""
    log = folder.parent / "calls"
    command = ["strace", "-f", "-y", "-s", "9999", "-e", f"trace={CALLS}", "-o", str(log), *ours(*words)]
    before, old = names(folder), texts(folder)
    result = subprocess.run(command, env=environment(db), capture_output=True, text=True, check=False)
    if "ptrace" in result.stderr:
        pytest.skip("no program may be traced here")
    assert result.returncode == 0, result.stderr
    calls = list(_calls(folder, log.read_text("utf-8", "replace").splitlines(), dict(before)))
    after, unknown = names(folder), {}
    by_number = _replayed(before, calls)
    for path, number in by_number.items():
        unknown[number] = Path(path).read_bytes()
    assert by_number.keys() == after.keys()
    return Recording(before, calls, old | unknown)


def _calls(folder: Path, lines: Sequence[str], now: Names) -> Iterator[Call]:
    fresh = numbers(-1, -1)
    for line in lines:
        call = re.match(r"\d+ +(\w+)\((.*)\) += (-?\d+)", line)
        if not call or call[3].startswith("-") or str(folder) not in line:
            continue
        paths = [path for path in re.findall(r'[<"](/[^>"]*)[>"]', call[2]) if path.startswith(str(folder))]
        match call[1]:
            case "openat" if "O_CREAT" in call[2] and paths[-1] not in now:
                now[paths[-1]] = next(fresh)
                yield Call(new=paths[-1], file=now[paths[-1]])
            case "write" | "writev" if paths:
                yield Call(written=now[paths[0]])
            case "fsync" | "fdatasync":
                yield Call(flushed=paths[0])
            case "link" | "linkat":
                now[paths[-1]] = now[paths[-2]]
                yield Call(new=paths[-1], file=now[paths[-1]])
            case "rename" | "renameat" | "renameat2":
                now[paths[-1]] = now.pop(paths[-2])
                yield Call(new=paths[-1], file=now[paths[-1]], old=paths[-2])
            case "unlink" | "unlinkat":
                now.pop(paths[-1])
                yield Call(old=paths[-1])
            case "mkdir" | "mkdirat":
                yield Call(new=f"{paths[-1]}/")


def _replayed(before: Names, calls: Sequence[Call]) -> Names:
    now = dict(before)
    for call in calls:
        _apply(call, now)
    return now


def _apply(call: Call, now: Names) -> None:
    if call.old:
        now.pop(call.old, None)
    if call.new and not call.new.endswith("/"):
        now[call.new] = call.file


def cut(recording: Recording, at: int, chance: random.Random, folder: Path) -> None:
    """Leave in a folder what a disk may hold after the first `at` calls: all that was flushed, and any part of the rest."""
    done = recording.calls[:at]
    flushed = {call.flushed: place for place, call in enumerate(done) if call.flushed}
    now, lost_folders = dict(recording.before), set()
    for place, call in enumerate(done):
        is_sure = place < flushed.get(os.path.dirname((call.new or call.old).rstrip("/")), -1)  # noqa: PTH120 - a text.
        if is_sure or chance.random() < 0.5:
            _apply(call, now)
        elif call.new.endswith("/"):
            lost_folders.add(call.new)
    clean = {call.file: place for place, call in enumerate(done) if call.new for path, place in flushed.items() if path == call.new}
    for path in list(folder.rglob("*")):
        if path.is_file():
            path.unlink()
    written: dict[int, str] = {}
    dirty = {call.written for place, call in enumerate(done) if call.written and place > clean.get(call.written, -1)}
    for path, number in now.items():
        if any(path.startswith(lost) for lost in lost_folders):
            continue
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        if number in written:
            os.link(written[number], path)
            continue
        text = recording.texts.get(number, b"")
        Path(path).write_bytes(text[: chance.randrange(len(text) + 1)] if number in dirty else text)
        written[number] = path


def replay(folder: Path, changes: int, cuts: int, seed: int, aidcli: Ask) -> tuple[Counter[str], list[str]]:
    """Record random changes and cut each several times; return the cuts by the kind of change, and those that lost something."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    chance, lost, kinds = random.Random(seed), [], Counter[str]()
    home = folder / "home"
    home.mkdir(parents=True)
    db = write(home / "store.json", first_figures(5))
    aidcli(*figure("first"), AIDCLI_DB=db)
    for at in range(changes):
        past = history(db)
        assert past
        change = trial(chance, past, at, folder)
        recording = recorded(home, db, change.words)
        assert history(db) == change.done
        shutil.move(home, folder / "after")
        kind = change.words[-1] if change.words[0] == "undo" else change.words[0]
        for _ in range(cuts):
            home.mkdir()
            moment = chance.randrange(len(recording.calls) + 1)
            cut(recording, moment, chance, home)
            kinds[kind] += 1
            found, is_acknowledged = history(db), moment == len(recording.calls)
            if found != change.done and (is_acknowledged or not past.may_become(found, change.done)):
                lost.append(f"{kind} cut after {moment} of {len(recording.calls)} calls: {past.shape} became {found and found.shape}")
            elif aidcli(*figure("next"), AIDCLI_DB=db).exit_code or "next" not in held(db):
                lost.append(f"{kind}: no change could be made after the cut")
            shutil.rmtree(home)
        shutil.move(folder / "after", home)
    return kinds, lost


def test_nothing_is_lost_in_a_few_power_cuts(aidcli: Ask, tmp_path: Path) -> None:
    kinds, lost = replay(tmp_path / "trial", 3, 8, 1, aidcli)
    assert (kinds.total(), lost) == (24, [])


@pytest.mark.long
def test_nothing_is_lost_in_many_power_cuts(aidcli: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kinds, lost = replay(tmp_path / "trial", 60, 10, 2, aidcli)
    with capsys.disabled():
        told = ", ".join(f"{kind} {number}" for kind, number in kinds.most_common())
        sys.stdout.write(f"\naidcli: power cut {kinds.total()} times ({told}); losses: {len(lost)}\n")
    assert lost == []
    assert kinds.keys() >= {"add", "edit", "remove", "import", "link", "codes", "undo", "--redo"}


def test_a_loss_is_noticed(aidcli: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the flushes, the same cuts lose figures."""
    monkeypatch.setattr(sys.modules[__name__], "CALLS", CALLS.replace("fsync,fdatasync,", ""))
    _, lost = replay(tmp_path / "trial", 3, 10, 1, aidcli)
    assert lost
