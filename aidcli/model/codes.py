"""Trees of codes with labels: look one up by anything people call it, say what lies inside it, suggest the nearest. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from aidcli.errors import OneWordEach, UnknownWord

COLUMNS: Final = ("code", "parent", "standard", "en", "zh", "aliases")
"""What is kept of a code, in seeds and in a store."""
KINDS: Final = ("sector", "measure", "unit", "place", "source")
_ROUND = re.compile(r"(?<=^..)(?:0|0000)$|(?<=^....)00$")
"""The zeros of a code that stands for all that begin like it: `110` for 11..., `652300` for 6523..."""
_CONSTANT_PRICES = re.compile(r"([A-Z]{3})-((?:19|20)\d\d)")


def fold(text: str) -> str:
    """One form for every width and case (Unicode NFKC and case folding), for looking words up."""
    return (text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()).strip()


class Code(NamedTuple):
    """One code: its slug, the code it lies inside, its codes in published standards, its labels and other names."""

    code: str
    parent: str = ""
    standard: tuple[str, ...] = ()
    en: str = ""
    zh: str = ""
    aliases: tuple[str, ...] = ()

    @classmethod
    def read(cls, code: str, parent: str, standard: str, en: str, zh: str, aliases: str) -> "Code":
        """A code from the columns of a codelist; `standard` and `aliases` hold several words, parted by `|`."""
        return cls(code, parent, _split(standard), en, zh, _split(aliases))

    @property
    def labels(self) -> tuple[str, str]:
        """Both labels."""
        return self.en, self.zh

    def label(self, lang: str) -> str:
        """The label in `en` or `zh`, or the other language's, or the code."""
        first, second = (self.zh, self.en) if lang == "zh" else (self.en, self.zh)
        return first or second or self.code


def near(word: str, names: Iterable[str], most: int = 2) -> list[str]:
    """The names most like the word, nearest first."""
    from difflib import get_close_matches

    return get_close_matches(fold(word), names, most, cutoff=0.72)


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


class Codelist:
    """The codes of one kind. Later codes replace earlier ones of the same slug, so a user's own may refine the shipped."""

    def __init__(self, kind: str, codes: Iterable[Code]) -> None:
        self.kind = kind
        self.codes = {code.code: code for code in codes}

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    def __contains__(self, code: str) -> bool:
        return code in self.codes

    def label(self, code: str | None, lang: str) -> str:
        """The label of a code; a code that is not listed is its own label."""
        if not code:
            return ""
        known = self.codes.get(code)
        return known.label(lang) if known else code

    def find(self, word: str) -> str | None:
        """The code that a slug, a standard's code or a label names, in any width and case; None if none does.

        A number that no standard lists is taken for the code of its longest known prefix, as both DAC purpose
        codes and GB/T 2260 build their codes by appending digits.
        """
        folded = fold(word)
        found = self._names.get(folded)
        if found is None and folded.isdecimal() and len(folded) in self._lengths:
            found = next((hit for end in range(len(folded) - 1, 1, -1) if (hit := self._prefixes.get(folded[:end]))), None)
        return found

    def resolve(self, word: str) -> str:
        """Like `find`; raises UnknownWord, with the nearest names, where nothing fits."""
        found = self.find(word)
        if found is None:
            parts = re.split("[,，、]", word)
            if all(map(self.find, parts)):
                raise OneWordEach(self.kind, word, parts)
            raise UnknownWord(self.kind, word, self.nearest(word), list(self.codes), f"aidcli codes {self.kind}s")
        return found

    def nearest(self, word: str) -> Sequence[str]:
        """Up to two codes whose slug or label is closest to the word."""
        return list(dict.fromkeys(self._names[name] for name in near(word, self._names, 6)))[:2]

    def within(self, code: str) -> frozenset[str]:
        """The code and everything inside it."""
        inside = {code}
        for each in self._parents_first:
            if each.parent in inside:
                inside.add(each.code)
        return frozenset(inside)

    @cached_property
    def _parents_first(self) -> list[Code]:
        return sorted(self, key=lambda each: len(self.path(each.code)))

    def path(self, code: str) -> tuple[str, ...]:
        """The code and what it lies inside, innermost first."""
        path: list[str] = []
        while code in self.codes and code not in path:
            path.append(code)
            code = self.codes[code].parent
        return tuple(path)

    @cached_property
    def order(self) -> dict[str, int]:
        """Where each code stands in the list."""
        return {code: at for at, code in enumerate(self.codes)}

    @cached_property
    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for code in self:
            names[fold(code.code)] = code.code
        for field in ("standard", "labels", "aliases"):
            for code in self:
                for word in getattr(code, field):
                    names.setdefault(fold(word), code.code)
        names.pop("", None)
        return names

    @cached_property
    def _lengths(self) -> set[int]:
        return {len(standard) for code in self for standard in code.standard if standard.isdecimal()}

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        numbers = [(standard, code.code) for code in self for standard in code.standard if standard.isdecimal()]
        return {_ROUND.sub("", number): code for number, code in numbers} | dict(numbers)


class Codebook:
    """The codelists of every kind, each read when first asked for."""

    def __init__(self, read: Callable[[str], Iterable[Code]]) -> None:
        self._read = read
        self._lists: dict[str, Codelist] = {}

    def __getitem__(self, kind: str) -> Codelist:
        if kind not in self._lists:
            self._lists[kind] = Codelist(kind, self._read(kind))
        return self._lists[kind]

    def known(self, kind: str, code: str) -> bool:
        """Whether a record may hold this code: a listed one, or a listed currency at one year's prices (`USD-2014`)."""
        return code in self[kind] or (kind == "unit" and self._constant_prices(code) is not None)

    def resolve(self, kind: str, word: str) -> str:
        """The code that a word names; raises UnknownWord where none does."""
        if kind == "unit" and self._constant_prices(word.upper()):
            return word.upper()
        return self[kind].resolve(word)

    def place(self, kind: str, code: str | None) -> int:
        """Where a code stands in its list; after the last where it is not listed."""
        return self[kind].order.get(code or "", len(self[kind].order))

    def label(self, kind: str, code: str | None, lang: str) -> str:
        """The label of a code in `en` or `zh`; constant prices carry their year."""
        prices = self._constant_prices(code) if kind == "unit" and code else None
        return f"{self[kind].label(prices[0], lang)} ({prices[1]})" if prices else self[kind].label(code, lang)

    def _constant_prices(self, code: str) -> tuple[str, str] | None:
        match = _CONSTANT_PRICES.fullmatch(code)
        return (match[1], match[2]) if match and match[1] in self["unit"] else None
