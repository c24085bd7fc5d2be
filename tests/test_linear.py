"""Text of users costs time in proportion to its length: every pattern and every reader, on runs of 100,000 characters."""

import importlib
import inspect
import pkgutil
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

import aidcli
from aidcli.changes.typed import id_stem, read_typed
from aidcli.cli.boundary import _words
from aidcli.display.figures import of_cards, of_figures
from aidcli.display.formats import WRITERS
from aidcli.display.printable import printable
from aidcli.display.speech import Speech
from aidcli.display.table import Style
from aidcli.errors import Refusal
from aidcli.exchange.slugs import id_of
from aidcli.model import seeds
from aidcli.model.amounts import read_amount, read_number
from aidcli.model.codes import Codebook, fold, near
from aidcli.model.contract import code_faults, faults, source_faults
from aidcli.model.figure import from_text
from aidcli.model.period import parse_period
from aidcli.query.search import Matcher
from tests.made import record
from tests.strategies import figure

LENGTH = 100_000
SECONDS = 3.0
"""For one text. What is linear takes a few hundredths."""
PIECES = (
    *(" ", "\t", "\n", "\u3000", "1", "0", "一", "十", "百", "万", "亿", ",", ".", "-", "/", "a", "A", "余", "#", "_x"),
    *(",000", "1 ", " 1", "一万", "万 ", "1,", "1.", "a ", "a-", "-a", "m2", "分之", "零一", "\u0327\u0301", "\u1100\u1161", "教育,"),
    *(" (Possible options: ", "option -", "valid integer ", "_x0041_", "至 ", "约 ", "to ", "\\\n"),
)
AROUND = (("", ""), ("1", ""), ("1", "!"), ("约1", "元余"))
TEXTS = [before + piece * (LENGTH // len(piece)) + after for piece in PIECES for before, after in AROUND]


@contextmanager
def limited(seconds: float, what: str) -> Iterator[None]:
    """Fail where the block takes longer. Matching a pattern lets signals through, so that a hang fails too."""

    def stop(*_: object) -> None:
        pytest.fail(f"more than {seconds} s: {what[:40]!r}, {len(what)} characters")

    old = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)  # Of the processor: a busy machine is no fault.
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, old)


def searched(word: str, text: str, codes: Codebook) -> None:
    with suppress(Refusal):
        Matcher([word], codes).score(figure("a", subject=text, note=text))


READERS: dict[str, Callable[[str, Codebook], object]] = {
    "amount": lambda text, _: read_amount(text),
    "number": lambda text, _: read_number(text),
    "period": lambda text, _: parse_period(text),
    "fold": lambda text, _: fold(text),
    "printable": lambda text, _: printable(text),
    "code": lambda text, codes: [codes["sector"].find(text), codes["unit"].find(text)],
    "resolved code": lambda text, codes: codes.resolve("place", text),
    "nearest": lambda text, _: near(text, ["health-operations", text[1:], text]),
    "typed": lambda text, codes: [_typed(key, text, codes) for key in ("value", "period", "line")],
    "id": lambda text, _: id_stem({"sector": "health", "measure": "funding", "subject": text}),
    "slug": lambda text, _: id_of(text),
    "cells": lambda text, _: from_text({"value": text, "line": text, "subject": text}),
    "record": lambda text, codes: faults(dict.fromkeys(record("a"), text) | {"part_of": text, "period": text}, codes.known),
    "source": lambda text, _: list(source_faults({"id": text, "title": text, "date": text, "sha256": text})),
    "codelist": lambda text, _: list(code_faults({"kind": "unit", "code": text, "en": text})),
    "search": lambda text, codes: searched("school", text, codes),
    "search for all": lambda text, codes: searched(text, text, codes),
    "search for half": lambda text, codes: searched(text[: LENGTH // 2], f"{text[: LENGTH // 2 - 1]}二{text}", codes),
    "Typer's words": lambda text, _: _words(f"No such option: --{text} (Possible options: --unit)"),
}


def _typed(key: str, text: str, codes: Codebook) -> None:
    with suppress(Refusal):
        read_typed({key: text}, codes)


@pytest.fixture(scope="module")
def codes() -> Codebook:
    book = Codebook(seeds.shipped_codes)
    for kind in ("sector", "unit", "place"):
        book[kind].find("")
    return book


@pytest.mark.parametrize("name", READERS)
def test_a_long_text_is_read_in_linear_time(name: str, codes: Codebook) -> None:
    for text in TEXTS:
        with limited(SECONDS, text), suppress(Refusal):
            READERS[name](text, codes)


@pytest.mark.parametrize("piece", [" ", "\n", "\r\n,", "教"])
@pytest.mark.parametrize("form", WRITERS)
def test_a_long_text_is_shown_in_linear_time(form: str, piece: str, codes: Codebook) -> None:
    text = "a" * (LENGTH // 10) + piece * (LENGTH // len(piece))
    figures, speech = [figure("x", subject=text, note=text)], Speech(codes, "en")
    for table, width in ((of_cards(figures, {}, [], {}, speech), None), (of_figures(figures, speech, words=["b"]), 80)):
        with limited(4 * SECONDS, text):  # Two seconds of it are Rich's, who reads every character; measured coverage doubles that.
            assert "".join(WRITERS[form](table, None, Style(form, width=width)))


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    for module in pkgutil.walk_packages(aidcli.__path__, "aidcli."):
        if not module.name.endswith("__main__"):
            names = vars(importlib.import_module(module.name))
            yield from ((f"{module.name}.{name}", each) for name, each in names.items() if isinstance(each, re.Pattern))


PATTERNS = {name: each for each, name in {each: name for name, each in patterns()}.items()}
"""Each pattern once, whichever modules import it."""


@pytest.mark.parametrize("name", PATTERNS)
def test_a_compiled_pattern_is_linear(name: str) -> None:
    pattern = PATTERNS[name]
    module, _, short = name.rpartition(".")
    is_searched = f"{short}.fullmatch" not in inspect.getsource(importlib.import_module(module))
    for text in TEXTS:
        with limited(SECONDS, text):
            pattern.fullmatch(subject := text.encode() if isinstance(pattern.pattern, bytes) else text)
            if is_searched:
                pattern.sub(pattern.pattern[:0], subject)


@pytest.mark.parametrize("blanks", [" " * 200, "\t\n\u3000" * 50])
@pytest.mark.parametrize("words", ["1{0}", "1{0}元{0}", "约{0}usd{0}1{0}万{0}至{0}2{0}万{0}元{0}余", "{0}1{0}"])
def test_how_many_blanks_an_amount_holds_does_not_matter(words: str, blanks: str) -> None:
    with limited(SECONDS, words):
        assert read_amount(words.format(blanks)) == read_amount(words.format(" "))


@pytest.mark.parametrize("text", ["1" * 5000, "1" + ",000" * 2000, "1" * 5000 + "元"])
def test_an_endless_number_is_no_amount(text: str) -> None:
    assert read_amount(text) is None
    assert read_number(text) is None
