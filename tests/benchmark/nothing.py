"""A Typer program that does nothing, with as many commands and options as aidcli has: what a start costs anyone."""

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated

import typer

OPTIONS: Mapping[str, tuple[int, int]] = {
    "list": (20, 6), "search": (19, 6), "sum": (24, 9), "compare": (22, 8), "show": (6, 5), "codes": (6, 6), "add": (24, 5),
    "edit": (25, 5), "remove": (6, 7), "import": (14, 8), "export": (18, 7), "undo": (5, 7), "link": (19, 8), "extract": (11, 9),
    "mapping": (6, 1), "check": (8, 7), "info": (5, 5), "config": (8, 5), "report": (16, 2), "completion": (1, 0), "help": (2, 0),
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
