"""Read a file to import: tell its format, get its bytes."""

import os
import stat
import sys
from contextlib import ExitStack, suppress
from io import BytesIO, UnsupportedOperation
from pathlib import Path
from typing import BinaryIO, Final

from aidcli.errors import Unreadable, Usage, join_words

FILE_FORMATS: Final = ("csv", "tsv", "json", "jsonl", "xlsx")
FORMATS: Final = (*FILE_FORMATS, "datapackage")


def format_of(path: str, option: str = "--format") -> str:
    """Return the format that a file's name tells; raises Usage where it tells none, and names the option that does."""
    if is_folder(Path(path)) or Path(path).name == "datapackage.json":
        return "datapackage"
    suffix = Path(path).suffix.lower().lstrip(".").replace("ndjson", "jsonl")
    if suffix not in FILE_FORMATS:
        raise Usage(f"cannot tell the format of '{path}' by its name; say {option} {join_words(FORMATS)}")
    return suffix


def is_folder(path: Path) -> bool:
    """Return whether the path is a folder; False for a name that no file can have, which opening it reports."""
    try:
        return path.is_dir()
    except OSError:
        return False


def read_bytes(path: str) -> bytes:
    """Return the bytes of a file, or of standard input (`-`); raises Unreadable, also for a device that never ends."""
    with open_file(path) as file:
        try:
            return file.read()
        except OSError as error:
            raise Unreadable(path, error) from None


def open_file(path: str) -> BinaryIO:
    """Open a file to be read piece by piece; raises Unreadable as `read_bytes` does. Standard input and pipes are read whole."""
    try:
        with ExitStack() as closing:
            file = sys.stdin.buffer if path == "-" else closing.enter_context(Path(path).open("rb"))
            if _is_device(file):
                raise Unreadable(path, "it is a device, not a file")
            if path == "-" or not file.seekable():
                return BytesIO(file.read())
            closing.pop_all()
            return file
    except OSError as error:
        raise Unreadable(path, error) from None


def _is_device(file: BinaryIO) -> bool:
    """Return whether a file is a device, except a terminal and the null device, which end."""
    with suppress(UnsupportedOperation):  # Raised by streams without a file descriptor.
        found = os.fstat(file.fileno())
        is_endless = stat.S_ISCHR(found.st_mode) and not file.isatty() and found.st_rdev != Path(os.devnull).stat().st_rdev
        return is_endless or stat.S_ISBLK(found.st_mode)
    return False
