"""Find the figures of one total that may count the same thing twice, by three rules. Pure.

Figures that one whole holds, at any remove, are not suspects of each other, nor are figures of one ledger. Two that fit
several rules are suspects under the first. All rules take a time near linear in the number of figures.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from aidcli.model.quantity import Number
from aidcli.query.containment import Containment
from aidcli.query.exact_sums import ExactSum, exact_sums
from aidcli.query.members import CountedFigures
from aidcli.query.same_thing import SameThing

SAME, WHOLE_AND_PARTS, EXACT_SUM = RULES = (1, 2, 3)
"""The rules: the same thing twice; a whole beside its parts; the exact sum of what follows."""
NAMED: Final = 3
"""Suspects of each rule that a total names."""


class Suspect(NamedTuple):
    """A figure that may count the same thing as `others`, by ids: as one earlier figure (1), their whole (2), or their sum (3)."""

    rule: int
    figure: str
    others: tuple[str, ...]


class Suspects(NamedTuple):
    """The first suspects of each rule, and the number of all by rule: of pairs, wholes and pairs."""

    named: Sequence[Suspect] = ()
    numbers: tuple[int, int, int] = (0, 0, 0)

    def joined(self, other: "Suspects") -> "Suspects":
        """Return these and those."""
        one, two, three = (mine + theirs for mine, theirs in zip(self.numbers, other.numbers, strict=True))
        return Suspects([*self.named, *other.named], (one, two, three))

    def by_rule(self) -> Counter[int]:
        """Return the number of suspects by rule."""
        return Counter(dict(zip(RULES, self.numbers, strict=True)))

    def of_rule(self, rule: int) -> list[Suspect]:
        """Return the named suspects of a rule."""
        return [each for each in self.named if each.rule == rule]


class Overlaps:
    """All suspects among the counted figures of one total."""

    def __init__(self, counted: CountedFigures, sums: Iterable[ExactSum] | None = None) -> None:
        """Search among counted figures; `sums` are the exact sums, where they are known already."""
        self._counted, self._given = counted, sums
        self._same, self._containment = SameThing(counted), Containment(counted)

    def same_things(self) -> Iterator[Suspect]:
        """Yield every pair that may be the same thing, in stored order of the earlier figure."""
        return (self._suspect(SAME, one, [other]) for one, other in self._same.pairs())

    def wholes(self) -> Iterator[Suspect]:
        """Yield every figure that may be a whole, with all its parts, in stored order."""
        return (self._suspect(WHOLE_AND_PARTS, whole, self._containment.parts(whole)) for whole in self._containment.wholes)

    def whole_positions(self) -> Sequence[int]:
        """Return the positions of the figures that may be wholes, in stored order."""
        return self._containment.wholes

    def circumstances(self) -> Sequence[int]:
        """Return the number of the circumstances of each figure, by its position."""
        return self._counted.members.circumstances

    def circumstances_inside(self, number: int) -> Iterable[int]:
        """Return the numbers of the circumstances that lie inside others."""
        return self._containment.inside(number)

    def lowest_inside(self, number: int) -> Number:
        """Return the lowest value among the figures inside the circumstances of a whole."""
        return self._containment.lowest[number][0][0]

    def sums(self) -> Iterator[Suspect]:
        """Yield every figure that is an exact sum, with all that add up to it, whether or not they fit another rule or are linked."""
        return (self._suspect(EXACT_SUM, whole, parts) for whole, parts in self._sums)

    def summed_pairs(self) -> Iterator[Suspect]:
        """Yield every figure with one of those that add up to it, where only the third rule fits the two."""
        return (self._suspect(EXACT_SUM, whole, [part]) for whole, part in self._summed_pairs)

    def summary(self, most: int = NAMED) -> Suspects:
        """Return the first `most` suspects of each rule, and the number of all."""
        first = [each for found in (self.same_things(), self.wholes(), self.summed_pairs()) for each in islice(found, most)]
        return Suspects(first, self.numbers)

    @property
    def numbers(self) -> tuple[int, int, int]:
        """The number of all suspects of each rule."""
        return self._same.number, len(self._containment.wholes), len(self._summed_pairs)

    @cached_property
    def _sums(self) -> list[tuple[int, Sequence[int]]]:
        return sorted(exact_sums(self._counted) if self._given is None else self._given)

    @cached_property
    def _summed_pairs(self) -> list[tuple[int, int]]:
        pairs = [(whole, part) for whole, parts in self._sums for part in parts if self._fits_no_other(whole, part)]
        return sorted(pairs, key=lambda pair: (min(pair), max(pair)))

    def _fits_no_other(self, one: int, other: int) -> bool:
        return not (
            self._counted.are_kin(one, other)
            or self._same.holds(one, other)
            or self._containment.holds(one, other)
            or self._containment.holds(other, one)
        )

    def _suspect(self, rule: int, figure: int, others: Sequence[int]) -> Suspect:
        return Suspect(rule, self._counted.id(figure), tuple(map(self._counted.id, others)))
