"""Texts with the names of columns in braces: `fts-{id}`. Pure."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from aidcli.errors import Bilingual

_PIECES: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")


class Template(NamedTuple):
    """A text with columns: each piece is what stands before a column, and the column; the last may have none."""

    text: str
    pieces: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, text: str) -> "Template":
        """Read a text in which `{Column}` stands for a cell and `{{` for a brace; raises ValueError for a brace that is alone."""
        pieces, before = [], ""
        for match in _PIECES.finditer(text):
            if match[1]:
                pieces.append((before, match[1].strip()))
                before = ""
            elif match[0] in ("{", "}", "{}"):
                raise ValueError(
                    Bilingual(
                        "{part!r} in {text!r} names no column; write {{Column}}, or double it for a brace",
                        "{text!r} 中的 {part!r} 没有指明列；请写 {{Column}}，花括号本身则写两次",
                        part=match[0],
                        text=text,
                    )
                )
            else:
                before += match[0][:1] if match[0] in ("{{", "}}") else match[0]
        return cls(text, (*pieces, *([(before, "")] if before or not pieces else [])))

    @property
    def columns(self) -> list[str]:
        """The columns it names."""
        return [column for _, column in self.pieces if column]

    @property
    def only(self) -> str:
        """The column of a text that is nothing but this one; else empty."""
        return self.pieces[0][1] if len(self.pieces) == 1 and not self.pieces[0][0] else ""

    def fill(self, cells: Mapping[str, str]) -> str:
        """Return the text with the cells in place of their columns; empty where it names columns and all their cells are."""
        if len(self.pieces) == 1:
            before, column = self.pieces[0]
            cell = cells.get(column, "") if column else ""
            return before + cell if cell or not column else ""
        filled = [cells.get(column, "") for _, column in self.pieces]
        return "".join(before + cell for (before, _), cell in zip(self.pieces, filled, strict=True)) if any(filled) else ""
