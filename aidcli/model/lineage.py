"""Which figure lies in which: chains from parts to wholes."""

from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import dropwhile

from aidcli.errors import Cycle


def ancestors(part: str, whole_of: Mapping[str, str]) -> Iterator[str]:
    """Yield the wholes that a figure lies in, nearest first; raises Cycle where that leads back."""
    seen = {part: None}
    while (whole := whole_of.get(part)) is not None:
        if whole in seen:
            raise Cycle([*seen, whole])
        seen[part := whole] = None
        yield whole


def rings(whole_of: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return, by id, the ring that the chain of each part runs into. Parts of no ring are absent; each link is followed once."""
    found: dict[str, tuple[str, ...]] = {}
    for part in whole_of:
        path: dict[str, None] = {}
        while part in whole_of and part not in found and part not in path:
            path[part] = None
            part = whole_of[part]  # noqa: PLW2901
        ring = tuple(dropwhile(part.__ne__, path)) if part in path else found.get(part, ())
        found.update(dict.fromkeys(path, ring))
    return {part: ring for part, ring in found.items() if ring}


def outermost(parts: Iterable[str], whole_of: Mapping[str, str], among: Container[str] | None = None) -> dict[str, str]:
    """Return, by id, the outermost whole that each part lies in: of all wholes, or of those in `among`. Raises Cycle.

    Ids that lie in none are absent. Each link is followed once, however long the chains are.
    """
    found: dict[str, str | None] = {}
    for part in parts:
        path: dict[str, None] = {}
        while part in whole_of and part not in found:
            if part in path:
                raise Cycle([*path, part])
            path[part] = None
            part = whole_of[part]  # noqa: PLW2901
        for each in reversed(path):
            whole = whole_of[each]
            found[each] = found.get(whole) or (whole if among is None or whole in among else None)
    return {part: whole for part, whole in found.items() if whole is not None}
