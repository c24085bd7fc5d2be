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
_SOFT_BREAK: Final = re.compile(r"(?<=[^\n])\n *(?=[^\s-])")
"""A line break within a paragraph or a list item."""
_WIDE: Final = re.compile(r"[\u2e80-\uffef]")
"""A Chinese character or punctuation mark: two columns wide."""


def _complete(ctx: typer.Context, incomplete: str) -> list[str]:
    return [word for word in (*TOPICS, *_commands(ctx)) if word.startswith(incomplete)]


Topic = Annotated[str | None, typer.Argument(help="A topic or a command.", metavar="[TOPIC]", show_default=False, autocompletion=_complete)]


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
    """Return Markdown as plain text: headings in capitals, prose folded to `width` columns, examples indented."""
    pieces = enumerate(_FENCE.split(markdown))  # Prose and examples take turns.
    return "".join(indent(piece, "    ") if at % 2 else _fold_prose(piece, width) for at, piece in pieces).rstrip()


def _fold_prose(prose: str, width: int) -> str:
    return "\n".join(_fold_line(line, width) for line in _SOFT_BREAK.sub(" ", prose).split("\n"))


def _fold_line(line: str, width: int) -> str:
    if line.startswith("#"):
        return line.strip("# ").upper()
    hanging = "  " if line.startswith("- ") else ""
    # textwrap counts characters, so a wide one is followed by another until the line is folded.
    doubled = _WIDE.sub("\\g<0>\0", line)
    return fill(doubled, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False).replace("\0", "")
