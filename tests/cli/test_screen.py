"""Tables and the pager on a real screen: tmux says what stands where, and where it puts the cursor."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from aidcli.display.cells import cell_width
from tests import running

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
CURSOR = Path(__file__).with_name("cursor.py")
QUESTIONS = ("list", "sum --by sector", "compare education health", "search school", "show health-doctors industry-companies-contacted")


class Shown(NamedTuple):
    """What a pane shows: its lines as they stand on the screen, and as they were before the terminal wrapped them."""

    lines: list[str]
    unwrapped: list[str]


class Tmux:
    """A server of tmux for one test."""

    def __init__(self, folder: Path) -> None:
        self.socket, self.folder = f"aidcli-{uuid.uuid4().hex}", folder
        self.env = running.environment() | {"TERM": "screen-256color", "LC_ALL": "C.UTF-8"}

    def tmux(self, *words: str) -> str:
        command = ["tmux", "-u", "-L", self.socket, "-f", os.devnull, *words]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, check=True, timeout=60).stdout

    def shown(self, line: str, width: int, height: int = 200) -> Shown:
        """Run a line of the shell to its end in a pane of this size, and return what is seen then."""
        self.open(f"{line}; echo status $?; tmux -L {self.socket} wait-for -S done; sleep 60", width, height)
        self.tmux("wait-for", "done")
        seen = Shown(self.captured(), [each.rstrip() for each in self.captured("-J")])
        self.tmux("kill-session", "-t", "it")
        return seen

    def captured(self, *options: str) -> list[str]:
        return self.tmux("capture-pane", "-p", *options, "-S", "-", "-t", "it").rstrip("\n").split("\n")

    def open(self, line: str, width: int, height: int) -> None:
        self.tmux("new-session", "-d", "-s", "it", "-x", str(width), "-y", str(height), line)

    def close(self) -> None:
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], capture_output=True, check=False, timeout=60)


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    server = Tmux(tmp_path)
    server.tmux("new-session", "-d", "-s", "keeper", "sleep 600")  # Else the server ends with the first pane, and another must start.
    yield server
    server.close()


def ours(line: str) -> str:
    return shlex.join([*running.ours(), *shlex.split(line)])


def check(tmux: Tmux, question: str, lang: str, width: int) -> None:
    """Check that no line is wrapped, and that cells begin and end where the terminal puts the cursor."""
    shown = tmux.shown(ours(f"{question} --lang {lang}"), width)
    assert shown.lines == shown.unwrapped
    assert shown.lines[-1] == "status 0"
    table = shown.lines[: shown.lines.index("")] if "" in shown.lines else shown.lines[:-1]
    (tmux.folder / "lines").write_text("\n".join(table), "utf-8")
    tmux.shown(shlex.join([sys.executable, str(CURSOR), str(tmux.folder / "lines"), str(tmux.folder / "ends")]), width + 10)
    stood = [tuple(map(int, line.split())) for line in (tmux.folder / "ends").read_text().split("\n")]
    assert [end for _, end in stood] == [cell_width(line) for line in table]
    assert max(end for _, end in stood) <= width
    if question == "list":
        labels = {cell_width(table[0][: label.start()]) for label in re.finditer(r"\S+", table[0])}
        assert {start for start, _ in stood[2:]} <= labels  # Some rows end with the last column but one.


@pytest.mark.parametrize(("lang", "width"), [("en", 80), ("zh", 80), ("zh", 40)])
def test_no_line_is_wrapped_and_columns_are_aligned(tmux: Tmux, lang: str, width: int) -> None:
    check(tmux, "list", lang, width)


@pytest.mark.long
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_line_of_any_answer_is_wrapped(tmux: Tmux, question: str, lang: str, width: int) -> None:
    check(tmux, question, lang, width)


def paged(tmux: Tmux, settings: str, line: str, height: int = 10) -> list[str]:
    return tmux.shown(f"env -u AIDCLI_PAGER {settings} {ours(line)}", 80, height).lines


def test_a_long_answer_is_paged_and_a_short_one_is_not(tmux: Tmux) -> None:
    (tmux.folder / "pager").write_text("#!/bin/sh\nhead -1 >/dev/null\necho paged\n")
    (tmux.folder / "pager").chmod(0o700)
    pager = f"PAGER={tmux.folder / 'pager'}"
    assert paged(tmux, pager, "list") == ["paged", "status 0"]
    assert paged(tmux, pager, "list --format jsonl") == ["paged", "status 0"]
    unpaged = (pager, "list --limit 3"), (pager, "list --no-pager"), (f"{pager} AIDCLI_PAGER=", "list"), ("PAGER=cat", "list")
    for settings, line in unpaged:
        assert "paged" not in paged(tmux, settings, line)
    missing = paged(tmux, "AIDCLI_PAGER=no-such-pager", "list")
    assert missing[0].startswith("aidcli: the pager 'no-such-pager' cannot be started")
    assert "all-people-sent" in "".join(missing)


@pytest.mark.skipif(shutil.which("less") is None, reason="less is not installed")
def test_less_is_left_by_its_key(tmux: Tmux) -> None:
    tmux.open(f"env -u AIDCLI_PAGER {ours('list --lang zh')}; echo status $?; sleep 60", 80, 10)
    for key, seen in (("", "all-people-sent"), ("q", "status 0")):
        if key:
            tmux.tmux("send-keys", "-t", "it", key)
        until = time.monotonic() + 20
        while seen not in "\n".join(tmux.captured()) and time.monotonic() < until:
            time.sleep(0.05)
        assert seen in "\n".join(tmux.captured())
