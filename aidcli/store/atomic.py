"""Replace a file whole or not at all, and hold it against other writers meanwhile.

Knows nothing of what the file holds. The only module that imports filelock.
"""

import errno
import os
import re
import stat
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from filelock import FileLock, Timeout

from aidcli.errors import Bilingual, Locked, Unconfirmed, Unwritable

PATIENCE: Final = 30.0
"""Seconds to wait for another writer."""
PIECE: Final = 1 << 20
"""Bytes that are copied at once."""
Identity = tuple[int, int, int]
"""A file's inode number, its size in bytes and its modification time in nanoseconds."""
_LEFT_BEHIND: Final = r"([0-9a-f]{16}|(previous\.)?\d+(\.previous)?)\.tmp"
"""How the name of a temporary file ends, in this version and in earlier ones."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Lock the file against other writers; its folder is created. Raises Locked, or Unwritable for an error of the system."""
    warnings.filterwarnings("ignore", "flock not supported")  # filelock's; it then locks by the existence of a file.
    try:
        permissions = mode(path)
        make_folder(path.parent)
        with FileLock(f"{path}.lock", timeout=PATIENCE, poll_interval=0.005, mode=permissions):
            sweep(path.parent, re.escape(path.name))
            yield
    except Timeout:
        raise Locked(path, _existence_lock(path)) from None
    except NotImplementedError:
        reason = Bilingual("its file system has no file locks", "其文件系统不支持文件锁")
        raise Unwritable(path, reason, Bilingual("move it to a local disk", "请移到本地磁盘")) from None
    except OSError as error:
        lock = Path(f"{path}.lock")
        if error.filename == str(lock) and error.errno in (errno.ELOOP, errno.EISDIR):
            what = Bilingual("symbolic link", "符号链接") if error.errno == errno.ELOOP else Bilingual("folder", "文件夹")
            reason = Bilingual("'{path}' is no lock but a {what}", "'{path}' 不是锁，而是{what}", path=lock, what=what)
            raise Unwritable(path, reason, Bilingual("remove that", "请将其移走")) from None
        raise Unwritable(path, error) from None


def _existence_lock(path: Path) -> Path | None:
    """Return the lock file if it names its owner. A file system without flock is locked by the existence of such a file."""
    lock = Path(f"{path}.lock")
    return lock if lock.exists() and lock.stat().st_size else None


def identity(path: Path) -> Identity | None:
    """Return what distinguishes one state of a file from another, or None if there is no file."""
    with suppress(FileNotFoundError):
        found = path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns
    return None


def mode(path: Path) -> int:
    """Return the permissions of a file to be replaced, or those of a new file; raises Unwritable.

    A read-only file is refused to the superuser as well.
    """
    try:
        found = path.stat().st_mode
    except FileNotFoundError:
        return _new_mode()
    if not stat.S_ISREG(found):
        raise Unwritable(path, Bilingual("it is not a regular file", "它不是普通文件"))
    if not (found & 0o222 and os.access(path, os.W_OK)):
        raise Unwritable(path, Bilingual("it is read-only", "它是只读的"), Bilingual("make it writable", "请改为可写"))
    return stat.S_IMODE(found)


def _new_mode() -> int:
    masked = os.umask(0o077)  # The only way to read it is to set it.
    os.umask(masked)
    return 0o666 & ~masked


# Written ----------------------------------------------------------------------------------------------------


def replace(path: Path, pieces: Iterable[bytes], like: Path, *, first: Callable[[], None] | None = None) -> None:
    """Replace a file in one step, durably; raises Unconfirmed where the file is replaced but the disk does not confirm it.

    `first` is called once the new bytes are on the disk, just before the name points to them. The rest is as in `place`.
    """
    place(path, pieces, like, first=first)
    try:
        flush(path.parent)
    except OSError as error:
        raise Unconfirmed(path, error) from None


def place(path: Path, pieces: Iterable[bytes], like: Path, *, first: Callable[[], None] | None = None, moment: int | None = None) -> None:
    """Replace a file in one step; the folder still has to be flushed.

    Until it is complete, only its owner can read the new file. Then it gets the mode, owner and group of `like`, if that
    exists, and the modification time `moment` in nanoseconds, if given. Raises Unwritable where this would lock out users of
    `like`. The order survives a power cut: the new bytes reach the disk before the name points to them.
    """
    with _temporary(path) as temporary:
        with _created(temporary) as file:
            file.writelines(pieces)
            file.flush()
            take_after(file.fileno(), like, path)
            if moment is not None:
                os.utime(file.fileno(), ns=(moment, moment))
            os.fsync(file.fileno())
        if first:
            first()
        temporary.replace(path)


def place_same(source: Path, path: Path, like: Path) -> None:
    """Replace the file `path` by the file `source`, which keeps its own name; the folder still has to be flushed.

    The two become one file with two names, or a copy of equal modification time where the file system has no links. It
    gets the mode, owner and group of `like`, as in `place`.
    """
    with os.fdopen(os.open(source, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        try:
            take_after(file.fileno(), like, path)
            with _temporary(path) as temporary:
                os.link(source, temporary, follow_symlinks=False)
                temporary.replace(path)
        except OSError:
            place(path, iter(lambda: file.read(PIECE), b""), like, moment=os.fstat(file.fileno()).st_mtime_ns)


def make_folder(folder: Path) -> None:
    """Create a folder and those above it, durably."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        flush(folder.parent)


def flush(folder: Path) -> None:
    """Write the names in a folder to the disk, where the file system can do that for a folder."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(opened)


def sweep(folder: Path, name: str = ".+") -> None:
    """Remove temporary files that killed writers of the files with this name, a pattern, left in a folder.

    Only whoever holds the lock of these files may do this.
    """
    left = re.compile(rf"\.{name}\.{_LEFT_BEHIND}")
    for beside in folder.iterdir():
        if left.fullmatch(beside.name):
            beside.unlink(missing_ok=True)


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    """Yield a name beside the path that nobody can guess; remove the file of that name if it still exists afterwards."""
    temporary = path.with_name(f".{path.name}.{os.urandom(8).hex()}.tmp")
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _created(path: Path) -> BinaryIO:
    """Create a file that only its owner can read. Never opens one that exists, nor follows a link that was planted."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb")


def take_after(file: int, like: Path, path: Path) -> None:
    """Give an open file or folder the mode, owner and group of `like`, or the mode of a new file if `like` does not exist.

    Whoever may read `like` may enter the folder. Where the owner cannot be kept, the group is. Raises Unwritable for `path`
    where that would lock out the group or the owner.
    """
    now, wanted = os.fstat(file), None
    with suppress(FileNotFoundError):
        wanted = like.stat()
        _give(file, wanted, path)
    bits = stat.S_IMODE(wanted.st_mode) if wanted else _new_mode()
    if stat.S_ISDIR(now.st_mode):
        bits |= (bits & 0o444) >> 2 | now.st_mode & stat.S_ISGID
    if stat.S_IMODE(os.fstat(file).st_mode) != bits:
        os.fchmod(file, bits)


def _give(file: int, wanted: os.stat_result, path: Path) -> None:
    """Give an open file to an owner and a group, or to the group alone; raises Unwritable where this locks one of them out."""
    for user in (wanted.st_uid, -1):
        with suppress(PermissionError):
            os.fchown(file, user, wanted.st_gid)
            break
    now = os.fstat(file)
    owner, group, others = (wanted.st_mode >> shift & 0o6 for shift in (6, 3, 0))
    if now.st_gid != wanted.st_gid:
        if group & ~others:
            raise Unwritable(
                path,
                Bilingual("its group cannot be kept and would be locked out", "无法保留其所属组，该组将无法访问"),
                Bilingual("let its owner or a member of the group do this", "请由其所有者或组成员执行"),
            )
        group = others
    if now.st_uid != wanted.st_uid and owner & ~(group | others):
        raise Unwritable(
            path,
            Bilingual("its owner cannot be kept and would be locked out", "无法保留其所有者，所有者将无法访问"),
            Bilingual("let its owner do this", "请由其所有者执行"),
        )
