"""Numbers and dates as files of other programs write them. Pure."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from aidcli.model.codes import fold
from aidcli.model.period import parse_period
from aidcli.model.quantity import EXACT, Number, plain

DATE_ORDERS: Final = ("day-first", "month-first")
"""How `05/06/2014` may be read."""
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = r"(?P<word>(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*)\.?"
_TIME: Final = r"(?:(?:[T ] ?|, ?)\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[ap]m)?(?:Z| ?[+-]\d\d:?\d\d| ?utc| ?gmt)?)?"
_WEEKDAY: Final = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?"
_DATES: Final = (
    r"(?P<year>\d{4})(?:\.0+)?",
    rf"(?P<year>\d{{4}})(?P<sign>[-/.])(?P<month>\d{{1,2}})(?:(?P=sign)(?P<day>\d{{1,2}}){_TIME})?",
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})?",
    r"(?P<year>\d{4}) ?年(?:度)?(?: ?(?P<month>\d{1,2}) ?月(?:份)?(?: ?(?P<day>\d{1,2}) ?[日号])?)?",
    r"(?:fy|cy|fiscal year|financial year) ?(?P<year>\d{4})",
    rf"{_WEEKDAY}(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?)?{_MONTH},?[ -](?P<year>\d{{4}}){_TIME}",
    rf"{_WEEKDAY}{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}}){_TIME}",
)
_ORDERED: Final = rf"(?P<first>\d{{1,2}})(?P<sign>[/.-])(?P<second>\d{{1,2}})(?P=sign)(?P<year>\d{{4}}){_TIME}"
_BETWEEN: Final = re.compile(" ?(?:--|–|—|~|～|至|到| to | - |/|-) ?")


class Conventions(NamedTuple):
    """How a file writes numbers, dates and empty cells."""

    thousands: str = ","
    decimal: str = "."
    scale: Number = 1
    """What every plain number is multiplied by."""
    dates: str = ""
    """One of DATE_ORDERS, where it is known."""
    blank: frozenset[str] = frozenset()
    """What stands in cells that are empty, folded."""

    def cell(self, text: str) -> str:
        """Return a cell without the blanks around it; empty where it holds a word for empty."""
        text = text.strip()
        return "" if text and self.blank and fold(text) in self.blank else text

    def number(self, text: str) -> Number | None:
        """Return the number that a cell holds, with all its digits: `32,000,000`, `5.20E-05`. Return None for any other text."""
        match = _number_pattern(self.thousands, self.decimal)(text if text.isascii() else fold(text).replace("−", "-"))
        if not match:
            return None
        digits = match[0].replace(self.thousands, "") if self.thousands else match[0]
        value = Decimal(digits.replace(self.decimal, "."))
        return plain(EXACT.multiply(value, self.scale)) if abs(value.adjusted()) < 100 else None


@lru_cache(maxsize=8)
def _number_pattern(thousands: str, decimal: str) -> Callable[[str], re.Match[str] | None]:
    point = re.escape(decimal)
    whole = rf"(?:[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+|[0-9]+)" if thousands else "[0-9]+"
    return re.compile(rf"[+-]?(?:{whole}(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]{{1,3}})?").fullmatch


@lru_cache(maxsize=8192)
def read_date(text: str, order: str = "") -> str | None:
    """Return the day, month, year or interval that a text names, as EDTF; None where it names none.

    `2023年5月`, `June 19, 2020`, `2020-06-19T00:00:00Z`, `2019/20`, `2020年至2023年`. In `05/06/2014` the order of day
    and month must be stated.
    """
    if parse_period(text):
        return text
    low = " ".join(fold(text).split()) if len(text) <= 60 else ""
    found = _single_date(low, order)
    if found is None and (match := re.fullmatch(r"(?:fy ?)?((?:19|20)\d\d)[-/–](\d\d)", low)):
        found = f"{match[1]}/{match[1][:2]}{match[2]}"
    found = found or _interval(low, order)
    return found if found and parse_period(found) else None


def join_dates(first: str, last: str) -> str:
    """Return the interval from one date to another, as EDTF; an empty one is open."""
    return first if first == last else f"{first or '..'}/{last or '..'}"


def _single_date(text: str, order: str) -> str | None:
    match = next(filter(None, (re.fullmatch(each, text, re.ASCII | re.IGNORECASE) for each in _DATES)), None)
    if match:
        parts = match.groupdict()
        month = str(_MONTHS.index(parts["word"][:3]) + 1) if parts.get("word") else parts.get("month")
        return _iso(parts["year"], month, parts.get("day"))
    match = re.fullmatch(_ORDERED, text, re.ASCII | re.IGNORECASE) if order else None
    if match:
        day, month = (match["first"], match["second"]) if order == "day-first" else (match["second"], match["first"])
        return _iso(match["year"], month, day)
    return None


def _interval(text: str, order: str) -> str | None:
    """Return the interval between two dates; only where one way of dividing the text gives two."""
    for match in _BETWEEN.finditer(text):
        first, last = _single_date(text[: match.start()], order), _single_date(text[match.end() :], order)
        if first and last:
            return join_dates(first, last)
    return None


def _iso(year: str, month: str | None, day: str | None) -> str | None:
    """Return a date; None where no calendar has it."""
    date = "-".join(filter(None, (year, month and f"{int(month):02}", day and f"{int(day):02}")))
    return date if parse_period(date) else None
