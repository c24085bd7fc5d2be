"""A foreign file read by a mapping: its figures, the source and codes made for them, and what became of its rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from aidcli.errors import BadRows
from aidcli.exchange.mapped import MappedFigures, RowCounts
from aidcli.exchange.mapping import FileMapping
from aidcli.exchange.rows import Contents, Row
from aidcli.exchange.slugs import digest, slug
from aidcli.exchange.tables import RawTable
from aidcli.exchange.templates import Template
from aidcli.model.codes import Codebook
from aidcli.model.figure import Record, Source
from aidcli.model.packed import PackedFigures


class MappedFile(NamedTuple):
    """What a foreign file holds, and what its figures do not hold of it."""

    contents: Contents
    counts: RowCounts
    columns_left: Sequence[str]
    by_others: Mapping[str, Counter[str]]
    """The words that were taken as `*` says, by key."""


def read_mapped(path: str, table: RawTable, mapping: FileMapping, codes: Codebook, sources: Mapping[str, Source]) -> MappedFile:
    """Read the figures of a table as the mapping says, against the codes and sources of a store.

    Raises BadRows, with the faults of all rows grouped by column and value.
    """
    source = made_source(path, mapping.source, codes)
    reading = MappedFigures(path, mapping, table, codes, source["id"])
    figures = PackedFigures(reading.figures())
    if reading.faults.number:
        raise BadRows(path, list(reading.faults.lines()))
    is_used = not all("source" in rule.keys for rule in mapping.figures)
    made = [Row(f"source {source['id']}", source)] if is_used and source["id"] not in sources else []
    made += [Row(f"source {each['id']}", each) for each in reading.new.made.pop("source", ())]
    new = [Row(f"{kind} {each['code']}", each) for kind, records in reading.new.made.items() for each in records]
    contents = Contents(sources=made, codes=new, made=figures, unread=table.unread)
    return MappedFile(contents, reading.counts, reading.columns_left, reading.by_others)


def made_source(path: str, stated: Mapping[str, str], codes: Codebook) -> Record:
    """Return the source of the figures, as far as it is stated; the rest is made of the file's name."""
    stem = "" if path == "-" else Path(path).stem
    name = slug(stem).lower()
    made = name if stem.isascii() and name else "-".join(filter(None, ("source", name, digest([stem])))) if stem else "table"
    wanted = stated.get("id", "")
    known = codes["source"].find(wanted) if wanted else made if made in codes["source"] else None
    return {"title": stem or wanted or made, **stated, "id": known or wanted or made}


def found_out(table: RawTable, mapping: FileMapping) -> Mapping[str, str]:
    """Return what was found out, or guessed, of how a file is written, by the words of a mapping."""
    decimal = mapping.conventions.decimal
    return {**table.found, **({"decimal": decimal} if decimal != "." else {})}


def with_constants(mapping: FileMapping, constants: Mapping[str, str]) -> FileMapping:
    """Return the mapping in which these keys state these texts, whatever it says itself; a source is made if it is new."""
    source = {**mapping.source, "id": constants["source"]} if "source" in constants else mapping.source
    given = {key: [Template.read(text)] for key, text in constants.items() if key != "source"}
    kept = [{key: each for key, each in rule.keys.items() if key not in constants} for rule in mapping.figures]
    rules = [rule._replace(keys=keys | given) for rule, keys in zip(mapping.figures, kept, strict=True)]
    return mapping._replace(figures=rules, source=source)
