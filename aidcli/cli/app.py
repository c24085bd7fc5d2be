"""The program: its commands by name, and how a run starts."""

import io
import os
import sys
from collections import Counter
from functools import partial
from importlib import import_module
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from aidcli import __version__
from aidcli.cli.boundary import boundary
from aidcli.cli.teaching import exemplified
from aidcli.errors import UnknownWord, Usage
from aidcli.model.codes import one_of

COMMAND_GROUPS: Final = {
    "Questions": {
        "list": "list:list_figures",
        "search": "search:search_figures",
        "sum": "sum:sum_figures",
        "compare": "compare:compare_figures",
        "show": "show:show_figures",
        "codes": "codes:codes",
    },
    "Changes": {"add": "add:add", "edit": "edit:edit", "remove": "remove:remove", "link": "link:link", "undo": "undo:undo"},
    "Files": {
        "import": "import_:import_file",
        "export": "export:export_figures",
        "mapping": "mapping:mapping",
        "extract": "extract:extract",
        "report": "report:report",
    },
    "The store": {"check": "check:check_store", "info": "info:info", "config": "config:config"},
    "Learning": {"help": "help:help_", "completion": "completion:completion"},
}
COMMANDS: Final = {name: place for group in COMMAND_GROUPS.values() for name, place in group.items()}
"""Where each command lives. A run imports and builds the one command it was asked for."""
SUBCOMMANDS: Final = {f"codes {name}": f"code_changes:{name}_code" for name in ("add", "edit", "remove", "rename")}
"""Commands of two words; what follows `codes` is else a kind of code to list."""
HELP: Final = {"help_option_names": ["-h", "--help"]}


class _Command(TyperCommand):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse an option given twice, of which the parser would keep the last, and NUL, which would cut a path short."""
        broken = next((arg for arg in args if "\0" in arg), None)
        if broken is not None:
            raise Usage("{word!r} holds a NUL character; remove it", "{word!r} 含有 NUL 字符；请去掉", word=broken)
        parsed: Any = self.make_parser(ctx).parse_args([*args])
        typed, _, given = parsed
        single = [each.opts[0] for each in given if each.param_type_name == "option" and not (each.multiple or each.is_flag)]
        repeated = [name for name, times in Counter(single).items() if times > 1]
        if repeated:
            raise Usage("option '{name}' is given more than once; give it once", "选项 '{name}' 重复；请只给一次", name=repeated[0])
        ctx.meta["lang"] = typed.get("lang") or ctx.meta.get("lang")
        return super().parse_args(ctx, args)

    def get_help(self, ctx: Any) -> str:
        from aidcli.cli.pages import show_page  # Here, as below: only help needs it.

        return show_page(ctx)


class _Commands(TyperGroup):
    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        words = tuple(args)  # Parsing empties the list.
        with boundary(words):
            return super().make_context(info_name, args, parent, obj=words, **extra)

    def invoke(self, ctx: Any) -> Any:
        with boundary(ctx.obj):
            return super().invoke(ctx)

    def get_help(self, ctx: Any) -> str:
        from aidcli.cli.pages import show_page

        return show_page(ctx, {heading: [self.get_command(ctx, name) for name in group] for heading, group in COMMAND_GROUPS.items()})

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        places = COMMANDS | SUBCOMMANDS
        if cmd_name not in places:
            return None
        module, name = places[cmd_name].split(":")
        single = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, context_settings=HELP)
        single.command(cmd_name, cls=_Command)(getattr(import_module(f"aidcli.cli.commands.{module}"), name))
        return typer.main.get_command(single)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] == "redo":
            raise UnknownWord("command", "redo", ["undo --redo"])
        one_of("command", args[0], COMMANDS)
        if (name := " ".join(args[:2])) in SUBCOMMANDS:
            return name, self.get_command(ctx, name), args[2:]
        return super().resolve_command(ctx, args)


app = typer.Typer(cls=_Commands, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, context_settings=HELP)


@app.callback(invoke_without_command=True)
@exemplified(
    {
        "What was given for education": "aidcli sum education funding",
        "Which sector got more": "aidcli compare education health --measure funding",
        "Where a figure comes from": "aidcli show health-operations",
    }
)
def aidcli(
    ctx: typer.Context, version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False
) -> None:
    """Ask the figures that reports on regional aid publish, and trust the sums.

    Figures are as reported by their sources; none is independently verified. 'aidcli help' lists the topics that explain more.
    """
    if version:
        typer.echo(f"aidcli {__version__}")
    elif ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def run() -> None:
    """Run aidcli on the command line's arguments. Everything printed is UTF-8, in any locale."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            setattr(sys, name, _buffered(stream))
    if shell := os.environ.get("AIDCLI_COMPLETE"):
        from aidcli.cli.completion import answer_shell  # Here: only TAB needs it.

        group: Any = typer.main.get_command(app)
        answer_shell({name: partial(group.get_command, None, name) for name in (*COMMANDS, *SUBCOMMANDS)}, sys.argv[1:], shell)
        return
    app(prog_name="aidcli")


def _buffered(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """Return the stream in UTF-8. Unbuffered, Python silently loses what a full disk or a pipe does not accept at once."""
    if not isinstance(stream.buffer, io.RawIOBase):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        return stream
    buffering = 1 if stream is sys.stderr else -1
    return open(stream.fileno(), "w", buffering, "utf-8", "backslashreplace", closefd=False)
