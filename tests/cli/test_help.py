"""Help, version and the shell's completion."""

import io
import re

import pytest

from aidcli import __version__
from aidcli.cli import app as cli
from aidcli.cli.app import COMMAND_GROUPS, COMMANDS
from tests.running import Ask


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(aidcli: Ask, command: str, flag: str) -> None:
    result = aidcli(command, flag)
    assert result.exit_code == 0
    assert f"Usage: aidcli {command}" in result.stdout
    assert not result.stderr


def test_aidcli_alone_and_its_help_name_every_command_in_groups(aidcli: Ask) -> None:
    page = aidcli().stdout
    assert page == aidcli("-h").stdout == aidcli("--help").stdout
    for heading, group in COMMAND_GROUPS.items():
        listed = page.partition(f"\n{heading}:\n")[2].partition("\n\n")[0]
        assert re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE) == [*group]


def test_version(aidcli: Ask) -> None:
    assert aidcli("--version").stdout == f"aidcli {__version__}\n"


def test_a_word_that_is_no_command_suggests_the_nearest(aidcli: Ask) -> None:
    assert "did you mean 'compare'?" in aidcli("compair").stderr
    assert aidcli("redo").stderr == "aidcli: error: unknown command 'redo'; did you mean 'undo --redo'?\n"


def test_the_program_speaks_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.argv", ["aidcli", "codes", "measures", "--lang", "zh"])
    with pytest.raises(SystemExit) as end:
        cli.run()
    assert end.value.code == 0
    assert "类别" in out.buffer.getvalue().decode()  # type: ignore[attr-defined]
