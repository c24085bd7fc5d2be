"""The third rule of double counting: a figure that equals, to the last digit, the sum of those that follow it. Pure.

The figures follow it immediately among those of its source: by line, by offset in the line, then in stored order. All are positive, and
the sum has two significant digits or more: round sums are met by chance.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import localcontext
from itertools import accumulate

from aidcli.model.quantity import EXACT, Number
from aidcli.query.members import CountedFigures

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
                    found += _sums_in(run, members.values)
    return found


def _by_source(counted: CountedFigures) -> dict[str, Sequence[int]]:
    if len(counted.sources) == 1:
        return dict.fromkeys(counted.sources, counted.positions)
    by_source, circumstances = defaultdict[str, list[int]](list), counted.members.circumstances
    sources = [each[-1] for each in counted.known]
    for at in counted.positions:
        by_source[sources[circumstances[at]]].append(at)
    return {**by_source}


def _positive_runs(positions: Sequence[int], values: Sequence[Number]) -> Iterator[Sequence[int]]:
    start = 0
    for end in [place for place, at in enumerate(positions) if values[at] <= 0]:
        yield positions[start:end]
        start = end + 1
    yield positions[start:] if start else positions


def _sums_in(run: Sequence[int], values: Sequence[Number]) -> Iterator[ExactSum]:
    """Yield the exact sums of a run: running sums rise, so the end of what a figure may be the sum of is found by bisection."""
    mine = [values[at] for at in run]
    sums = list(accumulate(mine, initial=0))
    # Most figures are smaller than the two that follow: these are the sum of nothing.
    for place in [place for place, (one, two, three) in enumerate(zip(mine, mine[1:], mine[2:], strict=False)) if one >= two + three]:
        wanted = sums[place + 1] + mine[place]
        end = bisect_left(sums, wanted, place + 3)
        if end < len(sums) and sums[end] == wanted and significant_digits(mine[place]) > 1:
            yield run[place], run[place + 1 : end]


def significant_digits(number: Number) -> int:
    """Return the number of digits from the first to the last that is not zero."""
    return len(f"{number:f}".replace(".", "").strip("0")) if not isinstance(number, int) else len(str(number).rstrip("0"))
