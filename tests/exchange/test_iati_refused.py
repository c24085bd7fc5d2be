"""Files that are not IATI activities, or do more than hold data: refused with a sentence, nothing written, nothing expanded."""

import gzip
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aidcli.errors import BadRows
from aidcli.exchange.iati import read_iati
from tests.exchange.iati_files import SECTOR, activity, codebook, document, transaction
from tests.made import faults, held
from tests.running import Ask

GOOD = document(activity(SECTOR, transaction("100")))
LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10 if at else "ha"}">' for at in range(10))
DOCTYPE = "it has a DOCTYPE, which IATI files have not and which may hold entities; remove it"
BAD = {
    "billion laughs": (GOOD.replace(b"<iati", f"<!DOCTYPE x [{LAUGHS}]><iati".encode(), 1).replace(b"Schools", b"&l9;"), DOCTYPE),
    "an external entity": (
        GOOD.replace(b"<iati", b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><iati', 1).replace(b"Schools", b"&f;"),
        DOCTYPE,
    ),
    "a parameter entity": (GOOD.replace(b"<iati", b'<!DOCTYPE x [<!ENTITY % f SYSTEM "http://localhost:9/x"> %f;]><iati', 1), DOCTYPE),
    "an external DTD": (GOOD.replace(b"<iati", b'<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd"><iati', 1), DOCTYPE),
    "HTML": (b"<!DOCTYPE html>\n<html><body>Not found</body></html>", DOCTYPE),
    "XHTML": (b"<html><body/></html>", "it is not an IATI activity file: its root element is 'html', not 'iati-activities'"),
    "an organisation file": (
        b'<iati-organisations version="2.03"><iati-organisation/></iati-organisations>',
        "it is an IATI organisation file, which has no transactions; import an activity file",
    ),
    "version 1.05": (GOOD.replace(b"2.03", b"1.05"), "its IATI version is '1.05'; versions 2.01, 2.02, 2.03 are read"),
    "version 3.00": (GOOD.replace(b"2.03", b"3.00"), "its IATI version is '3.00'; versions 2.01, 2.02, 2.03 are read"),
    "no version": (GOOD.replace(b' version="2.03"', b""), "it states no IATI version; versions 2.01, 2.02, 2.03 are read"),
    "UTF-7": (GOOD.replace(b"UTF-8", b"UTF-7"), "its encoding 'UTF-7' is not read; save it as UTF-8"),
    "a gzip file": (gzip.compress(GOOD), "it is compressed (gzip); decompress it first"),
    "a ZIP file": (b"PK\x03\x04" + GOOD, "it is compressed (ZIP); decompress it first"),
    "DOCTYPE in UTF-16": (GOOD.decode().replace("UTF-8", "UTF-16").replace("<iati", "<!DOCTYPE x><iati", 1).encode("utf-16"), DOCTYPE),
    "another's element around": (
        b"<result>" + GOOD.split(b"\n", 1)[1] + b"</result>",
        "it is not an IATI activity file: its root element is 'result', not 'iati-activities'",
    ),
    "only letters of version 1 as types": (
        document(activity(transaction(kind="D"))),
        "it has no figure to import: no transaction with a type, a value and a currency, and no result",
    ),
    "an unknown encoding": (GOOD.replace(b"UTF-8", b"hex"), "its encoding 'hex' is not read; save it as UTF-8"),
    "no UTF-8": (GOOD.replace(b"Schools", b"\xc9coles"), "line 6: it is not well-formed XML (not well-formed (invalid token))"),
    "an undeclared entity": (GOOD.replace(b"Schools", b"&nbsp;"), "line 6: it is not well-formed XML (undefined entity)"),
    "a truncated file": (GOOD[:-40], "line 11: it is not well-formed XML (unclosed token)"),
    "half a character": (GOOD[: GOOD.index(b"Schools")] + b"\xe6\x95", "line 6: it is not well-formed XML (partial character)"),
    "two roots": (GOOD + b"<a/>", "line 14: it is not well-formed XML (junk after document element)"),
    "an empty file": (b"", "line 1: it is not well-formed XML (no element found)"),
    "JSON": (b'{"a": 1}', "line 1: it is not well-formed XML (not well-formed (invalid token))"),
    "NUL": (b"\0" * 100, "line 1: it is not well-formed XML (not well-formed (invalid token))"),
    "no activity": (document(), "it has no figure to import: no transaction with a type, a value and a currency, and no result"),
    "only budgets": (
        document(activity("<budget><value>5</value></budget>")),
        "it has no figure to import: no transaction with a type, a value and a currency, and no result",
    ),
}  # fmt: skip
VALUES = {
    f"1{' ' * 2000}2": f"value {'1' + ' ' * 39!r} is not a number such as 1234.50",
    **{text: f"value {text!r} is not a number such as 1234.50" for text in ("1,234.50", "abc", "NaN", "1e400", "INF", "", "1 000", "１")},
    "1" * 31: f"value {'1' * 31!r} has more than 30 digits",
    "0." + "1" * 30: f"value {'0.' + '1' * 30!r} has more than 30 digits",
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_activity_file_is_refused(aidcli: Ask, store: Path, name: str) -> None:
    data, fault = BAD[name]
    (store.parent / "aid.xml").write_bytes(data)
    assert faults(aidcli, store, "aid.xml") == [fault]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_that_is_no_number_is_listed_with_its_line(aidcli: Ask, store: Path, value: str) -> None:
    (store.parent / "aid.xml").write_bytes(document(activity(transaction("1"), transaction(value), transaction(value))))
    assert faults(aidcli, store, "aid.xml") == [f"line {line}: {VALUES[value]}" for line in (13, 17)]


def test_a_second_value_is_listed_with_its_line(aidcli: Ask, store: Path) -> None:
    twice = transaction("1").replace("</transaction>", "<value>2</value></transaction>")
    (store.parent / "aid.xml").write_bytes(document(activity(twice)))
    (fault,) = faults(aidcli, store, "aid.xml")
    assert fault.endswith("a transaction has one value (IATI 2.03), and this is another; keep one")


@pytest.mark.parametrize("percentage", ["50%", "-5", "NaN", "1e2", "33,3"])
def test_a_percentage_that_is_none_is_listed_with_its_line(aidcli: Ask, store: Path, percentage: str) -> None:
    stated = f'<sector code="11110" percentage="{percentage}"/>'
    (store.parent / "aid.xml").write_bytes(document(activity(stated, transaction("1"))))
    assert faults(aidcli, store, "aid.xml") == [f"line 7: percentage {percentage!r} is not a number from 0 to 100"]


def test_doctype_is_refused_before_anything_behind_it_is_read() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"<?xml version='1.0'?><!DOCTYPE x ["
        raise AssertionError("more was read")

    with pytest.raises(BadRows, match="DOCTYPE"):
        read_iati("aid.xml", pieces(), codebook(), {})


def test_deep_wide_and_long_elements_cost_no_more_than_their_size() -> None:
    deep = activity("<location>" * 100_000 + "</location>" * 100_000, transaction("1"))
    attributes = " ".join(f"a{at}='1'" for at in range(20_000))
    wide = activity(f"<title {attributes}/>", transaction("1"))
    long = activity(
        f"<title><narrative>{'x' * 2_000_000}</narrative></title>", f"<description>{'y ' * 1_000_000}</description>", transaction("1")
    )
    begun = time.process_time()
    for each in (deep, wide, long, activity("&#10;" * 100_000, transaction("1"))):
        (figure,) = read_iati("aid.xml", [document(each)], codebook(), {}).contents.made
        assert len(figure.subject) <= 1001
    assert time.process_time() - begun < 20


def test_a_file_of_another_name_needs_its_format(aidcli: Ask, store: Path) -> None:
    (store.parent / "aid.dat").write_bytes(GOOD)
    answer = aidcli("import", "aid.dat")
    assert (answer.exit_code, answer.stderr) == (
        2,
        "aidcli: error: cannot tell the format of 'aid.dat' by its name; say --from csv, tsv, json, jsonl, xlsx, datapackage or iati\n",
    )
    assert aidcli("import", "aid.dat", "--from", "iati").exit_code == 0
    assert aidcli("import", "aid.xml.gz").stderr == "aidcli: error: 'aid.xml.gz' is compressed; decompress it first\n"
    assert aidcli("export", "out.xml").exit_code == 2
    assert aidcli("import", "-", "--from", "csv", "--source", "s", typed="id\n").exit_code == 2


def test_dry_run_writes_nothing_and_says_what_an_import_would(aidcli: Ask, store: Path) -> None:
    (store.parent / "aid.xml").write_bytes(document(activity("<budget/>", SECTOR, transaction("100"))))
    before = store.read_bytes()
    tried = aidcli("import", "aid.xml", "--dry-run", "--format", "csv")
    assert store.read_bytes() == before
    done = aidcli("import", "aid.xml", "--format", "csv")
    notes = ["aidcli: Read: Disbursement 100 USD.", "aidcli: Budgets, not taken: 1."]
    assert tried.stderr.splitlines() == [*notes, "aidcli: nothing was written"]
    assert done.stderr.splitlines()[1:] == notes
    assert {each["source"] for each in held(store).values()} >= {"agency-aid"}
    assert aidcli("import", "aid.xml", "--lang", "zh", "--format", "csv").stderr.splitlines()[1:] == [
        "aidcli: 已读取：拨付100美元。",
        "aidcli: 预算（未采用）：1笔。",
    ]
