"""What lies in what: the chains of parts and wholes, kept in little memory. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from aidcli.errors import Cycle


class Packed:
    """Very many short texts in little memory: joined a thousand and more at a time. None of them may hold a line end."""

    def __init__(self) -> None:
        self.loose: list[str] = []
        self.bundles: list[str] = []

    def extend(self, texts: Iterable[str]) -> None:
        """Keep more texts."""
        self.loose += texts
        if len(self.loose) >= 1000:
            self.bundles.append("\n".join(self.loose))
            self.loose.clear()

    def join(self, later: "Packed") -> None:
        """Keep all of the others too."""
        self.bundles += ["\n".join(self.loose)] if self.loose else []
        self.bundles += later.bundles
        self.loose = later.loose

    def __iter__(self) -> Iterator[str]:
        return chain(chain.from_iterable(bundle.split("\n") for bundle in self.bundles), self.loose)


class Links(NamedTuple):
    """Which figure is part of which, by their ids: parts and wholes side by side."""

    parts: Packed
    wholes: Packed

    def extend(self, parts: Iterable[str], wholes: Iterable[str]) -> None:
        """Keep more links."""
        self.parts.extend(parts)
        self.wholes.extend(wholes)

    def join(self, later: "Links") -> None:
        """Keep the other links too."""
        self.parts.join(later.parts)
        self.wholes.join(later.wholes)

    def chains(self, parts: Collection[str]) -> dict[str, str]:
        """What the parts lie in, and what that lies in, and so on."""
        whole_of: dict[str, str] = {}
        while parts:
            found = {part: whole for part, whole in zip(self.parts, self.wholes, strict=True) if part in parts}
            whole_of |= found
            parts = set(found.values()) - whole_of.keys()
        return whole_of


def root(part: str, whole_of: Mapping[str, str]) -> str:
    """The outermost whole of a figure, or itself."""
    return [part, *ancestors(part, whole_of)][-1]


def ancestors(part: str, whole_of: Mapping[str, str]) -> Iterator[str]:
    """What a figure is part of, nearest first; raises Cycle where that leads back."""
    seen = {part: None}
    while (whole := whole_of.get(part)) is not None:
        if whole in seen:
            raise Cycle([*seen, whole])
        seen[part := whole] = None
        yield whole
