"""Figures entered on a terminal, one question after another, and written in one change."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from shutil import get_terminal_size

import typer

from aidcli.changes.entry import Dialogue
from aidcli.changes.outline import Outline
from aidcli.changes.revision import merge_figures
from aidcli.changes.typed import propose_id, read_typed, unread_unit
from aidcli.cli.changing import IS_ADDED, TypedFigure, changing, excess_after, note_excess, note_remarks, report_change
from aidcli.cli.choosing import store_before_change
from aidcli.cli.options import Answer
from aidcli.cli.output import note
from aidcli.cli.prompting import letter_of, read_line
from aidcli.display import entry as words
from aidcli.display.speech import Speech
from aidcli.errors import NotWritten, Refusal, in_language
from aidcli.model import seeds
from aidcli.model.codes import fold
from aidcli.model.contract import faults
from aidcli.model.figure import CODED, Figure, from_json
from aidcli.query.code_counts import Combination, CombinationsFold
from aidcli.query.query import Query


def enter_figures(given: TypedFigure, answer: Answer) -> None:
    """Ask for figures until an empty amount, show them, and write them in one change."""
    with store_before_change(answer.db) as store:
        record = {key: value for key, value in read_typed(given._asdict(), store.codes).items() if value is not None}
        own_sources = store.sources().keys() - {source.id for source in seeds.shipped_sources()}
        common = common_codes(store.code_counts(Query()), sorted(own_sources))
        entry = Dialogue(record, store.codes, Outline(store.figures()), common)
        asking = _Asking(entry, answer.speech(store.codes))
        try:
            asking.ask_all()
            while not asking.is_saved(answer):
                asking.ask_all()
        except (KeyboardInterrupt, EOFError, typer.Abort):
            typer.echo(err=True)
            asking.drop(130)


def common_codes(counted: Mapping[Combination, int], own_sources: Iterable[str] = ()) -> Mapping[str, Sequence[str]]:
    """Return the codes of each kind in use, most often used first; where none is, those of the shipped figures but for places."""
    keys = set(CODED)
    if not counted:
        shipped = CombinationsFold(Query())
        shipped.take(list(seeds.shipped_figures()))
        counted, keys = shipped.result(), {"sector", "measure", "unit"}
    common: dict[str, Counter[str]] = {kind: Counter() for kind in CODED.values()}
    for combination, number in counted.items():
        for (key, kind), code in zip(CODED.items(), combination, strict=True):
            if code and key in keys:
                common[kind][code] += number
    common["source"].update(dict.fromkeys(own_sources, 0))
    return {kind: [code for code, _ in counts.most_common()] for kind, counts in common.items()}


class _Asking:
    """The questions on a terminal, and what is done with the answers."""

    def __init__(self, entry: Dialogue, speech: Speech) -> None:
        self._entry, self._speech = entry, speech
        typer.echo(speech.say(words.BEGIN_ENTRY), err=True)

    def ask_all(self) -> None:
        """Ask until an empty amount."""
        while self._entry.now.key:
            self._show(words.lines_before(self._entry, self._speech, get_terminal_size().columns))
            while not self._ask():
                pass

    def _ask(self) -> bool:
        """Ask a question once; return whether another one comes next."""
        text = read_line(words.question_of(self._entry, self._speech), self._offered)
        if text == "?":
            typer.echo(f"  {self._speech.say(words.EXPLAINED[self._entry.now.key])}", err=True)
            return False
        if text == "<":
            is_back = self._entry.back()
            if not is_back:
                typer.echo(f"  {self._speech.say(words.FIRST_QUESTION)}", err=True)
            return is_back
        try:
            self._entry.answer(text)
        except Refusal as refusal:
            note(in_language(refusal.text, self._speech.lang))
            return False
        return True

    def _offered(self, begun: str) -> list[str]:
        """Return the first name of each code or id that begins so; where none does, that begins so in another case."""
        for fold_ in (str, fold):
            start = fold_(begun)
            found = [next((name for name in names if fold_(name).startswith(start)), "") for names in self._entry.names]
            if any(found):
                break
        return list(filter(None, found))

    def _show(self, lines: Iterator[str]) -> None:
        for line in lines:
            typer.echo(line, err=True)

    def drop(self, status: int) -> None:
        """Say how many figures are dropped, and end."""
        note(self._speech.say(words.DROPPED, count=len(self._entry.figures)))
        raise typer.Exit(status)

    def is_saved(self, answer: Answer) -> bool:
        """Show all figures, ask whether to save them, and do so; return False to go back to the questions."""
        if not self._entry.figures:
            self.drop(1)
        self._show(words.summary_of(self._entry, self._speech))
        question = words.SAVE_THEM
        while True:
            text = read_line(self._speech.say(question) + self._speech.say(words.COLON), lambda _: ())
            if text == "<":
                return not self._entry.back()
            if letter_of(text) == "n":
                self.drop(1)
            if letter_of(text) in ("", "y"):
                try:
                    _write(self._entry, answer)
                except Refusal as refusal:  # What was typed is not lost because a store is locked or a disk is full.
                    note(in_language(refusal.text, self._speech.lang))
                    question = words.TRY_AGAIN
                else:
                    return True


def _write(entry: Dialogue, answer: Answer) -> None:
    """Write the figures, and their source where it is new, in one change."""
    source = entry.source
    with changing(answer.db, "add") as change:
        outline = change.outline()
        figures = list(_renamed(entry.figures, outline))
        for figure in figures:
            if found := faults(
                figure.record(), lambda kind, code: change.store.codes.known(kind, code) or bool(source and code == source.id)
            ):
                raise NotWritten(found)
        revision = merge_figures(outline, {}, {figure.id: figure for figure in figures})
        excess = excess_after(revision, change.store)
        change.keep("sources", ["id"], [source.stored()] if source else [])
        change.apply(revision)
    report_change(figures, IS_ADDED, change, answer)
    note_excess(excess, answer.language)
    for figure in figures:
        note_remarks(unread_unit(figure, change.store.codes), answer.language)
    note(answer.speech(change.store.codes).say(words.UNDO_ENTRY))


def _renamed(figures: Sequence[Figure], outline: Outline) -> Iterator[Figure]:
    """Yield the figures with ids that no figure of the store has, since another program may have added some meanwhile."""
    names: dict[str, str] = {}
    for figure in figures:
        record = figure.record()
        names[figure.id] = record["id"] = propose_id(record, outline.kinds.keys() | set(names.values()))
        yield from_json(record | {"part_of": names.get(figure.part_of or "", figure.part_of)})
