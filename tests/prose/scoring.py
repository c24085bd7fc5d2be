"""Score the reader: what it drafts of annotated texts, against what the annotations say.

A text of `texts/` opens with the document's date; each figure stands in it as

    [[printed|VALUE UNIT|sector measure|period|@recipient]]     and, for background, targets and differences,     |background|@-]]

VALUE has `>=` (at least), `<` (under), `~` (about) before it, or is a range `10..15`. `-` stands for what the text does not tell.
Recipients are scored in the texts that mark any.
"""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from aidcli.model.codes import Codebook
from aidcli.model.seeds import FOLDER, shipped_codes, shipped_rows
from aidcli.prose.reader import Reading, read_text
from aidcli.prose.words import Vocabulary

ARTICLE: Final = Path(__file__).parents[3] / "shared" / "seed" / "000_62f332757297812e.txt"
"""The shipped article, which is not ours to ship, in the folder beside the project."""
TEXTS: Final = Path(__file__).with_name("texts")
VOCABULARY: Final = Vocabulary(shipped_rows("prose-words"), Codebook(shipped_codes))
FIELDS: Final = ("span", "value", "bound", "unit", "sector", "measure", "period", "recipient")
_MARK: Final = re.compile(r"\[\[([^|\]]+)\|([^\]]*)\]\]")
_BOUNDS: Final = {">=": "at-least", "<": "under", "~": "about", "": "exact"}


class Expected(NamedTuple):
    """An annotated figure. Fields as in a Reading; `background` for what is no result of the aid."""

    line: int
    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    bound: str
    unit: str | None
    sector: str | None
    measure: str | None
    period: str | None
    recipient: str | None
    background: bool


class Annotated(NamedTuple):
    name: str
    text: str
    date: str
    expected: list[Expected]
    has_recipients: bool


def annotated(path: Path) -> Annotated:
    """Read an annotated text."""
    head, _, marked = path.read_text("utf-8").partition("\n")
    expected, lines = [], []
    for number, line in enumerate(marked.split("\n"), 1):
        plain, at = "", 0
        for mark in _MARK.finditer(line):
            plain += line[at : mark.start()]
            expected.append(_expected(number, len(plain), mark[1], mark[2].split("|")))
            plain, at = plain + mark[1], mark.end()
        lines.append(plain + line[at:])
    return Annotated(path.stem, "\n".join(lines), head.removeprefix("date: "), expected, "|@" in marked)


def _expected(line: int, start: int, printed: str, parts: list[str]) -> Expected:
    amount, unit = parts[0].split()
    sector, measure = parts[1].split()
    sign, low, high = re.fullmatch(r"(>=|<|~|)([\d.]+?)(?:\.\.([\d.]+))?", amount).groups()  # type: ignore[union-attr]
    recipient = next((part[1:] for part in parts[3:] if part[0] == "@"), "-")
    codes = (None if code == "-" else code for code in (unit, sector, measure, parts[2], recipient))
    bound = "range" if high else _BOUNDS[sign]
    return Expected(line, start, start + len(printed), Decimal(low), Decimal(high) if high else None, bound, *codes, "background" in parts)


def corpus(*, unseen: bool) -> list[Annotated]:
    """Return the annotated texts: those the grammar was tuned on, or those kept unseen."""
    return [annotated(path) for path in sorted((TEXTS / "unseen" if unseen else TEXTS).glob("*.txt"))]


def article() -> Annotated:
    """Return the shipped article with the shipped figures as its annotation."""
    expected = []
    for row in shipped_rows("figures"):
        value, upper = Decimal(row["value"]), Decimal(row["upper"]) if row["upper"] else None
        start = int(row["start"])
        codes = (row[key] or None for key in ("unit", "sector", "measure", "period", "recipient"))
        expected.append(Expected(int(row["line"]), start, start + len(row["printed"]), value, upper, row["bound"], *codes, False))
    with (FOLDER / "not-figures.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["reason"].startswith("background") and not row["printed"].endswith("年"):
                start = int(row["start"])
                expected.append(Expected(int(row["line"]), start, start + len(row["printed"]), Decimal(0), None, "", *[None] * 5, True))
    return Annotated("article", ARTICLE.read_text("utf-8"), "2023-09", expected, has_recipients=True)


class Score:
    """Counts of what is right, over any number of texts."""

    def __init__(self) -> None:
        self.found = self.missed = self.drafted = self.false = self.background = self.misplaced = self.doubted = 0
        self.right = dict.fromkeys(FIELDS, 0)
        self.given = dict.fromkeys(FIELDS, 0)
        self.stated = dict.fromkeys(FIELDS, 0)
        self.faults: list[str] = []

    def add(self, text: Annotated) -> None:
        """Count one text."""
        lines = text.text.split("\n")
        drafts = [reading for reading in read_text(text.text, VOCABULARY, text.date) if reading.state != "none"]
        self.misplaced += sum(lines[each.line - 1][each.start : each.end] != each.printed for each in drafts)
        matched: set[int] = set()
        for expected in text.expected:
            at = next((at for at, each in enumerate(drafts) if at not in matched and _overlap(each, expected)), None)
            if at is not None:
                matched.add(at)
            self._count(text, expected, None if at is None else drafts[at])
        for at, draft in enumerate(drafts):
            if at not in matched:
                self.false += 1
                self.fault(text, draft.line, draft.printed, "false", "", draft.context)
        self.drafted += sum(draft.state == "figure" or at not in matched for at, draft in enumerate(drafts))

    def _count(self, text: Annotated, expected: Expected, draft: Reading | None) -> None:
        printed = text.text.split("\n")[expected.line - 1][expected.start : expected.end]
        if expected.background:
            if draft and draft.state == "figure":
                self.background += 1
                self.fault(text, expected.line, printed, "background drafted as a figure", "", draft.context)
            return
        if draft is None:
            self.missed += 1
            self.fault(text, expected.line, printed, "missed", "", "")
            return
        self.found += 1
        if draft.state == "doubtful":
            self.doubted += 1
            self.fault(text, expected.line, printed, "doubted", draft.reason, draft.context)
        self._fields(text, expected, draft, printed)

    def _fields(self, text: Annotated, expected: Expected, draft: Reading, printed: str) -> None:
        got = (draft.printed, (draft.value, draft.upper), *(getattr(draft, field) for field in FIELDS[2:]))
        want = (printed, (expected.value, expected.upper), *(getattr(expected, field) for field in FIELDS[2:]))
        same_place = draft.start == expected.start and draft.end == expected.end
        for field, mine, theirs in zip(FIELDS, got, want, strict=True):
            if field == "recipient" and not text.has_recipients:
                continue
            right = mine == theirs if field != "span" else same_place
            self.stated[field] += theirs is not None
            self.given[field] += mine is not None
            self.right[field] += right and theirs is not None
            if not right:
                self.fault(text, expected.line, printed, field, f"{mine} not {theirs}", draft.context)

    def fault(self, text: Annotated, line: int, printed: str, what: str, detail: str, context: str) -> None:
        """Keep what was wrong, for the listing."""
        self.faults.append(f"{text.name}:{line} {printed!r} {what} {detail} | {context}")

    @property
    def recall(self) -> float:
        """Share of the figures that were found."""
        return self.found / max(1, self.found + self.missed)

    @property
    def precision(self) -> float:
        """Share of the drafts not marked doubtful that are figures, background counted as wrong."""
        return 1 - (self.false + self.background) / max(1, self.drafted)

    @property
    def precision_without_background(self) -> float:
        """The same, leaving background out."""
        return 1 - self.false / max(1, self.drafted - self.background)

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Yield what was measured: name, share right of those stated, share right of those given."""
        yield "recall", f"{self.recall:.3f}", f"{self.found} of {self.found + self.missed}; {self.doubted} of them marked doubtful"
        yield "precision", f"{self.precision:.3f}", f"{self.precision_without_background:.3f} leaving background out"
        for field in FIELDS:
            stated, given = self.share(field)
            yield field, f"{stated:.3f}", f"{given:.3f} of given ({self.right[field]} right, {self.given[field] - self.right[field]} wrong)"
        yield "misplaced", str(self.misplaced), ""

    def share(self, field: str) -> tuple[float, float]:
        """Return the share of a field that is right, of those stated and of those given."""
        return self.right[field] / max(1, self.stated[field]), self.right[field] / max(1, self.given[field])


def _overlap(reading: Reading, expected: Expected) -> bool:
    return reading.line == expected.line and reading.start < expected.end and expected.start < reading.end


def score(texts: list[Annotated]) -> Score:
    """Score the reader on texts."""
    total = Score()
    for text in texts:
        total.add(text)
    return total
