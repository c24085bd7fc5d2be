"""`aidcli check`: check a store, and its figures against their documents."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Annotated, Final, NamedTuple

import typer

from aidcli.changes.checks import Finding, findings, suspect_findings
from aidcli.changes.outline import Outline
from aidcli.changes.revision import Revision
from aidcli.changes.stated import StatedFigures
from aidcli.cli.changing import changing
from aidcli.cli.documents import DocumentSource
from aidcli.cli.options import Answer, Text, flag, option, spread
from aidcli.cli.output import how_many, note, reply
from aidcli.cli.teaching import exemplified, headed
from aidcli.display import wording
from aidcli.display.formats import HUMAN
from aidcli.display.reports import of_findings
from aidcli.errors import BadRecord, Bilingual, Usage, in_language, join_texts
from aidcli.exchange.texts import Document, read_document
from aidcli.model.figure import Figure, Source, from_json
from aidcli.query.store import OpenStore

SHOWN: Final = 1000
"""Findings that a table shows. It is laid out in memory; other formats hold all findings."""


@headed("The document")
class TypedDocument(NamedTuple):
    """A document to compare the figures of its source with, as typed."""

    document: Annotated[
        Text, option("A document, to verify that each figure's printed form is at its place, and that no number is left over.", "FILE")
    ] = None
    source: Annotated[Text, option("The source that the document is; by default the one with its SHA-256.", "SOURCE")] = None
    encoding: Annotated[Text, option("The document's encoding; by default as its bytes tell.", "NAME")] = None
    fix: Annotated[bool, flag("Fill in the places of figures that have none or have moved, where exactly one fits.", "--fix")] = False
    dry_run: Annotated[bool, flag("With --fix: show what would be filled in, and write nothing.", "--dry-run")] = False

    def read(self) -> Document | None:
        """Read the document, if one is named; raises Usage where options do not go together."""
        if self.document is None and any(self):
            raise Usage(
                "--source, --encoding, --fix and --dry-run go with --document; add --document FILE",
                "--source、--encoding、--fix 和 --dry-run 须与 --document 同用；请加 --document FILE",
            )
        if self.dry_run and not self.fix:
            raise Usage("--dry-run goes with --fix; add --fix", "--dry-run 须与 --fix 同用；请加 --fix")
        return None if self.document is None else read_document(self.document, self.encoding)


@exemplified(
    {
        "The whole store": "aidcli check",
        "The figures of a report, against its text": "aidcli check --document report.txt --source lin-2024",
        "Fill in where the document states each figure": "aidcli check --document report.txt --source lin-2024 --fix",
    }
)
@spread
def check_store(answer: Answer, typed: TypedDocument) -> None:
    """Check the whole store: keys, codes, links, amounts.

    Exits with status 4 if there is a fault. Remarks name figures that may count the same thing twice and, with --document, numbers
    of the document that are neither a figure nor refused as one. --fix fills in where the document states each figure.
    """
    answer.check()
    document = typed.read()
    fixed = _fixed(document, typed.source, answer, dry_run=typed.dry_run) if document and typed.fix else []
    with answer.open_store() as store:
        sound = _Sound(store)
        verified = _verified(document, typed.source, sound.figures(), store).findings() if document else ()
        number, found = len(sound.outline), findings(sound.outline, sound.figures(), store.codes)
        del sound.outline  # It is a third of all memory, and the search for suspects takes the rest.
        suspects = suspect_findings(sound.figures(), store.setting())
        faults = _reply(chain(fixed, sound.faults, found, suspects, verified), store, answer)
    figures, wrong = how_many(number, "figure", "条数据"), how_many(faults, "fault", "处错误")
    note(Bilingual("{figures} checked, {wrong}", "已检查{figures}，发现{wrong}", figures=figures, wrong=wrong), answer.language)
    if faults:
        raise typer.Exit(4)


def _reply(found: Iterable[Finding], store: OpenStore, answer: Answer) -> int:
    """Show the findings, for people the first of them; return the number of faults."""
    faults = 0

    def counted() -> Iterator[Finding]:
        nonlocal faults
        for finding in found:
            faults += finding.fault
            yield finding

    def notes() -> Sequence[str]:
        more = sum(1 for _ in rest)
        return [speech.say(wording.MORE_FINDINGS, count=more)] if more else []

    rest, speech = counted(), answer.speech(store.codes)
    shown = islice(rest, SHOWN) if answer.format_name in HUMAN else rest
    reply(of_findings(shown, speech, notes), answer, nothing=None)
    return faults


class _Sound:
    """The figures that are sound by themselves, read as often as asked for, and what is wrong with the others."""

    def __init__(self, store: OpenStore) -> None:
        self.figures: Callable[[], Iterable[Figure]] = store.figures
        self.faults: list[Finding] = []
        try:
            self.outline = Outline(store.figures())
        except BadRecord:
            figures = list(self._sound_records(store))
            self.figures = lambda: figures
            self.outline = Outline(figures)

    def _sound_records(self, store: OpenStore) -> Iterator[Figure]:
        for key, record, faults in store.records():
            if faults:
                named = record.get("id") if isinstance(record, dict) else None
                self.faults += [Finding(str(named or key), *_fault_and_key(fault)) for fault in faults]
            else:
                yield from_json(record)


def _fault_and_key(fault: str) -> tuple[str, str]:
    key, colon, words = fault.partition(": ")
    return (key, Bilingual(words, in_language(fault, "zh").partition("：")[2])) if colon else ("", fault)


class _Verified(NamedTuple):
    """A document, which source it is, and what the store has of it."""

    document: Document
    source: Source
    stated: StatedFigures

    def findings(self) -> Iterator[Finding]:
        """Yield what the document and the store say otherwise."""
        if self.source.sha256 not in (None, self.document.sha256):
            yield Finding(
                self.source.id,
                "sha256",
                Bilingual("'{path}' is not the document as it was curated", "'{path}' 与整理时的文献不同", path=self.document.path),
                fault=False,
            )
        yield from self.stated.misplaced()
        yield from self.stated.left_over(self.source.id)


def _verified(document: Document, named: str | None, figures: Iterable[Figure], store: OpenStore) -> _Verified:
    """Compare a document with the figures of its source, of all `figures`; raises Usage where no source is known to be it."""
    sources = store.sources()
    by_digest = [source.id for source in sources.values() if source.sha256 == document.sha256]
    if named is None and not by_digest:
        raise Usage(
            "no source has the SHA-256 of '{path}'; say which it is with --source {sources}",
            "没有来源的 SHA-256 与 '{path}' 相符；请用 --source 指明：{sources}",
            path=document.path,
            sources=join_texts(sources, ", ", "、"),
        )
    source = sources[store.codes.resolve("source", named) if named else by_digest[0]]
    own = [figure for figure in figures if figure.source == source.id]
    refused = [each for each in store.not_figures() if each.source == source.id]
    readings = DocumentSource(source, False, source.date, []).readings(document, store)
    return _Verified(document, source, StatedFigures(document.text, readings, own, refused))


def _fixed(document: Document, source: str | None, answer: Answer, *, dry_run: bool) -> list[Finding]:
    """Fill in the places of figures, and return what was done and what could not be."""
    if dry_run:
        with answer.open_store() as store:
            placed, unplaced = _verified(document, source, store.figures(), store).stated.places()
    else:
        with changing(answer.db, "check") as change:
            placed, unplaced = _verified(document, source, change.store.figures(), change.store).stated.places()
            change.apply(Revision((), {each.before.id: each.after for each in placed}))
    places = how_many(len(placed), "place", "处位置")
    if placed and not dry_run:
        done = "filled in {places} in '{path}'; 'aidcli undo' takes it back", "已在 '{path}' 中填入{places}；可用 'aidcli undo' 撤销"
        note(Bilingual(*done, places=places, path=change.path), answer.language)
    else:
        note(Bilingual("{places} to fill in; nothing was written", "可填入{places}；未写入", places=places), answer.language)
    return [
        *(each.finding(Bilingual("would be placed at", "将定位于") if dry_run else Bilingual("placed at", "已定位于")) for each in placed),
        *unplaced,
    ]
