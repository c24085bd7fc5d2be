"""Which figure of a store an incoming one is: an id belongs to one source, and others take it only if asked to. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from aidcli.changes.outline import Outline
from aidcli.changes.revision import Revision, Step, figure_steps, linked_to, merge_figures
from aidcli.errors import AmountConflicts, Bilingual, IdConflicts
from aidcli.model.amounts import show_quantity
from aidcli.model.figure import Figure, from_json
from aidcli.model.packed import PackedFigures

WAYS: Final = ("rename", "skip", "replace")
"""What may be done with an incoming figure whose id belongs to another source."""
Figures = Mapping[str, Figure]
"""Figures by id."""
OF: Final = "-OF-"
"""What joins name and source in the id of a renamed figure."""


class Settled(NamedTuple):
    """Incoming figures under their ids in the store, and how those differ from the file."""

    figures: Figures
    renamed: Mapping[str, str]
    """Ids in the store, by those ids in the file that differ."""
    skipped: Sequence[str]
    unlinked: Sequence[str] = ()
    """Parts that lose their link, since their whole was skipped."""


class StoredFigures(Mapping[str, Figure]):
    """Figures of a store by id, of which those equal to incoming ones are not held but looked up there."""

    def __init__(self, differing: Figures, equal: Collection[str], incoming: Figures) -> None:
        self.differing, self.equal, self._incoming = differing, equal, incoming

    def __getitem__(self, name: str) -> Figure:
        return self._incoming[name] if name in self.equal else self.differing[name]

    def __iter__(self) -> Iterator[str]:
        return chain(self.differing, self.equal)

    def __len__(self) -> int:
        return len(self.differing) + len(self.equal)

    def __contains__(self, name: object) -> bool:
        return name in self.equal or name in self.differing


class FigurePlan(NamedTuple):
    """What an import does to the figures of a store."""

    revision: Revision
    settled: Settled
    incoming: Figures
    """The figures as they are in the file."""
    stored: StoredFigures
    """Of the figures of the store, at least those that have the ids of incoming or settled ones."""
    lacking: Mapping[str, Sequence[str]]
    """Stored figures that stay although the file lacks them: their ids, by each source that the file has figures of."""
    moved: Sequence[str] = ()
    """Stored parts that the file lacks, and whose whole is replaced by a figure of another source: their ids."""

    def steps(self) -> Iterator[Step]:
        """Yield what becomes of each figure."""
        yield from figure_steps(self.settled.figures, self.revision, self.stored)
        for name in self.settled.skipped:
            yield Step("figure", name, "skipped", self.stored[name], self.incoming[name])


class Reviewed(NamedTuple):
    """The ids of figures of a file that are not simply taken, by what was said of them."""

    disputed: Collection[str] = ()
    """Figures whose amount differs from that in the store: to be replaced only if asked to."""
    left: Collection[str] = ()
    """Figures of the file that are left out."""


UNREVIEWED: Final = Reviewed()


def plan_figures(
    path: str, incoming: Figures, before: Iterable[Figure], way: str | None, reviewed: Reviewed = UNREVIEWED, *, replace_source: bool
) -> FigurePlan:
    """Plan what the figures of the file `path` do to a store that holds `before`, which are read once.

    With `replace_source`, the other stored figures of their sources are removed. `way` is that of `settle_ids`. Raises
    IdConflicts and AmountConflicts as it does, and NotWritten where figures would be linked against the contract.
    """
    met = _Met(incoming, replace_source=replace_source)
    stored = StoredFigures(PackedFigures(met.pick(before)), met.equal, incoming)
    settled = settle_ids(path, incoming, stored, way, reviewed)
    missing = {
        source: [each for each in ids if each not in settled.figures and each not in reviewed.left] for source, ids in met.ids_of.items()
    }
    lacking = {source: ids for source, ids in missing.items() if ids}
    gone = list(chain.from_iterable(lacking.values())) if replace_source else []
    # Figures that keep their ids and links need not be compared again.
    known = stored.equal if settled.figures is incoming else ()
    revision = merge_figures(met.outline, stored, settled.figures, gone, known)
    replaced = {name for name, new in revision.changed.items() if stored[name].source != new.source} if way == "replace" else set()
    moved = [part for part, whole in met.outline.whole_of.items() if whole in replaced and part not in settled.figures] if replaced else []
    return FigurePlan(revision, settled, incoming, stored, {} if replace_source else lacking, moved)


class _Met:
    """What incoming figures meet in a store: the outline of its figures, and the ids of those of each incoming source."""

    def __init__(self, incoming: Figures, *, replace_source: bool) -> None:
        self.outline = Outline()
        self.ids_of: dict[str, list[str]] = {}
        self.equal: set[str] = set()
        """The ids of stored figures that incoming ones equal."""
        self._incoming = incoming
        self._wholes: set[str | None] = set()
        for figure in incoming.values():
            self.ids_of.setdefault(figure.source, [])
            self._wholes.add(figure.part_of)
        self._replace_source = replace_source

    def pick(self, stored: Iterable[Figure]) -> Iterator[Figure]:
        """Yield those that are equal to no incoming one but matter beyond that: `settle_ids` and `merge_figures` look them up."""
        for figure in stored:
            self.outline.take([figure])
            is_ours, is_met = figure.source in self.ids_of, figure.id in self._incoming
            if is_ours:
                self.ids_of[figure.source].append(figure.id)
            if figure.id in self.outline.repeated:
                self.equal.discard(figure.id)
                yield figure
            elif is_met and self._incoming[figure.id] == figure:
                self.equal.add(figure.id)
            elif is_met or (self._replace_source and is_ours) or figure.id in self._wholes or OF in figure.id:
                yield figure


def renamed_id(name: str, source: str) -> str:
    """Return the id that a figure of `source` gets where its own, `name`, belongs to another source.

    Sources are written in lower case, so no other name and source give the same id, and nobody types it by chance.
    Nothing needs to be kept: the next import of the file works out the same id.
    """
    return f"{name}{OF}{source}"


def settle_ids(path: str, incoming: Figures, stored: StoredFigures, way: str | None, reviewed: Reviewed = UNREVIEWED) -> Settled:
    """Give each figure of the file `path` its id in a store; `part_of` follows.

    `way`, one of WAYS, says what to do with a figure whose id belongs to another source, or whose amount is disputed, unless
    an earlier import has renamed it. Raises IdConflicts or AmountConflicts where there is such a figure and `way` is None,
    and IdConflicts where its new id is taken.
    """
    may_be = {name.rpartition(OF)[0] for name in stored if OF in name}  # Few: looking up all figures takes time.
    earlier = ((name, incoming[name].source) for name in incoming if name in may_be)
    renamed = {name: renamed_id(name, source) for name, source in earlier if _was_renamed(name, source, incoming, stored, reviewed)}
    met = [name for name in incoming if name in stored.differing and name not in renamed]
    foreign = [name for name in met if stored[name].source != incoming[name].source]
    disputed = [name for name in reviewed.disputed if name in met and name not in foreign and stored[name] != incoming[name]]
    if way is None and (foreign or disputed):
        refused = IdConflicts if foreign else AmountConflicts
        raise refused(path, [_difference(incoming[each], stored[each]) for each in foreign or disputed])
    conflicts = [*foreign, *disputed]
    if way == "rename":
        new = {name: renamed_id(name, incoming[name].source) for name in conflicts}
        if taken := [_is_taken(name, other) for name, other in new.items() if other in stored or other in incoming]:
            raise IdConflicts(path, taken)
        renamed |= new
    skipped = conflicts if way == "skip" else []
    is_same = not (may_be or renamed or skipped or reviewed.left)
    return Settled(incoming, {}, []) if is_same else _settled(incoming, stored, renamed, skipped, reviewed)


def _was_renamed(name: str, source: str, incoming: Collection[str], stored: Figures, reviewed: Reviewed) -> bool:
    """Return whether an earlier import has given another id to the figure that `source` calls `name`."""
    is_own = name in stored and stored[name].source == source and name not in reviewed.disputed
    other = renamed_id(name, source)
    return not is_own and other not in incoming and other in stored and stored[other].source == source


def _settled(incoming: Figures, stored: Figures, renamed: Mapping[str, str], skipped: Sequence[str], reviewed: Reviewed) -> Settled:
    def whole_of(figure: Figure) -> str | None:
        whole = figure.part_of
        if whole is None or whole in incoming:
            return None if whole in gone else renamed.get(whole or "", whole)
        if whole in reviewed.left and whole not in stored:
            return None
        return renamed_id(whole, figure.source) if _was_renamed(whole, figure.source, incoming, stored, reviewed) else whole

    gone = set(skipped)
    moved = {name: whole for name, figure in incoming.items() if name not in gone and (whole := whole_of(figure)) != figure.part_of}
    kept = ((name, figure) for name, figure in incoming.items() if name not in gone)
    figures = PackedFigures(_under(renamed.get(name, name), moved.get(name, figure.part_of), figure) for name, figure in kept)
    return Settled(figures, renamed, skipped, [name for name, whole in moved.items() if whole is None])


def _under(name: str, whole: str | None, figure: Figure) -> Figure:
    moved = figure if whole == figure.part_of else linked_to(whole, figure)
    return moved if name == figure.id else from_json(moved.record() | {"id": name})


def _is_taken(name: str, other: str) -> Bilingual:
    en, zh = "{name!r} cannot become {other!r}: that id is taken", "{name!r} 无法改为 {other!r}：该编号已被占用"
    return Bilingual(en, zh, name=name, other=other)


def _difference(new: Figure, old: Figure) -> Bilingual:
    en, zh = "{id!r}: in the file {new}, in the store {old}", "{id!r}：文件中为 {new}，数据文件中为 {old}"
    return Bilingual(en, zh, id=new.id, new=_told(new), old=_told(old))


def _told(figure: Figure) -> str:
    amount = (
        Bilingual(*(f"{show_quantity(figure.quantity, lang)} {figure.unit}" for lang in ("en", "zh")))
        if figure.quantity
        else Bilingual("no amount in {unit}", "无数值（{unit}）", unit=figure.unit)
    )
    return Bilingual(
        "{amount} of source {source!r} ({label})",
        "{amount}，来源 {source!r}（{label}）",
        amount=amount,
        source=figure.source,
        label=Bilingual(figure.label("en"), figure.label("zh")),
    )
