"""What the words of a search stand for: a text and its other forms, codes with such names, an amount. Pure."""

import re
from collections.abc import Iterator, Sequence
from os.path import commonprefix
from typing import Final, NamedTuple

from aidcli.errors import Usage
from aidcli.model.amounts import read_amount, read_number
from aidcli.model.codes import QUOTES, SHARED_SIGNS, Codebook, fold
from aidcli.model.quantity import Number
from aidcli.query.plain_words import PLACES
from aidcli.query.query import OneOf

NAMED_KINDS: Final = {"sector": ("sector",), "measure": ("measure",), "place": PLACES}
"""The kinds of code that are found by their names, and the keys that hold them."""
_PLURALS: Final = {"child": "children", "person": "people", "man": "men", "woman": "women"}
_SINGULARS: Final = {plural: singular for singular, plural in _PLURALS.items()}
_LONGEST: Final = 50
"""Characters of a pattern. To try a longer word at every place of a text would take the product of both lengths."""
_MOST_JOINED: Final = 3
"""Words that may state one amount: `$ 200 million`."""


class Sought(NamedTuple):
    """One word to search for, as plain data that every store interprets alike."""

    text: str
    """The word, folded."""
    stem: str
    """What the word and all its forms begin with."""
    pattern: str
    """Matches where the word begins a word, or a form is one; a regular expression that Python, DuckDB and Spark read alike."""
    is_part: bool
    """Whether the word is also found inside longer ones. Digits are not: `2亿` is no part of `1.2亿`."""
    named: tuple[OneOf, ...] = ()
    """Codes whose names have the word; where it is a whole name, also the codes inside."""
    number: Number | None = None
    """The amount that the word states."""
    units: frozenset[str] = frozenset()
    """The units that the amount may be in; empty for any."""

    def begins(self, text: str) -> bool:
        """Return whether the word begins a word of a folded text, or a form of it is one."""
        return self.stem in text and re.search(self.pattern, text) is not None

    def is_in(self, text: str) -> bool:
        """Return whether a folded text has the word."""
        return (self.is_part and self.text in text) or self.begins(text)


def read_sought(words: Sequence[str], codes: Codebook) -> list[Sought]:
    """Return what is searched for; adjacent words that state one amount, such as `200 million`, count as one.

    Raises Usage where there is nothing but blanks and quotes.
    """
    folded = [text for word in words if (text := fold(fold(word).strip(QUOTES)))]
    if not folded:
        raise Usage(
            "nothing to search for in ''; give a word, for example 'aidcli search doctors'",
            "'' 中没有可搜索的内容；请给一个词，例如 'aidcli search doctors'",
        )
    sought, at = list[Sought](), 0
    while at < len(folded):
        lengths = range(min(_MOST_JOINED, len(folded) - at), 0, -1)
        amounts = ((length, _amount(" ".join(folded[at : at + length]), codes, is_joined=length > 1)) for length in lengths)
        length, amount = next((each for each in amounts if each[1]), (1, None))
        sought.append(amount or _word(folded[at], codes))
        at += length
    return sought


def _amount(text: str, codes: Codebook, *, is_joined: bool) -> Sought | None:
    """Return the amount that a text states, in a unit that is known; None for any other text.

    Words are joined to nothing but a bare number or money: `12 schools` stay two words.
    """
    amount = read_amount(text) if len(text) <= _LONGEST else None
    if amount is None or amount.bound == "range":
        return None
    units = frozenset[str]()
    if read_number(text) is None and amount.unit:
        units = codes.written(amount.unit) if amount.unit in SHARED_SIGNS else frozenset(filter(None, [codes["unit"].find(amount.unit)]))
        if not units or (is_joined and not all(unit[:3].isupper() for unit in units)):
            return None
    pattern = rf"(?:^|[^a-z0-9.,]){_escaped(text)}(?:$|[^0-9])"
    return Sought(text, text, pattern, is_part=False, number=amount.value, units=units)


def _word(text: str, codes: Codebook) -> Sought:
    forms = list(_other_forms(text)) if len(text) <= _LONGEST else []
    also = f"|(?:{'|'.join(map(_escaped, forms))})(?:$|[^a-z0-9])" if forms else ""
    pattern = f"(?:^|[^a-z0-9])(?:{_escaped(text[:_LONGEST])}{also})"
    sought = Sought(text, commonprefix([text, *forms]), pattern, is_part=True)  # noqa: RUF071 - character by character is meant
    return sought._replace(named=tuple(_named(sought, {text, *forms}, codes)))


def _named(sought: Sought, forms: set[str], codes: Codebook) -> Iterator[OneOf]:
    """Yield, for each kind of code, the condition that a figure holds one whose names have the word."""
    for kind, keys in NAMED_KINDS.items():
        values = set[str]()
        for code in codes[kind]:
            names = fold("\n".join((code.code, *code.labels, *code.aliases)))
            if sought.begins(names):
                values |= codes[kind].within(code.code) if not forms.isdisjoint(names.split("\n")) else {code.code}
        if values:
            yield OneOf(keys, frozenset(values))


def _other_forms(text: str) -> Iterator[str]:
    """Yield the other number of a last English word, where that is not the word with more letters: `surgeries` of `surgery`."""
    *_, word = text.split(" ")
    head = text.removesuffix(word)
    if not (word.isascii() and word.isalpha() and len(word) > 2):
        return
    if other := _PLURALS.get(word) or _SINGULARS.get(word):
        yield head + other
    elif word.endswith("y") and word[-2] not in "aeiou":
        yield f"{head}{word[:-1]}ies"
    elif word.endswith("ies"):
        yield f"{head}{word[:-3]}y"
    elif word.endswith("s") and word[-2] not in "su":
        yield head + word[:-1]
        if word.endswith(("ses", "xes", "zes", "ches", "shes")):
            yield head + word[:-2]


def _escaped(text: str) -> str:
    return "".join(f"\\{each}" if each.isascii() and not each.isalnum() else each for each in text)
