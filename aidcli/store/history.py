"""The earlier states of a store that `undo` restores: files in the folder `NAME.undo` beside the store `NAME`.

A state is named `NUMBER.TIME.COMMAND.json` after the change that replaced it. A number alone names the state that was
current when `undo` left it. What undo restored is the store and a state at once: one file with two names, or two equal
files where the file system has no links. So each step is one rename, before and after which every state is reachable.
"""

import filecmp
import math
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from aidcli.errors import REMOVE_IT, BadData, BadState, Bilingual, NothingToRedo, NothingToUndo, Unconfirmed, Unwritable
from aidcli.store.atomic import flush, held, make_folder, place, place_same, sweep, take_after
from aidcli.store.store import FileStore

MOST_STATES: Final = 10
"""States that are kept besides the store itself."""
MOST_BYTES: Final = 256 << 20
"""Bytes that they may take together. The last state is kept even if it is larger."""
_NAME: Final = re.compile(r"(\d{1,9})(?:\.(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.([a-z-]+))?\.json")


class State(NamedTuple):
    """A state, with the time and the command of the change that replaced it, if these are known."""

    path: Path
    number: int
    found: os.stat_result
    changed: str | None = None
    command: str | None = None


def folder_of(path: Path) -> Path:
    """Return the folder that holds the states of a store."""
    return path.with_name(f"{path.name}.undo")


def states(path: Path) -> tuple[list[State], int]:
    """Return the states of a store, oldest first, and the index of the one that the store is: their number if it is none."""
    kept = sorted(_kept(path), key=lambda state: state.number)
    now = _stat(path)
    if now is None:
        return kept, len(kept)
    same = [at for at, each in enumerate(kept) if os.path.samestat(each.found, now)]
    same = same or [at for at, each in enumerate(kept) if _is_copy(each, path, now)]
    if same:
        return kept, same[-1]
    follows = [each for each in kept if each.number <= _left_at(path)]  # Another program changed what undo had restored.
    return follows, len(follows)


def _mark(path: Path) -> Path:
    """Return the name of the file that holds the number of the state that undo restored last, until the next change."""
    return folder_of(path) / "restored"


def _left_at(path: Path) -> float:
    """Return the number of the state that undo restored last, or infinity where a change came after it."""
    with suppress(FileNotFoundError, ValueError):
        return int(_mark(path).read_text("ascii"))
    return math.inf


def _settled(path: Path) -> tuple[list[State], int]:
    """Return what `states` does, and drop what can no longer be redone because another program changed the store."""
    kept, at = states(path)
    if at == len(kept):
        last = kept[-1].number if kept else -1
        _drop(each for each in _kept(path) if each.number > last)
    return kept, at


def _kept(path: Path) -> Iterator[State]:
    previous, folder = path.with_name(f"{path.name}.previous"), folder_of(path)
    if found := _stat(previous):  # Written by versions that kept one state.
        yield State(previous, 0, found)
    for each in folder.iterdir() if folder.is_dir() and not folder.is_symlink() else ():
        if (named := _NAME.fullmatch(each.name)) and (found := _stat(each)):
            number, *time, command = named.groups()
            yield State(each, int(number), found, command and "{}-{}-{}T{}:{}:{}Z".format(*time), command)


def _stat(path: Path) -> os.stat_result | None:
    """Return the status of a file, or None where there is none, or none any more, or a link."""
    with suppress(FileNotFoundError):
        found = path.lstat()
        return found if stat.S_ISREG(found.st_mode) else None
    return None


def _is_copy(state: State, path: Path, now: os.stat_result) -> bool:
    """Return whether a state is a copy of the store, made by `place_same`."""
    one, other = state.found, now
    if (one.st_size, one.st_mtime_ns) != (other.st_size, other.st_mtime_ns):
        return False
    with suppress(FileNotFoundError):
        return filecmp.cmp(state.path, path, shallow=False)
    return False


def remember(path: Path, command: str, start: Iterable[bytes] | None = None) -> None:
    """Keep the store as a state just before a command changes it, and drop those that could be redone, and the oldest.

    `start` is the text of a store that does not exist yet.
    """
    folder = _prepared(path)
    kept, at = _settled(path)
    number = kept[at].number if at < len(kept) else _next_number(kept)
    name = folder / f"{number}.{datetime.now(UTC):%Y%m%dT%H%M%SZ}.{command}.json"
    if start is not None:
        place(name, start, like=path)
    elif at < len(kept):
        kept[at].path.replace(name)
    else:
        place_same(path, name, like=path)
    _drop(reversed(kept[at + 1 :]))
    _mark(path).unlink(missing_ok=True)
    _drop(_too_many(states(path)[0]))
    flush(folder)


def _next_number(kept: Sequence[State]) -> int:
    return kept[-1].number + 1 if kept else 1


def _prepared(path: Path) -> Path:
    """Return the folder of the states, created if need be: whoever may not read the store may not enter it."""
    folder = folder_of(path)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Unwritable(folder, Bilingual("it is not a folder", "它不是文件夹"), REMOVE_IT)
    make_folder(folder)
    opened = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        with suppress(PermissionError):  # It is another user's, who may have shared it.
            take_after(opened, path, folder)
    finally:
        os.close(opened)
    sweep(folder)
    return folder


def _too_many(kept: Sequence[State]) -> Sequence[State]:
    """Return the oldest states, those beyond the number and the bytes that are kept."""
    size, last = 0, len(kept) - 1
    for at in range(last, -1, -1):
        size += kept[at].found.st_size
        if at < last and (size > MOST_BYTES or last - at >= MOST_STATES):
            return kept[: at + 1]
    return ()


def _drop(gone: Iterable[State]) -> None:
    for state in gone:
        state.path.unlink(missing_ok=True)


def undo_change(path: Path, *, redo: bool = False) -> State:
    """Restore the state before the last change, or with `redo` the one after it; return the state with that change.

    Raises NothingToUndo or NothingToRedo where there is none, BadState where it is not a sound store.
    """
    named, path = path, Path(os.path.realpath(path))
    none = NothingToRedo(named) if redo else NothingToUndo(named)
    if _is_missing(path):  # Before it is locked, which would create its folder.
        raise none
    with held(path):
        kept, at = _settled(path)
        to = at + 1 if redo else at - 1
        if not (path.exists() and 0 <= to < len(kept)):
            raise none
        _verify(kept[to].path)
        if at == len(kept):
            folder = _prepared(path)
            place_same(path, folder / f"{_next_number(kept)}.json", like=path)
            flush(folder)
        with suppress(PermissionError):
            os.utime(kept[to].path)  # What depends on the store is out of date: the store must not look older than that.
        _mark(path).unlink(missing_ok=True)
        with suppress(OSError):  # A full disk does not hinder an undo, and only a change of another program misses the mark.
            place(_mark(path), [str(kept[to].number).encode()], like=path)
        place_same(kept[to].path, path, like=path)
        try:
            flush(path.parent)
        except OSError as error:
            raise Unconfirmed(path, error) from None
    return kept[at if redo else to]


def _is_missing(path: Path) -> bool:
    """Return whether there is no such file. Any other trouble is told when the file is locked."""
    try:
        path.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def _verify(path: Path) -> None:
    try:
        count_figures(path)
    except BadData as fault:
        raise BadState(fault) from None


def count_figures(path: Path) -> int:
    """Return the number of figures in a file; raises BadData or FileTrouble where it is not a sound store."""
    with FileStore(path) as store:
        return sum(map(len, store.blocks()))
