"""IATI activities as figures: what each element means, as the IATI Standard says."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.changes.checks import misread
from aidcli.model.codes import Code
from aidcli.model.figure import Figure, Source
from tests.exchange.iati_files import COUNTRY, SECTOR, activity, codebook, document, figures, imported, organisation, read, transaction

TYPES = (
    *("incoming-funds", "commitment", "disbursement", "expenditure", "interest-payment", "loan-repayment", "reimbursement"),
    *("equity-purchase", "equity-sale", "credit-guarantee", "incoming-commitment", "pledge", "incoming-pledge"),
)


def one(*inside: str, **stated: Any) -> Figure:
    """The only figure of an activity."""
    (figure,) = figures(activity(*inside, **stated))
    return figure


def held(figures: Sequence[Figure], *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(getattr(figure, key) for key in keys) for figure in figures]


def test_a_transaction_is_a_figure_at_its_line_as_printed() -> None:
    stated = transaction(" 1250.50 ", organisation("receiver-org", "Ministry", ref="TL-GOV-2"), ref="T7")
    figure = one(organisation("participating-org", "Japan", role="1"), COUNTRY, SECTOR, stated)
    assert {key: value for key, value in figure.record().items() if value is not None} == {
        "id": "XM-1-T7",
        "sector": "education-policy",
        "measure": "disbursement",
        "value": Decimal("1250.5"),
        "unit": "USD",
        "bound": "exact",
        "printed": "1250.50",
        "period": "2020-05-01",
        "provider": "japan",
        "recipient": "timor-leste",
        "receiver": "ministry",
        "subject": "Schools",
        "source": "agency-aid",
        "line": 12,
        "start": 32,
    }
    text = document(activity(organisation("participating-org", "Japan", role="1"), COUNTRY, SECTOR, stated)).decode().split("\n")[11]
    assert text[32:].startswith("1250.50")


def test_the_offset_counts_characters_and_only_its_own_text_is_the_value() -> None:
    (figure,) = figures(
        activity("<title><narrative>数据😀</narrative></title>" + transaction("\n 12<!-- -->5<x>9</x>").replace("\n<value", "<value"))
    )
    assert (figure.value, figure.printed, figure.start) == (125, "125", 1)
    (figure,) = figures(activity(transaction("125").replace("<value", "<a>数据😀</a><value")))
    assert (figure.printed, figure.start) == ("125", 41)


def test_every_transaction_type_has_a_measure_of_its_own() -> None:
    found = figures(activity(*(transaction(kind=kind) for kind in range(1, 14))))
    assert tuple(figure.measure for figure in found) == TYPES


def test_a_narrative_in_english_goes_first_and_one_in_chinese_beside() -> None:
    title = (
        '<title><narrative xml:lang="fr">Écoles</narrative><narrative xml:lang="en">Village\n schools</narrative>'
        '<narrative xml:lang="zh">乡村学校</narrative></title>'
    )
    (figure,) = figures(activity(transaction()).replace("<title><narrative>Schools</narrative></title>", title))
    assert (figure.subject, figure.subject_zh) == ("Village schools", "乡村学校")


@pytest.mark.parametrize(
    ("inside", "own", "provider"),
    [
        ([], organisation("provider-org", "Norway"), "norway"),
        ([organisation("participating-org", "Japan", role="1")], organisation("provider-org", "Norway"), "norway"),
        ([organisation("participating-org", "Japan", role="1")], "", "japan"),
        ([organisation("participating-org", "Japan", role="1")], "<provider-org/>", "japan"),
        ([organisation("participating-org", "Japan", role="2")], "", None),
        ([organisation("participating-org", each, role="1") for each in ("Japan", "Norway")], "", None),
        ([organisation("participating-org", "Government of Spain", role="1")], "", "spain"),
        ([organisation("participating-org", "Unspecified", role="1")], "", None),
        ([], "", None),
    ],
)
def test_the_provider_is_that_of_the_transaction_or_the_only_one_that_funds(inside: list[str], own: str, provider: str | None) -> None:
    assert one(*inside, transaction("1", own)).provider == provider


def test_the_currency_is_that_of_the_value_or_the_default() -> None:
    found = imported(
        activity(transaction(currency="EUR"), transaction(), transaction(currency="ZZZ")), activity(transaction(), currency="")
    )
    assert [figure.unit for figure in found.contents.made] == ["EUR", "USD"]
    assert found.remarks["transaction-currency"] == 2
    assert found.totals == {("disbursement", "EUR"): 100, ("disbursement", "USD"): 100}


@pytest.mark.parametrize(
    ("written", "period"),
    [("2020-02-29", "2020-02-29"), ("2020-02-29Z", "2020-02-29"), ("2020-02-29T10:00:00+02:00", "2020-02-29"), ("2021-02-29", None),
     ("29/02/2020", None), ("2020", None), ("", None), ("../2020-01", None)],
)  # fmt: skip
def test_the_date_is_the_period(written: str, period: str | None) -> None:
    found = imported(activity(transaction(date=written)))
    assert found.contents.made[0].period == period
    assert found.remarks.get("transaction-date", 0) == (period is None)


# Sectors ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sectors", "expected", "others"),
    [
        ([("1", "11110", 100), ("2", "120", 100)], {"education-policy": 100}, 1),
        ([("2", "120", 100), ("", "11110", 100)], {"education-policy": 100}, 1),
        ([("99", "A", 100), ("2", "120", 100)], {"health": 100}, 1),
        ([("10", "A", 100), ("99", "B", 50), ("99", "C", 50)], {"unspecified": 100}, 2),
        ([("2", "111", 60), ("2", "120", 40), ("99", "A", 100)], {"education-unspecified": 60, "health": 40}, 1),
        ([("1", "42010", 50), ("1", "31100", 50)], {"women-in-development-general": 50, "farming": 50}, 0),
        ([("99", "A", 30), ("99", "B", 70)], {"unspecified": 100}, 0),
        ([("1", "00000", 25), ("1", "11110", 75)], {"unspecified": 25, "education-policy": 75}, 0),
        ([("1", "11110", 50)], {"education-policy": 50, "unspecified": 50}, 0),
        ([], {"unspecified": 100}, 0),
    ],
)
def test_one_vocabulary_divides_a_transaction(sectors: list[tuple[str, str, int]], expected: dict[str, int], others: int) -> None:
    stated = [f'<sector vocabulary="{each}" code="{code}" percentage="{part}"/>' for each, code, part in sectors]
    found = imported(activity(*stated, transaction("100")))
    assert {figure.sector: figure.value for figure in found.contents.made} == expected
    assert found.remarks.get("sector-vocabulary", 0) == others


def test_codes_of_vocabularies_of_ones_own_are_counted_not_guessed() -> None:
    found = imported(activity('<sector vocabulary="99" code="110" percentage="50"/><sector vocabulary="98" code="x"/>', transaction()))
    assert held(found.contents.made, "sector", "value") == [("unspecified", 100)]
    assert (found.remarks["sector-unknown"], found.remarks["sector-vocabulary"]) == (1, 1)


def test_a_sector_of_the_transaction_goes_before_those_of_the_activity() -> None:
    stated = transaction("100", '<sector vocabulary="2" code="120"/>', '<sector vocabulary="99" code="A"/>')
    found = figures(activity(SECTOR, stated, transaction("50")))
    assert held(found, "sector", "value") == [("health", 100), ("education-policy", 50)]


# Countries --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "expected", "remarks"),
    [
        (["country TL"], {"timor-leste": 100}, {}),
        (["country tl 100"], {"timor-leste": 100}, {}),
        (["country TL 50", "country ID 50"], {"timor-leste": 50, "indonesia": 50}, {}),
        (["country TL 60", "country ID 20"], {"timor-leste": 60, "indonesia": 20, None: 20}, {"country-below 100": 1}),
        (["country TL 60", "region 298 40"], {"timor-leste": 60, "africa-regional": 40}, {}),
        (["country TL 100", "region 298 100"], {"timor-leste": 100}, {"region-beside": 1}),
        (["country TL", "region 298"], {"timor-leste": 100}, {"region-beside": 1}),
        (["region 998"], {"developing-countries": 100}, {}),
        (["region 77777"], {None: 100}, {"region-unknown": 1}),
        (["country ZZ"], {None: 100}, {"country-unknown": 1}),
        (["country 110000"], {None: 100}, {"country-unknown": 1}),
        (["country TL", "country ID"], {None: 100}, {"country-without percentage": 1}),
        ([], {None: 100}, {}),
    ],
)
def test_countries_and_regions_divide_a_transaction(places: list[str], expected: dict[str | None, int], remarks: dict[str, int]) -> None:
    stated = []
    for kind, code, *percentage in map(str.split, places):
        stated.append(f'<recipient-{kind} code="{code}"' + "".join(f' percentage="{each}"' for each in percentage) + "/>")
    found = imported(activity(*stated, SECTOR, transaction("100")))
    assert {figure.recipient: figure.value for figure in found.contents.made} == expected
    assert found.remarks == remarks


def test_a_country_of_the_transaction_goes_before_those_of_the_activity() -> None:
    found = figures(
        activity(COUNTRY, transaction("100", '<recipient-country code="TM"/><recipient-region code="616"/>'), transaction("50"))
    )
    assert held(found, "recipient", "value") == [("turkmenistan", 100), ("timor-leste", 50)]


def test_sectors_and_countries_divide_together_and_add_up_exactly() -> None:
    sectors = "".join(f'<sector code="{code}" percentage="33.33"/>' for code in ("11110", "12220", "31120"))
    countries = '<recipient-country code="TL" percentage="75"/><recipient-country code="ID" percentage="25"/>'
    found = figures(activity(sectors, countries, transaction("1000.01", ref="A")))
    assert sum(figure.value for figure in found if figure.value) == Decimal("1000.01")
    assert [figure.id for figure in found] == [f"XM-1-A-{code}-{place}" for code in (11110, 12220, 31120) for place in ("TL", "ID")]
    assert {figure.value for figure in found if figure.recipient == "timor-leste"} == {Decimal("250.0025")}


# Ids --------------------------------------------------------------------------------------------------------


def ids(*activities: str) -> list[str]:
    return [figure.id for figure in figures(*activities)]


@pytest.mark.parametrize("value", ["100", "-1250.50", "0.10", ".5", "+7", "1000.", "0"])
def test_a_share_is_not_said_to_be_misread_from_the_amount_of_all_shares(value: str) -> None:
    divided = ['<sector code="11110" percentage="70"/>', '<sector code="12220" percentage="30"/>']
    found = figures(activity(*divided, COUNTRY, transaction(value, ref="T7")))
    assert [finding for figure in found for finding in misread(figure)] == []
    assert {figure.note for figure in found} == {"one of 2 shares of the transaction"}


def test_ids_stay_where_an_activity_is_inserted_at_the_top() -> None:
    listed = [activity(SECTOR, transaction("1"), transaction("2", ref="R"), transaction("2"), identifier=f"GB-COH/{at}") for at in range(3)]
    new = activity(transaction("1"), identifier="GB-COH/9")
    before, after = ids(*listed), ids(new, *listed)
    assert after[1:] == before
    assert len(set(after)) == 10


def test_equal_transactions_are_counted_and_different_ones_keep_their_ids_in_any_order() -> None:
    same, other = transaction("1"), transaction("2")
    first, second, third = ids(activity(same, same, other))
    assert second == f"{first}-2"
    assert ids(activity(other, same, same)) == [third, first, second]


def test_a_reference_names_a_transaction_unless_others_have_it_too() -> None:
    assert ids(activity(transaction("1", ref="A/7"), transaction("2", ref="B"))) == ["XM-1-A-7", "XM-1-B"]
    assert ids(activity(transaction("5", ref="A/7"))) == ["XM-1-A-7"]
    twice = ids(activity(transaction("1", ref="A"), transaction("2", ref="A")))
    assert sorted(twice) == sorted(ids(activity(transaction("2", ref="A"), transaction("1", ref="A"))))


@pytest.mark.parametrize("identifier", ["", "项目一", "a|b 'c'", "x" * 500, "--", "XM-1-2"])
def test_any_identifier_makes_ids(identifier: str) -> None:
    found = ids(activity(transaction("1", ref="2"), transaction("2"), identifier=identifier), activity(transaction("1"), identifier="XM-1"))
    assert len(set(found)) == 3
    assert max(map(len, found)) < 100


def test_ids_that_would_clash_do_not() -> None:
    found = ids(activity(transaction("1", ref="2-3"), identifier="A"), activity(transaction("1", ref="3"), identifier="A-2"))
    assert found == ["A-2-3", "A-2-3-2"]


# Organisations ----------------------------------------------------------------------------------------------


def bodies(*named: tuple[str, str], codes: Sequence[Code] = ()) -> tuple[list[str | None], list[dict[str, str]]]:
    """The providers of transactions whose provider has these references and names, and the codes made for them."""
    stated = [transaction(str(at), organisation("provider-org", name, ref=ref)) for at, (ref, name) in enumerate(named)]
    found = imported(activity(*stated), codes=codebook(*codes))
    return [figure.provider for figure in found.contents.made], [row.record for row in found.contents.codes]


def test_organisations_that_no_code_names_get_one() -> None:
    found, made = bodies(("XM-DAC-41-1", "UN Agency"), ("", "UN AGENCY"), ("XM-DAC-41-1", "Agence"), ("", "World Bank"), ("44000", ""))
    assert found == ["un-agency", "un-agency", "un-agency", "world-bank", "44000"]
    assert made == [
        {"kind": "place", "code": "un-agency", "en": "UN Agency", "standard": "XM-DAC-41-1"},
        {"kind": "place", "code": "44000", "en": "44000", "standard": "iati-44000"},
    ]


@pytest.mark.parametrize(("one", "other"), [("RW-GOV-1", "TL-GOV-1"), ("17", "TL|GOV")])
def test_two_organisations_of_one_name_are_two(one: str, other: str) -> None:
    found, made = bodies((one, "Ministry of Health"), (other, "Ministry of Health"), ("", "Ministry of Health"))
    assert found[0] == found[2] == "ministry-of-health"
    assert found[1] == made[1]["code"] != found[0]
    again, none = bodies(
        (other, "Ministry of Health"), (one, "MoH"),
        codes=[Code(each["code"], standard=(each["standard"],), en=each["en"]) for each in made],
    )  # fmt: skip
    assert (again, none) == ([found[1], found[0]], [])


@pytest.mark.parametrize("name", ["联合国儿童基金会", "Ünïcéf & Çie", "a" * 300, "|", "'\"", "Agency|Other"])
def test_any_name_makes_a_code(name: str) -> None:
    (code,), (record,) = bodies(("", name.replace("&", "&amp;")))
    assert code == record["code"]
    assert record["en"] == name


# Results ----------------------------------------------------------------------------------------------------


def result(actual: str, *, measure: str = "1", indicator: str = "", whole: str = "", inside: str = "", year: int = 2020) -> str:
    own = f' aggregation-status="{indicator}"' if indicator else ""
    return (
        f'<result type="1" {whole}><title><narrative>Outcome</narrative></title><indicator measure="{measure}"{own}>'
        f"<title><narrative>Pupils</narrative></title><baseline value='5'/><period><period-start iso-date='{year}-01-01'/>"
        f"<period-end iso-date='{year}-12-31'/><target value='9'/><actual value='{actual}'>{inside}</actual></period></indicator></result>"
    )


def test_an_actual_is_a_figure_of_a_second_source_that_is_a_report() -> None:
    found = imported(activity(SECTOR, COUNTRY, transaction(), result("11", inside='<dimension name="sex" value="female"/>')))
    ledger, report = (row.record for row in found.contents.sources)
    assert (ledger["type"], report["id"], report["type"]) == ("ledger", f"{ledger['id']}-results", "report")
    figure = found.contents.made[1]
    assert held([figure], "source", "measure", "unit", "value", "printed") == [("agency-aid-results", "results", "unit", 11, "11")]
    assert held([figure], "sector", "recipient", "period", "note") == [
        ("education-policy", "timor-leste", "2020-01-01/2020-12-31", "sex: female")
    ]
    assert figure.subject == "Pupils (Schools)"
    assert found.totals == {("disbursement", "USD"): 100}


@pytest.mark.parametrize(
    ("stated", "remark"),
    [
        (result("1", indicator="0"), "result-not-added"),
        (result("1", indicator="false"), "result-not-added"),
        (result("1", whole='aggregation-status="0"'), "result-not-added"),
        (result("good", measure="5"), "result-no-number"),
        (result("1,000"), "result-no-number"),
        (result(""), "result-no-number"),
        (result("3", measure="4"), "result-no-number"),
    ],
)
def test_results_that_cannot_be_added_are_counted(stated: str, remark: str) -> None:
    found = imported(activity(transaction(), stated))
    assert (len(found.contents.made), found.remarks) == (1, {remark: 1})


def test_a_percentage_is_held_as_one_and_results_alone_are_enough() -> None:
    (figure,) = imported(activity(result("40", measure="2", indicator="1", whole='aggregation-status="0"'))).contents.made
    assert (figure.unit, figure.value) == ("percent", 40)


def test_an_actual_keeps_its_id_when_its_value_changes() -> None:
    assert ids(activity(result("1"), result("2", year=2021))) == ids(activity(result("7"), result("8", year=2021)))


# Sources, and the whole -------------------------------------------------------------------------------------


def test_the_source_is_made_from_the_publisher_and_the_name_of_the_file() -> None:
    (row,) = imported(activity(transaction())).contents.sources
    made = {"id": "agency-aid", "title": "IATI activities of Agency (aid)", "type": "ledger", "publisher": "Agency"}
    assert row.record == made | {"sha256": row.record["sha256"]}
    other = activity(transaction(), identifier="B").replace("<narrative>Agency</narrative>", "<narrative>Bureau</narrative>")
    assert imported(activity(transaction()), other).contents.sources[0].record["id"] == "aid"
    assert imported(activity(transaction()), source="mine").contents.sources[0].record["id"] == "mine"


def test_a_source_of_the_store_stays_what_it_is() -> None:
    ledger, report = Source("agency-aid", "My title", type="ledger", sha256="0" * 64), Source("agency-aid", "Agency")
    (row,) = imported(activity(transaction()), sources=[ledger]).contents.sources
    assert (row.record["title"], row.record["sha256"] != ledger.sha256) == ("My title", True)
    named = imported(activity(transaction()), sources=[report], source="agency-aid").contents
    assert (named.sources, named.made[0].source) == ([], "agency-aid")
    assert imported(activity(transaction()), sources=[report]).contents.made[0].source == "agency-aid-iati"


def test_budgets_and_plans_are_counted() -> None:
    found = imported(
        activity(
            "<budget/>",
            "<budget/>",
            "<planned-disbursement/>",
            transaction(kind=99),
            transaction().replace("<value", "<vale").replace("</value", "</vale"),
            transaction(),
        )
    )
    assert found.remarks == {"budget": 2, "planned-disbursement": 1, "transaction-type": 1, "transaction-value": 1}


def test_any_pieces_give_the_same_figures() -> None:
    data = document(activity(SECTOR, COUNTRY, transaction("12.5", organisation("provider-org", "Zoë &amp; Co")), transaction("7")))
    whole = read(data)
    for size in (1, 7, 100):
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
        assert read(*pieces) == whole


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings_that_are_declared_are_read(encoding: str) -> None:
    text = document(activity(transaction(), title="Écoles")).decode().replace("UTF-8", encoding.replace("-sig", ""))
    assert read(text.encode(encoding)).contents.made[0].subject == "Écoles"


@given(
    st.lists(
        st.tuples(
            st.decimals(-(10**9), 10**9, places=3).map(str),
            st.lists(st.tuples(st.sampled_from(["11110", "120", "99999", "400"]), st.sampled_from(["", "100", "50", "33.3"])), max_size=4),
            st.lists(st.tuples(st.sampled_from(["TL", "ID", "ZZ"]), st.sampled_from(["", "100", "60", "12.34567"])), max_size=3),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_the_percentages_figures_add_up_to_the_transactions(stated: list[tuple[str, list[Any], list[Any]]]) -> None:
    def element(name: str, code: str, percentage: str) -> str:
        return f'<{name} code="{code}"' + (f' percentage="{percentage}"/>' if percentage else "/>")

    found = figures(
        *(
            activity(
                *(element("sector", *each) for each in sectors),
                *(element("recipient-country", *each) for each in places),
                transaction(value),
            )
            for value, sectors, places in stated
        )
    )
    total = sum((Decimal(figure.value or 0) for figure in found), Decimal(0))
    assert total == sum((Decimal(value) for value, _, _ in stated), Decimal(0))
    assert len({figure.id for figure in found}) == len(found)
