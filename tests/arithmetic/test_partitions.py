"""Published partitions: a whole and its parts, each part by another giver, put into a store as a person would."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.arithmetic.ledger import rows
from tests.running import Ask
from tests.strategies import figure

Row = tuple[str, str]


class Partition(NamedTuple):
    """What is counted, the whole as printed, and each part as printed; then both as numbers."""

    keys: Mapping[str, str]
    whole: str
    parts: Sequence[str]
    amount: int
    amounts: Sequence[int]


PARTITIONS = {
    "projects in Shigatse": Partition(
        {"sector": "multisector", "measure": "projects", "unit": "project", "recipient": "shigatse"},
        "3842个",
        ["1582个", "1355个", "356个", "297个", "133个", "119个"],
        3842,
        [1582, 1355, 356, 297, 133, 119],
    ),
    "people sent to Shigatse": Partition(
        {"sector": "multisector", "measure": "people-sent", "unit": "person", "recipient": "shigatse"},
        "1504名",
        ["493名", "508名", "241名", "238名", "12名", "12名"],
        1504,
        [493, 508, 241, 238, 12, 12],
    ),
    "China's foreign aid to 2009": Partition(
        {"sector": "unspecified", "measure": "funding", "unit": "CNY", "period": "../2009"},
        "2562.9亿元",
        ["1062亿元", "765.4亿元", "735.5亿元"],
        256290000000,
        [106200000000, 76540000000, 73550000000],
    ),
}
GIVERS = ("shandong", "shanghai", "heilongjiang", "jilin", "first-company", "second-company")


@pytest.fixture(params=PARTITIONS)
def partition(request: pytest.FixtureRequest, db: Path, aidcli: Ask) -> Partition:
    """A partition, typed in figure by figure."""
    mine = PARTITIONS[request.param]
    new = [["place", "shigatse", "--en", "Shigatse", "--parent", "xizang"], ["source", "white-paper", "--en", "White paper"]]
    new += [["place", company, "--en", company.replace("-", " ").title()] for company in GIVERS[-2:]]
    typed = [["codes", "add", *each] for each in new]
    common = options({**mine.keys, "source": "white-paper"})
    typed.append(["add", *common, *options({"id": "whole", "value": mine.whole, "subject": "all of it", "provider": "china"})])
    for at, (giver, printed) in enumerate(zip(GIVERS, mine.parts, strict=False), 1):
        keys = {"id": f"part-{at}", "value": printed, "subject": f"part {at}", "provider": giver, "part_of": "whole"}
        typed.append(["add", *common, *options(keys)])
    for words in typed:
        answer = aidcli(*words)
        assert answer.exit_code == 0, answer.stderr
    return mine


def options(keys: Mapping[str, str]) -> list[str]:
    return [word for key, value in keys.items() for word in (f"--{key.replace('_', '-')}", value)]


def summed(aidcli: Ask, *words: str) -> list[dict[str, Any]]:
    return list(rows(aidcli("sum", "--format", "json", *words).stdout))


def test_the_published_parts_are_the_published_whole() -> None:
    for mine in PARTITIONS.values():
        assert sum(mine.amounts) == mine.amount


def test_the_whole_is_counted_once(partition: Partition, aidcli: Ask) -> None:
    (one,) = summed(aidcli)
    assert (one["value"], one["bound"], one["count"], one["left_out"]) == (partition.amount, "exact", 1, len(partition.parts))


def test_with_parts_both_are_counted(partition: Partition, aidcli: Ask) -> None:
    (one,) = summed(aidcli, "--parts")
    assert (one["value"], one["count"], one["left_out"]) == (2 * partition.amount, 1 + len(partition.parts), 0)


def test_the_parts_alone_add_up_to_the_whole(partition: Partition, aidcli: Ask) -> None:
    (one,) = summed(aidcli, *(word for giver in GIVERS for word in ("--provider", giver)))
    assert (one["value"], one["count"], one["left_out"]) == (partition.amount, len(partition.parts), 0)


def test_each_giver_has_its_own_part(partition: Partition, aidcli: Ask) -> None:
    found = {each["provider"]: each["value"] for each in summed(aidcli, "--by", "provider")}
    assert found == {"china": partition.amount, **dict(zip(GIVERS, partition.amounts, strict=False))}


def test_parts_are_within_their_whole_for_strict_and_comparison_too(partition: Partition, aidcli: Ask) -> None:
    assert aidcli("sum", "--strict", "--parts").exit_code == 0
    givers = GIVERS[: len(partition.parts)]
    compared = rows(aidcli("compare", *givers, "--of", "provider", "--format", "json").stdout)
    assert sum(each["share"] for each in compared) == pytest.approx(1)


def test_check_remarks_that_the_parts_make_up_the_whole(partition: Partition, aidcli: Ask) -> None:
    answer = aidcli("check", "--format", "json")
    assert answer.exit_code == 0
    finding = {"id": "whole", "key": "value", "finding": f"its {len(partition.parts)} parts make it up exactly", "fault": False}
    assert rows(answer.stdout) == [finding]


def test_check_finds_parts_that_exceed_their_whole(partition: Partition, aidcli: Ask) -> None:
    assert aidcli("edit", "part-1", "--value", str(partition.amounts[0] + 1)).exit_code == 0
    answer = aidcli("check", "--format", "json")
    (found,) = [each for each in rows(answer.stdout) if each["fault"]]
    assert answer.exit_code == 4
    assert (found["id"], found["fault"]) == ("whole", True)
    assert f"{partition.amount + 1:,}, more than the whole's {partition.amount:,}" in found["finding"]


def test_parts_that_fall_short_are_no_finding(partition: Partition, aidcli: Ask) -> None:
    assert aidcli("edit", "part-1", "--value", str(partition.amounts[0] - 1)).exit_code == 0
    answer = aidcli("check", "--format", "json")
    assert (answer.exit_code, {each["id"] for each in rows(answer.stdout)}) == (0, {"part-1"})  # Its printed form reads otherwise.


@pytest.mark.parametrize(
    ("whole", "parts", "surely"),
    [
        ({"value": 100}, [{"value": 60, "bound": "at-least"}, {"value": 41}], True),
        ({"value": 100, "bound": "under"}, [{"value": 60}, {"value": 41}], True),
        ({"value": 90, "bound": "range", "upper": 100}, [{"value": 101}], True),
        ({"value": 90, "bound": "range", "upper": 100}, [{"value": 60}, {"value": 40}], False),
        ({"value": 100, "bound": "at-least"}, [{"value": 60}, {"value": 41}], False),
        ({"value": 100, "bound": "about"}, [{"value": 101}], False),
        ({"value": 100}, [{"value": 60, "bound": "under"}, {"value": 41}], False),
        ({"value": 100}, [{"value": 90, "bound": "range", "upper": 110}], False),
    ],
)
def test_rounded_parts_exceed_where_no_rounding_can_explain_it(
    stored: Callable[..., Any], aidcli: Ask, whole: dict[str, Any], parts: Sequence[dict[str, Any]], surely: bool
) -> None:
    stored(figure("whole", **whole), *(figure(f"part-{at}", part_of="whole", **part) for at, part in enumerate(parts)))
    assert aidcli("check").exit_code == (4 if surely else 0)
