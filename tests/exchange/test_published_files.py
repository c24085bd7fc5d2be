"""Files that others publish, by the mappings that ship: exact totals of the real ones, and small files of each family's form."""

import csv
import json
from pathlib import Path

import pytest

from aidcli.model.seeds import mapping_examples
from tests.running import ROOT, Ask

DATA = ROOT.parent / "shared" / "data"
AIDDATA = DATA / "aiddata" / "gcof_v1_selected_columns.csv"
FTS = DATA / "fts" / "fts_incoming_funding_afg.csv"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the published files are not in the folder beside the project")


def totals(aidcli: Ask) -> dict[str, str]:
    rows = csv.DictReader(aidcli("sum", "--format", "csv").stdout.splitlines())
    return {f"{row['measure']} {row['unit']}": row["value"] for row in rows}


def example(name: str, *changes: tuple[str, str]) -> str:
    """Copy an example to a file, with changes a user would make; return its name."""
    text = mapping_examples()[name]
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    Path("map.toml").write_text(text, "utf-8")
    return "map.toml"


@needs_data
def test_aiddata_all_rows(aidcli: Ask, db: Path) -> None:
    mapping = example("aiddata-gcof", ("recommended_for_research =", "# recommended_for_research ="))
    result = aidcli("import", str(AIDDATA), "--mapping", mapping)
    assert "5,466 read, 5,466 kept, 0 filtered out, 0 blank" in result.stdout
    assert totals(aidcli) == {"commitment USD-2014": "877655767899.4876226"}


@needs_data
def test_aiddata_recommended(aidcli: Ask, db: Path) -> None:
    result = aidcli("import", str(AIDDATA), "--mapping", example("aiddata-gcof"))
    assert "figure  added      4373" in result.stdout
    assert "Figures without a value: 1,697." in result.stdout
    assert "Read: Commitment 354,354,524,736.9718346 USD-2014." in result.stdout
    assert totals(aidcli) == {"commitment USD-2014": "354354524736.9718346"}


@needs_data
def test_fts_plan(aidcli: Ask, db: Path) -> None:
    mapping = example("ocha-fts", ("# destPlanId", "destPlanId"))
    result = aidcli("import", str(FTS), "--mapping", mapping)
    assert "328 read, 250 kept, 78 filtered out, 0 blank" in result.stdout
    assert totals(aidcli) == {"commitment USD": "191941629", "disbursement USD": "372506119"}
    again = aidcli("import", str(FTS), "--mapping", mapping, "--format", "csv", "--no-header")
    assert again.stdout == "figure,unchanged,250\n"
    assert aidcli("sum", "--strict").exit_code == 0
    assert aidcli("check").exit_code == 0


@needs_data
def test_a_file_without_a_mapping_is_told_by_its_columns(aidcli: Ask, db: Path) -> None:
    for path, name in ((AIDDATA, "aiddata-gcof"), (FTS, "ocha-fts")):
        result = aidcli("import", str(path))
        assert result.exit_code == 2
        assert f"aidcli mapping --examples {name}" in result.stderr
        assert f"aidcli mapping --examples {name}" in aidcli("mapping", str(path)).stdout


def test_fts_with_hashtags(aidcli: Ask, db: Path) -> None:
    head = "id,date,budgetYear,description,amountUSD,srcOrganization,destPlan,destPlanId,destOrganization,destGlobalClusters,destLocations"
    head += ",destUsageYearStart,destUsageYearEnd,destProject,onBoundary,status"
    tags = ",".join(f"#tag{at}" for at in range(16))
    rows = [
        '1,2020-01-01,2020,water,100,"Germany, Government of",P,9,UNICEF,Water Sanitation Hygiene,JOR,2020,2020,,single,paid',
        '2,2020-01-01,2020,food,50,"Germany, Government of",P,9,WFP,"Food Security,Health",JOR,2020,2021,,single,pledge',
        "3,2020-01-01,2020,both,70,ECHO,P,9,WFP,Food Security,JOR,2020,2020,,shared,paid",
    ]
    Path("fts.csv").write_text("\n".join([head, tags, *rows]), "utf-8")
    result = aidcli("import", "fts.csv", "--mapping", example("ocha-fts"))
    assert "Rows: 4 read, 2 kept, 2 filtered out, 0 blank." in result.stdout
    assert "Filtered out by column: 'HXL' (1), 'onBoundary' (1)." in result.stdout
    assert totals(aidcli) == {"disbursement USD": "100", "pledge USD": "50"}


@pytest.mark.parametrize(
    ("head", "delimiter"),
    [
        ("Year DonorCode DonorName CrsID RecipientName USD_Commitment USD_Disbursement ShortDescription ProjectTitle PurposeCode", "|"),
        (
            "year donor_code donor_name crs_id recipient_name usd_commitment usd_disbursement short_description project_title purpose_code",
            ",",
        ),
    ],
)
def test_crs_of_either_form(aidcli: Ask, db: Path, head: str, delimiter: str) -> None:
    rows = [
        ["2021", "5", "Germany", "X1", "China (People's Republic of)", "1.5", "5.20E-05", "a", "Schools", "11220"],
        ["2021", "5", "Germany", "X1", "Bilateral, unspecified", "", "-0.25", "a", "Schools", "11220"],
        ["2022", "918", "EU Institutions", "X2", "Kenya", "0", "", "Clinics", "", "12230"],
    ]
    lines = map(delimiter.join if delimiter == "|" else _comma, rows)
    Path("crs.txt").write_text("\n".join([head.replace(" ", delimiter), *lines]))
    result = aidcli("import", "crs.txt", "--mapping", example("oecd-crs"))
    assert "Figures left out, since their value is empty: 2." in result.stdout
    assert totals(aidcli) == {"commitment USD": "1500000", "disbursement USD": "-249948"}
    assert [each["recipient"] for each in json.loads(aidcli("list", "--json").stdout)][:2] == ["china", "china"]


def test_an_example_is_named_as_it_is_or_copied(aidcli: Ask, db: Path) -> None:
    Path("crs.csv").write_text(
        "year,donor_name,recipient_name,usd_commitment,usd_disbursement,purpose_code,project_title\n2021,France,Kenya,1,,11220,Été\n"
    )
    assert "primary-education-ete-" in aidcli("import", "crs.csv", "--mapping", "oecd-crs", "--dry-run").stdout
    Path("oecd-crs").write_text("[source]\n")
    assert "oecd-crs" in aidcli("import", "crs.csv", "--mapping", "oecd-crs").stderr  # A file of that name goes first.


def _comma(row: list[str]) -> str:
    return ",".join(f'"{cell}"' for cell in row)


def test_world_bank_csv_and_json(aidcli: Ask, db: Path) -> None:
    head = "id,regionname,countryname,status,project_name,boardapprovaldate,totalamt,grantamt,sector1"
    rows = [
        'P1,Africa,Republic of Kenya;Republic of Kenya,Active,Schools,2018-06-28T00:00:00Z,"60,000,000",0,Primary Education!$!100!$!EP',
        "P2,Africa,Uganda;Uganda,Dropped,Roads,2018-06-28T00:00:00Z,5,0,Railways!$!100!$!TR",
    ]
    Path("wb.csv").write_text("\n".join([head, *rows]))
    assert aidcli("import", "wb.csv", "--mapping", example("world-bank-projects")).exit_code == 0
    assert totals(aidcli) == {"commitment USD": "60000000"}
    [figure] = json.loads(aidcli("list", "--json").stdout)
    assert (figure["id"], figure["sector"], figure["period"]) == ("wb-P1", "basic-education", "2018-06-28")
    project = {
        "id": "P3", "status": "Active", "project_name": "Wells", "countryshortname": "Kenya", "totalamt": "7,000,000",
        "boardapprovaldate": "2019-01-31T00:00:00Z", "sector1": {"Name": "Water Supply", "Percent": 100},
    }  # fmt: skip
    Path("wb.json").write_text(json.dumps({"total": "2", "projects": {"P3": project, "P4": {**project, "id": "P4", "status": "Dropped"}}}))
    result = aidcli("import", "wb.json", "--mapping", "map.toml")
    assert "Rows: 2 read, 1 kept, 1 filtered out, 0 blank." in result.stdout
    assert totals(aidcli) == {"commitment USD": "67000000"}


def test_360giving_json_and_sheet(aidcli: Ask, db: Path) -> None:
    grants = [
        {
            "id": f"360G-a-{at}", "title": f"Grant {at}", "currency": "GBP", "amountAwarded": amount, "awardDate": "2019-10-03T00:00:00Z",
            "recipientOrganization": [{"name": "A Charity"}], "fundingOrganization": [{"name": "A Fund"}],
        }
        for at, amount in enumerate((1000, 2500.55))
    ]  # fmt: skip
    Path("grants.json").write_text(json.dumps({"grants": grants}))
    assert aidcli("import", "grants.json", "--mapping", example("360giving")).exit_code == 0
    assert totals(aidcli) == {"commitment GBP": "3500.55"}
    [first, _] = json.loads(aidcli("list", "--json").stdout)
    assert (first["provider"], first["receiver"], first["period"]) == ("a-fund", "a-charity", "2019-10-03")
    head = "Identifier,Title,Description,Currency,Amount Awarded,Award Date,Recipient Org:Identifier,Recipient Org:Name,Funding Org:Name"
    Path("sheet.csv").write_text(f"{head}\n360G-b-1,Grant,d,GBP,10,2019-10-03,GB-CHC-1,A Charity,A Fund\n")
    assert aidcli("import", "sheet.csv", "--mapping", "map.toml").exit_code == 0
    assert totals(aidcli) == {"commitment GBP": "3510.55"}


def test_county_spreadsheet_in_gb18030(aidcli: Ask, db: Path) -> None:
    lines = [
        "林县援助项目台账,,,,,,,",
        "序号,项目名称,所属领域,援助资金（万元）,实施年度,援助方,受援地,实施单位,备注",
        '1,新建教学楼,教育,"3,200",2023年,山西,阜康,阜康市教育局,',
        "2,乡镇卫生院,医疗卫生,12.5,2022-2023,山西,阜康,阜康市卫健委,续建",
        "合计,合计,,3212.5,,,,,",
    ]
    Path("county.csv").write_text("\n".join(lines), "gb18030")
    result = aidcli("import", "county.csv", "--mapping", example("county-spreadsheet"))
    assert "Rows: 3 read, 2 kept, 1 filtered out, 0 blank." in result.stdout
    assert totals(aidcli) == {"funding CNY": "32125000"}


def test_gcdf(aidcli: Ask, db: Path) -> None:
    head = "AidData Record ID,Recommended For Aggregates,Financier Country,Recipient,Commitment Year,Title,Description,Sector Code,"
    head += "Amount (Constant USD 2021),Adjusted Amount (Constant USD 2021)"
    Path("gcdf.csv").write_text(f"{head}\n1,Yes,China,Kenya,2015,Rail,d,210,10,12.5\n2,No,China,Kenya,2015,Rail,d,210,10,10\n")
    assert aidcli("import", "gcdf.csv", "--mapping", example("aiddata-gcdf")).exit_code == 0
    assert totals(aidcli) == {"commitment USD-2021": "12.5"}
