"""Figures drafted from a text, as a table. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from aidcli.display import wording
from aidcli.display.notes import few_of
from aidcli.display.reasons import reason_words
from aidcli.display.speech import InUnit, Speech
from aidcli.display.table import Column, Table
from aidcli.display.wording import Phrase
from aidcli.model.figure import COUNTS, KEYS, Record, Source
from aidcli.model.quantity import bounded
from aidcli.prose.drafts import DRAFT_KEYS, Draft, Drafts

NEW_SOURCE_COLUMNS: Final = {f"source_{key}": key for key in ("title", "publisher", "date", "language", "sha256")}
"""The columns of machine formats that tell a source which the store lacks, with the key of each."""
_SPARE: Final = {"period": 2}
STATE_WORDS: Final[Mapping[str, Phrase]] = {
    "new": ("new", "新"),
    "known": ("known", "已有"),
    "moved": ("moved", "移位"),
    "changed": ("changed", "变动"),
    "repeat": ("repeat", "重复"),
    "doubtful": ("doubtful", "存疑"),
    "none": ("no figure", "非数据"),
}
"""What was made of a number in a text, by the words of machine formats."""
BECAUSE: Final = (": {reason}", "：{reason}")
DRAFTS_READ: Final = ("Numbers read: {states}.", "读出的数字：{states}。")
INCOMPLETE_DRAFTS: Final = (
    "New figures that lack a required key and need review: {count}; --complete-only omits them.",
    "缺少必填字段、需要审阅的新数据：{count}条；--complete-only 可略去。",
)
LEFT_ROWS: Final[Mapping[str, Phrase]] = {
    "incomplete": ("Left out, since they lack a required key: {count}: {ids}.", "因缺少必填字段而略去：{count}条：{ids}。"),
    "identical": ("Identical rows, taken once: {count}: {ids}.", "重复且完全相同、只取一次的行：{count}条：{ids}。"),
    "other": ("Left out as {state}: {count}: {ids}.", "按“{state}”略去：{count}条：{ids}。"),
}
SKIPPED: Final = ("skip", "略过")
LOST: Final = (
    "Figures of the store that the text does not state, or no longer in this form: {count}: {ids}.",
    "数据文件中有、但文中未见（或写法已变）的数据：{count}条：{ids}。",
)
UNLINKED_DRAFTS: Final = (
    "Not linked by part_of, because the whole is not among these rows: {ids}.",
    "因所属整体不在这些行中而未归入：{ids}。",
)
NEW_SOURCE: Final = (
    "Source {name} is new; it is added with its figures, under the title '{title}'.",
    "新来源 {name}，题为“{title}”，将随其数据一并添加。",
)
OTHER_DOCUMENT: Final = (
    "'{path}' is not the document as it was stored as source {name}: it has another SHA-256.",
    "'{path}' 与来源 {name} 的文献不同：SHA-256 不一致。",
)
STORED_DOCUMENT: Final = (
    "'{path}' is stored already, as source {name}: it has the same SHA-256. Use --source {name}.",
    "'{path}' 已是来源 {name} 的文献：SHA-256 相同。请用 --source {name}。",
)


def of_drafts(
    drafts: Sequence[Draft], speech: Speech, notes: Sequence[str], new_source: Source | None = None, *, narrow: bool = False
) -> Table:
    """Return a table of one draft a row: its amount, the words around it, and what was understood.

    Machine formats repeat in each row what is to be known of a `new_source`, which the store lacks. `narrow` shows only the
    words next to the quantity.
    """
    told = {column: getattr(new_source, key) for column, key in NEW_SOURCE_COLUMNS.items()} if new_source else {}

    def record(draft: Draft) -> Record:
        return draft.record | {"state": draft.state, "reason": draft.reason or None, "context": draft.context} | told

    columns = list(_draft_columns(speech, narrow=narrow))
    reason = ["reason"] if narrow and any(draft.reason for draft in drafts) else []
    shown = ("id", *speech.amount_keys, "sector", "measure", "period", "state", *reason, "context")
    words = [draft.record["printed"] for draft in drafts]
    return Table(drafts, (*KEYS, *DRAFT_KEYS, *told), record, columns, shown, lambda: notes, words=words)


def _draft_columns(speech: Speech, *, narrow: bool) -> Iterator[Column]:
    def amount(draft: Draft) -> InUnit:
        value, bound, upper = (draft.record[key] for key in ("value", "bound", "upper"))
        return None if value is None else bounded(value, bound, upper), draft.record["unit"] or ""

    def state(draft: Draft) -> str:
        words = reason_words(draft, speech)
        return speech.say(STATE_WORDS[draft.state]) + (speech.say(BECAUSE, reason=words) if words and not narrow else "")

    def held(key: str) -> Column:
        return speech.column(key, lambda draft: speech.value(key, draft.record[key]), number=key in COUNTS, spare=_SPARE.get(key, 0))

    yield speech.column("id", lambda draft: draft.record["id"], spare=4)
    yield speech.amounts("value", amount)
    yield from map(held, (key for key in KEYS if key not in ("id", "value")))
    yield speech.column("state", state)
    yield speech.column("reason", lambda draft: reason_words(draft, speech), spare=3)
    yield speech.column("context", _nearest_words if narrow else lambda draft: draft.context, spare=1)


def _nearest_words(draft: Draft) -> str:
    """Return the words next to the quantity, as far as a table on a terminal has room."""
    found = re.search(rf"(?<![\d.,]){re.escape(draft.record['printed'] or '')}(?!\d)", draft.context)
    if found is None:
        return draft.context
    before, quantity, after = draft.context[: found.start()], found[0], draft.context[found.end() :]
    near = 6 if re.search("[\u4e00-\u9fff]", draft.context) else 12
    if before[:-near]:
        before = "…" + re.sub(r"^[\d.,]+", "", before[-near:])  # A number that was cut would be another number.
    if after[near // 2 :]:
        after = re.sub(r"[\d.,]+$", "", after[: near // 2]) + "…"
    return f"{before}{quantity}{after}"


def draft_notes(drafts: Drafts, speech: Speech) -> list[str]:
    """Return what is lost or lacking, and last the note that counts all drafts by state, shown or not."""
    counted = Counter(draft.state for draft in drafts.all)
    states = [f"{speech.say(phrase)} {counted[state]}" for state, phrase in STATE_WORDS.items() if counted[state]]
    incomplete = sum(bool(draft.missing) for draft in drafts.all if draft.state == "new")
    lost = [figure.id for figure in drafts.lost]
    return [
        *([speech.say(LOST, count=len(lost), ids=few_of(lost, speech))] if lost else []),
        *([speech.say(INCOMPLETE_DRAFTS, count=incomplete)] if incomplete else []),
        speech.say(DRAFTS_READ, states=speech.say(wording.LISTED).join(states)),
    ]


def unlinked_note(parts: Sequence[str], speech: Speech) -> list[str]:
    """Return the note that names the parts whose whole is not shown; none where there are none."""
    return [speech.say(UNLINKED_DRAFTS, ids=few_of(parts, speech))] if parts else []


def left_notes(left: Mapping[str, Sequence[str]], speech: Speech) -> Iterator[str]:
    """Yield which rows of drafts an import left out: their ids, by state or as `incomplete` or `identical`."""
    for state, ids in left.items():
        words = speech.say(STATE_WORDS.get(state, SKIPPED))
        yield speech.say(LEFT_ROWS.get(state, LEFT_ROWS["other"]), state=words, count=len(ids), ids=few_of(ids, speech))
