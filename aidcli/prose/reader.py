"""Read the figures that a text states: every number, where it stands, what it means, or why it is none. Pure; linear in the text."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from aidcli.model.quantity import Number, bounded
from aidcli.prose.context import Place, Topic, doubt_of, measure_of, place_of, recipient_of, sector_named
from aidcli.prose.dates import Anchor
from aidcli.prose.dismissals import dismissal
from aidcli.prose.linking import Counted, Wholes, is_total
from aidcli.prose.numbers import Numeral, numerals
from aidcli.prose.passages import Passage, is_heading, prepare, run_in_heading
from aidcli.prose.periods import Calendar
from aidcli.prose.subjects import subject_of
from aidcli.prose.times import Time, times_in
from aidcli.prose.units import Unit, unit_of
from aidcli.prose.words import Words

FIGURE: Final = "figure"
DOUBTFUL: Final = "doubtful"
NONE: Final = "none"
_CONTEXT: Final = 120
"""Characters of the sentence that are shown on either side of a figure."""
_RATE: Final = re.compile("率(?:达到|达|为|已达|升至)?$")
_SHARES: Final = re.compile("其中|of (?:which|whom|these|this|them)")


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


def read_text(text: str, words: Words, anchor: str | None = None) -> Iterator[Reading]:
    """Yield every number of `text` in order. `anchor`, an EDTF date, is the document's: what "this year" is told from."""
    document = _Document(words, anchor)
    for number, line in enumerate(text.split("\n"), 1):
        yield from document.read(number, line.removesuffix("\r"))


class _Document:
    """What earlier lines tell about the next: topics, times, wholes."""

    def __init__(self, words: Words, anchor: str | None) -> None:
        self._words, self._anchor = words, Anchor(anchor)
        self._topic, self._calendar, self._wholes = Topic(), Calendar(), Wholes()
        self._last: Reading | None = None
        self._begun = self._under_heading = False
        self._line = 0

    def read(self, number: int, line: str) -> Iterator[Reading]:
        if not line.strip():
            return
        self._line = number
        passage = prepare(line, self._words)
        times = list(times_in(passage, self._anchor))
        self._open(passage, times)
        spans = sorted([*((time.start, time.end, "expression of time") for time in times), *self._idioms(passage)])
        at, end, stated = 0, 0, False
        for numeral in numerals(passage, self._words):
            while at < len(spans) and spans[at][1] <= numeral.core:
                at += 1
            if numeral.core < end:
                continue
            covering = spans[at] if at < len(spans) and spans[at][0] <= numeral.core else None
            reading = self._reading(number, passage, numeral, covering)
            end, stated = reading.end, stated or reading.state == FIGURE
            yield reading
        if not self._under_heading:
            self._calendar.close_line(passage, stated=stated)

    def _idioms(self, passage: Passage) -> Iterator[tuple[int, int, str]]:
        for found in self._words.idioms.finditer(passage.low):
            yield found.start(), found.end(), self._words.code("idiom", found[0]) or ""

    def _open(self, passage: Passage, times: list[Time]) -> None:
        heading = is_heading(passage.text, first=not self._begun)
        if heading:
            if not self._begun:
                self._topic.title = sector_named(passage.cues, "sector")
            else:
                self._topic.open_section(passage.cues, below=self._under_heading)
            self._calendar.open_section(times)
        self._begun, self._under_heading = True, heading
        head = run_in_heading(passage.text)
        self._topic.open_paragraph(self._words.cues(head.lower()) if head else [])
        self._calendar.open_line(times)

    def _reading(self, number: int, passage: Passage, numeral: Numeral, covering: tuple[int, int, str] | None) -> Reading:
        if covering:
            return _dismissed(number, passage, covering[0], max(covering[1], numeral.core + 1), None, covering[2])
        unit = unit_of(passage, numeral, self._words)
        unit = self._inherited(passage, numeral, unit)
        reason = dismissal(passage, numeral, unit, self._words)
        if reason:
            return _dismissed(number, passage, numeral.core, max(numeral.end, unit.end if unit.beside else 0), numeral, reason)
        return self._figure(number, passage, numeral, unit)

    def _inherited(self, passage: Passage, numeral: Numeral, unit: Unit) -> Unit:
        """Return the unit of the figure before for one without a unit that says it is a part of it."""
        if unit.classifier and not unit.code and self._last and unit.classifier in self._last.printed:
            return unit._replace(code=self._last.unit)
        opening = passage.low[max(passage.sentence(numeral.core)[0], numeral.start - 12) : numeral.start]
        part = re.search(r"of (?:which|whom|this|these|them),? $|including $|其中$", opening) or re.match(
            " of (?:them|whom|these|those)(?![a-z])", passage.low[numeral.end : numeral.end + 12]
        )
        if unit.code or unit.word or not part or self._last is None or self._last.unit in self._words.currency_codes or numeral.form == "part":
            return unit
        return unit._replace(code=self._last.unit, word=self._last.unit_word or "-")

    def _figure(self, number: int, passage: Passage, numeral: Numeral, unit: Unit) -> Reading:
        start, end = numeral.start, unit.end
        place = place_of(passage, start, end)
        sentence = passage.sentence(start)
        opening = passage.low[max(sentence[0], start - _CONTEXT) : start]
        sector = self._topic.sector(place, sentence[0])
        doubt = doubt_of(passage, place, unit.code, self._words)
        measure = self._measure(passage, place, numeral, unit, opening)
        if doubt and unit.code == "percent":
            measure = None
        subject, subject_zh = subject_of(passage, place, unit, sector, measure, self._words)
        reading = Reading(
            number, start, end, passage.line[start:end], numeral.value, numeral.upper, _bound(numeral, unit), unit.code, unit.word,
            sector, measure, self._calendar.period(passage, start, end), recipient_of(passage, place), None,
            subject, subject_zh, DOUBTFUL if doubt else FIGURE, doubt or "", passage.line[max(sentence[0], start - _CONTEXT) : min(sentence[1], end + _CONTEXT)],
        )  # fmt: skip
        return self._linked(reading, opening)

    def _measure(self, passage: Passage, place: Place, numeral: Numeral, unit: Unit, opening: str) -> str | None:
        last = self._last
        share = numeral.form == "part" or unit.code == "percent"
        part = bool(_SHARES.search(opening))
        near = last and last.line == self._line and (part or (share and last.start >= passage.sentence(place.start)[0]))
        whole = last.measure if last and near and (share or last.unit == unit.code) else None
        if share:
            fitting = self._words.measures("percent")
            own = measure_of(passage, place, "percent", self._words, None)
            return (None if _RATE.search(opening) else whole if whole in fitting else None) or own
        return measure_of(passage, place, unit.code, self._words, whole)

    def _linked(self, reading: Reading, opening: str) -> Reading:
        self._last = reading
        if reading.state != FIGURE or reading.value is None:
            return reading
        counted = Counted(
            reading.line,
            reading.start,
            reading.measure,
            reading.unit,
            bounded(reading.value, reading.bound, reading.upper),
            is_total(opening),
        )
        whole = self._wholes.of(counted, opening)
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
        number,
        start,
        end,
        passage.line[start:end],
        value,
        upper,
        bound,
        None,
        "",
        None,
        None,
        None,
        None,
        None,
        "",
        "",
        NONE,
        reason,
        context,
    )
