"""Figures drafted from a text, as a table. Pure."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from aidcli.display import wording
from aidcli.display.table import Column, Table
from aidcli.display.wording import Speech
from aidcli.model.figure import KEYS, Record
from aidcli.model.quantity import bounded
from aidcli.prose.drafts import Draft

DRAFT_KEYS: Final = ("state", "reason", "context")


def of_drafts(drafts: Sequence[Draft], speech: Speech, notes: Sequence[str]) -> Table:
    """Return a table of one draft a row: its amount, the words around it, and what was understood."""

    def amount(draft: Draft) -> str:
        value, bound, upper = (draft.record[key] for key in ("value", "bound", "upper"))
        return "" if value is None else speech.amount(bounded(value, bound, upper), draft.record["unit"] or "")

    def held(key: str) -> Column:
        return speech.column(key, lambda draft: speech.value(key, draft.record[key]))

    columns = [
        speech.column("id", lambda draft: draft.record["id"], spare=3),
        speech.column("value", amount, number=True),
        *map(held, ("unit", "sector", "measure", "period")),
        speech.column("state", lambda draft: speech.say(wording.DRAFT_STATES[draft.state]) + (f": {draft.reason}" if draft.reason else "")),
        speech.column("context", lambda draft: draft.context, spare=1),
    ]
    shown = ("id", *speech.amount_keys, "sector", "measure", "period", "state", "context")
    words = [draft.record["printed"] for draft in drafts]
    return Table(drafts, KEYS, _draft_record, columns, shown, lambda: notes, words=words, further=DRAFT_KEYS)


def draft_notes(drafts: Sequence[Draft], speech: Speech) -> list[str]:
    """Return the note that counts all drafts by state, shown or not."""
    counted = Counter(draft.state for draft in drafts)
    states = [f"{speech.say(phrase)} {counted[state]}" for state, phrase in wording.DRAFT_STATES.items() if counted[state]]
    incomplete = sum(not draft.is_complete for draft in drafts if draft.state == "new")
    more = [speech.say(wording.INCOMPLETE_DRAFTS, count=incomplete)] if incomplete else []
    return [speech.say(wording.DRAFTS_READ, states=speech.say(wording.LISTED).join(states)), *more]


def _draft_record(draft: Draft) -> Record:
    return draft.record | {"state": draft.state, "reason": draft.reason or None, "context": draft.context}
