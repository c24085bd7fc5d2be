"""Activity files as published: every known total comes out to the last digit, and every figure stands where it says."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.arithmetic.ledger import rows
from tests.running import Ask

PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "iati"
NIGERIA = {"commitment": 566972731, "disbursement": 192236961, "expenditure": 3730846098}
TIMOR_LESTE = {"commitment": Decimal("1928274070.239129549"), "disbursement": Decimal("1326373525.830720776")}


def published(name: str) -> str:
    """The path of a published file."""
    path = PUBLISHED / name
    if not path.exists():
        pytest.skip(f"there is no '{name}' beside the project")
    return str(path)


def totals(aidcli: Ask, *filters: str) -> dict[str, object]:
    answer = aidcli("sum", "--strict", *filters, "--format", "json")
    assert (answer.exit_code, answer.stderr) == (0, "")
    return {each["measure"]: each["value"] for each in rows(answer.stdout)}


def test_nigeria(aidcli: Ask, db: Path) -> None:
    answer = aidcli("import", published("iati_2.03_NigeriaAIMS.xml"), "--format", "csv", "--no-header")
    assert answer.stdout == "place,added,13\nsource,added,1\nfigure,added,284\n"
    assert totals(aidcli) == NIGERIA
    assert sum(Decimal(str(each["value"])) for each in rows(aidcli("sum", "--by", "sector", "--format", "json").stdout)) == sum(
        NIGERIA.values()
    )


def test_timor_leste(aidcli: Ask, db: Path) -> None:
    file = published("iati_2.03_TimorLesteAIMS.xml")
    assert aidcli("import", file).exit_code == 0
    assert totals(aidcli) == TIMOR_LESTE
    assert totals(aidcli, "--sector", "education", "--measure", "disbursement") == {"disbursement": Decimal("170964005.725674921")}
    assert aidcli("import", file, "--format", "csv", "--no-header").stdout == "source,unchanged,1\nfigure,unchanged,2564\n"
    checked = aidcli("check", "--document", file)
    assert checked.exit_code == 0
    assert "no place" not in checked.stdout


def test_the_example_of_the_standard(aidcli: Ask, db: Path) -> None:
    answer = aidcli("import", published("activity-standard-example-annotated-2.03.xml"))
    assert answer.exit_code == 0
    assert totals(aidcli) == {"incoming-funds": 1000, "results": 11}
    (figure,) = rows(aidcli("list", "--measure", "incoming-funds", "--format", "json").stdout)
    assert {key: figure[key] for key in ("id", "sector", "unit", "period", "provider", "recipient", "receiver", "printed", "line")} == {
        "id": "AA-AAA-123456789-ABC123-1234",
        "sector": "education-unspecified",
        "unit": "EUR",
        "period": "2012-01-01",
        "provider": "agency-b",
        "recipient": "turkmenistan",
        "receiver": "agency-a",
        "printed": "1000",
        "line": 268,
    }
