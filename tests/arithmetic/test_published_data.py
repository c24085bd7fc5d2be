"""Published data sets, a figure a row, add up to the totals that their publishers and others have found."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import pytest

from aidcli.model.codes import Codebook
from tests.arithmetic.ledger import cells, rows
from tests.running import Ask

DATA = Path(__file__).parents[3] / "shared" / "data"
GCOF = DATA / "aiddata" / "gcof_v1_selected_columns.csv"
FTS = DATA / "fts" / "fts_incoming_funding_afg.csv"
SOURCES = [("gcof-recommended", "Rows recommended for research"), ("gcof-other", "Other rows"), ("fts", "Financial Tracking Service")]
ALL, RECOMMENDED = Decimal("877655767899.4876226"), Decimal("354354524736.9718346")
IN_FLOATS = {ALL: 877655767899.4878, RECOMMENDED: 354354524736.9722}
"""The totals as they are usually quoted: of binary floats added one after the other, and so not quite."""


def gcof(codes: Codebook) -> Iterator[dict[str, Any]]:
    """A figure for each project of Global Chinese Official Finance; one without an amount has no value."""
    with GCOF.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = codes["place"].find(row["recipient_condensed"])
            yield {
                "id": f"gcof-{row['project_id']}",
                "sector": codes["sector"].find(row["crs_sector_code"]) or "unspecified",
                "measure": "commitment",
                "value": row["usd_defl_2014"].strip(),
                "unit": "USD-2014",
                "period": row["year"],
                "provider": "china",
                "recipient": place,
                "subject": row["title"].strip() or "untitled",
                "source": "gcof-recommended" if row["recommended_for_research"] == "True" else "gcof-other",
            }


def fts() -> Iterator[dict[str, Any]]:
    """A figure for each flow into a plan; pledges apart from what is committed or paid."""
    with FTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {
                "id": f"fts-{row['id']}",
                "sector": "unspecified",
                "measure": "pledge" if row["status"] == "pledge" else "commitment",
                "value": row["amountUSD"],
                "unit": "USD",
                "recipient": "afghanistan" if row["destPlanId"] == "929" else None,
                "subject": row["description"].strip() or "untitled",
                "source": "fts",
            }


def taken_in(aidcli: Ask, folder: Path, records: Iterator[dict[str, Any]]) -> None:
    """Import the records as a CSV file, after the sources that they name."""
    for source, title in SOURCES:
        assert aidcli("codes", "add", "source", source, "--en", title).exit_code == 0
    listed = list(records)
    with (folder / "published.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(listed[0]))
        writer.writeheader()
        writer.writerows(listed)
    answer = aidcli("import", str(folder / "published.csv"))
    assert answer.exit_code == 0, answer.stderr


@pytest.fixture
def finance(aidcli: Ask, db: Path, tmp_path: Path, codes: Codebook) -> Ask:
    if not GCOF.exists():
        pytest.skip(f"there is no '{GCOF.name}' beside the project")
    taken_in(aidcli, tmp_path, gcof(codes))
    return aidcli


@pytest.fixture
def flows(aidcli: Ask, db: Path, tmp_path: Path) -> Ask:
    if not FTS.exists():
        pytest.skip(f"there is no '{FTS.name}' beside the project")
    taken_in(aidcli, tmp_path, fts())
    return aidcli


def test_chinese_finance_adds_up_exactly_and_names_what_has_no_amount(finance: Ask) -> None:
    (every,) = rows(finance("sum", "--format", "json").stdout)
    assert (every["value"], every["bound"], every["count"] + every["left_out"]) == (ALL, "exact", 5466)
    (recommended,) = rows(finance("sum", "--source", "gcof-recommended", "--explain", "--format", "json").stdout)
    assert (recommended["value"], recommended["count"], recommended["left_out"]) == (RECOMMENDED, 4373 - 1697, 1697)
    assert {each["reason"] for each in recommended["left_out_why"]} == {"no value"}
    assert sum(each["value"] for each in recommended["included"]) == RECOMMENDED

    (cell,) = cells(finance("sum", "--sector", "water", "--explain", "--format", "csv").stdout)
    assert sum(each["value"] for each in rows(cell["included"])) == Decimal(cell["value"])
    assert len(rows(cell["included"])) + len(rows(cell["left_out_why"])) > 100

    by_sector = rows(finance("sum", "--by", "source,sector", "--format", "json").stdout)
    assert sum(each["value"] or 0 for each in by_sector) == ALL
    assert sum(each["left_out"] for each in by_sector if each["source"] == "gcof-recommended") == 1697
    assert finance("sum", "--source", "gcof-recommended", "--format", "value").stdout == f"{RECOMMENDED}\n"
    compared = rows(finance("compare", "gcof-recommended", "gcof-other", "--of", "source", "--format", "json").stdout)
    assert [each["value"] for each in compared] == [RECOMMENDED, ALL - RECOMMENDED]


def test_the_totals_usually_quoted_are_those_of_floats(finance: Ask) -> None:
    figures = [each for each in cells(finance("export").stdout) if each["value"]]
    recommended = [each for each in figures if each["source"] == "gcof-recommended"]
    for total, mine in ((ALL, figures), (RECOMMENDED, recommended)):
        assert reduce(add, (float(each["value"]) for each in mine)) == IN_FLOATS[total]
        assert sum(Fraction(each["value"]) for each in mine) == Fraction(total)


def test_what_chinese_finance_leaves_out_is_said_and_stays_short(finance: Ask) -> None:
    answer = finance("sum", "--source", "gcof-recommended", "--format", "json")
    (note, *_) = [line for line in answer.stderr.splitlines() if "left out" in line]
    assert note.endswith("and 1693 more: the source gives no value")
    table = finance("sum").stdout
    assert f"{round(ALL, 2):,}" in table
    assert len(table.splitlines()) < 12
    assert max(map(len, table.splitlines())) < 250


def test_flows_into_a_plan_add_up_to_the_published_ones(flows: Ask) -> None:
    (plan,) = rows(flows("sum", "--recipient", "afghanistan", "--measure", "commitment", "--format", "json").stdout)
    assert (plan["value"], plan["unit"], plan["count"]) == (564447748, "USD", 250)
    (every,) = rows(flows("sum", "--measure", "commitment", "--format", "json").stdout)
    assert (every["value"], every["count"]) == (754117611, 328)
