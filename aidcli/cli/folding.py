"""Text folded to a number of columns, and Markdown as plain text. Pure.

A Chinese character takes two columns, and a line may break on either side of it, though not before closing punctuation.
"""

import re
from collections.abc import Iterable
from textwrap import indent
from typing import Final

WIDEST: Final = 80
"""Columns of prose; longer lines are hard to read."""
_WIDE: Final = "\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6"
_OPENING: Final = "（《「『【“‘"
_CLOSING: Final = "，。；：、！？）》」』】”’…"
_OTHER: Final = rf"(?:[{_WIDE}](?<![{_OPENING}{_CLOSING}])|[^\s{_WIDE}{_OPENING}{_CLOSING}]+)"
_CHUNK: Final = re.compile(rf"\s+|[{_OPENING}]*{_OTHER}[{_CLOSING}]*|[{_OPENING}{_CLOSING}]+")
"""What stays on one line: a blank, a word or one Chinese character, with the punctuation around it."""
_IS_WIDE: Final = re.compile(f"[{_WIDE}]")
_FENCE: Final = re.compile(r"^```.*\n", re.MULTILINE)
_SOFT_BREAK: Final = re.compile(r"(?<=[^\n])\n *(?=[^\s|])(?!- |\d+\. )")
"""A line break within a paragraph or a list item."""
_EMPHASIS: Final = re.compile(r"(\*{1,2})(?=\S)([^*\n]+)(?<=\S)\1")
_TABLE: Final = re.compile(r"((?:^\|.*(?:\n|\Z))+)", re.MULTILINE)
_ITEM: Final = re.compile(r"(?:-|\d{1,3}\.) ")
_LEAST: Final = 24
"""Columns for the last cells of a table; with fewer, every cell has lines of its own."""


def columns_of(text: str) -> int:
    """Return the number of columns that a text takes."""
    return len(text) + len(_IS_WIDE.findall(text))


def padded(text: str, columns: int) -> str:
    """Return the text with blanks at its end, `columns` wide."""
    return text + " " * (columns - columns_of(text))


def fold_text(text: str, width: int, before: str = "", hanging: int = 0) -> str:
    """Return a text folded to `width` columns after `before`, with all lines but the first indented by `hanging` columns."""
    return fold_chunks(_CHUNK.findall(text), width, before, hanging)


def fold_chunks(chunks: Iterable[str], width: int, before: str, hanging: int) -> str:
    """Return chunks, of which some are blanks, as `fold_text` does; a line ends where there was a blank or nothing between two."""
    lines: list[str] = []
    line, blank, is_empty = before, "", True
    for chunk in chunks:
        if chunk.isspace():
            blank = "" if is_empty else chunk
            continue
        if not is_empty and columns_of(line + blank + chunk) > width:
            lines.append(line)
            line, blank = " " * hanging, ""
        line, blank, is_empty = line + blank + chunk, "", False
    return "\n".join([*lines, line.rstrip()])


def fold_markdown(markdown: str, width: int) -> str:
    """Return Markdown as plain text: headings in capitals, prose and tables folded to `width` columns, examples indented."""
    pieces = enumerate(_FENCE.split(markdown))  # Prose and examples take turns.
    return "".join(indent(piece, "    ") if at % 2 else _fold_prose(piece, width) for at, piece in pieces).rstrip()


def _fold_prose(prose: str, width: int) -> str:
    pieces = enumerate(_TABLE.split(_EMPHASIS.sub(r"\2", _SOFT_BREAK.sub(" ", prose))))  # Text and tables take turns.
    return "".join(_fold_table(piece, width) if at % 2 else _fold_lines(piece, width) for at, piece in pieces)


def _fold_lines(text: str, width: int) -> str:
    return "\n".join(_fold_line(line, width) for line in text.split("\n"))


def _fold_line(line: str, width: int) -> str:
    if line.startswith("#"):
        return fold_text(line.strip("# ").upper(), width)
    if line.startswith("    "):
        return line
    item = _ITEM.match(line)
    return fold_text(line, width, hanging=len(item[0]) if item else 0)


def _fold_table(table: str, width: int) -> str:
    """Return a table with its columns aligned, or where that leaves no room, with the cells of a row one below the other."""
    header, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines())
    widths = [max(map(columns_of, column)) for column in zip(header, *rows, strict=True)][:-1]
    start = sum(widths) + 2 * len(widths)
    lines: list[str] = []
    for *cells, last in (header, *rows):
        if width - start >= _LEAST:
            before = "".join(padded(cell, size) + "  " for cell, size in zip(cells, widths, strict=True))
            lines.append(fold_text(last, width, before, start))
        else:
            lines += [fold_text(cell, width, "  " * bool(at), 2) for at, cell in enumerate([*cells, last]) if cell]
    return "".join(f"{line}\n" for line in lines)
