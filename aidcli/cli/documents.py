"""Which source a document is: the one named, else the one that has its SHA-256, else a new one."""

import re
from collections.abc import Mapping
from itertools import chain, count
from pathlib import Path
from typing import Annotated, NamedTuple

from aidcli.changes.phrases import vocabulary_of
from aidcli.cli.options import Text, option
from aidcli.cli.teaching import headed
from aidcli.display.drafts import NEW_SOURCE, OTHER_DOCUMENT, STORED_DOCUMENT
from aidcli.display.speech import Speech
from aidcli.errors import Bilingual, NotWritten, Usage, join_words
from aidcli.exchange.texts import Document
from aidcli.model.codes import fold
from aidcli.model.contract import slug_faults, source_faults
from aidcli.model.figure import Source
from aidcli.prose.drafts import Drafts, draft_records
from aidcli.prose.reader import Reading, read_text
from aidcli.query.query import OneOf, Query
from aidcli.query.store import OpenStore


@headed("The source")
class TypedSource(NamedTuple):
    """The source of a document, as typed."""

    source: Annotated[
        Text, option("The document's source; by default the one with its SHA-256, else made of the file's name.", "SOURCE")
    ] = None
    title: Annotated[Text, option("The title of a new source; by default the file's name.", "TEXT")] = None
    publisher: Annotated[Text, option("Who published a new source.", "TEXT")] = None
    date: Annotated[Text, option("The document's date, from which 'this year' is told: 2023-09.", "DATE")] = None


class DocumentSource(NamedTuple):
    """The source that a document is, whether the store lacks it, the date to read it by, and what is to be said."""

    source: Source
    is_new: bool
    date: str | None
    notes: list[str]

    def readings(self, document: Document, store: OpenStore) -> list[Reading]:
        """Return every number of the document."""
        return list(read_text(document.text, vocabulary_of(store.codes), self.date))

    def drafts(self, document: Document, store: OpenStore) -> Drafts:
        """Draft every number of the document, beside what the store has of it."""
        figures = list(store.find(Query((OneOf(("source",), frozenset({self.source.id})),))).figures)
        refused = [each for each in store.not_figures() if each.source == self.source.id]
        taken = {figure.id for figure in store.figures() if figure.id.startswith(self.source.id)}
        return draft_records(self.readings(document, store), self.source.id, [*figures, *refused], taken)


def source_of(document: Document, typed: TypedSource, store: OpenStore, speech: Speech) -> DocumentSource:
    """Return the source that a document is; raises Usage or NotWritten where what is typed cannot be."""
    sources = store.sources()
    twins = [source.id for source in sources.values() if source.sha256 == document.sha256]
    name = (store.codes["source"].find(typed.source) or typed.source) if typed.source else (*twins, _free_id(document, sources))[0]
    if name in sources:
        stored = sources[name]
        if given := [f"--{key}" for key in ("title", "publisher") if getattr(typed, key)]:
            raise Usage(
                "{options}: source {name!r} is stored already; omit them, or choose another --source",
                "{options}：来源 {name!r} 已存在；请去掉，或另选 --source",
                options=join_words(given, "and"),
                name=name,
            )
        is_other = stored.sha256 not in (None, document.sha256)
        notes = [speech.say(OTHER_DOCUMENT, path=document.path, name=name)] if is_other else []
        return DocumentSource(stored, False, typed.date or stored.date, notes)
    source = _new_source(name, document, typed)
    notes = [speech.say(NEW_SOURCE, name=name, title=source.title)]
    return DocumentSource(
        source, True, typed.date, [*notes, *(speech.say(STORED_DOCUMENT, path=document.path, name=each) for each in twins)]
    )


def _new_source(name: str, document: Document, typed: TypedSource) -> Source:
    title = typed.title or (Path(document.path).name if document.path != "-" else name)
    record = {"id": name, "title": title, "publisher": typed.publisher, "date": typed.date}
    record |= {"language": document.language, "sha256": document.sha256}
    if faults := [*(Bilingual("--{each}", "--{each}", each=each) for each in source_faults(record)), *slug_faults("--source", name)]:
        raise NotWritten(faults)
    return Source.read(record)


def _free_id(document: Document, sources: Mapping[str, Source]) -> str:
    """Return a source id made of the file's name, as codes are written, that is not one of another document."""
    stem = Path(document.path).stem if document.path != "-" else ""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(stem)[:40]).strip("-") or "document"
    names = chain([slug], (f"{slug}-{number}" for number in count(2)))
    return next(each for each in names if each not in sources or sources[each].sha256 is None)
