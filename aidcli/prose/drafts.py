"""Draft records of the contract from what was read in a text. Pure."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from aidcli.model.figure import KEYS, REQUIRED, Record
from aidcli.prose.reader import DOUBTFUL, FIGURE, Reading

NEW: Final = "new"
KNOWN: Final = "known"
DocumentPlace = tuple[int, int]
"""The line and the offset of a figure in its document."""


class Draft(NamedTuple):
    """A record of the contract, not yet reviewed, and its `state`: `new`, `known` (the store has this place), `doubtful` or `none`."""

    record: Record
    state: str
    reason: str
    context: str

    @property
    def is_complete(self) -> bool:
        """Whether the record has every required key, so that it can be imported."""
        return all(self.record[key] for key in REQUIRED)


def draft_records(readings: Iterable[Reading], source: str, known: Collection[DocumentPlace]) -> Iterator[Draft]:
    """Yield a draft of every reading. `known` holds the places of the figures that the store has of this source.

    An id is made of source, line and the ordinal of the number in its line, so that a second run gives the same.
    """
    ids: dict[DocumentPlace, str] = {}
    line = ordinal = 0
    for each in readings:
        line, ordinal = each.line, ordinal + 1 if each.line == line else 1
        ids[each.line, each.start] = name = f"{source}-{line}-{ordinal}"
        state = (KNOWN if (each.line, each.start) in known else NEW) if each.state == FIGURE else each.state
        yield Draft(_record(each, name, source, ids), state, each.reason, each.context)


def _record(reading: Reading, name: str, source: str, ids: dict[DocumentPlace, str]) -> Record:
    record: Record = dict.fromkeys(KEYS)
    record |= {key: getattr(reading, key) for key in KEYS if key in Reading._fields}
    whole = ids.get(reading.part_of) if reading.part_of else None
    note = "drafted: read as part of this whole" if whole else None
    texts = {"subject": reading.subject or reading.subject_zh, "subject_zh": reading.subject_zh or None}
    return record | texts | {"id": name, "source": source, "part_of": whole, "note": note}


def is_shown(draft: Draft, *, doubtful: bool, everything: bool) -> bool:
    """Return whether a draft is asked for: figures always, doubtful ones and numbers that are none on request."""
    return draft.state in (NEW, KNOWN) or everything or (doubtful and draft.state == DOUBTFUL)
