"""Explain a topic or a command. The topics are the Markdown files of `aidcli/cli/help`: a new file is a new topic."""

from collections.abc import Sequence
from pathlib import Path
from shutil import get_terminal_size
from typing import Annotated, Any, Final

import typer

from aidcli.cli.folding import WIDEST, fold_markdown, fold_text
from aidcli.cli.options import Text, option
from aidcli.cli.pages import HELP_FOLDER, explained, language_of, translator
from aidcli.cli.teaching import exemplified
from aidcli.display.wording import LISTED
from aidcli.errors import UnknownWord
from aidcli.model.codes import near

TOPICS: Final = {file.stem: file for file in sorted(HELP_FOLDER.glob("*.md"))}
"""The English ones; a Chinese one has the same name in the folder `zh`."""
Topic = Annotated[str | None, typer.Argument(help="A topic or a command.", metavar="[TOPIC]", show_default=False)]


@exemplified(
    {
        "How to choose figures": "aidcli help filters",
        "How to keep your own figures, in Chinese": "aidcli help stores --lang zh",
        "What a command does": "aidcli help sum",
    }
)
def help_(
    ctx: typer.Context, topic: Topic = None, lang: Annotated[Text, option("en or zh. AIDCLI_LANG sets the default.", "LANG")] = None
) -> None:
    """Explain a topic or a command; alone, list the topics."""
    commands = _program(ctx).list_commands(ctx.parent)
    language, width = language_of(ctx), min(get_terminal_size().columns, WIDEST)
    if topic is None:
        typer.echo(_contents(commands, language, width))
    elif (topic := _named(topic)) in TOPICS:
        typer.echo(fold_markdown(topic_in(topic, language).read_text("utf-8"), width))
    elif topic in commands:
        _program(ctx).get_command(ctx.parent, topic).make_context(topic, ["--help"], parent=ctx.parent)
    else:
        raise UnknownWord("topic", topic, near(topic, [*TOPICS, *commands]), list(TOPICS))


def _named(topic: str) -> str:
    """Return the topic that has this title in Chinese; any other word as it is."""
    titles = [] if topic.isascii() else TOPICS
    return next((name for name in titles if topic_in(name, "zh").read_text("utf-8").startswith(f"# {topic}\n")), topic)


def topic_in(topic: str, lang: str) -> Path:
    """Return the file of a topic in a language."""
    english, chinese = TOPICS[topic], HELP_FOLDER / "zh" / f"{topic}.md"
    return chinese if lang == "zh" else english


def _program(ctx: typer.Context) -> Any:
    """Return the program whose command this is; Typer exports no type for it."""
    return ctx.find_root().command


def _contents(commands: Sequence[str], lang: str, width: int) -> str:
    say, start = translator(lang), max(map(len, TOPICS)) + 4
    topics = [explained(name, _summary(topic_in(name, lang)), start, width) for name in TOPICS]
    names = fold_text(LISTED[lang == "zh"].join(commands), width, "  ", 2)
    end = fold_text(say("'aidcli help NAME' explains a topic or a command."), width)
    return "\n".join([say("Topics") + say(":"), *topics, "", say("Commands") + say(":"), names, "", end])


def _summary(topic: Path) -> str:
    """Return the first paragraph, which is one short line."""
    return topic.read_text("utf-8").split("\n\n")[1]
