"""Words said to people, in English and Chinese side by side. Pure.

A phrase with braces is a template for `str.format`.
"""

from collections.abc import Mapping
from typing import Final

Phrase = tuple[str, str]
"""The same words in English and in Chinese."""

PER: Final = {"measure": "/", "unit": " per "}
"""What joins the two measures, and the two units, of a rate."""
BOUND_WORDS: Final[Mapping[str, Phrase]] = {
    "exact": ("exact", "确数"),
    "at-least": ("at least this much", "不少于此数"),
    "under": ("less than this", "不到此数"),
    "about": ("about this much", "大约此数"),
    "range": ("a range", "区间"),
}
ORDER_WORDS: Final[Mapping[str, Phrase]] = {
    "base": ("base", "基准"),
    "more": ("more", "较多"),
    "less": ("less", "较少"),
    "equal": ("equal", "相等"),
    "cannot tell": ("cannot tell", "无法判断"),
}
"""How an operand compares with the base, by the words of machine formats."""
LEFT_OUT_WORDS: Final[Mapping[str, Phrase]] = {
    "part": ("part of {whole}", "已计入 {whole}"),
    "no value": ("the source gives no value", "来源未给出数值"),
    "not summed": ("amounts in this unit cannot be added", "该单位的数值不可相加"),
}
"""Why a figure is left out of a total, by the words of machine formats."""

# Cells
COUNTED: Final = ("counted", "计入")
FAULT: Final = ("fault", "错误")
LEDGER: Final = ("ledger", "流水账")
REMARK: Final = ("remark", "提示")
NONE: Final = ("(none)", "（无）")
NOTHING: Final = ("", "")
NO_FIGURE: Final = ("no figure", "无数据")
MORE_FINDINGS: Final = ("{count} more findings; --format csv lists them all.", "另有{count}条结果未显示；用 --format csv 列出全部。")
IN_SHORT: Final = ("{id}: {amount} {unit}", "{id}：{amount}")
MEASURE_IN_UNIT: Final = ("{measure} ({unit})", "{measure}（{unit}）")
SETTING: Final = ("Setting", "设置项")
SET_TO: Final = ("Value", "值")
LAST_CHANGE: Final = ("Last change", "最近更改")
NOW: Final = ("now", "当前")
UNSOUND: Final = ("unsound", "已损坏")
COMMA: Final = (", ", "，")
LISTED: Final = (", ", "、")
SEMICOLON: Final = ("; ", "；")

# A report
OVERVIEW: Final = ("Figures on aid, as reported", "援助数据一览")
CHOSEN_BY: Final = ("Filters", "筛选条件")
ALL_FIGURES: Final = ("All figures", "全部数据")
FIGURES_SHOWN: Final = ("{{shown}} of {{all}} figures", "共{{all}}条，显示{{shown}}条")
SEARCH_HERE: Final = ("Search the figures", "在数据中搜索")
LARGE_PAGE: Final = (
    "a browser takes some seconds to open a page of so many figures; use filters to keep fewer",
    "这么多数据的网页，浏览器需数秒才能打开；可用筛选条件减少",
)

# Charts
DREW: Final = ("wrote the chart '{path}'", "已写入图表 '{path}'")
NO_FONT: Final = (
    "this machine has no Chinese font, so the PNG shows boxes; draw an .svg or .html, or install a font such as Noto Sans CJK",
    "本机没有中文字体，PNG 中的汉字显示为方框；请改用 .svg 或 .html，或安装 Noto Sans CJK 等字体",
)
STACKS_OVERLAP: Final = (
    "Stacks are longer than their totals, since parts are in other segments than their wholes: {rows}.",
    "分项与其整体不在同一分段，以下各条的分段之和超过合计：{rows}。",
)
PAIRED: Final = ("{name}: {value}", "{name}：{value}")
TOTALS_BY: Final = ("Totals by {keys}", "按{keys}合计")
COMPARED: Final = ("Compared: {names}", "比较：{names}")
COMPARED_BY: Final = ("Compared by {keys}", "按{keys}比较")
SOURCES_NAMED: Final = ("Source: {names}", "来源：{names}")
AND_MORE_SOURCES: Final = ("; and {rest} more", "；另有{rest}个")
MORE_NOTES: Final = ("{rest} more notes are shown by the same question without --chart.", "另有{rest}条说明，不带 --chart 提问可见。")
OPEN_END: Final = (
    "An arrow marks an end that the sources leave open: the amount is said to be more, or less, than drawn.",
    "箭头表示来源未给出的一端：实际数值多于或少于图示。",
)

# Notes
QUOTED: Final = ("'{word}'", "“{word}”")
NO_FIGURE_HAS: Final = ("No figure has {word}.", "没有数据含有{word}。")
NEAR_WORDS: Final = ("No figure has {word}; did you mean {near}?", "没有数据含有{word}；是否指{near}？")
EITHER: Final = (" or ", "或")
WORDS_APART: Final = ("Figures that have each word by itself: {counts}.", "单独含有各词的数据：{counts}。")
WORD_APART: Final = ("{word} {count}", "{word}{count}条")
NO_MATCH: Final = ("no figure matches", "没有符合条件的数据")
NO_CODE: Final = ("no code matches", "没有符合条件的代码")
NO_STATE: Final = ("nothing to undo", "没有可撤销的更改")
NO_RATE: Final = ("no row has both {above} and {below}", "没有同时含有 {above} 和 {below} 的行")
WROTE: Final = ("wrote '{path}' (rows: {rows})", "已写入 '{path}'（{rows}行）")
NO_VALUE: Final = ("no value to print", "没有可输出的数值")
BOUND_OF_VALUE: Final = ("{label}: {bound} ({value})", "{label}：{bound}（{value}）")
NO_ROOM: Final = ("No room for: {columns}. Widen the terminal.", "宽度不足，未显示：{columns}。可加宽终端。")
NO_ROOM_UNLESS: Final = (
    "No room for: {columns}. Widen the terminal, or choose with --fields {keys}.",
    "宽度不足，未显示：{columns}。可加宽终端，或用 --fields {keys} 选择。",
)
CONTROLS_SHOWN: Final = (
    "Control characters are shown as symbols on a terminal; a file or a pipe gets them as they are.",
    "终端上以符号显示控制字符；写入文件或管道时保持原样。",
)
NO_SUCH_PAGER: Final = (
    "the pager '{pager}' cannot be started; see 'aidcli help environment'",
    "分页程序 '{pager}' 无法启动；见 'aidcli help environment'",
)
AS_REPORTED: Final = ("As reported by the source; not independently verified.", "数据系来源所报道，未经独立核实。")
ROUNDED: Final = ("Amounts are rounded here; --format csv gives every digit.", "此处数值已舍入；--format csv 给出全部数字。")
ROWS_NOT_SHOWN: Final = ("Rows not shown: {rest}.", "未显示的行：{rest}行。")
UNITS_ORDERED: Final = (
    "Amounts of several units are ordered by number alone; --unit keeps one unit.",
    "不同单位的数值只按数字大小排序；--unit 可只保留一种单位。",
)
WITH_PARTS: Final = (
    "Parts are counted beside their wholes, so a total may count the same amount twice.",
    "分项与其整体一并计入，合计可能重复计算。",
)
NOTHING_LEFT_OUT: Final = ("Nothing was left out.", "没有未计入的数据。")
LEFT_OUT: Final = ("{total}: left out {ids}: {reason}", "{total}：未计入 {ids}：{reason}")
MORE_LEFT_OUT: Final = ("{total}: left out {rest} more; --explain lists them all", "{total}：另有{rest}条未计入，--explain 可全部列出")
FASTER_AS_A_FOLDER: Final = (
    "a store of this size is answered two to four times as fast from a folder; see 'aidcli help engines'",
    "这样大的数据文件，改用文件夹存储可快两至四倍；见 'aidcli help engines'",
)
AND_MORE: Final = (" and {rest} more", " 等共{count}条")
AND_MORE_PAIRS: Final = (" and {rest} more", " 等共{count}对")
AND_MORE_WHOLES: Final = (" and {rest} more", " 等共{count}个整体")
SUSPECTS: Final[Mapping[int, Phrase]] = {
    1: ("{total}: periods overlap, so these may count the same thing twice: {named}", "{total}：期间重叠，可能重复计算：{named}"),
    2: ("{total}: looks like a whole beside its parts: {named}", "{total}：疑似整体与其分项并列，可能重复计算：{named}"),
    3: (
        "{total}: equal to the sum of the figures that follow, so it may count these twice: {named}",
        "{total}：恰为其后各条之和，可能重复计算：{named}",
    ),
}
"""What may count twice in a total, by the rule that says so."""
SAME_AS: Final = ("{figure} ~ {other}", "{figure} ~ {other}")
WHOLE_OF_PARTS: Final = ("{figure} ({parts} parts)", "{figure}（{parts}个分项）")
WHOLE_OF_PART: Final = ("{figure} ({other})", "{figure}（{other}）")
ABSENT: Final[Mapping[str, Phrase]] = {
    "period": ("Figures left out because they state no period: {count}.", "因未注明期间而未计入的数据：{count}条。"),
    "provider": ("Figures left out because they state no provider: {count}.", "因未注明援助方而未计入的数据：{count}条。"),
    "recipient": ("Figures left out because they state no recipient: {count}.", "因未注明受援方而未计入的数据：{count}条。"),
    "receiver": ("Figures left out because they state no receiver: {count}.", "因未注明接收方而未计入的数据：{count}条。"),
    "value": ("Figures left out because they have no value: {count}.", "因没有数值而未计入的数据：{count}条。"),
}
"""Which figures a filter cannot place, by the key that they lack."""
PERIOD_EXTENDS: Final = (
    "Figures counted at their full amount although their period extends beyond the one asked for: {ids}.",
    "期间超出所问范围、仍按全额计入的数据：{ids}。",
)
PERIOD_NOT_INSIDE: Final = (
    "Figures not counted because their period reaches beyond the periods compared: {ids}.",
    "期间超出所比较的期间、因而未计入的数据：{ids}。",
)
REPEATED_IDS: Final = (
    "Ids that several figures have: {ids}; 'aidcli check' lists them.",
    "多条数据共用的编号：{ids}；'aidcli check' 可列出。",
)
OPERANDS_OVERLAP: Final = (
    "Operands overlap, so their shares add up to more than the whole: {groups}.",
    "比较项之间有重叠，占比之和超过整体：{groups}。",
)
SHARES_OVERLAP: Final = (
    "Shares overlap, since parts are in other rows than their wholes: {groups}.",
    "分项与其整体不在同一行，占比有重叠：{groups}。",
)
SHARED: Final = ("Figures counted under more than one operand: {ids}.", "同时计入多个比较项的数据：{ids}。")
ONLY_MOVED: Final = ("{counts} moved within the document.", "仅文献中的位置变动：{counts}。")
UNCHANGED: Final = ("{counts} unchanged.", "未变：{counts}。")
ONE_OF_KIND: Final = ("{number} {kind}", "{kind}{number}条")
COUNT_OF_KIND: Final = ("{number} {kind}s", "{kind}{number}条")
ONE_LOSES: Final = ("1 figure loses {key}: {ids}.", "1条数据失去 {key}：{ids}。")
SOME_LOSE: Final = ("{count} figures lose {key}: {ids}.", "{count}条数据失去 {key}：{ids}。")
SOURCE_LOSES: Final = ("Source {source} loses {keys}.", "来源 {source} 失去 {keys}。")
RENAMED: Final = ("Renamed, because other sources have these ids: {pairs}.", "因编号已属其他来源而改名：{pairs}。")
RENAMED_TO: Final = ("{old} to {new}", "{old}改为{new}")
UNLINKED: Final = ("Not linked by part_of, because the whole was skipped: {ids}.", "因所属整体被略去而未归入：{ids}。")
LACKING: Final = (
    "The store has figures of source {source} that the file lacks ({count}): {ids}. --replace-source removes them.",
    "数据文件中来源 {source} 有{count}条数据不在此次导入的文件中：{ids}。--replace-source 可将其删除。",
)
SAME_DOCUMENT: Final = (
    "Source {name} is the same document as {other}: they have one SHA-256.",
    "来源 {name} 与 {other} 为同一文献：SHA-256 相同。",
)
LINK_DROPPED: Final = (
    "1 figure loses its link to a whole that is not exported: {ids}. --with-wholes exports the whole, too.",
    "所属整体不在导出之列，已取消归属：1条：{ids}。--with-wholes 可一并导出。",
)
LINKS_DROPPED: Final = (
    "{count} figures lose their link to a whole that is not exported: {ids}. --with-wholes exports the wholes, too.",
    "所属整体不在导出之列，已取消归属：{count}条：{ids}。--with-wholes 可一并导出。",
)
