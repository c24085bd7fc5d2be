"""Draft records of the contract from what was read in a text, beside what a store has of it. Pure."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from itertools import chain, count
from typing import Final, NamedTuple

from aidcli.model.amounts import show_quantity
from aidcli.model.figure import KEYS, Figure, Record, lacking
from aidcli.prose.placing import CHANGED, KNOWN, MOVED, Held, Match, match_readings
from aidcli.prose.reader import DISMISSED, DOUBTFUL, FIGURE, Reading

NEW: Final = "new"
REPEAT: Final = "repeat"
USUAL_STATES: Final = (NEW, KNOWN, MOVED, CHANGED)
"""The states of drafts that are shown unless more are asked for."""
DRAFT_STATES: Final = (*USUAL_STATES, REPEAT, DOUBTFUL, DISMISSED)
DRAFT_KEYS: Final = ("state", "reason", "context")
"""The keys of a draft beside those of its record."""
_TELLING: Final = 3
"""Digits of an amount that is hardly the same by chance."""
LINK_NOTE: Final = "drafted: read as part of this whole"
"""The note of a draft that is linked to its whole."""
_UNLINKED: Final = {"part_of": None, "note": None}
_NOUN: Final = 4
"""Characters at the end of a Chinese subject that hold its noun."""
DocumentPlace = tuple[int, int]
"""The line and the offset of a figure in its document."""


class Draft(NamedTuple):
    """A record of the contract, not yet reviewed. `held` is the figure that the store has of it.

    `state` is `new`, `known` (the store has it at this place), `moved` (at another place), `changed` (with another amount),
    `repeat` (the same figure stands earlier in the document), `doubtful` or `none`; `reason` says why.
    """

    record: Record
    state: str
    reason: str
    context: str
    held: Figure | None = None
    repeats: str = ""
    """The id of the figure that a repeat states again."""

    @property
    def missing(self) -> list[str]:
        """The required keys that the record lacks: without them it cannot be imported."""
        return lacking(self.record)


class Drafts(NamedTuple):
    """Every number of a document as a draft, and the figures of the store that the document does not state."""

    all: Sequence[Draft]
    lost: Sequence[Figure]


def draft_records(readings: Sequence[Reading], source: str, held: Sequence[Held] = (), taken: Collection[str] = ()) -> Drafts:
    """Draft every reading of a document. `held` is what the store has of it, `taken` holds the ids of all its figures.

    An id is made of source, line and the ordinal of the number in its line, so that a second run gives the same; where it is
    taken, `b2` or a higher number is added.
    """
    matches = match_readings(readings, held)
    names = _Names(source, taken)
    stated: dict[tuple[object, ...], str] = {}
    drafts: list[Draft] = []
    for at, each in enumerate(readings):
        name, match = names.next(each), matches.of.get(at)
        draft = _drafted(each, name, source, names.by_place)
        draft = _stored(draft, each, match) if match else draft
        name = draft.held.id if draft.held else name
        if each.state == FIGURE and draft.state != DISMISSED and (same := _telling(each)):
            name = stated.setdefault(same, name)
        if draft.state == NEW and name != draft.record["id"]:
            draft = draft._replace(record=draft.record | _UNLINKED, state=REPEAT, reason=f"stated before: {name}", repeats=name)
        if draft.state != DISMISSED:
            names.by_place[each.line, each.start] = name
        drafts.append(draft)
    return Drafts(drafts, [each for each in matches.lost if isinstance(each, Figure)])


def chosen_drafts(drafts: Sequence[Draft], states: Collection[str], *, complete_only: bool) -> tuple[list[Draft], list[str]]:
    """Return the drafts in these states, and which of them lose their whole, since it is neither among them nor stored."""
    chosen = [each for each in drafts if each.state in states and not (complete_only and each.missing)]
    ids = {each.record["id"] for each in chosen}
    gone = {each.record["id"] for each in drafts if each.held is None} - ids
    parts = [each.record["id"] for each in chosen if each.record["part_of"] in gone]
    return [each._replace(record=each.record | _UNLINKED) if each.record["part_of"] in gone else each for each in chosen], parts


def _drafted(reading: Reading, name: str, source: str, ids: Mapping[DocumentPlace, str]) -> Draft:
    record: Record = dict.fromkeys(KEYS)
    record |= {key: getattr(reading, key) for key in KEYS if key in Reading._fields}
    whole = ids.get(reading.part_of) if reading.part_of else None
    note = LINK_NOTE if whole else None
    texts = {"subject": reading.subject or None, "subject_zh": reading.subject_zh or None}
    record |= texts | {"id": name, "source": source, "part_of": whole, "note": note}
    return Draft(record, NEW if reading.state == FIGURE else reading.state, reading.reason, reading.context)


def _stored(draft: Draft, reading: Reading, match: Match) -> Draft:
    """Return the draft of what the store has already: its record, with what the document says otherwise."""
    held, state = match
    if not isinstance(held, Figure):
        return draft._replace(state=DISMISSED, reason=held.reason)
    record, reason = held.record(), ""
    if state != KNOWN:
        record |= {key: getattr(reading, key) for key in ("printed", "line", "start")}
    if state == MOVED:
        reason = "was without a place" if held.line is None else f"was at line {held.line}, offset {held.start}"
    if state == CHANGED:
        record |= {key: getattr(reading, key) for key in ("value", "upper", "bound")} | {"unit": reading.unit or held.unit}
        reason = f"was {held.printed or (show_quantity(held.quantity) if held.quantity else 'without an amount')}"
    return Draft(record, state, reason, reading.context, held)


def _telling(reading: Reading) -> tuple[object, ...]:
    """Return what two statements of one figure have in common; nothing where they may well be alike by chance."""
    if reading.value is None or reading.unit is None or reading.measure is None:
        return ()
    digits = len(Decimal(reading.value).normalize().as_tuple().digits)
    noun = reading.unit_word if digits > 1 and not reading.subject_zh else reading.subject
    what = ("", "") if digits >= _TELLING else (reading.sector, noun or reading.subject_zh[-_NOUN:])
    amount = reading.value, reading.upper, reading.bound, reading.unit
    return (*amount, reading.measure, reading.period, reading.recipient, *what)


class _Names:
    """The ids of drafts: source, line and the ordinal of the number in its line, and `b2` or higher where that is taken."""

    def __init__(self, source: str, taken: Collection[str]) -> None:
        self.by_place: dict[DocumentPlace, str] = {}
        """The id of the figure that each reading states; of a repeat, that of the figure stated first."""
        self._source, self._taken = source, taken
        self._line = self._ordinal = 0

    def next(self, reading: Reading) -> str:
        """Return the id of the next reading."""
        self._ordinal = self._ordinal + 1 if reading.line == self._line else 1
        self._line = reading.line
        name = f"{self._source}-{reading.line}-{self._ordinal}"
        return next(each for each in chain([name], (f"{name}b{number}" for number in count(2))) if each not in self._taken)
