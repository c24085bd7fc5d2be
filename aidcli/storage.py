"""One file of TinyDB tables: locked while it changes, replaced whole, its previous state kept beside it.

The only module that imports TinyDB and filelock. What stock TinyDB's storage lacks: it rewrites its file in place, so
a writer that is killed, raced or out of space destroys it.
"""

import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout
from tinydb import TinyDB
from tinydb.storages import Storage

from aidcli.errors import ChangedUnderneath, Locked, NotAStore, NothingToUndo, Unwritable
from aidcli.figure import decode_json, decode_lines, encode_json

TABLES: Final = ("codes", "sources", "figures")
"""In the order in which they stand in the file: whoever reads the figures has read the codes before."""
PATIENCE: Final = 30.0
"""Seconds to wait for another writer."""

Tables = Mapping[str, Mapping[str, Any]]


class Line(MutableMapping[str, Any]):
    """A stored record as the bytes that stand in the file, decoded only when looked into."""

    __slots__ = ("_record", "raw")

    def __init__(self, raw: bytes) -> None:
        self.raw: bytes | None = raw
        self._record: dict[str, Any] | None = None

    def _decoded(self) -> dict[str, Any]:
        if self._record is None:
            self._record = decode_json(self.raw or b"")
        return self._record

    def __getitem__(self, key: str) -> Any:
        return self._decoded()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._decoded())

    def __len__(self) -> int:
        return len(self._decoded())

    def __setitem__(self, key: str, value: Any) -> None:
        self._decoded()[key] = value
        self.raw = None

    def __delitem__(self, key: str) -> None:
        del self._decoded()[key]
        self.raw = None

    def encoded(self) -> bytes:
        """The record on one line: the old bytes where nothing has changed."""
        return encode_json(self._decoded()) if self.raw is None or b"\n" in self.raw else self.raw


def layout(tables: Tables) -> Iterator[bytes]:
    """The file's text: each table's opening and closing on lines of their own, then one record a line."""
    lead = b"{\n"
    for name in TABLES:
        yield lead + encode_json(name) + b": {"
        comma = b"\n"
        for key, record in tables.get(name, {}).items():
            text = record.encoded() if isinstance(record, Line) else encode_json(dict(record))
            yield b'%b"%b":%b' % (comma, str(key).encode(), text)
            comma = b",\n"
        yield b"\n}"
        lead = b",\n"
    yield b"\n}\n"


class _Staged(Storage):
    """TinyDB's view of the file: read once, when first asked for, changed in memory, written when all has gone well."""

    def __init__(self, load: Callable[[], dict[str, Any]]) -> None:
        self._load = load
        self.is_changed = False

    @cached_property
    def tables(self) -> dict[str, Any]:
        return self._load()

    def read(self) -> dict[str, Any]:
        return self.tables

    def write(self, data: dict[str, Any]) -> None:
        self.tables, self.is_changed = data, True


class Held:
    """A file held for writing, as a TinyDB whose changes are written together."""

    def __init__(self, staged: _Staged) -> None:
        self._staged = staged
        self.db = TinyDB(storage=lambda: staged)

    def keys(self, table: str) -> list[int]:
        """TinyDB's keys of a table's records, in stored order."""
        return [int(key) for key in self._staged.tables.get(table, {})]


@contextmanager
def changing(path: Path, initial: Tables) -> Iterator[Held]:
    """Change the tables of a file through TinyDB's own API: all of it on leaving, nothing if leaving by an exception.

    A file that does not exist begins with the initial tables; one that does is read when first asked for, so that
    whoever reads it before may say what is wrong with it. Other writers wait; readers see the old state until they see
    the new. Raises Unwritable where the file cannot be replaced, and leaves the old one as it is.
    """
    path = Path(os.path.realpath(path))
    with _writing(path):
        before = _identity(path)
        staged = _Staged(partial(_read, path) if before else lambda: {name: dict(table) for name, table in initial.items()})
        try:
            yield Held(staged)
        except Exception:
            if _identity(path) != before:
                raise ChangedUnderneath(path) from None
            raise
        if not staged.is_changed:
            return
        if not before:
            _replace(previous(path), layout(initial), like=path)
        if _identity(path) != before:
            raise ChangedUnderneath(path)
        _replace(path, layout(staged.tables), like=path, keep=before is not None)


def undo(path: Path) -> None:
    """Exchange a file with its previous state, so that a second undo redoes; raises NothingToUndo where there is none."""
    path = Path(os.path.realpath(path))
    with _writing(path):
        if not (path.exists() and previous(path).exists()):
            raise NothingToUndo(path)
        _replace(path, iter([previous(path).read_bytes()]), like=path, keep=True)


def previous(path: Path) -> Path:
    """Where the previous state of a file is kept."""
    return path.with_name(f"{path.name}.previous")


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Hold the file against other writers; turn the system's refusals into ours."""
    try:
        mode = _mode(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=PATIENCE, poll_interval=0.005, mode=mode):
            _sweep(path)
            yield
    except Timeout:
        raise Locked(path) from None
    except OSError as error:
        raise Unwritable(path, error.strerror or str(error)) from None


def _mode(path: Path) -> int:
    """The permissions of a file that may be replaced, or of a new one. The superuser, too, keeps off a read-only file."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return 0o644
    if not stat.S_ISREG(mode):
        raise Unwritable(path, "it is not a regular file")
    if not (mode & 0o222 and os.access(path, os.W_OK)):
        raise Unwritable(path, "it is read-only")
    return stat.S_IMODE(mode)


def _sweep(path: Path) -> None:
    """Remove what a killed writer left. Whoever holds the lock is the only one to have temporary files."""
    left = re.compile(rf"\.{re.escape(path.name)}\.(previous\.)?\d+\.(previous\.)?tmp")
    for beside in path.parent.iterdir():
        if left.fullmatch(beside.name):
            beside.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    try:
        raw = decode_lines(data) if data else {}
    except (ValueError, RecursionError) as error:
        raise NotAStore(path, f"it is not JSON ({error})") from None
    for name, table in raw.items():
        for key in table:
            if not (key.isdecimal() and key.isascii() and len(key) < 19 and (key[0] != "0" or key == "0")):
                raise NotAStore(path, f"record {key!r} of table {name!r} has a key that TinyDB does not give, a whole number")
    return {name: {key: Line(bytes(line)) for key, line in table.items()} for name, table in raw.items()}


def _identity(path: Path) -> tuple[int, int, int] | None:
    """What tells one state of a file from another; None where there is no file."""
    with suppress(FileNotFoundError):
        found = path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns
    return None


def _replace(path: Path, pieces: Iterator[bytes], like: Path, *, keep: bool = False) -> None:
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
