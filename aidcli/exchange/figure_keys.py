"""The keys of a figure, made of the cells of one row as a mapping says."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from aidcli.changes.typed import read_typed
from aidcli.errors import Bilingual, Refusal, UnknownWord, UnreadUnit, join_texts, join_words, named_kind, unknown_word
from aidcli.exchange.fault_groups import FaultGroups
from aidcli.exchange.mapping import OTHERS, FigureRule, FileMapping, Templates
from aidcli.exchange.new_codes import NewCodes
from aidcli.exchange.slugs import id_of
from aidcli.exchange.templates import Template
from aidcli.exchange.written import DATE_ORDERS, Conventions, join_dates, read_date
from aidcli.model.codes import fold, near
from aidcli.model.contract import faults, number_faults
from aidcli.model.figure import CODED, COUNTS, Record, lacking
from aidcli.model.quantity import BOUNDS, DIGITS

READ_TOGETHER: Final = ("value", "upper", "printed", "bound", "unit", "measure")
"""The keys of the amount: `3200万元` states several."""
RARE: Final = frozenset({"bound", "upper", "line", "start"})
"""Keys of which the contract asks more than that each can be read."""
LONGEST_REMEDY: Final = 120
_BLANK: Final = Bilingual(
    'if it means that there is no amount, list it as blank = ["..."] under [file] in a mapping',
    '如表示没有数值，请在映射的 [file] 下写入 blank = ["..."]',
)
MOST_AMOUNTS: Final = 10_000
"""Amounts with words that are remembered."""


class FigureKeys:
    """Read the keys of figures; what is wrong with a cell is noted and leaves no record."""

    def __init__(self, mapping: FileMapping, new: NewCodes, found: FaultGroups, source: str) -> None:
        self._mapping, self._new, self._faults, self._source = mapping, new, found, source
        self._codes: dict[tuple[str, str], str] = {}
        self._amounts: dict[tuple[str, str | None, str | None], Record | str] = {}
        self.by_others: dict[str, Counter[str]] = {}

    def wrong_words(self) -> Iterator[str]:
        """Yield the words of the mapping that are no codes, with their places."""
        for at, rule in enumerate(self._mapping.figures, 1):
            fixed = [(key, each.text) for key in CODED for each in rule.keys.get(key, ()) if not each.columns and each.text]
            fixed = [(key, word) for key, word in fixed if fold(word) not in self._mapping.values.get(key, ())]
            yield from (join_texts([f"[[figure]] {at}", each], " ", " ") for key, word in fixed if (each := self._wrong(key, word)))
        for key, words in self._mapping.values.items():
            wrong = ((word, each) for word, code in words.items() if code and (each := self._wrong(key, code)))
            yield from (join_texts([f"[values.{key}] {word!r}", each], ": ", "：") for word, each in wrong)
        for kind, parent in self._mapping.new.items():
            if parent and not self._new.known(kind, parent):
                yield join_texts([f"[new.{kind}s]", unknown_word(kind, parent)], ": ", "：")

    def _wrong(self, key: str, word: str) -> str:
        if key == "bound":
            return "" if word in BOUNDS else UnknownWord("bound", word, (), BOUNDS).text
        if key not in CODED or self._new.find(CODED[key], word):
            return ""
        kind = CODED[key]
        fault = UnknownWord(kind, word, self._new.codes[kind].nearest(word), see=f"aidcli codes {kind}s").text
        return join_texts([key, fault], ": ", "：")

    def record(self, rule: FigureRule, cells: Mapping[str, str], place: str) -> Record | None:
        """Return the record of the figure that a row gives; None where anything is wrong, which is noted."""
        before = self._faults.number
        texts = {key: self._text(key, templates, cells) for key, templates in rule.keys.items() if key != "period"}
        record: Record = {"source": self._source}
        record |= {key: self._value(key, text, rule, place) for key, text in texts.items() if text and key not in READ_TOGETHER}
        record |= self._amount(texts, rule, place)
        if "period" in rule.keys:
            record["period"] = self._period(rule.keys["period"], cells, place)
        if self._faults.number == before:
            for key in lacking(record | {"id": "x"}):
                self._note_missing(key, rule, place)
        if self._faults.number == before and not texts.keys().isdisjoint(RARE):
            for fault in faults(record | {"id": "x"}, lambda *_: True):
                self._faults.add(fault, "", place)
        return {key: each for key, each in record.items() if each is not None} if self._faults.number == before else None

    def _text(self, key: str, templates: Templates, cells: Mapping[str, str]) -> str:
        """Return what a key states: the first text that is not empty, or what `[values]` has for it."""
        text = next(filter(None, (each.fill(cells) for each in templates)), "")
        if key in self._mapping.until:
            text = text.partition(self._mapping.until[key])[0].strip()
        listed = self._mapping.values.get(key)
        if not listed:
            return text
        found = listed.get(fold(text))
        if found is None and OTHERS in listed and not (key in CODED and self._new.known(CODED[key], text)):
            self.by_others.setdefault(key, Counter())[text] += 1
            return listed[OTHERS]
        return text if found is None else found

    def _value(self, key: str, text: str, rule: FigureRule, place: str) -> str | int | None:
        if key in CODED:
            return self._code(key, text, rule, place)
        if key in COUNTS:
            if text.isdecimal() and text.isascii() and int(text) >= COUNTS[key]:
                return int(text)
            what = Bilingual("not a whole number from {least} up", "不是从 {least} 起的整数", least=COUNTS[key])
            self._note(key, what, text, rule, place)
            return None
        return id_of(text) if key == "part_of" else text

    def _code(self, key: str, word: str, rule: FigureRule, place: str) -> str | None:
        kind = CODED[key]
        found = self._codes.get((kind, word))
        if found is None:
            found = self._new.find(kind, word)
            if found is None:
                words = self._mapping.values.get(key, {})
                nearest = [*near(word, words), *self._new.codes[kind].nearest(word)]
                what = Bilingual("unknown {kind}", "未知的{kind}", kind=named_kind(kind))
                self._note(key, what, word, rule, place, nearest, self._remedy(key))
                return None
            self._codes[kind, word] = found
        return found

    def _remedy(self, key: str) -> str:
        return Bilingual(
            "say what each stands for, under [values.{key}] in a mapping, or make new codes: --new {coded}s",
            "请用 --new {coded}s 新建代码，或在映射的 [values.{key}] 下指明各词所指",
            key=key,
            coded=CODED[key],
        )

    def _amount(self, texts: Mapping[str, str], rule: FigureRule, place: str) -> Record:
        """Return what the keys of the amount state together: `3200万元` states value, unit and printed form."""
        stated: Record = {key: self._code(key, texts[key], rule, place) for key in ("measure", "unit") if texts.get(key)}
        key = "value" if texts.get("value") else "printed"
        text = texts.get(key, "")
        if text:
            number = self._conventions(rule).number(text)
            amount = {"value": number} if number is not None else self._written(key, text, stated, rule, place)
            stated = amount | stated
            if number is not None and len(text) > DIGITS and number_faults(number):
                self._note(key, Bilingual("more than {digits} digits", "超过 {digits} 位数字", digits=DIGITS), text, rule, place)
        if texts.get("printed"):
            stated["printed"] = texts["printed"]
        if texts.get("upper"):
            stated |= {"upper": self._conventions(rule).number(texts["upper"]), "bound": "range"}
            if stated["upper"] is None:
                self._note("upper", Bilingual("not a number", "不是数"), texts["upper"], rule, place)
        return stated | ({"bound": texts["bound"]} if texts.get("bound") else {})

    def _conventions(self, rule: FigureRule) -> Conventions:
        conventions = self._mapping.conventions
        return conventions if rule.scale is None else conventions._replace(scale=rule.scale)

    def _written(self, key: str, text: str, stated: Mapping[str, str | None], rule: FigureRule, place: str) -> Record:
        """Return what an amount with words states, read as a person would type it."""
        about = text, stated.get("unit"), stated.get("measure")
        found = self._amounts.get(about)
        if found is None:
            try:
                found = read_typed({"value": text, "unit": about[1], "measure": about[2]}, self._new.codes)
            except UnreadUnit as refusal:
                found = refusal.of_column
            except Refusal as refusal:
                found = refusal.text if any(map(str.isdigit, text)) else _BLANK
            if len(self._amounts) < MOST_AMOUNTS:
                self._amounts[about] = found
        if isinstance(found, str):
            self._note(key, Bilingual("not an amount", "不是数值"), text, rule, place, remedy=found if len(found) < LONGEST_REMEDY else "")
            return {}
        if self._conventions(rule).scale != 1:
            self._note(
                key, Bilingual("not a plain number, although the mapping has a scale", "不是纯数字，而映射中有 scale"), text, rule, place
            )
        return {each: part for each, part in found.items() if part is not None and (each, part) != ("bound", "exact")}

    def _period(self, templates: Templates, cells: Mapping[str, str], place: str) -> str | None:
        for template in templates:
            text = self._dated(template, cells)
            listed = self._mapping.values.get("period", {})
            text = listed.get(fold(text), text)
            if text:
                found = read_date(text, self._mapping.conventions.dates)
                if found is None:
                    columns = join_texts(map(repr, template.columns), " and ", "、")
                    self._faults.add(
                        Bilingual(
                            "column {columns} (period): not a date or period", "列 {columns}（period）：不是日期或期间", columns=columns
                        ),
                        text,
                        place,
                        remedy=_date_remedy(text),
                    )
                return found
        return None

    def _dated(self, template: Template, cells: Mapping[str, str]) -> str:
        """Return the text of a period; the ends of an interval are read each as a date, and one that is empty is open."""
        if [before for before, _ in template.pieces] != ["", "/"]:
            return template.fill(cells)
        order = self._mapping.conventions.dates
        first, last = (read_date(cell, order) or cell if (cell := cells.get(column, "")) else "" for column in template.columns)
        return join_dates(first, last) if first or last else ""

    def _note(self, key: str, what: str, text: str, rule: FigureRule, place: str, nearest: Iterable[str] = (), remedy: str = "") -> None:
        columns = join_texts((repr(each) for template in rule.keys.get(key, ()) for each in template.columns), " and ", "、")
        column = Bilingual("column {columns} ({key})", "列 {columns}（{key}）", columns=columns, key=key) if columns else key
        self._faults.add(join_texts([column, what], ": ", "："), text, place, nearest, remedy)

    def _note_missing(self, key: str, rule: FigureRule, place: str) -> None:
        if key in rule.keys:
            remedy = Bilingual(
                'say what that means: "" = "..." under [values.{key}] in a mapping',
                '请在映射的 [values.{key}] 下用 "" = "..." 指明其含义',
                key=key,
            )
            self._note(key, Bilingual("empty, but every figure needs it", "为空，而每条数据都需要"), "", rule, place, remedy=remedy)
        else:
            stated = "value" if "value" in rule.keys else "printed"
            what = Bilingual("nothing states its {key}", "没有列说明其 {key}", key=key)
            remedy = Bilingual(
                "give {key} = ... in a mapping, or --set {key}=...", "请在映射中给 {key} = ...，或用 --set {key}=...", key=key
            )
            self._note(stated, what, "", rule, place, remedy=remedy)


def _date_remedy(text: str) -> str:
    is_ordered = re.match(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}", text)
    orders = join_words(map(repr, DATE_ORDERS))
    remedy = Bilingual("state the order, dates = {orders}, under [file]", "请在 [file] 下指明顺序：dates = {orders}", orders=orders)
    return remedy if is_ordered else ""
