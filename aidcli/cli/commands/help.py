"""Explain a topic or a command. The topics are the Markdown files of `aidcli/cli/help`: a new file is a new topic."""

import re
from collections.abc import Sequence
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill, indent
from typing import Annotated, Any, Final

import typer

from aidcli.errors import UnknownWord
from aidcli.model.codes import near

TOPICS: Final = {file.stem: file for file in sorted((Path(__file__).parents[1] / "help").glob("*.md"))}
WIDEST: Final = 80
"""Columns; longer lines of prose are hard to read."""
_FENCE: Final = re.compile(r"^```.*\n", re.MULTILINE)
_SOFT_BREAK: Final = re.compile(r"(?<=[^\n])\n *(?=[^\s|])(?!- |\d+\. )")
"""A line break within a paragraph or a list item."""
_EMPHASIS: Final = re.compile(r"(\*{1,2})(?=\S)([^*\n]+)(?<=\S)\1")
_TABLE: Final = re.compile(r"((?:^\|.*(?:\n|\Z))+)", re.MULTILINE)
_ITEM: Final = re.compile(r"(?:-|\d{1,3}\.) ")
_WIDE: Final = re.compile(r"[\u2e80-\uffef]")
"""A Chinese character or punctuation mark: two columns wide."""
_LEAST: Final = 24
"""Columns for the last cells of a table; with fewer, every cell has lines of its own."""


Topic = Annotated[str | None, typer.Argument(help="A topic or a command.", metavar="[TOPIC]", show_default=False)]


def help_(ctx: typer.Context, topic: Topic = None) -> None:
    """Explain a topic or a command; alone, list the topics."""
    commands = _commands(ctx)
    if topic is None:
        typer.echo(_contents(commands))
    elif topic in TOPICS:
        typer.echo(fold_markdown(TOPICS[topic].read_text("utf-8"), min(get_terminal_size().columns, WIDEST)))
    elif topic in commands:
        _program(ctx).get_command(ctx.parent, topic).make_context(topic, ["--help"], parent=ctx.parent)
    else:
        raise UnknownWord("topic", topic, near(topic, [*TOPICS, *commands]), list(TOPICS))


def _program(ctx: typer.Context) -> Any:
    """Return the program whose command this is; Typer exports no type for it."""
    return ctx.find_root().command


def _commands(ctx: typer.Context) -> Sequence[str]:
    names: Sequence[str] = _program(ctx).list_commands(ctx.parent)
    return names


def _contents(commands: Sequence[str]) -> str:
    width = max(map(len, TOPICS))
    topics = [f"  {name:{width}}  {_summary(file)}" for name, file in TOPICS.items()]
    names = indent(_fold_prose(", ".join(commands), WIDEST - 2), "  ")
    return "\n".join(["Topics:", *topics, "", "Commands:", names, "", "'aidcli help NAME' explains a topic or a command."])


def _summary(topic: Path) -> str:
    """Return the first paragraph, which is one short line."""
    return topic.read_text("utf-8").split("\n\n")[1]


def fold_markdown(markdown: str, width: int) -> str:
    """Return Markdown as plain text: headings in capitals, prose and tables folded to `width` columns, examples indented."""
    pieces = enumerate(_FENCE.split(markdown))  # Prose and examples take turns.
    return "".join(indent(piece, "    ") if at % 2 else _fold_prose(piece, width) for at, piece in pieces).rstrip()


def _fold_prose(prose: str, width: int) -> str:
    pieces = enumerate(_TABLE.split(_EMPHASIS.sub(r"\2", _SOFT_BREAK.sub(" ", prose))))  # Text and tables take turns.
    return "".join(_fold_table(piece, width) if at % 2 else _fold_text(piece, width) for at, piece in pieces)


def _fold_text(text: str, width: int) -> str:
    return "\n".join(_fold_line(line, width) for line in text.split("\n"))


def _fold_line(line: str, width: int) -> str:
    if line.startswith("#"):
        return _fold_cell(line.strip("# ").upper(), width)
    item = _ITEM.match(line)
    return _fold_cell(line, width, hanging=len(item[0]) if item else 0)


def _fold_table(table: str, width: int) -> str:
    """Return a table with its columns aligned, or where that leaves no room, with the cells of a row one below the other."""
    header, _, *rows = ([_doubled(cell.strip()) for cell in line.strip("|").split("|")] for line in table.splitlines())
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)][:-1]
    start = sum(widths) + 2 * len(widths)
    lines: list[str] = []
    for *cells, last in (header, *rows):
        if width - start >= _LEAST:
            before = "".join(f"{cell:{size}}  " for cell, size in zip(cells, widths, strict=True))
            lines.append(_fold_cell(last, width, before, start))
        else:
            lines += [_fold_cell(cell, width, "  " * bool(at), 2) for at, cell in enumerate([*cells, last]) if cell]
    return "".join(f"{line}\n" for line in lines)


def _fold_cell(text: str, width: int, before: str = "", hanging: int = 0) -> str:
    """Return a text folded after `before`, with all lines but the first indented by `hanging` columns."""
    folded = fill(
        _doubled(text), width, initial_indent=before, subsequent_indent=" " * hanging, break_long_words=False, break_on_hyphens=False
    )
    return (folded or before.rstrip()).replace("\0", "")


def _doubled(text: str) -> str:
    """Return the text with another character after each wide one, since textwrap counts characters."""
    return _WIDE.sub("\\g<0>\0", text.replace("\0", ""))
