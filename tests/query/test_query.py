"""Which figures a question is about, what is searched for, and in what order figures stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.errors import NotA, UnknownWord, Usage
from aidcli.model.codes import Codebook
from aidcli.model.figure import Figure
from aidcli.query.filters import Filter
from aidcli.query.query import Query, parse_keys, parse_query
from aidcli.query.search import BestFigures, Matcher
from aidcli.query.sorting import FirstFigures, sort_rows
from tests.strategies import figure, forests

FIGURES = [
    figure("a", 100, sector="education", provider="shanxi", recipient="fukang", period="2020/2023", source="one"),
    figure(
        "b", 200, sector="primary-education", provider="shanxi", recipient="changji", receiver="changji", period="2022", bound="at-least"
    ),
    figure("c", None, sector="health", provider="shaanxi", recipient="wujiaqu", receiver="fukang", period="../2021"),
    figure("d", 8000, sector="health", measure="people-sent", unit="person"),
    figure("e", 80000000, sector="culture-and-recreation", unit="USD-2014", period="2023-05/.."),
]


def found(codes: Codebook, **asked: object) -> str:
    return "".join(each.id for each in Filter(parse_query(codes, **asked)).keep(FIGURES))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({}, "abcde"),
        ({"sector": ["education"]}, "ab"),
        ({"sector": ["primary-education"]}, "b"),
        ({"sector": ["教育", "120"]}, "abcd"),
        ({"sector": ["160"]}, "e"),
        ({"sector": ["primary-education,culture-and-recreation"]}, "be"),
        ({"sector": ["教育、卫生"], "bound": ["exact，at-least"]}, "abcd"),
        ({"sector": ["health"], "measure": ["people-sent"]}, "d"),
        ({"recipient": ["changji"]}, "ab"),
        ({"recipient": ["阜康"]}, "a"),
        ({"provider": ["CN-SX"]}, "ab"),
        ({"receiver": ["changji"]}, "bc"),
        ({"receiver": ["阜康"], "recipient": ["wujiaqu"]}, "c"),
        ({"unit": ["usd-2014"]}, "e"),
        ({"bound": ["AT-LEAST"]}, "b"),
        ({"min": "8000"}, "de"),
        ({"min": "8000万"}, "e"),
        ({"max": "200"}, "ab"),
        ({"min": "200", "max": "8千"}, "bd"),
        ({"min": "0"}, "abde"),
        ({"min": "100元"}, "ab"),
        ({"min": "$80m"}, ""),
        ({"max": "300元"}, "ab"),
        ({"period": ["2023年"]}, "ae"),
        ({"period": ["2019,2024"]}, "ce"),
        ({"id": ["a,d"]}, "ad"),
        ({"period": ["2023"]}, "ae"),
        ({"period": ["2019"]}, "c"),
        ({"period": ["2020/.."]}, "abce"),
        ({"period": ["2019", "2024"]}, "ce"),
        ({"period": ["2020/2023"], "within": True}, "ab"),
        ({"period": ["2023/.."], "within": True}, "e"),
        ({"id": ["a", "d"]}, "ad"),
        ({"id": ["a", "d"], "sector": ["health"]}, "d"),
    ],
)
def test_filters_keep_what_they_ask_for(codes: Codebook, asked: dict[str, object], ids: str) -> None:
    assert found(codes, **asked) == ids


@pytest.mark.parametrize(
    ("asked", "refusal", "words"),
    [
        ({"sector": ["educaton"]}, UnknownWord, "unknown sector 'educaton'; did you mean 'education'"),
        ({"provider": ["atlantis"]}, UnknownWord, "unknown place 'atlantis'"),
        ({"bound": ["roughly"]}, UnknownWord, "unknown bound 'roughly'; choose from exact, at-least, under, about, range"),
        ({"min": "nan"}, NotA, "--min: 'nan' is not a number"),
        ({"max": ""}, NotA, "--max: '' is not a number"),
        ({"period": ["2023-02-30"]}, NotA, "'2023-02-30' is not a period"),
        ({"period": [""]}, NotA, "'' is not a period"),
        ({"min": "近100元"}, NotA, "--min: '近100元' is not a number"),
        ({"min": "100 zorkmids"}, UnknownWord, "unknown unit 'zorkmids'"),
        ({"sector": ["education,helth"]}, UnknownWord, "unknown sector 'helth'; did you mean 'health'"),
        ({"within": True}, Usage, "--within needs --period"),
    ],
)
def test_a_word_that_names_nothing_is_refused(codes: Codebook, asked: dict[str, object], refusal: type[Exception], words: str) -> None:
    with pytest.raises(refusal, match=words):
        found(codes, **asked)


def test_figures_that_match_but_state_no_period_are_counted(codes: Codebook) -> None:
    chosen = Filter(parse_query(codes, period=["2023"], sector=["health"]))
    assert not chosen.keep(FIGURES)
    assert chosen.unplaced.absent == {"period": 1}


@pytest.mark.parametrize(
    ("asked", "within", "beyond"),
    [(["2023"], False, 2), (["2020/2023"], False, 1), (["2020/2023", "2023-05/.."], False, 0), (["2020/.."], True, 0)],
)
def test_figures_that_reach_beyond_the_period_are_counted(codes: Codebook, asked: list[str], within: bool, beyond: int) -> None:
    chosen = Filter(parse_query(codes, period=asked, within=within, provider=None if "2023-05/.." in asked else ["shanxi"]))
    chosen.keep([*FIGURES, figure("f", 1, period="2023-05/2024", provider="shanxi")][-1:] + FIGURES[:1])
    assert chosen.unplaced.beyond.count == beyond


def test_ids_that_no_figure_has_stay_missing(codes: Codebook) -> None:
    chosen = Filter(parse_query(codes, id=["a", "nowhere"]))
    assert [each.id for each in chosen.keep(FIGURES)] == ["a"]
    assert chosen.unplaced.missing == {"nowhere"}


def test_no_filter_keeps_every_figure() -> None:
    assert Filter(Query()).keep(FIGURES) == FIGURES


SEARCHED = [
    figure("doctors", subject="aid doctors sent", subject_zh="选派的援疆医生", printed="105名", recipient="fukang"),
    figure("surgery", subject="surgical operations performed", subject_zh="完成的手术", printed="7000余台", receiver="wujiaqu"),
    figure("training", subject="training for medical staff", note="among the doctors"),
]


def searched(codes: Codebook, figures: list[Figure], words: list[str], most: int | None = None) -> list[str]:
    best = BestFigures(Matcher(words, codes), most)
    best.add(figures)
    return [each.id for each in best.sorted()]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["doctors"], ["doctors", "training"]),
        (["DOCTORS"], ["doctors", "training"]),
        (["ｄｏｃｔｏｒｓ"], ["doctors", "training"]),
        (["医生"], ["doctors"]),
        (["sixth", "division"], ["surgery"]),
        (["surg"], ["surgery"]),
        (["urg"], ["surgery"]),
        (["aid", "sent"], ["doctors"]),
        (["aid", "surgical"], []),
        (["operation"], ["surgery"]),
        (["staffs"], ["training"]),
        (["surgeries"], []),
        (["105名"], ["doctors"]),
        (["阜康"], ["doctors"]),
        (["Fukang"], ["doctors"]),
        ([".*"], []),
    ],
)
def test_search_finds_every_word_and_puts_subjects_first(codes: Codebook, words: list[str], ids: list[str]) -> None:
    assert searched(codes, SEARCHED, words) == ids


def test_a_word_at_the_beginning_goes_before_one_in_the_middle(codes: Codebook) -> None:
    figures = [figure("middle", subject="restrained"), figure("start", subject="training")]
    assert searched(codes, figures, ["train"]) == ["start", "middle"]


@pytest.mark.parametrize("most", [0, 1, 2, 3, None])
def test_the_best_few_are_the_first_of_all(codes: Codebook, most: int | None) -> None:
    figures = [figure(f"f{at}", subject=("aid", "what was said", "none")[at % 3], note="aid") for at in range(9)]
    assert searched(codes, figures, ["ai"], most) == searched(codes, figures, ["ai"])[:most]


def test_searching_for_nothing_is_refused(codes: Codebook) -> None:
    with pytest.raises(Usage, match="nothing to search for"):
        Matcher([" "], codes)


@given(forests())
def test_order_is_by_the_keys_with_absent_ones_last(figures: list[Figure]) -> None:
    for keys, down in ((["value", "id"], False), (["-value", "id"], True)):
        values = [each.value for each in sort_rows(figures, keys)]
        present = [value for value in values if value is not None]
        assert present == sorted(present, reverse=down)
        assert values == [*present, *[None] * (len(values) - len(present))]


@given(st.lists(forests(), max_size=4), st.sampled_from([[], ["value"], ["-sector", "id"]]), st.none() | st.integers(0, 30))
def test_the_first_few_are_those_of_all_in_order(blocks: list[list[Figure]], keys: list[str], most: int | None) -> None:
    first = FirstFigures(keys, most, spare=3)
    for block in blocks:
        first.add(block)
    assert first.sorted() == sort_rows([each for block in blocks for each in block], keys)[:most]


@given(forests())
def test_order_keeps_equal_figures_as_they_were(figures: list[Figure]) -> None:
    for key in ("sector", "-sector"):
        result = sort_rows(figures, [key])
        for sector in {each.sector for each in figures}:
            assert [each for each in result if each.sector == sector] == [each for each in figures if each.sector == sector]


def test_keys_are_read_once_each() -> None:
    assert parse_keys("id, value ,id", ["id", "value"], "--fields") == ["id", "value"]
    with pytest.raises(UnknownWord, match="unknown --fields key 'valeu'; did you mean 'value'"):
        parse_keys("valeu", ["id", "value"], "--fields")
    with pytest.raises(UnknownWord):
        parse_keys("", ["id"], "--fields")
