"""Periods as expressions of time name them: from dates, spans up to the document's date, plans. Pure.

Periods are EDTF intervals, as in `model/period`.
"""

from typing import Final, NamedTuple

from aidcli.model.period import parse_period

_ENGLISH: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SMALL: Final = {
    "两": 2, "十一": 11, "十二": 12, "十三": 13, "十四": 14, "十五": 15, "二十": 20, "三十": 30, "四十": 40, "decade": 10,
    **{word: at for at, word in enumerate(_ENGLISH, 1)},
    **{han: at for at, han in enumerate("一二三四五六七八九十", 1)},
}  # fmt: skip
"""Numbers of years and months as words."""
_HAN: Final = "零一二三四五六七八九"
_FIRST_PLAN: Final = 1953
"""The first year of the first five-year plan. Plans have followed without a gap since the third, of 1966."""


class NamedTime(NamedTuple):
    """What an expression of time names: its kind, as in `Time`, and the period if it can be told."""

    kind: str
    period: str | None


class Anchor:
    """What periods are told from: the document's date, and the year and range that the text named last."""

    def __init__(self, date: str | None) -> None:
        period = parse_period(date) if date else None
        self.date = date.split("/")[-1] if date and period and not date.endswith("..") else None
        self.year = int(self.date[:4]) if self.date else None
        self.named: str | None = None
        self.range: str | None = None
        self._since: str | None = None

    def ago(self, years: int) -> str | None:
        """Return the year that is `years` before the document's year."""
        return None if self.year is None or years >= self.year else f"{self.year - years:04}"

    def until_now(self) -> str | None:
        """Return the open interval up to the document's date."""
        return f"../{self.date}" if self.date else None

    def until_day(self, day: int) -> str | None:
        """Return the open interval up to a day of the document's month that has come by its date."""
        if self.date is None or len(self.date) < len("2023-09") or day > int(self.date[8:10] or 31):
            return None
        return f"../{self.date[:7]}-{day:02}"

    def since(self, start: str) -> str:
        """Return the interval from a date to the document's, open where that is unknown or earlier."""
        period = f"{start}/{self.date}"
        self._since = period if self.date and parse_period(period) else f"{start}/.."
        return self._since

    def since_within(self, years: int | None) -> str | None:
        """Return the interval since a date that the text named before, where it is about so many years long."""
        return self._since if years and self._since and abs(length(self._since) - years) <= 1 else None

    def last_years(self, count: int | None) -> str | None:
        """Return the interval of the last `count` years, from that of the document back."""
        first = None if count is None else self.ago(count)
        return None if first is None else f"{first}/{self.year:04}"

    def year_of(self, month: int) -> str | None:
        """Return the year of a month without one: that of the document, or the one before where the month had not come yet."""
        later = self.date is not None and len(self.date) >= 7 and month > int(self.date[5:7])
        return self.ago(int(later))


def arabic(text: str) -> str:
    """Return the digits of a year that may be written in Chinese numerals."""
    return "".join(str(_HAN.index(each)) if each in _HAN else each for each in text)


def count(text: str | None) -> int | None:
    """Return a small number in digits or words; None for any other text."""
    return int(text) if text and text.isdecimal() else SMALL.get(text or "")


def dated(year: str, month: int | None = None, day: str | None = None) -> str:
    """Return a date as precise as what is given."""
    return "-".join((arabic(year), *([f"{month:02}"] if month else []), *([f"{int(day):02}"] if month and day else [])))


def months(year: str, first: int, last: int) -> str:
    """Return the interval of some months of a year."""
    return f"{year}-{first:02}/{year}-{last:02}"


def five_year_plan(ordinal: int) -> str:
    """Return the years of a Chinese five-year plan."""
    first = _FIRST_PLAN + 5 * (ordinal - 1) + (3 if ordinal > 2 else 0)
    return f"{first}/{first + 4}"


def length(period: str) -> int:
    """Return how many years lie between the ends of an interval; 0 where an end is open."""
    first, last = period[:4], period.rpartition("/")[2][:4]
    return int(last) - int(first) if first.isdecimal() and last.isdecimal() else 0
