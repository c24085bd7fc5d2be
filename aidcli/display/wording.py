"""What things are called in English and Chinese: headings, bounds, codes and amounts. Pure."""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from aidcli.display.table import Column
from aidcli.model.amounts import round_quotient, show_number, show_quantity
from aidcli.model.codes import Codebook
from aidcli.model.figure import CODED
from aidcli.model.quantity import Quantity

LABELS: Final = {
    "id": ("Id", "编号"),
    "sector": ("Sector", "部门"),
    "measure": ("Measure", "指标"),
    "value": ("Amount", "数值"),
    "upper": ("Upper end", "上限"),
    "unit": ("Unit", "单位"),
    "bound": ("Bound", "界限"),
    "printed": ("As printed", "原文"),
    "period": ("Period", "期间"),
    "provider": ("Provider", "援助方"),
    "recipient": ("Recipient", "受援方"),
    "subject": ("Subject", "内容(英)"),
    "subject_zh": ("Subject (zh)", "内容"),
    "part_of": ("Part of", "属于"),
    "source": ("Source", "来源"),
    "line": ("Line", "行"),
    "start": ("Offset", "位置"),
    "note": ("Note", "备注"),
    "whole": ("Counted in", "已计入"),
    "parts": ("Its parts", "所含分项"),
    "document": ("Document", "文献"),
    "count": ("Figures", "数据条数"),
    "left_out": ("Left out", "未计入"),
    "lower": ("Lower end", "下限"),
    "operand": ("Compared", "比较项"),
    "difference": ("Difference", "差额"),
    "ratio": ("Ratio", "倍数"),
    "share": ("Share", "占比"),
    "bar": ("Bar", "图示"),
    "order": ("Against base", "与基准比"),
    "total": ("Total", "合计"),
    "counted_in": ("Counted in", "已计入"),
    "kind": ("Kind", "类别"),
    "code": ("Code", "代码"),
    "parent": ("Inside", "上级"),
    "standard": ("Standard", "标准代码"),
    "action": ("Action", "处理"),
    "key": ("Key", "字段"),
    "finding": ("Finding", "发现"),
    "fault": ("Weight", "级别"),
    "place": ("Place", "地点"),
    "figure": ("Figure", "数据"),
    "en": ("English", "英文"),
    "zh": ("Chinese", "中文"),
    "aliases": ("Also", "别名"),
    "reason": ("Why", "原因"),
}
PER: Final = {"measure": "/", "unit": " per "}
"""What stands between the two measures, and the two units, of a rate."""
BOUND_WORDS: Final = {
    "exact": ("exact", "确数"),
    "at-least": ("at least this much", "不少于此数"),
    "under": ("less than this", "不到此数"),
    "about": ("about this much", "大约此数"),
    "range": ("between two ends", "两端之间"),
}


class Speech(NamedTuple):
    """How things are called in the language of the answer, `en` or `zh`."""

    codes: Codebook
    lang: str

    def say(self, en: str, zh: str) -> str:
        """The words for the language of the answer."""
        return zh if self.lang == "zh" else en

    def label(self, key: str) -> str:
        """The heading of a column."""
        return self.say(*LABELS[key])

    def code(self, kind: str, code: str | None) -> str:
        """The label of a code; currencies keep their code in English."""
        if kind == "unit" and code and code[:3].isupper() and self.lang == "en":
            return code
        if code and code not in self.codes[kind] and (rate := code.split(PER[kind]) if kind in PER else [])[1:]:
            return self.say(PER[kind], "/").join(self.code(kind, each) for each in rate)
        return self.codes.label(kind, code, self.lang)

    def amount(self, quantity: Quantity | None, unit: str) -> str:
        """An amount; in Chinese with its unit: 2亿元."""
        if quantity is None:
            return ""
        shown = round_quotient(quantity) if PER["unit"] in unit else quantity
        return show_quantity(shown, self.lang) + self.say("", self.code("unit", unit))

    @property
    def amount_keys(self) -> Sequence[str]:
        """The columns that show an amount: in Chinese the unit stands with it."""
        return self.say("value unit", "value").split()

    def bound(self, bound: str | None) -> str:
        """A bound in words."""
        return self.say(*BOUND_WORDS[bound]) if bound else ""

    def value(self, key: str, value: Any) -> str:
        """What a record holds under a key: codes by their labels, numbers grouped."""
        if key in CODED:
            return self.code(CODED[key], value)
        if key == "bound":
            return self.bound(value)
        if key == "kind":
            return self.say(value, LABELS[value][1])
        return value or "" if value is None or isinstance(value, str) else show_number(value, self.lang)

    def place(self, key: str, value: str | None) -> tuple[int, str]:
        """Where a value stands among others of its key: codes as listed, anything else by its text."""
        return (self.codes.place(CODED[key], value) if key in CODED else 0, value or "")

    def column(self, key: str, cell: Callable[[Any], str] | None = None, *, number: bool = False, spare: int = 0) -> Column:
        """A column under its heading, of the cells given or else of what the row holds under the key."""
        return Column(key, self.label(key), cell or (lambda row: self.value(key, getattr(row, key))), number, spare)
