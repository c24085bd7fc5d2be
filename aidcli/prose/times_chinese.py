"""Expressions of time in Chinese: the pattern that finds them, and the period that each names. Pure."""

import re
from typing import Final

from aidcli.prose.dates import Anchor, NamedTime, arabic, count, dated, five_year_plan, length, months

_YEAR: Final = "(?:(?:19|20)[0-9]{2}|[一二][零一二三四五六七八九]{3})"
_NUMBER: Final = "[0-9]{1,2}|[一二两三四五六七八九十]{1,3}"
_MONTH: Final = "(?:1[0-2]|0?[1-9])(?=月)"
_DAY: Final = "(?:[0-9]{1,2}[日号])"
_DASH: Final = " ?(?:-|/|–|—{1,2}|~|至|到) ?"
_PART: Final = "上半年|下半年|前三季度|(?:第|前)?[一二三四1-4]个?季度|前(?:1?[0-9]|[一二三四五六七八九十]{1,2})个?月|年?[底末初]"
CHINESE_TIME: Final = re.compile(
    r"(?=[0-9截自从今去前明后本上下同当全八九十近过最这此一二两三四五六七到目迄至发“\"‘'])"
    rf"(?P<until>截至|截止到?)?(?P<from>自从?|从)?(?:"
    rf"(?P<first>{_YEAR})年?(?:(?P<first_month>{_MONTH})月)?{_DAY}?{_DASH}(?P<last>{_YEAR}|[0-9]{{2}}(?=年度))年(?:(?P<last_month>{_MONTH})月)?{_DAY}?[底末]?"
    rf"|(?:(?P<of_year>{_YEAR}) ?年|(?P<of_relative>今年|去年|前年|明年|本年|同年|当年)|(?<![0-9.,-]))"
    rf"(?P<from_month>1[0-2]|0?[1-9])(?:月份?)?{_DAY}?{_DASH}(?P<to_month>{_MONTH})月{_DAY}?[底末初份]?"
    rf"|(?:(?P<year>{_YEAR}) ?年度?|(?P<relative>今年|去年|前年|明年|后年|本年度?|上年度?|同年|当年|全年))"
    rf"(?:(?P<month>{_MONTH})月)?(?P<day>{_DAY})?(?P<part>{_PART})?"
    rf"|(?P<only_month>{_MONTH})月(?P<only_day>{_DAY})?[底末初份]?"
    rf"|[“\"‘']?(?P<plan>十[一二三四五]?|[八九])五(?:[”\"’'](?:时期|期间)?|时期|期间)"
    rf"|(?:近|过去|最近|这|前|此前)的?(?P<past>{_NUMBER})[多余]?年多?(?:来|以来|间|内|里|中)?"
    rf"|(?P<span>{_NUMBER})[多余]?年多?(?:来|以来|间|(?=累计|共))"
    r"|(?P<now>(?:(?<=截至)|到)目前(?:为止)?|目前(?=为止|[,，]?(?:已|累计|共|全))(?:为止)?|迄今|至今|发稿时?)"
    r"|(?P<half>上半年|下半年|前三季度)"
    r"|(?P<bare_day>[0-9]{1,2})[日号](?![常均益])"
    r")(?P<since>以来|来|起|开始|至今)?"
)
_SINCE: Final = re.compile("[^，,。；;0-9]{1,20}以来")
_AGO: Final = {"今年": 0, "本年": 0, "本年度": 0, "去年": 1, "上年": 1, "上年度": 1, "前年": 2, "明年": -1, "后年": -2}
_PLANS: Final = {"八": 8, "九": 9, "十": 10, "十一": 11, "十二": 12, "十三": 13, "十四": 14, "十五": 15}
_QUARTERS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def named_in_chinese(found: re.Match[str], anchor: Anchor) -> NamedTime:
    """Return what an expression names. The `anchor` keeps the year and range that were named last."""
    if found["first"] or found["to_month"]:
        return NamedTime("range", _range(found, anchor))
    if found["plan"]:
        years = five_year_plan(_PLANS[found["plan"]])
        return NamedTime("since", anchor.since(years[:4])) if found["since"] else NamedTime("plan", years)
    if found["past"]:
        return NamedTime("span", anchor.last_years(count(found["past"])))
    if found["span"]:
        return NamedTime("span", _spanned(found[0], count(found["span"]), anchor))
    if found["now"]:
        return NamedTime("now", anchor.until_now())
    return _point(found, anchor)


def _month_of(found: re.Match[str], year: str, month: str) -> str:
    text = found[year] if len(found[year]) > 2 else found["first"][:2] + found[year]
    return dated(text, int(found[month]) if found[month] else None)


def _range(found: re.Match[str], anchor: Anchor) -> str | None:
    if found["first"]:
        anchor.range = f"{_month_of(found, 'first', 'first_month')}/{_month_of(found, 'last', 'last_month')}"
        return anchor.range
    first, last = int(found["from_month"]), int(found["to_month"])
    year = _year(found["of_year"], found["of_relative"], last, anchor)
    if year is None or first > last:
        return None
    anchor.named, anchor.range = year, months(year, first, last)
    return anchor.range


def _spanned(text: str, years: int | None, anchor: Anchor) -> str | None:
    """Return the range named before, where 六年间 takes up its years, else the last years."""
    if years and anchor.range and length(anchor.range) in (years - 1, years):
        return anchor.range
    return (anchor.since_within(years) if text.endswith("间") else None) or anchor.last_years(years)


def _point(found: re.Match[str], anchor: Anchor) -> NamedTime:
    month = int(found["month"] or found["only_month"] or 0)
    year = _year(found["year"], found["relative"], month or bool(found["half"]), anchor)
    if year is None and found["until"] and found["bare_day"]:
        return NamedTime("until", anchor.until_day(int(found["bare_day"])))
    if year is None:
        return NamedTime("day" if found["only_day"] or not (month or found["relative"] or found["half"]) else "point", None)
    anchor.named = year
    day = found["day"] or found["only_day"]
    point = _parted(year, month, day, found)
    if found["until"]:
        return NamedTime("until", f"../{point.rpartition('/')[2]}")
    opened = found["since"] or ((found["from"] or month) and _SINCE.match(found.string, found.end()))
    if opened and (month or not found["relative"]):
        return NamedTime("since", anchor.since(point.partition("/")[0]))
    return NamedTime("day" if day else "relative" if found["relative"] and not month else "point", point)


def _year(stated: str | None, relative: str | None, month: int, anchor: Anchor) -> str | None:
    if stated:
        return arabic(stated)
    if relative in ("同年", "当年", "全年"):
        return anchor.named or (anchor.ago(0) if relative == "全年" else None)
    if relative:
        return anchor.ago(_AGO[relative])
    return anchor.year_of(month) if month else None


def _parted(year: str, month: int, day: str | None, found: re.Match[str]) -> str:
    part = found["part"] or found["half"] or ""
    if "季度" in part:
        quarter = next(_QUARTERS[each] for each in part if each in _QUARTERS)
        return months(year, 1 if part[0] == "前" else 3 * quarter - 2, 3 * quarter)
    if part.endswith("月"):
        return months(year, 1, count(part.strip("前个月")) or 12)
    if part in ("上半年", "下半年"):
        return months(year, 1, 6) if part == "上半年" else months(year, 7, 12)
    if found["until"] and not month and part:
        return year
    return dated(year, month, day[:-1] if day else None)
