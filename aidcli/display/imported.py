"""What is said after an import: what became of the rows, what the figures add up to, and what they do not hold. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from aidcli.changes.control_totals import ControlTotals
from aidcli.display.notes import few_of
from aidcli.display.speech import Speech
from aidcli.display.wording import SEMICOLON, Phrase
from aidcli.errors import in_language
from aidcli.model.figure import Record
from aidcli.model.quantity import Number, Quantity, bounded

TOTALS_READ: Final = ("Read: {totals}.", "已读取：{totals}。")
TOTAL_READ: Final = ("{measure} {amount} {unit}", "{measure}{amount}")
REMARKS: Final[Mapping[str, Phrase]] = {
    "hidden-row": ("Hidden rows of the sheet, read like the others: {count}.", "工作表中的隐藏行（照常读取）：{count}行。"),
    "transaction-type": (
        "Transactions not taken, since their type is missing or unknown: {count}.",
        "因类型缺失或未知而未采用的交易：{count}笔。",
    ),
    "transaction-value": ("Transactions not taken, since they have no value: {count}.", "因没有金额而未采用的交易：{count}笔。"),
    "transaction-currency": (
        "Transactions not taken, since their currency is missing or unknown: {count}.",
        "因币种缺失或未知而未采用的交易：{count}笔。",
    ),
    "transaction-date": (
        "Transactions without a date; their figures have no period: {count}.",
        "没有日期的交易（数据无期间）：{count}笔。",
    ),
    "sector-unknown": ("Sectors with an unknown code, taken as unspecified: {count}.", "代码未知、按未指明处理的部门：{count}个。"),
    "sector-vocabulary": ("Sectors of further vocabularies, not taken: {count}.", "其他分类体系的部门（未采用）：{count}个。"),
    "sector-below 100": (
        "Divisions by sector that add up to less than 100 %; the rest is unspecified: {count}.",
        "部门占比合计不足100%、余额按未指明处理的划分：{count}个。",
    ),
    "sector-above 100": (
        "Divisions by sector that add up to more than 100 %, scaled to their sum: {count}.",
        "部门占比合计超过100%、按合计折算的划分：{count}个。",
    ),
    "sector-without percentage": (
        "Divisions by sector in which a percentage is missing; what is left open is unspecified: {count}.",
        "部门占比缺失、缺口按未指明处理的划分：{count}个。",
    ),
    "country-unknown": (
        "Countries with an unknown code; their figures have no recipient: {count}.",
        "代码未知的国家（数据无受援方）：{count}个。",
    ),
    "region-unknown": (
        "Regions with an unknown code; their figures have no recipient: {count}.",
        "代码未知的地区（数据无受援方）：{count}个。",
    ),
    "region-beside": (
        "Regions beside countries or of further vocabularies, not taken: {count}.",
        "与国家并列或属其他分类体系的地区（未采用）：{count}个。",
    ),
    "country-below 100": (
        "Divisions by country that add up to less than 100 %; the rest has no recipient: {count}.",
        "国家占比合计不足100%、余额无受援方的划分：{count}个。",
    ),
    "country-above 100": (
        "Divisions by country that add up to more than 100 %, scaled to their sum: {count}.",
        "国家占比合计超过100%、按合计折算的划分：{count}个。",
    ),
    "country-without percentage": (
        "Divisions by country in which a percentage is missing; what is left open has no recipient: {count}.",
        "国家占比缺失、缺口无受援方的划分：{count}个。",
    ),
    "budget": ("Budgets, not taken: {count}.", "预算（未采用）：{count}笔。"),
    "planned-disbursement": ("Planned disbursements, not taken: {count}.", "计划拨付（未采用）：{count}笔。"),
    "result-not-added": ("Results not taken, since they must not be added up: {count}.", "不可相加、因而未采用的成果：{count}项。"),
    "result-no-number": ("Results not taken, since they are not numbers: {count}.", "不是数字、因而未采用的成果：{count}项。"),
}
"""What a file says that its figures do not hold, by its name."""


ROWS: Final = (
    "Rows: {read} read, {kept} kept, {filtered} filtered out, {blank} blank.",
    "行：读取{read}，保留{kept}，筛除{filtered}，空白{blank}。",
)
FILTERED: Final = ("Filtered out by column: {columns}.", "按列筛除：{columns}。")
OMITTED: Final = ("Figures left out, since their value is empty: {count}.", "因数值为空而未采用的数据：{count}条。")
VALUELESS: Final = ("Figures without a value: {count}.", "没有数值的数据：{count}条。")
REPEATED: Final = ("Identical rows, taken once: {ids}.", "重复且完全相同、只取一次的行：{ids}。")
GUESSED: Final = ("Guessed: {pairs}.", "推测：{pairs}。")
COLUMN_TAKEN: Final = ("{column} = {key}", "{column} = {key}")
ASSUMED: Final = ("{key} is {word}", "{key} 为 {word}")
CODES_MADE: Final = ("new codes: {count}: {pairs}", "新代码{count}个：{pairs}")
CODE_MADE: Final = ("{code} ({label})", "{code}（{label}）")
COLUMNS_LEFT: Final = ("Columns not taken: {columns}.", "未采用的列：{columns}。")
BY_OTHERS: Final = ("{key}: taken as '*' says: {words}.", "{key}：按 '*' 处理：{words}。")
READ_AS: Final = ("Read as: {words}.", "读取方式：{words}。")
NUMBERED: Final = ("{word} ({count})", "{word}（{count}）")


def notes_of_file(remarks: Mapping[str, int], totals: Mapping[tuple[str, str], Number], speech: Speech) -> Iterator[str]:
    """Yield the total of each measure and unit of an IATI file, then what is not held, with its number."""
    yield from _sums({about: bounded(total) for about, total in totals.items()}, speech)
    for name, count in remarks.items():
        yield speech.say(REMARKS[name], count=f"{count:,}")


def notes_of_totals(totals: ControlTotals, speech: Speech) -> Iterator[str]:
    """Yield the total of each measure and unit, and the number of figures without a value."""
    yield from _sums(totals.sums, speech)
    if totals.valueless:
        yield speech.say(VALUELESS, count=f"{totals.valueless:,}")


def _sums(sums: Mapping[tuple[str, str], Quantity], speech: Speech) -> Iterator[str]:
    shown = [
        speech.say(TOTAL_READ, measure=speech.code("measure", measure), amount=speech.amount(total, unit), unit=speech.code("unit", unit))
        for (measure, unit), total in sums.items()
    ]
    if shown:
        yield speech.say(TOTALS_READ, totals=speech.say(SEMICOLON).join(shown))


def notes_of_rows(
    numbers: tuple[int, int, int], filtered: Counter[str], omitted: int, repeated: Sequence[str], speech: Speech
) -> Iterator[str]:
    """Yield what became of the rows of a file: `numbers` are those read, kept and blank, `filtered` those of each column's condition."""
    read, kept, blank = numbers
    yield speech.say(ROWS, read=f"{read:,}", kept=f"{kept:,}", filtered=f"{filtered.total():,}", blank=f"{blank:,}")
    if filtered:
        yield speech.say(FILTERED, columns=_numbered(filtered, speech))
    if omitted:
        yield speech.say(OMITTED, count=f"{omitted:,}")
    if repeated:
        yield speech.say(REPEATED, ids=few_of(repeated, speech))


def notes_of_guess(taken: Sequence[tuple[str, str]], assumed: Mapping[str, str], speech: Speech) -> Iterator[str]:
    """Yield in one line what each column was taken for, and what was assumed."""
    pairs = [*(speech.say(COLUMN_TAKEN, column=column, key=in_language(key, speech.lang)) for column, key in taken)]
    pairs += [speech.say(ASSUMED, key=key, word=word) for key, word in assumed.items()]
    yield speech.say(GUESSED, pairs=speech.joined(pairs))


def note_of_new_codes(records: Sequence[Record], speech: Speech) -> str:
    """Return which codes are made of words of the file, with those words."""
    pairs = [speech.say(CODE_MADE, code=record["code"], label=record["en"]) for record in records]
    return speech.say(CODES_MADE, count=f"{len(pairs):,}", pairs=few_of(pairs, speech))


def notes_of_columns(
    left: Sequence[str], by_others: Mapping[str, Counter[str]], read_as: Mapping[str, str], speech: Speech
) -> Iterator[str]:
    """Yield how the file was read, the words that a mapping's `*` was taken for, and the columns that were not taken."""
    if read_as:
        yield speech.say(READ_AS, words=speech.joined(f"{word} {text!r}" for word, text in read_as.items()))
    for key, words in by_others.items():
        yield speech.say(BY_OTHERS, key=key, words=_numbered(words, speech))
    if left:
        yield speech.say(COLUMNS_LEFT, columns=speech.joined(left))


def _numbered(words: Counter[str], speech: Speech) -> str:
    shown = [speech.say(NUMBERED, word=repr(word), count=f"{count:,}") for word, count in words.most_common()]
    return few_of(shown, speech)
