"""A file replaced whole or not at all: locked while it changes, its previous state kept beside it.

Knows nothing of what the file holds. The only module that imports filelock.
"""

import os
import re
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from aidcli.errors import Locked, Unwritable

PATIENCE: Final = 30.0
"""Seconds to wait for another writer."""
Identity = tuple[int, int, int]
"""A file's number, size and time of change in nanoseconds."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the file against other writers; turn the system's refusals into ours."""
    try:
        permissions = mode(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=PATIENCE, poll_interval=0.005, mode=permissions):
            _sweep(path)
            yield
    except Timeout:
        raise Locked(path) from None
    except OSError as error:
        raise Unwritable(path, error) from None


def previous(path: Path) -> Path:
    """Where the previous state of a file is kept."""
    return path.with_name(f"{path.name}.previous")


def identity(path: Path) -> Identity | None:
    """What tells one state of a file from another; None where there is no file."""
    with suppress(FileNotFoundError):
        found = path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns
    return None


def replace(path: Path, pieces: Iterable[bytes], like: Path, *, keep: bool = False) -> None:
    """Put a new file in the place of the old in one step, durably, with its mode and owner; `keep` the old beside it.

    The order is what survives a power cut: the new bytes reach the disk before the name points at them, and the
    directory is flushed before the change is reported done.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.writelines(pieces)
            file.flush()
            _take_after(file.fileno(), like)
            os.fsync(file.fileno())
        if keep:
            _keep(path)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _take_after(file: int, like: Path) -> None:
    with suppress(FileNotFoundError):
        found = like.stat()
        os.fchmod(file, stat.S_IMODE(found.st_mode))
        with suppress(PermissionError):
            os.fchown(file, found.st_uid, found.st_gid)


def _keep(path: Path) -> None:
    """Let the old state go on under its second name; a link, so that nothing is copied, where the file system has links."""
    second = path.with_name(f".{path.name}.{os.getpid()}.previous.tmp")
    try:
        os.link(path, second)
    except OSError:
        shutil.copy2(path, second)
    second.replace(previous(path))
    second.unlink(missing_ok=True)  # Renaming one name of a file to another of its names leaves both.


def mode(path: Path) -> int:
    """The permissions of a file that may be replaced, or of a new one; raises Unwritable.

    The superuser, too, keeps off a read-only file.
    """
    try:
        found = path.stat().st_mode
    except FileNotFoundError:
        return 0o644
    if not stat.S_ISREG(found):
        raise Unwritable(path, "it is not a regular file")
    if not (found & 0o222 and os.access(path, os.W_OK)):
        raise Unwritable(path, "it is read-only", "make it writable")
    return stat.S_IMODE(found)


def _sweep(path: Path) -> None:
    """Remove what a killed writer left. Whoever holds the lock is the only one to have temporary files."""
    left = re.compile(rf"\.{re.escape(path.name)}\.(previous\.)?\d+\.(previous\.)?tmp")
    for beside in path.parent.iterdir():
        if left.fullmatch(beside.name):
            beside.unlink(missing_ok=True)
