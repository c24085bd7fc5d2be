"""Which figure of a store an incoming one is: an id belongs to one source, and others take it only if asked to. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from aidcli.changes.outline import Outline
from aidcli.changes.revision import Revision, Step, figure_steps, linked_to, merge_figures
from aidcli.errors import IdConflicts
from aidcli.model.amounts import show_quantity
from aidcli.model.figure import Figure, from_json

WAYS: Final = ("rename", "skip", "replace")
"""What may be done with an incoming figure whose id belongs to another source."""
Figures = Mapping[str, Figure]
"""Figures by id."""


class Settled(NamedTuple):
    """Incoming figures under their ids in the store, and how those differ from the file."""

    figures: Sequence[Figure]
    renamed: Mapping[str, str]
    """Ids in the store, by those ids in the file that differ."""
    skipped: Sequence[str]
    unlinked: Sequence[str]
    """Parts that lose their link, since their whole was skipped."""


class FigurePlan(NamedTuple):
    """What an import does to the figures of a store."""

    revision: Revision
    steps: Sequence[Step]
    settled: Settled
    lacking: Mapping[str, Sequence[str]]
    """Stored figures that stay although the file lacks them: their ids, by each source that the file has figures of."""


def plan_figures(path: str, incoming: Figures, before: Collection[Figure], way: str | None, *, replace_source: bool) -> FigurePlan:
    """Plan what the figures of the file `path` do to a store that holds `before`.

    With `replace_source`, the other stored figures of their sources are removed. `way` is that of `settle_ids`. Raises
    IdConflicts as it does, and NotWritten where figures would be linked against the contract.
    """
    stored = {figure.id: figure for figure in before}
    settled = settle_ids(path, incoming, stored, way)
    lacking = _lacking(before, incoming.values(), settled.figures)
    revision = merge_figures(
        Outline(before), stored, settled.figures, list(chain.from_iterable(lacking.values())) if replace_source else []
    )
    skipped = (Step("figure", name, "skipped", stored[name], incoming[name]) for name in settled.skipped)
    steps = [*figure_steps(settled.figures, revision, stored), *skipped]
    return FigurePlan(revision, steps, settled, {} if replace_source else lacking)


def _lacking(before: Iterable[Figure], incoming: Iterable[Figure], settled: Iterable[Figure]) -> dict[str, list[str]]:
    lacking: dict[str, list[str]] = {figure.source: [] for figure in incoming}
    here = {figure.id for figure in settled}
    for figure in before:
        if figure.source in lacking and figure.id not in here:
            lacking[figure.source].append(figure.id)
    return {source: ids for source, ids in lacking.items() if ids}


def renamed_id(name: str, source: str) -> str:
    """Return the id that a figure of `source` gets where its own, `name`, belongs to another source.

    Sources are written in lower case, so no other name and source give the same id, and nobody types it by chance.
    Nothing needs to be kept: the next import of the file works out the same id.
    """
    return f"{name}-OF-{source}"


def settle_ids(path: str, incoming: Figures, stored: Figures, way: str | None) -> Settled:
    """Give each figure of the file `path` its id in a store; `part_of` follows.

    `way`, one of WAYS, says what to do with a figure whose id belongs to another source, unless an earlier import has
    renamed it. Raises IdConflicts where there is such a figure and `way` is None, or where its new id is taken.
    """
    renamed = {name: renamed_id(name, each.source) for name, each in incoming.items() if _was_renamed(name, each.source, incoming, stored)}
    conflicts = [each for name, each in incoming.items() if name in stored and stored[name].source != each.source and name not in renamed]
    if conflicts and way is None:
        raise IdConflicts(path, [f"{each.id!r}: in the file {_told(each)}, in the store {_told(stored[each.id])}" for each in conflicts])
    if way == "rename":
        new = {each.id: renamed_id(each.id, each.source) for each in conflicts}
        if taken := [
            f"{name!r} cannot become {other!r}: that id is taken" for name, other in new.items() if other in stored or other in incoming
        ]:
            raise IdConflicts(path, taken)
        renamed |= new
    skipped = [each.id for each in conflicts] if way == "skip" else []
    return _settled(incoming, stored, renamed, skipped)


def _was_renamed(name: str, source: str, incoming: Collection[str], stored: Figures) -> bool:
    """Return whether an earlier import has given another id to the figure that `source` calls `name`."""
    is_own = name in stored and stored[name].source == source
    other = renamed_id(name, source)
    return not is_own and other not in incoming and other in stored and stored[other].source == source


def _settled(incoming: Figures, stored: Figures, renamed: Mapping[str, str], skipped: Sequence[str]) -> Settled:
    def whole_of(figure: Figure) -> str | None:
        whole = figure.part_of
        if whole is None or whole in incoming:
            return None if whole in gone else renamed.get(whole or "", whole)
        return renamed_id(whole, figure.source) if _was_renamed(whole, figure.source, incoming, stored) else whole

    gone = set(skipped)
    kept = {name: figure for name, figure in incoming.items() if name not in gone}
    figures = [_under(renamed.get(name, name), whole_of(figure), figure) for name, figure in kept.items()]
    return Settled(figures, renamed, skipped, [figure.id for figure in kept.values() if figure.part_of in gone])


def _under(name: str, whole: str | None, figure: Figure) -> Figure:
    moved = figure if whole == figure.part_of else linked_to(whole, figure)
    return moved if name == figure.id else from_json(moved.record() | {"id": name})


def _told(figure: Figure) -> str:
    amount = f"{show_quantity(figure.quantity)} {figure.unit}" if figure.quantity else f"no amount in {figure.unit}"
    return f"{amount} of source {figure.source!r} ({figure.subject})"
