"""Every text that people read has its Chinese beside its English: both say the same things, and the Chinese is Chinese."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from aidcli import errors
from aidcli.errors import Bilingual, NotA, Usage, in_language, join_words
from tests.chinese import flaws

SOURCES = Path(__file__).parents[1] / "aidcli"
CLASSES = ("Bilingual", "Usage", "NotAStore")
"""What takes a text in English and then in Chinese."""
Pair = tuple[str, str]


def pairs() -> Iterator[Pair]:
    """Yield every text in English and Chinese that stands in the sources: arguments, and tuples of two texts of which one is Chinese."""
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CLASSES:
                yield from texts([each for each in node.args if isinstance(each, ast.Constant)])
            elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
                yield from (pair for pair in texts(node.elts) if re.search("[一-鿿]", pair[1]) and not re.search("[一-鿿]", pair[0]))


def texts(nodes: list[ast.expr] | list[ast.Constant]) -> Iterator[Pair]:
    held = [each.value for each in nodes if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    if len(held) == 2 and len(nodes) == 2:
        yield held[0], held[1]


def refusals() -> Iterator[Pair]:
    for each in vars(errors).values():
        if isinstance(each, type) and issubclass(each, errors.Refusal) and "en" in vars(each) and each is not errors.Refusal:
            yield each.en, each.zh


PAIRS = sorted({pair for pair in (*pairs(), *refusals()) if re.search("[A-Za-z]", re.sub(r"\{[^{}]*\}", "", pair[0]))})
SAME = {"{origin} {name}", "--{fault}", " to {value!r}", "{figure} ~ {other}", "shell", "SHA-256"}
"""Texts that are alike in both languages."""


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_there_are_texts_to_look_at() -> None:
    assert len(PAIRS) > 500
    assert ("nothing was written", "未写入任何更改") in PAIRS


@pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=lambda text: text[:40])
def test_a_text_is_said_in_chinese(english: str, chinese: str) -> None:
    if english not in SAME:
        assert list(flaws(chinese)) == []


def test_no_refusal_lacks_its_chinese() -> None:
    assert [english for english, chinese in refusals() if not chinese] == []


@pytest.mark.parametrize(("english", "chinese"), sorted(refusals()), ids=lambda text: text[:40])
def test_both_templates_of_a_refusal_have_the_same_fields(english: str, chinese: str) -> None:
    assert fields(english) == fields(chinese)


def test_no_kind_of_thing_lacks_its_chinese() -> None:
    asked = {
        node.args[0].value
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("one_of", "UnknownWord")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(asked) > 10
    assert [kind for kind in asked if not re.search("[一-鿿]", errors.named_kind(kind).zh) and kind != "shell"] == []


def test_a_part_is_said_in_the_language_of_its_template() -> None:
    inner = Bilingual("two {what}", "两个{what}", what=Bilingual("figures", "数据"))
    outer = Usage("{count} of '{path}'", "'{path}' 的{count}", count=inner, path="a\nb").text
    assert (str(outer), in_language(outer, "zh")) == ("two figures of 'a␊b'", "'a␊b' 的两个数据")


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        (["a"], "a", "a"),
        (["a", "b"], "a or b", "a 或 b"),
        (["a", "b", "c"], "a, b or c", "a、b 或 c"),
        ([Bilingual("sector", "部门"), Bilingual("place", "地区")], "sector or place", "部门或地区"),
    ],
)
def test_words_are_joined_as_each_language_does(words: list[str], english: str, chinese: str) -> None:
    joined = join_words(words)
    assert (str(joined), joined.zh) == (english, chinese)


def test_forms_that_are_expected_are_told_in_chinese() -> None:
    assert [flaw for _, how in NotA.FORMS.values() for flaw in flaws(how.zh)] == []


def test_a_value_keeps_its_quotes_in_both_languages() -> None:
    text = errors.UnknownWord("sector", "helth", ["health"]).text
    assert Counter(re.findall("'[^']*'", text)) == Counter(re.findall("'[^']*'", text.zh))
