"""Golden cases: what a user types, and all that comes back.

Each folder is one case: `cmd` holds the command line (settings such as `AIDCLI_LANG=zh` may go before it), `stdout` what
it prints, `stderr` what it says beside (no file: nothing) and `status` how it ends (no file: 0). Any other file of the
folder is there for the command to read: it runs in a copy of the folder. To write what a changed program prints, run

    UPDATE_EXPECTED=1 python -m pytest tests/golden

and read the difference before committing it.
"""

import os
import re
import shlex
import shutil
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from aidcli.display.formats import WRITERS
from tests.chinese import flaws
from tests.running import aidcli

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/cmd"))
UPDATE = os.environ.get("UPDATE_EXPECTED")
QUESTIONS = ("list", "search", "sum", "compare", "show", "codes")


def words(case: Path) -> tuple[dict[str, str], list[str]]:
    """The settings and the arguments of a case."""
    line = shlex.split((case / "cmd").read_text("utf-8"))
    at = line.index("aidcli")
    return dict(setting.split("=", 1) for setting in line[:at]), line[at + 1 :]


def answer(case: Path) -> dict[str, str]:
    """What comes back, by the name of the file that holds it."""
    settings, arguments = words(case)
    result = aidcli(*arguments, **settings)
    status = f"{result.exit_code}\n" if result.exit_code else ""
    return {"stdout": result.stdout, "stderr": result.stderr, "status": status}


def expected(case: Path) -> dict[str, str]:
    files = {name: case / name for name in ("stdout", "stderr", "status")}
    return {name: file.read_text("utf-8") if file.exists() else "" for name, file in files.items()}


def update(case: Path, got: dict[str, str]) -> None:
    for name, text in got.items():
        if text or name == "stdout":
            (case / name).write_text(text, "utf-8")
        else:
            (case / name).unlink(missing_ok=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path) -> None:
    shutil.copytree(case, Path.cwd(), dirs_exist_ok=True)
    got = answer(case)
    if UPDATE:
        update(case, got)
    assert got == expected(case)


@pytest.mark.parametrize("case", [case for case in CASES if (case / "stderr").exists()], ids=lambda case: case.name)
def test_what_is_said_beside_is_said_in_chinese_too(case: Path) -> None:
    """What a case says on standard error names the same things in Chinese; it ends alike, and machine formats stay as they are."""
    settings, arguments = words(case)
    if settings.get("AIDCLI_LANG") == "zh" or "--lang" in arguments or "AIDCLI_LANG" in settings:
        pytest.skip("the case chooses its language")
    shutil.copytree(case, Path.cwd(), dirs_exist_ok=True)
    result = aidcli(*arguments, **{**settings, "AIDCLI_LANG": "zh"})
    was = expected(case)
    assert f"{result.exit_code or ''}" == was["status"].strip()
    assert [flaw for line in result.stderr.splitlines() for flaw in flaws(line.removeprefix("aidcli: "))] == []
    assert {name for name in re.findall("'([^'\\n]*)'", was["stderr"]) if name not in result.stderr} == set()
    if next(options(arguments, "--format"), "table") not in ("table", "markdown") or "error" in was["stderr"]:
        assert result.stdout == was["stdout"]


def options(arguments: Sequence[str], name: str) -> Iterator[str]:
    return (value for option, value in pairwise(arguments) if option == name)


@pytest.mark.parametrize("command", QUESTIONS)
def test_every_format_of_every_question_has_a_case(command: str) -> None:
    asked = [arguments for _, arguments in map(words, CASES) if arguments[:1] == [command]]
    formats = {next(options(arguments, "--format"), "table") for arguments in asked}
    assert formats >= {*WRITERS}


def test_folders_are_named_after_what_they_show() -> None:
    assert all(re.fullmatch(r"[a-z0-9-]+", case.name) for case in CASES)
    assert {path for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__"} == {*CASES}
