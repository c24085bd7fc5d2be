"""Make text safe for a terminal: text of a store, a file or an argument must neither control it nor disguise itself."""

import unicodedata
from typing import Final

_PICTURES: Final = {code: chr(0x2400 + code) for code in range(0x20) if code != 0x0A} | {0x7F: "\u2421"}
_REPLACEMENT: Final = "\ufffd"
_BREAKS: Final = "\u2028\u2029"
"""Separators of lines and paragraphs, which some terminals obey."""


def printable(text: str) -> str:
    """Return the text with every control visible: C0 controls as pictures (Unicode block 2400), others as U+FFFD.

    Others are C1 controls and format characters: bidirectional controls, zero-width characters, soft hyphens. Line feeds
    stay.
    """
    # Almost every text is printable, and telling so costs nothing.
    return text if text.isprintable() else "".join(_visible(character) for character in text)


def printable_json(text: str) -> str:
    r"""Return JSON, one value on one line, with every control escaped: `\u202e` is the same string, and shows what is there."""
    return text if text.isprintable() else "".join(_escaped(character) for character in text)


def _visible(character: str) -> str:
    return _PICTURES.get(ord(character), _REPLACEMENT) if character != "\n" and _is_control(character) else character


def _escaped(character: str) -> str:
    if not _is_control(character):
        return character
    units = character.encode("utf-16-be", "surrogatepass")  # JSON escapes code units (RFC 8259 section 7).
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _is_control(character: str) -> bool:
    if character.isprintable():
        return False
    return character in _BREAKS or unicodedata.category(character) in ("Cc", "Cf", "Cs")


def columns_taken(text: str) -> int:
    """Return the width of a text on a terminal, where a Chinese character takes two columns."""
    return sum(2 if "\u2e80" <= character <= "\uffef" else 1 for character in text)
