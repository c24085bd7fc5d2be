"""Text made safe for a terminal. Pure."""

from typing import Final

_PICTURES: Final = (
    {code: chr(0x2400 + code) for code in range(0x20) if code != 0x0A} | {0x7F: "\u2421"} | dict.fromkeys(range(0x80, 0xA0), "\ufffd")
)


def printable(text: str) -> str:
    """Return the text with control characters as visible pictures (Unicode block 2400), so that it cannot command a terminal.

    Line feeds stay. C1 controls, which have no pictures, become U+FFFD.
    """
    return text if text.isprintable() else text.translate(_PICTURES)
