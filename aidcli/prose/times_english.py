"""Expressions of time in English: the pattern that finds them, and the period that each names. Pure."""

import re
from typing import Final

from aidcli.prose.dates import SMALL, Anchor, NamedTime, count, dated, five_year_plan, months

_YEAR: Final = "(?:19|20)[0-9]{2}"
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_POINT: Final = (
    rf"(?:(?P<day@>[0-9]{{1,2}})(?:st|nd|rd|th)? )?(?P<month@>{_MONTH})"
    r"(?: (?P<after@>[0-9]{1,2})(?:st|nd|rd|th)?(?![0-9,]*[0-9]| [a-z]*(?:people|thousand|million)))?"
    rf",?(?: (?:of )?(?P<year@>{_YEAR}))?"
    rf"|(?<![\u4e00-\u9fff])(?P<only@>{_YEAR})(?![\u4e00-\u9fff%])"
)
"""A date as English writes it; `@` stands for the number of the date within an expression."""
_WORDS: Final = "|".join(word for word in SMALL if word.isascii())
_CUE: Final = (
    "(?:since|from) the (?:start|beginning) of|since (?:[a-z’']+ ){1,9}in|since|from|between"
    "|(?:by|at|until|through|as of|as at) (?:the )?(?:end|close) of|by end-?|by (?:[a-z]+ ){1,3}in|as of|as at|by"
    "|until|through|up to|in|during|for|of|over|on|end of|early|late|mid|this|last"
)
ENGLISH_TIME: Final = re.compile(
    rf"(?=[a-z0-9])(?<![a-z0-9,.$-])(?:(?P<cue>{_CUE})[ -](?:the )?)?(?:"
    rf"(?:(?:fy|fiscal year|fiscal|financial year) ?)?(?P<fiscal>{_YEAR})(?P<to>/[0-9]{{2,4}})(?![0-9])"
    rf"|(?:fy|fiscal year|financial year) ?(?P<labelled>{_YEAR}|[0-9]{{2}})(?P<labelled_to>[-–/][0-9]{{2,4}})?(?![0-9])"
    rf"|(?P<part>q[1-4]|(?:first|second|third|fourth) (?:half|quarter)|h[12])(?: of)? (?P<part_year>{_YEAR})"
    rf"|(?:{_POINT.replace('@', '1')})"
    rf"(?:(?: ?[-–—] ?| to | and | until | through )(?:(?:{_POINT.replace('@', '2')})|(?P<short>[0-9]{{2}})(?![0-9,.])))?"
    rf"|(?:the )?first (?P<months>[0-9]{{1,2}}|{_WORDS}) months of (?P<months_of>{_YEAR}|this year|last year)"
    r"|(?P<past_year>past year|(?:past|previous) (?:12|twelve) months)"
    r"|(?P<relative>today|this year|last year|next year|to date|so far)"
    rf"|(?P<these>(?:those|these|the) (?P<these_count>[0-9]{{1,2}}|{_WORDS}) years)"
    rf"|(?:past|last|previous) (?P<count>[0-9]{{1,2}}|{_WORDS})"
    r" ?(?P<unit>years?|months?|weeks?|days?)?"
    r"|(?P<plan>1[0-5]|9)th five-year plan"
    r")(?![a-z0-9])"
)
_ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_UNTIL: Final = ("as of", "as at", "by", "until", "through", "up to", "by end", "by end-")
_MAY: Final = ("in", "since", "by", "until", "from", "early", "late", "mid", "between", "during")
"""What stands before the month of May, where no day or year tells it from the verb."""
_COUNTED: Final = re.compile(r" (?:people|[a-z]+[^s\W]s(?![a-z]))")
"""What follows a number such as 2013 that is no year."""


def named_in_english(found: re.Match[str], anchor: Anchor) -> NamedTime | None:
    """Return what an expression names; None for what is no time."""
    if year := found["fiscal"] or found["labelled"]:
        return NamedTime("range", _fiscal(year, found["to"] or found["labelled_to"]))
    if found["part"] or found["months"]:
        return NamedTime("point", _part(found, anchor))
    if found["relative"]:
        return _relative(found["relative"], found["cue"] or "", anchor)
    if found["these"] or found["count"] or found["past_year"]:
        return NamedTime("span", _span(found, anchor))
    if found["plan"]:
        return NamedTime("plan", five_year_plan(int(found["plan"])))
    return _point(found, anchor)


def _span(found: re.Match[str], anchor: Anchor) -> str | None:
    if found["these"]:
        return anchor.since_within(count(found["these_count"]))
    if found["past_year"]:
        return anchor.last_years(1)
    years = found["count"] == "decade" or (found["unit"] or "").startswith("year")
    return anchor.last_years(count(found["count"])) if years else None


def _relative(words: str, cue: str, anchor: Anchor) -> NamedTime:
    if cue.startswith(("since", "from")) and words == "this year":
        this = anchor.ago(0)
        return NamedTime("since", this and anchor.since(this))
    if words == "today":
        return NamedTime("day", anchor.date if anchor.date and len(anchor.date) > len("2023-09") else None)
    if words in ("to date", "so far"):
        return NamedTime("now", anchor.until_now())
    return NamedTime("relative", anchor.ago({"this year": 0, "last year": 1}.get(words, -1)))


def _point(found: re.Match[str], anchor: Anchor) -> NamedTime | None:
    cue = found["cue"] or ""
    second_year = found["year2"] or found["only2"] or (found["short"] and (found["only1"] or "")[:2] + found["short"])
    if _is_no_time(found, cue, second_year):
        named = found["only1"] and found.string.startswith("the ", max(0, found.start() - 4))  # the 2015 earthquakes
        return NamedTime("day", None) if named else None
    first = _date(found, "1", found["only1"] or found["year1"] or second_year, anchor)
    second = _date(found, "2", second_year or found["year1"], anchor) if second_year or found["month2"] else None
    if first is None:
        return NamedTime("day", None)
    anchor.named = first[:4]
    if second:
        anchor.range = f"{first}/{second}"
        return NamedTime("range", anchor.range)
    if cue.startswith("since"):
        return NamedTime("since", anchor.since(first))
    if cue in _UNTIL or cue.endswith((" end of", " close of")) or (cue.startswith("by ") and cue.endswith(" in")):
        return NamedTime("until", f"../{first}")
    return NamedTime("day" if len(first) > len("2023-09") else "point", first)


def _is_no_time(found: re.Match[str], cue: str, second_year: str | None) -> bool:
    if found["month1"] == "may":
        return not (found["year1"] or found["day1"] or found["after1"] or cue in _MAY)
    if found["month1"] and not (cue or found["year1"] or found["month2"]):
        day = found["day1"] or found["after1"]
        return not day or found.string.startswith("the ", max(0, found.start() - 4))  # the August floods, the April 25 earthquake
    return bool(found["only1"] and not cue and not second_year and not found["month2"] and _COUNTED.match(found.string, found.end()))


def _date(found: re.Match[str], which: str, year: str | None, anchor: Anchor) -> str | None:
    name = found[f"month{which}"]
    month = _MONTHS.index(name[:3]) + 1 if name else None
    year = year or (anchor.year_of(month) if month else None)
    return year and dated(year, month, found[f"day{which}"] or found[f"after{which}"])


def _part(found: re.Match[str], anchor: Anchor) -> str | None:
    if found["months"]:
        year = {"this year": anchor.ago(0), "last year": anchor.ago(1)}.get(found["months_of"], found["months_of"])
        last = count(found["months"]) or 0
        return months(year, 1, last) if year and 1 <= last <= 12 else None
    text = found["part"]
    number = int(text[1]) if text[1].isdecimal() else _ORDINALS[text.partition(" ")[0]]
    long = 6 if text[0] == "h" or "half" in text else 3
    return months(found["part_year"], long * (number - 1) + 1, long * number)


def _fiscal(year: str, end: str | None) -> str:
    first = year if len(year) > 2 else f"20{year}"
    return f"{first}/{first[: 4 - len(end[1:])]}{end[1:]}" if end else first
