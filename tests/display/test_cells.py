"""Text is measured by the columns of a terminal; shortened or folded, no number in it becomes another."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.display.cells import aligned_digits, cell_width, fold_cell, shorten

texts = st.text(st.sampled_from("ab 1,.亿万元中文，。\n"), max_size=60) | st.text(max_size=60)


@given(texts, st.integers(2, 40))
def test_folded_text_has_every_character_and_no_wide_line(text: str, width: int) -> None:
    lines = fold_cell(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_width(line) <= width for line in lines)
    assert fold_cell(text, None) == text.split("\n")


@given(texts, st.integers(1, 40))
def test_shortened_text_is_its_beginning(text: str, width: int) -> None:
    short = shorten(text, width)
    assert cell_width(short) <= width
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("schools for 2,500 pupils", 14, "schools for…"),
        ("schools for 2,500 pupils", 18, "schools for 2,500…"),
        ("schools for 12 million pupils", 16, "schools for…"),
        ("新建学校总投资6.28亿元", 18, "新建学校总投资…"),
        ("新建学校总投资6.28亿元", 22, "新建学校总投资6.28亿元"),
        ("2,500 pupils", 4, "…"),
    ],
)
def test_a_number_is_left_out_rather_than_cut(text: str, width: int, short: str) -> None:
    assert shorten(text, width) == short


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("more than a hundred", 10, ["more than", "a hundred"]),
        ("  more than one", 8, ["  more", "  than", "  one"]),
        ("新建学校，投资。", 8, ["新建学", "校，投", "资。"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
    ],
)
def test_words_stay_whole_and_no_line_begins_with_a_stop(text: str, width: int, lines: list[str]) -> None:
    assert fold_cell(text, width) == lines


def test_numbers_line_up_whatever_follows_them() -> None:
    cells = ["≥ 2,000人", "280个项目", "无数据", "", "1 至 2万美元 (2014)"]
    assert aligned_digits(cells) == ["≥ 2,000人" + " " * 11, "280个项目" + " " * 7, "无数据", "", "1 至 2万美元 (2014)"]


def test_long_text_takes_linear_time() -> None:
    long = "word 12 字" * 40_000
    assert len(fold_cell(long, 40)) > 5000
    assert shorten(long, 40).endswith("…")
    assert re.fullmatch(r"1+…?", shorten("1" * 10**6, 40)) or shorten("1" * 10**6, 40) == "…"
