"""Codes found by anything people call them, in the lists that ship."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.errors import UnknownWord
from aidcli.model import seeds
from aidcli.model.codes import KINDS, Code, Codebook, Codelist, fold

LISTS = {kind: Codelist(kind, seeds.shipped_codes(kind)) for kind in KINDS}
SHIPPED = [(kind, code) for kind, codelist in LISTS.items() for code in codelist]
DAC = {standard: code.code for code in LISTS["sector"] for standard in code.standard}


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_resolves_to_itself(kind: str) -> None:
    assert {code.code: LISTS[kind].find(code.code) for code in LISTS[kind]} == {code.code: code.code for code in LISTS[kind]}


@pytest.mark.parametrize("kind", KINDS)
def test_every_name_resolves_to_its_code_or_to_one_that_contains_it(kind: str) -> None:
    codelist = LISTS[kind]
    astray = [
        (code.code, word, found)
        for code in codelist
        for word in (*code.standard, *code.labels, *code.aliases)
        if word and ((found := codelist.find(word)) is None or code.code not in codelist.within(found))
    ]
    assert not astray


@given(st.sampled_from(SHIPPED), st.sampled_from([str.upper, str.lower, str.title, lambda text: f" {text} "]))
def test_case_and_surrounding_blanks_change_nothing(shipped: tuple[str, Code], change: Callable[[str], str]) -> None:
    kind, code = shipped
    assert LISTS[kind].find(change(code.code)) == code.code


@given(st.sampled_from(SHIPPED))
def test_width_changes_nothing(shipped: tuple[str, Code]) -> None:
    kind, code = shipped
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in code.code)
    assert LISTS[kind].find(wide) == code.code


@given(st.integers(0, 99999))
def test_an_unlisted_dac_code_resolves_to_its_longest_listed_prefix(number: int) -> None:
    word = f"{number:05}"
    prefixes = [word[:end] for end in (5, 4, 3)]
    expected = next((DAC[prefix] for prefix in prefixes if prefix in DAC), DAC.get(f"{word[:2]}0"))
    assert LISTS["sector"].find(word) == expected


@pytest.mark.parametrize(
    ("kind", "word", "code"),
    [
        ("sector", "110", "education"),
        ("sector", "教育", "education"),
        ("sector", "Education", "education"),
        ("sector", "Culture", "culture"),
        ("sector", "文化", "culture"),
        ("sector", "16061", "culture-and-recreation"),
        ("sector", "11999", "education"),
        ("place", "652300", "changji"),
        ("place", "652399", "changji"),
        ("place", "500112", "chongqing"),
        ("sector", "11119", "education-unspecified"),
        ("sector", "100", "social-infrastructure"),
        ("sector", "400", "cross-cutting"),
        ("sector", "42010", "women-in-development-general"),
        ("place", "chn", "china"),
        ("place", "TLS", "timor-leste"),
        ("place", "Congo, Dem. Rep.", "dr-congo"),
        ("place", "Egypt, Arab Republic of", "egypt"),
        ("place", "Korea, Republic of, Government of", "south-korea"),
        ("place", "Japan, Government of", "japan"),
        ("place", "Government of the United Kingdom", "united-kingdom"),
        ("place", "UK Government", "united-kingdom"),
        ("place", "The People's Republic of China", "china"),
        ("place", "Africa, regional", "africa-regional"),
        ("place", "dac-298", "africa-regional"),
        ("place", "昌吉", "changji"),
        ("place", "山西", "shanxi"),
        ("place", "陕西", "shaanxi"),
        ("place", "CN-SX", "shanxi"),
        ("place", "cn-sn", "shaanxi"),
        ("unit", "cny", "CNY"),
        ("unit", "元", "CNY"),
        ("unit", "人次", "person-time"),
        ("unit", "㎡", "m2"),
        ("measure", "资金", "funding"),
    ],
)
def test_people_find_codes_by_what_they_call_them(kind: str, word: str, code: str) -> None:
    assert LISTS[kind].resolve(word) == code


@pytest.mark.parametrize(
    ("kind", "word", "nearest"), [("sector", "educaton", "education"), ("place", "shanxii", "shanxi"), ("measure", "fundng", "funding")]
)
def test_an_unknown_word_is_refused_with_the_nearest(kind: str, word: str, nearest: str) -> None:
    assert LISTS[kind].nearest(word)[0] == nearest
    with pytest.raises(UnknownWord, match=f"unknown {kind} '{word}'; did you mean '{nearest}'"):
        LISTS[kind].resolve(word)


@pytest.mark.parametrize("word", ["", " ", "9", "999999999", "٣٣٣", "Education, Government of"])
def test_nothing_is_found_by_what_names_nothing(word: str) -> None:
    assert LISTS["sector"].find(word) is None


@pytest.mark.parametrize("word", ["Government of", ", Government of", "The", "Government of Elsewhere", "Government of 6523"])
def test_the_government_of_no_place_is_none(word: str) -> None:
    assert LISTS["place"].find(word) is None


@given(st.sampled_from(SHIPPED), st.data())
def test_a_code_lies_within_another_exactly_where_its_path_leads_there(shipped: tuple[str, Code], data: st.DataObject) -> None:
    kind, code = shipped
    codelist = LISTS[kind]
    other = data.draw(st.sampled_from(list(codelist.codes)))
    assert (code.code in codelist.within(other)) == (other in codelist.path(code.code))


def test_codes_that_contain_each_other_do_not_hang() -> None:
    codelist = Codelist("place", [Code("a", "b"), Code("b", "a")])
    assert codelist.within("a") == {"a", "b"}


def test_a_code_of_ones_own_replaces_the_shipped_one() -> None:
    codelist = Codelist("unit", [*seeds.shipped_codes("unit"), Code("person", en="head")])
    assert codelist.label("person", "zh") == "head"
    assert codelist.find("head") == "person"


def test_an_unlisted_code_is_its_own_label(codes: Codebook) -> None:
    assert codes.label("sector", "elsewhere", "en") == "elsewhere"
    assert codes.label("sector", None, "en") == ""


@pytest.mark.parametrize(("code", "is_known"), [("USD-2014", True), ("USD", True), ("USD-1899", False), ("XYZ-2014", False),
                                                ("usd-2014", False), ("USD-2014-", False), ("person-2014", False)])  # fmt: skip
def test_constant_prices_are_those_of_a_listed_currency(codes: Codebook, code: str, is_known: bool) -> None:
    assert codes.known("unit", code) == is_known


def test_constant_prices_resolve_in_any_case_and_show_their_year(codes: Codebook) -> None:
    assert codes.resolve("unit", "usd-2014") == "USD-2014"
    assert codes.label("unit", "USD-2014", "en").endswith("(2014)")


@pytest.mark.parametrize("at", [198, 199, 200, 201, 230])
@pytest.mark.parametrize("letter", ["e\u0301", "ｅ\u0301\u0327"])
def test_a_long_text_is_folded_as_a_short_one_is(at: int, letter: str) -> None:
    text = "ü" * at + letter + "Ａ" * 300
    assert fold(text) == unicodedata.normalize("NFKC", text).casefold()


@pytest.mark.parametrize(("kind", "word"), [("place", "money"), ("place", "helth")])
def test_a_code_of_three_letters_is_not_the_nearest_of_a_longer_word(kind: str, word: str) -> None:
    assert LISTS[kind].nearest(word) == []
