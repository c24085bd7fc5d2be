"""The program: its commands by name, and the one place where a refusal becomes words and a status."""

import errno
import io
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from aidcli import __version__
from aidcli.cli.teaching import exemplified
from aidcli.errors import Refusal, UnknownWord, Unwritable, Usage
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
    },
    "The store": {"check": "check:check_store", "info": "info:info", "config": "config:config"},
    "Learning": {"help": "help:help_", "completion": "completion:completion"},
}
COMMANDS: Final = {name: place for group in COMMAND_GROUPS.values() for name, place in group.items()}
"""Where each command lives. A run imports and builds the one command it was asked for."""
HELP: Final = {"help_option_names": ["-h", "--help"]}
_OF_STREAMS: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""How writing to standard output fails; an error of a file names the file."""
_UsageError: Final[Any] = typer.BadParameter.__mro__[1]  # Typer vendors Click and exports no name for this one.


class _Command(TyperCommand):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse an option given twice, of which the parser would keep the last, and NUL, which would cut a path short."""
        broken = next((arg for arg in args if "\0" in arg), None)
        if broken is not None:
            raise Usage(f"{broken!r} holds a NUL character; remove it")
        parsed: Any = self.make_parser(ctx).parse_args([*args])
        typed, _, given = parsed
        single = [each.opts[0] for each in given if each.param_type_name == "option" and not (each.multiple or each.is_flag)]
        repeated = [name for name, times in Counter(single).items() if times > 1]
        if repeated:
            raise Usage(f"option '{repeated[0]}' is given more than once; give it once")
        ctx.meta["lang"] = typed.get("lang") or ctx.meta.get("lang")
        return super().parse_args(ctx, args)

    def get_help(self, ctx: Any) -> str:
        from aidcli.cli.pages import show_page  # Here, as below: only help needs it.

        return show_page(ctx)


class _Commands(TyperGroup):
    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        with _boundary():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        with _boundary():
            return super().invoke(ctx)

    def get_help(self, ctx: Any) -> str:
        from aidcli.cli.pages import show_page

        return show_page(ctx, {heading: [self.get_command(ctx, name) for name in group] for heading, group in COMMAND_GROUPS.items()})

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        single = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, context_settings=HELP)
        single.command(cmd_name, cls=_Command)(getattr(import_module(f"aidcli.cli.commands.{module}"), name))
        return typer.main.get_command(single)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] == "redo":
            raise UnknownWord("command", "redo", ["undo --redo"])
        one_of("command", args[0], COMMANDS)
        return super().resolve_command(ctx, args)


@contextmanager
def _boundary() -> Iterator[None]:
    """Turn refusals, and Typer's own, into one line and a status; let everything else pass, for a bug must stay a traceback."""
    try:
        yield
    except Refusal as refusal:
        raise _ended(str(refusal), refusal.status) from None
    except _UsageError as error:
        command = error.ctx.command_path if error.ctx else "aidcli"
        words = _quoted(error.format_message())
        hint = "options go after the command" if command == "aidcli" else f"'{command} --help' shows what there is"
        raise _ended(f"{words}; {'give it one' if words.endswith('requires an argument') else hint}", 2) from None
    except typer.Abort:  # At a prompt, where Typer would end with the status of a question that found nothing.
        typer.echo(err=True)
        raise typer.Exit(130) from None
    except OSError as error:
        if error.errno not in _OF_STREAMS or error.filename is not None:
            raise
        sys.stdout = io.StringIO()  # Else the interpreter tries again on its way out, and fails with a traceback.
        raise _ended(str(Unwritable("standard output", error)), Unwritable.status) from None


def _ended(words: str, status: int) -> typer.Exit:
    from aidcli.cli.output import note  # Not at the top: --version, --help and completion do without all that this brings.

    note(f"error: {words}")
    return typer.Exit(status)


def _quoted(message: str) -> str:
    """Put Typer's words into the form of ours: lower case, the thing in quotes, the nearest as a question."""
    if message == "No such option: -v":
        message += " (Possible options: --version)"
    message = re.sub(r"[Oo]ption:? (-\S+)", r"option '\1'", message.rstrip("."))
    message = re.sub(r"valid int(eger)?( range)?", "whole number", message)
    message = re.sub(r" \(Possible options: ([^()]*)\)", r"; did you mean \1?", message).replace("argument 'WORD...'", "argument WORD")
    return message[:1].lower() + message[1:]


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
        answer_shell({name: partial(group.get_command, None, name) for name in COMMANDS}, sys.argv[1:], shell)
        return
    app(prog_name="aidcli")


def _buffered(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """Return the stream in UTF-8. Unbuffered, Python silently loses what a full disk or a pipe does not accept at once."""
    if not isinstance(stream.buffer, io.RawIOBase):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        return stream
    buffering = 1 if stream is sys.stderr else -1
    return open(stream.fileno(), "w", buffering, "utf-8", "backslashreplace", closefd=False)
