"""Rows that `extract` drafted and a person looked at: which are taken, which are left out, and which source they bring. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from aidcli.changes.incoming import Reviewed
from aidcli.display.drafts import NEW_SOURCE_COLUMNS
from aidcli.errors import Bilingual, UnknownWord, join_texts
from aidcli.exchange.rows import Contents, Row
from aidcli.model.figure import Record, lacking
from aidcli.prose.drafts import DRAFT_KEYS, NEW, REPEAT
from aidcli.prose.placing import CHANGED, KNOWN, MOVED
from aidcli.prose.reader import DISMISSED, DOUBTFUL

SKIP: Final = "skip"
INCOMPLETE: Final = "incomplete"
TAKEN_STATES: Final = (NEW, MOVED, CHANGED)
"""The states of rows that are imported."""
LEFT_OUT_STATES: Final = (SKIP, DOUBTFUL, REPEAT, KNOWN, DISMISSED)
"""The states of rows that are left out."""


class Taken(NamedTuple):
    """The contents of a file without the columns of drafts. What was left out is complete once the figures have been read."""

    contents: Contents
    left: Mapping[str, Sequence[str]]
    """The ids of the rows left out, by their state or INCOMPLETE."""
    disputed: Sequence[str]
    """The ids of figures whose amount differs from that in the store."""
    are_drafts: bool = False

    @property
    def reviewed(self) -> Reviewed:
        """What is said of the figures, once they have been read."""
        return Reviewed(self.disputed, frozenset(chain.from_iterable(self.left.values())))


def take_drafts(contents: Contents, sources: Collection[str], *, complete_only: bool) -> Taken:
    """Take the rows of figures that are to be imported into a store that has these `sources`.

    With `complete_only`, rows that lack a required key are left out, too.
    """
    left: defaultdict[str, list[str]] = defaultdict(list)
    disputed: list[str] = []
    rows = iter(contents.figures)
    first = next(rows, None)
    rows = chain(() if first is None else [first], rows)
    told: list[Row] = []
    are_drafts = first is not None and isinstance(first.record, dict) and bool(first.record.keys() & {*DRAFT_KEYS, *NEW_SOURCE_COLUMNS})
    if are_drafts:
        drafts = list(rows)  # The source that they bring must be known before the first of them is tested.
        rows, told = iter(drafts), list(_sources(drafts, sources))

    def taken() -> Iterator[Row]:
        for row in rows:
            if not isinstance(row.record, dict):
                yield row
                continue
            state, record = row.record.get("state") or NEW, _bare(row.record)
            if state not in (*TAKEN_STATES, *LEFT_OUT_STATES):
                yield Row(row.place, None, _unknown(state))
            elif state in LEFT_OUT_STATES or (complete_only and lacking(record)):
                left[state if state in LEFT_OUT_STATES else INCOMPLETE].append(str(record.get("id")))
            else:
                if state == CHANGED:
                    disputed.append(str(record.get("id")))
                yield row._replace(record=record)

    return Taken(contents._replace(figures=taken(), sources=[*contents.sources, *told]), left, disputed, are_drafts)


def _unknown(state: str) -> Bilingual:
    fault = UnknownWord("state", state, (), (*TAKEN_STATES, *LEFT_OUT_STATES)).text
    return join_texts(["state", fault], ": ", "：")


def _bare(record: Record) -> Record:
    return {key: value for key, value in record.items() if key not in DRAFT_KEYS and key not in NEW_SOURCE_COLUMNS}


def _sources(rows: Iterable[Row], known: Collection[str]) -> Iterator[Row]:
    """Yield the row of each source that rows of drafts tell and the store lacks, once."""
    seen = set(known)
    for place, record, _ in rows:
        if isinstance(record, dict) and record.get("source_title") and record.get("state") not in LEFT_OUT_STATES:
            name = record.get("source")
            if isinstance(name, str) and name not in seen:
                seen.add(name)
                yield Row(place, {"id": name} | {key: record[column] for column, key in NEW_SOURCE_COLUMNS.items() if record.get(column)})
