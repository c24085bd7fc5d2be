"""What publishers do to their files within the standard, and a little beside it: read as they mean it, or said."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aidcli.model.figure import Figure, Source
from tests.exchange.iati_files import COUNTRY, SECTOR, activity, document, figures, imported, read, transaction
from tests.made import held
from tests.running import Ask


def one(*inside: str, **stated: Any) -> Figure:
    """The only figure of an activity."""
    (figure,) = figures(activity(*inside, **stated))
    return figure


# How it is written ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["<![CDATA[125]]>", " <![CDATA[ 1]]>25 ", "1<!-- , -->25", "1<?x y?>25", "&#49;25", "\n125\n", "\u00a0125\u00a0", "+125.00"]
)
def test_a_value_is_what_xml_says_it_is(written: str) -> None:
    assert one(SECTOR, transaction(written)).value == 125


@pytest.mark.parametrize("extension", ['<x:value xmlns:x="http://x">9</x:value>', '<value xmlns="http://x">9</value>', "<note>9</note>"])
def test_elements_of_other_namespaces_say_nothing(extension: str) -> None:
    paid = transaction("125").replace("<value", f"{extension}<value")
    assert held_values(paid) == [125]
    assert held_values(f'<y xmlns="http://x">{transaction("7")}</y>', transaction("125")) == [125]


def held_values(*inside: str) -> list[Any]:
    return [figure.value for figure in figures(activity(*inside))]


def test_a_file_all_in_one_namespace_is_read() -> None:
    data = document(activity(transaction("5"))).replace(b"<iati-activities", b'<iati-activities xmlns="http://iati"')
    assert [figure.value for figure in read(data).contents.made] == [5]


def test_blanks_around_codes_are_no_part_of_them() -> None:
    sectors = '<sector code=" 11110 " percentage=" 50 "/><sector vocabulary=" 1 " code="12220\n" percentage="50"/>'
    found = imported(
        activity(sectors, '<recipient-country code=" tl "/>', transaction("100", kind=" 3 ", currency=" usd ", date=" 2020-05-01 "))
    )
    assert [(each.sector, each.recipient, each.measure, each.unit, each.value, each.period) for each in found.contents.made] == [
        ("education-policy", "timor-leste", "disbursement", "USD", 50, "2020-05-01"),
        ("basic-health-care", "timor-leste", "disbursement", "USD", 50, "2020-05-01"),
    ]
    assert not found.remarks


@pytest.mark.parametrize("version", ["2.01", "2.02", "2.03", " 2.03 "])
def test_every_version_of_the_second_edition_is_read(version: str) -> None:
    assert [each.value for each in read(document(activity(transaction("5")), version=version)).contents.made] == [5]


@pytest.mark.parametrize(
    ("usual", "titles", "subject", "chinese"),
    [
        ("", {"fr": "E", "en-GB": "S"}, "S", None), ("", {"fr": "E", "EN": "S"}, "S", None), ("fr", {"": "E", "en": "S"}, "S", None),
        ("en", {"fr": "E", "": "S"}, "S", None), ("zh", {"": "学校", "en": "S"}, "S", "学校"), ("", {"zh-Hans": "学校"}, "学校", "学校"),
        ("", {"fr": "E", "pt": "F"}, "E", None), ("", {}, "XM-1", None),
    ],
)  # fmt: skip
def test_narratives_are_in_the_language_that_they_or_their_activity_say(
    usual: str, titles: dict[str, str], subject: str, chinese: str | None
) -> None:
    narratives = "".join(f"<narrative{lang and f' xml:lang={lang!r}'}>{text}</narrative>" for lang, text in titles.items())
    stated = activity(transaction()).replace("<narrative>Schools</narrative>", narratives)
    (figure,) = figures(stated.replace("<iati-activity ", f'<iati-activity xml:lang="{usual}" ') if usual else stated)
    assert (figure.subject, figure.subject_zh) == (subject, chinese)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "iso-8859-15", "windows-1250", "ISO-8859-2", "US-ASCII"])
def test_old_encodings_are_read(encoding: str) -> None:
    named = encoding if not encoding.startswith("utf-16") else "UTF-16"
    text = document(activity(transaction("125"))).decode().replace("UTF-8", named)
    assert [figure.value for figure in read(text.encode(encoding)).contents.made] == [125]


# What it says -----------------------------------------------------------------------------------------------


def test_a_reversed_transaction_counts_against_the_other() -> None:
    found = imported(activity(transaction("5", ref="r"), transaction("-5", ref="r"), transaction("0"), transaction("-0.10")))
    assert [each.value for each in found.contents.made] == [5, -5, 0, Decimal("-0.1")]
    assert found.totals == {("disbursement", "USD"): Decimal("-0.1")}


def test_a_transaction_without_a_date_or_value_date_is_taken() -> None:
    found = imported(
        activity(
            transaction("5").replace(' value-date="2020-05-01"', ""),
            transaction("6").replace('<transaction-date iso-date="2020-05-01"/>', ""),
        )
    )
    assert [(each.value, each.period) for each in found.contents.made] == [(5, "2020-05-01"), (6, None)]
    assert found.remarks == {"transaction-date": 1}


@pytest.mark.parametrize(
    ("percentages", "values"),
    [
        (("33.33", "66.66"), ["33.336667", "66.673333"]), (("50.005", "50.005"), ["50.005", "50.005"]),
        (("99", "0.5"), ["99.507437", "0.502563"]),
        (("", ""), ["100.01"]), (("100", "100"), ["50.005", "50.005"]), (("40", "40"), ["40.004", "40.004", "20.002"]),
    ],
)  # fmt: skip
def test_percentages_that_are_not_quite_100(percentages: tuple[str, str], values: list[str]) -> None:
    sectors = (f'<sector code="{code}" percentage="{each}"/>' for code, each in zip(("11110", "12220"), percentages, strict=True))
    found = figures(activity(*sectors, transaction("100.01")))
    assert [each.value for each in found] == list(map(Decimal, values))
    assert sum(each.value or 0 for each in found) == Decimal("100.01")


def test_humanitarian_scope_and_policy_markers_change_nothing() -> None:
    beside = '<humanitarian-scope type="1" vocabulary="1-2" code="EQ"/><policy-marker vocabulary="1" code="2" significance="3"/>'
    assert one(beside, SECTOR, COUNTRY, transaction("5"), identifier="A").id == one(SECTOR, COUNTRY, transaction("5"), identifier="A").id


# The next file ----------------------------------------------------------------------------------------------


def counts(aidcli: Ask, *words: str) -> dict[str, int]:
    answer = aidcli("import", *words, "--format", "csv", "--no-header")
    assert answer.exit_code == 0, answer.stderr
    return {f"{kind} {action}": int(count) for kind, action, count in (line.split(",") for line in answer.stdout.splitlines())}


def test_an_activity_inserted_at_the_top_is_all_that_is_added(aidcli: Ask, store: Path) -> None:
    paid = (transaction("1"), transaction("2", ref="R"), transaction("2"), transaction("2"))
    listed = [activity(SECTOR, *paid, identifier=f"GB-COH/{at}") for at in range(3)]
    new = activity(transaction("7"), transaction("7"), identifier="NEW")
    file = store.parent / "aid.xml"
    file.write_bytes(document(*listed))
    assert counts(aidcli, "aid.xml") == {"source added": 1, "figure added": 12}
    before = held(store)
    file.write_bytes(document(new, *listed))
    assert counts(aidcli, "aid.xml") == {"source changed": 1, "figure added": 2, "figure moved": 12}
    after = held(store)
    moved = {"line", "start"}
    assert {name: {key: each[key] for key in each if key not in moved} for name, each in before.items()} == {
        name: {key: each[key] for key in each if key not in moved} for name, each in after.items() if name in before
    }
    assert counts(aidcli, "aid.xml") == {"source unchanged": 1, "figure unchanged": 14}


def test_activities_of_one_publisher_in_several_files_have_a_source_each(aidcli: Ask, store: Path) -> None:
    for name, value in (("one", "1"), ("two", "2")):
        (store.parent / f"{name}.xml").write_bytes(document(activity(SECTOR, transaction(value))))
        assert counts(aidcli, f"{name}.xml") == {"source added": 1, "figure added": 1}
    assert {each["source"] for each in held(store).values() if each["measure"] == "disbursement"} == {"agency-one", "agency-two"}


def test_a_ledger_that_is_named_gets_the_digest_of_its_new_file() -> None:
    ledger = Source("mine", "My own", type="ledger", sha256="0" * 64)
    (row,) = imported(activity(transaction()), sources=[ledger], source="mine").contents.sources
    assert (row.record["title"], row.record["sha256"] != ledger.sha256) == ("My own", True)
