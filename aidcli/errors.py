"""Every way aidcli refuses: its words, in English and Chinese, and the status it exits with. Nothing here does anything else.

A refusal is one line: what is wrong with the value in quotes, then what to do about it. Each class holds its sentence
in `en` and in `zh`, templates whose fields `__init__` fills. Where a refusal is shown, one of the two is taken.
"""

import errno
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import ClassVar, Final, Literal, Self


class Bilingual(str):  # noqa: SLOT000 - it has one attribute more
    """A text in English that carries the same text in Chinese, in `zh`.

    Both are templates for `str.format` where there are `parts` to fill in. A part that is itself Bilingual is filled in in the
    language of the template. Any other text is a value and stays on one line.
    """

    zh: str

    def __new__(cls, en: str, zh: str, **parts: object) -> Self:
        """Fill the parts into both templates."""
        held = {name: _on_one_line(part) for name, part in parts.items()}
        text = super().__new__(cls, en.format(**held) if parts else en)
        text.zh = zh.format(**{name: getattr(part, "zh", part) for name, part in held.items()}) if parts else zh
        return text


class _Value(str):  # noqa: SLOT000 - short-lived
    """A text of the user's, in which a line feed is shown as a symbol; in quotes, it is escaped."""

    def __format__(self, form: str) -> str:
        return format(str(self).replace("\n", "\u240a"), form)


def _on_one_line(part: object) -> object:
    return _Value(part) if isinstance(part, str | PurePath) and not isinstance(part, Bilingual) else part


def in_language(text: str, lang: str) -> str:
    """Return a text in `lang`, `en` or `zh`, where it is Bilingual; any other text as it is."""
    return text.zh if lang == "zh" and isinstance(text, Bilingual) else str(text)


def join_texts(texts: Iterable[str], en: str, zh: str) -> Bilingual:
    """Join texts, in each language by a separator of its own."""
    held = list(texts)
    return Bilingual(en.join(held), zh.join(in_language(text, "zh") for text in held))


def join_words(words: Iterable[str], last: Literal["or", "and", "with"] = "or") -> Bilingual:
    """Join words as prose does: `a, b or c`, in Chinese `a、b 或 c`."""
    *head, tail = words
    between = {"or": "或", "and": "和", "with": "与"}[last]
    if not head:
        return join_texts([tail], "", "")
    first = join_texts(head, ", ", "、")
    before, after = (" " if each.isascii() else "" for each in (first.zh[-1:], in_language(tail, "zh")[:1]))
    return join_texts([first, tail], f" {last} ", f"{before}{between}{after}")


def _quoted_words(words: Iterable[str], last: Literal["or", "and", "with"] = "or") -> Bilingual:
    """Join words as prose does, each in quotes: `'a', 'b' or 'c'`."""
    return join_words(map(repr, words), last)


def _few(words: Sequence[str], most: int = 3, en: str = "; ", zh: str = "；") -> Bilingual:
    """Join the first few by a separator, and say how many more there are."""
    return join_texts([*words[:most], *_and_more(len(words) - most)], en, zh)


def _listed(lines: Sequence[str], most: int = 20) -> Bilingual:
    """Return the first lines, indented, and one that says how many more there are."""
    return join_texts([*lines[:most], *_and_more(len(lines) - most)], "\n  ", "\n  ")


def _and_more(number: int) -> Sequence[Bilingual]:
    return [Bilingual("and {number} more", "另有{number}项", number=number)] if number > 0 else []


def did_you_mean(nearest: Sequence[str]) -> Bilingual:
    """Return the question whether one of the nearest words is meant."""
    return Bilingual("did you mean {words}?", "是否指 {words}？", words=_quoted_words(nearest))


def _choose_from(valid: Iterable[str]) -> Bilingual:
    return Bilingual("choose from {words}", "可选：{words}", words=join_texts(valid, ", ", "、"))


class Refusal(Exception):
    """Something the user can correct. Anything that is not a Refusal is a bug and stays a traceback."""

    status: ClassVar[int] = 2
    en: ClassVar[str] = "{message}"
    zh: ClassVar[str] = ""

    def __init__(self, **parts: object) -> None:
        self.text: Final = Bilingual(self.en, self.zh or self.en, **parts)
        super().__init__(self.text)


class WrongQuestion(Refusal):
    """The question is wrong: exit status 2."""


class FileTrouble(Refusal):
    """A store or a file cannot be read, written or locked: exit status 3."""

    status = 3


class BadData(Refusal):
    """Stored or shipped data is wrong: exit status 4."""

    status = 4


class Usage(WrongQuestion):
    """Options that do not go together, or are missing, in the words given: two templates, and the parts to fill in."""

    def __init__(self, en: str, zh: str, **parts: object) -> None:
        super().__init__(message=Bilingual(en, zh, **parts))


_KINDS: Final = {
    "bound": "界限",
    "command": "命令",
    "example": "范例",
    "figure": "数据",
    "format": "格式",
    "key": "字段",
    "kind": "类别",
    "kind of code": "代码类别",
    "kind of operand": "比较类别",
    "language": "语言",
    "measure": "指标",
    "order": "顺序",
    "period": "期间",
    "place": "地区",
    "sector": "部门",
    "setting": "设置项",
    "shell": "shell",
    "source": "来源",
    "state": "状态",
    "table": "表",
    "topic": "主题",
    "type": "类型",
    "unit": "单位",
    "way": "处理方式",
    "word": "词",
}
"""What can be asked for by a word, in Chinese."""


def named_kind(kind: str) -> Bilingual:
    """Return the name of a kind of thing in both languages; also `--by key`, the keys that an option takes."""
    *option, key = kind.split(" ", 1) if kind.startswith("--") else [kind]
    chinese = _KINDS.get(key, key)
    return Bilingual(kind, f" {option[0]} {chinese}" if option else chinese)


def unknown_word(kind: str, word: object) -> Bilingual:
    """Say that a word is no known code of a kind, without a remedy."""
    return Bilingual("unknown {kind} {word!r}", "未知的{kind} {word!r}", kind=named_kind(kind), word=word)


class UnknownWord(WrongQuestion):
    """Unknown words. Suggests the nearest, and names a short choice or the command that lists every choice.

    `kinds` is what the words may be: one kind, or several.
    """

    SHORT: ClassVar[int] = 20
    en = "unknown {kinds} {words}; {remedy}"
    zh = "未知的{kinds} {words}；{remedy}"

    def __init__(
        self, kinds: str | Sequence[str], words: str | Sequence[str], nearest: Sequence[str], valid: Sequence[str] = (), see: str = ""
    ) -> None:
        meant = [did_you_mean(nearest)] if nearest else []
        is_short = bool(valid) and (len(valid) <= self.SHORT or not (see or meant))
        choice = _choose_from(valid) if is_short else Bilingual("see '{see}'", "见 '{see}'", see=see)
        super().__init__(
            kinds=join_words(map(named_kind, [kinds] if isinstance(kinds, str) else kinds)),
            words=_quoted_words([words] if isinstance(words, str) else words),
            remedy=join_texts([*meant, *([choice] if is_short or not meant else [])], " ", ""),
        )


class UnknownSource(WrongQuestion):
    """A figure typed with a source that is not listed. Suggests the nearest, and says how to add one."""

    en = "unknown source {word!r}; {meant}add it with 'aidcli codes add source {code} --en TITLE', or see 'aidcli codes sources'"
    zh = "未知的来源 {word!r}；{meant}用 'aidcli codes add source {code} --en TITLE' 添加，或见 'aidcli codes sources'"

    def __init__(self, word: str, nearest: Sequence[str]) -> None:
        super().__init__(word=word, meant=_meant_or_else(nearest), code=word if _is_slug(word) else "CODE")


class UnreadUnit(WrongQuestion):
    """An amount typed without `--unit` whose word for the unit is not known. Suggests the usual units of its measure."""

    en = "unknown unit {word!r} in {text!r}; {meant}add --unit {units}, or see 'aidcli codes units'"
    zh = "{text!r} 中有未知的单位 {word!r}；{meant}加 --unit {units}，或见 'aidcli codes units'"

    def __init__(self, text: str, word: str, nearest: Sequence[str], usual: Sequence[str]) -> None:
        parts = {"word": word, "meant": _meant_or_else(nearest), "units": join_words(usual or ["UNIT"])}
        super().__init__(text=text, **parts)
        self.of_column: Final = Bilingual(
            "unknown unit {word!r}; {meant}add --set unit={units}, or see 'aidcli codes units'",
            "未知的单位 {word!r}；{meant}加 --set unit={units}，或见 'aidcli codes units'",
            **parts,
        )


def _meant_or_else(nearest: Sequence[str]) -> Bilingual:
    return Bilingual("{meant} else ", "{meant}否则", meant=did_you_mean(nearest)) if nearest else Bilingual("", "")


def _is_slug(word: str) -> bool:
    return word.isascii() and word.replace("-", "").isalnum() and word.islower()


class AmbiguousWord(WrongQuestion):
    """A plain word that names things of several kinds, so that it is no filter by itself."""

    en = "{word!r} may name a {kinds}; say which: {options}"
    zh = "{word!r} 可以是{kinds}；请指明：{options}"

    def __init__(self, word: str, kinds: Sequence[str]) -> None:
        options = [f"--{'recipient' if kind == 'place' else kind} {word}" for kind in kinds]
        super().__init__(word=word, kinds=join_words(map(named_kind, kinds)), options=join_words(options))


class NotA(WrongQuestion):
    """A word that is not of the form expected: a number, a period and so on."""

    en = "{where}{word!r} is not {what}; write it {how}"
    zh = "{where}{word!r} 不是{what}；{how}"
    FORMS: Final = {
        "a number": ("数", Bilingual("like 8000, 1.2亿, 8000万 or 80m", "写法如 8000、1.2亿、8000万 或 80m")),
        "a whole number": ("整数", Bilingual("in digits, like 12", "请用数字，如 12")),
        "one measure over another": ("两个指标之比", Bilingual("like funding/people-served", "写法如 funding/people-served")),
        "a period": (
            "期间",
            Bilingual(
                "like 2023, 2023-09, 2020/2023, 2020/.. or 2020年至2023年", "写法如 2023、2023-09、2020/2023、2020/.. 或 2020年至2023年"
            ),
        ),
    }

    def __init__(
        self, what: Literal["a number", "a whole number", "one measure over another", "a period"], word: str, where: str = ""
    ) -> None:
        at = Bilingual("{where}: ", "{where}：", where=where) if where else ""
        chinese, how = self.FORMS[what]
        super().__init__(where=at, word=word, what=Bilingual(what, chinese), how=how)


class MixedOperands(WrongQuestion):
    """Operands of a comparison that are not all of one kind."""

    en = (
        "cannot compare {operands}: they are of different kinds; "
        "use --of to name the kind: sector, measure, place, period, source or figure"
    )
    zh = "无法比较 {operands}：类别不同；用 --of 指明类别：sector、measure、place、period、source 或 figure"

    def __init__(self, operands: Sequence[str]) -> None:
        super().__init__(operands=_quoted_words(operands, "with"))


class AmbiguousOperands(WrongQuestion):
    """Operands that are codes of several kinds."""

    en = "{operands} may name a {kinds}; use --of to say which"
    zh = "{operands} 可以是{kinds}；用 --of 指明"

    def __init__(self, operands: Sequence[str], kinds: Sequence[str]) -> None:
        super().__init__(operands=_quoted_words(operands, "and"), kinds=join_words(map(named_kind, kinds)))


class NothingInCommon(WrongQuestion):
    """Operands of which no two share a measure and unit, so that there is nothing to compare."""

    en = "cannot compare {operands}: no measure and unit in common; compare operands that share one"
    zh = "无法比较 {operands}：没有共同的指标和单位；请选有共同指标和单位的比较项"

    def __init__(self, *operands: tuple[str, Sequence[str]]) -> None:
        named = [Bilingual("{name!r} ({units})", "{name!r}（{units}）", name=name, units=_few(units)) for name, units in operands]
        super().__init__(operands=join_words(named, "with"))


class Orphans(WrongQuestion):
    """Figures whose whole would be removed without them."""

    en = "cannot remove: {links}; remove the parts too, or use --keep-parts"
    zh = "无法删除：{links}；请一并删除分项，或用 --keep-parts"

    def __init__(self, parts: Sequence[tuple[str, str]]) -> None:
        links = [
            Bilingual("{part!r} is part of {whole!r}", "{part!r} 是 {whole!r} 的分项", part=part, whole=whole) for part, whole in parts
        ]
        super().__init__(links=_few(links))


class NotWritten(WrongQuestion):
    """A figure, code, source or link as typed that breaks the contract."""

    MOST: ClassVar[int] = 10
    en = "{faults}; nothing was written"
    zh = "{faults}；未写入"

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(faults=_few(faults, self.MOST))


class TakenName(WrongQuestion):
    """The id of an existing figure, or an existing code."""

    en = "{kind} {name!r} already exists; {remedy}"
    zh = "{kind} {name!r} 已存在；{remedy}"

    def __init__(self, kind: str, name: str) -> None:
        figure = Bilingual(
            "use 'aidcli edit {name}' to change it, or choose another --id", "用 'aidcli edit {name}' 修改，或另选 --id", name=name
        )
        code = Bilingual("choose another code", "请另选代码")
        super().__init__(kind=named_kind(kind), name=name, remedy=figure if kind == "figure" else code)


class UsedCode(WrongQuestion):
    """A code to be removed that figures have, or that other codes lie inside. `users` are ids or codes."""

    en = "cannot remove {kind} {code!r}: used by {users}; edit these first"
    zh = "不能删除{kind} {code!r}：{users} 正在使用；请先修改它们"

    def __init__(self, kind: str, code: str, users: Sequence[str]) -> None:
        super().__init__(kind=named_kind(kind), code=code, users=_few(list(map(repr, users)), en=", ", zh="、"))


class ShippedCode(WrongQuestion):
    """A code to be removed or renamed that ships with aidcli. `word` is how its kind is typed."""

    en = "{kind} {code!r} ships with aidcli and is neither removed nor renamed; 'aidcli codes edit {word} {code}' changes its labels"
    zh = "{kind} {code!r} 是 aidcli 自带的，不能删除或改名；'aidcli codes edit {word} {code}' 可改其名称"

    def __init__(self, kind: str, code: str) -> None:
        super().__init__(kind=named_kind(kind), code=code, word=kind)


class MissingKeys(WrongQuestion):
    """A figure typed without all required options."""

    en = "a figure needs {options}; see 'aidcli codes' for sectors, measures, units and sources"
    zh = "一条数据还需要 {options}；部门、指标、单位和来源见 'aidcli codes'"

    def __init__(self, keys: Sequence[str]) -> None:
        either = Bilingual("--subject (or --subject-zh)", "--subject（或 --subject-zh）")
        options = [either if key == "subject" else f"--{key.replace('_', '-')}" for key in keys]
        super().__init__(options=join_words(options, "and"))


class BadRows(WrongQuestion):
    """Faulty rows in a file to import, each with its place, key and reason."""

    en = "'{path}' has {count}; nothing was written{remedy}:\n  {faults}"
    zh = "'{path}' 有{count}；未写入{remedy}：\n  {faults}"

    def __init__(self, path: object, faults: Sequence[str], remedy: str = "") -> None:
        count = Bilingual("{number} fault{s}", "{number}处错误", number=len(faults), s="s" if len(faults) > 1 else "")
        super().__init__(path=path, count=count, remedy=remedy, faults=_listed(faults))


class UntoldColumns(WrongQuestion):
    """A table to import whose columns do not tell, by their names, what a figure needs. `example` is a mapping that fits them."""

    MOST: ClassVar[int] = 60
    en = "no column of '{path}' is named as {keys}; {remedy} and import with --mapping MAP.toml; its columns: {columns}"
    zh = "'{path}' 没有名为 {keys} 的列；{remedy}，再用 --mapping MAP.toml 导入；其各列：{columns}"

    def __init__(self, path: str, keys: Sequence[str], columns: Sequence[str], example: str = "") -> None:
        given = " ".join(f"--set {key}=..." for key in keys if key != "value")
        setting = Bilingual("add {given}, or ", "加 {given}，或", given=given) if given else ""
        draft = Bilingual(
            "draft a mapping by 'aidcli mapping {path} > MAP.toml'", "用 'aidcli mapping {path} > MAP.toml' 起草映射", path=path
        )
        fitting = Bilingual(
            "they fit an example: save it by 'aidcli mapping --examples {example} > MAP.toml'",
            "各列符合一个范例：用 'aidcli mapping --examples {example} > MAP.toml' 保存它",
            example=example,
        )
        remedy = fitting if example else join_texts([setting, draft], "", "")
        super().__init__(
            path=path, keys=join_words(keys), remedy=remedy, columns=_few(columns, self.MOST, ", ", "、") or Bilingual("none", "无")
        )


class IdConflicts(WrongQuestion):
    """Figures in a file to import whose ids belong to other sources, each with the figure that has the id."""

    en = "'{path}' has {count}; nothing was written; give --on-conflict rename, skip or replace, or other ids in the file:\n  {conflicts}"
    zh = "'{path}' 有{count}条数据的编号属于其他来源；未写入；请给 --on-conflict rename、skip 或 replace，或改用其他编号：\n  {conflicts}"

    def __init__(self, path: object, conflicts: Sequence[str]) -> None:
        words = f"{len(conflicts)} figures with ids of other sources" if len(conflicts) > 1 else "1 figure with an id of another source"
        super().__init__(path=path, count=Bilingual(words, str(len(conflicts))), conflicts=_listed(conflicts))


class AmountConflicts(WrongQuestion):
    """Figures in a file to import that a reviewed document states with another amount than the store has."""

    en = "'{path}' has {count} than the store; nothing was written; give --on-conflict rename, skip or replace:\n  {conflicts}"
    zh = "'{path}' 有{count}条数据的数值与数据文件中的不同；未写入；请给 --on-conflict rename、skip 或 replace：\n  {conflicts}"

    def __init__(self, path: object, conflicts: Sequence[str]) -> None:
        words = f"{len(conflicts)} figures with other amounts" if len(conflicts) > 1 else "1 figure with another amount"
        super().__init__(path=path, count=Bilingual(words, str(len(conflicts))), conflicts=_listed(conflicts))


class TakenPath(WrongQuestion):
    """A file to write that exists already."""

    en = "'{path}' exists already; add --force to overwrite it"
    zh = "'{path}' 已存在；加 --force 覆盖"

    def __init__(self, path: object) -> None:
        super().__init__(path=path)


class NotOneTotal(WrongQuestion):
    """`--format value` with an answer that is not one number."""

    en = "--format value prints one number, but this answer has {count}; narrow the question or choose another format"
    zh = "--format value 只输出一个数，而此处有{count}个；请缩小范围，或换一种格式"

    def __init__(self, count: int) -> None:
        super().__init__(count=count)


class NothingToUndo(WrongQuestion):
    """A store without an earlier state."""

    en = "nothing to undo in '{path}'; only changes made by aidcli can be undone, as far back as 'aidcli undo --list' shows"
    zh = "'{path}' 没有可撤销的更改；只能撤销 aidcli 所作的更改，范围见 'aidcli undo --list'"

    def __init__(self, path: object) -> None:
        super().__init__(path=path)


class NothingToRedo(WrongQuestion):
    """A store whose last change was not undone."""

    en = "nothing to redo in '{path}'; only what 'aidcli undo' has undone can be redone, until the next change"
    zh = "'{path}' 没有可重做的更改；只能重做 'aidcli undo' 撤销的更改，且须在下一次更改之前"

    def __init__(self, path: object) -> None:
        super().__init__(path=path)


class NoStore(FileTrouble):
    """A named store that does not exist."""

    en = (
        "no store '{path}'; create it with 'aidcli add' or 'aidcli import', or omit --db and unset AIDCLI_DB "
        "to use the figures that ship with aidcli"
    )
    zh = "没有数据文件 '{path}'；用 'aidcli add' 或 'aidcli import' 建立，或去掉 --db 并取消 AIDCLI_DB，改用 aidcli 自带的数据"

    def __init__(self, path: object) -> None:
        super().__init__(path=path)


class NoSetStore(FileTrouble):
    """A store that the file of settings names, and that does not exist."""

    en = (
        "no store '{path}', which 'aidcli config' has as db; create it with 'aidcli add' or 'aidcli import', "
        "or run 'aidcli config --unset db'"
    )
    zh = "没有数据文件 '{path}'（'aidcli config' 设为 db）；请用 'aidcli add' 或 'aidcli import' 建立，或运行 'aidcli config --unset db'"

    def __init__(self, path: object) -> None:
        super().__init__(path=path)


class BadSettings(FileTrouble):
    """A file of settings that is not TOML."""

    en = "'{path}' is not a file of settings: {reason}; correct it or remove it"
    zh = "'{path}' 不是设置文件：{reason}；请改正或删除"

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(path=path, reason=reason)


class UnknownSetting(WrongQuestion):
    """A key in the file of settings that is none of ours."""

    en = "unknown setting {key!r} in '{path}'; {meant}'aidcli config --unset {key}' removes it"
    zh = "'{path}' 中有未知的设置项 {key!r}；{meant}'aidcli config --unset {key}' 可删除它"

    def __init__(self, path: object, key: str, nearest: Sequence[str]) -> None:
        meant = Bilingual("{meant} ", "{meant}", meant=did_you_mean(nearest)) if nearest else ""
        super().__init__(path=path, key=key, meant=meant)


class WrongSetting(WrongQuestion):
    """A value in the file of settings that its key cannot have. `valid` are those that it can."""

    en = "{key} is {value!r} in '{path}'; {remedy}, or run 'aidcli config --unset {key}'"
    zh = "'{path}' 中 {key} 为 {value!r}；{remedy}，或运行 'aidcli config --unset {key}'"

    def __init__(self, path: object, key: str, value: object, valid: Sequence[str]) -> None:
        text = Bilingual("write a text in quotes", "请写作带引号的文本")
        super().__init__(path=path, key=key, value=value, remedy=_choose_from(valid) if valid else text)


class Unreadable(FileTrouble):
    """A file that cannot be opened or read. `reason` may be the system's own error."""

    en = "cannot read '{path}': {reason}; check the path and its permissions"
    zh = "无法读取 '{path}'：{reason}；请检查路径和权限"

    def __init__(self, path: object, reason: OSError | str) -> None:
        super().__init__(path=path, reason=_reason(reason))


FREE_SPACE: Final = Bilingual("free some space", "请腾出空间")
REMOVE_IT: Final = Bilingual("remove it", "请将其移走")
STANDARD_OUTPUT: Final = Bilingual("standard output", "标准输出")


class Unwritable(FileTrouble):
    """A file, or standard output, that cannot be written. `reason` may be the system's own error."""

    en = "cannot write '{path}': {reason}; {remedy} or choose another path"
    zh = "无法写入 '{path}'：{reason}；{remedy}，或另选路径"

    def __init__(self, path: object, reason: OSError | str, remedy: str = FREE_SPACE) -> None:
        super().__init__(path=path, reason=_reason(reason), remedy=remedy)


def no_folder_for(path: PurePath) -> Unwritable:
    """Return the refusal to write a file into a folder that does not exist."""
    reason = Bilingual("there is no folder '{folder}'", "没有文件夹 '{folder}'", folder=path.parent)
    return Unwritable(path, reason, Bilingual("create it", "请先建立"))


_OF_THE_SYSTEM: Final = {
    errno.EACCES: "没有权限",
    errno.EBADF: "文件已关闭",
    errno.EDQUOT: "超出磁盘配额",
    errno.EEXIST: "文件已存在",
    errno.EFBIG: "文件过大",
    errno.EINVAL: "参数无效",
    errno.EIO: "输入输出错误",
    errno.EISDIR: "这是一个文件夹",
    errno.ELOOP: "符号链接过多",
    errno.EMFILE: "打开的文件过多",
    errno.ENAMETOOLONG: "文件名过长",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOSPC: "磁盘空间不足",
    errno.ENOTDIR: "路径中有一项不是文件夹",
    errno.EPERM: "操作不被允许",
    errno.EROFS: "文件系统只读",
}
"""What the system says of files, in Chinese; it says it in English, whatever the locale."""


def _reason(reason: OSError | str) -> str:
    if isinstance(reason, str):
        return reason
    words = reason.strerror or str(reason)
    return Bilingual(words, _OF_THE_SYSTEM.get(reason.errno or 0, words))


class NoXlsx(FileTrouble):
    """XLSX wanted, and the library for it is not installed."""

    en = "XLSX needs 'openpyxl', which is not installed; run 'pip install aidcli[xlsx]'"
    zh = "XLSX 需要 'openpyxl'，但尚未安装；请运行 'pip install aidcli[xlsx]'"


class ChangedUnderneath(FileTrouble):
    """A file that another program wrote, without taking the lock, while aidcli was changing it."""

    en = "'{path}' was changed by another program meanwhile; nothing was written, try again"
    zh = "'{path}' 同时被其他程序修改；未写入，请重试"

    def __init__(self, path: object) -> None:
        super().__init__(path=path)


class Unconfirmed(FileTrouble):
    """A change that was made, but that a power cut may still undo."""

    en = "'{path}' was changed, but the disk did not confirm it: {reason}; look at it before you change it again"
    zh = "'{path}' 已更改，但磁盘未确认：{reason}；再次更改前请先查看"

    def __init__(self, path: object, reason: OSError) -> None:
        super().__init__(path=path, reason=_reason(reason))


class Locked(FileTrouble):
    """A file that another process has locked for too long. `lock` is a file that locks it by its existence alone."""

    en = "'{path}' is locked by another process; wait for it to finish and try again{stale}"
    zh = "'{path}' 被另一进程锁定；请等它结束后重试{stale}"

    def __init__(self, path: object, lock: object = None) -> None:
        stale = Bilingual(
            "; if no aidcli is running on any computer, remove '{path}'",
            "；如果任何计算机上都没有 aidcli 在运行，请删除 '{path}'",
            path=lock,
        )
        super().__init__(path=path, stale=stale if lock else "")


class NotAStore(BadData):
    """A file that is not a TinyDB store of figures."""

    en = "'{path}' is not a store: {reason}; choose another with --db, or restore this file"
    zh = "'{path}' 不是数据文件：{reason}；请用 --db 另选，或恢复此文件"

    def __init__(self, path: object, reason: str, zh: str, **parts: object) -> None:
        super().__init__(path=path, reason=Bilingual(reason, zh, **parts))


class BadState(BadData):
    """A state kept for undo that is not a sound store, and what was found wrong with it."""

    en = "{fault}; nothing was changed; remove this file to skip that state"
    zh = "{fault}；未作更改；删除此文件可跳过该状态"

    def __init__(self, fault: Refusal) -> None:
        super().__init__(fault=Bilingual(fault.text.partition("; ")[0], fault.text.zh.partition("；")[0]))


class BadRecord(BadData):
    """A stored record with faults, all of them named."""

    en = "'{path}': record {key!r}{named} of table '{table}': {faults}; correct or remove the record"
    zh = "'{path}'：表 '{table}' 的记录 {key!r}{named}：{faults}；请改正或删除此记录"

    def __init__(self, path: object, table: str, key: str, named: object, faults: Sequence[str]) -> None:
        name = Bilingual(" ({named!r})", "（{named!r}）", named=named) if named else ""
        super().__init__(path=path, table=table, key=key, named=name, faults=join_texts(faults, "; ", "；"))


class RepeatedIds(BadData):
    """Figures of one question that share an id, so that nothing tells them apart."""

    en = "several figures have the id {ids}; give each an id of its own in the file, or remove one; 'aidcli check' lists them"
    zh = "多条数据共用编号 {ids}；请在文件中各给一个编号，或删除其一；'aidcli check' 可列出"

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(ids=_few(list(map(repr, ids)), en=", ", zh="、"))


class MayCountTwice(BadData):
    """Totals that may count the same thing twice, under --strict."""

    en = "may count the same thing twice: {pairs}; link them with 'aidcli link', or omit --strict to count them"
    zh = "可能重复计算：{pairs}；用 'aidcli link' 归入，或去掉 --strict 照常计入"

    def __init__(self, suspects: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Each of `suspects` is a figure with those that it may count again."""
        pairs = [
            Bilingual(
                "{figure!r} and {others}", "{figure!r} 与 {others}", figure=figure, others=_few(list(map(repr, others)), en=", ", zh="、")
            )
            for figure, others in suspects
        ]
        super().__init__(pairs=_few(pairs))


class Cycle(BadData):
    """Figures that are, directly or in turn, parts of themselves."""

    en = "part_of forms a cycle: {ids}; unlink one of them"
    zh = "part_of 形成循环：{ids}；请取消其中一处归属"

    def __init__(self, ids: Sequence[str]) -> None:
        few = [*ids[:4], *ids[-2:]] if len(ids) > 8 else ids
        shown = [*map(repr, few[:4]), *(["..."] if len(few) < len(ids) else []), *map(repr, few[4:])]
        super().__init__(ids=" > ".join(shown))


class NoCharts(FileTrouble):
    """A chart wanted, and the library for it is not installed."""

    en = "charts need 'vl-convert-python', which is not installed; run 'pip install aidcli[chart]'"
    zh = "绘制图表需要 'vl-convert-python'，但尚未安装；请运行 'pip install aidcli[chart]'"


class NoEngine(FileTrouble):
    """A store that an engine must answer, and the library for it is not installed."""

    en = "'{path}' needs '{library}', which is not installed; run 'pip install aidcli[{extra}]'"
    zh = "'{path}' 需要 '{library}'，但尚未安装；请运行 'pip install aidcli[{extra}]'"

    def __init__(self, path: object, library: str, extra: str) -> None:
        super().__init__(path=path, library=library, extra=extra)


class EngineTrouble(FileTrouble):
    """An engine that cannot be reached, or that gave up. `reason` is the first line of what it said."""

    en = "cannot ask '{path}': {reason}; {remedy}"
    zh = "无法查询 '{path}'：{reason}；{remedy}"
    IS_IT_THERE: Final = Bilingual("check that it is there and try again", "请确认它存在，再重试")

    def __init__(self, path: object, reason: object, remedy: str = IS_IT_THERE) -> None:
        said = next(iter(str(reason).strip().splitlines()), Bilingual("no reason given", "未说明原因"))
        super().__init__(path=path, reason=said, remedy=remedy)


class FixedStore(WrongQuestion):
    """A change of single figures in a store that takes only whole files."""

    en = (
        "'aidcli {command}' does not change '{path}', which takes whole files; import a file with 'aidcli import FILE --db {path}', "
        "or see 'aidcli help engines'"
    )
    zh = "'aidcli {command}' 不能更改 '{path}'，它只接受整个文件；用 'aidcli import FILE --db {path}' 导入文件，或见 'aidcli help engines'"

    def __init__(self, command: str, path: object) -> None:
        super().__init__(command=command.replace("-", " "), path=path)


class FixedAddress(WrongQuestion):
    """A change through a server that is only asked. The address is not shown: it may hold a token."""

    en = "a store at an address is asked and not changed; import into its folder by its path, as in 'aidcli import FILE --db FOLDER'"
    zh = "以地址指明的数据只能查询，不能更改；请按路径导入其文件夹，如 'aidcli import FILE --db FOLDER'"


class NotAFolderStore(BadData):
    """A folder that is not, or no longer, a whole store of figures."""

    en = "'{path}' is not a folder of figures: {reason}; choose another with --db, or write one with 'aidcli export NAME.parquet'"
    zh = "'{path}' 不是数据文件夹：{reason}；请用 --db 另选，或用 'aidcli export NAME.parquet' 写一个"

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(path=path, reason=reason)


class NewerFolder(BadData):
    """A folder store written by a later version."""

    en = "'{path}' has version {version} of the format; update aidcli to read it"
    zh = "'{path}' 的格式版本为 {version}；请升级 aidcli 后读取"

    def __init__(self, path: object, version: int) -> None:
        super().__init__(path=path, version=version)


CORRECT_FIRST: Final = Bilingual("correct it first", "请先改正")


class NotLoaded(BadData):
    """Figures that an engine could not hold exactly, or that are not sound."""

    en = "{fault}; nothing was written, {remedy}"
    zh = "{fault}；未写入，{remedy}"

    def __init__(self, fault: str, remedy: str = CORRECT_FIRST) -> None:
        super().__init__(fault=fault, remedy=remedy)
