"""A Typer program that does nothing, with as many commands and options as aidcli has: what a start costs anyone."""

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated

import typer

OPTIONS: Mapping[str, tuple[int, int]] = {
    "list": (20, 4), "search": (19, 4), "sum": (24, 7), "compare": (22, 6), "show": (6, 3), "codes": (6, 4), "add": (24, 3),
    "edit": (25, 3), "remove": (6, 5), "import": (14, 6), "export": (18, 5), "undo": (5, 5), "link": (19, 6), "extract": (11, 7),
    "mapping": (6, 1), "check": (8, 5), "info": (5, 3), "config": (8, 3), "report": (16, 2), "completion": (1, 0), "help": (2, 0),
}  # fmt: skip
"""Of each command, how many options take words and how many are flags."""
WORD = Annotated[str | None, typer.Option(help="What it is for, in one line of words.", metavar="WORD", show_default=False)]
FLAG = Annotated[bool, typer.Option(help="What it is for, in one line of words.", show_default=False)]

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


def command(words: int, flags: int) -> Callable[..., None]:
    def nothing(**_: object) -> None:
        """Do nothing."""

    keyword = inspect.Parameter.KEYWORD_ONLY
    options = [inspect.Parameter(f"word_{at}", keyword, default=None, annotation=WORD) for at in range(words)]
    options += [inspect.Parameter(f"flag_{at}", keyword, default=False, annotation=FLAG) for at in range(flags)]
    nothing.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]
    nothing.__annotations__ = {option.name: option.annotation for option in options}
    return nothing


for name, (words, flags) in OPTIONS.items():
    app.command(name)(command(words, flags))

if __name__ == "__main__":
    app()
