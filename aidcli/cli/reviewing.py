"""A review of drafts on a terminal, in the manner of `git add -p`: one at a time, answered by a letter."""

import os
import re
import sys
from collections.abc import Callable, Sequence
from shutil import get_terminal_size

import typer

from aidcli.changes.review import Review, accept_drafts
from aidcli.changes.typed import read_typed
from aidcli.cli.changing import changing, excess_after, note_excess, note_unusual_units
from aidcli.cli.documents import DocumentSource
from aidcli.cli.output import note
from aidcli.cli.prompting import letter_of
from aidcli.display import review as words
from aidcli.display.cells import fold_cell
from aidcli.display.headings import key_of
from aidcli.display.links import NOTHING_WRITTEN
from aidcli.display.printable import printable
from aidcli.display.speech import Speech
from aidcli.errors import NotWritten, Refusal, Usage
from aidcli.exchange.texts import Document
from aidcli.model.codes import one_of
from aidcli.model.contract import faults
from aidcli.model.figure import KEYS, NotFigure
from aidcli.prose.drafts import Draft

_KEY = re.compile(r"(?:^|[ ，])(\w{1,20}) ?= ?")
"""A key before its value; the next one ends the value."""


def review_drafts(review: Review, document: Document, speech: Speech) -> None:
    """Ask about each draft until all are answered or the user stops."""
    if not sys.stdin.isatty():
        raise Usage(
            "--review asks on a terminal; name a file instead of -, and omit --review in scripts",
            "--review 在终端上提问；请指明文件而不用 -，脚本中去掉 --review",
        )
    if review.at is None:
        note(speech.say(words.NOTHING_TO_REVIEW))
    asking = _Asking(review, document, speech)
    while review.at is not None:
        asking.show()
        asking.answer()


class _Asking:
    """The questions of a review, and what is done with the answers."""

    def __init__(self, review: Review, document: Document, speech: Speech) -> None:
        self._review, self._speech = review, speech
        self._lines = document.text.split("\n")
        self._colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def show(self) -> None:
        """Show the draft asked about."""
        draft = self._review.draft
        for line in words.draft_lines(draft, self._sentence(draft), self._speech, get_terminal_size().columns, colour=self._colour):
            typer.echo(line, err=True)

    def _sentence(self, draft: Draft) -> tuple[str, str, str]:
        """Return the words before the quantity, the quantity and the words after it."""
        line, start = self._lines[draft.record["line"] - 1], draft.record["start"]
        first = max(0, line.rfind(draft.context, 0, start + len(draft.context)))
        end = start + len(draft.record["printed"])
        return line[first:start], line[start:end], line[end : first + len(draft.context)]

    def answer(self) -> None:
        """Ask about the draft until there is an answer that moves on, or changes it."""
        question = self._speech.say(words.TAKE_IT, at=self._review.place, count=len(self._review.asked))
        review = self._review
        answers: dict[str, Callable[[str], object]] = {
            "y": self._take,
            "n": review.refuse,
            "e": self._edit,
            "p": self._part_of,
            "=": self._take_over,
            "u": self._back,
            "a": lambda _: review.take_rest(),
            "j": lambda _: review.later(1),
            "k": lambda _: review.later(-1),
            "q": lambda _: review.stop(),
        }
        first, *rest = self._ask(question).split(maxsplit=1) or [""]
        letter = letter_of(first)
        if letter not in answers:
            for line in fold_cell(self._speech.say(words.REVIEW_ANSWERS), get_terminal_size().columns):
                typer.echo(line, err=True)
            return
        try:
            answers[letter]("".join(rest))
        except Refusal as refusal:
            note(refusal.text, self._speech.lang)

    def _ask(self, question: str) -> str:
        text: str = typer.prompt(printable(question), prompt_suffix=" ", default="", show_default=False, err=True)
        return text.strip()

    def _say(self, phrase: tuple[str, str]) -> None:
        typer.echo(self._speech.say(phrase), err=True)

    def _take(self, _: str) -> None:
        """Take the draft, after asking for the keys that it lacks; an empty answer leaves it as it was."""
        for key in self._review.draft.missing:
            text = self._ask(words.need_of(key, self._review.draft.record, self._speech))
            if not text:
                return
            self._set({key: text})
        if found := faults(self._review.draft.record, self._known):
            raise NotWritten(found)
        self._review.take()

    def _known(self, kind: str, code: str) -> bool:
        """Return whether a code exists; the source may be one that the review adds."""
        return kind == "source" or self._speech.codes.known(kind, code)

    def _edit(self, typed: str) -> None:
        typed = typed or self._ask(self._speech.say(words.WHICH_KEYS))
        before, *pieces = _KEY.split(typed)
        pairs = {} if before.strip() else dict(zip(pieces[::2], pieces[1::2], strict=True))
        if typed and not pairs:
            raise Usage("{typed!r} is not key=value; write it like sector=health", "{typed!r} 不是“字段=值”；写法如 部门=卫生", typed=typed)
        self._set(pairs)

    def _set(self, typed: dict[str, str]) -> None:
        """Set keys as typed. An amount states unit and bound, too, but the printed form stays as the text has it."""
        keys = {one_of("key", key_of(key), KEYS): text for key, text in typed.items()}
        told = {"measure": self._review.draft.record["measure"]} if "value" in keys else {}
        read = read_typed({**told, **keys}, self._speech.codes)
        self._review.edit({key: value for key, value in read.items() if key != "printed" or "printed" in keys})

    def _part_of(self, typed: str) -> None:
        wholes = self._review.wholes()
        if not typed and not wholes:
            self._say(words.NO_WHOLES)
            return
        if not typed:
            typer.echo("\n".join(words.whole_lines(wholes, self._speech)), err=True)
            typed = self._ask(self._speech.say(words.WHICH_WHOLE))
        if typed.isdecimal() and int(typed) <= len(wholes):
            self._review.edit({"part_of": wholes[int(typed) - 1].record["id"] if int(typed) else None, "note": None})
        elif typed:
            self._set({"part_of": typed})

    def _take_over(self, _: str) -> None:
        if not self._review.take_over():
            self._say(words.NONE_TAKEN_YET)

    def _back(self, _: str) -> None:
        if not self._review.back():
            self._say(words.NO_ANSWER_YET)


def write_review(review: Review, source: DocumentSource, db: str | None, speech: Speech) -> None:
    """Write what was answered, in one change."""
    taken, refused = list(review.taken()), list(review.refused())
    unlinked: Sequence[str] = ()
    if taken or refused:
        unlinked = _write(taken, refused, source, db, speech)
    else:
        note(speech.say(NOTHING_WRITTEN))
    for said in words.review_notes(review, unlinked, speech):
        note(said)


def _write(taken: Sequence[Draft], refused: Sequence[NotFigure], source: DocumentSource, db: str | None, speech: Speech) -> Sequence[str]:
    """Write drafts and refused numbers, and say so; return the figures that could not be linked to their whole."""
    with changing(db, "extract") as change:
        outline, near = change.survey({each.record["id"] for each in taken})
        revision, unlinked = accept_drafts(taken, outline, near)
        excess = excess_after(revision, change.store)
        change.keep("sources", ["id"], [source.source.stored()] if source.is_new else [])
        change.keep("not_figures", ["source", "line", "start"], [each._asdict() for each in refused])
        change.apply(revision)
    note(words.written_note((len(revision.added), len(revision.changed), len(refused)), change.path, speech))
    note_excess(excess, speech.lang)
    note_unusual_units(revision.written, speech)
    return unlinked
