"""Find the expressions of time in a line, in both languages. Pure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from aidcli.model.period import parse_period
from aidcli.prose.dates import Anchor
from aidcli.prose.passages import Passage
from aidcli.prose.times_chinese import CHINESE_TIME, named_in_chinese
from aidcli.prose.times_english import ENGLISH_TIME, named_in_english


class Time(NamedTuple):
    """An expression of time where it stands, and the period it names; None where it names none that can be told."""

    start: int
    end: int
    period: str | None
    kind: str
    """`day`, `point` (a year or month), `relative` (this year), `range`, `since`, `until`, `now`, `span`, `plan`."""


def times_in(passage: Passage, anchor: Anchor) -> Iterator[Time]:
    """Yield the expressions of time in a line, in order."""
    found = [*CHINESE_TIME.finditer(passage.low), *ENGLISH_TIME.finditer(passage.low)]
    end = 0
    for match in sorted(found, key=re.Match.start):
        named = match.start() >= end and (named_in_chinese if match.re is CHINESE_TIME else named_in_english)(match, anchor)
        if named:
            end = match.end()
            # A day or month that no calendar has names no period.
            yield Time(match.start(), end, named.period if named.period and parse_period(named.period) else None, named.kind)
