"""A review of drafts, one at a time in the order of the document: each is taken, refused or left for later. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from typing import Final, NamedTuple

from aidcli.changes.outline import Outline
from aidcli.changes.revision import Revision, linked_to, merge_figures
from aidcli.model.figure import Figure, NotFigure, Record, from_json
from aidcli.model.lineage import rings
from aidcli.model.quantity import bounded
from aidcli.prose.drafts import NEW, REPEAT, Draft
from aidcli.prose.placing import CHANGED, MOVED
from aidcli.prose.reader import DOUBTFUL

ASKED: Final = (NEW, MOVED, CHANGED, REPEAT, DOUBTFUL)
"""The states of drafts that a review asks about."""
SURE: Final = (NEW, MOVED)
"""The states of drafts that are taken together."""
SHARED_KEYS: Final = ("sector", "period", "recipient")
"""The keys that one figure may take over from the last."""
OFFERED: Final = 9
"""Wholes that are offered for one figure."""
TAKEN: Final = "taken"
NO_REASON: Final = "refused in a review"


class Review:
    """The drafts of a document with the answers so far. `at` is the index of the draft asked about; None once all are answered."""

    def __init__(self, drafts: Sequence[Draft], states: Sequence[str] = ASKED) -> None:
        self.all = list(drafts)
        self.asked = [at for at, each in enumerate(drafts) if each.state in states]
        self.at: int | None = next(iter(self.asked), None)
        self._drafted_ids = [each.record["id"] for each in drafts]
        self._answers: dict[int, str] = {}
        """By index, TAKEN or why it was refused, in the order of the answers."""

    @property
    def draft(self) -> Draft:
        """The draft asked about."""
        return self.all[self.at or 0]

    @property
    def place(self) -> int:
        """Its place among those that are asked about, from 1."""
        return self.asked.index(self.at or 0) + 1

    def take(self) -> None:
        """Take the draft, and go on."""
        self._answer(TAKEN)

    def refuse(self, reason: str) -> None:
        """Refuse the draft as a figure, and go on."""
        self._answer(reason or self.draft.reason or NO_REASON)

    def _answer(self, answer: str) -> None:
        if self.at is not None:
            self._answers[self.at] = answer
            self.later(1)

    def later(self, step: int) -> None:
        """Go to the next draft that is not answered, or with -1 to the one before; beyond the last is the first."""
        open_ = [at for at in self.asked if at not in self._answers]
        beyond = [at for at in open_ if self.at is not None and (at - self.at) * step > 0]
        self.at = next(iter(beyond[::step] or open_[::step]), None)

    def back(self) -> bool:
        """Return to the draft answered last, and take the answer back; return whether there is one."""
        if not self._answers:
            return False
        self.at, _ = self._answers.popitem()
        return True

    def edit(self, keys: Mapping[str, object]) -> None:
        """Change keys of the draft."""
        if self.at is not None:
            self.all[self.at] = self.draft._replace(record=self.draft.record | dict(keys))

    def take_over(self) -> bool:
        """Take over SHARED_KEYS from the draft taken last; return whether there is one."""
        last = next((at for at, answer in reversed(self._answers.items()) if answer == TAKEN), None)
        if last is not None:
            self.edit({key: self.all[last].record[key] for key in SHARED_KEYS})
        return last is not None

    def take_rest(self) -> None:
        """Take all drafts that are not answered, are sure and have every required key, and end the review."""
        for at in self.asked:
            if at not in self._answers and self.all[at].state in SURE and not self.all[at].missing:
                self._answers[at] = TAKEN
        self.stop()

    def stop(self) -> None:
        """End the review; what is not answered stays as it is."""
        self.at = None

    def wholes(self) -> list[Draft]:
        """Return the drafts that the one asked about may be a part of, the nearest before it first."""
        mine, place = self.draft.record, self.at or 0
        before = (self.all[at] for at in range(place - 1, -1, -1) if self._answers.get(at, TAKEN) == TAKEN)
        return [each for each in before if _may_hold(each, mine)][:OFFERED]

    @property
    def unanswered(self) -> list[str]:
        """The ids of drafts that are not answered."""
        return [self.all[at].record["id"] for at in self.asked if at not in self._answers]

    def taken(self) -> Iterator[Draft]:
        """Yield the drafts taken, in the order of the document, each with the id that its whole has now."""
        now = dict(zip(self._drafted_ids, (each.record["id"] for each in self.all), strict=True))
        for at in sorted(self._answers):
            if self._answers[at] == TAKEN:
                record = self.all[at].record
                yield self.all[at]._replace(record=record | {"part_of": now.get(record["part_of"], record["part_of"])})

    def refused(self) -> Iterator[NotFigure]:
        """Yield the numbers that were refused as figures."""
        for at, answer in sorted(self._answers.items()):
            if answer != TAKEN:
                yield NotFigure.read({**self.all[at].record, "reason": answer})


def _may_hold(whole: Draft, part: Record) -> bool:
    """Return whether a draft may hold a part: it has the same unit, no other measure, and is not smaller."""
    record = whole.record
    if whole.state == "none" or None in (record["value"], part["value"]) or record["unit"] != part["unit"]:
        return False
    if None not in (record["measure"], part["measure"]) and record["measure"] != part["measure"]:
        return False
    sizes = [bounded(each["value"], each["bound"], each["upper"]).likely for each in (record, part)]
    return sizes[0][1] >= sizes[1][0]


class Accepted(NamedTuple):
    """What a review does to the figures of a store, and the figures that could not be linked to their whole."""

    revision: Revision
    unlinked: Sequence[str]


def accept_drafts(drafts: Iterable[Draft], outline: Outline, near: Iterable[Figure]) -> Accepted:
    """Return what drafts taken in a review do to a store of this outline; `near` holds the figures with their ids, and the parts of these.

    Nothing is refused at this point, which would lose the answers: an id that was taken meanwhile is replaced by another, and a
    link that breaks the contract is dropped.
    """
    figures: dict[str, Figure] = {}
    renamed: dict[str, str] = {}
    for each in drafts:
        name = each.record["id"]
        numbered = chain([name], (f"{name}b{number}" for number in count(2)))
        is_held = each.held is not None and each.held.id == name
        new = name if is_held else next(other for other in numbered if other not in outline.kinds and other not in figures)
        figures[new] = from_json(each.record | {"id": new})
        renamed[name] = new
    for name, figure in figures.items():
        if figure.part_of in renamed:
            figures[name] = linked_to(renamed[figure.part_of], figure)
    stored = {each.id: each for each in near}
    parts = {each.id: each for each in stored.values() if each.id not in figures and each.part_of in figures}
    unlinked = list(_broken_links(figures | parts, outline))
    figures |= {name: linked_to(None, (figures | parts)[name]) for name in unlinked}
    return Accepted(merge_figures(outline, stored, figures), unlinked)


def _broken_links(figures: Mapping[str, Figure], outline: Outline) -> Iterator[str]:
    kinds = outline.kinds | {name: (figure.measure, figure.unit) for name, figure in figures.items()}
    wholes = {name: figure.part_of for name, figure in figures.items() if figure.part_of}
    sound = {name: whole for name, whole in wholes.items() if kinds.get(whole) == kinds[name]}
    ringed = rings({name: whole for name, whole in outline.whole_of.items() if name not in figures} | sound)
    yield from (name for name in wholes if name not in sound or name in ringed)
