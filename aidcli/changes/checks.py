"""What figures must be to one another: ids told apart, links that hold, parts within their wholes. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from aidcli.errors import Cycle
from aidcli.model.amounts import read_amount, show_quantity
from aidcli.model.figure import Figure
from aidcli.model.lineage import ancestors
from aidcli.model.quantity import Quantity, bounded


class Finding(NamedTuple):
    """Something to know about a figure; a `fault` breaks the contract, anything else is a remark."""

    id: str
    key: str
    finding: str
    fault: bool = True


def findings(figures: Collection[Figure]) -> Iterator[Finding]:
    """Everything that `link_findings` and `misread` find, and where parts exceed their whole or make it up exactly."""
    yield from link_findings(figures)
    yield from (found for figure in figures for found in misread(figure))
    by_id = {figure.id: figure for figure in figures}
    parts: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.part_of in by_id and figure.value is not None and not _link_fault(figure, by_id):
            parts.setdefault(figure.part_of, []).append(figure)
    for whole, mine in parts.items():
        yield from _against_whole(by_id[whole], mine)


def link_findings(figures: Collection[Figure], touched: Collection[str] | None = None) -> Iterator[Finding]:
    """Ids that occur twice, and parts whose whole is missing, is counted otherwise, or lies inside them.

    Of all figures, or of those touched and their parts.
    """
    by_id = {figure.id: figure for figure in figures}
    if len(by_id) < len(figures):
        for each, times in Counter(figure.id for figure in figures).items():
            if times > 1 and (touched is None or each in touched):
                yield Finding(each, "id", f"{times} figures have this id")
    whole_of = {figure.id: figure.part_of for figure in figures if figure.part_of is not None}
    for part, whole in whole_of.items():
        if touched is not None and part not in touched and whole not in touched:
            continue
        fault = _link_fault(by_id[part], by_id) or _ring(part, whole_of)
        if fault:
            yield Finding(part, "part_of", fault)


def _link_fault(part: Figure, by_id: Mapping[str, Figure]) -> str:
    whole = by_id.get(part.part_of or "")
    if whole is None:
        return f"no figure {part.part_of!r}"
    if (whole.measure, whole.unit) != (part.measure, part.unit):
        return f"{whole.id!r} counts {whole.measure} in {whole.unit}, this {part.measure} in {part.unit}"
    return ""


def _ring(part: str, whole_of: Mapping[str, str]) -> str:
    try:
        for _ in ancestors(part, whole_of):
            pass
    except Cycle as ring:
        return str(ring)
    return ""


def _against_whole(whole: Figure, parts: Sequence[Figure]) -> Iterator[Finding]:
    """Parts that exceed their whole however both were rounded, or that make it up with nothing rounded."""
    total = _sum(parts)
    if whole.quantity is None or total is None:
        return
    least, most = total.lower, whole.quantity.upper
    if least is not None and most is not None and least > most:
        yield Finding(whole.id, "value", f"its {len(parts)} parts add up to {least}, more than its {most}")
    elif total == whole.quantity and total.bound == "exact" and len(parts) > 1:
        yield Finding(whole.id, "value", f"its {len(parts)} parts make it up exactly", fault=False)


def misread(figure: Figure) -> Iterator[Finding]:
    """Where the printed form reads as another amount than the value and bound; one that reads as none tells nothing."""
    amount = read_amount(figure.printed) if figure.printed else None
    if amount and figure.value is not None and (amount.value, amount.upper, amount.bound) != (figure.value, figure.upper, figure.bound):
        read, held = (show_quantity(bounded(each.value, each.bound, each.upper)) for each in (amount, figure))
        yield Finding(figure.id, "printed", f"{figure.printed!r} reads as {read}, not {held}", fault=False)


def _sum(figures: Iterable[Figure]) -> Quantity | None:
    total: Quantity | None = None
    for figure in figures:
        if figure.quantity:
            total = total.plus(figure.quantity) if total else figure.quantity
    return total


def in_document(figures: Iterable[Figure], lines: Sequence[str]) -> Iterator[Finding]:
    """The figures whose printed form does not stand at its line and offset in the document."""
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
