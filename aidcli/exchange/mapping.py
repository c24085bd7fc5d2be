"""How the rows of a foreign file become figures, as a TOML file says it, read and checked. Pure.

The words of a mapping are texts with columns in braces, and tables of words: nothing in it is evaluated.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from aidcli.errors import BadRows, Bilingual, UnknownWord
from aidcli.exchange.templates import Template
from aidcli.exchange.written import DATE_ORDERS, Conventions
from aidcli.model.codes import KINDS, fold, near
from aidcli.model.figure import KEYS, SOURCE_KEYS
from aidcli.model.quantity import Number

MAPPING_TABLES: Final = ("file", "rows", "source", "figure", "until", "values", "new")
FILE_WORDS: Final = ("encoding", "delimiter", "sheet", "header", "records", "thousands", "decimal", "scale", "dates", "blank")
FIGURE_WORDS: Final = (*KEYS, "scale", "rows", "omit_blank")
NEW_KINDS: Final = tuple(f"{kind}s" for kind in KINDS)
OTHERS: Final = "*"
"""Stands in a table of values for every word that is neither listed nor known."""
Condition = tuple[str, bool, frozenset[str]]
"""A column, whether its cell must be one of some words or none of them, and the words, folded."""
Templates = Sequence[Template]
"""Of several, the first counts that is not empty."""


class Layout(NamedTuple):
    """How a file is to be read. What is empty is found out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header: int = 0
    """The number of the row that names the columns; 0 for the first that has several cells."""
    records: str = ""
    """The path in a JSON file to the array of records."""


class FigureRule(NamedTuple):
    """How a row gives one figure."""

    keys: dict[str, Templates]
    conditions: Sequence[Condition] = ()
    """The rows that give such a figure; every one, where there are no conditions."""
    scale: Number | None = None
    """What plain numbers are multiplied by, if not by the scale of the file."""
    omit_blank: bool = False
    """Whether a row without a value gives no such figure."""

    @property
    def columns(self) -> list[str]:
        """The columns that the figure is made of."""
        return [column for templates in self.keys.values() for each in templates for column in each.columns]


class FileMapping(NamedTuple):
    """How the rows of a file become figures."""

    figures: Sequence[FigureRule]
    layout: Layout = Layout()
    conventions: Conventions = Conventions()
    conditions: Sequence[Condition] = ()
    """The rows that are kept."""
    source: Mapping[str, str] = {}
    values: Mapping[str, Mapping[str, str]] = {}
    """By key: the words of the file with the codes that they stand for."""
    until: Mapping[str, str] = {}
    """By key: the text before which its cells end, as in `Primary education!$!100`."""
    new: Mapping[str, str] = {}
    """The kinds of code that may be made of words, each with the parent of such codes or an empty text."""


def read_mapping(path: str, text: str) -> FileMapping:
    """Read the mapping in a TOML file; raises BadRows, which lists every word that is out of place."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRows(path, [Bilingual("it is not TOML: {error}", "它不是 TOML：{error}", error=error)]) from None
    reader = _Reader()
    mapping = reader.mapping(document)
    if reader.faults:
        raise BadRows(path, reader.faults)
    return mapping


class _Reader:
    """Read the tables of a mapping; what is wrong is collected with its place."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def mapping(self, document: Mapping[str, Any]) -> FileMapping:
        self._known("", document, MAPPING_TABLES, "table")
        file = self._table("[file]", document.get("file", {}))
        self._known("[file]", file, FILE_WORDS, "word")
        rules = document.get("figure", [])
        listed = rules if isinstance(rules, list) else [rules]
        if not listed:
            self._note(
                "[[figure]]", "there is none; add one, with the columns that it is made of", "一个也没有；请加一个，写明由哪些列组成"
            )
        return FileMapping(
            [self._rule(f"[[figure]] {at}", each) for at, each in enumerate(listed, 1)],
            self._layout(file),
            self._conventions(file),
            self._conditions("[rows]", document.get("rows", {})),
            self._texts("[source]", document.get("source", {}), SOURCE_KEYS),
            self._values(document.get("values", {})),
            self._texts("[until]", document.get("until", {}), KEYS),
            self._new(document.get("new", {})),
        )

    def _note(self, place: str, en: str, zh: str, **parts: object) -> None:
        fault = Bilingual(en, zh, **parts)
        self.faults.append(Bilingual("{place}: {fault}", "{place}：{fault}", place=place, fault=fault) if place else fault)

    def _known(self, place: str, words: Iterable[str], valid: Sequence[str], what: str) -> None:
        for word in words:
            if word not in valid:
                close = near(word, valid)
                fault = UnknownWord(what, word, close, () if close else valid).text
                self._note(place, "{fault}", "{fault}", fault=fault)

    def _table(self, place: str, found: Any) -> Mapping[str, Any]:
        if isinstance(found, dict):
            return found
        self._note(place, "{found!r} is not a table", "{found!r} 不是表", found=found)
        return {}

    def _word(self, place: str, found: Any) -> str:
        """Return a text, or a number or truth as the text that cells have for it."""
        if isinstance(found, bool):
            return str(found).lower()
        if isinstance(found, str | int | float):
            return str(found)
        self._note(place, "{found!r} is not text; write it in quotes", "{found!r} 不是文本；请加引号", found=found)
        return ""

    def _words(self, place: str, found: Any) -> list[str]:
        return [self._word(place, each) for each in (found if isinstance(found, list) else [found])]

    def _layout(self, file: Mapping[str, Any]) -> Layout:
        header = file.get("header", 0)
        if not isinstance(header, int) or isinstance(header, bool) or header < ("header" in file):
            self._note("[file] header", "{header!r} is not the number of a row, from 1 up", "{header!r} 不是从 1 起的行号", header=header)
            header = 0
        texts = {key: self._word(f"[file] {key}", file[key]) for key in Layout._fields if key in file and key != "header"}
        if len(texts.get("delimiter", " ")) != 1:
            self._note("[file] delimiter", "{sign!r} is not one character", "{sign!r} 不是单个字符", sign=texts["delimiter"])
        return Layout(header=header, **texts)

    def _conventions(self, file: Mapping[str, Any]) -> Conventions:
        decimal, thousands = (self._word(f"[file] {key}", file.get(key, "")) for key in ("decimal", "thousands"))
        decimal = decimal or ("," if thousands == "." else ".")
        thousands = thousands if "thousands" in file else "." if decimal == "," else ","
        if len(decimal) != 1 or len(thousands) > 1 or decimal == thousands:
            self._note(
                "[file] decimal, thousands",
                "{decimal!r} and {thousands!r} are not two different characters",
                "{decimal!r} 和 {thousands!r} 不是两个不同的字符",
                decimal=decimal,
                thousands=thousands,
            )
        order = self._word("[file] dates", file.get("dates", ""))
        self._known("[file] dates", [order] if order else [], DATE_ORDERS, "order")
        blank = frozenset(map(fold, self._words("[file] blank", file.get("blank", []))))
        return Conventions(thousands, decimal, self._scale("[file]", file) or 1, order, blank)

    def _scale(self, place: str, table: Mapping[str, Any]) -> Number | None:
        if "scale" not in table:
            return None
        number = Conventions(thousands="").number(self._word(f"{place} scale", table["scale"]))
        if not number:
            self._note(
                f"{place} scale", "{scale!r} is not a number such as 1000000", "{scale!r} 不是 1000000 这样的数", scale=table["scale"]
            )
        return number

    def _rule(self, place: str, found: Any) -> FigureRule:
        table = self._table(place, found)
        self._known(place, table, FIGURE_WORDS, "key")
        keys: dict[str, Templates] = {key: self._templates(f"{place} {key}", table[key]) for key in KEYS if key in table}
        omit = table.get("omit_blank", False)
        if not isinstance(omit, bool):
            self._note(f"{place} omit_blank", "{omit!r} is not true or false", "{omit!r} 不是 true 或 false", omit=omit)
        conditions = self._conditions(f"{place} rows", table.get("rows", {}))
        return FigureRule(keys, conditions, self._scale(place, table), omit_blank=bool(omit))

    def _templates(self, place: str, found: Any) -> list[Template]:
        try:
            return [Template.read(text) for text in self._words(place, found)]
        except ValueError as error:
            self._note(place, "{fault}", "{fault}", fault=error.args[0])
            return []

    def _conditions(self, place: str, found: Any) -> list[Condition]:
        conditions = []
        for column, wanted in self._table(place, found).items():
            excludes = isinstance(wanted, dict)
            if isinstance(wanted, dict) and set(wanted) != {"not"}:
                self._note(
                    f"{place} {column}",
                    "only 'not' may stand there; put the path of a nested column in quotes",
                    "此处只能是 'not'；嵌套列的路径请加引号",
                )
                continue
            words = self._words(f"{place} {column}", wanted["not"] if excludes else wanted)
            conditions.append((column, excludes, frozenset(map(fold, words))))
        return conditions

    def _texts(self, place: str, found: Any, valid: Sequence[str]) -> Mapping[str, str]:
        table = self._table(place, found)
        self._known(place, table, valid, "key")
        return {key: self._word(f"{place} {key}", text) for key, text in table.items()}

    def _values(self, found: Any) -> Mapping[str, Mapping[str, str]]:
        table = self._table("[values]", found)
        self._known("[values]", table, KEYS, "key")
        each: Callable[[str], Mapping[str, Any]] = lambda key: self._table(f"[values.{key}]", table[key])  # noqa: E731
        return {key: {fold(word): self._word(f"[values.{key}] {word}", code) for word, code in each(key).items()} for key in table}

    def _new(self, found: Any) -> Mapping[str, str]:
        table = {kind if kind.endswith("s") else f"{kind}s": each for kind, each in self._table("[new]", found).items()}
        self._known("[new]", table, NEW_KINDS, "kind")
        return {kind[:-1]: self._texts(f"[new.{kind}]", each, ["parent"]).get("parent", "") for kind, each in table.items()}
