"""Draft what a figure is of: the noun phrase at it, else the labels of its measure and sector. Pure."""

import re
from typing import Final

from aidcli.prose.context import Spot
from aidcli.prose.passages import Passage
from aidcli.prose.units import Unit
from aidcli.prose.words import CURRENCY, Vocabulary

_CHINESE_AFTER: Final = re.compile(r"[\u4e00-\u9fff“”]{2,16}")
_ENGLISH_AFTER: Final = re.compile(r"[ -]?((?:[a-z][a-z’'-]*)(?: [a-z][a-z’'-]*){0,5})", re.IGNORECASE)
_ENGLISH_STOP: Final = re.compile(
    r" (?:were|was|are|is|has|have|had|and|who|which|that|by|since|from|as|after|before|under|received|gained)(?: .*)?$"
)

_LINKING: Final = re.compile(r"^(?:(?:went|goes|go) )?(?:(?:of|for|to|into|in|on)(?: |$))?(?:the |a |an )?", re.IGNORECASE)
"""Words between money and what it is for."""


def subject_of(passage: Passage, spot: Spot, unit: Unit, sector: str | None, measure: str | None, words: Vocabulary) -> tuple[str, str]:
    """Return the drafted subject in English and in Chinese; one of them at least is not empty."""
    chinese = bool(re.search("[\u4e00-\u9fff]", passage.text[max(0, spot.start - 8) : spot.end + 8]))
    phrase = _chinese(passage, spot) if chinese else _english(passage, spot, unit)
    if not phrase:
        lang = "zh" if chinese else "en"
        labels = [words.label("measure", measure, lang), words.label("sector", sector, lang)]
        phrase = (" · " if chinese else ", ").join(filter(None, labels)) or unit.word or passage.line[spot.start : spot.end]
    return ("", phrase) if chinese else (phrase, "")


def _chinese(passage: Passage, spot: Spot) -> str:
    after = _CHINESE_AFTER.match(passage.line, spot.end, spot.end + 16)
    if after:
        return after[0]
    before = passage.line[max(spot.clause[0], spot.start - 16) : spot.start].strip(" ,，、和与及并共达约累计为").removeprefix("其中")
    return before if len(before) > 1 else ""


def _english(passage: Passage, spot: Spot, unit: Unit) -> str:
    after = _ENGLISH_AFTER.match(passage.line, spot.end, spot.end + 80)
    words = _ENGLISH_STOP.sub("", f" {after[1]}").strip() if after else ""
    if CURRENCY.fullmatch(unit.code or ""):  # Money is what is given, not what for.
        return _LINKING.sub("", words)
    own = unit.word if len(unit.word) > 3 else ""
    return " ".join(filter(None, (own if own and own not in words else "", words))) if words else own
