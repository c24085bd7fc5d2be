"""One line of a document prepared for reading: width, script and case folded in place, clauses, sentences, headings. Pure."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Final, NamedTuple

from aidcli.prose.words import Cue, Vocabulary

_WIDE: Final = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) != "，"} | {"\u3000": " ", "\xa0": " "}
_PLAIN: Final = str.maketrans(_WIDE | {"〇": "零", "○": "零", "−": "-", "\u202f": " ", "\u2009": " "})
_LOWER: Final = {code: code + 32 for code in range(65, 91)}
_WIDE_THOUSANDS: Final = re.compile(r"(?<=[0-9])，(?=[0-9]{3}(?![0-9]))")
_TITLE_LENGTH: Final = 100
_SENTENCE: Final = re.compile(
    r"[。！？!?；;](?:[”’\"）)])?|\.(?=\s+[A-Z\"“•-])(?<!\bNo\.)(?<!Rs\.)|(?<=[a-z0-9)]{3})\.(?=\s+[0-9])(?<!\bnos\.)(?<!approx\.)"
)
_CLAUSE: Final = re.compile(r"[，、]|,(?![0-9]{3})| -- |[—–](?![0-9])| (?:and|while|but|with) ")
_RUN_IN: Final = re.compile(
    r"(?:[-•*·] ?)?(?:[(（]?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)）、.]|[一二三四五六七八九]是)? ?"
    r"[*]{0,2}([^。.:：,，0-9]{2,24}?)[*]{0,2}[。.:：]"
)


_STATES: Final = re.compile("[是了有在已将被让把]|(?<![a-z])(?:is|are|was|were|has|have|had|came|went)(?![a-z])")
"""What a short sentence has that is no heading: 中心小学是第一个项目。"""
_BYLINE: Final = re.compile(
    "[(（【]?(?:本报|新华社|通讯员|特约)?(?:记者|通讯员|来源|作者|编辑|责编|供稿|填报单位|(?:by|source|contacts?|date)(?![a-z]))",
    re.IGNORECASE,
)
"""Opens a line that names the author or the origin of a text."""


class Passage(NamedTuple):
    """A line prepared for reading. Every text has as many characters as the line, so offsets hold in all of them."""

    line: str
    text: str
    """Half-width, simplified characters."""
    low: str
    """As `text`, with Latin letters in lower case."""
    sentences: list[int]
    """Where sentences start."""
    clauses: list[int]
    """Where clauses start; a sentence starts one too."""
    cues: list[Cue]
    cue_starts: list[int]

    def sentence(self, at: int) -> tuple[int, int]:
        """Return the offsets of the sentence around an offset."""
        return _around(self.sentences, at, len(self.line))

    def clause(self, at: int) -> tuple[int, int]:
        """Return the offsets of the clause around an offset."""
        return _around(self.clauses, at, len(self.line))

    def cues_within(self, start: int, end: int) -> list[Cue]:
        """Return the cues that lie in a stretch, at most 24."""
        first = bisect_left(self.cue_starts, start)
        last = bisect_left(self.cue_starts, end, first)
        return self.cues[first : min(last, first + 24)]


@lru_cache(maxsize=4)
def _folding(words: Vocabulary) -> dict[int, str]:
    """Return the table that folds width and script, character by character, so that offsets hold."""
    return _PLAIN | str.maketrans(words.simplified)


def prepare(line: str, words: Vocabulary) -> Passage:
    """Prepare one line for reading."""
    text = line.translate(_folding(words))
    text = _WIDE_THOUSANDS.sub(",", text) if "，" in text and re.search("[０-９]，", line) else text
    low = text.translate(_LOWER)
    sentences = [0, *(found.end() for found in _SENTENCE.finditer(text))]
    clauses = sorted({*sentences, *(found.end() for found in _CLAUSE.finditer(text))})
    cues = words.cues(low)
    return Passage(line, text, low, sentences, clauses, cues, [cue.start for cue in cues])


def _around(starts: list[int], at: int, length: int) -> tuple[int, int]:
    after = bisect_right(starts, at)
    return starts[after - 1], starts[after] if after < len(starts) else length


def is_heading(text: str, *, first: bool = False) -> bool:
    """Check that a line looks like a heading: short, and not ended or divided as a sentence is. The first line may be a longer title."""
    bare = text.strip()
    longest = _TITLE_LENGTH if first else 80 if bare.isascii() else 34
    if not 0 < len(bare) <= longest or bare[-1] in "。.！!;；,，、" or _BYLINE.match(bare):
        return False
    return first or not re.search(r"[，。；]|[a-z]\. |: .*[0-9]|^[-•*] |[？?”\"]$", bare)


def run_in_heading(text: str) -> str:
    """Return the heading that a paragraph opens with: `（一）资金支持。`, `Education: ...`; empty where it has none."""
    found = _RUN_IN.match(text.lstrip())
    return found[1] if found and not (found[0][-1] in "。." and _STATES.search(found[1])) else ""
