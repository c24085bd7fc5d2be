"""What is asked of any store is answered as the definitions say, worked out here figure by figure."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from fractions import Fraction
from itertools import chain, repeat
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidcli.model import seeds
from aidcli.model.figure import CODED, Figure, Source
from aidcli.model.period import parse_period
from aidcli.query.query import WHOLE, OneOf, Query, Rows, inside, parse_query
from aidcli.query.store import Store
from tests.running import folder, unhurried
from tests.store_answers.stores import ENGINES, STORES
from tests.strategies import PERIODS, SECTORS, forests

SHIPPED = tuple(seeds.shipped_sources())
Ask = Callable[[list[Figure]], AbstractContextManager[Store]]
few = settings(unhurried, max_examples=25)
LOADED = 6
"""Examples of each test that an engine is asked: to load one takes twenty times as long as to write a file."""


@pytest.fixture(params=STORES)
def ask(request: pytest.FixtureRequest) -> Ask:
    """Make a store of figures. The source `doc` of made-up figures is stored, where the store can hold it."""
    makes = chain(repeat(STORES[request.param], LOADED), repeat(STORES["our layout" if request.param in ENGINES else request.param]))

    @contextmanager
    def ask(figures: list[Figure]) -> Iterator[Store]:
        own = [Source(id="doc", title="A document")]
        renamed = [each if request.param != "memory" else _of_shipped_source(each) for each in figures]
        with folder() as here, next(makes)(here, renamed, [] if request.param == "memory" else own) as store:
            yield store

    return ask


def _of_shipped_source(figure: Figure) -> Figure:
    return Figure(**figure.stored() | {"source": SHIPPED[0].id})


conditions = st.one_of(
    st.lists(st.sampled_from(SECTORS), min_size=1).map(lambda codes: OneOf(("sector",), frozenset(codes))),
    st.sampled_from(["CNY", "person"]).map(lambda unit: OneOf(("unit",), frozenset({unit}))),
    st.sampled_from(["xinjiang", "changji"]).map(lambda place: OneOf(("recipient",), frozenset({place}))),
    st.sampled_from(["shanxi", "changji"]).map(lambda place: OneOf(("provider", "recipient"), frozenset({place}))),
    st.just(OneOf(("id", "part_of"), frozenset({"f1", "f2"}))),
)
queries = st.builds(
    Query,
    conditions=st.lists(conditions, max_size=2).map(tuple),
    periods=st.lists(st.sampled_from(PERIODS).map(parse_period), max_size=2).map(tuple),
    within=st.booleans(),
    least=st.none() | st.integers(-1000, 1000),
    most=st.none() | st.integers(-1000, 10**6),
    ids=st.frozensets(st.sampled_from(["f0", "f1", "f2", "f3", "none"])),
)


def matches(query: Query, figure: Figure) -> bool:
    own = parse_period(figure.period) if figure.period else None
    return (
        (not query.ids or figure.id in query.ids)
        and all(any(getattr(figure, key) in each.values for key in each.keys) for each in query.conditions)
        and (query.least is None or (figure.value is not None and figure.value >= query.least))
        and (query.most is None or (figure.value is not None and figure.value <= query.most))
        and (not query.periods or any(own and (each.contains(own) if query.within else each.overlaps(own)) for each in query.periods))
    )


@few
@given(forests(), queries)
def test_a_query_finds_the_figures_that_match_in_stored_order(ask: Ask, figures: list[Figure], query: Query) -> None:
    with ask(figures) as store:
        found = store.find(query)
        assert [each.id for each in found.figures] == [each.id for each in figures if matches(query, each)]
        assert found.unplaced.missing == query.ids - {each.id for each in figures}


@few
@given(forests(), st.sampled_from(["value", "-value", "period", "-sector"]), st.none() | st.integers(0, 6))
def test_order_and_limit_choose_the_first_of_all(ask: Ask, figures: list[Figure], key: str, limit: int | None) -> None:
    get = attrgetter(key.removeprefix("-"))
    present = sorted((each for each in figures if get(each) is not None), key=get, reverse=key.startswith("-"))
    ordered = [*present, *(each for each in figures if get(each) is None)]
    with ask(figures) as store:
        assert [each.id for each in store.find(Query(), [key], limit).figures] == [each.id for each in ordered][:limit]


@few
@given(forests(), st.sampled_from(PERIODS))
def test_what_a_query_cannot_place_is_counted(ask: Ask, figures: list[Figure], text: str) -> None:
    period = parse_period(text)
    assert period
    query = Query((OneOf(("recipient",), frozenset({"changji"})),), (period,))
    inside_or_unknown = [
        each
        for each in figures
        if each.recipient in (None, "changji") and (each.period is None or period.overlaps(parse_period(each.period) or period))
    ]
    with ask(figures) as store:
        found = store.find(query)
        kept = list(found.figures)
    beyond = [each for each in kept if not period.contains(parse_period(each.period or "") or period)]
    assert +found.unplaced.absent == +Counter(
        {key: sum(getattr(each, key) is None for each in inside_or_unknown) for key in ("period", "recipient")}
    )
    assert (found.unplaced.beyond.count, found.unplaced.beyond.ids) == (len(beyond), [each.id for each in beyond[:3]])


def wholes_of(figure: Figure, figures: list[Figure]) -> Iterator[Figure]:
    for each in figures:
        if each.id == figure.part_of:
            yield each
            yield from wholes_of(each, figures)


@few
@given(forests(), st.sampled_from([(), ("sector",), ("recipient", "year")]), st.booleans())
def test_totals_add_up_what_has_no_whole_in_its_row(ask: Ask, figures: list[Figure], keys: tuple[str, ...], parts: bool) -> None:
    rows: dict[tuple[object, ...], list[Figure]] = {}
    for each in figures:
        rows.setdefault((tuple(getattr(each, key) for key in keys), each.measure, each.unit), []).append(each)
    with ask(figures) as store:
        totals = store.totals(Query(), Rows(keys), parts=parts, explain=True).rows
    assert {(each.by, each.measure, each.unit) for each in totals} == rows.keys()
    for total in totals:
        members = rows[total.by, total.measure, total.unit]
        addable = {each.id for each in members if each.value is not None and each.unit != "percent"}
        counted = [each for each in members if each.id in addable and (parts or not any(w.id in addable for w in wholes_of(each, figures)))]
        assert [each.id for each in total.included] == [each.id for each in counted]
        assert {each.id for each in total.left_out} == {each.id for each in members} - {each.id for each in counted}
        assert (total.quantity and Fraction(total.quantity.value)) == (
            sum(Fraction(each.value or 0) for each in counted) if counted else None
        )


@few
@given(forests())
def test_operands_have_rows_of_their_own_and_what_they_share_is_named(ask: Ask, figures: list[Figure]) -> None:
    one, other = (OneOf(("sector",), frozenset(codes)) for codes in (("education", "health"), ("health", "culture")))
    whole = OneOf(("sector",), one.values | other.values)
    rows = Rows(operands=((("one",), Query((one,))), (("other",), Query((other,))), (WHOLE, Query((whole,)))))
    with ask(figures) as store:
        totals = store.totals(Query(), rows, parts=True, explain=True)
    for key, query in rows.operands:
        counted = [each.id for total in totals.rows if total.by == key for each in (*total.included, *total.left_out)]
        assert sorted(counted) == sorted(each.id for each in figures if matches(query, each))
    shared = [each.id for each in figures if each.sector == "health"]
    assert (totals.shared.count, totals.shared.ids) == (len(shared), shared[:3])


@few
@given(forests(), st.sampled_from([("sector",), ("recipient", "year")]))
def test_operands_by_keys_divide_what_each_operand_has(ask: Ask, figures: list[Figure], keys: tuple[str, ...]) -> None:
    one, other = (Query((OneOf(("measure",), frozenset({code})),)) for code in ("funding", "people-sent"))
    rows = Rows(keys, operands=((("funding",), one), (("people-sent",), other), (WHOLE, Query())))
    with ask(figures) as store:
        crossed = store.totals(Query(), rows, parts=True).rows
        apart = {key: store.totals(query, Rows(keys), parts=True).rows for key, query in rows.operands}
    expected = [each._replace(by=each.by + key) for key, totals in apart.items() for each in totals]
    told = attrgetter("by", "measure", "unit", "quantity", "counted")
    assert sorted(map(repr, map(told, crossed))) == sorted(map(repr, map(told, expected)))


@few
@given(forests(), queries)
def test_codes_are_counted_in_combination(ask: Ask, figures: list[Figure], query: Query) -> None:
    with ask(figures) as store:
        counted = store.code_counts(query)
        kept = list(store.find(query).figures)
    assert dict(counted) == Counter(attrgetter(*CODED)(each) for each in kept)


FORMS = {"schools": "school", "children": "child", "doctor": "doctor"}
AMOUNTS = {"100": (100, None), "1万": (10000, None), "0元": (0, "CNY"), "5人": (5, "person")}
SOUGHT = ["s", "doctors", "医生", "school", "xinjiang", "zzz", "funding", "卫生", "sent", "social", "新疆", *FORMS, *AMOUNTS]
NAMED = (("sector", "sector"), ("measure", "measure"), ("provider", "place"), ("recipient", "place"), ("receiver", "place"))


def has_word(store: Store, figure: Figure, word: str) -> bool:
    texts = [text.casefold() for text in (figure.subject, figure.subject_zh, figure.printed, figure.note) if text]
    if word in AMOUNTS:
        value, unit = AMOUNTS[word]
        printed = any(re.search(rf"(?<![a-z0-9.,]){word}(?![0-9])", text) for text in texts)
        return printed or (figure.value == value and unit in (None, figure.unit))
    forms = {word, FORMS.get(word, word)}
    if any(word in text or forms & set(re.findall("[a-z0-9]+", text)) for text in texts):
        return True
    for key, kind in NAMED:
        for above in store.codes[kind].path(getattr(figure, key) or ""):
            code = store.codes[kind].codes[above]
            names = [name.casefold() for name in (code.code, *code.labels, *code.aliases)]
            begun = any(re.search(rf"(?<![a-z0-9]){word}", name) for name in names)
            if forms & set(names) or (begun and above == getattr(figure, key)):
                return True
    return False


@few
@given(forests(), st.sampled_from(SOUGHT), st.none() | st.integers(1, 3))
def test_search_finds_every_figure_that_holds_the_word(ask: Ask, figures: list[Figure], word: str, limit: int | None) -> None:
    with ask(figures) as store:
        found = [each.id for each in store.search(Query(words=(word,)), limit).figures]
        expected = [each.id for each in figures if has_word(store, each, word)]
        assert store.word_counts((word,))[0][:2] == (word, len(expected))
    assert sorted(found) == sorted(expected) if limit is None else (len(found) == min(limit, len(expected)) and set(found) <= set(expected))


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("surgical", "health-operations"),
        ("200 million", "education-funding"),
        ("2亿", "education-funding"),
        ("2亿元", "education-funding"),
        ("2亿人", ""),
        ("$ 200 million", ""),
        ("8000万 primary", "education-jinfu-investment education-jinkang-investment"),
        ("7000 卫生", "health-operations"),
        ("facility", "education-schools"),
        ("“门诊”", "health-outpatients"),
        ("primary 11", "education-jinfu-districts"),
        ("doctors health", "health-doctors"),
        ("children school", "education-jinfu-children"),
        ("childs", ""),
        ("unicorn", ""),
    ],
)
def test_words_names_and_amounts_are_found_alike_in_every_store(ask: Ask, words: str, ids: str) -> None:
    with ask(list(seeds.shipped_figures())) as store:
        assert " ".join(each.id for each in store.search(Query(words=tuple(words.split(" ")))).figures) == ids


def test_why_nothing_is_found_is_told_alike_in_every_store(ask: Ask) -> None:
    with ask(list(seeds.shipped_figures())) as store:
        counted = store.word_counts(["docters", "surgery", "教育医院", "helth", "200", "million", "school", "unicorn"])
    assert [(each.word, each.figures, list(each.nearest)) for each in counted] == [
        ("docters", 0, ["doctors"]),
        ("surgery", 0, ["surgical"]),
        ("教育医院", 0, ["教育"]),
        ("helth", 0, ["health"]),
        ("200 million", 1, []),
        ("school", 15, []),
        ("unicorn", 0, []),
    ]


def test_the_shipped_figures_answer_alike_in_every_store(ask: Ask) -> None:
    figures = list(seeds.shipped_figures())
    with ask(figures) as store:
        query = parse_query(store.codes, sector=["education"], measure=["资金"])
        (total,) = store.totals(query, Rows()).rows
        assert total.quantity
        assert (total.quantity.value, total.quantity.bound, total.counted) == (225080000, "exact", 3)
        assert set(store.sources()) >= {source.id for source in SHIPPED}
        assert inside(store.codes, "sector", ["110"]) >= {"education", "primary-education"}
        assert store.nearest_ids(["health-operatons"])[0] == "health-operations"
        assert len(list(store.find(Query()).figures)) == len(figures)


def test_an_empty_store_finds_nothing(ask: Ask) -> None:
    with ask([]) as store:
        assert list(store.find(Query()).figures) == []
        assert store.totals(Query(), Rows()).rows == []
        assert store.nearest_ids(["a"]) == []
        assert [tuple(each) for each in store.word_counts(["a"])] == [("a", 0, [])]
