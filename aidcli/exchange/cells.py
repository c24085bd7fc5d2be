"""What a cell of a workbook shows: numbers and days as a spreadsheet program stores them (ECMA-376, SpreadsheetML). Pure."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

from aidcli.display.separated import plain_text
from aidcli.model.quantity import plain

Shown = Literal["number", "percentage", "year", "month", "day", "moment", "time", "elapsed"]
"""What a number format shows of a number: the number itself, or the time that it counts in days, to some precision."""
BUILT_IN: Final[Mapping[int, Shown]] = {
    **dict.fromkeys((9, 10), "percentage"),
    **dict.fromkeys((14, 15, 16, 28, 29, 30, 31, 51, 53, 54, 58), "day"),
    **dict.fromkeys((17, 27, 36, 50, 52, 57), "month"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), "time"),
    22: "moment",
    46: "elapsed",
}
"""What the formats show that a workbook names by number only, those from 27 up in a Chinese program; all others show numbers."""
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^]]*\]', re.IGNORECASE)
"""What a format shows as it stands, and its colours, conditions and locales."""
_WHOLE: Final = re.compile("-?[0-9]{1,99}")
_NUMBER: Final = re.compile("-?[0-9]{1,99}(?:[.][0-9]{0,99})?(?:[eE][-+]?[0-9]{1,3})?")
_LARGEST: Final = 400
"""The exponent that no number of a spreadsheet reaches."""
_SECONDS: Final = 86400


def shown_by(code: str) -> Shown:
    """Return what the format with this code shows: `yyyy-mm` a month."""
    section = _LITERAL.sub("", code).partition(";")[0].lower()
    has_year = "y" in section or ("e" in section and not re.search("[0#?]|general", section))  # `e` is the year of an era.
    if "[" in section:
        return "elapsed"
    if "h" in section or "s" in section:
        return "moment" if has_year or "d" in section else "time"
    if "d" in section or (not has_year and "m" in section):
        return "day"
    if has_year:
        return "month" if "m" in section else "year"
    return "percentage" if "%" in section else "number"


def shown_number(text: str, shown: Shown, *, is_1904: bool = False) -> str:
    """Return the number of a cell as CSV would hold it: `0.000052` for `5.2E-05`, `25%` for `0.25`, `2023-09` for a day shown as a month.

    A month or year that is not at its beginning is returned as the day. Raises ValueError where there is no such day or number.
    """
    if shown == "number":
        return _written_out(text)
    if shown == "percentage":
        return f"{_written_out(str(Decimal(_written_out(text)).scaleb(2)))}%"
    seconds = round(float(text) * _SECONDS)
    hours, rest = divmod(seconds, 3600)
    if shown == "elapsed" or (shown == "time" and 0 <= hours < 24):
        return f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
    moment = _moment(seconds, is_1904=is_1904)
    if moment.hour or moment.minute or moment.second:
        return str(moment)
    day = moment.date().isoformat()
    if shown == "year" and day.endswith("-01-01"):
        return day[:4]
    return day[:7] if shown == "month" and moment.day == 1 else day


def _written_out(text: str) -> str:
    """Return a number without an exponent. One of 16 or 17 digits writes a binary number, and becomes the shortest that does."""
    if _WHOLE.fullmatch(text):
        return str(int(text))
    number = Decimal(text) if _NUMBER.fullmatch(text) else None
    if number is None or abs(number.adjusted()) > _LARGEST:
        return text
    is_binary = 15 < len(number.as_tuple().digits) < 18
    return plain_text(plain(Decimal(repr(float(text))) if is_binary else number))


def _moment(seconds: int, *, is_1904: bool) -> datetime:
    """Return the moment so many seconds after the beginning of time, which is one of two; the earlier counts 29 February 1900, too."""
    leap = 60 * _SECONDS
    if seconds < 0 or (not is_1904 and (seconds < _SECONDS or leap <= seconds < leap + _SECONDS)):
        raise ValueError(seconds)
    begin = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 31 if seconds < leap else 30)  # noqa: DTZ001 - sheets know no time zones.
    return begin + timedelta(seconds=seconds)
