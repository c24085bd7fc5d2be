"""The man page, made of the help of every command and of the topics: `python -m aidcli.cli.manual` prints it.

It is written in man(7). Of the topics' examples it holds the commands, not what they print.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import typer

from aidcli import __version__
from aidcli.cli.app import COMMAND_GROUPS, COMMANDS, SUBCOMMANDS, app
from aidcli.cli.commands.help import TOPICS
from aidcli.cli.pages import Page, page_of

_BLOCK: Final = re.compile(r"^```(?P<kind>.*)\n(?P<code>(?:.*\n)*?)```$|^(?P<text>.+(?:\n.+)*)", re.MULTILINE)
"""A fenced block, or lines without an empty one between them."""
_ITEM: Final = re.compile(r"^(-|\d+\.) ", re.MULTILINE)


def every_page() -> dict[str, Page]:
    """Return the page of aidcli itself, under the name `aidcli`, and of each of its commands."""
    program: Any = typer.main.get_command(app)
    top = typer.Context(program, info_name="aidcli")
    commands = {name: program.get_command(top, name) for name in (*COMMANDS, *SUBCOMMANDS)}
    groups = {heading: [commands[name] for name in group] for heading, group in COMMAND_GROUPS.items()}
    pages = {"aidcli": page_of(top, groups)}
    return pages | {name: page_of(typer.Context(each, parent=top, info_name=name), {}) for name, each in commands.items()}


def man_page() -> str:
    """Return the man page of aidcli."""
    pages = every_page()
    top = pages.pop("aidcli")
    lines = [f'.TH AIDCLI 1 "" "aidcli {__version__}" "User Commands"', ".SH NAME", f"aidcli \\- {_prose(top.summary.rstrip('.'))}"]
    lines += [".SH SYNOPSIS", f".B {_code(top.usage)}", ".SH DESCRIPTION", *_examples(top), *_paragraphs(top.details)]
    for heading, group in top.groups.items():
        lines += [f".SS {heading}", *_tagged(group)]
    lines += [".SH COMMANDS"]
    for page in pages.values():
        lines += [f".SS {_code(page.usage)}", _prose(page.summary), *_examples(page), *_paragraphs(page.details)]
        for heading, group in page.groups.items():
            lines += [".PP", f".I {heading}", *_tagged(group)]
    for topic in TOPICS.values():
        lines += _topic(topic.read_text("utf-8"))
    return "\n".join(lines) + "\n"


def _examples(page: Page) -> Iterator[str]:
    for each in page.examples:
        yield from [".PP", f"{_prose(each.purpose)}:", *_displayed([each.command])]


def _displayed(lines: Iterable[str]) -> list[str]:
    return [".PP", ".RS 4", ".nf", *map(_code, lines), ".fi", ".RE"]


def _paragraphs(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from [".PP", _prose(text)]


def _tagged(group: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, text in group:
        yield from [".TP", f".B {_code(name)}", _prose(text)]


def _topic(markdown: str) -> Iterator[str]:
    """Yield a topic as a section."""
    for block in _BLOCK.finditer(markdown):
        text = block["text"]
        if text is None:
            yield from _displayed(line.removeprefix("$ ") for line in block["code"].splitlines() if line.startswith("$ "))
        elif text.startswith("#"):
            marks, _, heading = text.partition(" ")
            yield f".SH {heading.upper()}" if marks == "#" else f".SS {_prose(heading)}"
        elif text.startswith("    "):
            yield from _displayed(line.strip() for line in text.splitlines())
        elif text.startswith("|"):
            yield from _rows(text)
        else:
            before, *items = _ITEM.split(text)
            yield from _paragraphs([before] if before else [])
            for mark, item in zip(items[::2], items[1::2], strict=True):
                bullet = r"\(bu" if mark == "-" else mark
                yield from [f".IP {bullet} 4", _prose(item)]


def _rows(table: str) -> Iterator[str]:
    """Yield the rows of a table, without its header: the first cell as a tag, the others as its text."""
    for line in table.splitlines()[2:]:
        first, *others = (_prose(cell.strip()) for cell in line.strip("|").split("|"))
        yield from [".TP", first, "; ".join(others)]


def _prose(text: str) -> str:
    """Return Markdown prose on one line, with code in bold and words set off in italics."""
    pieces = enumerate(" ".join(text.split()).split("`"))
    return _guarded("".join(rf"\fB{_code(piece)}\fR" if at % 2 else _emphasized(piece) for at, piece in pieces))


def _emphasized(text: str) -> str:
    return re.sub(r"\*(\S[^*]*)\*", r"\\fI\1\\fR", re.sub(r"\*\*([^*]+)\*\*", r"\\fB\1\\fR", text.replace("\\", r"\e")))


def _code(text: str) -> str:
    """Return text that is typed as it stands: its hyphens are those of options."""
    return _guarded(text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq").replace('"', r"\(dq"))


def _guarded(line: str) -> str:
    """Return a line that does not start as a request does."""
    return rf"\&{line}" if line.startswith((".", "'")) else line


if __name__ == "__main__":
    typer.echo(man_page(), nl=False)
