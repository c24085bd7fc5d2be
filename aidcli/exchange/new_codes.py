"""Codes made of the labels that a file has, where no code has the label. Pure."""

from collections.abc import Mapping

from aidcli.exchange.slugs import digest, slug
from aidcli.model.codes import Codebook, fold
from aidcli.model.figure import Record


class NewCodes:
    """Find the codes that words name and, of the kinds that may be, make new ones."""

    def __init__(self, codes: Codebook, parents: Mapping[str, str]) -> None:
        """`parents` holds the kinds of which codes may be made, each with the parent of such codes or an empty text."""
        self.codes = codes
        self.made: dict[str, list[Record]] = {}
        """The new codes, and sources, by kind."""
        self._parents = parents
        self._by_name: dict[tuple[str, str], str] = {}
        self._taken: set[tuple[str, str]] = set()

    def known(self, kind: str, word: str) -> str | None:
        """Return the code that a word names; None where no code has that name."""
        if kind == "unit" and self.codes.known(kind, word.upper()):
            return word.upper()
        return self.codes[kind].find(word)

    def find(self, kind: str, word: str) -> str | None:
        """Return the code that a word names, a new one where it may be made; else None."""
        found = self.known(kind, word) or self._by_name.get((kind, fold(word)))
        return found or (self._make(kind, word) if kind in self._parents else None)

    def _make(self, kind: str, label: str) -> str:
        name = slug(label).lower()
        code = name if name and label.isascii() else "-".join(filter(None, (name or kind, digest([label]))))
        if (kind, code) in self._taken or self.known(kind, code):
            code = f"{code}-{digest([label])}"
        self._taken.add((kind, code))
        self._by_name[kind, fold(label)] = code
        is_chinese = any("\u4e00" <= each <= "\u9fff" for each in label)
        parent = self.known(kind, self._parents[kind]) if self._parents[kind] else None
        record = {"id": code, "title": label} if kind == "source" else {"kind": kind, "code": code, "parent": parent, "en": label}
        others = {"zh": label} if is_chinese and kind != "source" else {}
        self.made.setdefault(kind, []).append({key: text for key, text in record.items() if text} | others)
        return code
