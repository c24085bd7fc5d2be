"""Questions put to the user on a terminal."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import typer

from aidcli.changes.linking import Proposal
from aidcli.changes.typed import read_typed
from aidcli.cli.changing import TypedFigure
from aidcli.cli.choosing import store_before_change
from aidcli.cli.options import Answer
from aidcli.cli.output import note, refuse_missing
from aidcli.cli.prompting import letter_of
from aidcli.display import wording
from aidcli.display.figures import in_short
from aidcli.display.links import LINK_ANSWERS, LINK_IT, link_reason
from aidcli.display.printable import printable
from aidcli.display.speech import Speech
from aidcli.errors import Bilingual, MissingKeys, Refusal, Usage, in_language, join_texts
from aidcli.model.codes import Codebook
from aidcli.model.figure import Figure, Record, lacking
from aidcli.query.query import Query

ASKED_FOR: Final = ("sector", "measure", "value", "unit", "subject", "source")
"""The keys that `add` asks for on a terminal where they are not given, in this order."""
HELD_IN_COMMON: Final = ("source", "sector", "measure", "unit", "period", "provider", "recipient", "receiver", "bound")
"""The keys that several figures may have in common, so that they may be given once for all."""
NAMED_PARTS: Final = 5
"""Parts of one whole that a question names."""


def is_for_several(given: TypedFigure) -> bool:
    """Return whether what is typed may be said of several figures, on a terminal that can be asked for the rest."""
    return sys.stdin.isatty() and all(text is None or key in HELD_IN_COMMON for key, text in given._asdict().items())


def complete_record(given: TypedFigure, codes: Codebook, lang: str) -> Record:
    """Return the record that the options give, completed by asking on a terminal; raises MissingKeys elsewhere.

    A printed form without a value is read as running text.
    """
    typed = given._asdict()
    proposed = _proposed(given, codes, lang)
    if sys.stdin.isatty():
        has_subject = typed["subject_zh"] or "subject_zh" in proposed
        for key in ASKED_FOR:
            if (
                typed[key] is None
                and key not in proposed
                and not (key == "subject" and has_subject)
                and key not in read_typed(typed, codes)
            ):
                typed[key] = _ask(key, typed, codes, lang)
    record = proposed | {key: value for key, value in read_typed(typed, codes).items() if value is not None}
    if "value" in proposed and given.line is given.start is None:
        record["printed"] = proposed["printed"]
    if missing := lacking(record | {"id": "x"}):
        raise MissingKeys(missing)
    return record


def _proposed(given: TypedFigure, codes: Codebook, lang: str) -> Record:
    """Return what a printed form that is typed without a value tells of the keys that are not typed, and say so."""
    if not given.printed or given.value is not None:
        return {}
    from aidcli.changes.phrases import propose_keys  # Here: nothing else of `add` needs the reader's words.

    proposed = propose_keys(given.printed, codes)
    read = {key: value for key, value in proposed.items() if getattr(given, key) is None or key == "printed"}
    told = [(key, value) for key, value in read.items() if key != "printed" and (key, value) != ("bound", "exact")]
    shown = ", ".join(f"{key} {value}" for key, value in told if value is not None)
    found = Bilingual("read from {text!r}: {shown}", "从 {text!r} 读出：{shown}", text=given.printed, shown=shown)
    nothing = Bilingual(
        "no amount was read from {text!r}; add --value AMOUNT", "从 {text!r} 未读出数值；请加 --value 数值", text=given.printed
    )
    note(found if read else nothing, lang)
    return {key: value for key, value in read.items() if value is not None}


def _ask(key: str, typed: Mapping[str, str | None], codes: Codebook, lang: str) -> str:
    """Ask until there is an answer that can be read beside what was typed."""
    while True:
        text: str = typer.prompt(key, err=True, default="" if key == "value" else None, show_default=False)
        try:
            read_typed({**{each: typed[each] for each in ("measure", "subject", "subject_zh")}, key: text}, codes)
        except Refusal as refusal:
            note(refusal.text, lang)
        else:
            return text


def ask_links(proposals: Sequence[Proposal], speech: Speech) -> list[Proposal]:
    """Ask about each proposal, and return those answered with yes."""
    accepted: list[Proposal] = []
    for at, links in enumerate(proposals, 1):
        whole = links[0].whole
        typer.echo(printable("\n".join(_told(links, speech))), err=True)
        answer = _letter(speech.say(LINK_IT, at=at, count=len(proposals), whole=in_short(whole, speech)), speech)
        if answer in "ya":
            accepted.append(links)
        if answer == "a":
            accepted += proposals[at:]
        if answer in "adq":
            break
    return accepted


def _told(links: Proposal, speech: Speech) -> Iterator[str]:
    """Yield a line for each of the first parts, then why they are thought to be parts."""
    yield from (in_short(link.part, speech) for link in links[:NAMED_PARTS])
    if len(links) > NAMED_PARTS:
        yield speech.say(wording.AND_MORE, rest=len(links) - NAMED_PARTS, count=len(links)).strip()
    yield f"  {link_reason(links[0], speech)}"


def _letter(question: str, speech: Speech) -> str:
    """Ask until there is an answer that is one of the letters, explaining them after any other."""
    while True:
        text: str = typer.prompt(printable(question), prompt_suffix=" ", err=True)
        if (letter := letter_of(text)) in ("y", "n", "a", "d", "q"):
            return letter
        typer.echo(speech.say(LINK_ANSWERS), err=True)


def confirm_removal(ids: Sequence[str], answer: Answer) -> None:
    """Ask whether to remove the figures; end with status 1 where the answer is no."""
    if not sys.stdin.isatty():
        raise Usage("nothing was removed; add --yes to remove without being asked", "未删除；加 --yes 可不经询问直接删除")
    with store_before_change(answer.db) as store:
        found = store.find(Query(ids=frozenset(ids)))
        refuse_missing(found.unplaced, store)
        lang = answer.language
        named = join_texts([_named(figure, lang) for figure in found.figures], ", ", "、")
    question = Bilingual("Remove {named}?", "删除 {named}？", named=named)
    text: str = typer.prompt(f"{printable(in_language(question, lang))} [y/N]", prompt_suffix=" ", default="", show_default=False, err=True)
    if letter_of(text) != "y":
        note(Bilingual("nothing was removed", "未删除"), lang)
        raise typer.Exit(1)


def _named(figure: Figure, lang: str) -> Bilingual:
    return Bilingual("{id} ({label})", "{id}（{label}）", id=figure.id, label=figure.label(lang))
