"""Read the figures that a text states: every number, where it stands, what it means, or why it is none. Pure; linear in the text."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final, NamedTuple

from aidcli.model.quantity import Number, bounded
from aidcli.prose.context import Spot, Topics, measure_of, place_of_title, recipient_of, sector_named, spot_of
from aidcli.prose.dates import Anchor
from aidcli.prose.dismissals import dismissal
from aidcli.prose.doubts import doubt_of
from aidcli.prose.linking import Earlier, Wholes
from aidcli.prose.numbers import Numeral, numerals
from aidcli.prose.passages import Passage, is_heading, prepare, run_in_heading
from aidcli.prose.periods import Calendar
from aidcli.prose.subjects import subject_of
from aidcli.prose.times import Time, times_in
from aidcli.prose.units import Unit, unit_of
from aidcli.prose.words import Vocabulary

FIGURE: Final = "figure"
DOUBTFUL: Final = "doubtful"
DISMISSED: Final = "none"
_CONTEXT: Final = 120
"""Characters of the sentence that are shown on either side of a figure."""
_TOTAL: Final = 24
"""Characters before a figure in which a word may call it a total."""
_OF_THEM: Final = re.compile(" of (?:them|whom|these|those)(?![a-z])")
_FIELD: Final = re.compile("[^，,。；;]{2,14}方面[，,]")
"""Opens a sentence and says what it is about: 医疗方面，"""
_NEXT_OF_LIST: Final = re.compile("[、和及与]|,? and |, ")
_WITHOUT_NOUN: Final = re.compile(" (?:with|were|was|received|have|has|had|got|gained|through|who|are)(?![a-z])")
_FURTHER: Final = re.compile("(?<![a-z])(?:another|an? further|an additional|the other) $")
_RATE: Final = re.compile("率(?:达到|达|为|已达|升至)?$")


class Reading(NamedTuple):
    """A number of a text. `start` and `end` are 0-based offsets in line `line` (1-based); `printed` is what stands there.

    `value` and `upper` are in the base unit. `state` is `figure`, `doubtful` (background, a target, a difference: `reason`
    says which) or `none` (no figure: `reason` says why). What the text does not tell is None. `part_of` is the line and start
    of the reading that this one is already counted in.
    """

    line: int
    start: int
    end: int
    printed: str
    value: Number | None
    upper: Number | None
    bound: str
    unit: str | None
    unit_word: str
    sector: str | None
    measure: str | None
    period: str | None
    recipient: str | None
    part_of: tuple[int, int] | None
    subject: str
    subject_zh: str
    state: str
    reason: str
    context: str


def read_text(text: str, words: Vocabulary, anchor: str | None = None) -> Iterator[Reading]:
    """Yield every number of `text` in order. `anchor`, an EDTF date, is the document's: what "this year" is told from."""
    document = _Document(words, anchor)
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield from document.read(number, line.removesuffix("\r"))


class _Document:
    """What earlier lines tell about the next: topics, times, wholes, the figure before."""

    def __init__(self, words: Vocabulary, anchor: str | None) -> None:
        self._words, self._anchor = words, Anchor(anchor)
        self._topic, self._calendar, self._wholes = Topics(), Calendar(), Wholes()
        self._last: Reading | None = None
        self._begun = self._under_heading = False
        self._links: list[tuple[int, int]] = []
        self._classified: dict[tuple[int, str], str | None] = {}

    def read(self, number: int, line: str) -> Iterator[Reading]:
        passage = prepare(line, self._words)
        times = list(times_in(passage, self._anchor))
        self._links = [found.span() for found in self._words.linking.finditer(passage.low)]
        self._open(passage, times)
        self._classified = {}
        end, stated = 0, False
        for numeral, covering in self._covered(passage, times):
            if numeral.core >= end:  # A unit may hold a numeral: the 千 of 千瓦.
                # What stands before it may be the end of the figure before.
                free = numeral if numeral.start >= end else numeral._replace(start=numeral.core, currency=None)
                reading = self._reading(number, passage, free, covering if covering and covering[0] >= end else None)
                end, stated = reading.end, stated or reading.state == FIGURE
                yield reading
        if not self._under_heading:
            self._calendar.close_line(passage, stated=stated)

    def _covered(self, passage: Passage, times: list[Time]) -> Iterator[tuple[Numeral, tuple[int, int, str] | None]]:
        """Yield the numbers of a line, each with the expression of time or the idiom that it is part of: offsets and reason."""
        idioms = (
            (found.start(), found.end(), self._words.code("idiom", found[0]) or "") for found in self._words.idioms.finditer(passage.low)
        )
        spans = sorted([*((time.start, time.end, "expression of time") for time in times), *idioms])
        at = 0
        for numeral in numerals(passage, self._words):
            while at < len(spans) and spans[at][1] <= numeral.core:
                at += 1
            yield numeral, spans[at] if at < len(spans) and spans[at][0] <= numeral.core else None

    def _open(self, passage: Passage, times: list[Time]) -> None:
        heading = is_heading(passage.text, first=not self._begun)
        if heading and not self._begun:
            self._topic.title, self._topic.place = sector_named(passage.cues, "sector"), place_of_title(passage)
        elif heading:
            self._topic.open_section(passage.cues, below=self._under_heading)
        if heading:
            self._calendar.open_section(passage, times)
        self._begun, self._under_heading = True, heading
        self._topic.open_paragraph(self._words.cues(run_in_heading(passage.text).lower()))
        self._calendar.open_line(passage, times)

    def _reading(self, number: int, passage: Passage, numeral: Numeral, covering: tuple[int, int, str] | None) -> Reading:
        if covering:
            start, end, reason = covering
            return _dismissed(number, passage, start, max(end, numeral.core + 1), None, reason)
        unit = self._inherited(number, passage, numeral, unit_of(passage, numeral, self._words))
        reason = dismissal(passage, numeral, unit, self._words) or ""
        if reason:
            return _dismissed(number, passage, numeral.core, max(numeral.end, unit.end if unit.beside else 0), numeral, reason)
        return self._figure(number, passage, numeral, unit)

    def _inherited(self, number: int, passage: Passage, numeral: Numeral, unit: Unit) -> Unit:
        """Return the unit of the figure before where this one is a part of it, or has the same classifier and no noun."""
        last = self._last
        if unit.code or last is None or numeral.form == "part":
            return unit
        if unit.classifier and (known := self._classified.get((passage.sentence(numeral.core)[0], unit.classifier))):
            return unit._replace(code=known)
        if unit.word or last.unit in self._words.currency_codes:
            return unit
        link = self._link(passage.sentence(numeral.core)[0], numeral.start)
        further = bool(_FURTHER.search(passage.low[max(0, numeral.start - 16) : numeral.start]))
        if last.line == number and (further or (last.unit == "person" and _WITHOUT_NOUN.match(passage.low, numeral.end))):
            return unit._replace(code=last.unit, word=last.unit_word)
        part = (link and not passage.low[link[1] : numeral.start].strip(" ,")) or _OF_THEM.match(passage.low, numeral.end)
        if not part:
            return unit
        return unit._replace(code=last.unit, word=last.unit_word or "-")

    def _figure(self, number: int, passage: Passage, numeral: Numeral, unit: Unit) -> Reading:
        start, end = numeral.start, unit.end
        spot, sentence = spot_of(passage, start, end), passage.sentence(start)
        link = self._link(max(sentence[0], start - _CONTEXT), start)
        named = _FIELD.match(passage.text, sentence[0])
        field = sector_named(passage.cues_within(sentence[0], named.end()), "sector") if named and named.end() <= start else None
        sector = self._topic.sector(passage, spot, field)
        doubt = doubt_of(passage, spot, unit.code) or self._doubt_of_list(number, passage, start, unit)
        if numeral.form == "part" or unit.code == "percent":
            measure = None if doubt else self._measure_of_share(number, passage, spot, linked=bool(link))
        else:
            whole = self._wholes.measure_on(number, unit.code) if link else None
            measure = measure_of(passage, spot, unit.code, self._words, whole)
        subject, subject_zh = subject_of(passage, spot, unit, sector, measure, self._words)
        context = passage.line[max(sentence[0], start - _CONTEXT) : min(sentence[1], end + _CONTEXT)]
        reading = Reading(
            number, start, end, passage.line[start:end], numeral.value, numeral.upper, _bound(numeral, unit), unit.code, unit.word,
            sector, measure, self._period(number, passage, start, end), recipient_of(passage, spot, self._topic.place), None,
            subject, subject_zh, DOUBTFUL if doubt else FIGURE, doubt or "", context,
        )  # fmt: skip
        self._last = reading
        self._classified[sentence[0], passage.text[numeral.end : numeral.end + 1]] = unit.code
        return self._linked(passage, reading, link)

    def _doubt_of_list(self, number: int, passage: Passage, start: int, unit: Unit) -> str | None:
        """Return the doubt of the figure before, where this one goes on with a list of the same: 产值648万元、1148万元."""
        last = self._last
        if last is None or (last.line, last.unit, last.state) != (number, unit.code, DOUBTFUL):
            return None
        return last.reason if _NEXT_OF_LIST.fullmatch(passage.low, last.end, start) else None

    def _link(self, first: int, start: int) -> tuple[int, int] | None:
        """Return the offsets of the last word such as 其中 between two offsets of the line."""
        at = bisect_left(self._links, (start,)) - 1
        return self._links[at] if at >= 0 and first <= self._links[at][0] else None

    def _period(self, number: int, passage: Passage, start: int, end: int) -> str | None:
        """Return the period of a figure: that of the one before, where the line goes on with its parts and names no time."""
        found = self._calendar.period(passage, start, end)
        if found or self._last is None or number - self._last.line > 1 or not (self._links and self._links[0][0] == 0):
            return found
        return self._last.period

    def _measure_of_share(self, number: int, passage: Passage, spot: Spot, *, linked: bool) -> str | None:
        """Return the measure of the whole that a share is of: the figure before in the sentence, else what the clause names."""
        own, last = measure_of(passage, spot, "percent", self._words, None), self._last
        if last is None or last.line != number or _RATE.search(passage.low, max(0, spot.start - 4), spot.start):
            return own
        if spot.is_of_what_follows and own:
            return own
        near = last.start >= passage.sentence(spot.start)[0] or linked
        return last.measure if near and last.measure in self._words.measures("percent") else own

    def _linked(self, passage: Passage, reading: Reading, link: tuple[int, int] | None) -> Reading:
        if reading.state != FIGURE or reading.value is None:
            return reading
        quantity = bounded(reading.value, reading.bound, reading.upper)
        is_total = bool(self._words.wholes.search(passage.low, max(0, reading.start - _TOTAL), reading.start))
        counted = Earlier(reading.line, reading.start, reading.measure, reading.unit, quantity, quantity.likely, is_total)
        whole = self._wholes.of(counted, link[0] if link else None)
        self._wholes.add(counted)
        return reading._replace(part_of=(whole.line, whole.start)) if whole else reading


def _bound(numeral: Numeral, unit: Unit) -> str:
    """Return the bound that the approximators before and after say; both ends are open where they disagree."""
    if numeral.bound == "range" or unit.bound in ("exact", numeral.bound):
        return numeral.bound
    return unit.bound if numeral.bound == "exact" else "about"


def _dismissed(number: int, passage: Passage, start: int, end: int, numeral: Numeral | None, reason: str) -> Reading:
    value, upper, bound = (numeral.value, numeral.upper, numeral.bound) if numeral else (None, None, "exact")
    context = passage.line[max(0, start - 20) : end + 20]
    return Reading(
        number, start, end, passage.line[start:end], value, upper, bound, None, "", None, None, None, None, None, "", "",
        DISMISSED, reason, context,
    )  # fmt: skip
