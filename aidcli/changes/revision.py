"""A change to the figures of a store, worked out before anything is written. Pure."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from aidcli.changes.checks import Finding, link_findings
from aidcli.changes.outline import Outline
from aidcli.errors import Bilingual, NotWritten, Orphans
from aidcli.model.figure import Figure, from_json
from aidcli.model.lineage import outermost
from aidcli.model.packed import ChosenFigures


class Revision(NamedTuple):
    """A change to the figures of a store: which are new, changed (by their id before) or removed."""

    added: Collection[Figure] = ()
    changed: Mapping[str, Figure] = {}
    removed: Sequence[Figure] = ()
    wholes: Collection[str] = ()
    """The ids of figures that have parts, where the change touches the figure or a part."""

    @property
    def written(self) -> Iterator[Figure]:
        """The figures that are added or changed."""
        return chain(self.added, self.changed.values())

    def applied_to(self, before: Iterable[Figure]) -> Iterator[Figure]:
        """Yield the figures of a store after the change: first those of `before` that stay."""
        removed = {figure.id for figure in self.removed}
        stay = (figure for figure in before if figure.id not in removed and figure.id not in self.changed)
        return chain(stay, self.written)

    @property
    def is_empty(self) -> bool:
        """Whether the store stays as it was."""
        return not (self.added or self.changed or self.removed)


Action = Literal["added", "changed", "replaced", "removed", "skipped", "moved", "unchanged"]
"""What becomes of a record.

`replaced`: by a figure of another source; `skipped`: its id belongs to another source; `moved`: it stands at another line
or offset of its document, and nothing else of it is new.
"""


class Step(NamedTuple):
    """What an import does to one record. `kind` is `figure` or the kind of a code.

    `old` and `new` are the figure before and after; None for codes, where nothing changes, and where there is no such figure.
    """

    kind: str
    id: str
    action: Action
    old: Figure | None = None
    new: Figure | None = None


def merge_figures(
    outline: Outline, stored: Mapping[str, Figure], incoming: Mapping[str, Figure], gone: Collection[str] = (), equal: Collection[str] = ()
) -> Revision:
    """Add every incoming figure, or replace the figure that has its id; remove the figures whose ids are in `gone`.

    `outline` is that of the store; `stored` and `incoming` are figures by id: of the stored ones, at least those that have
    the ids of incoming ones, and those in `gone`; no incoming one has an id in `gone`. Those with ids in `equal` are known
    to equal the stored ones. Raises NotWritten where a figure that
    is touched, or a part of one, would be linked against the contract.
    """
    added = ChosenFigures(incoming, (name for name in incoming if name not in stored))
    changed = ChosenFigures(
        incoming, (name for name in incoming if name not in equal and name in stored and stored[name] != incoming[name])
    )
    return _linked(outline, Revision(added.values(), changed, [stored[name] for name in gone]))


def figure_steps(incoming: Mapping[str, Figure], revision: Revision, before: Mapping[str, Figure]) -> Iterator[Step]:
    """Yield what the revision makes of each incoming figure, and the figures that it removes."""
    for name in incoming:
        if name in before and name not in revision.changed:  # Most are, and decoding them takes time.
            yield Step("figure", name, "unchanged")
        else:
            old, new = before.get(name), incoming[name]
            yield Step("figure", name, _action(old, new), old, new)
    yield from (Step("figure", figure.id, "removed", figure) for figure in revision.removed)


def _action(old: Figure | None, new: Figure) -> Action:
    if old is None:
        return "added"
    if old.source != new.source:
        return "replaced"
    return "moved" if old.record() | {"line": new.line, "start": new.start} == new.record() else "changed"


def near_by(figures: Iterable[Figure], begun: str, whole: str | None) -> list[Figure]:
    """Return the figures that decide whether a figure whose id begins with `begun` may be added as a part of `whole`.

    These are the figures whose ids begin so too (ids that are taken), those that name such an id as their whole, and
    the whole itself.
    """
    beginnings = (begun, whole or begun)
    return [figure for figure in figures if figure.id.startswith(beginnings) or (figure.part_of or "").startswith(begun)]


def add_figure(figure: Figure, near: Collection[Figure], everything: Callable[[], Outline]) -> Revision:
    """Add a figure to a store of which only the figures `near_by` were read; raises NotWritten.

    Where others already name the figure as their whole, it may close a cycle: only then is the outline of `everything` read.
    """
    is_missed = any(each.part_of == figure.id for each in near)
    return merge_figures(everything() if is_missed else Outline(near), {}, {figure.id: figure})


def edit_figure(outline: Outline, near: Collection[Figure], target: str, figure: Figure) -> Revision:
    """Replace the figure with the id `target`, unless it stays equal; where its id changes, its parts follow.

    `outline` is that of the store; `near` holds the figure and its parts. Raises NotWritten where a figure that is touched
    would be linked against the contract.
    """
    _refuse_repeated_ids(outline, [target])
    old = next(each for each in near if each.id == target)
    changed = {} if old == figure else {target: figure}
    if figure.id != target:
        changed |= {part.id: linked_to(figure.id, part) for part in near if part.part_of == target}
    return _linked(outline, Revision((), changed))


def remove_figures(outline: Outline, near: Collection[Figure], ids: Collection[str], *, keep_parts: bool) -> Revision:
    """Remove the figures with these ids; with `keep_parts`, their parts move to the nearest whole that remains.

    `outline` is that of the store; `near` holds the figures and their parts. Raises Orphans where parts would lose their
    whole and `keep_parts` is not set, NotWritten where two figures share one of the ids.
    """
    _refuse_repeated_ids(outline, ids)
    gone = {figure.id: figure for figure in near if figure.id in ids}
    orphans = [figure for figure in near if figure.part_of in gone and figure.id not in gone]
    if orphans and not keep_parts:
        raise Orphans([(figure.id, figure.part_of or "") for figure in orphans])
    lost = {figure.id: figure.part_of or "" for figure in orphans}
    # Followed through removed figures only, the outermost whole is the nearest that remains.
    nearest = outermost(lost.values(), {figure.id: figure.part_of for figure in gone.values() if figure.part_of})
    changed = {}
    for figure in orphans:
        whole = nearest.get(lost[figure.id])
        changed[figure.id] = linked_to(None if whole in gone or whole == figure.id else whole, figure)
    return Revision((), changed, list(gone.values()))


def linked_to(whole: str | None, part: Figure) -> Figure:
    """Return the figure as a part of another whole, or of none."""
    return from_json(part.record() | {"part_of": whole})


def _linked(outline: Outline, revision: Revision) -> Revision:
    """Return the revision; raises NotWritten where a figure it touches is linked against the contract.

    The outline becomes that of the figures after the revision.
    """
    touched = {figure.id for figure in revision.removed}
    for before in (*revision.changed, *touched):
        outline.drop(before)
    for figure in revision.written:  # Read once: each is decoded anew.
        outline.take([figure])
        touched.add(figure.id)
    if touched:
        _refuse(list(link_findings(outline, touched)))
    wholes = touched.intersection(outline.whole_of.values()).union(
        outline.whole_of.get(each, each) for each in touched & outline.whole_of.keys()
    )
    return revision._replace(wholes=wholes)


def _refuse_repeated_ids(outline: Outline, ids: Collection[str]) -> None:
    _refuse([each for each in link_findings(outline, ids) if each.key == "id"])


def _refuse(broken: Sequence[Finding]) -> None:
    if broken:
        raise NotWritten(
            [
                Bilingual("{id!r}: {key}: {finding}", "{id!r}：{key}：{finding}", id=each.id, key=each.key, finding=each.finding)
                for each in broken
            ]
        )
