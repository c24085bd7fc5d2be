"""What links must agree with: the ids, measures, units and wholes of all figures, without the figures. Pure."""

from collections import Counter
from collections.abc import Iterable

from aidcli.model.figure import Figure

Kind = tuple[str, str]
"""A measure and a unit."""


class Outline:
    """Figures by what links need to know of them: some 150 bytes each, where a figure takes up to a thousand."""

    def __init__(self, figures: Iterable[Figure] = ()) -> None:
        self.kinds: dict[str, Kind] = {}
        """The measure and unit of each figure by its id; of several that share an id, those of the last."""
        self.whole_of: dict[str, str] = {}
        self.repeated: Counter[str] = Counter()
        """How many more figures than one have an id, where several do."""
        self._equal: dict[Kind, Kind] = {}
        self.take(figures)

    def __len__(self) -> int:
        return len(self.kinds) + self.repeated.total()

    def take(self, figures: Iterable[Figure]) -> None:
        """Take more figures."""
        for figure in figures:
            if figure.id in self.kinds:
                self.repeated[figure.id] += 1
            kind = figure.measure, figure.unit
            self.kinds[figure.id] = self._equal.setdefault(kind, kind)  # One tuple for all figures of a kind.
            if figure.part_of is not None:
                self.whole_of[figure.id] = figure.part_of

    def drop(self, name: str) -> None:
        """Remove the figure with this id."""
        del self.kinds[name]
        self.whole_of.pop(name, None)
