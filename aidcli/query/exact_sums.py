"""The third rule of double counting: a figure that equals, to the last digit, the sum of those that follow it. Pure.

The figures follow it immediately among those of its source: by line, by offset in the line, then in stored order. All are positive, and
the sum has two significant digits or more: round sums are met by chance.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import localcontext

from aidcli.model.quantity import EXACT, Number
from aidcli.query.members import CountedFigures

ExactSum = tuple[int, Sequence[int]]
"""A figure, and the two or more that it is the sum of."""


def exact_sums(counted: CountedFigures) -> list[ExactSum]:
    """Return every exact sum. A figure is one at most, and lies in a few: each sum around it is twice as large as the last."""
    members, by_source = counted.members, defaultdict[str, list[int]](list)
    for at in counted.positions:
        by_source[counted.circumstances(at).source].append(at)
    found: list[ExactSum] = []
    with localcontext(EXACT):
        for source, positions in by_source.items():
            if source not in counted.setting.ledgers and len(positions) > 2:
                positions.sort(key=lambda at: (members.lines[at], members.starts[at]))
                for run in _positive_runs(positions, members.values):
                    found += _sums_in(run, members.values)
    return found


def _positive_runs(positions: Sequence[int], values: Sequence[Number]) -> Iterator[list[int]]:
    run: list[int] = []
    for at in positions:
        if values[at] > 0:
            run.append(at)
        else:
            yield run
            run = []
    yield run


def _sums_in(run: Sequence[int], values: Sequence[Number]) -> Iterator[ExactSum]:
    """Yield the exact sums of a run: running sums rise, so the end of what a figure may be the sum of is found by bisection."""
    sums: list[Number] = [0]
    for at in run:
        sums.append(sums[-1] + values[at])
    for place, at in enumerate(run[:-2]):
        wanted = sums[place + 1] + values[at]
        if wanted >= sums[place + 3]:
            end = bisect_left(sums, wanted, place + 3)
            if end < len(sums) and sums[end] == wanted and _significant_digits(values[at]) > 1:
                yield at, run[place + 1 : end]


def _significant_digits(number: Number) -> int:
    return len(f"{number:f}".replace(".", "").strip("0")) if not isinstance(number, int) else len(str(number).rstrip("0"))
