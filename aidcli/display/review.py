"""What a review shows and asks: a draft in its sentence, its fields, and what the keys do. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final

from aidcli.changes.review import Review
from aidcli.display import wording
from aidcli.display.cells import fold_cell
from aidcli.display.drafts import BECAUSE, STATE_WORDS
from aidcli.display.notes import few_of
from aidcli.display.printable import columns_taken, printable
from aidcli.display.reasons import reason_words
from aidcli.display.speech import Speech
from aidcli.display.wording import Phrase
from aidcli.model.figure import Record
from aidcli.model.quantity import bounded
from aidcli.prose.drafts import LINK_NOTE, Draft

KEYS_ASKED: Final = "ynep=aujkq?"
TAKE_IT: Final = ("({at}/{count}) Take it [y,n,e,p,=,a,u,j,k,q,?]?", "（{at}/{count}）采纳？[y,n,e,p,=,a,u,j,k,q,?]")
REVIEW_ANSWERS: Final = (
    """y - yes, take it; what it lacks is asked for
n - no figure; remembered, and not asked again. A reason may follow: n a quota
e - edit: e sector=health value=1.2亿元 (an empty value clears a key)
p - part of another figure: choose from a list, or name its id: p 2
= - the same sector, period and recipient as the figure taken last
a - take this and all that remain, and stop; not those in doubt, changed, stated before or lacking a key
u - go back to the figure answered last
j - leave it for later, go to the next; k - to the one before
q - stop; what was answered is written
? - print this help. Ctrl-C stops and writes nothing""",
    """y - 采纳；缺少的字段会逐项询问
n - 不是数据，今后不再询问；其后可写原因：n 配额
e - 修改：e 部门=卫生 数值=1.2亿元（空值删除该字段）
p - 属于另一条数据：从列表中选择，或写出编号：p 2
= - 与上一条采纳的数据部门、期间和受援方相同
a - 采纳此条及其余各条并结束；存疑、变动、重复或缺少字段的除外
u - 退回上一条已答的
j - 暂不回答，看下一条；k - 看上一条
q - 结束，写入已答的
? - 显示本说明。Ctrl-C：什么也不写""",
)
NO_ANSWER_YET: Final = ("nothing was answered yet", "尚未作答")
NONE_TAKEN_YET: Final = ("no figure was taken yet", "尚未采纳任何数据")
NO_WHOLES: Final = (
    "no earlier figure of this unit could hold it; 'p ID' names another",
    "前面没有指标和单位相同、可包含此条的数据；可用 'p 编号' 指定",
)
WHICH_WHOLE: Final = ("Part of (number or id; 0: none; Enter: as it was):", "属于（序号或编号；0：无；回车：不变）：")
WHICH_KEYS: Final = ("key=value:", "字段=值：")
NOTHING_TO_REVIEW: Final = ("nothing to review", "没有待审阅的数据")
WRITTEN: Final = ("in '{path}': {counts}; 'aidcli undo' takes it back", "'{path}'：{counts}；可用 'aidcli undo' 撤销")
_COUNTS: Final[Sequence[Phrase]] = (
    ("added {count}", "新增{count}条"),
    ("changed {count}", "修改{count}条"),
    ("refused {count}", "排除{count}处"),
)
UNANSWERED_DRAFTS: Final = ("Not answered: {count}: {ids}.", "未答：{count}条：{ids}。")
UNLINKED_TAKEN: Final = (
    "Not linked by part_of, because the whole was not taken or differs: {ids}.",
    "因所属整体未采纳，或指标、单位不同，而未归入：{ids}。",
)
_SHOWN: Final = ("sector", "measure", "period", "provider", "recipient", "receiver", "subject", "subject_zh", "part_of", "note")
_FITTING: Final = 6
"""Codes that a question for a key names."""
_NEEDED: Final = ("{key} ({fitting}):", "{key}（{fitting}）：")
_NEEDED_ONLY: Final = ("{key}:", "{key}：")
_OPENING: Final = "\x01"
_CLOSING: Final = "\x02"
"""Where a quantity begins and ends while its sentence is folded: controls, which no printable text holds."""
_LACKING: Final = ("-- needed", "-- 必填")


def draft_lines(draft: Draft, sentence: tuple[str, str, str], speech: Speech, width: int, *, colour: bool) -> Iterator[str]:
    """Yield the lines that show a draft: its state, the sentence with the quantity marked, then its fields; folded to `width`."""
    before, quantity, after = map(printable, sentence)
    opening, closing = ("\x1b[1;33m", "\x1b[0m") if colour else ("【", "】")
    state, reason = speech.say(STATE_WORDS[draft.state]), printable(reason_words(draft, speech))
    yield ""
    yield f"{draft.record['id']}  {state}{speech.say(BECAUSE, reason=reason) if reason else ''}"
    for line in fold_cell(f"{before}{_OPENING}{quantity}{_CLOSING}{after}", width):
        yield line.replace(_OPENING, opening).replace(_CLOSING, closing)
    rows = list(_fields(draft, speech))
    widest = max(columns_taken(label) for label, _ in rows)
    yield from (f"  {label}{' ' * (widest - columns_taken(label))}  {printable(value)}" for label, value in rows)


def _fields(draft: Draft, speech: Speech) -> Iterator[tuple[str, str]]:
    record = draft.record
    lacking = [key for key in draft.missing if key != "id"]
    unit = speech.code("unit", record["unit"]) or speech.say(_LACKING)
    if record["value"] is None:
        yield speech.label("unit"), unit
    else:
        amount = speech.amount(bounded(record["value"], record["bound"], record["upper"]), record["unit"] or "")
        yield speech.label("value"), amount if len(speech.amount_keys) == 1 and record["unit"] else f"{amount} {unit}"
    for key in _SHOWN:
        if not (key == "note" and record[key] == LINK_NOTE) and (record[key] or key in lacking):
            yield speech.label(key), speech.value(key, record[key]) or speech.say(_LACKING)


def whole_lines(wholes: Sequence[Draft], speech: Speech) -> Iterator[str]:
    """Yield a numbered line for each figure that may hold the one asked about."""
    for at, whole in enumerate(wholes, 1):
        record = whole.record
        amount = speech.amount(bounded(record["value"], record["bound"], record["upper"]), record["unit"] or "")
        yield printable(
            f"  {at}  {amount}  {speech.value('measure', record['measure'])}  {record['subject'] or record['subject_zh']}  ({record['id']})"
        )


def need_of(key: str, record: Record, speech: Speech) -> str:
    """Return the question for a missing required key of a draft, with the codes that fit its other keys."""
    measures = speech.codes["measure"]
    fitting: Sequence[str] = ()
    if key == "measure":
        fitting = [each.code for each in measures if record["unit"] in each.units]
    elif key == "unit" and record["measure"] in measures:
        fitting = measures.codes[record["measure"]].units
    named = speech.say(wording.LISTED).join(speech.code(key, each) for each in fitting[:_FITTING])
    return speech.say(_NEEDED if named else _NEEDED_ONLY, key=speech.label(key), fitting=named + ("…" if fitting[_FITTING:] else ""))


def written_note(counts: Sequence[int], path: object, speech: Speech) -> str:
    """Return what to say once a review is written; `counts` are the figures added and changed, and the numbers refused."""
    told = [speech.say(phrase, count=number) for phrase, number in zip(_COUNTS, counts, strict=True) if number]
    return speech.say(WRITTEN, path=path, counts=speech.say(wording.LISTED).join(told))


def review_notes(review: Review, unlinked: Sequence[str], speech: Speech) -> Iterator[str]:
    """Yield which drafts were not answered, and which figures could not be linked to their whole."""
    if unanswered := review.unanswered:
        yield speech.say(UNANSWERED_DRAFTS, count=len(unanswered), ids=few_of(unanswered, speech))
    if unlinked:
        yield speech.say(UNLINKED_TAKEN, ids=few_of(unlinked, speech))
