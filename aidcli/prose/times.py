"""Find expressions of time in a line and the periods they name: dates, years, spans up to now, fiscal years, plans. Pure.

Periods are EDTF intervals, as in `model/period`.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from aidcli.model.period import parse_period
from aidcli.prose.passages import Passage

_HAN: Final = "零一二三四五六七八九"
_DASH: Final = r" ?(?:-|–|—{1,2}|~|至|到) ?"
_NUMBER: Final = r"[0-9]{1,2}|[一二两三四五六七八九十]{1,3}"
_YEAR: Final = rf"(?:(?:19|20)[0-9]{{2}}|[一二][{_HAN}]{{3}})"
_MONTHS: Final = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH: Final = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_SMALL: Final = (
    dict(zip("one two three four five six seven eight nine ten eleven twelve".split(), range(1, 13), strict=True))
    | {"couple of": 2}
    | dict(zip("一二三四五六七八九十", range(1, 11), strict=True))
    | {"两": 2, "十一": 11, "十二": 12, "十五": 15, "二十": 20, "三十": 30}
)
_PART: Final = r"上半年|下半年|前三季度|前?[一二三四1-4]个?季度|第[一二三四1-4]季度|财年|年?底|年?末|年?初"
_CHINESE: Final = re.compile(
    rf"(?P<until>截至|截止到?|截止)?(?:"
    rf"(?P<year1>{_YEAR})年?(?:(?P<month1>[0-9]{{1,2}})月)?(?:[0-9]{{1,2}}日)?{_DASH}(?P<year2>{_YEAR})年(?:(?P<month2>[0-9]{{1,2}})月)?(?:底|末)?"
    rf"|(?:(?P<year>{_YEAR}) ?年度?|(?P<rel>今年|去年|前年|明年|后年|本年度?|上年度?|同年|当年|全年))(?:(?P<month>[0-9]{{1,2}})月)?(?:[0-9]{{1,2}}[日号])?(?P<part>{_PART})?"
    rf"|(?P<month3>[0-9]{{1,2}})月(?:[0-9]{{1,2}}[日号])?(?:{_DASH}(?P<month4>[0-9]{{1,2}})月)?(?:[0-9]{{1,2}}[日号])?(?P<part3>底|末|初|份)?"
    rf"|(?P<plan>[“\"‘']?(?P<ordinal>十[一二三四五]|九|八)五[”\"’'](?:规划)?|(?P<ordinal2>十[一二三四五])五(?:时期|期间|规划))(?:时期|期间)?"
    rf"|(?P<span>(?:近|过去|最近|这|前|此前)的?(?P<count>{_NUMBER})(?:多|余)?年(?:多)?(?:来|以来|间|内|里|中)?|(?P<count2>{_NUMBER})(?:多|余)?年(?:多|的时间)?(?:来|以来|间|(?=累计|共)))"
    rf"|(?P<now>(?:到)?目前(?:为止)?|今|迄今|至今|发稿时?)"
    rf"|(?P<half>上半年|下半年|前三季度)"
    rf"|(?P<day>[0-9]{{1,2}}[日号])(?!常|均|益))"
    rf"(?P<tail>以来|来|起|开始|至今|后)?"
)
_POINT: Final = (
    rf"(?:(?P<day@>[0-9]{{1,2}})(?:st|nd|rd|th)? )?(?P<month@>{_MONTH})"
    rf"(?: (?P<dayb@>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9,]*[0-9]| [a-z]*(?:people|thousand|million)))?,?(?: (?:of )?(?P<year@>{_YEAR}))?"
    rf"|(?<![\u4e00-\u9fff])(?P<only@>(?:19|20)[0-9]{{2}})(?![\u4e00-\u9fff%])"
)
"""A date as English writes it; `@` stands for the number of the date within an expression."""
_ENGLISH: Final = re.compile(
    r"(?<![a-z0-9,.$-])(?:(?P<cue>since|from|between|(?:by|at|until|through) (?:the )?(?:end|close) of|by end-?|as of|as at|by|until|through|up to|in|during|for|of|over|on|end of|early|late|mid)[ -](?:the )?)?"
    r"(?:(?:(?P<fy>fy|fiscal year|fiscal|financial year) ?)?(?P<fyear>(?:19|20)[0-9]{2})(?P<fend>[/][0-9]{2,4})(?![0-9])|(?P<fyo>fy|fiscal year|financial year) ?(?P<fyear2>(?:19|20)[0-9]{2}|[0-9]{2})(?P<fend2>[-–/][0-9]{2,4})?(?![0-9])"
    r"|(?P<q>q[1-4]|(?:the )?(?:first|second|third|fourth) (?:half|quarter)|h[12])(?: of)? (?P<qyear>(?:19|20)[0-9]{2})"
    rf"|(?:{_POINT.replace('@', '1')})(?:(?: ?[-–—] ?| to | and | until | through )(?:(?:{_POINT.replace('@', '2')})|(?P<short>[0-9]{{2}})(?![0-9,.])))?"
    r"|(?P<rel>this year|last year|next year|to date|so far|the year)"
    rf"|(?P<span>(?:the )?(?:past|last|previous) (?P<count>[0-9]{{1,2}}|{'|'.join(_SMALL)}|decade) ?(?P<unit>years?|months?|weeks?|days?)?)"
    r"|(?P<plan>(?:the )?(?P<ordinal>1[0-5]|9)th five-year plan))(?![a-z0-9])"
)


class Time(NamedTuple):
    """An expression of time where it stands, and the period it names; None where it names none that can be told."""

    start: int
    end: int
    period: str | None
    kind: str
    """`day`, `point`, `relative` (this year), `range`, `since`, `until`, `now`, `span`, `plan`."""


class Clock:
    """What the times of a document are told from: its date, and the last year and range that it named."""

    def __init__(self, anchor: str | None) -> None:
        period = parse_period(anchor) if anchor else None
        self.anchor = anchor.split("/")[-1] if anchor and period else None
        self.year = int(period.last[:4]) if period and period.last[:4] != "9999" else None
        self.named: str | None = None
        self.range: str | None = None

    def times(self, passage: Passage) -> Iterator[Time]:
        """Yield the expressions of time in a line, in order."""
        found = [*_CHINESE.finditer(passage.low), *_ENGLISH.finditer(passage.low)]
        end = 0
        for match in sorted(found, key=re.Match.start):
            if match.start() >= end and (time := self._read(match, passage.low)):
                end = time.end
                yield time

    def _read(self, match: re.Match[str], low: str) -> Time | None:
        got = _Groups(match)
        kind, period = self._chinese(got, low) if match.re is _CHINESE else self._english(got, low)
        if not kind:
            return None
        period = period if period and parse_period(period) else None
        if kind == "range" and period:
            self.range = period
        return Time(match.start(), match.end(), period, kind)

    def _relative(self, word: str) -> str | None:
        if word in ("同年", "当年"):
            return self.named
        if self.year is None:
            return None
        offset = {"去年": -1, "上年": -1, "上年度": -1, "last year": -1, "前年": -2, "明年": 1, "后年": 2, "next year": 1}.get(word, 0)
        return f"{self.year + offset:04}"

    def _to_anchor(self, start: str) -> str:
        """Return the interval from a date to that of the document, open where it has none or an earlier one."""
        end = self.anchor or ".."
        return f"{start}/{end}" if parse_period(f"{start}/{end}") else f"{start}/.."

    def _spanned(self, years: int | None) -> str | None:
        return None if years is None or self.year is None else f"{self.year - years:04}/{self.year:04}"

    def _chinese(self, got: "_Groups", low: str) -> tuple[str, str | None]:
        if got["year1"]:
            return "range", f"{_dated(got['year1'], got['month1'])}/{_dated(got['year2'], got['month2'])}"
        if got["plan"]:
            return "plan", _plan(_SMALL[ordinal] if (ordinal := got["ordinal"] or got["ordinal2"]) in _SMALL else 10 + _SMALL[ordinal[1]])
        if got["span"]:
            count = _count(got["count"] or got["count2"])
            same = self.range and got["count2"] and count and _years(self.range) in (count - 1, count)
            return "span", self.range if same else self._spanned(count)
        if got["now"]:
            return ("now", f"../{self.anchor}" if self.anchor else None) if got["until"] or got["now"] not in ("今",) else ("", None)
        if got["day"]:
            return "day", None
        return self._chinese_point(got)

    def _chinese_point(self, got: "_Groups") -> tuple[str, str | None]:
        year = _year(got["year"]) or (self._relative(got["rel"]) if got["rel"] else None)
        month, part = got["month"] or got["month3"], got["part"] or got["part3"] or got["half"] or ""
        if not year and not got["rel"] and self.year is not None:
            year = self._year_of(month)
        self.named = year or self.named
        if not year:
            return "point", None
        exact = got["month4"] and f"{_dated(year, month)}/{_dated(year, got['month4'])}" or _parted(_dated(year, month), part)
        if got["until"]:
            day = re.search("([0-9]{1,2})[日号]", got.text)
            return "until", f"../{_day(exact, day and day[1])}".replace("-12-31", "-12")
        if got["tail"] in ("以来", "来", "起", "开始", "至今") and not (got["rel"] and not month):
            return "since", self._to_anchor(exact.split("/")[0])
        kind = "day" if re.search("[0-9][日号]", got.text) else "relative" if got["rel"] and not month else "point"
        return kind, exact

    def _year_of(self, month: str | None) -> str:
        """Return the year that a month without one lies in: the one named last in a recent stretch, else that before the document's date."""
        if self.named and self.year is not None and int(self.named) == self.year - 1 and False:
            return self.named
        later = self.anchor and len(self.anchor) >= 7 and month and int(month) > int(self.anchor[5:7])
        return f"{(self.year or 0) - bool(later):04}"

    def _english(self, got: "_Groups", low: str) -> tuple[str, str | None]:
        cue = got["cue"] or ""
        if got["fyear"] or got["fyear2"]:
            return "range", _fiscal(got["fyear"] or got["fyear2"], got["fend"] or got["fend2"])
        if got["q"]:
            return "point", _quarter(got["q"], got["qyear"])
        if got["rel"]:
            if got["rel"] in ("to date", "so far"):
                return "now", f"../{self.anchor}" if self.anchor else None
            return ("relative", self._relative(got["rel"])) if got["rel"] != "the year" else ("", None)
        if got["span"]:
            years = 10 if got["count"] == "decade" else _count(got["count"]) if (got["unit"] or "").startswith("year") else None
            return "span", self._spanned(years)
        if got["plan"]:
            return "plan", _plan(int(got["ordinal"]))
        return self._english_point(got, cue, low)

    def _english_point(self, got: "_Groups", cue: str, low: str) -> tuple[str, str | None]:
        if got["month1"] == "may" and not (
            got["year1"] or got["day1"] or got["dayb1"] or cue in ("in", "since", "by", "until", "from", "early", "late")
        ):
            return "", None
        following = low[got.end : got.end + 24]
        if got["only1"] and not cue and not got["month2"] and not got["only2"] and re.match(r" (?:people|[a-z]+s\b)", following):
            return "", None
        second_year = got["year2"] or got["only2"] or (got["short"] and (got["only1"] or "")[:2] + got["short"])
        first = self._dated(got["month1"], got["year1"] or got["only1"] or second_year, got["day1"] or got["dayb1"])
        second = (
            self._dated(got["month2"], second_year or got["year1"], got["day2"] or got["dayb2"]) if got["month2"] or second_year else None
        )
        if first is None:
            return "day", None
        self.named = first[:4]
        if second and (got["only2"] or got["month2"] or got["short"]):
            return "range", f"{first}/{second}"
        if cue in ("since", "from", "early", "late") and cue == "since":
            return "since", self._to_anchor(first)
        if cue in ("as of", "as at", "by", "until", "through", "up to") or "end" in cue.split():
            return "until", f"../{first}"
        return ("day" if len(first) == 10 else "point"), first

    def _dated(self, month: str | None, year: str | None, day: str | None) -> str | None:
        number = next((at for at, name in enumerate(_MONTHS, 1) if month and name.startswith(month.strip(".")[:3])), None)
        year = year or (self._year_of(str(number)) if self.year is not None and number else None)
        if not year or (day and not 1 <= int(day) <= 31):
            return None
        return _day(_dated(year, str(number) if number else None), day if number else None)


class _Groups:
    """The groups of a match, without failing for a group that the pattern lacks."""

    def __init__(self, match: re.Match[str]) -> None:
        self._groups, self.end, self.text = match.groupdict(), match.end(), match[0]

    def __getitem__(self, name: str) -> str | None:
        return self._groups.get(name)


def _year(text: str | None) -> str | None:
    return text and "".join(str(_HAN.index(each)) if each in _HAN else each for each in text)


def _dated(year: str | None, month: str | None) -> str:
    return f"{_year(year)}-{int(month):02}" if month else f"{_year(year)}"


def _day(period: str, day: str | None) -> str:
    return f"{period.split('/')[-1]}-{int(day):02}" if day and len(period.split("/")[-1]) == 7 else period.split("/")[-1]


def _parted(period: str, part: str) -> str:
    year = period[:4]
    if "季度" in part and len(period) == 4:
        number = next((_SMALL.get(each) or int(each) for each in part if each in "一二三四1234"), 1)
        return f"{year}-{1 if '前' in part else 3 * number - 2:02}/{year}-{3 * number:02}"
    if part in ("上半年", "下半年"):
        return f"{year}-01/{year}-06" if part == "上半年" else f"{year}-07/{year}-12"
    return period


def _quarter(text: str, year: str) -> str:
    number = next(
        (
            at
            for at, words in enumerate((("1", "first"), ("2", "second"), ("3", "third"), ("4", "fourth")), 1)
            if any(w in text for w in words)
        ),
        1,
    )
    months = 6 if "half" in text or text[0] == "h" else 3
    return f"{year}-{months * (number - 1) + 1:02}/{year}-{months * number:02}"


def _fiscal(year: str, end: str | None) -> str:
    first = year if len(year) == 4 else f"20{year}"
    return f"{first}/{first[: 4 - len(end) + 1]}{end[1:]}" if end else first


def _plan(ordinal: int) -> str:
    first = 2021 + 5 * (ordinal - 14)
    return f"{first}/{first + 4}"


def _count(text: str | None) -> int | None:
    return None if text is None else int(text) if text.isdecimal() else _SMALL.get(text)


def _years(period: str) -> int:
    first, _, last = period.partition("/")
    return int((last or first)[:4]) - int(first[:4]) if first[:4].isdecimal() and (last or first)[:4].isdecimal() else 0


def day_before(text: str) -> str:
    """Return the day before an ISO date."""
    return (date.fromisoformat(text) - timedelta(days=1)).isoformat()
