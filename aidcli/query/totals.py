"""Sums of figures that may be added, and what was left out of them. Pure.

A total is kept per measure and unit, so the wrong sum cannot be written. Within one output row a figure is left
out when a figure that it is part of, at any remove, is counted in that row; and when it has no value.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import localcontext
from functools import partial
from operator import attrgetter
from typing import Final

from aidcli.errors import MayCountTwice
from aidcli.model.figure import Figure, grouped
from aidcli.model.lineage import Links, Packed
from aidcli.model.quantity import EXACT
from aidcli.query.query import Keep
from aidcli.query.tally import At, Key, Tally, Total

WHOLE: Final[Key] = ()
"""The row over everything."""
Rows = Callable[[Sequence[Figure]], Iterable[tuple[Key, Sequence[Figure]]]]
"""Parts figures into the rows that they belong to."""
BATCH: Final = 5000
"""So many figures are added up at once: enough that the work is done by whole columns, few enough to hold."""
NOT_SUMMED: Final = frozenset({"percent"})
"""Units whose amounts have no sum."""


def by_keys(keys: Sequence[str], *, whole: bool = False) -> Rows:
    """One row for every combination of what the figures hold under these keys; and one over everything, if asked for."""

    def rows(figures: Sequence[Figure]) -> Iterator[tuple[Key, Sequence[Figure]]]:
        if keys:
            get = attrgetter(*keys)
            yield from grouped(figures, get if keys[1:] else lambda figure: (get(figure),)).items()
        if whole or not keys:
            yield WHOLE, figures

    return rows


class Gathered:
    """What a pass over figures has found: the rows so far, and the links of parts to wholes that may come later."""

    def __init__(self, *, explain: bool) -> None:
        self.rows: defaultdict[At, Tally] = defaultdict(partial(Tally, explain=explain))
        self.links = Links(Packed(), Packed())

    def join(self, later: "Gathered") -> None:
        """Take in what a pass over later figures has found."""
        for at, row in later.rows.items():
            self.rows[at].join(row)
        self.links.join(later.links)


def gather(blocks: Iterable[Collection[Figure]], keep: Keep, rows_of: Rows, *, explain: bool = False) -> Gathered:
    """Pass over figures, a block at a time, adding up those that are kept.

    All the figures must be given, kept or not, since a chain of parts may run through one that is not. With
    `explain`, each total will carry what it includes.
    """
    found = Gathered(explain=explain)
    with localcontext(EXACT):
        for batch in _batches(map(keep, _noting(blocks, found.links))):
            for by, members in rows_of(batch):
                for (measure, unit), alike in grouped(members, attrgetter("measure", "unit")).items():
                    found.rows[by, measure, unit].take(alike, unsummed="not summed" if unit in NOT_SUMMED else "")
    return found


def settle(passes: Sequence[Gathered], *, parts: bool = False) -> list[Total]:
    """The totals of all that the passes found, one for every row, measure and unit, in the order of these.

    With `parts`, parts are counted beside their wholes. Uses the passes up. Raises Cycle where parts run in a ring.
    """
    found, *later = passes
    with localcontext(EXACT):
        for each in later:
            found.join(each)
        whole_of = found.links.chains({part.id for row in found.rows.values() for part in row.parts})
        wholes = frozenset(() if parts else whole_of.values())
        rows = sorted(found.rows.items(), key=lambda item: [[text or "" for text in item[0][0]], *item[0][1:]])
        return [row.total(at, whole_of, wholes) for at, row in rows]


def _batches(selected: Iterable[Sequence[Figure]]) -> Iterator[Sequence[Figure]]:
    batch: list[Figure] = []
    for figures in selected:
        batch += figures
        if len(batch) >= BATCH:
            yield batch
            batch = []
    yield batch


def _noting(blocks: Iterable[Collection[Figure]], links: Links) -> Iterator[Collection[Figure]]:
    """The figures as they pass, each link of a part to its whole noted."""
    for figures in blocks:
        parts = [figure for figure in figures if figure.part_of is not None]
        links.extend([figure.id for figure in parts], [figure.part_of or "" for figure in parts])
        yield figures


def refuse_suspects(totals: Iterable[Total]) -> None:
    """Raise MayCountTwice where a total may count the same thing twice."""
    pairs = [pair for each in totals for pair in each.suspects.pairs]
    if pairs:
        raise MayCountTwice(list(dict.fromkeys(pairs)))
