"""The README is run: every example is typed, and what it shows is what comes back.

After a change that was meant, `UPDATE_EXPECTED=1 python -m pytest tests/test_readme.py` writes what comes back now.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from aidcli.cli.app import COMMANDS, app
from aidcli.display.codes import CODE_KEYS
from aidcli.display.comparison import COMPARE_KEYS
from aidcli.display.formats import WRITERS
from aidcli.display.totals import EXPLAIN_KEYS, SUM_KEYS
from aidcli.model.figure import KEYS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
TEXT = README.read_text("utf-8")
CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
INSTALLING = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
UPDATE = os.environ.get("UPDATE_EXPECTED")


class Example(NamedTuple):
    command: str
    output: str


def examples(block: str) -> Iterator[Example]:
    for typed in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = typed.partition("\n")
        yield Example(command, output.rstrip("\n"))


SESSIONS = [list(examples(block)) for block in CONSOLE.findall(TEXT)]
"""The examples of one block are typed one after the other in one folder."""
EXAMPLES = [example for session in SESSIONS for example in session]


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment in which `aidcli` is this one, and nothing is set."""
    program = tmp_path / "bin" / "aidcli"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m aidcli "$@"\n')
    program.chmod(0o755)
    return {"PATH": f"{program.parent}:{os.environ['PATH']}", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}


def typed(command: str, shell: dict[str, str], folder: Path) -> str:
    """What a person sees who types the command: both streams."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    result = subprocess.run(["/bin/sh", "-c", command], cwd=folder, env=shell, check=False, encoding="utf-8", timeout=60, **streams)
    return result.stdout.rstrip("\n")


@pytest.mark.skipif(bool(UPDATE), reason="being written")
@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session[0].command)
def test_an_example_shows_what_comes_back(session: list[Example], shell: dict[str, str], tmp_path: Path) -> None:
    for command, output in session:
        assert typed(command, shell, tmp_path) == output


@pytest.mark.skipif(not UPDATE, reason="only where it is asked for")
def test_the_examples_are_written(shell: dict[str, str], tmp_path: Path) -> None:
    def rerun(block: re.Match[str]) -> str:
        folder = Path(mkdtemp(dir=tmp_path))
        sessions = [(command, typed(command, shell, folder)) for command, _ in examples(block[0])]
        return "\n".join(f"$ {command}\n{output}\n" for command, output in sessions)

    README.write_text(CONSOLE.sub(rerun, TEXT), "utf-8")


def test_there_are_examples_of_every_question() -> None:
    asked = {command.split()[1] for command, _ in EXAMPLES}
    assert asked >= {"list", "search", "sum", "compare", "show", "codes"}


def help_of(*command: str) -> str:
    return CliRunner().invoke(app, [*command, "--help"], prog_name="aidcli").stdout


def test_every_command_and_no_other_option_is_named() -> None:
    offered = {
        option for command in ((), *((name,) for name in COMMANDS)) for option in re.findall(r"--[a-z][a-z0-9-]+", help_of(*command))
    }
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]+", INSTALLING.sub("", TEXT)))
    assert named <= offered
    assert {name for name in COMMANDS if not re.search(rf"`(aidcli )?{name}[ `]", TEXT)} == set()


@pytest.mark.parametrize("command", ["list", "search", "sum", "compare", "show"])
def test_every_option_of_a_question_is_named(command: str) -> None:
    offered = set(re.findall(r"^ +(?:-\w, )?(--[a-z][a-z0-9-]+)", help_of(command), re.MULTILINE))
    assert offered - set(re.findall(r"--[a-z][a-z0-9-]+", TEXT)) == set()


def test_every_format_and_every_field_is_named() -> None:
    fields = TEXT.partition("**Fields.**")[2]
    for keys in (KEYS, SUM_KEYS, EXPLAIN_KEYS, COMPARE_KEYS, CODE_KEYS):
        assert " ".join(f"`{key}`" for key in keys) in fields
    assert all(f"`{name}`" in TEXT.partition("**Formats.**")[2] for name in WRITERS)


def test_the_two_commands_are_those_that_are_checked_on_a_clean_machine() -> None:
    install, test = (command.strip() for command in INSTALLING.findall(TEXT)[:2])
    checked = (ROOT / ".ci" / "run").read_text("utf-8")
    assert install.endswith("aidcli sum --sector education")
    assert test.rpartition(" && ")[2] in checked.splitlines()
