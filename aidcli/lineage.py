"""What lies in what: the chains of parts and wholes, kept in little memory. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from aidcli.errors import Cycle


class Packed:
    """Very many short texts in little memory: joined a thousand at a time. None of them may hold a line end."""

    def __init__(self) -> None:
        self.loose: list[str] = []
        self.bundles: list[str] = []

    def add(self, text: str) -> None:
        """Keep one more text."""
        self.loose.append(text)
        if len(self.loose) >= 1000:
            self.bundles.append("\n".join(self.loose))
            self.loose.clear()

    def join(self, later: "Packed") -> None:
        """Keep all of the others too."""
        self.bundles += ["\n".join(self.loose)] if self.loose else []
        self.bundles += later.bundles
        self.loose = later.loose

    def __iter__(self) -> Iterator[str]:
        for bundle in self.bundles:
            yield from bundle.split("\n")
        yield from self.loose


def chains(parts: Collection[str], links: Iterable[str]) -> dict[str, str]:
    """What the parts lie in, and what that lies in, and so on; of links written as `part whole`."""
    whole_of: dict[str, str] = {}
    while parts:
        found = dict(link.split(" ") for link in links if link.partition(" ")[0] in parts)
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
