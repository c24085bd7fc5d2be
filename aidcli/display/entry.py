"""What is said while figures are entered one after another: questions, choices, explanations. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from aidcli.changes.entry import Dialogue
from aidcli.display.figures import in_short
from aidcli.display.printable import columns_taken, printable
from aidcli.display.speech import Speech
from aidcli.display.wording import Phrase
from aidcli.model.figure import CODED
from aidcli.model.quantity import bounded

BEGIN_ENTRY: Final = (
    "Enter takes the answer in brackets. - leaves it empty, < goes back,\n? explains, TAB completes, Ctrl-C drops all figures.",
    "回车采用方括号中的值；- 留空；< 返回上一题；? 说明；TAB 补全；Ctrl-C 全部放弃。",
)
QUESTION_OF: Final[Mapping[str, Phrase]] = {
    "source": ("Source: number, id, or the title of a new one", "来源（序号、代码或新来源的标题）"),
    "source_id": ("Id for the new source", "新来源的代码"),
    "publisher": ("Publisher", "发布者"),
    "date": ("Date of publication", "发布日期"),
    "value": ("Amount as printed (Enter: finish)", "数额原文（回车：结束）"),
    "measure": ("Measure", "指标"),
    "unit": ("Unit", "单位"),
    "sector": ("Sector", "部门"),
    "subject": ("What it is", "内容"),
    "period": ("Period", "期间"),
    "provider": ("Given by", "援助方"),
    "recipient": ("Received by", "受援方"),
    "part_of": ("Part of", "属于"),
    "line": ("Line in the document", "文献中的行号"),
}
EXPLAINED: Final[Mapping[str, Phrase]] = {
    "source": (
        "The document that states the figures. A title that no source has makes a new one.",
        "载明数据的文献。填写新的标题即新建来源。",
    ),
    "source_id": (
        "A short name to type later: lower-case letters, digits and '-', such as lin-2024.",
        "便于输入的短名：小写字母、数字和 -，如 lin-2024。",
    ),
    "publisher": ("Who published the document; may be empty.", "文献的发布者；可留空。"),
    "date": ("When it was published: 2024, 2024-03 or 2024-03-15; may be empty.", "发布时间：2024、2024-03 或 2024-03-15；可留空。"),
    "value": (
        "The amount as the document prints it: 1.2亿元, nearly 2,000 people, 救护车42辆. Unit and rounding are read from it.",
        "按原文填写：1.2亿元、近2000人、救护车42辆。单位和约数由此读出。",
    ),
    "measure": ("What the amount counts. 'aidcli codes measures' lists all.", "数值所计的内容。'aidcli codes measures' 列出全部。"),
    "unit": ("The unit of the amount. 'aidcli codes units' lists all.", "数值的单位。'aidcli codes units' 列出全部。"),
    "sector": (
        "What the aid is for: a code, a DAC code or a label. 'aidcli codes sectors' lists all.",
        "部门：代码、DAC 代码或名称。'aidcli codes sectors' 列出全部。",
    ),
    "subject": ("A short noun phrase in your own words, English or Chinese.", "用自己的话写的简短名称，中英文皆可。"),
    "period": (
        "What the figure covers: 2024, 2024-03, 2023/2024, 2020/..; may be empty.",
        "数据所涉时间：2024、2024-03、2023/2024、2020/..；可留空。",
    ),
    "provider": ("The place or body that gives; may be empty.", "提供援助的地区或机构；可留空。"),
    "recipient": ("The place or body that receives; may be empty.", "受援的地区或机构；可留空。"),
    "part_of": (
        "The figure that already counts this one, so that it is not counted twice: a number or an id; may be empty.",
        "已包含本条的数据（避免重复计算）：序号或编号；可留空。",
    ),
    "line": ("The line of the document, from 1; may be empty.", "文献中的行号，从 1 起；可留空。"),
}
COLON: Final = (": ", "：")
FIGURE_NUMBER: Final = ("Figure {number}", "第{number}条")
AMOUNT_READ: Final = ("  read as {amount}", "  读作{amount}")
ENTERED: Final = ("  entered {figure}", "  已记 {figure}")
FIRST_QUESTION: Final = ("this is the first question", "这是第一题")
SAVE_THEM: Final = ("Save (Enter: yes, n: drop them, <: back)", "保存（回车：是，n：放弃，<：返回）")
DROPPED: Final = ("nothing was saved; figures dropped: {count}", "未保存；放弃的数据：{count}条")
TRY_AGAIN: Final = ("Try again (Enter: yes, n: drop them)", "重试（回车：是，n：放弃）")
NEW_SOURCE_ENTERED: Final = ("  new source {name}: {title}", "  新来源 {name}：{title}")
UNDO_ENTRY: Final = ("'aidcli undo' takes them all back", "可用 'aidcli undo' 一并撤销")


def lines_before(entry: Dialogue, speech: Speech, width: int) -> Iterator[str]:
    """Yield what is said before a question: the figure just entered or amount just read, and numbered choices within a width."""
    now = entry.now
    if now.key == "value":
        if now.done:
            yield speech.say(ENTERED, figure=in_short(entry.figures[-1], speech))
        yield ""
        yield speech.say(FIGURE_NUMBER, number=len(now.done) + 1)
    elif now.key == "measure" and "value" in now.record:
        unit = now.record.get("unit", "")
        amount = speech.amount(bounded(now.record["value"], now.record["bound"], now.record.get("upper")), unit)
        yield speech.say(AMOUNT_READ, amount=amount if speech.lang == "zh" else f"{amount} {speech.code('unit', unit)}".rstrip())
    line, shown = "", {figure.id: in_short(figure, speech) for figure in entry.figures} if now.key == "part_of" else {}
    for number, code in enumerate(entry.choices, 1):
        choice = printable(f"  {number} {shown.get(code) or _named(now.key, code, speech)}")
        if line and columns_taken(line + choice) > width:
            yield line
            line = ""
        line += choice
    yield from filter(None, [line])


def summary_of(entry: Dialogue, speech: Speech) -> Iterator[str]:
    """Yield the new source and a line for each figure, before they are saved."""
    yield ""
    if source := entry.source:
        yield printable(speech.say(NEW_SOURCE_ENTERED, name=source.id, title=source.title))
    yield from (printable(f"  {in_short(figure, speech)}  {figure.label(speech.lang)}") for figure in entry.figures)


def question_of(entry: Dialogue, speech: Speech) -> str:
    """Return the question, with what an empty answer stands for in brackets."""
    default = entry.default
    shown = "" if default is None else f" [{_named(entry.now.key, default, speech)}]"
    return printable(f"{speech.say(QUESTION_OF[entry.now.key])}{shown}{speech.say(COLON)}")


def _named(key: str, value: Any, speech: Speech) -> str:
    return speech.value(key, value) if key in CODED and key != "source" else str(value)
