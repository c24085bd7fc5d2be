"""The commands that change a store: add, edit, remove, undo."""

import sys
from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

from aidcli.changes import revision
from aidcli.changes.checks import misread
from aidcli.changes.typed import id_stem, propose_id, read_typed
from aidcli.cli.options import Answer, Given, complete_id, spread
from aidcli.cli.output import note, reply
from aidcli.display.figures import of_figures
from aidcli.display.wording import Speech
from aidcli.errors import MissingKeys, NotWritten, Refusal, TakenName, UnknownWord, Usage
from aidcli.model.codes import Codebook, near
from aidcli.model.contract import faults
from aidcli.model.figure import REQUIRED, Figure, Record, from_json
from aidcli.store.store import Change, changing, to_change
from aidcli.store.store import undo as undo_last

ASKED_FOR = ("sector", "measure", "value", "unit", "subject", "source")
"""What `add` asks for on a terminal, in this order, where it is not given."""
Id = Annotated[str, typer.Argument(help="The figure's id.", metavar="ID", autocompletion=complete_id)]
Ids = Annotated[list[str], typer.Argument(help="The figures' ids.", metavar="ID...", autocompletion=complete_id)]


@spread
def add(given: Given, answer: Answer) -> None:
    """Add a figure.

    What must not be missing is asked for on a terminal. The id is proposed from sector and subject.
    """
    record = _typed(given, to_change(answer.db).codes)
    with changing(answer.db) as change:
        begun = record.get("id") or id_stem(record)
        near_by = change.store.kept(lambda figures: revision.near_by(figures, begun, record.get("part_of")))
        taken = {figure.id for figure in near_by}
        record["id"] = record.get("id") or propose_id(record, taken)
        if record["id"] in taken:
            raise TakenName("figure", record["id"])
        figure = _checked(record, change.store.codes)
        change.apply(revision.add_figure(figure, near_by, lambda: change.figures))
    _done([figure], "added", change, answer)


@spread
def edit(figure: Id, given: Given, answer: Answer) -> None:
    """Change keys of a figure; an empty text takes a key away."""
    if not any(text is not None for text in given):
        raise Usage(f"nothing to change in {figure!r}; say what, as in 'aidcli edit {figure} --period 2023'")
    with changing(answer.db) as change:
        old = _there([figure], change.figures)[0]
        record = old.record() | read_typed(given._asdict(), change.store.codes)
        new = _checked(record, change.store.codes)
        if new.id != figure and any(each.id == new.id for each in change.figures):
            raise TakenName("figure", new.id)
        revised = revision.edit_figure(change.figures, figure, new)
        change.apply(revised)
    _done([new], "nothing to change: so it is with" if revised.is_empty else "changed", change, answer)


@spread
def remove(
    ids: Ids,
    answer: Answer,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    keep_parts: Annotated[bool, typer.Option("--keep-parts", help="Keep their parts, as parts of what is left.")] = False,
) -> None:
    """Remove figures.

    On a terminal it asks before; a script says --yes.
    """
    if not yes:
        _confirm_removal(ids, answer)
    with changing(answer.db) as change:
        gone = _there(ids, change.figures)
        change.apply(revision.remove_figures(change.figures, set(ids), keep_parts=keep_parts))
    _done(gone, "removed", change, answer)


def undo(db: Annotated[str | None, typer.Option(help="The store, rather than AIDCLI_DB or your own.", metavar="FILE")] = None) -> None:
    """Take back the last change; a second undo redoes it."""
    note(f"brought back the previous state of '{undo_last(db)}'; 'aidcli undo' again redoes the change")


def _typed(given: Given, codes: Codebook) -> Record:
    """The record that the options give, completed by asking where there is a terminal to ask."""
    typed = given._asdict()
    if sys.stdin.isatty():
        for key in ASKED_FOR:
            if typed[key] is None and key not in read_typed(typed, codes):
                typed[key] = _asked(key, codes)
    record = {key: value for key, value in read_typed(typed, codes).items() if value is not None}
    missing = [key for key in REQUIRED if key != "id" and key not in record]
    if missing:
        raise MissingKeys(missing)
    return record


def _asked(key: str, codes: Codebook) -> str:
    """An answer that can be read, asked for until there is one."""
    while True:
        text: str = typer.prompt(key, err=True, default="" if key == "value" else None, show_default=False)
        try:
            read_typed({key: text}, codes)
        except Refusal as refusal:
            note(str(refusal))
        else:
            return text


def _confirm_removal(ids: Sequence[str], answer: Answer) -> None:
    if not sys.stdin.isatty():
        raise Usage("nothing was removed; say --yes to remove without being asked")
    named = [f"{figure.id} ({figure.subject})" for figure in _there(ids, to_change(answer.db).figures())]
    if not typer.confirm(f"Remove {', '.join(named)}?", err=True):
        note("nothing was removed")
        raise typer.Exit(1)


def _checked(record: Record, codes: Codebook) -> Figure:
    found = faults(record, codes.known)
    if found:
        raise NotWritten(found)
    return from_json(record)


def _there(ids: Sequence[str], figures: Iterable[Figure]) -> list[Figure]:
    by_id = {figure.id: figure for figure in figures}
    missing = [each for each in dict.fromkeys(ids) if each not in by_id]
    if missing:
        raise UnknownWord("figure", missing, [close for each in missing for close in near(each, by_id)][:2], see="aidcli list --fields id")
    return [by_id[each] for each in dict.fromkeys(ids)]


def _done(figures: Sequence[Figure], what: str, change: Change, answer: Answer) -> None:
    """Say what has become of which figures, and show them; to be called when it has been written."""
    reply(of_figures(figures, Speech(change.store.codes, answer.language)), answer)
    note(f"{what} {', '.join(repr(figure.id) for figure in figures)} in '{change.path}'")
    for finding in (found for figure in figures if what != "removed" for found in misread(figure)):
        note(f"{finding.id!r}: {finding.key}: {finding.finding}")
