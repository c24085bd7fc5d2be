"""How codes, bounds and amounts are called in the language of the answer. Pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from aidcli.display.headings import LABELS, TEXTS
from aidcli.display.table import Column
from aidcli.display.wording import BOUND_WORDS, COMMA, NOTHING, PER, ROUNDED, Phrase
from aidcli.errors import in_language
from aidcli.model.amounts import Scale, common_scale, round_quantity, show_number, show_quantity
from aidcli.model.codes import Codebook
from aidcli.model.figure import CODED
from aidcli.model.quantity import Quantity


def fill(phrase: Phrase, **values: object) -> Phrase:
    """Return the phrase in both languages, with `values` in the place of its braces."""
    english, chinese = phrase
    return english.format(**values), chinese.format(**values)


def say(phrase: Phrase, lang: str, **values: object) -> str:
    """Return the phrase in `lang`, `en` or `zh`, with `values` in the place of its braces."""
    english, chinese = fill(phrase, **values)
    return chinese if lang == "zh" else english


InUnit = tuple[Quantity | None, str]
"""An amount, or that there is none, and its unit."""
AmountOf = Callable[[Any], InUnit]
"""Returns an amount of a row."""


def rounded(quantity: Quantity | None, unit: str) -> InUnit:
    """Return a total as tables show it: sums of shares have many decimals. Speech.rounding says that it is rounded."""
    return quantity and round_quantity(quantity), unit


class Speech(NamedTuple):
    """How things are called in the language of the answer, `en` or `zh`."""

    codes: Codebook
    lang: str

    def say(self, phrase: Phrase, **values: object) -> str:
        """Return the phrase in the language of the answer, with `values` in the place of its braces."""
        return say(phrase, self.lang, **values)

    def joined(self, texts: Iterable[str | None]) -> str:
        """Return the texts separated by commas, without empty ones."""
        return self.say(COMMA).join(filter(None, texts))

    def label(self, key: str) -> str:
        """Return the heading of the key's column."""
        return self.say(LABELS[key])

    def code(self, kind: str, code: str | None) -> str:
        """Return the label of a code. English answers show currencies by their codes; a rate has the labels of both its codes."""
        if not code:
            return ""
        if kind == "unit" and self.lang == "en" and code[:3].isupper():
            return code
        if kind in PER and PER[kind] in code and code not in self.codes[kind]:
            between = PER[kind] if self.lang == "en" else "/"
            return between.join(self.code(kind, each) for each in code.split(PER[kind]))
        return self.codes.label(kind, code, self.lang)

    def amount(self, quantity: Quantity | None, unit: str, scale: Scale | None = None) -> str:
        """Return an amount as tables show it; Chinese amounts carry their unit: 2亿元."""
        if quantity is None:
            return ""
        shown = show_quantity(quantity, self.lang, scale)
        return shown + self.code("unit", unit) if self.lang == "zh" else shown

    def rounding(self, quantities: Iterable[Quantity | None]) -> list[str]:
        """Return the note that `rounded` rounds, where it rounds one of these."""
        return [self.say(ROUNDED)] if any(each and round_quantity(each)[:3] != each[:3] for each in quantities) else []

    @property
    def amount_keys(self) -> Sequence[str]:
        """The keys of the columns that together show an amount."""
        return ("value",) if self.lang == "zh" else ("value", "unit")

    def bound(self, bound: str | None) -> str:
        """Return a bound in words."""
        return self.say(BOUND_WORDS[bound]) if bound else ""

    def value(self, key: str, value: Any) -> str:
        """Return the text of what a row holds under a key: codes by their labels, numbers grouped by thousands."""
        if value is None:
            return ""
        if key in CODED:
            return self.code(CODED[key], value)
        if key == "bound":
            return self.bound(value)
        if key == "kind":
            return value if self.lang == "en" else self.label(value)
        return in_language(value, self.lang) if isinstance(value, str) else show_number(value, self.lang)

    def place(self, key: str, value: str | None) -> tuple[int, str]:
        """Return a sort key for values of one key: codes in the order of their list, anything else by its text."""
        return (self.codes.place(CODED[key], value) if key in CODED else 0, value or "")

    def column(self, key: str, cell: Callable[[Any], str] | None = None, *, number: bool = False, spare: int = 0) -> Column:
        """Return a column under its heading, of the given cells or else of what each row holds under the key."""

        def held(row: Any) -> str:
            return self.value(key, getattr(row, key))

        return Column(key, self.label(key), cell or held, number, spare, key in TEXTS and not number)

    def amounts(
        self, key: str, amount: AmountOf, *, label: str = "", absent: Phrase = NOTHING, spare: int = 0, beside: Sequence[AmountOf] = ()
    ) -> Column:
        """Return a column of amounts, or of `absent` where there is none.

        In Chinese, all amounts of one unit are written in one scale, together with those `beside` them in other columns.
        """

        def cells(rows: Sequence[Any]) -> list[str]:
            by_unit: dict[str, list[Quantity]] = {}
            for quantity, unit in (each(row) for row in rows for each in (amount, *beside)):
                by_unit.setdefault(unit, []).extend([quantity] if quantity else [])
            scales = {unit: common_scale(quantities) for unit, quantities in by_unit.items()}
            return [self.amount(quantity, unit, scales[unit]) or self.say(absent) for quantity, unit in map(amount, rows)]

        def cell(row: Any) -> str:
            return self.amount(*amount(row)) or self.say(absent)

        return Column(key, label or self.label(key), cell, number=True, spare=spare, cells=cells if self.lang == "zh" else None)
