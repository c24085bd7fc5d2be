"""Periods of time as reports state them: parse, contain, overlap. Pure.

The form is that of EDTF (ISO 8601-2) level 0, with the open intervals of level 1: `2023`, `2023-09`, `2023-09-01`,
`2020/2023-09`, `2020/..`, `../2021`.
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

_DATE = re.compile(r"(?!0000)(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
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


def years_of(text: str) -> str | None:
    """Return the whole years that a period lies in: 2023-02/2023-09 is `2023`, 2020/2023-09 is `2020/2023`, ../2021 stays so."""
    period = parse_period(text)
    if period is None:
        return None
    first, last = (".." if end in (_BEGINNING, _END) else end[:4] for end in period)
    return first if first == last else f"{first}/{last}"


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
