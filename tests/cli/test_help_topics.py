"""`aidcli help`: topics and commands explained."""

import re
from pathlib import Path

import pytest

from aidcli.cli.app import COMMANDS
from aidcli.cli.commands.help import TOPICS, fold_markdown
from tests.cli.conftest import Run
from tests.running import Ask


def test_help_alone_lists_every_topic_in_a_line_and_names_every_command(aidcli: Ask) -> None:
    page = aidcli("help").stdout
    topics, commands = page.split("Commands:")
    listed = dict(line.split(maxsplit=1) for line in topics.splitlines()[1:] if line)
    assert [*listed] == [*TOPICS]
    assert all(summary.endswith(".") for summary in listed.values())
    assert set(commands.replace(",", " ").split()) >= {*COMMANDS}
    assert max(map(len, page.splitlines())) <= 80


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_is_shown_without_markup_for_blocks(aidcli: Ask, topic: str) -> None:
    result = aidcli("help", topic)
    assert result.exit_code == 0
    assert result.stdout.startswith(topic.replace("-", " ").upper() + "\n\n")
    assert "```" not in result.stdout
    assert not result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_explained_as_its_own_help_does(aidcli: Ask, command: str) -> None:
    assert aidcli("help", command).stdout == aidcli(command, "--help").stdout


def test_an_unknown_topic_suggests_the_nearest_topic_or_command(aidcli: Ask) -> None:
    assert "unknown topic 'filtres'; did you mean 'filters'?" in aidcli("help", "filtres").stderr
    assert "did you mean 'compare'?" in aidcli("help", "compair").stderr
    assert aidcli("help", "filtres").exit_code == 2


def test_prose_is_folded_to_the_width_and_examples_are_not() -> None:
    text = "# Title\n\nOne two\nthree four.\n\n- five six\n  seven\n\n```console\n$ a long command\n```\n\nEnd"
    folded = "TITLE\n\nOne two\nthree four.\n\n- five six\n  seven\n\n    $ a long command\n\nEnd"
    assert fold_markdown(text, 11) == folded
    assert fold_markdown("援助资金 援助\n资金", 80) == "援助资金 援助 资金"
    assert fold_markdown("援助资金 援助 资金", 13) == "援助资金 援助\n资金"


def test_numbered_lists_stay_lists_and_emphasis_is_dropped() -> None:
    text = "Text:\n\n1. **one**: two\n   three\n2. *four* `f*` 3\n   --five\n10. ten eleven\n"
    assert fold_markdown(text, 80) == "Text:\n\n1. one: two three\n2. four `f*` 3 --five\n10. ten eleven"
    assert fold_markdown(text, 11) == "Text:\n\n1. one: two\n   three\n2. four\n   `f*` 3\n   --five\n10. ten\n    eleven"


def test_tables_are_aligned_or_told_cell_by_cell() -> None:
    text = "Say:\n\n| WAY | 说明 |\n|---|---|\n| `a` | one two three four five six |\n| 援助资金 | |\n\nEnd"
    assert fold_markdown(text, 40) == ("Say:\n\nWAY       说明\n`a`       one two three four five six\n援助资金\n\nEnd")
    assert fold_markdown(text, 34) == ("Say:\n\nWAY       说明\n`a`       one two three four five\n          six\n援助资金\n\nEnd")
    assert fold_markdown(text, 20) == "Say:\n\nWAY\n  说明\n`a`\n  one two three four\n  five six\n援助资金\n\nEnd"


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("topic", TOPICS)
def test_no_topic_shows_markup_or_leaves_the_screen(topic: str, width: int) -> None:
    lines = [line for line in fold_markdown(TOPICS[topic].read_text("utf-8"), width).splitlines() if not line.startswith("    ")]
    assert [line for line in lines if "**" in line or line.startswith("|") or re.search(r"\S +\d\. ", line)] == []
    assert [line for line in lines if len(line) > width and " " in line.strip("- ")] == []


def test_a_narrow_terminal_folds_more(run: Run) -> None:
    page = run("help", "exit-codes", env={"COLUMNS": "40"}).stdout
    assert max(len(line) for line in page.splitlines() if not line.startswith("    ")) <= 40
    assert max(map(len, run("help", env={"COLUMNS": "40"}).stdout.splitlines())) <= 40


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("typed", ["help", "help bounds", "--help", "sum --help", "--version"])
def test_help_on_a_full_disk_is_status_3_and_one_line(run: Run, typed: str) -> None:
    with Path("/dev/full").open("w") as full:
        result = run(*typed.split(), stdout=full)
    assert result.returncode == 3
    assert re.fullmatch("aidcli: error: cannot write 'standard output': No space left on device; .*\n", result.stderr)
