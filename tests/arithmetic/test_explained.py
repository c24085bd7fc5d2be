"""Explained totals: every figure behind a total and every one left out of it, so that a script can add them up again."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.arithmetic.ledger import cells, forest, rows, write
from tests.running import Ask
from tests.strategies import figure

EVIDENCE = ["id", "measure", "printed", "value", "upper", "unit", "bound", "source", "line"]
ENDS = {  # The keys of a figure that hold its value, its lower end and its upper end.
    "exact": ("value", "value", "value"),
    "at-least": ("value", "value", None),
    "under": ("value", None, "value"),
    "about": ("value", None, None),
    "range": ("value", "value", "upper"),
}
SAMPLE = [
    figure("whole", 2000, bound="at-least", printed="2000多名", source="report", line=3),
    figure("part", 234, part_of="whole", printed="234名", source="report", line=15),
    figure("part-of-part", 4, part_of="part", source="report", line=16),
    figure("unknown", None, printed="若干", source="report", line=17),
    figure("between", Decimal("10.25"), bound="range", upper=20, source="note", line=1),
    figure("nearly", 90, bound="under", sector="health", source="note"),
    figure("rate", 80, measure="coverage", unit="percent", source="note"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("made") / "store.json", forest(5, 400))


def lists(text: str, format_: str) -> list[dict[str, Any]]:
    """The rows of a machine format, with the lists of evidence decoded."""
    if format_ == "json":
        return list(rows(text))
    if format_ == "jsonl":
        return [rows(line) for line in text.splitlines()]
    found = cells(text, "\t" if format_ == "tsv" else ",")
    numbers = ("value", "lower", "upper", "count", "left_out")
    return [
        row
        | {key: Decimal(row[key]) if row[key] else None for key in numbers}
        | {key: rows(row[key]) for key in ("included", "left_out_why")}
        for row in found
    ]


def added_up(included: Sequence[Mapping[str, Any]]) -> tuple[Any, ...]:
    """Value and ends of the evidence, added up as a script would."""
    keys = [[each[key] if key else None for key in ENDS[each["bound"]]] for each in included]
    return tuple(None if None in column else sum(column) for column in zip(*keys, strict=True)) if keys else (None, None, None)


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "tsv"])
@pytest.mark.parametrize("by", [(), ("--by", "sector"), ("--by", "provider,bound"), ("--parts",)], ids=" ".join)
def test_what_is_included_adds_up_to_the_total(made: Path, aidcli: Ask, by: tuple[str, ...], format_: str) -> None:
    explained = lists(aidcli("sum", *by, "--explain", "--format", format_, AIDCLI_DB=made).stdout, format_)
    assert sum(len(row["included"]) for row in explained) > 100
    for row in explained:
        assert added_up(row["included"]) == (row["value"], row["lower"], row["upper"])
        assert (len(row["included"]), len(row["left_out_why"])) == (row["count"], row["left_out"])
        assert {(each["measure"], each["unit"]) for each in (*row["included"], *row["left_out_why"])} == {(row["measure"], row["unit"])}
        counted = {each["id"] for each in row["included"]}
        for each in row["left_out_why"]:
            assert (each["counted_in"] in counted) == (each["reason"] == "part")
            assert (each["value"] is None) == (each["reason"] == "no value")
            assert each["unit"] == "percent" or each["reason"] != "not summed"


@pytest.mark.parametrize("by", [(), ("--by", "sector,period")], ids=" ".join)
def test_every_figure_is_told_of_once(made: Path, aidcli: Ask, by: tuple[str, ...]) -> None:
    exported = sorted(each["id"] for each in cells(aidcli("export", AIDCLI_DB=made).stdout))
    explained = rows(aidcli("sum", *by, "--explain", "--format", "json", AIDCLI_DB=made).stdout)
    assert sorted(each["id"] for row in explained for key in ("included", "left_out_why") for each in row[key]) == exported


def test_evidence_leads_back_to_the_document(stored: Callable[..., Path], aidcli: Ask) -> None:
    stored(*SAMPLE)
    funding = next(row for row in rows(aidcli("sum", "--explain", "--format", "json").stdout) if row["measure"] == "funding")
    whole = {"measure": "funding", "printed": "2000多名", "value": 2000, "upper": None, "unit": "CNY", "bound": "at-least"}
    assert funding["included"][0] == {"id": "whole", **whole, "source": "report", "line": 3}
    assert [list(each) for each in funding["included"]] == [EVIDENCE] * 3
    assert {each["id"]: (each["reason"], each["counted_in"]) for each in funding["left_out_why"]} == {
        "part": ("part", "whole"),
        "part-of-part": ("part", "whole"),
        "unknown": ("no value", None),
    }


def markdown(text: str) -> Iterator[dict[str, str]]:
    """The rows of every table but the first in a Markdown answer."""
    for block in re.split(r"\n\n+", text)[1:]:
        lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines() if line.startswith("|")]
        yield from (dict(zip(lines[0], line, strict=True)) for line in lines[2:])


def amount(shown: str) -> Decimal:
    return Decimal(shown.removeprefix("≥").removeprefix("<").removeprefix("≈").partition(" to ")[0].strip().replace(",", ""))


@pytest.mark.parametrize("by", [(), ("--by", "sector")], ids=" ".join)
def test_evidence_in_markdown_adds_up(made: Path, aidcli: Ask, by: tuple[str, ...]) -> None:
    totals = rows(aidcli("sum", *by, "--format", "json", AIDCLI_DB=made).stdout)
    evidence = [
        each for each in markdown(aidcli("sum", *by, "--explain", "--format", "markdown", AIDCLI_DB=made).stdout) if "Reason" in each
    ]
    assert len(evidence) == sum(row["count"] + row["left_out"] for row in totals)
    assert sum(amount(each["Amount"]) for each in evidence if each["Reason"] == "counted") == sum(row["value"] or 0 for row in totals)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("counted", "part of whole", "the source gives no value", "amounts in this unit cannot be added")),
        ("zh", ("计入", "已计入 whole", "来源未给出数值", "该单位的数值不可相加")),
    ],
)
@pytest.mark.parametrize("format_", ["table", "markdown"])
def test_people_see_every_figure_and_why(stored: Callable[..., Path], aidcli: Ask, format_: str, lang: str, words: tuple[str, ...]) -> None:
    stored(*SAMPLE)
    text = aidcli("sum", "--explain", "--format", format_, "--lang", lang).stdout
    lines = {re.sub(r"^\| ", "", line).split(" ")[0]: line for line in text.splitlines()}
    counted, part, no_value, no_sum = words
    expected = dict.fromkeys(("whole", "between", "nearly"), counted) | dict.fromkeys(("part", "part-of-part"), part)
    expected |= {"unknown": no_value, "rate": no_sum}
    assert {name: word for name, word in expected.items() if word in lines[name]} == expected
    for place in ("2000多名", "report", "≥ 2,000" if lang == "en" else "2000"):
        assert place in lines["whole"]
    assert re.search(r"\b3\b", lines["whole"])


def test_the_bare_value_is_not_explained(stored: Callable[..., Path], aidcli: Ask) -> None:
    stored(*SAMPLE)
    answer = aidcli("sum", "--measure", "funding", "--explain", "--format", "value")
    assert (answer.exit_code, answer.stdout) == (0, "2100.25\n")
    assert "about" in answer.stderr
