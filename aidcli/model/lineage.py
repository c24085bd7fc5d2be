"""Which figure lies in which: chains from parts to wholes."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping

from aidcli.errors import Cycle


def ancestors(part: str, whole_of: Mapping[str, str]) -> Iterator[str]:
    """Yield the wholes that a figure lies in, nearest first; raises Cycle where that leads back."""
    seen = {part: None}
    while (whole := whole_of.get(part)) is not None:
        if whole in seen:
            raise Cycle([*seen, whole])
        seen[part := whole] = None
        yield whole


def rings(whole_of: Mapping[str, str]) -> dict[str, str]:
    """Return, by id, one member of the ring that the chain of each part runs into, the same for all that do.

    Parts of no ring are absent. Each link is followed once; a ring may hold all ids, so it is not returned for each.
    """
    found: dict[str, str | None] = {}
    for part in whole_of:
        path: dict[str, None] = {}
        while part in whole_of and part not in found and part not in path:
            path[part] = None
            part = whole_of[part]  # noqa: PLW2901
        found.update(dict.fromkeys(path, part if part in path else found.get(part)))
    return {part: member for part, member in found.items() if member is not None}


def ring_of(member: str, whole_of: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ring that `member` lies in, from there on."""
    ring = [member]
    while (whole := whole_of[ring[-1]]) != member:
        ring.append(whole)
    return tuple(ring)


def intervals(parent_of: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """Return, by id, the first and last number that a walk around the tree gives to it and what is inside it (an Euler tour).

    One lies inside another where its first number is in the other's interval. Those of a ring have one interval. A parent
    that is itself no key is none.
    """
    head_of: dict[str, str] = {}
    for head in set(rings(parent_of).values()):
        head_of.update(dict.fromkeys(ring_of(head, parent_of), head))
    inside, tops = defaultdict[str, list[str]](list), list[str]()
    for each, parent in parent_of.items():
        is_top = parent not in parent_of or head_of.get(each) == each
        if is_top or each not in head_of:
            (tops if is_top else inside[head_of.get(parent, parent)]).append(each)
    firsts, lasts, number = dict[str, int](), dict[str, int](), -1
    while tops:
        each = tops.pop()
        if each in firsts:  # Met again when all that is inside it has its number.
            lasts[each] = number
        else:
            firsts[each] = number = number + 1
            tops += [each, *inside[each]]
    heads = {each: head_of.get(each, each) for each in parent_of}
    return {each: (firsts[head], lasts[head]) for each, head in heads.items()}


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
