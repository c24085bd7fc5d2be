"""What is said after an import from a file of another programme: what its figures add up to, and what they do not hold. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

from aidcli.display.wording import Phrase, Speech
from aidcli.model.quantity import Number, bounded

TOTAL_READ: Final = ("Read: {measure}: {amount} {unit}.", "已读取：{measure}：{amount}。")
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


def notes_of_file(remarks: Mapping[str, int], totals: Mapping[tuple[str, str], Number], speech: Speech) -> Iterator[str]:
    """Yield the total of each measure and unit, then what is not held, with its number."""
    for (measure, unit), total in totals.items():
        shown = {"amount": speech.amount(bounded(total), unit), "unit": speech.code("unit", unit)}
        yield speech.say(TOTAL_READ, measure=speech.code("measure", measure), **shown)
    for name, count in remarks.items():
        yield speech.say(REMARKS[name], count=f"{count:,}")
