"""Files in: which format a file has, and its bytes."""

import sys
from pathlib import Path
from typing import Final

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
    """Return whether the path is a folder; a name that no file can have is none, and whoever opens it is told so."""
    try:
        return path.is_dir()
    except OSError:
        return False


def read_bytes(path: str) -> bytes:
    """Return the bytes of a file, or of standard input (`-`); raises Unreadable."""
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(path, error) from None
