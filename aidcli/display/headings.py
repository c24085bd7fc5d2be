"""The headings of columns, in English and Chinese, by the key that a column shows. Pure."""

import re
from collections.abc import Mapping
from typing import Final

LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "id": ("Id", "编号"),
    "sector": ("Sector", "部门"),
    "measure": ("Measure", "指标"),
    "value": ("Amount", "数值"),
    "upper": ("Upper end", "上限"),
    "unit": ("Unit", "单位"),
    "bound": ("Bound", "界限"),
    "printed": ("As printed", "原文"),
    "period": ("Period", "期间"),
    "state": ("State", "状态"),
    "context": ("Context", "上下文"),
    "year": ("Year", "年份"),
    "provider": ("Provider", "援助方"),
    "recipient": ("Recipient", "受援方"),
    "receiver": ("Receiver", "接收方"),
    "subject": ("Subject", "内容（英）"),
    "subject_zh": ("Subject (zh)", "内容"),
    "part_of": ("Part of", "属于"),
    "source": ("Source", "来源"),
    "line": ("Line", "行"),
    "start": ("Offset", "位置"),
    "note": ("Note", "备注"),
    "part": ("Part", "分项"),
    "part_value": ("Amount", "数值"),
    "whole": ("Counted in", "已计入"),
    "whole_value": ("Its amount", "整体数值"),
    "parts": ("Parts", "所含分项"),
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
    "parent": ("Parent", "上级"),
    "standard": ("Standard", "标准代码"),
    "action": ("Action", "处理"),
    "old": ("Before", "原值"),
    "new": ("After", "新值"),
    "keys": ("Changed keys", "改动字段"),
    "key": ("Key", "字段"),
    "finding": ("Finding", "发现"),
    "fault": ("Severity", "级别"),
    "place": ("Place", "地区"),
    "figure": ("Figure", "数据"),
    "number": ("Number", "非数据"),
    "en": ("English", "英文"),
    "zh": ("Chinese", "中文"),
    "aliases": ("Aliases", "别名"),
    "units": ("Usual units", "常用单位"),
    "type": ("Type", "类型"),
    "publisher": ("Publisher", "发布者"),
    "date": ("Date", "日期"),
    "language": ("Language", "语言"),
    "url": ("URL", "网址"),
    "sha256": ("SHA-256", "SHA-256"),
    "reason": ("Reason", "原因"),
    "step": ("Step", "步数"),
    "changed": ("Changed", "更改时间"),
    "command": ("Command", "命令"),
    "size": ("Bytes", "字节数"),
    "store": ("Store", "数据文件"),
    "origin": ("Chosen by", "选定依据"),
    "name": ("By name", "依据名称"),
    "sources": ("Sources", "来源"),
    "measures": ("Measures", "指标"),
    "codes": ("Own codes", "自有代码"),
    "undo": ("To undo", "可撤销"),
    "redo": ("To redo", "可重做"),
}

_KEYS: Final = {chinese: key for key, (_, chinese) in reversed([*LABELS.items()])} | {"合计": "value"}
"""The key of each Chinese heading; of two that have the same one, the first."""


def key_of(word: str) -> str:
    """Return the key whose Chinese heading the word is, as people type what a table shows; any other word as it is."""
    return _KEYS.get(word.strip(), word)


def keys_of(text: str | None) -> str | None:
    """Return a list of keys as typed, `-key` for descending, with the key of each Chinese heading in its place."""
    words = [] if text is None or text.isascii() else [(word.strip(), word.strip().lstrip("-－")) for word in re.split("[,，、]", text)]
    return ",".join("-" * (bare != word) + key_of(bare) for word, bare in words) or text


TEXTS: Final = frozenset(
    (
        *("sector", "measure", "provider", "recipient", "receiver", "subject", "subject_zh", "note", "operand", "en", "zh", "aliases"),
        *("context", "reason", "document", "finding", "keys", "publisher"),
    )
)
"""The columns of words, which may be shortened; all others show whole numbers, ids and codes."""
