"""Comparisons from the command line to the answer: what may be compared, with what, and in which format."""

import csv
from collections.abc import Callable, Sequence
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.arithmetic.ledger import rows
from tests.running import Ask
from tests.strategies import figure

SERVED = {"measure": "people-served", "unit": "person"}
FIGURES = [
    figure("a", 100, sector="education", period="2021", provider="shanxi", recipient="changji", source="report"),
    figure("b", 40, sector="health", period="2022", provider="beijing", recipient="fukang", source="letter"),
    figure("c", 60, sector="culture", period="2021/2022", provider="shanxi", recipient="wujiaqu", source="report"),
    figure("d", 10, sector="basic-education", period="2023", provider="shanghai", recipient="changji", source="letter"),
    figure("e", 25, sector="education", period="2021-06", recipient="fukang", source="report", part_of="a"),
    figure("f", 7, sector="health", source="letter", **SERVED),
    figure("g", None, sector="education", source="letter", **SERVED),
    figure("h", 5, sector="tourism", unit="USD", source="report"),
]
DIGITS = Context(prec=15)
Compared = Callable[..., list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def store(stored: Callable[..., Path]) -> None:
    stored(*FIGURES)


@pytest.fixture
def compared(aidcli: Ask) -> Compared:
    """The rows of one comparison, of funding unless all are asked for."""

    def compared(*words: str) -> list[dict[str, Any]]:
        answer = aidcli("compare", *words, "--measure", "funding", "--unit", "CNY", "--format", "json")
        assert answer.exit_code == 0, answer.stderr
        return list(rows(answer.stdout))

    return compared


def column(found: Sequence[dict[str, Any]], key: str) -> list[Any]:
    return [each[key] for each in found]


@pytest.mark.parametrize(
    ("words", "operands", "values", "whole"),
    [
        (["education", "health"], ["education", "health"], [110, 40], 150),
        (["education", "health", "culture"], ["education", "health", "culture"], [110, 40, 60], 210),
        (["教育", "120", "Culture"], ["education", "health", "culture"], [110, 40, 60], 210),
        (["education", "basic-education"], ["education", "basic-education"], [110, 10], 110),
        (["changji", "fukang"], ["changji", "fukang"], [150, 65], 150),
        (["昌吉", "652302", "wujiaqu"], ["changji", "fukang", "wujiaqu"], [150, 65, 60], 210),
        (["shanxi", "beijing"], ["shanxi", "beijing"], [160, 40], 200),
        (["2021/2022", "2023/.."], ["2021/2022", "2023/.."], [200, 10], 210),
        (["2021", "2022"], ["2021", "2022"], [100, 40], 140),
        (["report", "letter"], ["report", "letter"], [160, 50], 210),
        (["a", "b", "d"], ["a", "b", "d"], [100, 40, 10], 150),
        (["e", "a"], ["e", "a"], [25, 100], 100),
        (["shanxi", "china", "--of", "provider"], ["shanxi", "china"], [160, 210], 210),
        (["changji", "xinjiang", "--of", "recipient"], ["changji", "xinjiang"], [150, 210], 210),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, list) and isinstance(words[0], str) else "",
)
def test_operands_of_every_kind(compared: Compared, words: list[str], operands: list[str], values: list[int], whole: int) -> None:
    found = compared(*words)
    assert (column(found, "operand"), column(found, "value")) == (operands, values)
    assert column(found, "difference") == [value - values[0] for value in values]
    assert column(found, "ratio") == [DIGITS.divide(value, values[0]) for value in values]
    assert column(found, "share") == [DIGITS.divide(value, whole) for value in values]


def test_shares_of_operands_that_overlap_need_not_add_up(compared: Compared) -> None:
    found = compared("2021", "2021/2022")
    assert column(found, "value") == [100, 200]
    assert column(found, "share") == [Decimal("0.5"), 1]


def test_a_period_counts_what_lies_inside_it_and_names_what_reaches_beyond(aidcli: Ask) -> None:
    answer = aidcli("compare", "2021", "2022", "--measure", "funding", "--unit", "CNY", "--format", "json")
    assert [each["value"] for each in rows(answer.stdout)] == [100, 40]
    assert "aidcli: Figures not counted because their period reaches beyond the periods compared: c.\n" in answer.stderr
    assert "more than one operand" not in answer.stderr


def test_what_two_operands_share_is_named(aidcli: Ask) -> None:
    answer = aidcli("compare", "changji", "fukang", "--of", "recipient", "--measure", "funding", "--unit", "CNY")
    assert "Figures counted under more than one operand: " in answer.stdout


def test_there_is_no_share_and_no_bar_beside_nothing(aidcli: Ask) -> None:
    answer = aidcli("compare", "education", "water", "--measure", "funding", "--unit", "CNY")
    assert answer.exit_code == 0
    assert "no figure" in answer.stdout
    assert not {"%", "█"} & set(answer.stdout)


def test_a_part_is_counted_beside_its_whole_in_another_row_but_not_in_the_share(compared: Compared) -> None:
    found = compared("changji", "fukang", "--of", "recipient")
    assert (column(found, "value"), column(found, "share")[0]) == ([150, 65], 1)
    assert column(compared("changji", "fukang", "--parts"), "value") == [175, 65]


@pytest.mark.parametrize("base", ["health", "卫生", "120"])
def test_any_operand_may_be_the_base(compared: Compared, base: str) -> None:
    found = compared("education", "health", "culture", "--base", base)
    assert column(found, "difference") == [70, 0, 20]
    assert column(found, "ratio") == [Decimal("2.75"), 1, Decimal("1.5")]


def test_every_value_of_a_key_is_compared_largest_first(compared: Compared) -> None:
    found = compared("--by", "sector")
    assert column(found, "operand") == ["education", "culture", "health", "basic-education"]
    assert column(found, "difference") == [0, -40, -60, -90]
    assert column(compared("--by", "sector", "--base", "health"), "difference") == [60, 20, 0, -30]


def test_rows_of_one_side_are_kept_and_say_so(aidcli: Ask) -> None:
    answer = aidcli("compare", "education", "health", "--format", "json")
    one_sided = [each for each in rows(answer.stdout) if each["measure"] == "people-served"]
    assert [(each["operand"], each["value"], each["difference"], each["ratio"]) for each in one_sided] == [
        ("education", None, None, None),
        ("health", 7, None, None),
    ]
    assert "left out g: the source gives no value" in answer.stderr
    lines = aidcli("compare", "education", "health").stdout.splitlines()
    assert lines[lines.index("People served (people)") + 1].split()[:3] == ["Education", "no", "figure"]
    assert "无数据" in aidcli("compare", "education", "health", "--lang", "zh").stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["a", "h"], ["'a' (funding in CNY)", "'h' (funding in USD)"]),
        (["a", "f"], ["'a' (funding in CNY)", "'f' (people-served in person)"]),
        (["culture", "tourism"], ["'culture' (funding in CNY)", "'tourism' (funding in USD)"]),
        (
            ["tourism", "health", "--measure", "people-served", "--measure", "funding", "--unit", "USD", "--unit", "person"],
            ["USD", "person"],
        ),
    ],
)
@pytest.mark.parametrize("format_", ["table", "json", "csv"])
def test_different_units_are_refused_naming_both(aidcli: Ask, words: list[str], says: list[str], format_: str) -> None:
    answer = aidcli("compare", *words, "--format", format_)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert all(each in answer.stderr for each in says)
    assert answer.stderr.count("\n") == 1


def test_units_that_some_operands_share_are_compared_each_by_itself(aidcli: Ask) -> None:
    found = rows(aidcli("compare", "a", "b", "f", "h", "--format", "json").stdout)
    groups = {(each["measure"], each["unit"]): [] for each in found}  # type: ignore[var-annotated]
    for each in found:
        groups[each["measure"], each["unit"]].append(each["value"])
    assert groups == {
        ("funding", "CNY"): [100, 40, None, None],
        ("funding", "USD"): [None, None, None, 5],
        ("people-served", "person"): [None, None, 7, None],
    }


def test_words_of_several_kinds_are_settled_by_of(stored: Callable[..., Path], aidcli: Ask) -> None:
    places = [{"kind": "place", "code": code, "en": code.title()} for code in ("education", "health")]
    stored(*FIGURES, figure("i", 3, recipient="education"), figure("j", 4, recipient="health"), codes=places)
    answer = aidcli("compare", "education", "health")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "'education' and 'health' may name a sector or place; use --of to say which" in answer.stderr
    for kind, values in (("place", [3, 4]), ("recipient", [3, 4]), ("sector", [117, 40])):
        found = rows(aidcli("compare", "education", "health", "--of", kind, "--measure", "funding", "--format", "json").stdout)
        assert column(found, "value") == values


def test_a_code_goes_before_an_id_unless_only_ids_fit(stored: Callable[..., Path], aidcli: Ask) -> None:
    stored(*FIGURES, figure("education", 3), figure("health", 4))
    by_sector = aidcli("compare", "education", "health", "--unit", "CNY", "--format", "json")
    assert column(rows(by_sector.stdout), "value") == [113 + 4, 40]
    for words in (("education", "health", "--of", "figure"), ("education", "a")):
        assert column(rows(aidcli("compare", *words, "--format", "json").stdout), "value")[0] == 3


def test_every_format_tells_the_same(aidcli: Ask) -> None:
    asked = ("compare", "education", "health", "--measure", "funding", "--unit", "CNY", "--format")
    header = ["measure", "unit", "operand", "value", "bound", "difference", "ratio", "share"]
    as_json = rows(aidcli(*asked, "json").stdout)
    assert [list(each) for each in as_json] == [header, header]
    assert [rows(line) for line in aidcli(*asked, "jsonl").stdout.splitlines()] == as_json
    for format_, delimiter in (("csv", ","), ("tsv", "\t")):
        first, *lines = csv.reader(aidcli(*asked, format_).stdout.splitlines(), delimiter=delimiter)
        assert first == header
        assert lines == [[str(value) for value in each.values()] for each in as_json]
    for format_ in ("table", "markdown"):
        shown = aidcli(*asked, format_).stdout
        assert all(word in shown for word in ("110", "40", "-70", "0.36", "73.3%", "26.7%", "base", "less", "█"))
    assert aidcli(*asked, "value").exit_code == 2
