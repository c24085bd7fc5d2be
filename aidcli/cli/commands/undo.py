"""`aidcli undo`: return to an earlier state of the store, or to a later one."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from aidcli.cli.choosing import chosen_path, existing_path, is_for_engine
from aidcli.cli.folders import state_rows, step_folder
from aidcli.cli.options import Answer, spread
from aidcli.cli.output import how_many, note, reply
from aidcli.cli.teaching import exemplified, headed
from aidcli.display import wording
from aidcli.display.reports import StateRow, of_states
from aidcli.display.speech import Speech
from aidcli.engine.folder import FolderState
from aidcli.errors import BadData, Bilingual, FileTrouble, Usage
from aidcli.model.codes import Codebook
from aidcli.model.seeds import shipped_codes
from aidcli.store.history import State, count_figures, states, undo_change


@exemplified(
    {"Take the last change back": "aidcli undo", "Redo it": "aidcli undo --redo", "The states that can be restored": "aidcli undo --list"}
)
@headed("Changes")
@spread
def undo(
    answer: Answer,
    redo: Annotated[bool, typer.Option("--redo", help="Redo the change that was undone last.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="List the states that can be restored, and change nothing.")] = False,
) -> None:
    """Undo the last change; each undo goes one change further back.

    The last ten states are kept. After a new change, what was undone before it cannot be redone.
    """
    answer.check()
    if redo and listed:
        raise Usage("--redo does not go with --list; give one of them", "--redo 不能与 --list 同用；请只给其一")
    if listed:
        path = Path(os.path.realpath(existing_path(answer.db)))
        rows = state_rows(path) if is_for_engine(path) else _rows(path)
        reply(of_states(rows, Speech(Codebook(shipped_codes), answer.language)), answer, wording.NO_STATE)
        return
    path, _ = chosen_path(answer.db)
    change: State | FolderState
    if is_for_engine(path):
        change, back, forward = step_folder(path, redo=redo)
    else:
        change = undo_change(path, redo=redo)
        back, forward = _steps(Path(os.path.realpath(path)))
    note(_done(change.command, path, back, forward, redo=redo), answer.language)


def _done(command: str | None, path: Path, back: int, forward: int, *, redo: bool) -> Bilingual:
    return Bilingual(
        "{done} {what} in '{path}'; {back} left to undo, {forward} to redo",
        "已在 '{path}' 中{done}{what}；还可撤销{back}，重做{forward}次",
        done=Bilingual("redid", "重做") if redo else Bilingual("undid", "撤销"),
        what=Bilingual("'{command}'", " '{command}'", command=command) if command else Bilingual("a change", "一次更改"),
        path=path,
        back=how_many(back, "change", "次"),
        forward=forward,
    )


def _steps(path: Path) -> tuple[int, int]:
    """Return how many changes can be undone and how many redone."""
    kept, at = states(path)
    return at, max(len(kept) - at - 1, 0)


def _rows(path: Path) -> list[StateRow]:
    """Return the states, newest first: a step below 0 is undone to, one above 0 redone to, and 0 is the store as it is."""
    kept, at = states(path)
    if not kept:
        return []
    before = [
        StateRow(place - at, each.changed, each.command, _figures(each.path), each.found.st_size) for place, each in enumerate(kept[:at])
    ]
    after = [
        StateRow(step, change.changed, change.command, _figures(each.path), each.found.st_size)
        for step, (change, each) in enumerate(zip(kept[at:], kept[at + 1 :], strict=False), 1)
    ]
    return [*before, StateRow(0, None, None, _figures(path), path.stat().st_size), *after][::-1]


def _figures(path: Path) -> int | None:
    """Return the number of figures in a file, or None where it is not a sound store."""
    with suppress(BadData, FileTrouble):
        return count_figures(path)
    return None
