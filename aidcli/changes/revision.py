"""A change to the figures of a store, worked out before anything is written. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from aidcli.changes.checks import links
from aidcli.errors import BadLinks, Orphans
from aidcli.model.figure import Figure, from_json
from aidcli.model.lineage import ancestors
from aidcli.query.query import Keep


class Revision(NamedTuple):
    """The figures after a change, and what of them is new, changed (by their id before) or gone."""

    after: Sequence[Figure]
    added: Sequence[Figure] = ()
    changed: Mapping[str, Figure] = {}
    removed: Sequence[Figure] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the store would be as before."""
        return not (self.added or self.changed or self.removed)


def merged(before: Collection[Figure], incoming: Iterable[Figure]) -> Revision:
    """Every incoming figure added, or put in the place of the one with its id."""
    by_id = {figure.id: figure for figure in before}
    added, changed = [], {}
    for figure in incoming:
        old = by_id.get(figure.id)
        if old is None:
            added.append(figure)
        elif old != figure:
            changed[figure.id] = figure
        by_id[figure.id] = figure
    return _sound(Revision(list(by_id.values()), added, changed))


def near_by(begun: str, whole: str | None) -> Keep:
    """The figures that bear on adding one whose id begins so: those whose ids do too, its whole, and what misses it as theirs."""
    beginnings = (begun, whole or begun)
    return lambda figures: [each for each in figures if each.id.startswith(beginnings) or (each.part_of or "").startswith(begun)]


def added(figure: Figure, near: Collection[Figure], everything: Callable[[], Collection[Figure]]) -> Revision:
    """One figure added to a store of which those `near_by` are known.

    If others missed it as their whole, it may close a ring with them, which only all figures can tell.
    """
    is_missed = any(each.part_of == figure.id for each in near)
    return merged(everything() if is_missed else near, [figure])


def edited(before: Collection[Figure], target: str, figure: Figure) -> Revision:
    """One figure put in the place of the target, unless it is the same; where its id changes, its parts follow."""
    old = next(each for each in before if each.id == target)
    changed = {} if old == figure else {target: figure}
    if figure.id != target:
        changed |= {part.id: _with(part, part_of=figure.id) for part in before if part.part_of == target}
    after = [changed.get(each.id, each) for each in before]
    return _sound(Revision(after, (), changed))


def without(before: Collection[Figure], ids: Collection[str], *, keep_parts: bool) -> Revision:
    """The figures of these ids gone. Their parts become parts of what those were part of, if that is asked for.

    Raises Orphans where parts would be left and it is not.
    """
    gone = {figure.id: figure for figure in before if figure.id in ids}
    left = [figure for figure in before if figure.id not in ids]
    twice = [each for each in links(before, gone) if each.key == "id"]
    if twice:
        raise BadLinks([f"{each.id!r}: {each.key}: {each.finding}" for each in twice])
    orphans = [figure for figure in left if figure.part_of in gone]
    if orphans and not keep_parts:
        raise Orphans([(figure.id, figure.part_of or "") for figure in orphans])
    whole_of = {figure.id: figure.part_of for figure in before if figure.part_of is not None}
    remaining = {figure.id: next((each for each in ancestors(figure.id, whole_of) if each not in gone), None) for figure in orphans}
    changed = {figure.id: _with(figure, part_of=remaining[figure.id]) for figure in orphans}
    return Revision([changed.get(figure.id, figure) for figure in left], (), changed, list(gone.values()))


def _with(figure: Figure, **keys: str | None) -> Figure:
    return from_json(figure.record() | keys)


def _sound(revision: Revision) -> Revision:
    """The revision, if what it touches is linked as the contract asks; raises BadLinks."""
    touched = {figure.id for figure in (*revision.added, *revision.changed.values())}
    broken = list(links(revision.after, touched)) if touched else []
    if broken:
        raise BadLinks([f"{each.id!r}: {each.key}: {each.finding}" for each in broken])
    return revision
