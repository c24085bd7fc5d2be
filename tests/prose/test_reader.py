"""The grammar by its table of cases, its context, and laws that hold for any text."""

import csv
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.model.codes import Code, Codebook
from aidcli.model.period import parse_period
from aidcli.model.seeds import shipped_codes, shipped_rows
from aidcli.prose.custom import own_words
from aidcli.prose.reader import Reading, read_text
from aidcli.prose.words import Vocabulary
from tests.prose.scoring import VOCABULARY
from tests.prose.timing import seconds

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(text: str, date: str | None = "2023-09") -> list[Reading]:
    return list(read_text(text, VOCABULARY, date))


def figures(text: str, date: str | None = "2023-09") -> list[Reading]:
    return [reading for reading in read(text, date) if reading.state != "none"]


@pytest.mark.parametrize("case", rows("cases.csv"), ids=lambda case: case["text"])
def test_a_quantity_is_read(case: dict[str, str]) -> None:
    found = next(each for each in read(case["text"]) if each.printed == case["printed"])
    upper = Decimal(case["upper"]) if case["upper"] else None
    wanted = (Decimal(case["value"]), upper, case["bound"], case["unit"] or None)
    assert (found.value, found.upper, found.bound, found.unit) == wanted
    assert found.state != "none"


@pytest.mark.parametrize("case", rows("dismissed.csv"), ids=lambda case: case["text"])
def test_what_is_no_figure_is_left_alone_with_the_reason(case: dict[str, str]) -> None:
    assert figures(case["text"]) == []
    assert (case["printed"], case["reason"]) in [(each.printed, each.reason) for each in read(case["text"])]


@pytest.mark.parametrize(("text", "period"), [
    ("三年来,培训教师300人。", "2020/2023"),
    ("2020年以来,培训教师300人。", "2020/2023-09"),
    ("今年,培训教师300人。", "2023"),
    ("截至2022年底,培训教师300人。", "../2022"),
    ("“十三五”期间,培训教师300人。", "2016/2020"),
    ("自2016年接受帮扶以来,培训教师300人。", "2016/2023-09"),
    ("今年上半年,培训教师300人。", "2023-01/2023-06"),
    ("We trained 300 teachers in 2022.", "2022"),
    ("Since 2019, 300 teachers were trained.", "2019/2023-09"),
    ("By the end of 2021, 300 teachers were trained.", "../2021"),
    ("In fiscal year 2021/22, 300 teachers were trained.", "2021/2022"),
    ("Over the past three years, 300 teachers were trained.", "2020/2023"),
    ("2020至21年度,培训教师300人。", "2020/2021"),
    ("截至8月底,今年培训教师300人。", "2023/2023-08"),
    ("2022年1月至6月,培训教师300人。", "2022-01/2022-06"),
    ("2022年1—6月,培训教师300人。", "2022-01/2022-06"),
    ("今年1至8月,培训教师300人。", "2023-01/2023-08"),
    ("3-11月,培训教师300人。", "2022-03/2022-11"),
    ("More than 300 teachers were trained between January and June 2022.", "2022-01/2022-06"),
    ("Results were 20% higher than in 2019; 300 teachers were trained.", None),
    ("2013年以来进展很快,十年间培训教师300人。", "2013/2023-09"),
    ("Since the start of this year, 300 teachers were trained.", "2023/2023-09"),
    ("Since it opened in 2019, 300 teachers were trained.", "2019/2023-09"),
    ("As of the end of 2021, 300 teachers were trained.", "../2021"),
    ("The bank has trained 300 teachers, up from 200 in 2019.", None),
    ("After the August floods, 300 teachers were trained.", None),
    ("BEIJING, May 30 (Xinhua) -- We trained 300 teachers.", None),
    ("300 teachers were trained.", None),
])  # fmt: skip
def test_the_period_is_that_of_the_nearest_time(text: str, period: str | None) -> None:
    assert figures(text)[-1].period == period


def test_the_period_that_a_line_states_for_a_report_holds_for_it() -> None:
    text = "Cyclone Response\nReporting period: 24 February - 2 March 2023\nHealth\nClinics treated 812 patients."
    assert figures(text)[-1].period == "2023-02-24/2023-03-02"
    assert figures("Budget Speech 2023/24\nThe Government built 60 schools.")[-1].period is None


def test_without_a_date_a_time_told_from_it_names_no_period() -> None:
    assert figures("三年来,培训教师300人。", None)[0].period is None
    assert figures("2020年以来,培训教师300人。", None)[0].period == "2020/.."


@pytest.mark.parametrize(("text", "sector", "measure"), [
    ("其中脱贫人口300人就业", None, "jobs"),
    ("总装机容量3万千瓦", "energy", None),
    ("80%的资金用于培训", None, "funding"),
    ("We approved a grant of $5 million", None, "commitment"),
    ("投入资金1.2亿元改善医疗条件", "health", "funding"),
    ("选派援疆医生105名", "health", "people-sent"),
    ("培训医疗人才近2000人", "health", "people-trained"),
    ("实现招商引资195亿元", "industry", "attracted-investment"),
    ("吸纳就业2160人", None, "jobs"),
    ("建筑面积3200平方米", None, "floor-area"),
    ("We drilled 410 wells", "water", "facilities"),
    ("Donors pledged $5 million", None, "pledge"),
    ("The loan lent $5 million to 300 farmers", "agriculture", "disbursement"),
    ("Road training was given to 40 officials", "transport", "people-trained"),
    ("Health workers came from 27 hospitals", "health", "coverage"),
    ("Of the health grant, of which $3 million was spent", "health", "expenditure"),
])  # fmt: skip
def test_sector_and_measure_come_from_the_words_around(text: str, sector: str | None, measure: str | None) -> None:
    assert figures(text)[0][9:11] == (sector, measure)


def test_a_heading_gives_its_sector() -> None:
    found = figures("工作总结\n二、教育帮扶\n投入资金300万元。\n三、医疗帮扶\n投入资金500万元。")
    assert [each.sector for each in found] == ["education", "health"]


@pytest.mark.parametrize(("text", "reason"), [
    ("常住人口248.6万人", "background: people affected"),
    ("生产总值862亿元", "background: output or state of a region"),
    ("海拔4500米", "background: size or distance"),
    ("计划安排资金52亿元", "a target, not a result"),
    ("同比增长18%", "a difference or growth rate"),
    ("We plan to train 300 teachers", "a target, not a result"),
    ("全年20亿元的目标任务", "a target, not a result"),
    ("300 teachers will be trained", "a target, not a result"),
    ("It was 300, compared with 200 teachers", "a difference or growth rate"),
    ("户籍人口41.7万人", "background: people affected"),
    ("受灾人数逾1500万人", "background: people affected"),
])  # fmt: skip
def test_what_may_be_no_result_is_doubtful(text: str, reason: str) -> None:
    assert [(each.state, each.reason) for each in figures(text)] == [("doubtful", reason)]


def test_what_was_done_is_no_target_although_one_stands_beside_it() -> None:
    planned, spent = figures("2023年预算安排1.52亿元，实际支出1.47亿元。")
    assert (planned.state, spent.state) == ("doubtful", "figure")
    part, whole = figures("Water reached 1,970 of the 2,104 villages.")
    assert (part.state, whole.state) == ("figure", "doubtful")


def test_the_place_that_a_title_names_receives() -> None:
    assert figures("Annual Report 2022: Ethiopia\nWe built 14 schools.")[0].recipient == "ethiopia"
    assert figures("World Bank Helps Tajikistan\nSome 40 teachers were sent to Nepal.")[0].recipient == "nepal"
    assert figures("Chad and Mali\nWe built 14 schools.")[0].recipient is None


def test_a_sector_that_words_tell_differently_is_left_blank() -> None:
    text = "Safe Water in Nepal\nWe drilled 14 wells. Parents then paid for 3 school roofs."
    assert [each.sector for each in figures(text)] == ["water", None]


def test_a_part_is_proposed_for_the_nearest_earlier_figure_that_is_not_smaller() -> None:
    text = "培训各类人才1.5万人次,其中教师6200人次,医生2100人次。"
    assert [each.part_of for each in figures(text)] == [None, (1, 6), (1, 6)]
    assert figures("We spent $5m, of which $2m was spent on schools.")[1].part_of == (1, 9)
    assert figures("培训近2000人。共培训1987人。")[1].part_of == (1, 2)
    assert figures("培训300人,其中援助资金500万元。")[1].part_of is None


def test_a_part_has_the_unit_of_its_whole() -> None:
    assert [each.unit for each in figures("More than 3,400 teachers were trained, of whom 1,870 were women.")] == ["person", "person"]


SIGNS = [
    *"0123456789一二三两十百千万亿余近约年月日至到个名元第,.，。、；:()（）“”《》—%$+#\n\r \t-",
    *("\u0130", "\U0001f600", "\u0327", "萬", "億"),
]
PARTS = [*SIGNS, *sorted({row["word"] for row in shipped_rows("prose-words")})[::17]]
"""Signs, numerals and every seventeenth word of the grammar, to make texts of."""


@given(st.lists(st.sampled_from(PARTS), max_size=40).map("".join) | st.lists(st.sampled_from(PARTS), max_size=30).map(" ".join) | st.text())
def test_any_text_is_read_and_every_reading_stands_where_it_says(text: str) -> None:
    lines = text.split("\n")
    end = (1, 0)
    for each in read(text):
        assert lines[each.line - 1][each.start : each.end] == each.printed != ""
        assert (each.line, each.start) >= end
        assert each.period is None or parse_period(each.period)
        assert each.state == "none" or (each.value is not None and (each.subject or each.subject_zh))
        assert each.part_of is None or each.part_of < (each.line, each.start)
        end = (each.line, each.end)


SENTENCE = "在2020年，我省安排资金3亿元，实施项目29个，培训教师近300人次。"
PIECES = [
    "一",
    "1,",
    "1人",
    "其中",
    " ",
    "约1",
    "in 2020 ",
    "of which ",
    "(",
    "1-",
    "一：",
    "百分之",
    "第1",
    "two hundred ",
    "schools: 5 ",
    "“",
    "1 m",
    "增至",
    SENTENCE,
]


@pytest.mark.parametrize("piece", PIECES)
def test_reading_takes_time_in_proportion_to_the_text(piece: str) -> None:
    part = piece * (2_000 // len(piece))
    assert seconds(partial(read_all, part * 4)) < 10 * seconds(partial(read_all, part)) + 0.02


@pytest.mark.parametrize("text", ["一" * 300_000, "1," * 150_000, " " * 300_000, "其中" * 150_000, "a" * 300_000])
def test_a_long_run_without_a_break_is_read_at_once(text: str) -> None:
    assert seconds(partial(read_all, text), times=2) < 6


def read_all(text: str) -> None:
    for _ in read_text(text, VOCABULARY, "2023"):
        pass


def test_a_stores_own_codes_are_words_of_the_grammar() -> None:
    own = {"sector": [Code("weaving", zh="地毯编织", aliases=("carpet weaving",))], "unit": [Code("loom", en="looms", zh="架织机")]}
    own |= {"measure": [Code("looms-lent", zh="出借", en="lent out", units=("loom",))], "place": [Code("lin", en="Lin County", zh="林县")]}
    codes = Codebook(lambda kind: [*shipped_codes(kind), *own.get(kind, ())])
    words = Vocabulary((*shipped_rows("prose-words"), *own_words(codes)), codes)
    chinese, english = read_text("为林县发展地毯编织,出借12架织机。\nFor carpet weaving in Lin County, 12 looms were lent out.", words)
    assert (chinese.unit, chinese.sector, chinese.measure, chinese.recipient) == ("loom", "weaving", "looms-lent", "lin")
    assert (english.unit, english.sector, english.measure, english.recipient) == ("loom", "weaving", "looms-lent", "lin")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("In 2024 the county received 35.2 million yuan of aid.", "aid"),
        ("In 2024, 12 million yuan went to schools.", "schools"),
        ("In 2024, 8 million yuan for the county hospital.", "county hospital"),
        ("2024年投入援助资金3.52亿元,其中教育资金1.2亿元。", "教育资金"),
    ],
)
def test_money_is_described_by_what_it_is_for(text: str, subject: str) -> None:
    last = [each for each in read(text) if each.state == "figure"][-1]
    assert (last.subject or last.subject_zh) == subject
