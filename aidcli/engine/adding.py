"""Totals from what an engine has reduced figures to: `query` makes quantities of the sums, and suspects of the candidates."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import localcontext
from itertools import chain, repeat
from typing import Any

from aidcli.engine.connection import Connection, Line
from aidcli.engine.reduction import PARTS_LEFT_OUT, Reduction, RowPart
from aidcli.engine.relation import ids_at
from aidcli.engine.suspects import TotalAt, suspects_of
from aidcli.model.quantity import EXACT
from aidcli.query.members import Setting
from aidcli.query.overlaps import Suspects
from aidcli.query.tally import LeftOut, Sum, Total, add_sum, quantity_of_sums


def totals_of(connection: Connection, reduction: Reduction, parts: Sequence[RowPart], setting: Setting) -> list[Total]:
    """Return one total for every row, measure and unit, in the order of these."""
    sums: dict[TotalAt, dict[str, Sum]] = {}
    gone: Counter[TotalAt] = Counter()
    width = len(reduction.at)
    if not reduction.beside_wholes:
        connection.keep(PARTS_LEFT_OUT, *reduction.parts_left_out())
    with localcontext(EXACT):
        for line in connection.rows(*reduction.sums()):
            place, (bound, reason, count, value, reach) = line[:width], line[width:]
            sums.setdefault(place, {})
            if reason is None:
                add_sum(sums[place], bound, (count, value, reach))
            else:
                gone[place] += count
        left_out = _left_out(connection, reduction) if gone else {}
        suspects = suspects_of(connection, reduction, setting)

        def total(place: TotalAt) -> Total:
            nth, *keys, measure, unit = place
            part = parts[nth]
            by = (*(keys if part.is_divided else ()), *part.key)
            counted = sum(count for count, *_ in sums[place].values())
            named = list(_filled(left_out.get(place, []), gone[place]))
            return Total(by, measure, unit, quantity_of_sums(sums[place]), counted, named, (), suspects.get(place, Suspects()))

        return sorted(map(total, sums), key=lambda each: [[text or "" for text in each.by], each.measure, each.unit])


def _left_out(connection: Connection, reduction: Reduction) -> dict[TotalAt, list[Line]]:
    """Return the first figures left out of each total: reason, id, id of the whole, number of those alike, number of the group."""
    width = len(reduction.at)
    lines = list(connection.rows(*reduction.left_out()))
    positions = {pos for line in lines for pos in line[width + 1 : width + 3] if pos is not None}
    ids: dict[int | None, str | None] = {None: None, **dict(connection.rows(*ids_at(positions)))}
    found: defaultdict[TotalAt, list[Line]] = defaultdict(list)
    for line in lines:
        reason, pos, whole, many, why = line[width:]
        found[line[:width]].append((reason, ids[pos], ids[whole], many, why))
    return found


def _filled(named: Sequence[Line], number: int) -> Iterator[LeftOut]:
    """Yield the figures left out of a total, group by group: the first by name, the others, of which only the number is known, without."""
    groups: defaultdict[Any, list[Line]] = defaultdict(list)
    for line in named:
        groups[line[4]].append(line)
    for some in groups.values():
        reason, _, whole, many, _ = some[0]
        number -= many
        yield from chain((LeftOut(line[1], reason, whole) for line in some), repeat(LeftOut("", reason, whole), many - len(some)))
    yield from repeat(LeftOut("", "part", ""), number)
