"""The results of an IATI activity: the actual value of each indicator and period as a figure."""

from collections.abc import Iterator
from typing import Final

from aidcli.exchange.iati_activity import Activity, date_of
from aidcli.exchange.iati_codes import UNSPECIFIED, Remarks
from aidcli.exchange.iati_shares import read_decimal
from aidcli.exchange.iati_xml import Element
from aidcli.exchange.slugs import digest
from aidcli.model.figure import Figure
from aidcli.model.period import parse_period
from aidcli.model.quantity import DIGITS, digits

MEASURE: Final = "results"
UNITS: Final = {"1": "unit", "2": "percent"}
"""The unit of an indicator by its measure; those of the other measures are no numbers. Percentages are never added up."""
NO: Final = ("0", "false")


def read_results(activity: Activity, remarks: Remarks) -> Iterator[Figure]:
    """Yield a figure without a source for each actual value; count in `remarks` those that are not taken."""
    for result in activity.element.all("result"):
        for indicator in result.all("indicator"):
            actuals = [(period, actual) for period in indicator.all("period") for actual in period.all("actual")]
            if (indicator.get("aggregation-status") or result.get("aggregation-status")) in NO:
                remarks.counts["result-not-added"] += len(actuals)
            else:
                made = list(filter(None, (_figure(activity, indicator, period, actual) for period, actual in actuals)))
                remarks.counts["result-no-number"] += len(actuals) - len(made)
                yield from made


def _figure(activity: Activity, indicator: Element, period: Element, actual: Element) -> Figure | None:
    """Return the figure of an actual value; None where it is not a number that a figure can hold."""
    printed, unit = actual.get("value"), UNITS.get(indicator.get("measure") or "1")
    value = read_decimal(printed)
    if value is None or unit is None or digits(value) > DIGITS:
        return None
    title = indicator.first("title")
    named = title.words(activity.language) if title else ""
    dimensions = ", ".join(f"{each.get('name')}: {each.get('value')}" for each in actual.all("dimension"))
    sectors, recipients = activity.sectors.parts, activity.recipients.parts
    stated = _period(period)
    return Figure(
        id=f"{activity.name}-result-{digest([named, indicator.get('measure'), stated or '', dimensions])}",
        sector=(sectors[0][0] if len(sectors) == 1 else None) or UNSPECIFIED,
        measure=MEASURE,
        value=value,
        unit=unit,
        printed=printed,
        period=stated,
        recipient=recipients[0][0] if len(recipients) == 1 else None,
        subject=f"{named} ({activity.subject})" if named else activity.subject,
        source="",
        line=actual.line,
        note=dimensions or None,
    )


def _period(period: Element) -> str | None:
    """Return the period that a start and an end enclose; None where neither is a date, or they are in the wrong order."""
    start, end = (date_of(each.get("iso-date")) if (each := period.first(name)) else "" for name in ("period-start", "period-end"))
    text = f"{start or '..'}/{end or '..'}" if start != end else start or ""
    return text if parse_period(text) else None
