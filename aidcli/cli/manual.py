"""The help of every command as data, and the man page made of it."""

from typing import Any

import typer

from aidcli.cli.app import COMMAND_GROUPS, COMMANDS, SUBCOMMANDS, app
from aidcli.cli.pages import Page, page_of


def every_page() -> dict[str, Page]:
    """Return the page of aidcli itself, under the name `aidcli`, and of each of its commands."""
    program: Any = typer.main.get_command(app)
    top = typer.Context(program, info_name="aidcli")
    commands = {name: program.get_command(top, name) for name in (*COMMANDS, *SUBCOMMANDS)}
    groups = {heading: [commands[name] for name in group] for heading, group in COMMAND_GROUPS.items()}
    pages = {"aidcli": page_of(top, groups)}
    return pages | {name: page_of(typer.Context(each, parent=top, info_name=name), {}) for name, each in commands.items()}
