"""What TAB offers, and that the shells themselves offer it: each is a real one on a pseudo-terminal."""

import os
import pty
import select
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from aidcli.cli.app import COMMANDS, app
from aidcli.cli.completion import MOST_OFFERS, OFFERS, answer_shell, offers
from tests.made import record, write
from tests.running import aidcli, environment

START = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"], "fish": ["--no-config", "-i"]}
LOAD = {
    "bash": "source <(aidcli completion bash)",
    "zsh": "autoload -Uz compinit; compinit -u -D; source <(aidcli completion zsh)",
    "fish": "aidcli completion fish | source",
}
PATIENCE = 40.0
GROUP: Any = get_command(app)
MADE = {name: partial(GROUP.get_command, None, name) for name in COMMANDS}


def words(*typed: str) -> list[str]:
    return [word for word, _ in offers(MADE, typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        (["su"], "sum"),
        (["sum", "--sec"], "--sector"),
        (["sum", "--sector", "he"], "health"),
        (["sum", "--sector=he"], "--sector=health"),
        (["sum", "--sector", "education,he"], "education,health"),
        (["sum", "--sector", "卫"], "卫生"),
        (["list", "卫"], "卫生"),
        (["sum", "--by", "sector,y"], "sector,year"),
        (["sum", "--across", "m"], "measure"),
        (["list", "--fields", "id,val"], "id,value"),
        (["list", "--sort", "-v"], "-value"),
        (["list", "--format", "j"], "json"),
        (["list", "--lang", "z"], "zh"),
        (["list", "--bound", "at"], "at-least"),
        (["sum", "--rate", "fund"], "funding/"),
        (["sum", "--rate", "funding/people-se"], "funding/people-served"),
        (["compare", "--of", "pl"], "place"),
        (["compare", "education", "hea"], "health"),
        (["compare", "education", "health", "--base", "hea"], "health"),
        (["show", "health-op"], "health-operations"),
        (["edit", "health-operations", "--part-of", "all-pr"], "all-projects"),
        (["codes", "se"], "sectors"),
        (["help", "bo"], "bounds"),
        (["help", "su"], "sum"),
        (["import", "x.csv", "--on-conflict", "re"], "rename"),
        (["completion", "f"], "fish"),
    ],
)
def test_the_first_offer(typed: list[str], first: str) -> None:
    assert words(*typed)[0] == first


def test_codes_in_use_go_first() -> None:
    offered = words("sum", "--recipient", "x")
    assert offered[0] == "xinjiang"
    assert words("sum", "--measure", "")[-1] not in {"funding", "projects", "people-sent"}


def test_a_store_that_is_named_is_the_one_asked(tmp_path: Path) -> None:
    db = write(tmp_path / "own.json", [record("mine")], codes={"1": {"kind": "sector", "code": "chess", "en": "Chess"}})
    for named in (["--db", str(db)], [f"--db={db}"]):
        assert words("show", *named, "mi") == ["mine"]
        assert words("sum", *named, "--sector", "chess") == ["chess"]


def test_what_takes_a_file_or_free_text_offers_nothing() -> None:
    for typed in (["import", ""], ["add", "--subject", ""], ["nonsense", ""], ["list", "--db", ""]):
        assert words(*typed) == []


def test_a_store_that_cannot_be_read_offers_nothing_and_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    answer_shell(MADE, ["sum", "--db", "missing.json", "--sector", "he"], "zsh")
    assert capsys.readouterr() == ("", "")


def test_bash_divides_words_at_the_equals_sign(capsys: pytest.CaptureFixture[str]) -> None:
    answer_shell(MADE, ["sum", "--sector", "=", "he"], "bash")
    assert capsys.readouterr().out.startswith("health\t")


def test_offers_are_few_enough_to_look_at() -> None:
    assert len(words("list", "--unit", "")) == MOST_OFFERS


def test_every_offer_is_for_an_option_or_argument_that_some_command_has() -> None:
    assert set(OFFERS) <= {param.name for make in MADE.values() for param in make().params}


def test_the_script_is_printed_and_no_file_changed() -> None:
    for shell in START:
        assert "AIDCLI_COMPLETE" in aidcli("completion", shell).stdout
    result = aidcli("completion", "tcsh")
    assert (result.exit_code, "choose from bash, fish, zsh" in result.stderr) == (2, True)
    assert not any(Path().iterdir())


class Shell:
    """A shell on a pseudo-terminal, with aidcli on its path and its completion loaded."""

    def __init__(self, name: str, folder: Path) -> None:
        program = folder / "aidcli"
        program.write_text(f'#!/bin/sh\nexec {sys.executable} -m aidcli "$@"\n', "ascii")
        program.chmod(0o755)
        env = environment(PS1="ready> ", TERM="dumb" if name != "fish" else "xterm", LC_ALL="C.UTF-8", COLUMNS="200")
        self._process, self._terminal = pty.fork()
        if self._process == 0:
            os.execvpe(name, [name, *START[name]], env | {"PATH": f"{folder}:{env['PATH']}"})
        self.seen = ""
        self.type(f"{LOAD[name]}; echo loa''ded\n")
        assert self.shows("loaded"), self.seen

    def type(self, text: str) -> None:
        self.seen = ""
        os.write(self._terminal, text.encode())

    def shows(self, text: str) -> bool:
        """Wait until the terminal shows the text."""
        end = time.monotonic() + PATIENCE
        while text not in self.seen and (left := end - time.monotonic()) > 0:
            if select.select([self._terminal], [], [], left)[0]:
                with suppress(OSError):
                    self.seen += os.read(self._terminal, 10000).decode("utf-8", "replace").replace("\a", "")
        return text in self.seen

    def close(self) -> None:
        os.kill(self._process, 9)
        os.waitpid(self._process, 0)
        os.close(self._terminal)


@pytest.fixture(scope="module", params=START)
def shell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    if not shutil.which(request.param):
        pytest.skip(f"{request.param} is not installed")
    opened = Shell(request.param, tmp_path_factory.mktemp("bin"))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("aidcli und", "undo"),
        ("aidcli sum --sector educatio", "education"),
        ("aidcli sum --bound=at-l", "at-least"),
        ("aidcli compare health educatio", "education"),
        ("aidcli show health-oper", "health-operations"),
        ("aidcli list --measure 招商引", "招商引资"),
        ("aidcli list --bound exact,at", "exact,at-least"),
    ],
)
def test_a_shell_completes(shell: Shell, typed: str, completed: str) -> None:
    shell.type(f"{typed}\t")
    found = shell.shows(completed)
    shell.type("\x15\n")  # Clears the line.
    assert found, shell.seen
