"""A change to the figures of a store, worked out before anything is written. Pure."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from aidcli.changes.checks import Finding, link_findings
from aidcli.errors import NotWritten, Orphans
from aidcli.model.figure import Figure, from_json
from aidcli.model.lineage import ancestors


class Revision(NamedTuple):
    """The figures after a change, and which of them are new, changed (by their id before) or removed."""

    after: Sequence[Figure]
    added: Sequence[Figure] = ()
    changed: Mapping[str, Figure] = {}
    removed: Sequence[Figure] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the store stays as it was."""
        return not (self.added or self.changed or self.removed)


class Step(NamedTuple):
    """What becomes of one incoming record: `added`, `changed` or `unchanged`. `kind` is `figure` or the kind of a code."""

    kind: str
    id: str
    action: str


def merge_figures(before: Collection[Figure], incoming: Iterable[Figure]) -> Revision:
    """Add every incoming figure, or replace the figure that has its id.

    Raises NotWritten where a figure that is touched would be linked against the contract.
    """
    by_id = {figure.id: figure for figure in before}
    added, changed = [], {}
    for figure in incoming:
        old = by_id.get(figure.id)
        if old is None:
            added.append(figure)
        elif old != figure:
            changed[figure.id] = figure
        by_id[figure.id] = figure
    return _linked(Revision(list(by_id.values()), added, changed))


def figure_steps(incoming: Iterable[Figure], revision: Revision) -> Iterator[Step]:
    """Yield what the revision made of each incoming figure."""
    added = {figure.id for figure in revision.added}
    for figure in incoming:
        action = "added" if figure.id in added else "changed" if figure.id in revision.changed else "unchanged"
        yield Step("figure", figure.id, action)


def near_by(figures: Iterable[Figure], begun: str, whole: str | None) -> list[Figure]:
    """Return the figures that decide whether a figure whose id begins with `begun` may be added as a part of `whole`.

    These are the figures whose ids begin so too (ids that are taken), those that name such an id as their whole, and
    the whole itself.
    """
    beginnings = (begun, whole or begun)
    return [figure for figure in figures if figure.id.startswith(beginnings) or (figure.part_of or "").startswith(begun)]


def add_figure(figure: Figure, near: Collection[Figure], everything: Callable[[], Collection[Figure]]) -> Revision:
    """Add a figure to a store of which only the figures `near_by` were read; raises NotWritten.

    Where others already name the figure as their whole, it may close a cycle: only then is `everything` read.
    """
    is_missed = any(each.part_of == figure.id for each in near)
    return merge_figures(everything() if is_missed else near, [figure])


def edit_figure(before: Collection[Figure], target: str, figure: Figure) -> Revision:
    """Replace the figure with the id `target`, unless it stays equal; where its id changes, its parts follow.

    Raises NotWritten where a figure that is touched would be linked against the contract.
    """
    old = next(each for each in before if each.id == target)
    changed = {} if old == figure else {target: figure}
    if figure.id != target:
        changed |= {part.id: _linked_to(figure.id, part) for part in before if part.part_of == target}
    return _linked(Revision([changed.get(each.id, each) for each in before], (), changed))


def remove_figures(before: Collection[Figure], ids: Collection[str], *, keep_parts: bool) -> Revision:
    """Remove the figures with these ids; with `keep_parts`, their parts move to the nearest whole that remains.

    Raises Orphans where parts would lose their whole and `keep_parts` is not set, NotWritten where two figures share one
    of the ids.
    """
    gone = {figure.id: figure for figure in before if figure.id in ids}
    left = [figure for figure in before if figure.id not in ids]
    _refuse([each for each in link_findings(before, gone) if each.key == "id"])
    orphans = [figure for figure in left if figure.part_of in gone]
    if orphans and not keep_parts:
        raise Orphans([(figure.id, figure.part_of or "") for figure in orphans])
    whole_of = {figure.id: figure.part_of for figure in before if figure.part_of is not None}
    remaining = {figure.id: next((each for each in ancestors(figure.id, whole_of) if each not in gone), None) for figure in orphans}
    changed = {figure.id: _linked_to(remaining[figure.id], figure) for figure in orphans}
    return Revision([changed.get(figure.id, figure) for figure in left], (), changed, list(gone.values()))


def _linked_to(whole: str | None, part: Figure) -> Figure:
    return from_json(part.record() | {"part_of": whole})


def _linked(revision: Revision) -> Revision:
    """Return the revision; raises NotWritten where a figure it touches is linked against the contract."""
    touched = {figure.id for figure in (*revision.added, *revision.changed.values())}
    if touched:
        _refuse(list(link_findings(revision.after, touched)))
    return revision


def _refuse(broken: Sequence[Finding]) -> None:
    if broken:
        raise NotWritten([f"{each.id!r}: {each.key}: {each.finding}" for each in broken])
