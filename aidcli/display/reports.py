"""What an import did and what a check found, as tables. Pure."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from aidcli.changes.checks import Finding
from aidcli.changes.revision import Step
from aidcli.display import wording
from aidcli.display.table import Table
from aidcli.display.wording import Speech

STEP_KEYS: Final = ("kind", "id", "action")
COUNT_KEYS: Final = ("kind", "action", "count")
FINDING_KEYS: Final = ("id", "key", "finding", "fault")
STATE_KEYS: Final = ("step", "changed", "command", "count", "size")


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


def of_steps(steps: Sequence[Step], speech: Speech) -> Table:
    """Return a table of one incoming record a row, with what an import does to it."""
    columns = [speech.column(key) for key in STEP_KEYS]
    return Table(steps, STEP_KEYS, Step._asdict, columns, STEP_KEYS)


def of_step_counts(steps: Sequence[Step], speech: Speech) -> Table:
    """Return a table of the steps counted by kind and action."""
    counted = Counter((step.kind, step.action) for step in steps)
    rows = [StepCount(kind, action, number) for (kind, action), number in counted.items()]
    columns = [speech.column("kind"), speech.column("action"), speech.column("count", lambda row: str(row.number), number=True)]
    return Table(rows, COUNT_KEYS, lambda row: dict(zip(COUNT_KEYS, row, strict=True)), columns, COUNT_KEYS)


def of_findings(found: Sequence[Finding], speech: Speech) -> Table:
    """Return a table of one finding a row; `fault` tells a fault from a remark."""

    def weight(finding: Finding) -> str:
        return speech.say(wording.FAULT if finding.fault else wording.REMARK)

    columns = [speech.column("id"), speech.column("key"), speech.column("finding"), speech.column("fault", weight)]
    return Table(found, FINDING_KEYS, Finding._asdict, columns, FINDING_KEYS)


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
