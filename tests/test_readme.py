"""README and the help topics are run: every example is typed, and what it shows is what comes back.

After a change that was meant, `UPDATE_EXPECTED=1 python -m pytest tests/test_readme.py` writes what comes back now.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from subprocess import STDOUT
from tempfile import mkdtemp

import pytest

from aidcli.cli.app import COMMANDS, SUBCOMMANDS
from aidcli.cli.commands.help import TOPICS, topic_in
from aidcli.display.codes import CODE_KEYS
from aidcli.display.comparison import COMPARE_KEYS
from aidcli.display.formats import WRITERS
from aidcli.display.totals import EXPLAIN_KEYS, SUM_KEYS
from aidcli.model.figure import KEYS
from aidcli.model.quantity import BOUNDS
from tests.running import ROOT, aidcli, run

PAGES = {
    "README": ROOT / "README.md",
    "README.zh": ROOT / ".github" / "README.zh.md",
    **TOPICS,
    **{f"{name}.zh": topic_in(name, "zh") for name in TOPICS},
}
TEXT = {name: page.read_text("utf-8") for name, page in PAGES.items()}
ALL = "\n".join(TEXT.values())
CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
INSTALLING = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPTION = r"(?<![\w-])--[a-z][a-z0-9-]+"
UPDATE = os.environ.get("UPDATE_EXPECTED")
END = "\x1e"
"""Printed after the output of each command of a session."""


def commands_of(block: str) -> list[str]:
    return re.findall(r"^\$ (.*)$", block, re.MULTILINE)


def session(commands: Sequence[str], shell: dict[str, str], folder: Path) -> str:
    """What a person sees who types the commands in one shell, in an empty folder: both streams."""
    here = Path(mkdtemp(dir=folder))
    script = "\n".join(f"{command}\nprintf '{END}'" for command in commands)
    result = run(["/bin/sh", "-c", script], env=shell, cwd=here, stderr=STDOUT, timeout=120)
    outputs = result.stdout.split(END)[:-1]
    shown = (f"$ {command}\n{output}".rstrip("\n") for command, output in zip(commands, outputs, strict=True))
    return "\n\n".join(shown) + "\n"


@pytest.fixture
def reader(page: str, shell: dict[str, str]) -> dict[str, str]:
    """Return the settings of one who reads the page: a Chinese page is read where the locale is Chinese."""
    chinese = {"LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}
    return shell | chinese if page.endswith(".zh") else shell


@pytest.mark.parametrize("page", PAGES)
def test_examples_show_what_comes_back(page: str, reader: dict[str, str], tmp_path: Path) -> None:
    now = CONSOLE.sub(lambda block: session(commands_of(block[0]), reader, tmp_path), TEXT[page])
    if UPDATE:
        PAGES[page].write_text(now, "utf-8")
    else:
        assert now == TEXT[page]


@pytest.mark.parametrize("page", [page for page in PAGES if not page.endswith(".zh")])
def test_examples_pasted_in_order_show_the_same(page: str, shell: dict[str, str], tmp_path: Path) -> None:
    blocks = CONSOLE.findall(TEXT[page])
    assert session(commands_of("\n".join(blocks)), shell, tmp_path) == "\n".join(blocks)


def outline(text: str) -> tuple[list[str], set[str], list[str], list[str]]:
    """Return what a page and its translation share: commands, words that are no prose, lines to copy, headings, rows and items."""
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    words = {word for word in re.findall(r"`([^`]*)`", prose) if not re.search("[一-龥]|aidcli: ", word)}
    to_copy = re.findall(r"^    (\S.*?)(?:  +#.*)?$", prose, re.MULTILINE)
    return commands_of(text), words, to_copy, re.findall(r"^(?:#+ |\||- |\d\. )", prose, re.MULTILINE)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_a_chinese_twin_with_the_same_examples_and_options(topic: str) -> None:
    assert outline(TEXT[f"{topic}.zh"]) == outline(TEXT[topic])


def test_chinese_pages_are_punctuated_in_chinese() -> None:
    for name, text in TEXT.items():
        prose = re.sub(r"`[^`]*`", "", CONSOLE.sub("", text)) if name.endswith(".zh") else ""
        assert re.findall(r".{0,9}[一-龥][,;:?!()].{0,9}", prose) == [], name


@pytest.mark.parametrize("page", ["README", "README.zh"])
def test_readme_is_short_and_shows_what_users_do_first(page: str) -> None:
    typed = {command.split()[1] for block in CONSOLE.findall(TEXT[page]) for command in commands_of(block) if command[:6] == "aidcli"}
    assert typed >= {"list", "search", "sum", "compare", "show", "codes", "add", "check"}
    assert len(TEXT[page].splitlines()) < 220


def test_readme_names_every_topic() -> None:
    assert {name for name in TOPICS if f"`{name}`" not in TEXT["README"]} == set()


def help_of(*command: str) -> str:
    return aidcli(*command, "--help").stdout


def test_every_command_is_named_and_no_option_that_is_not_offered() -> None:
    offered = {
        option
        for command in ((), *(name.split() for name in (*COMMANDS, *SUBCOMMANDS)))
        for option in re.findall(OPTION, help_of(*command))
    }
    assert set(re.findall(OPTION, INSTALLING.sub("", ALL))) <= offered
    assert {name for name in COMMANDS if not re.search(rf"`(aidcli )?{name}[ `]", TEXT["README"])} == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_command_is_named(command: str) -> None:
    offered = set(re.findall(r"^ +(?:-\w, )?(--[a-z][a-z0-9-]+)", help_of(command), re.MULTILINE))
    assert offered - set(re.findall(OPTION, ALL)) == set()


@pytest.mark.parametrize("keys", [KEYS, SUM_KEYS, EXPLAIN_KEYS, COMPARE_KEYS, CODE_KEYS])
def test_every_field_is_named(keys: Sequence[str]) -> None:
    assert " ".join(f"`{key}`" for key in keys) in " ".join(TEXT["formats"].split())


def test_every_format_and_bound_is_named() -> None:
    assert {name for name in WRITERS if f"`{name}`" not in TEXT["formats"]} == set()
    assert {name for name in BOUNDS if f"`{name}`" not in TEXT["bounds"]} == set()


def test_every_variable_that_is_read_is_named() -> None:
    code = "\n".join(file.read_text("utf-8") for file in (ROOT / "aidcli").rglob("*.py"))
    read = set(re.findall(r"AIDCLI_[A-Z]+\b", code))
    assert {name for name in read if f"`{name}`" not in TEXT["environment"]} == set()


def test_the_two_commands_are_those_that_are_checked_on_a_clean_machine() -> None:
    install, test = (command.strip() for command in INSTALLING.findall(TEXT["README"])[:2])
    checked = (ROOT / ".ci" / "run").read_text("utf-8")
    assert install.endswith("aidcli sum --sector education")
    assert test.rpartition(" && ")[2] in checked.splitlines()
