"""`aidcli check`: whether a store is sound, and agrees with its documents."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from aidcli.changes.checks import Finding, findings, in_document, suspect_findings, unusual_unit
from aidcli.cli.options import Answer, spread
from aidcli.cli.output import how_many, note, reply
from aidcli.display.reports import of_findings
from aidcli.errors import BadRecord, Unreadable, Usage
from aidcli.exchange.reading import read_bytes
from aidcli.model.figure import Figure, from_json
from aidcli.store.store import FileStore


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
        figures, found = _sound_and_faulty(store)
        found += findings(figures)
        found += [each for figure in figures for each in unusual_unit(figure, store.codes)]
        found += suspect_findings(figures, store.setting())
        if document is not None:
            found += _verified(document, source, figures, store)
        reply(of_findings(found, answer.speech(store.codes)), answer, nothing=None)
    faults = sum(finding.fault for finding in found)
    note(f"{how_many(len(figures), 'figure')} checked, {how_many(faults, 'fault')}")
    if faults:
        raise typer.Exit(4)


def _sound_and_faulty(store: FileStore) -> tuple[list[Figure], list[Finding]]:
    """Return the figures that are sound by themselves, and what is wrong with the others."""
    with suppress(BadRecord):
        return list(store.figures()), []
    figures, found = [], []
    for key, record, faults in store.records():
        if faults:
            named = record.get("id") if isinstance(record, dict) else None
            found += [Finding(str(named or key), *_fault_and_key(fault)) for fault in faults]
        else:
            figures.append(from_json(record))
    return figures, found


def _fault_and_key(fault: str) -> tuple[str, str]:
    key, colon, words = fault.partition(": ")
    return (key, words) if colon else ("", fault)


def _verified(path: Path, named: str | None, figures: Sequence[Figure], store: FileStore) -> Iterator[Finding]:
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
