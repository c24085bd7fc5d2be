"""What must hold between figures: unique ids, links to existing wholes, parts no larger than their wholes. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import reduce
from typing import Final, NamedTuple

from aidcli.errors import Cycle, join_words
from aidcli.model.amounts import read_amount, show_quantity
from aidcli.model.codes import Codebook
from aidcli.model.figure import Figure
from aidcli.model.lineage import rings
from aidcli.model.quantity import Quantity, bounded
from aidcli.query.members import Setting
from aidcli.query.overlaps import EXACT_SUM, RULES, SAME, WHOLE_AND_PARTS
from aidcli.query.totals import overlaps_among

LISTED_SUSPECTS: Final = 100
"""Suspects of each rule, measure and unit that a check lists."""
SUSPICIONS: Final = {
    SAME: "may be the same thing as {others}: link one to the other, or both to a common whole",
    WHOLE_AND_PARTS: "looks like a whole beside its parts {others}: link them to it",
    EXACT_SUM: "equals, to the last digit, a sum of figures that follow it, with {others}: link it to this whole",
}
"""Why figures are suspects, by rule."""


class Finding(NamedTuple):
    """Something found out about the key of a figure: a `fault` breaks the contract, anything else is a remark."""

    id: str
    key: str
    finding: str
    fault: bool = True


def findings(figures: Collection[Figure]) -> Iterator[Finding]:
    """Yield all findings: of links, of printed forms, and where parts exceed their whole or add up to it exactly."""
    yield from link_findings(figures)
    yield from (found for figure in figures for found in misread(figure))
    by_id = {figure.id: figure for figure in figures}
    parts: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.part_of in by_id and figure.value is not None and not _link_fault(figure, by_id):
            parts.setdefault(figure.part_of, []).append(figure)
    for whole, mine in parts.items():
        yield from _against_whole(by_id[whole], mine)


def suspect_findings(figures: Collection[Figure], setting: Setting) -> Iterator[Finding]:
    """Yield remarks on figures that may count the same thing twice: the first LISTED_SUSPECTS by each rule, then the number of the others.

    Links that run in a ring are faults already; until these are mended, no total is made and no suspect found.
    """
    with suppress(Cycle):
        for overlaps in overlaps_among(figures, setting):
            suspects = overlaps.summary(LISTED_SUSPECTS)
            for each in suspects.named:
                yield Finding(each.figure, "part_of", SUSPICIONS[each.rule].format(others=_few_ids(each.others)), fault=False)
            for rule, number in zip(RULES, suspects.numbers, strict=True):
                if number > LISTED_SUSPECTS:
                    yield Finding(
                        "", "part_of", f"{number - LISTED_SUSPECTS} more: {SUSPICIONS[rule].format(others='another')}", fault=False
                    )


def _few_ids(ids: Sequence[str], most: int = 3) -> str:
    rest = len(ids) - most
    return ", ".join(map(repr, ids[:most])) + (f" and {rest} more" if rest > 0 else "")


def link_findings(figures: Collection[Figure], touched: Collection[str] | None = None) -> Iterator[Finding]:
    """Yield ids that occur twice, and parts whose whole is missing, has another measure or unit, or is one of their parts.

    With `touched`, only the figures with these ids and their parts are checked.
    """
    by_id = {figure.id: figure for figure in figures}
    if len(by_id) < len(figures):
        for each, times in Counter(figure.id for figure in figures).items():
            if times > 1 and (touched is None or each in touched):
                yield Finding(each, "id", f"{times} figures have this id")
    whole_of = {figure.id: figure.part_of for figure in figures if figure.part_of is not None}
    ringed = rings(whole_of)
    ring_faults = {ring: str(Cycle([*ring, ring[0]])) for ring in set(ringed.values())}
    for part, whole in whole_of.items():
        if touched is not None and part not in touched and whole not in touched:
            continue
        fault = _link_fault(by_id[part], by_id) or ring_faults.get(ringed.get(part, ()), "")
        if fault:
            yield Finding(part, "part_of", fault)


def _link_fault(part: Figure, by_id: Mapping[str, Figure]) -> str:
    whole = by_id.get(part.part_of or "")
    if whole is None:
        return f"no figure {part.part_of!r}"
    if (whole.measure, whole.unit) != (part.measure, part.unit):
        return f"{whole.id!r} counts {whole.measure} in {whole.unit}, this {part.measure} in {part.unit}"
    return ""


def _against_whole(whole: Figure, parts: Sequence[Figure]) -> Iterator[Finding]:
    """Yield that the parts exceed their whole, even at the ends that rounding leaves open, or add up to it exactly."""
    total = _sum(parts)
    if whole.quantity is None or total is None:
        return
    least, most = total.lower, whole.quantity.upper
    if least is not None and most is not None and least > most:
        yield Finding(whole.id, "value", f"its {len(parts)} parts add up to {least}, more than its {most}")
    elif total == whole.quantity and total.bound == "exact" and len(parts) > 1:
        yield Finding(whole.id, "value", f"its {len(parts)} parts make it up exactly", fault=False)


def unusual_unit(figure: Figure, codes: Codebook) -> Iterator[Finding]:
    """Yield that the unit is none of the usual ones of the measure. Where one currency is usual, all are, at any year's prices."""
    measure = codes["measure"].codes.get(figure.measure)
    usual = measure.units if measure else ()
    is_money = figure.unit[:3].isupper() and any(each.isupper() for each in usual)
    if usual and figure.unit not in usual and not is_money:
        yield Finding(figure.id, "unit", f"{figure.measure!r} is usually counted in {join_words(usual)}, not {figure.unit}", fault=False)


def misread(figure: Figure) -> Iterator[Finding]:
    """Yield that the printed form reads as another amount than value and bound; a form that is not an amount is skipped."""
    amount = read_amount(figure.printed) if figure.printed else None
    if amount and figure.value is not None and (amount.value, amount.upper, amount.bound) != (figure.value, figure.upper, figure.bound):
        read, held = (show_quantity(bounded(each.value, each.bound, each.upper)) for each in (amount, figure) if each.value is not None)
        yield Finding(figure.id, "printed", f"{figure.printed!r} reads as {read}, not {held}", fault=False)


def _sum(figures: Iterable[Figure]) -> Quantity | None:
    quantities = [figure.quantity for figure in figures if figure.quantity]
    return reduce(Quantity.plus, quantities) if quantities else None


def in_document(figures: Iterable[Figure], lines: Sequence[str]) -> Iterator[Finding]:
    """Yield the figures whose printed form is not found at their line and offset in the document."""
    for figure in figures:
        if figure.printed is None or figure.line is None or figure.start is None:
            yield Finding(figure.id, "printed", "states no printed form or no place, so it cannot be verified", fault=False)
            continue
        line = lines[figure.line - 1] if figure.line <= len(lines) else ""
        stands = line[figure.start : figure.start + len(figure.printed)]
        if stands != figure.printed:
            yield Finding(
                figure.id, "printed", f"line {figure.line}, offset {figure.start}: {stands!r} stands there, not {figure.printed!r}"
            )
