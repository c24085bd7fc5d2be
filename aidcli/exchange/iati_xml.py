"""The activities of an IATI file, one at a time, in constant memory. Refuses XML that does more than hold data."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final
from xml.parsers import expat

from aidcli.errors import BadRows, Bilingual, join_texts

VERSIONS: Final = ("2.01", "2.02", "2.03")
ENCODINGS: Final = re.compile(r"utf-8|utf-16|(us-)?ascii|iso-8859-\d{1,2}|windows-125\d", re.IGNORECASE)
"""Names of encodings (IANA) that expat reads: by itself, or from a table of 256 characters."""
COMPRESSED: Final = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "ZIP"}
"""How compressed files begin."""
LANGUAGE: Final = "xml:lang"
LONGEST_TEXT: Final = 1000
"""Characters of a text that are kept; a longer one ends in `…`, which is part of no number."""

# Elements that are kept, each with those that are kept inside it.
_TEXT: Final[Any] = {}
"""Inside an element whose text is kept."""
_NAMED: Final[Any] = {"narrative": _TEXT}
_WHERE: Final[Any] = {"sector": {}, "recipient-country": {}, "recipient-region": {}}
_PERIOD: Final[Any] = {"period-start": {}, "period-end": {}, "actual": {"dimension": {}}}
_INDICATOR: Final[Any] = {"title": _NAMED, "period": _PERIOD}
_TRANSACTION: Final[Any] = {
    **_WHERE,
    "transaction-type": {},
    "transaction-date": {},
    "value": _TEXT,
    "provider-org": _NAMED,
    "receiver-org": _NAMED,
    "description": _NAMED,
}
_ACTIVITY: Final[Any] = {
    **_WHERE,
    "iati-identifier": _TEXT,
    "reporting-org": _NAMED,
    "title": _NAMED,
    "participating-org": _NAMED,
    "transaction": _TRANSACTION,
    "budget": {},
    "planned-disbursement": {},
    "result": {"indicator": _INDICATOR},
}


class Element:
    """An element of an activity, with those of its children that are kept.

    `line` is where its text begins, from 1, or its start tag where it has none; `start` is the offset of the text in its line.
    """

    __slots__ = ("attributes", "children", "line", "name", "start", "text")

    def __init__(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        self.name, self.attributes, self.line = name, attributes, line
        self.children: list[Element] = []
        self.text, self.start = "", 0

    def get(self, attribute: str) -> str:
        """Return an attribute without surrounding blanks; empty where it is absent."""
        return self.attributes.get(attribute, "").strip()

    def all(self, *names: str) -> list["Element"]:
        """Return the children that have one of the names."""
        return [child for child in self.children if child.name in names]

    def first(self, name: str) -> "Element | None":
        """Return the first child of this name."""
        for child in self.children:
            if child.name == name:
                return child
        return None

    def words(self, language: str = "") -> str:
        """Return the narrative in English where one is said to be, else the first, on one line.

        `language` is that of narratives that do not say theirs.
        """
        texts = self.all("narrative")
        text = next((each for each in texts if _speaks(each, "en", language)), texts[0]) if texts else None
        return " ".join(text.text.split()) if text else ""

    def chinese(self, language: str = "") -> str | None:
        """Return the first narrative in Chinese, on one line."""
        return next((" ".join(each.text.split()) for each in self.all("narrative") if _speaks(each, "zh", language)), None)

    def content(self) -> list[str]:
        """Return all that the element says, but not on which line."""
        words = [self.name, self.text]
        for attribute in sorted(self.attributes):
            words += (attribute, self.attributes[attribute])
        for child in self.children:
            words += child.content()
        return words


def _speaks(narrative: Element, wanted: str, usual: str) -> bool:
    """Return whether a narrative is in a language, in any of its forms (BCP 47): `en-GB`, `zh-Hans`."""
    return (narrative.get(LANGUAGE) or usual).lower().partition("-")[0] == wanted


class ActivityReader:
    """Parse an IATI activity file, versions 2.01 to 2.03, from its bytes.

    Raises BadRows where it is another file, or not well-formed, and for any DOCTYPE, before anything in it is read.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.root = Element("", {}, 0)
        self._open = [Element("", {}, 0), self.root]
        self._complete: list[Element] = []
        self._wanted: list[Any] = []
        self._skipped = 0
        """How deep the parser stands inside an element that is not kept."""
        self._namespace = ""
        self._parser = parser = expat.ParserCreate()
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._begin_root
        parser.EndElementHandler = self._end

    def activities(self, pieces: Iterable[bytes]) -> Iterator[Element]:
        """Yield each activity once it is complete."""
        for at, piece in enumerate(pieces):
            if not at and (way := COMPRESSED.get(piece[:2]) or COMPRESSED.get(piece[:4])):
                raise self._refusal("it is compressed ({way}); decompress it first", "它是压缩文件（{way}）；请先解压", way=way)
            self._parse(piece, last=False)
            yield from self._taken()
        self._parse(b"", last=True)
        yield from self._taken()

    def _taken(self) -> list[Element]:
        taken, self._complete = self._complete, []
        return taken

    def _parse(self, piece: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise self._refusal(
                "line {lineno}: it is not well-formed XML ({errorstring})",
                "第 {lineno} 行：不是格式良好的 XML（{errorstring}）",
                lineno=error.lineno,
                errorstring=expat.ErrorString(error.code),
            ) from None

    def _refusal(self, en: str, zh: str, **parts: object) -> BadRows:
        return BadRows(self.path, [Bilingual(en, zh, **parts)])

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and not ENCODINGS.fullmatch(encoding):
            raise self._refusal(
                "its encoding {encoding!r} is not read; save it as UTF-8", "不支持其编码 {encoding!r}；请另存为 UTF-8", encoding=encoding
            )

    def _doctype(self, *declared: object) -> None:
        raise self._refusal(
            "it has a DOCTYPE, which IATI files have not and which may hold entities; remove it",
            "含有 DOCTYPE，IATI 文件不应有，且可能含实体；请删除",
        )

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipped:
            self._skipped += 1
            return
        wanted = self._wanted[-1]
        if name not in wanted or attributes.get("xmlns", self._namespace) != self._namespace:  # That is an extension.
            self._skipped = 1
            return
        element = Element(name, attributes, self._parser.CurrentLineNumber)
        self._open.append(element)
        inside = wanted[name]
        self._wanted.append(inside)
        if inside is _TEXT:
            self._parser.CharacterDataHandler = partial(self._add_text, element)

    def _end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        if self._wanted.pop() is _TEXT:
            self._parser.CharacterDataHandler = None
        element, parent = self._open.pop(), self._open[-1]
        (self._complete if parent is self.root else parent.children).append(element)

    def _begin_root(self, name: str, attributes: dict[str, str]) -> None:
        if name == "iati-organisations":
            raise self._refusal(
                "it is an IATI organisation file, which has no transactions; import an activity file",
                "它是 IATI 组织文件，没有交易；请导入活动文件",
            )
        if name != "iati-activities":
            raise self._refusal(
                "it is not an IATI activity file: its root element is {name!r}, not 'iati-activities'",
                "它不是 IATI 活动文件：根元素是 {name!r}，而非 'iati-activities'",
                name=name,
            )
        if (version := attributes.get("version", "").strip()) not in VERSIONS:
            stated = (
                Bilingual("its IATI version is {version!r}", "其 IATI 版本为 {version!r}", version=version)
                if version
                else Bilingual("it states no IATI version", "未注明 IATI 版本")
            )
            raise self._refusal(
                "{stated}; versions {versions} are read",
                "{stated}；可读取的版本为 {versions}",
                stated=stated,
                versions=join_texts(VERSIONS, ", ", "、"),
            )
        self.root.name, self.root.attributes = name, attributes
        self._namespace = attributes.get("xmlns", "")
        self._wanted.append({"iati-activity": _ACTIVITY})
        self._parser.StartElementHandler = self._begin

    def _add_text(self, element: Element, text: str) -> None:
        """Add a piece of text; blanks before the first word are omitted, and so is what stands in elements inside."""
        if self._skipped or len(element.text) > LONGEST_TEXT:
            return
        if not element.text:
            begun = text.lstrip()
            element.line = self._parser.CurrentLineNumber
            element.start = self._parser.CurrentColumnNumber + len(text) - len(begun)
            text = begun
        element.text += text
        if len(element.text) > LONGEST_TEXT:
            element.text = f"{element.text[:LONGEST_TEXT]}…"
