"""Text by the columns of a terminal that it takes: Chinese characters take two. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len, chop_cells, set_cell_size

_WIDE: Final = "\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60"
_PIECES: Final = re.compile(rf"\s+|[≥<≈] \S+|[{_WIDE}][，。；：、！？）》”]*|[^\s{_WIDE}]+")
"""Blanks, an amount with its sign, a wide character with the punctuation that must not begin a line, or a word."""
_NUMBER: Final = re.compile(r"\d[\d.,]*(?: ?(?:thousand|million|billion|trillion)\b|[百千万亿]+)?")
_LONGEST_NUMBER: Final = 50
_LEADING: Final = re.compile(r"(?:[≥<≈] )?-?\d[\d,.]*(?:[万亿]* (?:至|to) -?\d[\d,.]*)?")


def cell_width(text: str) -> int:
    """Return the columns of the terminal that the text takes."""
    return cell_len(text)


def shorten(text: str, width: int) -> str:
    """Return the text in at most `width` columns; `…` stands for its end. A number is left out whole rather than cut."""
    if cell_len(text) <= width:
        return text
    end = len(set_cell_size(text, width - 1).rstrip())
    for number in _NUMBER.finditer(text, max(0, end - _LONGEST_NUMBER), end + _LONGEST_NUMBER):
        if number.start() < end < number.end():
            end = number.start()
    return text[:end].rstrip() + "…"


def fold_cell(text: str, width: int | None) -> list[str]:
    """Return the lines of the text, none wider than `width` columns, if there is one. Only a word that is wider is broken.

    Blanks before a line indent all that it is folded to.
    """
    lines = text.split("\n")
    return lines if width is None else [folded for line in lines for folded in _fold_line(line, width)]


def _fold_line(text: str, width: int) -> list[str]:
    if cell_len(text) <= width:
        return [text]
    words = text.lstrip(" ")
    indent = " " * min(len(text) - len(words), width - 2)  # A wide character takes two columns.
    lines, line, taken = [], indent, len(indent)
    for word in _PIECES.findall(words):
        for piece in [word] if cell_len(word) <= width - len(indent) else chop_cells(word, max(1, width - len(indent))):
            size = cell_len(piece)
            if line.strip() and taken + size > width:
                lines.append(line.rstrip())
                line, taken = indent, len(indent)
            if line.strip() or not piece.isspace():
                line, taken = line + piece, taken + size
    return [*lines, line.rstrip()] if line.strip() else lines


def aligned_digits(cells: Sequence[str]) -> list[str]:
    """Return the cells with blanks behind them, so that their numbers line up where they end in one column: `7人`, `280个项目`."""
    after = [cell_len(cell[number.end() :]) if (number := _LEADING.match(cell)) else None for cell in cells]
    widest = max((width for width in after if width is not None), default=0)
    return [cell if width is None else cell + " " * (widest - width) for cell, width in zip(cells, after, strict=True)]
