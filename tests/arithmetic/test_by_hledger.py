"""Totals held against hledger: what `sum --explain` says it counted, booked in a journal, has the balances that it says."""

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.arithmetic.ledger import cells, forest, rows, write
from tests.running import Ask

pytestmark = pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed")
KEYS = ("sector", "provider")
LOWER = {"exact": "value", "at-least": "value", "range": "value"}
UPPER = {"exact": "value", "under": "value", "range": "upper"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("made") / "store.json", forest(4, 2000))


def account(row: dict[str, Any], column: str) -> str:
    return ":".join([*(row[key] or "none" for key in KEYS), row["measure"], column])


def postings(row: dict[str, Any], exported: dict[str, dict[str, str]]) -> Iterator[str]:
    """Every figure counted in the row, booked by its value and by each end that it has."""
    for each in (exported[figure["id"]] for figure in row["included"]):
        booked = {"value": "value", "lower": LOWER.get(each["bound"]), "upper": UPPER.get(each["bound"])}
        for column, key in booked.items():
            if key:
                yield f'    ({account(row, column)})  {each[key]} "{each["unit"]}"'


def balances(lines: Iterable[str], journal: Path) -> dict[tuple[str, str], Decimal]:
    """What hledger finds in each account of each commodity, those at zero too."""
    journal.write_text("\n".join(["2023-12-31 as reported", *lines, ""]), "utf-8")
    command = ["hledger", "-f", str(journal), "balance", "--flat", "--empty", "--no-total", "--layout=bare", "--output-format=csv"]
    answer = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=60).stdout
    return {(each["account"], each["commodity"]): Decimal(each["balance"]) for each in cells(answer)}


@pytest.mark.parametrize("more", [(), ("--parts",)], ids=["wholes", "parts too"])
def test_hledger_finds_the_same_balances(made: Path, aidcli: Ask, tmp_path: Path, more: tuple[str, ...]) -> None:
    exported = {each["id"]: each for each in cells(aidcli("export", AIDCLI_DB=made).stdout)}
    summed = rows(aidcli("sum", "--by", ",".join(KEYS), "--explain", *more, "--format", "json", AIDCLI_DB=made).stdout)
    found = balances((line for row in summed for line in postings(row, exported)), tmp_path / "made.journal")
    counted = [row for row in summed if row["count"]]
    assert len(counted) > 80
    for row in counted:
        for column in ("value", "lower", "upper"):
            balance = found.get((account(row, column), row["unit"]))
            every = len(row["included"]) == sum(figure["bound"] in (LOWER if column == "lower" else UPPER) for figure in row["included"])
            if column == "value" or every:
                assert row[column] == balance
            else:
                assert row[column] is None


def test_hledger_finds_the_same_in_the_shipped_figures(aidcli: Ask, tmp_path: Path) -> None:
    summed = rows(aidcli("sum", "--explain", "--format", "json", AIDCLI_DB=None).stdout)
    lines = [f'    ({row["measure"]})  {each["value"]} "{row["unit"]}"' for row in summed for each in row["included"]]
    expected = {(row["measure"], row["unit"]): Decimal(row["value"]) for row in summed if row["count"]}
    assert balances(lines, tmp_path / "shipped.journal") == expected
