"""Plain words are filters: what each names is found, and what names nothing or several things is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.errors import AmbiguousWord, Refusal, UnknownWord, Usage
from aidcli.model import seeds
from aidcli.model.codes import KINDS, Code, Codebook
from aidcli.query.plain_words import PLACES, parse_plain
from aidcli.query.query import OneOf, Query, parse_query


@pytest.mark.parametrize(
    ("words", "filters"),
    [
        (["education", "funding"], {"sector": ["education"], "measure": ["funding"]}),
        (["教育", "2023"], {"sector": ["education"], "period": ["2023"]}),
        (["教育，卫生", "资金"], {"sector": ["education", "health"], "measure": ["funding"]}),
        (["education", "health"], {"sector": ["education", "health"]}),
        (["“教育”"], {"sector": ["education"]}),
        (["110"], {"sector": ["education"]}),
        (["2020年至2023年"], {"period": ["2020/2023"]}),
        (["人民币"], {"unit": ["CNY"]}),
        (["usd-2014"], {"unit": ["USD-2014"]}),
        (["shanxi-daily-2023"], {"source": ["shanxi-daily-2023"]}),
        (["jobs"], {"measure": ["jobs"]}),
        (["projects"], {"measure": ["projects"]}),
        (["schools"], {"unit": ["school"]}),
        (["Education, Level Unspecified"], {"sector": ["education-unspecified"]}),
    ],
)
def test_words_mean_the_filters_that_they_name(codes: Codebook, words: list[str], filters: dict[str, list[str]]) -> None:
    assert parse_plain(codes, words, {}) == parse_query(codes, **filters)  # type: ignore[arg-type]


def test_a_place_gives_or_receives(codes: Codebook) -> None:
    wanted = codes["place"].within("changji")
    assert parse_plain(codes, ["昌吉"], {}) == Query((OneOf(PLACES, wanted),))


def test_words_and_options_for_the_same_key_mean_or(codes: Codebook) -> None:
    both = parse_plain(codes, ["health"], {"sector": ["education"], "period": ["2023"], "within": True})
    assert both == parse_query(codes, sector=["education", "health"], period=["2023"], within=True)


def test_within_may_stand_with_a_plain_period(codes: Codebook) -> None:
    assert parse_plain(codes, ["2023"], {"within": True}) == parse_query(codes, period=["2023"], within=True)


@pytest.mark.parametrize(
    ("word", "refusal", "said"),
    [
        ("educaton", UnknownWord, "'educaton'; did you mean 'education'"),
        ("education,helth", UnknownWord, "'helth'; did you mean 'health'"),
        ("xyzzy", UnknownWord, "see 'aidcli search xyzzy'"),
        ("desc", Usage, "--sort -value"),
        ("1.2亿元", Usage, "give it to --min or --max"),
        (">100", Usage, "give it to --min or --max"),
        ("", UnknownWord, "unknown"),
    ],
)
def test_what_names_nothing_is_refused(codes: Codebook, word: str, refusal: type[Refusal], said: str) -> None:
    with pytest.raises(refusal, match=said):
        parse_plain(codes, [word], {})


def test_what_names_several_things_equally_well_is_refused() -> None:
    def read(kind: str) -> list[Code]:
        return [*seeds.shipped_codes(kind), *([Code("water", en="Water Town")] if kind == "place" else [])]

    with pytest.raises(AmbiguousWord, match="'water' may name a sector or place; say which: --sector water or --recipient water"):
        parse_plain(Codebook(read), ["water"], {})


@given(st.sampled_from([code for kind in KINDS for code in seeds.shipped_codes(kind)]))
def test_every_shipped_code_names_itself_or_is_refused_as_ambiguous(code: Code) -> None:
    codes = Codebook(seeds.shipped_codes)
    with suppress(AmbiguousWord):
        query = parse_plain(codes, [code.code], {})
        assert any(code.code in condition.values for condition in query.conditions)
