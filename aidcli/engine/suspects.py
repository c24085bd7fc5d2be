"""What may count the same thing twice, told from the few figures of each total that an engine returns for it.

The rules are those of `query`: they run over the candidates alone, which give the same suspects as all figures would.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, Final, NamedTuple, cast

from aidcli.engine.candidacy import Apart, candidates_of, exact_sums_of, parts_of, survey_of, wholes_of
from aidcli.engine.connection import Connection, Line
from aidcli.engine.reduction import Reduction
from aidcli.engine.relation import ids_at
from aidcli.model.figure import Figure
from aidcli.model.quantity import Number
from aidcli.query.containment import ALL_SECTORS
from aidcli.query.members import CountedFigures, Members, Setting
from aidcli.query.overlaps import NAMED, WHOLE_AND_PARTS, Overlaps, Suspect, Suspects

TotalAt = tuple[Any, ...]
"""The columns of a total: `nth`, its keys, measure and unit."""
NAMED_PARTS_OF_WHOLE: Final = 3
"""Parts of a suspected whole that are named; the others are counted."""


class Candidate(NamedTuple):
    """A figure that may be a suspect: its columns SLIM. To `Members` it is a figure whose id is its position."""

    pos: int
    combo: int
    sector: str
    recipient: str | None
    provider: str | None
    period: str | None
    source: str
    twin: int | None
    value: Number
    upper: Number | None
    root: int
    is_linked: bool
    line: None = None
    start: None = None

    @property
    def id(self) -> str:
        """The position, as a text."""
        return str(self.pos)

    @property
    def subject(self) -> int:
        """A number that only figures of one subject share; -1 is left out, since Python hashes it as -2."""
        return -2 - self.pos if self.twin is None else self.twin


class _Group:
    """The candidates of one total, in stored order, and what is found among them."""

    def __init__(self, held: "_Held", setting: Setting) -> None:
        self.candidates, self._crowded = sorted(held.candidates.values(), key=itemgetter(0)), held.crowded
        members = Members()
        members.extend(cast("list[Figure]", self.candidates))
        at = {each.pos: place for place, each in enumerate(self.candidates)} if held.sums else {}
        roots: dict[int, Any] = {place: each.root for place, each in enumerate(self.candidates) if each.is_linked}
        exact = [(at[whole], [at[part] for part in parts]) for whole, parts in held.sums.items()]
        self.overlaps = Overlaps(CountedFigures(members, (), roots, setting), exact)
        self._number_of = {each.combo: number for number, each in zip(self.overlaps.circumstances(), self.candidates, strict=True)}
        self.wholes: list[tuple[int, int]] = []
        """The positions of wholes to be named, with their circumstances."""
        self.many = 0
        """The number of all wholes."""

    def fitting(self) -> Iterator[tuple[int, int]]:
        """Keep the wholes that are known; yield, for the circumstances of others, one of them and a figure of the lowest value inside."""
        at_value = {each.value: each.pos for each in reversed(self.candidates)}
        asked = {}
        for place in self.overlaps.whole_positions():
            each = self.candidates[place]
            if each.combo in self._crowded and not each.is_linked:
                asked[each.combo] = each.pos
            else:
                self.add_wholes([(each.pos, each.combo)], 1)
        for combo, pos in asked.items():
            yield pos, at_value[self.overlaps.lowest_inside(self._number_of[combo])]

    def add_wholes(self, wholes: Iterable[tuple[int, int]], many: int) -> None:
        """Keep the first of some wholes, of which there are so many."""
        self.wholes = sorted([*self.wholes, *wholes])[:NAMED]
        self.many += many

    def inside(self) -> Iterator[tuple[int, int]]:
        """Yield the position of each whole to be named, with each of the circumstances of its parts."""
        combos = {number: combo for combo, number in self._number_of.items()}
        for whole, combo in self.wholes:
            yield from ((whole, combos[number]) for number in self.overlaps.circumstances_inside(self._number_of[combo]))

    def suspects(self, parts: Mapping[int, Sequence[str]]) -> Suspects:
        """Return the suspects by their positions; `parts` are those of wholes."""
        same, _, summed = self.overlaps.numbers
        wholes = (Suspect(WHOLE_AND_PARTS, str(pos), tuple(parts[pos])) for pos, _ in self.wholes)
        named = [*islice(self.overlaps.same_things(), NAMED), *wholes, *islice(self.overlaps.summed_pairs(), NAMED)]
        return Suspects(named, (same, self.many, summed))


class _Held:
    """What an engine has returned for one total."""

    def __init__(self) -> None:
        self.candidates: dict[int, Candidate] = {}
        self.crowded: set[int] = set()
        """Circumstances of which only the highest whole without links was returned."""
        self.sums: defaultdict[int, list[int]] = defaultdict(list)
        """The positions of those that add up to a figure, by its position."""


def suspects_of(connection: Connection, reduction: Reduction, setting: Setting) -> dict[TotalAt, Suspects]:
    """Return the suspects of each total that has some."""
    apart = _apart(list(connection.rows(*survey_of(reduction))), setting)
    held: defaultdict[TotalAt, _Held] = defaultdict(_Held)
    width = len(reduction.at)
    if asked := candidates_of(reduction, apart):
        for line in connection.rows(*asked):
            mine, each, stands_for_more = held[line[:width]], Candidate(*line[width:-1]), line[-1]
            mine.candidates[each.pos] = each
            if stands_for_more:
                mine.crowded.add(each.combo)
    for line in connection.rows(*exact_sums_of(reduction, sorted(setting.ledgers))):
        mine, whole, each = held[line[:width]], line[width], Candidate(*line[width + 1 :])
        mine.candidates[each.pos] = each
        if each.pos != whole:
            mine.sums[whole].append(each.pos)
    groups = {place: _Group(some, setting) for place, some in held.items()}
    _find_wholes(connection, reduction, groups)
    parts = _parts_of_wholes(connection, reduction, groups)
    found = {place: group.suspects(parts[place[0]]) for place, group in groups.items()}
    return _by_ids(connection, {place: each for place, each in found.items() if any(each.numbers)})


def _apart(survey: Sequence[Line], setting: Setting) -> Apart:
    """Return what may count twice among figures of some sectors and sources."""
    tree, present = setting.codes["sector"], {sector for sector, _, _ in survey}
    path = {sector: tree.path(sector) for sector in present}
    pairs = [
        (whole, part)
        for part in present
        for whole in {*path[part][1:], *ALL_SECTORS} & present - {part}
        if whole in path[part] or (whole not in path[part] and part not in tree.path(whole))
    ]
    wholes, parts = (sorted(set(some)) for some in zip(*pairs, strict=True)) if pairs else ([], [])
    return Apart(wholes, parts, len({source for _, source, _ in survey}) > 1, any(twins for *_, twins in survey))


def _find_wholes(connection: Connection, reduction: Reduction, groups: Mapping[TotalAt, _Group]) -> None:
    """Let each total have its wholes, also those that were not returned as candidates."""
    fitting = [(place[0], *each) for place, group in groups.items() for each in group.fitting()]
    width = len(reduction.at)
    found: defaultdict[TotalAt, list[Line]] = defaultdict(list)
    for line in connection.rows(*wholes_of(reduction, fitting, NAMED)) if fitting else ():
        found[line[:width]].append(line[width:])
    for place, lines in found.items():
        groups[place].add_wholes([(pos, combo) for pos, combo, _ in lines], lines[0][2])


def _parts_of_wholes(
    connection: Connection, reduction: Reduction, groups: Mapping[TotalAt, _Group]
) -> Mapping[int, Mapping[int, Sequence[str]]]:
    """Return, by `nth` and the position of each named whole, the positions of its first parts; the others are empty."""
    inside = [(place[0], *each) for place, group in groups.items() for each in group.inside()]
    parts: defaultdict[int, dict[int, list[str]]] = defaultdict(dict)
    numbers: dict[tuple[int, int], int] = {}
    for nth, whole, part, many in connection.rows(*parts_of(reduction, inside, NAMED_PARTS_OF_WHOLE)) if inside else ():
        parts[nth].setdefault(whole, []).append(str(part))
        numbers[nth, whole] = many
    for (nth, whole), many in numbers.items():
        parts[nth][whole] += [""] * (many - len(parts[nth][whole]))
    return parts


def _by_ids(connection: Connection, found: Mapping[TotalAt, Suspects]) -> dict[TotalAt, Suspects]:
    """Return suspects by their ids instead of their positions; parts that are only counted have none."""
    named = [each for suspects in found.values() for each in suspects.named]
    positions = {int(name) for each in named for name in (each.figure, *each.others) if name}
    ids = {"": ""} | {str(pos): name for pos, name in connection.rows(*ids_at(positions))} if positions else {}

    def with_ids(suspect: Suspect) -> Suspect:
        return suspect._replace(figure=ids[suspect.figure], others=tuple(map(ids.__getitem__, suspect.others)))

    return {place: each._replace(named=list(map(with_ids, each.named))) for place, each in found.items()}
