"""Read a file to import: tell its format, get its bytes."""

import os
import stat
import sys
from contextlib import nullcontext, suppress
from io import UnsupportedOperation
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
    try:
        with nullcontext(sys.stdin.buffer) if path == "-" else Path(path).open("rb") as file:
            if _is_device(file):
                raise Unreadable(path, "it is a device, not a file")
            return file.read()
    except OSError as error:
        raise Unreadable(path, error) from None


def _is_device(file: BinaryIO) -> bool:
    """Return whether a file is a device, except a terminal and the null device, which end."""
    with suppress(UnsupportedOperation):  # Raised by streams without a file descriptor.
        found = os.fstat(file.fileno())
        is_endless = stat.S_ISCHR(found.st_mode) and not file.isatty() and found.st_rdev != Path(os.devnull).stat().st_rdev
        return is_endless or stat.S_ISBLK(found.st_mode)
    return False
