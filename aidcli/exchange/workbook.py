"""Workbooks as spreadsheet programs save them (XLSX: ECMA-376, Office Open XML), opened to be read sheet by sheet. Never writes."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from posixpath import join, normpath, split
from typing import Final, NamedTuple
from xml.parsers import expat

from aidcli.errors import BadRows, Bilingual
from aidcli.exchange.cells import BUILT_IN, Shown, shown_by

MOST_UNPACKED: Final = 1 << 30
"""Of a workbook once it is unpacked: a small file may unpack to any size. Its sheets are read in constant memory."""
MOST_SHARED: Final = 1 << 28
"""Of the texts that cells share, which are held in memory."""
_AT_ONCE: Final = 1 << 16
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError, ValueError, ArithmeticError, LookupError, EOFError, OSError),
    *(NotImplementedError, RuntimeError),  # A compression that zipfile does not know, and a file with a password.
)
"""What is raised by reading a file that is no workbook, or a damaged one."""
_ESCAPED: Final = re.compile("_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
"""Workbooks write the characters that XML does not allow by their numbers: `_x000D_` (ST_Xstring)."""


class XmlElement(NamedTuple):
    """An element of a part of a workbook: the names down to its own, its attributes and its own text."""

    path: str
    attributes: Mapping[str, str]
    text: str


class Sheet(NamedTuple):
    """A sheet of rows, and the part of the workbook that holds it."""

    title: str
    part: str
    is_hidden: bool


class _Relation(NamedTuple):
    """What a part of a workbook names another part by, of what type that is, and where."""

    id: str
    type: str
    part: str


class Workbook:
    """A workbook in the bytes of a file; raises BadRows, here or once it is read further, where these are none."""

    def __init__(self, path: str, data: bytes) -> None:
        self._path = path
        with self.checked():
            self._file = zipfile.ZipFile(io.BytesIO(data))
            if sum(part.file_size for part in self._file.infolist()) > MOST_UNPACKED:
                raise BadRows(
                    path,
                    [
                        Bilingual(
                            "it unpacks to more than {size} MiB; split it, or save the sheet as CSV",
                            "解压后超过 {size} MiB；请拆分，或将工作表另存为 CSV",
                            size=MOST_UNPACKED >> 20,
                        )
                    ],
                )
            (main, *_) = (each for each in self._relations_of("") if each.type == "officeDocument")
            self._relations = self._relations_of(main.part)
            self.is_1904 = False
            self.sheets = list(self._listed(main.part))
        if not self.sheets:
            raise BadRows(
                path,
                [
                    Bilingual(
                        "it has no sheet of rows, only charts or macros; import a sheet that holds a table",
                        "没有表格工作表，只有图表或宏；请导入含表格的工作表",
                    )
                ],
            )

    @contextmanager
    def checked(self) -> Iterator[None]:
        """Raise BadRows where reading the workbook fails."""
        try:
            yield
        except _BROKEN as error:
            raise BadRows(
                self._path, [Bilingual("it is not an XLSX workbook ({error})", "它不是 XLSX 工作簿（{error}）", error=error)]
            ) from None

    def elements(self, part: str) -> Iterator[XmlElement]:
        """Yield each element of a part when it ends."""
        parser = _Parser()
        with self._file.open(part) as file:
            while piece := file.read(_AT_ONCE):
                yield from parser.feed(piece)
        yield from parser.feed(b"", is_last=True)

    def _relations_of(self, part: str) -> Sequence[_Relation]:
        """Return what a part, or the whole file where that is empty, names of the other parts."""
        folder, name = split(part)
        found = (each.attributes for each in self.elements(join(folder, "_rels", f"{name}.rels")) if "Target" in each.attributes)
        return [_Relation(each["Id"], each["Type"].rpartition("/")[2], _part_at(folder, each["Target"])) for each in found]

    def _listed(self, part: str) -> Iterator[Sheet]:
        parts = {each.id: each.part for each in self._relations if each.type == "worksheet"}
        for path, attributes, _ in self.elements(part):
            if path == "workbook/workbookPr":
                self.is_1904 = attributes.get("date1904") in ("1", "true")
            elif path == "workbook/sheets/sheet":
                name = next(value for key, value in attributes.items() if key.endswith(" id"))
                if name in parts:  # Others are sheets of charts or macros.
                    yield Sheet(attributes["name"], parts[name], attributes.get("state", "visible") != "visible")

    def _part_of_type(self, kind: str) -> str | None:
        return next((each.part for each in self._relations if each.type == kind), None)

    @cached_property
    def styles(self) -> Sequence[Shown]:
        """What the cells of each style show."""
        part, own, styles = self._part_of_type("styles"), {}, list[Shown]()
        for path, attributes, _ in self.elements(part) if part else ():
            if path == "styleSheet/numFmts/numFmt":
                own[int(attributes["numFmtId"])] = shown_by(attributes["formatCode"])
            elif path == "styleSheet/cellXfs/xf":
                number = int(attributes.get("numFmtId", 0))
                styles.append(own.get(number) or BUILT_IN.get(number, "number"))
        return styles

    @cached_property
    def texts(self) -> Sequence[str]:
        """The texts that cells share."""
        part, texts, pieces = self._part_of_type("sharedStrings"), list[str](), list[str]()
        if part and self._file.getinfo(part).file_size > MOST_SHARED:
            raise BadRows(
                self._path,
                [
                    Bilingual(
                        "its texts unpack to more than {size} MiB; split it, or save the sheet as CSV",
                        "其文本解压后超过 {size} MiB；请拆分，或将工作表另存为 CSV",
                        size=MOST_SHARED >> 20,
                    )
                ],
            )
        for path, _, text in self.elements(part) if part else ():
            if path in ("sst/si/t", "sst/si/r/t"):
                pieces.append(text)
            elif path == "sst/si":
                texts.append(unescaped("".join(pieces)))
                pieces.clear()
        return texts


class _Parser:
    """Parse XML piece by piece. Refuses any DOCTYPE, which may hold entities, before anything in it is read."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._add
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self._ended: list[XmlElement] = []
        self._paths: dict[tuple[str, str], str] = {}

    def feed(self, piece: bytes, *, is_last: bool = False) -> Sequence[XmlElement]:
        """Return the elements that end in the next piece."""
        self._parser.Parse(piece, is_last)
        ended, self._ended = self._ended, []
        return ended

    def _doctype(self, *_: object) -> None:
        raise ValueError("it has a DOCTYPE")

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        key = self._open[-1][0] if self._open else "", name
        path = self._paths.get(key)
        if path is None:
            path = self._paths[key] = "/".join(filter(None, (key[0], name.rpartition(" ")[2])))
        self._open.append((path, attributes, []))

    def _end(self, name: str) -> None:
        path, attributes, texts = self._open.pop()
        self._ended.append(XmlElement(path, attributes, "".join(texts)))

    def _add(self, text: str) -> None:
        self._open[-1][2].append(text)


def _part_at(folder: str, target: str) -> str:
    """Return the name of the part that a part in this folder calls `target`."""
    return normpath(join("/", folder, target)).lstrip("/")


def unescaped(text: str) -> str:
    """Return a text of a workbook with the characters that it writes by their numbers."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
