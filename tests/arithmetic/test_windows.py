"""Reports of one programme whose periods lie one inside the other: counted, said, and refused where that is asked for."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from aidcli.query.query import DIMENSIONS
from tests.arithmetic.ledger import rows
from tests.made import options
from tests.running import Ask
from tests.strategies import figure

WINDOWS = {
    "a": ("2016/2020", 1376000000),
    "b": ("../2021-08", 2850000000),
    "c": ("../2023-10", 3510000000),
    "d": ("../2023-10", 3510000000),
}
"""Four reports of one programme, each from another publisher; the last two agree."""
SAYS = "periods overlap, so these may count the same thing twice"


def windows(**others: dict[str, Any]) -> list[Any]:
    return [
        figure(name, value, period=period, source=f"report-{name}", subject="aid funds", recipient="changji", **others.get(name, {}))
        for name, (period, value) in WINDOWS.items()
    ]


def test_nested_windows_are_counted_and_the_first_pairs_named(stored: Callable[..., Any], aidcli: Ask) -> None:
    stored(*windows())
    answer = aidcli("sum", "--format", "json")
    assert answer.exit_code == 0
    assert [each["value"] for each in rows(answer.stdout)] == [sum(value for _, value in WINDOWS.values())]
    assert SAYS in answer.stderr
    named = answer.stderr.partition(f"{SAYS}: ")[2].partition(" and ")[0].split("; ")
    assert {frozenset(pair.split(" ~ ")) for pair in named} < {frozenset(pair) for pair in combinations(WINDOWS, 2)}
    assert len(named) == 3
    assert "and 3 more" in answer.stderr


@pytest.mark.parametrize("format_", ["table", "markdown", "json", "jsonl", "csv", "tsv", "value"])
def test_the_warning_stands_with_every_format(stored: Callable[..., Any], aidcli: Ask, format_: str) -> None:
    stored(*windows())
    answer = aidcli("sum", "--format", format_)
    people = format_ in ("table", "markdown")
    assert (SAYS in answer.stdout, SAYS in answer.stderr) == (people, not people)


@pytest.mark.parametrize("command", [("sum",), ("sum", "--by", "sector"), ("compare", "--by", "sector"), ("compare", "../2023", "../2024")])
@pytest.mark.parametrize("format_", ["table", "json", "csv"])
def test_strict_refuses_before_anything_is_printed(stored: Callable[..., Any], aidcli: Ask, command: tuple[str, ...], format_: str) -> None:
    stored(*windows())
    answer = aidcli(*command, "--strict", "--format", format_)
    assert (answer.exit_code, answer.stdout) == (4, "")
    assert answer.stderr.startswith("aidcli: error: may count the same thing twice: ")
    assert answer.stderr.count("\n") == 1
    assert "'aidcli link'" in answer.stderr


def test_linking_the_windows_silences_the_warning(stored: Callable[..., Any], aidcli: Ask) -> None:
    stored(*windows(a={"part_of": "b"}, b={"part_of": "c"}, d={"part_of": "c"}))
    answer = aidcli("sum", "--strict", "--format", "json")
    assert answer.exit_code == 0
    (one,) = rows(answer.stdout)
    assert (one["value"], one["count"], one["left_out"]) == (WINDOWS["c"][1], 1, 3)
    assert SAYS not in answer.stderr
    assert aidcli("sum", "--strict", "--parts").exit_code == 0


def test_linking_through_the_command_line_is_enough(stored: Callable[..., Any], aidcli: Ask) -> None:
    stored(*windows())
    for part, whole in (("a", "b"), ("b", "c")):
        assert aidcli("edit", part, "--part-of", whole).exit_code == 0
    assert "c ~ d" in aidcli("sum").stdout
    assert aidcli("edit", "d", "--part-of", "c").exit_code == 0
    assert SAYS not in aidcli("sum").stdout


@pytest.mark.parametrize(
    "differ", [{"sector": "health"}, {"recipient": "fukang"}, {"measure": "pledge"}, {"unit": "USD"}, {"period": "2015"}]
)
def test_what_is_told_apart_is_not_suspect(stored: Callable[..., Any], aidcli: Ask, differ: dict[str, str]) -> None:
    one = {"period": "2016/2020", "recipient": "changji", "sector": "education"}
    stored(figure("a", 1, **one, source="one"), figure("b", 1, **(one | differ), source="other"))
    assert aidcli("sum", "--strict").exit_code == 0
    stored(figure("a", 1, **one, source="one"), figure("b", 1, **one, source="other"))
    assert aidcli("sum", "--strict").exit_code == 4


def test_what_is_left_out_is_not_suspect(stored: Callable[..., Any], aidcli: Ask) -> None:
    stored(
        *windows(a={"part_of": "c"}, b={"part_of": "c"}, d={"part_of": "c"}),
        figure("e", None, period="2020", recipient="changji", source="e"),
    )
    assert aidcli("sum", "--strict").exit_code == 0


@pytest.mark.parametrize("by", ["", *DIMENSIONS])
def test_the_shipped_figures_give_no_false_warning(aidcli: Ask, by: str) -> None:
    for more in ((), ("--parts",)):
        answer = aidcli("sum", "--by", by, "--strict", *more, AIDCLI_DB=None) if by else aidcli("sum", "--strict", *more, AIDCLI_DB=None)
        assert answer.exit_code == 0, answer.stderr
        assert SAYS not in answer.output
    if by:
        compared = aidcli("compare", "--by", by, "--strict", AIDCLI_DB=None)
        assert (compared.exit_code, SAYS in compared.output) == (0, False)


AID = {"aid": ("multisector", 185), "schools": ("education", 62), "clinics": ("health", 41)}
"""What one report says: all aid, then what went to two sectors."""


def test_a_comparison_tells_of_a_whole_beside_its_parts_where_these_are_compared(stored: Callable[..., Any], aidcli: Ask) -> None:
    stored(*(figure(name, value, sector=sector) for name, (sector, value) in AID.items()))
    says = "looks like a whole beside its parts: aid (2 parts)"
    for command in (("sum",), ("compare", "multisector", "education", "health"), ("compare", "--by", "sector")):
        assert aidcli(*command).stdout.count(says) == 1
        assert aidcli(*command, "--strict").exit_code == 4
    for command in (("sum", "--by", "sector"), ("compare", "education", "health")):
        assert says not in aidcli(*command).stdout
        assert aidcli(*command, "--strict").exit_code == 0


def test_a_total_beside_the_figures_that_make_it_up(stored: Callable[..., Any], aidcli: Ask) -> None:
    stored(*(figure(name, value, recipient=name) for name, value in (("china", 25), ("changji", 12), ("fukang", 13))))
    says = "equal to the sum of the figures that follow, so it may count these twice: china ~ changji; china ~ fukang"
    assert says in aidcli("sum").stdout
    assert "恰为其后各条之和" in aidcli("sum", "--lang", "zh").stdout


LEDGER_ADDED = ("codes", "add", "source", "flows", "--en", "All flows", "--type")


@pytest.mark.parametrize("way", ["add", "import", "package"])
def test_the_figures_of_a_ledger_do_not_count_one_another_twice(db: Path, aidcli: Ask, way: str) -> None:
    db.unlink(missing_ok=True)
    for type_, status in (("report", 4), ("ledger", 0)):
        if way == "add":
            assert aidcli(*LEDGER_ADDED, type_).exit_code == 0
        else:
            assert aidcli("import", "-", "--from", "csv", typed=f"id,title,type\nflows,All flows,{type_}\n").exit_code == 0
        for name, (sector, value) in AID.items():
            keys = {"id": name, "sector": sector, "value": value, "measure": "funding", "unit": "CNY", "source": "flows", "subject": name}
            aidcli("add", *options(keys))
        if way == "package":
            assert aidcli("export", "package", "--format", "datapackage", "--force").exit_code == 0
            db.unlink()
            assert aidcli("import", "package").exit_code == 0
            assert "nothing was written" in aidcli("import", "package").stderr
        assert aidcli("sum", "--strict").exit_code == status
        assert ("ledger" in aidcli("show", "aid").stdout) == (type_ == "ledger")
        db.unlink()


def test_a_source_is_a_report_or_a_ledger(db: Path, aidcli: Ask) -> None:
    answer = aidcli(*LEDGER_ADDED, "diary")
    assert answer.exit_code != 0
    assert "unknown type 'diary'; choose from report, ledger" in answer.stderr
    answer = aidcli("import", "-", "--from", "csv", typed="id,title,type\nflows,All flows,diary\n")
    assert (answer.exit_code, "unknown type 'diary'; choose from report, ledger" in answer.stderr) == (2, True)
