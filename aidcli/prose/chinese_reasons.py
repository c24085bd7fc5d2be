"""What the reader says of a number that is no figure, or is doubtful, in Chinese. Pure."""

from collections.abc import Mapping
from typing import Final

REASONS_IN_CHINESE: Final[Mapping[str, str]] = {
    "a bare number": "无单位的数字",
    "a difference or growth rate": "差额或增长率",
    "a name": "名称",
    "a ratio": "比例",
    "a target, not a result": "目标，并非成果",
    "age": "年龄",
    "background: output or state of a region": "背景：地区产出或状况",
    "background: people affected": "背景：受影响人口",
    "background: size or distance": "背景：面积或距离",
    "clock time": "时刻",
    "dimension": "尺寸",
    "expression of time": "时间",
    "grade": "等级",
    "number of a document, section, room or the like": "文号、章节号、房号等",
    "number of a heading": "标题序号",
    "ordinal": "序数",
    "part of a name or code": "名称或代码的一部分",
    "part of a word": "词语的一部分",
    "ratio or fraction in figures": "比例或分数",
    "refused in a review": "审阅时排除",
    "size of a pack": "规格",
    "span of time": "时间跨度",
    "telephone number": "电话号码",
    "temperature": "温度",
    "uncounted": "不计数",
}
"""The reasons of drafts, by their English words."""
