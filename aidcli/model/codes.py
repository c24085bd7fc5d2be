"""Trees of labelled codes: find one by code, standard code, label or alias; list what is inside; suggest the nearest. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import Final, NamedTuple

from aidcli.errors import UnknownWord
from aidcli.model.lineage import intervals

COLUMNS: Final = ("code", "parent", "standard", "en", "zh", "aliases", "units")
"""The columns of a code, in seeds and in a store."""
KINDS: Final = ("sector", "measure", "unit", "place", "source")
SHARED_SIGNS: Final = {"$": ("Dollar", "Peso"), "¥": ("Yuan", "Yen")}
"""What the currencies that share a sign are called in English."""
QUOTES: Final = "\"'“”‘’「」『』《》"
LONGEST_WORD: Final = 200
"""Characters. A longer word is compared with no name: comparing takes the product of both lengths."""
_PIECE: Final = 200
"""Characters that are normalized at once."""
_ROUND = re.compile(r"(?<=^..)(?:0|0000)$|(?<=^....)00$")
"""The zeros that end the code of a group: `110` stands for all codes 11x, `652300` for all 6523xx."""
_GOVERNMENT: Final = re.compile("(?:the )?government of (?:the )?(.+)|(.+), government of|(.+) government|the (.+)")
_CONSTANT_PRICES = re.compile(r"([A-Z]{3})-((?:19|20)\d\d)")


def fold(text: str) -> str:
    """Fold width and case (Unicode NFKC and case folding) and strip blanks, for looking words up."""
    return (text.lower() if text.isascii() else "".join(map(_compatible, _pieces(text))).casefold()).strip()


_compatible = partial(unicodedata.normalize, "NFKC")


def _pieces(text: str) -> Iterator[str]:
    """Yield pieces of a long text, since to order a run of combining marks takes the square of its length.

    A piece ends before a character that is no mark. A run of more than 30 marks, which no language writes (UAX 15), is cut.
    """
    start = 0
    while len(text) - start > _PIECE:
        end = start + _PIECE
        while end < min(start + _PIECE + 30, len(text)) and unicodedata.combining(text[end]):
            end += 1
        yield text[start:end]
        start = end
    yield text[start:]


class Code(NamedTuple):
    """One code: its slug, its parent, its codes in published standards, its labels and aliases."""

    code: str
    parent: str = ""
    standard: tuple[str, ...] = ()
    en: str = ""
    zh: str = ""
    aliases: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    """Of a measure: the usual units, where one currency stands for all. Without any, every unit is usual."""

    @classmethod
    def read(cls, code: str, parent: str, standard: str, en: str, zh: str, aliases: str, units: str = "") -> "Code":
        """Make a code from the columns of a codelist; `standard`, `aliases` and `units` are lists separated by `|`."""
        return cls(code, parent, _split_at_bars(standard), en, zh, _split_at_bars(aliases), _split_at_bars(units))

    @property
    def labels(self) -> tuple[str, str]:
        """The English and the Chinese label."""
        return self.en, self.zh

    def label(self, lang: str) -> str:
        """Return the label in `lang` (`en` or `zh`), else the one in the other language, else the code."""
        first, second = (self.zh, self.en) if lang == "zh" else (self.en, self.zh)
        return first or second or self.code


def near(word: str, names: Iterable[str], most: int = 2) -> list[str]:
    """Return up to `most` names that are most like the word, nearest first; none for a word too long to be a misspelt name."""
    from difflib import get_close_matches

    return get_close_matches(fold(word), names, most, cutoff=0.72) if len(word) <= LONGEST_WORD else []


def one_of(kind: str, word: str, valid: Collection[str]) -> str:
    """Return `word`; raises UnknownWord, with the nearest of `valid`, where it is not one of them. `kind` names what is expected."""
    if word not in valid:
        raise UnknownWord(kind, word, near(word, valid), tuple(valid))
    return word


def split_list(text: str) -> list[str]:
    """Return the words of a comma-separated list, which may use Chinese commas; at least one, if only an empty one."""
    return [part for word in re.split("[,，、]", text) if (part := word.strip())] or [text]


def _split_at_bars(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


class Codelist:
    """The codes of one kind. Of two with the same slug the later counts, so users can redefine shipped codes."""

    def __init__(self, kind: str, codes: Iterable[Code]) -> None:
        self.kind = kind
        self.codes = {code.code: code for code in codes}

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    def __contains__(self, code: str) -> bool:
        return code in self.codes

    def label(self, code: str | None, lang: str) -> str:
        """Return the label of a code in `lang`: the code itself where it is not listed, empty for None."""
        if not code:
            return ""
        known = self.codes.get(code)
        return known.label(lang) if known else code

    def find(self, word: str) -> str | None:
        """Return the code whose slug, standard code, label or alias is `word`, in any width and case; else None.

        A number that no code lists means the code with its longest known prefix: DAC purpose codes and GB/T 2260
        both build their codes by appending digits. The government of a place means the place: `Japan, Government of`.
        """
        folded = fold(word)
        found = self._names.get(folded) or self._names.get(folded.strip(QUOTES))
        if found is None and folded.isdecimal() and len(folded) in self._lengths:
            found = next((hit for end in range(len(folded) - 1, 1, -1) if (hit := self._prefixes.get(folded[:end]))), None)
        if found is None and self.kind == "place" and (match := _GOVERNMENT.fullmatch(folded)):
            found = self._names.get(match[match.lastindex or 0])
        return found

    def resolve(self, word: str) -> str:
        """Return what `find` finds; raises UnknownWord."""
        found = self.find(word)
        if found is None:
            raise UnknownWord(self.kind, word, self.nearest(word), list(self.codes), f"aidcli codes {self.kind}s")
        return found

    def nearest(self, word: str) -> Sequence[str]:
        """Return up to two codes with the names closest to the word; a longer word is no misspelling of three letters: `money` of MNE."""
        likely = (name for name in self._names if len(name) > 3 or len(word) <= 4 or not name.isascii())
        return list(dict.fromkeys(self._names[name] for name in near(word, likely, 6)))[:2]

    def within(self, code: str) -> frozenset[str]:
        """Return the code and every code inside it."""
        inside, waiting = {code}, [code]
        while waiting:
            new = [each for each in self._children.get(waiting.pop(), ()) if each not in inside]
            inside.update(new)
            waiting += new
        return frozenset(inside)

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: defaultdict[str, list[str]] = defaultdict(list)
        for each in self:
            children[each.parent].append(each.code)
        return dict(children)

    def path(self, code: str) -> tuple[str, ...]:
        """Return the code and its ancestors, innermost first. A cycle of parents ends where it closes."""
        path: dict[str, None] = {}
        while code in self.codes and code not in path:
            path[code] = None
            code = self.codes[code].parent
        return tuple(path)

    @cached_property
    def intervals(self) -> dict[str, tuple[int, int]]:
        """An interval of whole numbers for each code, which holds those of the codes inside it; see `lineage.intervals`."""
        return intervals({each.code: each.parent for each in self})

    @cached_property
    def order(self) -> dict[str, int]:
        """The position of each code in the list."""
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
    """The codelists of all kinds. Each is read when it is first needed."""

    def __init__(self, read: Callable[[str], Iterable[Code]]) -> None:
        self._read = read
        self._lists: dict[str, Codelist] = {}

    def __getitem__(self, kind: str) -> Codelist:
        if kind not in self._lists:
            self._lists[kind] = Codelist(kind, self._read(kind))
        return self._lists[kind]

    def known(self, kind: str, code: str) -> bool:
        """Check that a record may hold this code: a listed one, or constant prices of a listed currency (`USD-2014`)."""
        return code in self[kind] or (kind == "unit" and self._constant_prices(code) is not None)

    def resolve(self, kind: str, word: str) -> str:
        """Return the code that a word names; raises UnknownWord."""
        if kind == "unit" and self._constant_prices(word.upper()):
            return word.upper()
        return self[kind].resolve(word)

    def resolve_list(self, kind: str, text: str) -> list[str]:
        """Return the codes that a comma-separated list names. What is known as a whole is not split. Raises UnknownWord."""
        whole = self.known(kind, text.upper()) or self[kind].find(text) is not None
        return [self.resolve(kind, word) for word in ([text] if whole else split_list(text))]

    def written(self, sign: str) -> frozenset[str]:
        """Return the units that a unit word or a sign of money stands for: `$` for every dollar and peso. Raises UnknownWord."""
        names = SHARED_SIGNS.get(sign)
        if names is None:
            return frozenset([self.resolve("unit", sign)])
        return frozenset(code.code for code in self["unit"] if code.code.isupper() and any(name in code.en for name in names))

    def place(self, kind: str, code: str | None) -> int:
        """Return the position of a code in its list; that after the last where it is not listed."""
        return self[kind].order.get(code or "", len(self[kind].order))

    def label(self, kind: str, code: str | None, lang: str) -> str:
        """Return the label of a code in `lang`; for constant prices, with their year."""
        prices = self._constant_prices(code) if kind == "unit" and code else None
        return f"{self[kind].label(prices[0], lang)} ({prices[1]})" if prices else self[kind].label(code, lang)

    def _constant_prices(self, code: str) -> tuple[str, str] | None:
        match = _CONSTANT_PRICES.fullmatch(code)
        return (match[1], match[2]) if match and match[1] in self["unit"] else None
