"""Links of parts to wholes, in words and as a table. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final

from aidcli.changes.linking import Link
from aidcli.display import wording
from aidcli.display.speech import InUnit, Speech
from aidcli.display.table import Notes, Table
from aidcli.display.wording import Phrase
from aidcli.model.figure import Record
from aidcli.query.overlaps import NAMED

LINK_KEYS: Final = (
    *("part", "part_value", "part_upper", "part_bound", "whole", "whole_value", "whole_upper", "whole_bound"),
    *("measure", "unit", "reason"),
)
_WORDS: Final[Sequence[Phrase]] = (
    ("by hand", "人工指定"),
    ("same thing", "同一事项"),
    ("inside the whole", "在整体范围内"),
    ("exact sum", "恰为总和"),
)
"""Why a part is linked to its whole, by the number of the rule; machine formats show the English words."""
_REASONS: Final[Sequence[Phrase]] = (
    ("linked to {whole} by hand", "人工归入 {whole}"),
    ("may be the same thing as {whole}: their periods overlap", "可能与 {whole} 为同一事项：期间重叠"),
    ("its sector, places and period lie inside those of {whole}", "部门、地区和期间均在 {whole} 的范围之内"),
    ("adds up to {whole} with the figures beside it, to the last digit", "与相邻各条之和恰等于 {whole}"),
)
"""The same in full, as the note of a part states it."""
LINK_IT: Final = ("({at}/{count}) Link to {whole} [y,n,a,d,q,?]?", "（{at}/{count}）归入 {whole}？[y,n,a,d,q,?]")
LINK_ANSWERS: Final = (
    """y - yes, link
n - no, do not link
a - yes to this and all that remain
d - no to this and all that remain
q - quit; what was answered with yes is linked
? - print this help""",
    """y - 归入
n - 不归入
a - 归入此项及其余各项
d - 不归入此项及其余各项
q - 结束；归入已答 y 的各项
? - 显示本说明""",
)
_LINKED: Final = ("linked {links} in '{path}'; 'aidcli undo' takes it back", "已在 '{path}' 中归入 {links}；可用 'aidcli undo' 撤销")
_LINKED_TO: Final = ("{part} to {whole}", "{part} → {whole}")
NOTHING_TO_LINK: Final = ("nothing to link", "没有可归入的数据")
NOTHING_WRITTEN: Final = ("nothing was written", "未写入任何更改")
UNANSWERED: Final = (
    "Links that need an answer: {count}. Run 'aidcli link' on a terminal, or 'aidcli link PART... --whole ID'",
    "须确认的归属：{count}项。请在终端运行 'aidcli link'，或用 'aidcli link PART... --whole ID'",
)
NOT_ALL_PAIRS: Final = (
    "only the first {count:,} pairs of each rule, measure and unit were looked at; link some, then run 'aidcli link' again",
    "每种规则、指标和单位只查看了前{count:,}对；归入一部分后，请再次运行 'aidcli link'",
)
NOT_ASKED: Final = (
    "nothing was written; answer on a terminal, or use 'aidcli link PART... --whole ID', or --yes for exact sums",
    "未写入任何更改；请在终端作答，或用 'aidcli link PART... --whole ID'，或用 --yes 归入恰为总和的各项",
)


def link_reason(link: Link, speech: Speech) -> str:
    """Return why a part is linked to its whole, in full."""
    return speech.say(_REASONS[link.rule], whole=link.whole.id)


def linked_note(links: Sequence[Link], path: object, speech: Speech) -> str:
    """Return what to say once links are written; the first few are named."""
    if not links:
        return speech.say(NOTHING_WRITTEN)
    named = [speech.say(_LINKED_TO, part=repr(link.part.id), whole=repr(link.whole.id)) for link in links[:NAMED]]
    more = speech.say(wording.AND_MORE, rest=len(links) - NAMED, count=len(links)) if len(links) > NAMED else ""
    return speech.say(_LINKED, links=speech.say(wording.LISTED).join(named) + more, path=path)


def of_links(links: Iterable[Link], speech: Speech, notes: Notes = tuple) -> Table:
    """Return a table of one link a row: a part, the whole that already counts it, both amounts, and why."""

    def record(link: Link) -> Record:
        ends = (each for figure in link[:2] for each in (figure.id, figure.value, figure.upper, figure.bound))
        return dict(zip(LINK_KEYS, (*ends, link.part.measure, link.part.unit, _WORDS[link.rule][0]), strict=True))

    def part(link: Link) -> InUnit:
        return link.part.quantity, link.part.unit

    def whole(link: Link) -> InUnit:
        return link.whole.quantity, link.whole.unit

    columns = [
        speech.column("part", lambda link: link.part.id),
        speech.amounts("part_value", part, beside=[whole]),
        speech.column("whole", lambda link: link.whole.id),
        speech.amounts("whole_value", whole, beside=[part]),
        speech.column("measure", lambda link: speech.code("measure", link.part.measure)),
        speech.column("unit", lambda link: speech.code("unit", link.part.unit)),
        speech.column("reason", lambda link: speech.say(_WORDS[link.rule]), spare=1),
    ]
    unit = speech.amount_keys[1:]
    return Table(links, LINK_KEYS, record, columns, ("part", "part_value", "whole", "whole_value", *unit, "reason"), notes)
