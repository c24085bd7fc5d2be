"""Which encoding the bytes of a text file are in. Pure."""

import codecs
from collections.abc import Iterable
from typing import Final

from aidcli.errors import BadRows, Bilingual, Usage

UTF_8: Final = "utf-8-sig"
_MARKS: Final = {codecs.BOM_UTF8: UTF_8, codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_OF_NAMES: Final = ("idna", "punycode")
"""Encodings of names in the domain system, not of files."""
_LOOKED_AT: Final = 1 << 20
"""Bytes from the first that is not UTF-8, by which GB18030 is told."""


def known_encoding(name: str) -> str:
    """Return the name of an encoding; raises Usage where Python does not know it."""
    try:
        known = codecs.lookup(name.replace(" ", "_")).name
        if known not in _OF_NAMES:
            b"a".decode(known, "replace")  # Raises LookupError for codecs that make no text, such as base64.
            return known
    except LookupError:
        pass
    raise Usage(
        "{name!r} is not an encoding that Python knows; try gb18030, latin-1, cp1252 or mac-roman",
        "{name!r} 不是 Python 认识的编码；可试 gb18030、latin-1、cp1252 或 mac-roman",
        name=name,
    )


def detect_encoding(path: str, pieces: Iterable[bytes]) -> str:
    """Return the encoding that the bytes of a file tell: that of their byte order mark, else UTF-8, else GB18030.

    Raises BadRows where they tell none.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    pieces, at = iter(pieces), 0
    for piece in pieces:
        if at == 0 and (marked := next((name for mark, name in _MARKS.items() if piece.startswith(mark)), None)):
            return marked
        try:
            decoder.decode(piece)
        except UnicodeDecodeError as error:
            held = len(error.object) - len(piece)
            rest = error.object[error.start :] + b"".join(_first(pieces, _LOOKED_AT - len(piece)))
            if _is_chinese(rest[:_LOOKED_AT]):
                return "gb18030"
            raise BadRows(path, [_not_utf_8(at - held + error.start)]) from None
        at += len(piece)
    if decoder.getstate()[0]:
        raise BadRows(path, [_not_utf_8(at - len(decoder.getstate()[0]))])
    return UTF_8


def _not_utf_8(at: int) -> str:
    return Bilingual(
        "byte {at} is not UTF-8; save the file as UTF-8, or name its encoding: --encoding latin-1, for example",
        "第 {at} 字节不是 UTF-8；请另存为 UTF-8，或指明编码，例如 --encoding latin-1",
        at=at,
    )


def _first(pieces: Iterable[bytes], size: int) -> Iterable[bytes]:
    for piece in pieces:
        if size <= 0:
            return
        size -= len(piece)
        yield piece


def _is_chinese(data: bytes) -> bool:
    """Return whether bytes are GB18030: nearly all that is not ASCII are the characters of GB 2312.

    Bytes of other encodings are often GB18030 too, but of rare characters.
    """
    try:
        text = codecs.getincrementaldecoder("gb18030")().decode(data)
    except UnicodeDecodeError:
        return False
    others = [each for each in text if not each.isascii()]
    common = sum(each in _GB_2312 for each in others)
    return common > 0.95 * len(others)


class _Gb2312:
    """The characters of GB 2312."""

    def __contains__(self, character: str) -> bool:
        try:
            return bool(character.encode("gb2312"))
        except UnicodeEncodeError:
            return False


_GB_2312: Final = _Gb2312()
