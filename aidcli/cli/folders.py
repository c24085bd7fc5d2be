"""What commands do with a store that is a folder for an engine: import into it, export to it, undo a change of it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aidcli.display.reports import StateRow
from aidcli.engine.change import FolderChange, change_folder
from aidcli.engine.folder import POINTER, FolderState, Pointer, is_blank, read_pointer, step_back
from aidcli.engine.loading import load_state
from aidcli.engine.own_records import Keeper, own_records
from aidcli.errors import REMOVE_IT, Bilingual, TakenPath, Unwritable, no_folder_for
from aidcli.model.figure import Figure
from aidcli.store.atomic import held


@contextmanager
def changing_folder(path: Path, command: str) -> Iterator[FolderChange]:
    """Lock a folder store for a change by a command; see `change_folder`."""
    with _locked(path), change_folder(path, command) as change:
        yield change


def write_state(path: Path, figures: Iterable[Figure], keeper: Keeper, *, force: bool) -> None:
    """Export figures, and what their store keeps beside them, to a folder store; with `force`, as a new state of one that exists.

    Raises Usage where the folder exists and `force` is not set, Unwritable where it holds anything else.
    """
    if not is_blank(path):
        if not (path / POINTER).exists():
            raise Unwritable(path, Bilingual("it is not a folder of figures", "它不是数据文件夹"), REMOVE_IT)
        if not force:
            raise TakenPath(path)
    if not path.parent.is_dir():
        raise no_folder_for(path)
    with _locked(path):
        load_state(path, figures, own_records(keeper), "export")


def step_folder(path: Path, *, redo: bool) -> tuple[FolderState, int, int]:
    """Undo the last change of a folder store, or redo one; return the state that it made, and how many can be undone and redone."""
    with _locked(path):
        pointer, state = step_back(path, redo=redo)
    return state, pointer.at, len(pointer.states) - pointer.at - 1


def state_rows(path: Path) -> list[StateRow]:
    """Return the states of a folder store, newest first; see `of_states`."""
    pointer = read_pointer(path)
    return [_row(path, pointer, at) for at in reversed(range(len(pointer.states)))] if len(pointer.states) > 1 else []


def _row(path: Path, pointer: Pointer, at: int) -> StateRow:
    state, step = pointer.states[at], at - pointer.at
    size = sum(each.stat().st_size for each in (path / state.folder).iterdir())
    change = None if not step else pointer.states[at + 1] if step < 0 else state
    return StateRow(step, change and change.made, change and change.command, state.figures, size)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Lock a folder store against other writers; raises NotAFolderStore where the folder is another one."""
    if not is_blank(path):
        read_pointer(path)
    with held(path / POINTER):
        yield
