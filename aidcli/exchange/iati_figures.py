"""The figures of IATI activities, one for each share of a transaction, and what cannot be made a figure."""

from collections import Counter
from typing import Final

from aidcli.changes.checks import SHARE
from aidcli.errors import Bilingual
from aidcli.exchange.iati_activity import Activity, date_of
from aidcli.exchange.iati_codes import IatiCodes, Remarks
from aidcli.exchange.iati_results import read_results
from aidcli.exchange.iati_shares import read_decimal, shares
from aidcli.exchange.iati_xml import Element
from aidcli.exchange.slugs import digest, slug
from aidcli.model.codes import Codebook
from aidcli.model.figure import Figure
from aidcli.model.packed import FigureSpool
from aidcli.model.quantity import DIGITS, EXACT, Number, digits

TRANSACTION_TYPES: Final = range(1, 14)
"""The codes of the codelist TransactionType; measures have them as codes of a standard, `iati-3`."""


class ActivityFigures:
    """Make figures of activities as they come. They have no source yet."""

    def __init__(self, codes: Codebook) -> None:
        self.remarks = Remarks()
        self.codes = IatiCodes(codes, self.remarks)
        self.figures = FigureSpool()
        self.results = FigureSpool()
        self.totals: dict[tuple[str, str], Number] = {}
        """The sums of the transactions by measure and unit."""
        self._measures = {str(kind): codes["measure"].find(f"iati-{kind}") for kind in TRANSACTION_TYPES}
        self._publishers: set[str] = set()
        self._ids = _FreeIds()

    @property
    def publisher(self) -> str:
        """Who reports all the activities; empty where that is not one organisation."""
        return next(iter(self._publishers)) if len(self._publishers) == 1 else ""

    def add(self, element: Element) -> None:
        """Read an activity."""
        activity = Activity(element, self.codes)
        self._publishers.add(activity.publisher)
        for name in ("budget", "planned-disbursement"):
            self.remarks.counts[name] += len(element.all(name))
        transactions = element.all("transaction")
        references = Counter(each.get("ref") for each in transactions)
        for each in transactions:
            # A reference that several transactions have tells none of them from the others.
            self._add_transaction(each, activity, each.get("ref") if references[each.get("ref")] == 1 else "")
        for figure in read_results(activity, self.remarks):
            figure.id = self._ids.free(figure.id)
            self.results.append(figure)

    def _add_transaction(self, transaction: Element, activity: Activity, reference: str) -> None:
        kind, stated, values = transaction.first("transaction-type"), transaction.first("value"), transaction.all("value")
        if len(values) > 1:
            self.remarks.fault(
                values[1].line,
                Bilingual(
                    "a transaction has one value (IATI 2.03), and this is another; keep one",
                    "一笔交易只有一个金额（IATI 2.03），此处又有一个；请只留一个",
                ),
            )
        measure = self._measures.get(kind.get("code")) if kind else None
        unit = self.codes.unit(stated.get("currency") or activity.currency) if stated else None
        value = self._value(stated) if stated else None
        if stated is None or measure is None or unit is None:
            lacking = "transaction-value" if stated is None else "transaction-type" if measure is None else "transaction-currency"
            self.remarks.counts[lacking] += 1
        elif value is None:
            activity.shares_of(transaction)  # To find the faults of its percentages too.
        else:
            name = f"{activity.name}-{slug(reference) or digest(transaction.content())}"
            self._add_shares(name, transaction, activity, stated, measure, unit, value)

    def _value(self, stated: Element) -> Number | None:
        """Return the value of a transaction; None, and a fault, where it is not a number that a figure can hold."""
        text = stated.text.strip()
        value = read_decimal(text)
        if value is None:
            self.remarks.fault(
                stated.line,
                Bilingual("value {text!r} is not a number such as 1234.50", "金额 {text!r} 不是 1234.50 这样的数", text=text[:40]),
            )
        elif len(text) > DIGITS and digits(value) > DIGITS:
            self.remarks.fault(
                stated.line,
                Bilingual(
                    "value {text!r} has more than {digits} digits", "金额 {text!r} 超过 {digits} 位数字", text=text[:40], digits=DIGITS
                ),
            )
            return None
        return value

    def _add_shares(
        self, name: str, transaction: Element, activity: Activity, stated: Element, measure: str, unit: str, value: Number
    ) -> None:
        dated, bodies = transaction.first("transaction-date"), self.codes.bodies
        period = date_of(dated.get("iso-date")) if dated else ""
        self.remarks.counts["transaction-date"] += not period
        provider = bodies.find(transaction.first("provider-org")) or activity.provider
        receiver = bodies.find(transaction.first("receiver-org"))
        divided = activity.shares_of(transaction)
        for share, amount in zip(divided, shares(value, [each.part for each in divided]), strict=True):
            figure = Figure(
                id=self._ids.free(name + share.mark),
                sector=share.sector,
                measure=measure,
                unit=unit,
                subject=activity.subject,
                source="",
                value=amount,
                printed=stated.text.strip(),
                period=period or None,
                provider=provider,
                recipient=share.recipient,
                receiver=receiver,
                subject_zh=activity.subject_zh,
                line=stated.line,
                start=stated.start,
                note=SHARE.format(count=len(divided)) if len(divided) > 1 else None,
            )
            self.figures.append(figure)
        self.totals[measure, unit] = EXACT.add(self.totals.get((measure, unit), 0), value)


class _FreeIds:
    """Give each figure an id of its own: equal ones get an ordinal."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}

    def free(self, wanted: str) -> str:
        """Return the id that is wanted or, where it is taken, the first free one with an ordinal."""
        found = wanted
        while found in self._taken:
            self._last[wanted] = self._last.get(wanted, 1) + 1
            found = f"{wanted}-{self._last[wanted]}"
        self._taken.add(found)
        return found
