"""Tables that were made for people, without a mapping: headers, amounts and years as people write them."""

import json
import tomllib
from pathlib import Path

import openpyxl
import pytest

from tests.running import Ask

CHINESE = """领域,指标,项目名称,金额,年份
教育,资金,新建教室,3200万元,2023年
医疗卫生,资金,卫生院,"12,000,000元",2022-2023
教育,培训人数,教师培训,2000余名,2023年
"""
KEYS = ("sector", "measure", "value", "unit", "bound", "period", "subject")


def listed(aidcli: Ask, *keys: str) -> list[list[object]]:
    return [[each[key] for key in keys or KEYS] for each in json.loads(aidcli("list", "--json").stdout)]


CHINESE_FIGURES = [
    ["education", "funding", 32000000, "CNY", "exact", "2023", "新建教室"],
    ["health", "funding", 12000000, "CNY", "exact", "2022/2023", "卫生院"],
    ["education", "people-trained", 2000, "person", "at-least", "2023", "教师培训"],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-bom", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_chinese_table_in_any_encoding(aidcli: Ask, db: Path, encoding: str, ending: str) -> None:
    text = CHINESE.replace("\n", ending)
    Path("in.csv").write_bytes(b"\xfe\xff" + text.encode("utf-16-be") if encoding.endswith("bom") else text.encode(encoding))
    result = aidcli("import", "in.csv", "--set", "source=lin-2024")
    assert "Guessed: 领域 = sector, 指标 = measure, 项目名称 = subject, 金额 = value, 年份 = period." in result.stdout
    assert "Rows: 3 read, 3 kept, 0 filtered out, 0 blank." in result.stdout
    assert "source  added         1" in result.stdout
    assert listed(aidcli) == CHINESE_FIGURES


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters(aidcli: Ask, db: Path, delimiter: str) -> None:
    Path("in.csv").write_text(CHINESE.replace('"12,000,000元"', "12000000元").replace(",", delimiter), "utf-8")
    assert f"Read as: delimiter {delimiter!r}." in aidcli("import", "in.csv").stdout
    assert listed(aidcli) == CHINESE_FIGURES


def test_a_workbook_and_a_pipe_are_read_alike(aidcli: Ask, db: Path) -> None:
    book = openpyxl.Workbook()
    rows = [["领域", "指标", "项目名称", "金额", "年份"], ["教育", "资金", "新建教室", "3200万元", 2023]]
    for row in rows:
        book.active.append(row)
    book.save("in.xlsx")
    assert aidcli("import", "in.xlsx").exit_code == 0
    typed = "\n".join(",".join(map(str, row)) for row in rows)
    assert aidcli("import", "-", "--from", "csv", "--set", "source=in", typed=typed).stdout.startswith("Kind    Action     Figures")
    assert listed(aidcli) == CHINESE_FIGURES[:1]


@pytest.mark.parametrize("encoding", ["latin-1", "mac-roman"])
def test_other_encodings_only_when_named(aidcli: Ask, store: Path, encoding: str) -> None:
    Path("in.csv").write_text("Sector,Project,Amount,Unit\nHealth,Clinique à Ségou,5,USD\n", encoding)
    refused = aidcli("import", "in.csv", "--set", "measure=funding")
    assert (refused.exit_code, "is not UTF-8; save the file as UTF-8, or name its encoding" in refused.stderr) == (2, True)
    assert aidcli("import", "in.csv", "--set", "measure=funding", "--encoding", encoding).exit_code == 0
    assert "Clinique à Ségou" in aidcli("list", "--format", "csv").stdout
    for name in ("klingon", "base64", "idna"):
        assert "try gb18030" in aidcli("import", "in.csv", "--encoding", name).stderr


def test_titles_units_and_totals_around_the_table(aidcli: Ask, db: Path) -> None:
    lines = [
        "林县援疆项目表,,,,",
        "单位：万元,,,,",
        "序号,项目名称,领域,援助资金,受益人数（人）",
        "1,教室,教育,3200,500",
        "2,诊所,医疗,1500.5,",
        "合计,,,4700.5,500",
    ]
    Path("in.csv").write_text("\n".join(lines), "utf-8")
    result = aidcli("import", "in.csv")
    assert "援助资金 = value (funding, 10,000 CNY), 受益人数（人） = value (people-served, person)" in result.stdout
    assert "Filtered out by column: '序号' (1)." in result.stdout
    assert "Read: Funding 47,005,000 CNY; People served 500 people." in result.stdout


def test_columns_named_by_years(aidcli: Ask, db: Path) -> None:
    Path("in.csv").write_text(
        "Sector,Project,Recipient country,2021,2022,Total\nEducation,Schools,Kenya,100,200,300\nHealth,Clinics,Uganda,,50,50\n"
    )
    result = aidcli("import", "in.csv", "--set", "unit=USD", "--set", "measure=disbursement")
    assert "Columns not taken: Total." in result.stdout
    assert "Read: Disbursement 350 USD." in result.stdout
    assert listed(aidcli, "period", "value", "recipient") == [["2021", 100, "kenya"], ["2022", 200, "kenya"], ["2022", 50, "uganda"]]


def test_decimal_commas_are_seen(aidcli: Ask, db: Path) -> None:
    Path("in.csv").write_text("Sector;Project;Amount (EUR)\nHealth;a;1.234,50\nHealth;b;300,5\n")
    result = aidcli("import", "in.csv", "--set", "measure=funding")
    assert "Read as: delimiter ';', decimal ','." in result.stdout
    assert "Read: Funding 1,535 EUR." in result.stdout


def test_a_point_that_may_part_thousands_is_said(aidcli: Ask, db: Path) -> None:
    Path("in.csv").write_text("Sector,Project,Amount (EUR)\nHealth,a,12.500\nHealth,b,900\n")
    assert "decimal is '.'" in aidcli("import", "in.csv", "--set", "measure=funding", "--dry-run").stdout
    Path("in.csv").write_text("Sector,Project,Amount (EUR)\nHealth,a,12.500\nHealth,b,0.5\n")
    assert "decimal" not in aidcli("import", "in.csv", "--set", "measure=funding", "--dry-run").stdout


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Amount (USD million)", "value (1,000,000 USD)"),
        ("amountUSD", "value (USD)"),
        ("usd_disbursement", "value (disbursement, USD)"),
        ("资金（亿元）", "value (funding, 100,000,000 CNY)"),
        ("总投资(万元)", "value (investment, 10,000 CNY)"),
        ("Value (US$m)", "value (1,000,000 USD)"),
    ],
)
def test_units_in_headers(aidcli: Ask, db: Path, header: str, said: str) -> None:
    Path("in.csv").write_text(f"Sector,Project,{header}\nHealth,a,5.20E-05\n", "utf-8")
    assert f"{header} = {said}" in aidcli("import", "in.csv", "--dry-run").stdout


def test_ids_are_proposed_by_content_and_never_collide(aidcli: Ask, db: Path) -> None:
    rows = ["Health,a,5,2020", "Health,a,5,2020", "Health,a,6,2021", "Education,b,7,2020"]

    def ids(lines: list[str]) -> dict[str, object]:
        Path("in.csv").write_text("\n".join(["Sector,Project,Funding (USD),Year", *lines]))
        result = aidcli("import", "in.csv")
        assert result.exit_code == 0, result.output
        return {str(name): value for name, value in listed(aidcli, "id", "value")}

    first = ids(rows)
    assert len(first) == 4
    assert ids(["Water supply and sanitation,new,1,2019", *rows]).items() > first.items()
    changed = ids([*rows[:3], "Education,b,8,2020"])
    assert len(changed) == 5
    Path("in.csv").rename("other.csv")
    assert "figure  added         4" in aidcli("import", "other.csv").stdout


def test_what_is_missing_is_said_with_the_remedy(aidcli: Ask, store: Path) -> None:
    Path("in.csv").write_text("Thema,Betrag\na,1\n")
    assert aidcli("import", "in.csv").stderr == (
        "aidcli: error: no column of 'in.csv' is named as sector, measure, subject or value; add --set sector=... --set measure=... "
        "--set subject=..., or draft a mapping by 'aidcli mapping in.csv > MAP.toml' and import with --mapping MAP.toml; "
        "its columns: Thema, Betrag\n"
    )


def test_bodies_without_a_code_are_made_only_when_asked(aidcli: Ask, store: Path) -> None:
    Path("in.csv").write_text("领域,项目名称,资金（万元）,实施单位\n教育,教室,5,林县教育局\n医疗,诊所,6,林县教育局\n", "utf-8")
    refused = aidcli("import", "in.csv").stderr
    assert "column '实施单位' (receiver): unknown place: '林县教育局' (2 rows from line 2)" in refused
    assert "--new places" in refused
    assert "place   added         1" in aidcli("import", "in.csv", "--new", "places").stdout


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--set", "source"], "--set: 'source' is not of the form key=value"),
        (["--set", "sorce=x"], "unknown key 'sorce'; did you mean 'source'"),
        (["--set", "sector=helth"], "sector: unknown sector 'helth'; did you mean 'health'"),
        (["--new", "plces"], "unknown kind of code 'plces'; did you mean 'places'"),
        (["--mapping", "gone.toml"], "cannot read 'gone.toml'"),
        (["--set", "source=A b"], "is not a lower-case slug"),
    ],
)
def test_options_that_do_not_fit(aidcli: Ask, store: Path, words: list[str], found: str) -> None:
    Path("in.csv").write_text(CHINESE, "utf-8")
    result = aidcli("import", "in.csv", *words)
    assert result.exit_code in (2, 3)
    assert found in result.stderr


@pytest.mark.parametrize("name", ["in.csv", "in.json", "in.xlsx"])
def test_a_draft_is_a_mapping_that_import_takes_or_refuses_with_a_reason(aidcli: Ask, db: Path, name: str) -> None:
    rows = [
        ["编号", "领域", "项目名称", "资金（万元）", "年份", '怪 "列"\\'],
        ["a1", "教育", "教室\x07", 5, 2023, "x"],
        ["a2", "未知领域", "诊所", 6, 2023, "y"],
    ]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([str(cell).replace("\x07", "") for cell in row])
    book.save("in.xlsx")
    Path("in.csv").write_text("\n".join(",".join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in rows), "utf-8")
    Path("in.json").write_text(json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]]), "utf-8")
    draft = aidcli("mapping", name).stdout
    assert "values" in tomllib.loads(draft)
    assert '# "未知领域" = ""  # 1 row' in draft
    Path("in.toml").write_text(draft, "utf-8")
    assert "unknown sector: '未知领域'" in aidcli("import", name).stderr
    Path("in.toml").write_text(draft.replace('# "未知领域" = ""', '"未知领域" = "health"'), "utf-8")
    assert aidcli("import", name).exit_code == 0
    assert [each[:3] for each in listed(aidcli)] == [["education", "funding", 50000], ["health", "funding", 60000]]
    assert [each[0] for each in listed(aidcli, "id")] == ["in-a1", "in-a2"] or listed(aidcli, "id") == [["a1"], ["a2"]]


def test_examples_are_listed_and_printed(aidcli: Ask) -> None:
    names = [line.split()[0] for line in aidcli("mapping", "--examples").stdout.splitlines()]
    assert names == [
        "360giving",
        "aiddata-core",
        "aiddata-gcdf",
        "aiddata-gcdf-2",
        "aiddata-gcof",
        "county-spreadsheet",
        "ocha-fts",
        "oecd-crs",
        "world-bank-projects",
    ]
    assert aidcli("mapping", "--examples", "ocha-fts").stdout.startswith("# OCHA")
    assert "did you mean 'ocha-fts'" in aidcli("mapping", "--examples", "ocha-ft").stderr
    assert "name a file" in aidcli("mapping").stderr


def test_records_of_any_shape(aidcli: Ask, db: Path) -> None:
    record = {"Sector": "Health", "Project": "p", "Funding (USD)": 0.1, "tags": ["x", "y"], "n": None, "t": True}
    Path("in.json").write_text(json.dumps({"page": 1, "data": {"rows": [record, {**record, "Funding (USD)": 2}]}}))
    result = aidcli("import", "in.json")
    assert "Read as: records 'data.rows'." in result.stdout
    assert "Columns not taken: tags, n, t." in result.stdout
    assert "Read: Funding 2.1 USD." in result.stdout
    Path("in.json").write_text(json.dumps([record, 5, None, {**record, "Funding (USD)": 2}]).replace("0.1", "1e400"))
    lines = aidcli("import", "in.json").stderr.splitlines()
    assert lines[2] == "  is not an object: 2 rows from record 2"
    assert "'1E+400' (record 1)" in lines[1]
    for depth in (900, 100_000):
        Path("in.json").write_text("[" + '{"a":' * depth + "1" + "}" * depth + "]")
        assert aidcli("import", "in.json").exit_code == 2


def test_a_large_table_is_read_in_bounded_memory_by_rows(aidcli: Ask, db: Path) -> None:
    with Path("in.csv").open("w") as file:
        file.write("Sector,Project,Funding (USD),Year\n")
        file.writelines(f"Health,project {at},{at},2020\n" for at in range(3000))
    assert f"Read: Funding {sum(range(3000)):,} USD." in aidcli("import", "in.csv").stdout


def test_columns_from_and_to_that_hold_no_dates_are_not_the_ends_of_a_period(aidcli: Ask, db: Path) -> None:
    rows = "Sector,Project name,From,To,Amount,Year\nhealth,beds,Shanxi,Fukang,5元,2023\n"
    Path("in.csv").write_text(rows, "utf-8")
    said = aidcli("import", "in.csv").stdout
    assert "Columns not taken: From, To." in said
    assert "last" not in said
    Path("in.csv").write_text(rows.replace("Shanxi,Fukang", "2021,2022").replace(",Year", ",Note").replace(",2023", ",x"), "utf-8")
    aidcli("import", "in.csv")
    assert {each[0] for each in listed(aidcli, "period")} == {"2023", "2021/2022"}


@pytest.mark.parametrize(
    ("amount", "remedy"),
    [
        ("¥5", "unknown unit '¥'; add --set unit=CNY, or see 'aidcli codes units'"),
        ("n/a", 'if it means that there is no amount, list it as blank = ["..."] under [file] in a mapping'),
    ],
)
def test_what_is_wrong_with_an_amount_is_told_with_a_remedy_of_import(aidcli: Ask, db: Path, amount: str, remedy: str) -> None:
    Path("in.csv").write_text(f"Sector,Project name,Amount\nhealth,beds,5元\nhealth,wells,{amount}\n", "utf-8")
    result = aidcli("import", "in.csv", "--set", "measure=funding")
    assert result.exit_code == 2
    assert f"not an amount: '{amount}' (line 3); {remedy}\n" in result.stderr
