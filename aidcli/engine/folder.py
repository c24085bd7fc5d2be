"""A folder store: one folder of Parquet files for each state, and the pointer that says which state is the store.

The pointer is the file `meta.json`. It is renamed over the old one when a new state is complete, so that readers see the
old state or the new one. A state that no pointer names was left behind by a writer that was killed; the next one removes it.
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from aidcli.errors import Bilingual, NewerFolder, NotAFolderStore, NothingToRedo, NothingToUndo, Unconfirmed, Unreadable, Unwritable
from aidcli.model.figure import SOURCE_KEYS

POINTER: Final = "meta.json"
VERSION: Final = 2
"""The version of the format. A folder of a later one is refused."""
KEPT_STATES: Final = 10
"""States that are kept for `undo`, besides the one that is the store."""
TABLES_BESIDE: Final = ("codes", "sources", "not_figures")
"""The tables beside the figures. They hold what is not shipped."""
TABLES_OF_STATE: Final = ("figures", "lineage", *TABLES_BESIDE)


class FolderState(NamedTuple):
    """One state of a folder store: its folder, and what must be known before a question is asked."""

    folder: str
    """The name of its folder inside the store."""
    figures: int
    codes: int
    """The number of codes that are not shipped ones."""
    sources: int
    """The number of sources that are not shipped ones."""
    not_figures: int
    """The number of refused numbers that are not shipped ones."""
    scale: int
    """The number of digits after the point that all amounts are stored with."""
    digits: int
    """The number of all digits that amounts are stored with: 18 or 38."""
    command: str
    """The command that made the state."""
    made: str
    """When it was made, as an ISO time in UTC."""
    source_keys: str = "id,title,type,publisher,date,language,url,sha256"
    """The columns of its sources; those of version 1, where it does not say."""


class Pointer(NamedTuple):
    """The states of a folder store, oldest first, and the index of the one that is the store."""

    states: tuple[FolderState, ...]
    at: int

    @property
    def current(self) -> FolderState:
        """The state that is the store."""
        return self.states[self.at]


EMPTY: Final = FolderState("", 0, 0, 0, 0, 0, 18, "", "")
"""The state of a store that does not exist yet."""


def is_blank(path: Path) -> bool:
    """Return whether a store may be begun here: there is nothing, or nothing but what a killed writer has left behind."""
    return not path.exists() or (path.is_dir() and all(_is_state(each.name) or each.suffix == ".lock" for each in path.iterdir()))


def _is_state(name: str) -> bool:
    """Return whether a name is one that we give to states and to temporary files."""
    stem = name.removesuffix(".tmp")
    return len(stem) == 16 and set(stem) <= set("0123456789abcdef")


def read_pointer(path: Path) -> Pointer:
    """Return the pointer of a folder store; raises Unreadable, NotAFolderStore or NewerFolder."""
    try:
        text = (path / POINTER).read_text("utf-8")
    except FileNotFoundError:
        raise NotAFolderStore(path, Bilingual("it holds no '{pointer}'", "其中没有 '{pointer}'", pointer=POINTER)) from None
    except UnicodeDecodeError:
        raise NotAFolderStore(path, Bilingual("'{pointer}' is not UTF-8", "'{pointer}' 不是 UTF-8", pointer=POINTER)) from None
    except OSError as error:
        raise Unreadable(path, error) from None
    pointer = parse_pointer(path, text)
    missing = [name for name in TABLES_OF_STATE if not (path / pointer.current.folder / f"{name}.parquet").is_file()]
    if missing:
        raise NotAFolderStore(path, Bilingual("'{missing}.parquet' is missing", "缺少 '{missing}.parquet'", missing=missing[0]))
    return pointer


def parse_pointer(path: object, text: str) -> Pointer:
    """Return the pointer that the text of `meta.json` states; raises NotAFolderStore or NewerFolder, which name `path`."""
    try:
        meta = json.loads(text)
        version = meta["aidcli"]
        if isinstance(version, int) and version > VERSION:
            raise NewerFolder(path, version)
        states = tuple(_state(each) for each in meta["states"])
        pointer = Pointer(states, range(len(states))[meta["at"]])
        if version in (1, VERSION):
            return pointer
    except (LookupError, ValueError, TypeError, RecursionError):
        pass
    raise NotAFolderStore(path, Bilingual("'{pointer}' is not that of aidcli", "'{pointer}' 不是 aidcli 所写", pointer=POINTER))


def _state(record: Mapping[str, Any]) -> FolderState:
    state = FolderState(**record)
    if not set(state.source_keys.split(",")) <= {*SOURCE_KEYS}:
        raise ValueError
    for value, kind in zip(state, FolderState.__annotations__.values(), strict=True):
        if type(value) is not kind:
            raise TypeError
    if not state.folder.isalnum():  # Nothing outside the store is ever read or removed.
        raise ValueError
    return state


@contextmanager
def new_state(path: Path) -> Iterator[Path]:
    """Make a folder for a new state; remove it where the state is not completed. Raises Unwritable.

    The caller holds the lock of the store.
    """
    folder = path / secrets.token_hex(8)
    try:
        path.mkdir(exist_ok=True)
        _sweep(path)
        folder.mkdir()
        yield folder
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise Unwritable(path, error) from None
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def point_to(path: Path, state: FolderState) -> None:
    """Make a complete state the store, durably; states that could be redone, and the oldest, are removed."""
    before = read_pointer(path) if (path / POINTER).exists() else Pointer((), -1)
    states = (*before.states[: before.at + 1], state)[-KEPT_STATES - 1 :]
    for each in sorted((path / state.folder).iterdir()):
        _flush(each)
    _flush(path / state.folder)
    _write_pointer(path, Pointer(states, len(states) - 1))
    _sweep(path)


def step_back(path: Path, *, redo: bool = False) -> tuple[Pointer, FolderState]:
    """Make the state before, or with `redo` the one after, the store; return the pointer, and the state whose change is undone or redone.

    Raises NothingToUndo or NothingToRedo where there is none.
    """
    before = read_pointer(path)
    to = before.at + (1 if redo else -1)
    if not 0 <= to < len(before.states):
        raise NothingToRedo(path) if redo else NothingToUndo(path)
    after = before._replace(at=to)
    try:
        _write_pointer(path, after)
    except OSError as error:
        raise Unwritable(path, error) from None
    return after, before.states[to if redo else before.at]


def now() -> str:
    """Return the present time, as states tell it."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _write_pointer(path: Path, pointer: Pointer) -> None:
    text = json.dumps({"aidcli": VERSION, "at": pointer.at, "states": [each._asdict() for each in pointer.states]}, indent=1)
    temporary = path / f"{secrets.token_hex(8)}.tmp"
    try:
        with temporary.open("x", encoding="utf-8") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path / POINTER)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    try:
        _flush(path)
    except OSError as error:
        raise Unconfirmed(path, error) from None


def _flush(path: Path) -> None:
    """Flush a file or folder to the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _sweep(path: Path) -> None:
    """Remove what killed writers have left behind, and states that are not kept."""
    named = {each.folder for each in read_pointer(path).states} if (path / POINTER).exists() else set()
    for each in path.iterdir():
        if _is_state(each.name) and each.name not in named:
            shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()
