"""IATI activity files: each transaction as figures, one for each sector and country, and each result as a figure.

What the elements mean is said by the IATI Standard, version 2.03.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from aidcli.errors import BadRows, Bilingual
from aidcli.exchange.iati_activity import date_of
from aidcli.exchange.iati_figures import ActivityFigures
from aidcli.exchange.iati_xml import ActivityReader
from aidcli.exchange.rows import Contents, Row
from aidcli.exchange.slugs import slug
from aidcli.model.codes import Codebook
from aidcli.model.figure import Figure, Record, Source
from aidcli.model.packed import FigureSpool
from aidcli.model.quantity import Number, plain


class Imported(NamedTuple):
    """What an IATI file holds: figures, sources and codes; what the figures do not hold of it; and the totals of its transactions."""

    contents: Contents
    remarks: Mapping[str, int]
    totals: Mapping[tuple[str, str], Number]
    """By measure and unit."""


def read_iati(path: str, pieces: Iterable[bytes], codes: Codebook, sources: Mapping[str, Source], source: str | None = None) -> Imported:
    """Read the bytes of an activity file, against the codes and sources of a store.

    The figures get `source`, or one made from the publisher or else from the file's name. Raises BadRows, which lists
    what is wrong line by line, where the file is not such a file or has no figure to import.
    """
    reader, reading, hashed = ActivityReader(path), ActivityFigures(codes), sha256()
    for activity in reader.activities(_passed_to(hashed.update, pieces)):
        reading.add(activity)
    if faults := reading.remarks.faults:
        raise BadRows(path, faults)
    if not (reading.figures or reading.results):
        raise BadRows(
            path,
            [
                Bilingual(
                    "it has no figure to import: no transaction with a type, a value and a currency, and no result",
                    "没有可导入的数据：没有带类型、金额和币种的交易，也没有成果",
                )
            ],
        )
    ledger = _ledger(path, reading.publisher, sources, source)
    report = {"id": f"{ledger['id']}-results", "title": f"{ledger['title']}: results", "type": "report", "publisher": reading.publisher}
    read = {"date": date_of(reader.root.get("generated-datetime")), "sha256": hashed.hexdigest()}
    known = sources.get(ledger["id"])
    rows = [] if known and known.type != "ledger" else [_source_row(ledger, read, sources)]  # A report that was named stays as it is.
    rows += [_source_row(report, {}, sources)] if reading.results and report["id"] not in sources else []
    bodies = [Row(f"organisation {each['code']}", each) for each in reading.codes.bodies.made]
    made = chain(_of_source(ledger["id"], reading.figures), _of_source(report["id"], reading.results))
    contents = Contents(sources=rows, codes=bodies, made=made)
    totals = {key: plain(total) for key, total in reading.totals.items()}
    return Imported(contents, +reading.remarks.counts, totals)


def _passed_to(take: Callable[[bytes], None], pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        take(piece)
        yield piece


def _ledger(path: str, publisher: str, sources: Mapping[str, Source], source: str | None) -> Record:
    """Return the source of the transactions.

    Its id is made from the publisher and the name of the file: a publisher has several files, and each is replaced by
    its own next version. An id that a report of the store has is not taken.
    """
    name = "" if path == "-" else Path(path).stem
    made = "-".join(filter(None, (slug(publisher).lower(), slug(name).lower()))) or "iati"
    if made in sources and sources[made].type != "ledger":
        made += "-iati"
    title = f"IATI activities of {publisher or name}" if publisher or name else "IATI activities"
    return {"id": source or made, "title": f"{title} ({name})" if publisher and name else title, "type": "ledger", "publisher": publisher}


def _source_row(made: Record, read: Record, sources: Mapping[str, Source]) -> Row:
    """Return the row of a source; what the store says of it stays, apart from what was `read` in this file."""
    stored = sources[made["id"]].stored() if made["id"] in sources else {}
    record = made | stored | read
    return Row(f"source {made['id']}", {key: text for key, text in record.items() if text})


def _of_source(source: str, figures: FigureSpool) -> Iterator[Figure]:
    for figure in figures.take():
        figure.source = source
        yield figure
