"""What an import did and what a check found, as tables. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from aidcli.changes.checks import Finding
from aidcli.changes.incoming import FigurePlan
from aidcli.changes.revision import Step
from aidcli.display import wording
from aidcli.display.notes import few_of
from aidcli.display.speech import Speech
from aidcli.display.table import Column, Notes, Table
from aidcli.errors import in_language
from aidcli.model.figure import KEYS, Figure, Record

STEP_KEYS: Final = ("kind", "id", "action", "old", "new", "keys")
ACTION_WORDS: Final[Mapping[str, wording.Phrase]] = {
    "added": ("added", "新增"),
    "changed": ("changed", "修改"),
    "replaced": ("replaced", "替换"),
    "removed": ("removed", "删除"),
    "skipped": ("skipped", "略去"),
    "moved": ("moved", "位置变动"),
    "unchanged": ("unchanged", "未变"),
}
"""What an import does with a record, by the words of machine formats, in the order in which they are shown."""
COUNT_KEYS: Final = ("kind", "action", "count")
FINDING_KEYS: Final = ("id", "key", "finding", "fault")
STATE_KEYS: Final = ("step", "changed", "command", "count", "size")

PARTS_MOVED: Final = (
    "Parts whose whole is now a figure of another source: {ids}. See whether they lie in it; 'aidcli edit ID --part-of' moves one.",
    "所属整体已换为其他来源的数据：{ids}。请核对是否仍属其中；可用 'aidcli edit 编号 --part-of' 改正。",
)


class StepCount(NamedTuple):
    """The number of records of one kind that an import added, changed or left unchanged."""

    kind: str
    action: str
    number: int


class StateRow(NamedTuple):
    """A state of a store, `step` changes from the present one, with the change that is undone or redone to restore it.

    `figures` is None where the state is not a sound store; `size` is in bytes.
    """

    step: int
    changed: str | None
    command: str | None
    figures: int | None
    size: int


def of_steps(steps: Iterable[Step], speech: Speech) -> Table:
    """Return a table of one record a row that an import changes, with its amounts before and after.

    Records that are unchanged, or only moved in their document, are counted in notes.
    """
    rows: list[Step] = []
    counted: dict[str, Counter[str]] = {"moved": Counter(), "unchanged": Counter()}
    for step in steps:
        if step.action in counted:
            counted[step.action][step.kind] += 1
        else:
            rows.append(step)
    rows.sort(key=lambda step: list(ACTION_WORDS).index(step.action))
    notes = [
        speech.say(phrase, counts=speech.joined(_count_of_kind(number, kind, speech) for kind, number in counted[action].items()))
        for action, phrase in (("moved", wording.ONLY_MOVED), ("unchanged", wording.UNCHANGED))
        if counted[action]
    ]
    columns = [
        *(speech.column(key) for key in ("kind", "id")),
        _action(speech),
        speech.column("old", lambda step: _amount(step.old, speech), number=True),
        speech.column("new", lambda step: _amount(step.new, speech), number=True),
        speech.column("keys", lambda step: speech.joined(map(speech.label, _changed_keys(step))), spare=1),
    ]
    return Table(rows, STEP_KEYS, _step_record, columns, STEP_KEYS, lambda: notes)


def _action(speech: Speech) -> Column:
    return speech.column("action", lambda row: speech.say(ACTION_WORDS[row.action]))


def _count_of_kind(number: int, kind: str, speech: Speech) -> str:
    phrase = wording.ONE_OF_KIND if number == 1 else wording.COUNT_OF_KIND
    return speech.say(phrase, number=number, kind=speech.value("kind", kind))


def _amount(figure: Figure | None, speech: Speech) -> str:
    if figure is None or figure.quantity is None:
        return ""
    amount = speech.amount(figure.quantity, figure.unit)
    return amount if len(speech.amount_keys) == 1 else f"{amount} {speech.code('unit', figure.unit)}"


def _changed_keys(step: Step) -> list[str]:
    if step.old is None or step.new is None:
        return []
    old, new = step.old.record(), step.new.record()
    return [key for key in old if old[key] != new[key]]


def _step_record(step: Step) -> Record:
    old, new = (figure and figure.record()["value"] for figure in (step.old, step.new))
    return dict(zip(STEP_KEYS, (step.kind, step.id, step.action, old, new, _changed_keys(step)), strict=True))


def notes_of_plan(plan: FigurePlan, speech: Speech) -> Iterator[str]:
    """Yield what an import does to figures beside adding and changing: figures renamed or unlinked, keys lost, figures left."""
    if renamed := plan.settled.renamed:
        pairs = [speech.say(wording.RENAMED_TO, old=old, new=new) for old, new in renamed.items()]
        yield speech.say(wording.RENAMED, pairs=few_of(pairs, speech))
    if unlinked := plan.settled.unlinked:
        yield speech.say(wording.UNLINKED, ids=few_of(unlinked, speech))
    if plan.moved:
        yield speech.say(PARTS_MOVED, ids=few_of(plan.moved, speech))
    for key, ids in _lost(plan).items():
        yield speech.say(wording.ONE_LOSES if len(ids) == 1 else wording.SOME_LOSE, count=len(ids), key=key, ids=few_of(ids, speech))
    for source, missing in plan.lacking.items():
        yield speech.say(wording.LACKING, source=source, count=len(missing), ids=few_of(missing, speech))


def notes_of_sources(same: Sequence[tuple[str, str]], lost: Mapping[str, Sequence[str]], speech: Speech) -> Iterator[str]:
    """Yield which sources are the same document as another, and which keys a source has no more."""
    for name, keys in lost.items():
        yield speech.say(wording.SOURCE_LOSES, source=name, keys=speech.joined(keys))
    for name, other in same:
        yield speech.say(wording.SAME_DOCUMENT, name=name, other=other)


def _lost(plan: FigurePlan) -> dict[str, list[str]]:
    """Return the ids of changed figures that had keys which they have no more, by key in the order of the contract."""
    lost: dict[str, list[str]] = {key: [] for key in KEYS}
    for name, new in plan.revision.changed.items():
        if (old := plan.stored[name]).source == new.source:
            for key in old.stored().keys() - new.stored().keys():
                lost[key].append(name)
    return {key: ids for key, ids in lost.items() if ids}


def of_step_counts(steps: Iterable[Step], speech: Speech) -> Table:
    """Return a table of the steps counted by kind and action."""
    counted = Counter((step.kind, step.action) for step in steps)
    rows = [StepCount(kind, action, number) for (kind, action), number in counted.items()]
    columns = [speech.column("kind"), _action(speech), speech.column("count", lambda row: str(row.number), number=True)]
    return Table(rows, COUNT_KEYS, lambda row: dict(zip(COUNT_KEYS, row, strict=True)), columns, COUNT_KEYS)


def of_findings(found: Iterable[Finding], speech: Speech, notes: Notes = tuple) -> Table:
    """Return a table of one finding a row; `fault` tells a fault from a remark."""

    def weight(finding: Finding) -> str:
        return speech.say(wording.FAULT if finding.fault else wording.REMARK)

    columns = [speech.column("id"), speech.column("key"), speech.column("finding"), speech.column("fault", weight)]
    return Table(found, FINDING_KEYS, _finding_record, columns, FINDING_KEYS, notes)


def _finding_record(found: Finding) -> Record:
    return found._asdict() | {"finding": in_language(found.finding, "en")}


def of_states(rows: Sequence[StateRow], speech: Speech) -> Table:
    """Return a table of one state of a store a row."""
    columns = [
        speech.column("step", lambda row: f"{row.step:+}" if row.step else speech.say(wording.NOW), number=True),
        speech.column("changed"),
        speech.column("command"),
        speech.column("count", lambda row: speech.say(wording.UNSOUND) if row.figures is None else str(row.figures), number=True),
        speech.column("size", number=True),
    ]
    return Table(rows, STATE_KEYS, lambda row: dict(zip(STATE_KEYS, row, strict=True)), columns, STATE_KEYS)
