"""The third rule of double counting: a figure that equals, to the last digit, the sum of those that follow it. Pure.

The figures follow it immediately among those of its source: by line, by offset in the line, then in stored order. All are positive, and
the sum has two significant digits or more: round sums are met by chance.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import localcontext
from itertools import islice
from typing import Final

from aidcli.model.quantity import EXACT, Number
from aidcli.query.members import CountedFigures

ALMOST_ONE: Final = 1 - 1e-12
ExactSum = tuple[int, Sequence[int]]
"""A figure, and the two or more that it is the sum of."""


def exact_sums(counted: CountedFigures) -> list[ExactSum]:
    """Return every exact sum. A figure is one at most, and lies in a few: each sum around it is twice as large as the last."""
    members, found = counted.members, list[ExactSum]()
    with localcontext(EXACT):
        for source, positions in _by_source(counted).items():
            if source not in counted.setting.ledgers and len(positions) > 2:
                ordered = sorted(positions, key=members.places.__getitem__)
                for run in _positive_runs(ordered, members.values):
                    found += _sums_in(*run)
    return found


def _by_source(counted: CountedFigures) -> dict[str, Sequence[int]]:
    if len(counted.sources) == 1:
        return dict.fromkeys(counted.sources, counted.positions)
    by_source, circumstances = defaultdict[str, list[int]](list), counted.members.circumstances
    sources = [each[-1] for each in counted.known]
    for at in counted.positions:
        by_source[sources[circumstances[at]]].append(at)
    return {**by_source}


def _positive_runs(positions: Sequence[int], values: Sequence[Number]) -> Iterator[tuple[Sequence[int], Sequence[Number]]]:
    """Yield runs of figures with positive values, and these values."""
    mine, start = list(map(values.__getitem__, positions)), 0
    for end in [place for place, value in enumerate(mine) if value <= 0] if min(mine) <= 0 else ():
        yield positions[start:end], mine[start:end]
        start = end + 1
    yield (positions[start:], mine[start:]) if start else (positions, mine)


def _sums_in(run: Sequence[int], values: Sequence[Number]) -> Iterator[ExactSum]:
    """Yield the exact sums of a run: add up what follows each figure until that is enough.

    Each figure is added for few: one before it, and larger than all between, is at least twice as large as the one before.
    """
    # Most figures are smaller than the two that follow, and no sum. Floats tell quickly, with room for their rounding.
    near = list(map(float, values))
    triples = enumerate(zip(near, islice(near, 1, None), islice(near, 2, None), strict=False))
    for place in [place for place, (one, two, three) in triples if one >= (two + three) * ALMOST_ONE]:
        total, end, wanted = values[place + 1] + values[place + 2], place + 3, values[place]
        while total < wanted and end < len(values):
            total += values[end]
            end += 1
        if total == wanted and significant_digits(wanted) > 1:
            yield run[place], run[place + 1 : end]


def significant_digits(number: Number) -> int:
    """Return the number of digits from the first to the last that is not zero."""
    return len(f"{number:f}".replace(".", "").strip("0")) if not isinstance(number, int) else len(str(number).rstrip("0"))
