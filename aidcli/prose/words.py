"""The words of the grammar: a table of role, language, word and code, and the places in a text where they stand. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

from aidcli.model.codes import Codebook, fold

WORD_COLUMNS: Final = ("role", "lang", "word", "code")
_GROUP: Final = 8
"""Branches of a pattern that are tried together."""
CURRENCY: Final = re.compile("[A-Z]{3}")
_SYMBOLS: Final = {
    "USD": ("us$", "$", "u.s. dollars", "u.s. dollar", "dollars", "dollar"),
    "CNY": ("rmb", "¥", "yuan"),
    "NPR": ("nrs", "nepali rupees"),
    "EUR": ("€", "euro"),
    "GBP": ("£",),
}
"""How reports write a currency beside the names that the codes have. A bare `$` is taken for US dollars."""
_NEAR_WORDS: Final = ("background", "target", "difference")
_CUES: Final = ("sector", "sector-weak", "measure", "measure-weak", "noun", "place", "inert", *_NEAR_WORDS)


class Cue(NamedTuple):
    """A word of the grammar where it stands in a text: offsets, and what it means by role."""

    start: int
    end: int
    means: Mapping[str, tuple[str, ...]]


class Vocabulary:
    """The grammar's words by role. Rows are mappings with WORD_COLUMNS; a later row replaces an earlier one of the same role and word."""

    def __init__(self, rows: Iterable[Mapping[str, str]], codes: Codebook) -> None:
        self._codes = codes
        self._rows: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        self._measures: dict[str | None, tuple[str, ...]] = {}
        merged: dict[tuple[str, str, str], list[str]] = {}
        for row in rows:
            merged.setdefault((row["role"], row["lang"], row["word"].lower()), []).append(row["code"])
        for (role, _, word), meanings in merged.items():
            self._rows[role][word] = (*self._rows[role].get(word, ()), *meanings)

    def code(self, role: str, word: str) -> str | None:
        """Return the code of a word in a role; None where it has no such role."""
        return self._rows[role].get(word, (None,))[-1]

    def pattern(self, role: str) -> str:
        """Return a pattern of all words of a role."""
        return _whole_words(self._rows[role])

    @cached_property
    def simplified(self) -> dict[str, str]:
        """Traditional characters with the simplified one that each stands for."""
        rows = self._rows["traditional"]
        return dict(zip("".join(rows), "".join(codes[0] for codes in rows.values()), strict=True))

    @cached_property
    def durations(self) -> re.Pattern[str]:
        """Matches words that tell a duration from a mere span of time."""
        return re.compile(self.pattern("duration"))

    @cached_property
    def phrase_end(self) -> re.Pattern[str]:
        """Matches words that end an English noun phrase, with the blank before them."""
        return re.compile(f" {self.pattern('phrase-end')}")

    @cached_property
    def linking(self) -> re.Pattern[str]:
        """Matches words that say that what follows is a part: 其中, `of which`."""
        return re.compile(self.pattern("linking"))

    @cached_property
    def wholes(self) -> re.Pattern[str]:
        """Matches words that say that what follows is a total."""
        return re.compile(self.pattern("whole"))

    @cached_property
    def before(self) -> re.Pattern[str]:
        """Matches an approximator that ends a text."""
        return re.compile(rf"(?<![签节条合履违邀公相续附最彩赶反a-z])({alternatives(self._rows['before'])})(?: the)? ?$")

    @cached_property
    def after(self) -> re.Pattern[str]:
        """Matches an approximator after a number or unit, with the blank before it."""
        return re.compile(rf" ?({self.pattern('after')})")

    @cached_property
    def currency_before(self) -> re.Pattern[str]:
        """Matches the name of a currency that ends a text."""
        return re.compile(rf"(?<![a-z])({alternatives(self.currencies)}) ?$")

    @cached_property
    def currencies(self) -> dict[str, str]:
        """Names of currencies, in lower case, with their codes."""
        names = {name.lower(): code for code, given in _SYMBOLS.items() for name in given}
        for code in self._codes["unit"]:
            if CURRENCY.fullmatch(code.code):
                names.update((fold(name), code.code) for name in (*code.aliases, code.zh, code.en, f"{code.en}s", code.code) if name)
        return names

    @cached_property
    def currency_codes(self) -> frozenset[str]:
        """The codes of ISO 4217 that are known."""
        return frozenset(self.currencies.values())

    @cached_property
    def units(self) -> dict[str, str]:
        """Vocabulary that name a unit by themselves, with the unit: from the table, then from the labels and aliases of codes."""
        names = {word: meanings[-1] for word, meanings in self._rows["unit"].items()}
        for name, code in self._unit_names:
            phrase = name[0] in self._rows["unit"] and name[1:] in self.nouns  # Of 顶帐篷 only 顶 is printed with the number.
            if name not in self.nouns and name[0] not in self._rows["classifier"] and not phrase:
                names.setdefault(name, code)
        return names | {name: code for name, code in self.currencies.items() if not name.isascii() or len(name) > 1}

    @cached_property
    def nouns(self) -> dict[str, str]:
        """Nouns that a classifier may stand before, with the unit; of the label 个行政区 the noun is 行政区."""
        names = {word: meanings[-1] for word, meanings in self._rows["noun"].items()}
        for name, code in self._unit_names:
            if len(name) > 1 and name[0] in self._rows["classifier"]:
                names.setdefault(name[1:], code)
        return names

    @cached_property
    def _unit_names(self) -> list[tuple[str, str]]:
        """Labels and aliases of the units that are no currency, with their codes."""
        codes = (code for code in self._codes["unit"] if not CURRENCY.fullmatch(code.code))
        return [(fold(name), code.code) for code in codes for name in (code.en, code.zh, *code.aliases) if name]

    @cached_property
    def unit_at(self) -> re.Pattern[str]:
        """Matches a unit or a generic classifier where it stands; a word in Latin letters only as a whole."""
        return re.compile(_whole_words({*self.units, *self._rows["classifier"]}))

    @cached_property
    def glued_unit(self) -> re.Pattern[str]:
        """Matches a unit in Latin letters glued to its number: 23.7km."""
        return re.compile(f"(?:{alternatives(word for word in self.units if word.isascii() and len(word) in (2, 3))})(?![a-z0-9])")

    @cached_property
    def phrase_noun(self) -> re.Pattern[str]:
        """Matches a noun that may stand after adjectives in an English phrase."""
        return re.compile(_whole_words(word for word in {*self._rows["unit"], *self.nouns} if word.isascii() and len(word) > 2))

    @cached_property
    def counted(self) -> frozenset[str]:
        """The units and nouns that stand at numbers."""
        return frozenset((*self.units, *self.nouns))

    @cached_property
    def noun_at(self) -> re.Pattern[str]:
        """Matches a noun that a classifier may stand before."""
        return re.compile(_whole_words(self.nouns))

    def cues(self, text: str) -> list[Cue]:
        """Return the words in `text` (in lower case) that tell about a figure, in order; the longest wins, none overlap."""
        return [Cue(found.start(), found.end(), self._meanings[found[0]]) for found in self._cue.finditer(text)]

    @cached_property
    def _meanings(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Each word with its meanings by role. A word means also what the words inside it mean: 援疆医生 is of health, as 医生 is."""
        own: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        for role in _CUES:
            for word, meanings in (self._places if role == "place" else self._rows[role]).items():
                own[word][role] = meanings
        return {word: means if "inert" in means else _inherited(word, own) | means for word, means in list(own.items())}

    @cached_property
    def _places(self) -> dict[str, tuple[str, ...]]:
        names: dict[str, tuple[str, ...]] = {}
        for code in self._codes["place"]:
            for name in map(fold, (code.en, code.zh, *code.aliases)):
                # 受援地 is a place of one report, and a common noun in all others.
                if len(name) > (3 if name.isascii() else 1) and name not in self._rows["sector-weak"]:
                    names.setdefault(name, (code.code,))
        return names

    @cached_property
    def _cue(self) -> re.Pattern[str]:
        return re.compile(_whole_words(self._meanings))

    @cached_property
    def idioms(self) -> re.Pattern[str]:
        """Matches words and names that hold a numeral and state no number."""
        return re.compile(self.pattern("idiom"))

    def label(self, kind: str, code: str | None, lang: str) -> str:
        """Return the label of a code, empty for None."""
        return self._codes[kind].label(code, lang)

    def measures(self, unit: str | None) -> tuple[str, ...]:
        """Return the measures that a unit may have, the usual one first; `-` stands first where none is usual."""
        if unit not in self._measures:
            word = "money" if unit and CURRENCY.fullmatch(unit) else unit or "-"
            self._measures[unit] = (*(self.code("measures", word) or "-").split(), *self._rows["own-measures"].get(word, ()))
        return self._measures[unit]


def _inherited(word: str, own: Mapping[str, dict[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    means: dict[str, tuple[str, ...]] = {}
    for start in range(len(word)):
        for end in range(start + 1, len(word) + 1):
            inner = word[start:end]
            if inner in own and (not inner.isascii() or inner in word.split()):
                means |= {role: codes for role, codes in own[inner].items() if role in ("sector", "measure", "noun")}
    return means


def _whole_words(words: Iterable[str]) -> str:
    """Return a pattern of all words; one that begins or ends with a Latin letter stands whole."""
    latin: list[str] = []
    other: list[str] = []
    for word in words:
        (latin if word.isascii() and word[0].isalnum() and word[-1].isalnum() else other).append(word)
    whole = rf"(?<![a-z0-9])(?=[a-z0-9])(?:{alternatives(latin)})(?![a-z0-9])" if latin else ""
    return "|".join(filter(None, (alternatives(other), whole)))


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words, the longest first: a tree by their letters, so that matching takes few steps."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(tree)


def _branches(tree: dict[str, Any]) -> str:
    branches = [(letter, re.escape(letter) + _branches(inner)) for letter, inner in tree.items() if letter]
    joined = _either(branches)
    if len(branches) > 1 or "" in tree:
        joined = f"(?:{joined})" if branches else ""
    return f"{joined}?" if joined and "" in tree else joined


def _either(branches: list[tuple[str, str]]) -> str:
    """Return a pattern of branches by their first letter. The engine tries branches one by one: a look at the letter skips groups."""
    if len(branches) <= _GROUP:
        return "|".join(pattern for _, pattern in branches)
    size = -(-len(branches) // _GROUP)
    groups = "|".join(_either(branches[at : at + size]) for at in range(0, len(branches), size))
    return f"(?=[{re.escape(''.join(letter for letter, _ in branches))}])(?:{groups})"
