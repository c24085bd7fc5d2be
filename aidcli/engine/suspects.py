"""What may count the same thing twice, told from the few figures of each total that an engine returns for it.

The rules are those of `query`: they run over the candidates alone, which give the same suspects as all figures would.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, Final, NamedTuple, cast

from aidcli.engine.candidacy import candidates_of, exact_sums_of, parts_of, sectors_of
from aidcli.engine.connection import Connection
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
    """The candidates of one total, in stored order."""

    def __init__(self, some: Iterable[Candidate], sums: Mapping[int, Sequence[int]], setting: Setting) -> None:
        self.candidates = sorted(some, key=itemgetter(0))
        members = Members()
        members.extend(cast("list[Figure]", self.candidates))
        at = {each.pos: place for place, each in enumerate(self.candidates)} if sums else {}
        roots: dict[int, Any] = {place: each.root for place, each in enumerate(self.candidates) if each.is_linked}
        exact = [(at[whole], [at[part] for part in parts]) for whole, parts in sums.items()]
        self.overlaps = Overlaps(CountedFigures(members, (), roots, setting), exact)

    def inside(self) -> Iterator[tuple[int, int]]:
        """Yield the position of each whole to be named, with each of the circumstances of its parts."""
        combos = {number: each.combo for number, each in zip(self.overlaps.circumstances(), self.candidates, strict=True)}
        for whole in islice(self.overlaps.whole_positions(), NAMED):
            yield from ((self.candidates[whole].pos, combos[number]) for number in self.overlaps.circumstances_inside(whole))


def suspects_of(connection: Connection, reduction: Reduction, setting: Setting) -> dict[TotalAt, Suspects]:
    """Return the suspects of each total that has some."""
    wholes, parts = _sectors_apart([sector for (sector,) in connection.rows(*sectors_of(reduction))], setting)
    held: defaultdict[TotalAt, dict[int, Candidate]] = defaultdict(dict)
    sums: defaultdict[TotalAt, dict[int, list[int]]] = defaultdict(dict)
    width = len(reduction.at)
    for line in connection.rows(*candidates_of(reduction, wholes, parts)):
        each = Candidate(*line[width:])
        held[line[:width]][each.pos] = each
    for line in connection.rows(*exact_sums_of(reduction, sorted(setting.ledgers))):
        place, whole, each = line[:width], line[width], Candidate(*line[width + 1 :])
        held[place][each.pos] = each
        parts_of_whole = sums[place].setdefault(whole, [])
        if each.pos != whole:
            parts_of_whole.append(each.pos)
    groups = {place: _Group(some.values(), sums[place], setting) for place, some in held.items()}
    found = {place: group.overlaps.summary() for place, group in groups.items()}
    found = _with_parts(connection, reduction, groups, {place: each for place, each in found.items() if any(each.numbers)})
    return _by_ids(connection, found)


def _sectors_apart(present: Sequence[str], setting: Setting) -> tuple[list[str], list[str]]:
    """Return those of some sectors that strictly contain others of them, and those that others contain."""
    tree = setting.codes["sector"]
    path = {sector: tree.path(sector) for sector in present}
    pairs = [
        (whole, part)
        for part in present
        for whole in {*path[part][1:], *ALL_SECTORS} & {*present} - {part}
        if whole in path[part] or (whole not in path[part] and part not in tree.path(whole))
    ]
    return sorted({whole for whole, _ in pairs}), sorted({part for _, part in pairs})


def _with_parts(
    connection: Connection, reduction: Reduction, groups: Mapping[TotalAt, _Group], found: Mapping[TotalAt, Suspects]
) -> dict[TotalAt, Suspects]:
    """Return suspects in which wholes name the first of all their parts, and count all of them."""
    with_wholes = [place for place, each in found.items() if each.of_rule(WHOLE_AND_PARTS)]
    inside = [(place[0], pos, combo) for place in with_wholes for pos, combo in groups[place].inside()]
    if not inside:
        return dict(found)
    parts: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    numbers: dict[tuple[int, str], int] = {}
    for nth, whole, part, many in connection.rows(*parts_of(reduction, inside, NAMED_PARTS_OF_WHOLE)):
        parts[nth, str(whole)].append(str(part))
        numbers[nth, str(whole)] = many

    def whole_of(place: TotalAt, suspect: Suspect) -> Suspect:
        if suspect.rule != WHOLE_AND_PARTS:
            return suspect
        named = parts[place[0], suspect.figure]
        return suspect._replace(others=(*named, *[""] * (numbers[place[0], suspect.figure] - len(named))))

    return {place: each._replace(named=[whole_of(place, one) for one in each.named]) for place, each in found.items()}


def _by_ids(connection: Connection, found: Mapping[TotalAt, Suspects]) -> dict[TotalAt, Suspects]:
    """Return suspects by their ids instead of their positions; parts that are only counted have none."""
    named = [each for suspects in found.values() for each in suspects.named]
    positions = {int(name) for each in named for name in (each.figure, *each.others) if name}
    ids = {"": ""} | {str(pos): name for pos, name in connection.rows(*ids_at(positions))} if positions else {}

    def with_ids(suspect: Suspect) -> Suspect:
        return suspect._replace(figure=ids[suspect.figure], others=tuple(map(ids.__getitem__, suspect.others)))

    return {place: each._replace(named=list(map(with_ids, each.named))) for place, each in found.items()}
