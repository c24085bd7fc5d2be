"""What `--help` prints: examples that work, options in groups, at any width, in both languages."""

import re
import sys
from pathlib import Path

import pytest

from aidcli.cli.folding import columns_of
from aidcli.cli.manual import every_page
from aidcli.cli.pages import chinese
from tests.running import Ask, run

PAGES = every_page()
REPORT = "2024年,林县教育援助资金1.2亿元,其中新建教室4800万元;县医院建设近3000万元。\n"
AID = "id,sector,measure,value,unit,subject,source\nroads,transport,funding,500000,CNY,roads,shanxi-daily-2023\n"
PROJECTS = "Project,Sector,Amount,Currency,Year\nSchools,education,120000000,CNY,2024\nClinics,health,30000000,CNY,2024\n"
ACTIVITIES = """<iati-activities version="2.03"><iati-activity default-currency="USD"><iati-identifier>GB-COH-1-A</iati-identifier>
<recipient-country code="TL"/><sector code="11220"/><transaction ref="T1"><transaction-type code="3"/>
<transaction-date iso-date="2020-05-01"/><value>1000.50</value></transaction></iati-activity></iati-activities>"""
FILES = {"report.txt": REPORT, "aid.csv": AID, "projects.csv": PROJECTS, "activities.xml": ACTIVITIES}
"""The files that examples name."""
BEFORE = {
    "undo": ["aidcli remove culture-plays --yes"],
    "codes remove": [
        "aidcli codes add source lin-2024 --en Lin",
        "aidcli codes add sector forest-roads --en Paths",
        "aidcli codes edit sector health --en Medicine",
    ],
    "codes rename": [f"aidcli codes add {code} --en Paths" for code in ("source lin-2024", "sector forest-roads", "place lin")],
    "check": ["aidcli extract report.txt --source lin-2024 --format csv | aidcli import - --from csv --complete-only"],
}
"""What is done before the examples of a command, which otherwise ask the shipped figures."""
NOTHING_FOUND = {"aidcli link --dry-run", "aidcli link --yes"}
"""Examples that end with status 1, since nothing is wrong with the shipped figures."""
OF_ALL_PAGES = {"Usage: {usage}", "[OPTIONS]", ":", "Examples", "Topics", "Commands", "'aidcli help NAME' explains a topic or a command."}
"""What help says beside the words of the commands."""


@pytest.mark.parametrize("command", PAGES)
def test_help_opens_with_three_examples_that_work(command: str, shell: dict[str, str], tmp_path: Path) -> None:
    page = PAGES[command]
    assert len(page.examples) == 3
    assert [each for each in page.examples if command not in each.command] == []
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    for line in [*BEFORE.get(command, []), *(each.command for each in page.examples)]:
        result = run(["/bin/sh", "-c", line], env=shell, cwd=tmp_path)
        assert (result.returncode, line in NOTHING_FOUND) in {(0, False), (1, True)}, f"{line}\n{result.stderr}"
        assert "error" not in result.stderr


@pytest.mark.parametrize("command", PAGES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_line_of_help_is_wider_than_the_terminal(aidcli: Ask, command: str, lang: str) -> None:
    words = [] if command == "aidcli" else command.split()
    for width in (40, 57, 80, 120, 200):
        lines = aidcli(*words, "--help", COLUMNS=str(width), AIDCLI_LANG=lang).stdout.splitlines()
        assert [line for line in lines if columns_of(line) > width] == []


@pytest.mark.parametrize("command", PAGES)
def test_an_example_folded_to_a_narrow_terminal_is_still_the_same_command(aidcli: Ask, command: str) -> None:
    words = [] if command == "aidcli" else command.split()
    examples = aidcli(*words, "--help", COLUMNS="40").stdout.partition("Examples:\n")[2].partition("\n\n")[0]
    typed = re.findall(r"^    (?! )(.*)$", re.sub(r" \\\n +", " ", examples), re.MULTILINE)
    assert typed == [each.command for each in PAGES[command].examples]


@pytest.mark.parametrize("command", PAGES)
def test_everything_that_help_says_is_said_in_chinese(command: str) -> None:
    page = PAGES[command]
    said = [page.summary, *page.details, *page.groups, *(each.purpose for each in page.examples)]
    said += [text for group in page.groups.values() for _, text in group]
    assert [text for text in said if not re.search("[一-龥]", chinese().get(text, ""))] == []


def test_no_chinese_is_kept_for_words_that_help_no_longer_says() -> None:
    said = {text for page in PAGES.values() for text in (page.summary, *page.details, *page.groups)}
    said |= {each.purpose for page in PAGES.values() for each in page.examples}
    said |= {text for page in PAGES.values() for group in page.groups.values() for _, text in group}
    assert set(chinese()) - said == OF_ALL_PAGES


def test_the_language_of_help_is_that_of_an_answer(aidcli: Ask) -> None:
    assert aidcli("sum", "--lang", "zh", "--help").stdout.startswith("用法：aidcli sum")
    assert aidcli("sum", "--help", LANG="zh_CN.UTF-8").stdout == aidcli("help", "sum", "--lang", "zh").stdout
    assert aidcli("sum", "--help", "--lang", "en", AIDCLI_LANG="zh").stdout == aidcli("sum", "--help").stdout
    assert aidcli("--help", AIDCLI_LANG="zh").stdout.startswith("用法：aidcli")
    assert aidcli("sum", "--help", "--lang", "fr").exit_code == 2


def test_options_are_listed_in_groups(aidcli: Ask) -> None:
    headings = re.findall(r"^([A-Z].*):$", aidcli("sum", "--help").stdout, re.MULTILINE)
    assert headings == ["Examples", "Arguments", "Totals", "Filters", "Store", "Output"]


def test_help_does_without_rich() -> None:
    code = "import sys; from tests.running import aidcli; aidcli('sum', '--help'); print('rich' in sys.modules)"
    assert run([sys.executable, "-c", code]).stdout == "False\n"
