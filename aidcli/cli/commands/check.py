"""`aidcli check`: check a store, and its figures against their documents."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Final

import typer

from aidcli.changes.checks import Finding, findings, in_document, suspect_findings
from aidcli.changes.outline import Outline
from aidcli.cli.options import Answer, spread
from aidcli.cli.output import how_many, note, reply
from aidcli.display import wording
from aidcli.display.formats import HUMAN
from aidcli.display.reports import of_findings
from aidcli.errors import BadRecord, Unreadable, Usage
from aidcli.exchange.reading import read_bytes
from aidcli.model.figure import Figure, from_json
from aidcli.query.store import OpenStore

SHOWN: Final = 1000
"""Findings that a table shows. It is laid out in memory; other formats hold all findings."""


@spread
def check_store(
    answer: Answer,
    document: Annotated[
        Path | None, typer.Option(help="A document, to verify that each figure's printed form is at its place.", metavar="FILE")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="The source that the document is; by default the one with its SHA-256.", metavar="SOURCE")
    ] = None,
) -> None:
    """Check the whole store: keys, codes, links, amounts. Exits with status 4 where there is a fault.

    Figures that may count the same thing twice are remarked upon.
    """
    if source is not None and document is None:
        raise Usage("--source goes with --document; add --document FILE")
    with answer.open_store() as store:
        sound = _Sound(store)
        verified = [] if document is None else list(_verified(document, source, sound.figures(), store))
        number, found = len(sound.outline), findings(sound.outline, sound.figures(), store.codes)
        del sound.outline  # It is a third of all memory, and the search for suspects takes the rest.
        faults = _reply(chain(sound.faults, found, suspect_findings(sound.figures(), store.setting()), verified), store, answer)
    note(f"{how_many(number, 'figure')} checked, {how_many(faults, 'fault')}")
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
    return (key, words) if colon else ("", fault)


def _verified(path: Path, named: str | None, figures: Iterable[Figure], store: OpenStore) -> Iterator[Finding]:
    """Yield the figures of the source that the document does not state where they say."""
    try:
        data = read_bytes(str(path))
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise Unreadable(path, f"byte {error.start} is not UTF-8") from None
    digest = hashlib.sha256(data).hexdigest()
    sources = store.sources()
    by_digest = [source.id for source in sources.values() if source.sha256 == digest]
    if named is None and not by_digest:
        raise Usage(f"no source has the SHA-256 of '{path}'; say which it is with --source {', '.join(sources)}")
    source = store.codes.resolve("source", named) if named else by_digest[0]
    if sources[source].sha256 not in (None, digest):
        yield Finding(source, "sha256", f"'{path}' is not the document as it was curated", fault=False)
    yield from in_document((figure for figure in figures if figure.source == source), lines)
