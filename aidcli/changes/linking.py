"""Links of parts to the wholes that already count them: which to propose, and how they are made. Pure."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from aidcli.changes.outline import Outline
from aidcli.changes.revision import Revision, merge_figures
from aidcli.errors import Bilingual, NotWritten
from aidcli.model.figure import Figure, from_json
from aidcli.model.period import parse_period
from aidcli.model.quantity import Number
from aidcli.query.overlaps import EXACT_SUM, WHOLE_AND_PARTS, Overlaps, Suspect

BY_HAND: Final = 0
"""The rule number of links that are made by hand."""
PAIRS: Final = 100_000
"""The most pairs of a rule, measure and unit to look at: more than anyone answers. Once some are linked, others follow."""
UNDATED: Final = "~"
"""The date of sources that state none: they come after all others."""


class Link(NamedTuple):
    """A part of a whole, and the rule that says so."""

    part: Figure
    whole: Figure
    rule: int


Proposal = list[Link]
"""Links to one whole that are made together or not at all: all parts of an exact sum, else one."""


class Looked(NamedTuple):
    """Suspects that were looked at, and whether these are all."""

    suspects: list[Suspect]
    is_all: bool


def suspects_to_link(overlaps: Overlaps, most: int = PAIRS) -> Looked:
    """Return what may count the same thing twice, by pairs; an exact sum as one, with all that add up to it.

    Of the first two rules, look at `most` pairs each.
    """
    parts = (each._replace(others=(part,)) for each in overlaps.wholes() for part in each.others)
    same, inside = ([*islice(pairs, most + 1)] for pairs in (overlaps.same_things(), parts))
    return Looked([*overlaps.sums(), *same[:most], *inside[:most]], max(len(same), len(inside)) <= most)


def propose_links(suspects: Collection[Suspect], figures: Iterable[Figure], dates: Mapping[str, str | None]) -> list[Proposal]:
    """Propose links after which the suspects count once, in stored order of the first part of each.

    `figures` are all of a store, in stored order; `dates` are those of its sources. An exact sum goes before other wholes,
    and among these the smallest. Figures that are part of another already stay so, and no link closes a cycle.
    """
    if not suspects:
        return []
    named = {figure for each in suspects for figure in (each.figure, *each.others)}
    by_id: dict[str, Figure] = {}
    whole_of: dict[str, str] = {}
    for figure in figures:
        if figure.id in named:
            by_id[figure.id] = figure
        if figure.part_of is not None:
            whole_of[figure.id] = figure.part_of
    return _Proposals(by_id, whole_of, dates).of(suspects)


class _Proposals:
    """The links proposed so far. `by_id` holds the suspects in stored order."""

    def __init__(self, by_id: Mapping[str, Figure], whole_of: dict[str, str], dates: Mapping[str, str | None]) -> None:
        self._by_id, self._above = by_id, whole_of
        self._place = {figure: place for place, figure in enumerate(by_id)}
        dated = sorted(by_id.values(), key=lambda figure: dates.get(figure.source) or UNDATED)
        self._age = {figure.id: -place for place, figure in enumerate(dated)}

    def of(self, suspects: Iterable[Suspect]) -> list[Proposal]:
        """Return the links that resolve the suspects."""
        sums: list[Suspect] = []
        wholes: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for each in suspects:
            if each.rule == EXACT_SUM:
                sums.append(each)
            else:
                part, whole = self._part_and_whole(each)
                wholes[part].append((whole, each.rule))
        made = [[*self._links(each.others, each.figure, EXACT_SUM)] for each in sorted(sums, key=lambda each: self._size(each.figure))]
        for part in sorted(wholes, key=self._place.__getitem__):
            ascending = sorted(wholes[part], key=lambda each: self._size(each[0]))
            made.append([*islice((link for whole, rule in ascending for link in self._links([part], whole, rule)), 1)])
        return sorted(filter(None, made), key=lambda links: min(self._place[link.part.id] for link in links))

    def _part_and_whole(self, suspect: Suspect) -> tuple[str, str]:
        """Return which of two is the part: under the first rule, that of the shorter period, the smaller amount, the later source."""
        pair = (suspect.others[0], suspect.figure)
        if suspect.rule == WHOLE_AND_PARTS:
            return pair
        part, whole = sorted(pair, key=lambda each: (_days(self._by_id[each]), _amount(self._by_id[each]), self._age[each]))
        return part, whole

    def _size(self, whole: str) -> tuple[Number, int, int]:
        figure = self._by_id[whole]
        return _amount(figure), _days(figure), self._place[whole]

    def _links(self, parts: Iterable[str], whole: str, rule: int) -> Iterator[Link]:
        """Yield a link for each part that has none yet and does not hold the whole."""
        for part in parts:
            if part not in self._above and self._outermost(whole) != part:
                self._above[part] = whole
                yield Link(self._by_id[part], self._by_id[whole], rule)

    def _outermost(self, figure: str) -> str:
        """Return the whole around all others, and remember it for every figure on the way, so that long chains are followed once."""
        path = []
        while figure in self._above:
            path.append(figure)
            figure = self._above[figure]
        self._above.update(dict.fromkeys(path, figure))
        return figure


def _amount(figure: Figure) -> Number:
    return figure.upper if figure.upper is not None else figure.value or 0


def _days(figure: Figure) -> int:
    period = parse_period(figure.period) if figure.period else None
    return period.days if period else 0


def link_figures(outline: Outline, links: Iterable[Link], reason: Callable[[Link], str]) -> Revision:
    """Link parts to wholes, and append the reason to the note of each part; parts of that whole already stay as they are.

    `outline` is that of the store. Raises NotWritten where a part is part of another figure, or where a link breaks the
    contract.
    """
    new = [link for link in links if link.part.part_of != link.whole.id]
    taken = [(part, whole) for part, whole, _ in new if part.part_of is not None]
    if taken:
        raise NotWritten([_taken(part, whole.id) for part, whole in taken])
    return merge_figures(
        outline, {link.part.id: link.part for link in new}, {link.part.id: _linked_part(link, reason(link)) for link in new}
    )


def _taken(part: Figure, whole: str) -> Bilingual:
    return Bilingual(
        "{part!r} is part of {old!r} already; use 'aidcli edit {part} --part-of {new}' to move it",
        "{part!r} 已是 {old!r} 的分项；用 'aidcli edit {part} --part-of {new}' 改动",
        part=part.id,
        old=part.part_of,
        new=whole,
    )


def _linked_part(link: Link, reason: str) -> Figure:
    note = "; ".join(filter(None, (link.part.note, reason)))
    return from_json(link.part.record() | {"part_of": link.whole.id, "note": note})
