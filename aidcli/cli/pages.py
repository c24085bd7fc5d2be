"""What `--help` prints: of each command its examples first, then its options in groups, in English or Chinese.

The English words stand in the commands: the docstring, the examples, an option's help beside the option. `zh/commands.toml`
translates them, text by text.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from shutil import get_terminal_size
from typing import Any, Final, NamedTuple

from aidcli.cli.folding import WIDEST, columns_of, fold_chunks, fold_text, padded
from aidcli.cli.options import Answer

HELP_FOLDER: Final = Path(__file__).parent / "help"
Translate = Callable[[str], str]
_WORD: Final = re.compile(r"""\s+|(?:--\S+ )?(?:"[^"]*"|'[^']*'|\S+)""")
"""A word of a command line, an option with its value."""
_NARROWEST, _WIDEST_PAGE = 40, 200
_LEAST: Final = 24
"""Columns for what an option does; with fewer, it stands below the option."""


class Example(NamedTuple):
    """A command line to type, and what for."""

    purpose: str
    command: str


class Page(NamedTuple):
    """The help of one command, or of aidcli itself, before it is folded or translated."""

    name: str
    usage: str
    summary: str
    examples: Sequence[Example]
    details: Sequence[str]
    """Paragraphs."""
    groups: Mapping[str, Sequence[tuple[str, str]]]
    """By heading, names and what they do."""


def show_page(ctx: Any, commands: Mapping[str, Sequence[Any]] | None = None) -> str:
    """Return the help of the command that `ctx` is of, at the width of the terminal; `commands` are those of aidcli, in groups."""
    width = max(_NARROWEST, min(_WIDEST_PAGE, get_terminal_size().columns))
    return "\n".join(_lines(page_of(ctx, commands or {}), width, translator(language_of(ctx))))


def language_of(ctx: Any) -> str:
    """Return the language that help is asked for: `--lang`, else as for an answer."""
    return Answer(lang=ctx.meta.get("lang")).language


def translator(lang: str) -> Translate:
    """Return what translates a text of the commands to `lang`. A text that has no translation stays English."""
    if lang == "en":
        return str
    table = chinese()
    return lambda text: table.get(text, text)


@cache
def chinese() -> Mapping[str, str]:
    """Read the Chinese words of the commands, by the English ones."""
    table: Mapping[str, str] = tomllib.loads((HELP_FOLDER / "zh" / "commands.toml").read_text("utf-8"))
    return table


def page_of(ctx: Any, commands: Mapping[str, Sequence[Any]]) -> Page:
    """Return the page of the command that `ctx` is of, from its docstring and its options."""
    command = ctx.command
    summary, *details = _paragraphs(command.help)
    examples = [Example(*each) for each in getattr(command.callback, "examples", {}).items()]
    groups: dict[str, Sequence[tuple[str, str]]] = {
        heading: [(each.name, _paragraphs(each.help)[0]) for each in group] for heading, group in commands.items()
    }
    usage = " ".join([ctx.command_path, *_operands(command, commands)])
    return Page(ctx.command_path, usage, summary, examples, details, groups | _options(ctx))


def _operands(command: Any, commands: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    yield "[OPTIONS]"
    yield from ["COMMAND", "[WORD...]"] if commands else []
    yield from (each.metavar for each in command.params if each.param_type_name == "argument")


def _paragraphs(docstring: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in docstring.split("\n\n")]


def _options(ctx: Any) -> dict[str, Sequence[tuple[str, str]]]:
    """Return the arguments and options by heading; the group of the command's own comes first, `--help` last."""
    headings, own = getattr(ctx.command.callback, "headings", {}), getattr(ctx.command.callback, "heading", "Options")
    groups: dict[str, Any] = {}
    *params, help_option = ctx.command.get_params(ctx)
    for each in params:
        if each.param_type_name == "argument":
            groups.setdefault("Arguments", []).append((re.sub(r"[][]", "", each.metavar), each.help))
        else:
            heading = each.rich_help_panel or headings.get(each.name) or own
            groups.setdefault(heading, []).append((_names(each), each.help))
    last = [own, *(heading for heading in groups if heading != "Arguments")][-1]
    groups.setdefault(last, []).append((_names(help_option), "Show this page."))
    return groups


def _names(option: Any) -> str:
    """Return how an option is typed: -y, --yes or --limit NUMBER."""
    names = ", ".join(sorted(option.opts, key=len))
    return names if option.is_flag else f"{names} {option.metavar}"


def _lines(page: Page, width: int, say: Translate) -> Iterator[str]:
    prose = min(width, WIDEST)
    usage = say("Usage: {usage}").format(usage=page.usage.replace("[OPTIONS]", say("[OPTIONS]")))
    yield fold_text(usage, width, hanging=2)
    yield from ["", fold_text(say(page.summary), prose)]
    if page.examples:
        yield from ["", say("Examples") + say(":")]
        for each in page.examples:
            yield fold_text(f"{say(each.purpose)}{say(':')}", width, "  ", 2)
            yield _typed(each.command, width)
    for paragraph in page.details:
        yield from ["", fold_text(say(paragraph), prose)]
    start = max(columns_of(name) for group in page.groups.values() for name, _ in group) + 4
    for heading, group in page.groups.items():
        yield from ["", say(heading) + say(":")]
        yield from (explained(name, say(text), start, width) for name, text in group)


def explained(name: str, text: str, start: int, width: int) -> str:
    """Return an option with its help text: on one line, or below the option if there is no room beside it."""
    if width - start >= _LEAST:
        return fold_text(text, width, padded(f"  {name}", start), start)
    return f"  {name}\n{fold_text(text, width, ' ' * 6, 6)}"


def _typed(command: str, width: int) -> str:
    r"""Return a command line folded between its words, with the `\` that lets it be pasted into a shell."""
    return fold_chunks(_WORD.findall(command), width - 2, "    ", 6).replace("\n", " \\\n")
