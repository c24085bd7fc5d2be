"""Read a file to import: tell its format, get its bytes."""

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from io import BytesIO, UnsupportedOperation
from pathlib import Path
from typing import BinaryIO, Final

from aidcli.errors import Bilingual, Unreadable, Usage, join_words

FILE_FORMATS: Final = ("csv", "tsv", "json", "jsonl", "xlsx")
FORMATS: Final = (*FILE_FORMATS, "datapackage")
EXPORTED: Final = (*FORMATS, "parquet")
"""The formats that can be written; `parquet` is a store of its own, which --db names."""
IMPORTED: Final = (*FORMATS, "iati")
"""The formats that can be imported."""
STANDARD_INPUT: Final = ("-", "/dev/stdin", "/dev/fd/0")
"""The names by which standard input is read."""
_SUFFIXES: Final = {"ndjson": "jsonl", "xml": "iati"}
_COMPRESSED: Final = ("gz", "zip", "bz2", "xz", "zst", "7z")
_AT_ONCE: Final = 1 << 16
"""Bytes that are read at once."""


def format_of(path: str, option: str = "--format", offered: Sequence[str] = FORMATS) -> str:
    """Return the one of the formats `offered` that a file's name tells; raises Usage, which names the option, where it tells none."""
    if is_folder(Path(path)) or Path(path).name == "datapackage.json":
        return "datapackage"
    suffix = Path(path).suffix.lower().lstrip(".")
    if suffix in _COMPRESSED and option == "--from":
        raise Usage("'{path}' is compressed; decompress it first", "'{path}' 是压缩文件；请先解压", path=path)
    suffix = "csv" if suffix == "txt" and option == "--from" else _SUFFIXES.get(suffix, suffix)
    if suffix not in offered or suffix == "datapackage":
        raise Usage(
            "cannot tell the format of '{path}' by its name; say {option} {formats}",
            "无法从文件名判断 '{path}' 的格式；请加 {option} {formats}",
            path=path,
            option=option,
            formats=join_words(offered),
        )
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
    """Open a file to be read piece by piece; raises Unreadable as `read_bytes` does.

    Standard input, and a pipe that the shell has opened (`<(command)`), are read whole.
    """
    is_standard_input = path in STANDARD_INPUT
    try:
        with ExitStack() as closing:
            file = sys.stdin.buffer if is_standard_input else closing.enter_context(open(path, "rb", opener=_open_at_once))
            if fault := _why_endless(path, file):
                raise Unreadable(path, fault)
            if is_standard_input or not file.seekable():
                return BytesIO(file.read())
            closing.pop_all()
            return file
    except ValueError:  # A path with NUL.
        raise Unreadable(path, Bilingual("no file can have this name", "不能作文件名")) from None
    except OSError as error:
        raise Unreadable(path, error) from None


def _open_at_once(path: str, flags: int) -> int:
    """Open a file without waiting for somebody to write into it, as opening a named pipe does."""
    file = os.open(path, flags | os.O_NONBLOCK)
    os.set_blocking(file, True)
    return file


def _why_endless(path: str, file: BinaryIO) -> str:
    """Say why reading a file may never end; return an empty text where it is none that does.

    A pipe with a name in a folder waits for a writer. Among devices, a terminal and the null device end.
    """
    with suppress(UnsupportedOperation):  # Raised by streams without a file descriptor.
        found = os.fstat(file.fileno())
        is_endless = stat.S_ISCHR(found.st_mode) and not file.isatty() and found.st_rdev != Path(os.devnull).stat().st_rdev
        if is_endless or stat.S_ISBLK(found.st_mode):
            return Bilingual("it is a device, not a file", "它是设备，不是文件")
        if stat.S_ISFIFO(found.st_mode) and path not in STANDARD_INPUT and Path(os.path.realpath(path)).is_fifo():
            return Bilingual(
                "it is a named pipe, not a file; redirect it to standard input, '-'", "它是命名管道，不是文件；请重定向到标准输入 '-'"
            )
    return ""


class InputFile:
    """A file that can be read more than once, also where it is standard input or a pipe."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._held: bytes | None = None

    def open(self) -> BinaryIO:
        """Open the file, as `open_file` does."""
        if self._held is None:
            file = open_file(self.path)
            if not isinstance(file, BytesIO):
                return file
            self._held = file.getvalue()
        return BytesIO(self._held)

    def read(self) -> bytes:
        """Return all its bytes."""
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """Yield its bytes, a piece at a time."""
        with self.open() as file:
            try:
                while piece := file.read(_AT_ONCE):
                    yield piece
            except OSError as error:
                raise Unreadable(self.path, error) from None
