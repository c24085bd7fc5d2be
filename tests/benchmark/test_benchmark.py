"""The race must be fair: the program that does nothing offers as much as aidcli does."""

from typer.main import get_command
from typer.testing import CliRunner

from aidcli.cli.app import COMMANDS, app
from tests.benchmark import nothing


def test_the_program_that_does_nothing_has_as_many_commands_and_options() -> None:
    group = get_command(app)
    offered = {}
    for name in COMMANDS:
        options = [each for each in group.get_command(None, name).params if each.name != "help"]  # type: ignore[attr-defined]
        flags = sum(bool(getattr(each, "is_flag", False)) for each in options)
        offered[name] = (len(options) - flags, flags)
    assert offered == nothing.OPTIONS
    assert CliRunner().invoke(nothing.app, ["sum"]).exit_code == 0
