"""What must hold between figures: unique ids, links to existing wholes, parts no larger than their wholes. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from aidcli.changes.outline import Kind, Outline
from aidcli.errors import Bilingual, Cycle, join_texts, join_words
from aidcli.model.amounts import read_amount, show_number, show_quantity
from aidcli.model.codes import Codebook
from aidcli.model.figure import Figure
from aidcli.model.lineage import ring_of, rings
from aidcli.model.quantity import Quantity, bounded
from aidcli.query.members import Setting
from aidcli.query.overlaps import EXACT_SUM, RULES, SAME, WHOLE_AND_PARTS
from aidcli.query.totals import overlaps_among

LISTED_SUSPECTS: Final = 100
"""Suspects of each rule, measure and unit that a check lists."""
SUSPICIONS: Final = {
    SAME: (
        "may be the same thing as {others}: link one to the other, or both to a common whole",
        "可能与 {others} 是同一件事：请将其一归入另一条，或将两者归入同一整体",
    ),
    WHOLE_AND_PARTS: ("looks like a whole beside its parts {others}: link them to it", "疑似整体，与分项 {others} 并列：请将分项归入其中"),
    EXACT_SUM: (
        "equals, to the last digit, a sum of figures that follow it, with {others}: link it to this whole",
        "恰等于其后若干条之和，含 {others}：请将它们归入其中",
    ),
}
"""Why figures are suspects, by rule."""


SHARE: Final = "one of {count} shares of the transaction"
"""The note of a figure that is a share of the amount that its printed form states."""
_SHARE: Final = re.compile("one of [0-9]+ shares of the transaction")


class Finding(NamedTuple):
    """Something found out about the key of a figure: a `fault` breaks the contract, anything else is a remark."""

    id: str
    key: str
    finding: str
    fault: bool = True


class Parts(NamedTuple):
    """The parts of one whole that have a value: their number, and what they add up to, where an open lower end is at least 0."""

    number: int
    total: Quantity

    def plus(self, quantity: Quantity) -> "Parts":
        """Return the parts with one more."""
        return Parts(self.number + 1, self.total.plus(_from_zero(quantity)))


def _from_zero(quantity: Quantity) -> Quantity:
    """Return the quantity with 0 as its lower end where this is open: reported amounts keep their sign."""
    return quantity._replace(lower=0) if quantity.lower is None and quantity.value >= 0 else quantity


def findings(outline: Outline, figures: Iterable[Figure], codes: Codebook) -> Iterator[Finding]:
    """Yield all findings: of links, of printed forms and units, and where parts exceed their whole or add up to it exactly.

    `figures` are those that the outline was made from.
    """
    yield from link_findings(outline)
    families = _Families(outline.whole_of.values())
    for figure in figures:
        yield from misread(figure)
        yield from unusual_unit(figure, codes)
        families.take(figure, is_linked=figure.part_of is not None and not _link_fault(figure.id, figure.part_of, outline.kinds))
    yield from families.findings()


def excess_findings(figures: Iterable[Figure], wholes: Collection[str]) -> Iterator[Finding]:
    """Yield which of the wholes with these ids are smaller than their parts; `figures` are all of a store, soundly linked."""
    families = _Families(wholes)
    for figure in figures:
        families.take(figure, is_linked=True)
    return (each for each in families.findings() if each.fault)


class _Families:
    """Wholes and what their parts add up to."""

    def __init__(self, wholes: Iterable[str]) -> None:
        self._wholes = frozenset(wholes)
        self._quantities: dict[str, Quantity | None] = {}
        self._parts: dict[str, Parts] = {}

    def take(self, figure: Figure, *, is_linked: bool) -> None:
        """Take one more figure; `is_linked`: its link to its whole counts."""
        if figure.id in self._wholes:
            self._quantities[figure.id] = figure.quantity
        if is_linked and (whole := figure.part_of) in self._wholes and whole and (quantity := figure.quantity) is not None:
            parts = self._parts.get(whole)
            self._parts[whole] = parts.plus(quantity) if parts else Parts(1, _from_zero(quantity))

    def findings(self) -> Iterator[Finding]:
        """Yield which wholes their parts exceed or make up exactly."""
        for whole, parts in self._parts.items():
            yield from _against_whole(whole, self._quantities[whole], parts)


def suspect_findings(figures: Iterable[Figure], setting: Setting) -> Iterator[Finding]:
    """Yield remarks on figures that may count the same thing twice: the first LISTED_SUSPECTS by each rule, then the number of the others.

    Links that run in a ring are faults already; until these are mended, no total is made and no suspect found.
    """
    with suppress(Cycle):
        for overlaps in overlaps_among(figures, setting):
            suspects = overlaps.summary(LISTED_SUSPECTS)
            for each in suspects.named:
                yield Finding(each.figure, "part_of", Bilingual(*SUSPICIONS[each.rule], others=_few_ids(each.others)), fault=False)
            for rule, number in zip(RULES, suspects.numbers, strict=True):
                if number > LISTED_SUSPECTS:
                    more = Bilingual(*SUSPICIONS[rule], others=Bilingual("another", "另一条"))
                    count = number - LISTED_SUSPECTS
                    yield Finding(
                        "", "part_of", Bilingual("{count} more: {more}", "另有{count}条：{more}", count=count, more=more), fault=False
                    )


def _few_ids(ids: Sequence[str], most: int = 3) -> Bilingual:
    named, rest = join_texts(map(repr, ids[:most]), ", ", "、"), len(ids) - most
    return Bilingual("{named} and {rest} more", "{named} 等{number}条", named=named, rest=rest, number=len(ids)) if rest > 0 else named


def link_findings(outline: Outline, touched: Collection[str] | None = None) -> Iterator[Finding]:
    """Yield ids that occur twice, and parts whose whole is missing, has another measure or unit, or is one of their parts.

    With `touched`, only the figures with these ids and their parts are checked, and each ring of parts is told once.
    """
    for each in outline.kinds if outline.repeated else ():
        if each in outline.repeated and (touched is None or each in touched):
            yield Finding(
                each, "id", Bilingual("{count} figures have this id", "{count}条数据共用此编号", count=outline.repeated[each] + 1)
            )
    ringed = rings(outline.whole_of)
    ring_faults = {each: Cycle([*ring_of(each, outline.whole_of), each]).text for each in set(ringed.values())}
    fault_of_ring = ring_faults.get if touched is None else ring_faults.pop
    for part, whole in outline.whole_of.items():
        if touched is not None and part not in touched and whole not in touched:
            continue
        fault = _link_fault(part, whole, outline.kinds) or fault_of_ring(ringed.get(part, ""), "")
        if fault:
            yield Finding(part, "part_of", fault)


def _link_fault(part: str, whole: str, kinds: Mapping[str, Kind]) -> str:
    if whole not in kinds:
        return Bilingual("no figure {whole!r}", "没有数据 {whole!r}", whole=whole)
    if kinds[whole] != kinds[part]:
        (measure, unit), (own_measure, own_unit) = kinds[whole], kinds[part]
        return Bilingual(
            "{whole!r} is {measure} in {unit}, this is {own_measure} in {own_unit}; a part must match its whole",
            "{whole!r} 是 {measure}（{unit}），此条是 {own_measure}（{own_unit}）；分项须与整体一致",
            whole=whole,
            measure=measure,
            unit=unit,
            own_measure=own_measure,
            own_unit=own_unit,
        )
    return ""


def _against_whole(whole: str, quantity: Quantity | None, parts: Parts) -> Iterator[Finding]:
    """Yield that the parts exceed their whole, even at the ends that rounding leaves open, or add up to it exactly."""
    if quantity is None:
        return
    least, most = parts.total.lower, quantity.upper
    if least is not None and most is not None and least > most:
        named = (
            Bilingual("its part is", "其分项为")
            if parts.number == 1
            else Bilingual("its {number} parts add up to", "其{number}个分项合计", number=parts.number)
        )
        rounded = "" if parts.total.bound == "exact" else Bilingual("at least ", "至少")
        yield Finding(
            whole,
            "value",
            Bilingual(
                "{named} {rounded}{sum}, more than the whole's {most}",
                "{named}{rounded} {sum}，超过整体的 {most}",
                named=named,
                rounded=rounded,
                sum=show_number(least),
                most=show_number(most),
            ),
        )
    elif parts.total == quantity and parts.total.bound == "exact" and parts.number > 1:
        yield Finding(
            whole,
            "value",
            Bilingual("its {number} parts make it up exactly", "其{number}个分项恰好构成整体", number=parts.number),
            fault=False,
        )


def unusual_unit(figure: Figure, codes: Codebook) -> Iterator[Finding]:
    """Yield that the unit is unusual for the measure. Where one currency is usual, so are all, at any year's prices."""
    measure = codes["measure"].codes.get(figure.measure)
    usual = measure.units if measure else ()
    is_money = figure.unit[:3].isupper() and any(each.isupper() for each in usual)
    if usual and figure.unit not in usual and not is_money:
        yield Finding(
            figure.id,
            "unit",
            Bilingual(
                "{measure} is usually counted in {usual}, not {unit}",
                "{measure}的常用单位是{usual}，而非{unit}",
                measure=_named(codes, "measure", figure.measure),
                usual=join_words(_named(codes, "unit", each) for each in usual),
                unit=_named(codes, "unit", figure.unit),
            ),
            fault=False,
        )


def _named(codes: Codebook, kind: str, code: str) -> Bilingual:
    return Bilingual(repr(code) if kind == "measure" else code, f"“{codes.label(kind, code, 'zh')}”")


def misread(figure: Figure) -> Iterator[Finding]:
    """Yield that the printed form reads as another amount than value and bound.

    A form that is not an amount is skipped, and so is that of a share, which states the amount of all shares.
    """
    is_share = figure.note is not None and _SHARE.fullmatch(figure.note)
    amount = read_amount(figure.printed) if figure.printed and not is_share else None
    if amount and figure.value is not None and (amount.value, amount.upper, amount.bound) != (figure.value, figure.upper, figure.bound):
        both = (bounded(each.value, each.bound, each.upper) for each in (amount, figure) if each.value is not None)
        read, held = (Bilingual(show_quantity(each), show_quantity(each, "zh")) for each in both)
        yield Finding(
            figure.id,
            "printed",
            Bilingual(
                "{printed!r} reads as {read}, not {held}",
                "{printed!r} 读作 {read}，而非 {held}",
                printed=figure.printed,
                read=read,
                held=held,
            ),
            fault=False,
        )
