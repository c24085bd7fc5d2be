"""Periods of time as reports state them: parse, contain, overlap. Pure.

The form is that of EDTF (ISO 8601-2) level 0, with the open intervals of level 1: `2023`, `2023-09`, `2023-09-01`,
`2020/2023-09`, `2020/..`, `../2021`.
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from aidcli.model.codes import fold

_DATE = re.compile(r"(?!0000)(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_DATE_WRITTEN: Final = "([0-9]{4})(?:年(?:([0-9]{1,2})月(?:([0-9]{1,2})日)?)?|-([0-9]{1,2})(?:-([0-9]{1,2}))?)?"
_BEGINNING: Final = "0000-00-00"
_END: Final = "9999-99-99"


class Period(NamedTuple):
    """First and last day, both included, as ISO dates. An open end is a date before, or after, every other."""

    first: str
    last: str

    def overlaps(self, other: "Period") -> bool:
        """Check that the two have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def contains(self, other: "Period") -> bool:
        """Check that every day of the other is a day of this one."""
        return self.first <= other.first and other.last <= self.last

    @property
    def days(self) -> int:
        """The number of days. An open end counts as the first day of year 1, or the last of year 9999."""
        first, last = date.min if self.first == _BEGINNING else date.fromisoformat(self.first), date.max
        return ((last if self.last == _END else date.fromisoformat(self.last)) - first).days + 1


@lru_cache(maxsize=4096)
def parse_period(text: str) -> Period | None:
    """Return the period that `text` states; None where it is not EDTF, ends before it begins, or is open at both ends."""
    start, slash, end = text.partition("/")
    first = (_BEGINNING,) if slash and start == ".." else _days(start)
    last = (_END,) if slash and end == ".." else _days(end if slash else start)
    if first is None or last is None or first[0] > last[-1] or (first[0], last[-1]) == (_BEGINNING, _END):
        return None
    return Period(first[0], last[-1])


def written_period(text: str) -> str | None:
    """Return the EDTF form of a period as people write it, else None.

    `2023年9月` is 2023-09, `2020-2023` and `2020年至2023年` are 2020/2023, `2023年2月至9月` is 2023-02/2023-09, and both
    `2020年以来` and `since 2020` are 2020/.. .
    """
    plain = fold(text)
    if parse_period(plain):
        return plain
    edtf = _written_date(plain)
    if onward := re.fullmatch("since (.+)|(.+?)(?:以来|至今|起)", plain):
        start = _written_date(onward[1] or onward[2])
        edtf = start and f"{start}/.."
    elif not edtf and (ends := re.fullmatch(rf"({_DATE_WRITTEN}) ?(?:至|到|—+|–|-|~|to) ?(\S+)", plain)):
        start = _written_date(ends[1])
        end = start and _written_date(_completed(ends[ends.re.groups], start))
        edtf = end and f"{start}/{end}"
    return edtf if edtf and parse_period(edtf) else None


def _written_date(text: str) -> str | None:
    match = re.fullmatch(_DATE_WRITTEN, text)
    if match is None:
        return None
    year, *smaller = filter(None, match.groups())
    return "-".join([year, *(f"{int(each):02}" for each in smaller)])


def _completed(end: str, start: str) -> str:
    """Return the end of a period with the year, or year and month, that it shares with the EDTF date `start`."""
    year, _, rest = start.partition("-")
    return (
        f"{year}年{end}" if re.match("[0-9]{1,2}月", end) else f"{year}年{rest[:2]}月{end}" if end.endswith("日") and len(end) < 4 else end
    )


def years_of(text: str) -> str | None:
    """Return the whole years that a period lies in: 2023-02/2023-09 is `2023`, 2020/2023-09 is `2020/2023`, ../2021 stays so."""
    period = parse_period(text)
    if period is None:
        return None
    first, last = (".." if end in (_BEGINNING, _END) else end[:4] for end in period)
    return first if first == last else f"{first}/{last}"


def day_numbers(text: str) -> tuple[int, int]:
    """Return the first and last day of a period as numbers in the order of days, such as 20230930; `text` must be a period."""
    first, last = (int(day.replace("-", "")) for day in parse_period(text) or (_BEGINNING, _END))
    return first, last


@lru_cache(maxsize=4096)
def _days(text: str) -> tuple[str, str] | None:
    match = _DATE.fullmatch(text)
    if not match:
        return None
    year, month, day = match.groups()
    end_month = month or "12"
    end_day = 31 if end_month == "12" else (date(int(year), int(end_month) + 1, 1) - timedelta(days=1)).day
    if day and int(day) > end_day:
        return None
    return f"{year}-{month or '01'}-{day or '01'}", f"{year}-{end_month}-{day or end_day}"
