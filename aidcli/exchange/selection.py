"""Figures chosen for export: with the wholes of their parts, or without links to what is not exported."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from aidcli.changes.revision import linked_to
from aidcli.model.figure import Figure
from aidcli.query.filters import Unplaced
from aidcli.query.query import Query
from aidcli.query.store import Store


class Selection(NamedTuple):
    """Figures that can be imported by themselves, read as they are taken: every `part_of` names one of them."""

    figures: Iterable[Figure]
    unlinked: Sequence[str]
    """The ids of those that lose their `part_of`, because their whole is not among them."""
    unplaced: Unplaced


def select_figures(store: Store, query: Query, *, with_wholes: bool) -> Selection:
    """Select the figures that a query is about; `with_wholes` adds every whole that they lie in, directly or in turn."""
    found = store.find(query)
    if query == Query():
        return Selection(found.figures, (), found.unplaced)
    whole_of: dict[str, str | None] = {figure.id: figure.part_of for figure in found.figures}
    if with_wholes:
        whole_of = _with_wholes(store, whole_of)
        query = Query(ids=frozenset(whole_of))
    unlinked = {part for part, whole in whole_of.items() if whole is not None and whole not in whole_of}
    figures = store.find(query).figures if whole_of else ()
    return Selection(
        (linked_to(None, figure) if figure.id in unlinked else figure for figure in figures),
        [part for part in whole_of if part in unlinked],
        found.unplaced,
    )


def _with_wholes(store: Store, ids: Collection[str]) -> dict[str, str | None]:
    """Return the wholes of figures, by id, with those that these lie in, as far as the store has them."""
    every: dict[str, str | None] = {figure.id: figure.part_of for figure in store.find(Query()).figures}
    chosen: dict[str, str | None] = {}
    pending: list[str | None] = list(ids)
    while pending:
        each = pending.pop()
        if each is not None and each in every and each not in chosen:
            chosen[each] = every[each]
            pending.append(every[each])
    return chosen
