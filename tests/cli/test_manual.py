"""The man page: that of today's commands and topics, and one that man can show.

After a change that was meant, `UPDATE_EXPECTED=1 python -m pytest tests/cli/test_manual.py` writes it anew.
"""

import os
import shutil
import subprocess

import pytest

from aidcli.cli.app import COMMANDS
from aidcli.cli.commands.help import TOPICS
from aidcli.cli.manual import man_page
from aidcli.cli.pages import HELP_FOLDER

PAGE = HELP_FOLDER / "aidcli.1"


def test_the_man_page_is_that_of_these_commands_and_topics() -> None:
    if os.environ.get("UPDATE_EXPECTED"):
        PAGE.write_text(man_page(), "utf-8")
    assert PAGE.read_text("utf-8") == man_page()


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_man_shows_it_without_a_warning() -> None:
    command = ["groff", "-man", "-ww", "-Tutf8", "-Kutf8", "-P-cbou", str(PAGE)]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=60)
    assert not result.stderr
    assert {f"aidcli {name} [OPTIONS]" for name in COMMANDS if f"   aidcli {name} [OPTIONS]" not in result.stdout} == set()
    assert {name for name in TOPICS if f"\n{name.upper().replace('-', ' ')}\n" not in result.stdout} == set()
    assert "近3000万元" in result.stdout


@pytest.mark.skipif(not shutil.which("mandoc"), reason="mandoc is not installed")
def test_mandoc_finds_nothing_wrong() -> None:
    result = subprocess.run(["mandoc", "-Tlint", "-Wwarning", str(PAGE)], capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert not result.stdout
