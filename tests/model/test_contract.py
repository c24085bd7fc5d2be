"""The contract of a record, by its two readings: `faults` names what is wrong, `FigureDecoder` tells quickly whether anything may be."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aidcli.model import seeds
from aidcli.model.codes import Codebook
from aidcli.model.contract import code_faults, faults, number_faults, slug_faults, source_faults
from aidcli.model.exact_json import decode_json, encode_json
from aidcli.model.figure import KEYS, REQUIRED, Figure, from_json, from_text
from aidcli.store.fast_decode import FigureDecoder
from tests.strategies import forests, numbers, written

CODES = Codebook(seeds.shipped_codes)
GOOD: dict[str, Any] = {
    "id": "a",
    "sector": "education",
    "measure": "funding",
    "unit": "CNY",
    "subject": "s",
    "source": "shanxi-daily-2023",
}
POSSIBLE: dict[str, list[str]] = {
    "id": ['"a"', '"a-b"', '"A1"', '""', '"a b"', '"a--b"', '"-a"', '"a-"', '"é"', '"a:b"'],
    "sector": ['"education"', '"nowhere"', '""'],
    "unit": ['"person"', '"USD-2014"', '"USD-1"', '"cny"'],
    "bound": ['"exact"', '"range"', '"about"', '"at-least"', '"under"'],
    "value": [
        "null",
        "0",
        "-5",
        "1.5",
        "2e8",
        "1e40",
        "1" * 31,
        "9" * 30,
        "0." + "1" * 29,
        "0." + "1" * 30,
        '"1"',
        '"1.5"',
        "true",
        "[]",
        "-0.0",
    ],
    "upper": ["null", "7", "1.4", "1e31", '"7"', "false"],
    "period": ["null", '"2023"', '"2020/.."', '"2023-02-30"', '""'],
    "provider": ["null", '"shanxi"', '"atlantis"', '""'],
    "subject": ['"s"', '""', '" "', "null", "5"],
    "subject_zh": ["null", '"学校"', '""', '" "', "5"],
    "part_of": ["null", '"b"', '"b c"', '""'],
    "line": ["null", "1", "0", "-1"],
    "start": ["null", "0", "-1"],
    "note": ["null", '""', '"n"'],
}
records = st.fixed_dictionaries({}, optional={key: st.sampled_from(texts) for key, texts in POSSIBLE.items()})


def text_of(overrides: dict[str, str]) -> bytes:
    """A record as JSON text, good but for the overrides."""
    members = {key: json.dumps(value) for key, value in GOOD.items()} | overrides
    return b"{" + b",".join(f'"{key}":{value}'.encode() for key, value in members.items()) + b"}"


def read(*texts: bytes) -> list[Figure] | None:
    """What a new quick reader makes of records, or None where it leaves them to the other."""
    try:
        return list(FigureDecoder(CODES).decode(keyed(texts)).values())
    except ValueError:
        return None


def keyed(texts: Iterable[bytes]) -> bytes:
    return b"{" + b",".join(b'"%d":%b' % each for each in enumerate(texts, 1)) + b"}"


@given(records)
@example({"upper": "7", "value": "5", "bound": '"range"'})
@example({"upper": "5", "value": "7", "bound": '"range"'})
@example({"upper": "7", "bound": '"range"'})
@example({"unit": '"USD-2014"'})
def test_the_quick_reader_takes_no_record_with_faults_and_every_one_without(overrides: dict[str, str]) -> None:
    text = text_of(overrides)
    record = decode_json(text)
    figures = read(text)
    if figures is not None:
        assert not faults(record, CODES.known)
        assert figures == [from_json(record)]
        assert not figures[0] != from_json(record)  # noqa: SIM202 - a Struct would say that they differ.
    elif all(record.get(key, "") is not None for key in REQUIRED):
        assert faults(record, CODES.known)


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in POSSIBLE.items() for text in texts])
def test_the_decoder_and_the_contract_agree_on_each_value_alone(key: str, text: str) -> None:
    text_alone = text_of({key: text})
    figures, record = read(text_alone), decode_json(text_alone)
    assert figures == (None if faults(record, CODES.known) else [from_json(record)])


@pytest.mark.parametrize("key", ["id", "part_of"])
@pytest.mark.parametrize("text", ["a\n", "\na", "a\nb"])
def test_an_id_is_one_line(key: str, text: str) -> None:
    assert faults(GOOD | {key: text}, CODES.known)
    assert read(text_of({key: json.dumps(text)})) is None


@given(st.lists(records, min_size=1, max_size=4))
def test_many_are_read_where_each_is(all_overrides: list[dict[str, str]]) -> None:
    texts = [text_of(overrides) for overrides in all_overrides]
    alone = [read(text) for text in texts]
    assert read(*texts) == (None if None in alone else [figure for each in alone for figure in each or ()])


@pytest.mark.parametrize("unusual", [{"unit": '"USD-2014"'}, {"bound": "null"}, {"value": "5", "upper": "7", "bound": '"range"'}])
def test_once_a_piece_holds_what_is_unusual_all_after_it_are_read_alike(unusual: dict[str, str]) -> None:
    quick = FigureDecoder(CODES).decode
    pieces = [keyed([text_of(overrides)]) for overrides in ({}, unusual, {}, unusual)]
    assert [len(quick(piece)) for piece in pieces] == [1, 1, 1, 1]
    with pytest.raises(ValueError, match="Invalid"):
        quick(keyed([text_of({"sector": '"nowhere"'})]))
    with pytest.raises(ValueError):  # noqa: PT011 - it has no words: `faults` finds them.
        quick(keyed([text_of({"upper": "7"})]))


@given(forests())
def test_what_is_stored_reads_back_as_the_same_figure(figures: list[Figure]) -> None:
    for figure in figures:
        stored = decode_json(encode_json(figure.stored()))
        assert from_json(stored) == from_json(decode_json(encode_json(figure.record()))) == figure
        assert None not in stored.values()
        assert stored.get("bound") != "exact"
        assert tuple(figure.record()) == KEYS


@given(forests())
def test_what_a_csv_row_holds_reads_back_as_the_same_figure(figures: list[Figure]) -> None:
    for figure in figures:
        row = {key: "" if value is None else str(value) for key, value in figure.record().items()}
        row |= {key: written(row_value) for key in ("value", "upper") if (row_value := getattr(figure, key)) is not None}
        assert Figure(**from_text(row)) == figure


@given(numbers)
def test_json_keeps_every_digit(number: int | Decimal) -> None:
    assert decode_json(encode_json(number)) == number
    assert decode_json(written(number).encode()) == number


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_no_json_holds_is_a_fault(number: str) -> None:
    assert faults(GOOD | {"value": Decimal(number)}, CODES.known) == [f"value: {number} is not finite"]


@pytest.mark.parametrize(
    ("overrides", "fault"),
    [
        ({"line": "1"}, "line: '1' is not a whole number from 1 up"),
        ({"line": Decimal(2)}, "line: Decimal('2') is not a whole number from 1 up"),
        ({"bound": "range", "upper": 6}, "upper: a range needs both value and upper"),
        ({"bound": None, "value": 5, "upper": 6}, "upper: only a range has one"),
        ({"bound": "range", "value": 5, "upper": Decimal("4.9")}, "upper: 4.9 is less than value 5"),
        ({"value": -(10**30)}, "value: has more than 30 digits"),
    ],
)
def test_each_fault_that_is_nearly_none_is_named(overrides: dict[str, Any], fault: str) -> None:
    assert faults(GOOD | overrides, CODES.known) == [fault]


@pytest.mark.parametrize("text", ["nan", "1_000", "1e5", "1,000", "+1", " 1", "٣", "", "one"])
def test_text_that_is_no_plain_number_stays_text(text: str) -> None:
    assert from_text(GOOD | {"value": text}).get("value", "") == text


@pytest.mark.parametrize(
    "overrides",
    [
        {"value": 10**30 - 1},
        {"value": -(10**30) + 1},
        {"value": Decimal("0." + "1" * 29)},
        {"bound": "range", "value": 5, "upper": 5},
        {"bound": "range", "value": -5, "upper": Decimal("-4.5")},
        {"line": 1, "start": 0},
        {"id": "A-1-b", "part_of": "x"},
        {"unit": "USD-2014", "period": "../2021", "note": ""},
        {key: None for key in KEYS if key not in REQUIRED},
    ],
)
def test_what_is_just_within_the_contract_has_no_faults(overrides: dict[str, Any]) -> None:
    assert faults(GOOD | overrides, CODES.known) == []


def test_order_of_ends_is_told_only_where_both_are_numbers() -> None:
    assert faults(GOOD | {"bound": "range", "value": "9", "upper": 5}, CODES.known) == ["value: '9' is not a number"]


def test_what_a_fault_quotes_is_short() -> None:
    (fault,) = faults(GOOD | {"note": ["long"] * 1000}, CODES.known)
    assert len(fault) < 100


@pytest.mark.parametrize("value", [0, -1, 10**30 - 1, Decimal("1e29"), Decimal("1e-29")])
def test_a_number_of_the_contract(value: int | Decimal) -> None:
    assert number_faults(value) == []


SOURCE = {"id": "doc", "title": "A document"}


@pytest.mark.parametrize(
    ("overrides", "found"),
    [
        ({}, []),
        ({"date": "2023-09-01", "sha256": "0123456789abcdef" * 4, "publisher": None, "language": "zh", "url": ""}, []),
        ({"pages": "9"}, ["unknown key 'pages'"]),
        ({"id": None}, ["required key 'id' is missing"]),
        ({"title": ""}, ["required key 'title' is missing"]),
        ({"publisher": 5}, ["publisher: 5 is not text"]),
        ({"date": "soon"}, ["date: 'soon' is not a date"]),
        ({"date": 2023}, ["date: 2023 is not text"]),
        ({"sha256": "a" * 63}, [f"sha256: {'a' * 63!r} is not 64 hexadecimal digits in lower case"]),
        ({"sha256": "A" * 64}, [f"sha256: {'A' * 64!r} is not 64 hexadecimal digits in lower case"]),
        ({"sha256": 1}, ["sha256: 1 is not text"]),
    ],
)
def test_each_fault_of_a_source_is_named(overrides: dict[str, Any], found: list[str]) -> None:
    assert list(source_faults(SOURCE | overrides)) == found


CODE = {"kind": "sector", "code": "chess", "en": "Chess"}


@pytest.mark.parametrize(
    ("overrides", "found"),
    [
        ({}, []),
        ({"parent": "education", "standard": "1|2", "zh": None, "aliases": ""}, []),
        ({"kind": "unit", "code": "XYZ"}, []),
        ({"kind": "unit", "code": "XYZ-2014"}, []),
        ({"kind": "unit", "code": "m2"}, []),
        ({"kind": "place"}, []),
        ({"colour": "red"}, ["unknown key 'colour'"]),
        ({"kind": None}, ["required key 'kind' is missing"]),
        ({"code": ""}, ["required key 'code' is missing"]),
        ({"en": None}, ["required key 'en' is missing"]),
        ({"en": 5}, ["en: 5 is not text"]),
        ({"code": 5}, ["code: 5 is not text"]),
        ({"kind": 1}, ["kind: 1 is not text"]),
        ({"kind": "source"}, ["kind: unknown kind of code 'source'; choose from sector, measure, unit, place"]),
        ({"kind": "colour"}, ["kind: unknown kind of code 'colour'; choose from sector, measure, unit, place"]),
        ({"code": "XYZ"}, ["code: 'XYZ' is not a lower-case slug (letters, digits and single '-')"]),
        ({"kind": "unit", "code": "XY"}, ["code: 'XY' is not a lower-case slug (letters, digits and single '-')"]),
    ],
)
def test_each_fault_of_a_code_is_named(overrides: dict[str, Any], found: list[str]) -> None:
    assert list(code_faults(CODE | overrides)) == found


@pytest.mark.parametrize("code", ["Chess", "a b", "a--b", "-a", "a-", "a\n", "é", "a_b"])
def test_what_is_no_slug(code: str) -> None:
    assert list(slug_faults("id", code)) == [f"id: {code!r} is not a lower-case slug (letters, digits and single '-')"]


@pytest.mark.parametrize("code", ["a", "a1", "1-a", "a-b-c", "", None, 5])
def test_what_is_a_slug_or_is_refused_elsewhere(code: object) -> None:
    assert not list(slug_faults("id", code))
