"""What the rows of a file would do to a store, and everything that is wrong with them. Pure."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final, NamedTuple

from aidcli.changes.revision import Revision, Step, figure_steps, merge_figures
from aidcli.errors import BadRows
from aidcli.model.codes import COLUMNS, Code, Codebook
from aidcli.model.contract import code_faults, faults, slug_faults, source_faults
from aidcli.model.exact_json import encode_json
from aidcli.model.figure import CODED, Figure, Record, from_json
from aidcli.store.fast_decode import FigureDecoder


class Row(NamedTuple):
    """One record of a file, and where it stands there: `line 3`, `row 3`, `record 3`."""

    place: str
    record: Any


class Malformed(str):
    """What stands in the place of a record that could not even be read: why not."""

    __slots__ = ()


class Contents(NamedTuple):
    """What a file holds, by table."""

    figures: Iterable[Row] = ()
    sources: Sequence[Row] = ()
    codes: Sequence[Row] = ()


Tested = tuple[Row, list[str]]
"""A row, and what is wrong with it."""
AT_ONCE: Final = 1000
"""Rows that are tested together."""


class Intake(NamedTuple):
    """All that a file would do: the revision of the figures, the sources and codes to keep, and each step."""

    revision: Revision
    sources: Sequence[Record]
    codes: Sequence[Record]
    steps: Sequence[Step]


def intake(path: str, contents: Contents, before: Sequence[Figure], codes: Codebook, sources: Mapping[str, Record]) -> Intake:
    """What the contents would do to a store of these figures, codes and sources.

    Raises BadRows, with every fault of every row, where one of them breaks the contract.
    """
    bad: list[str] = []
    incoming = {(str(row.record.get("kind")), str(row.record.get("code"))) for row in contents.codes if isinstance(row.record, dict)}
    new_codes = list(_sound(_tested(contents.codes, lambda record: _code_faults(record, codes, incoming)), ("kind", "code"), bad))
    new_sources = list(_sound(_tested(contents.sources, _source_faults), ("id",), bad))
    extended = _extended(codes, new_codes, new_sources)
    figures = [from_json(record) for record in _sound(_figures_tested(contents.figures, extended), ("id",), bad)]
    if bad:
        raise BadRows(path, bad)
    revision = merge_figures(before, figures)
    steps = [
        *(Step(record["kind"], record["code"], _code_action(record, codes)) for record in new_codes),
        *(Step("source", record["id"], _action(record, sources.get(record["id"]))) for record in new_sources),
        *figure_steps(figures, revision),
    ]
    kept = {(step.kind, step.id) for step in steps if step.action != "unchanged"}
    return Intake(
        revision,
        [record for record in new_sources if ("source", record["id"]) in kept],
        [record for record in new_codes if (record["kind"], record["code"]) in kept],
        steps,
    )


def _tested(rows: Iterable[Row], faults_of: Callable[[Record], Iterable[str]]) -> Iterator[Tested]:
    for row in rows:
        fault = row.record if isinstance(row.record, Malformed) else "is not an object"
        yield row, list(faults_of(row.record)) if isinstance(row.record, dict) else [fault]


def _figures_tested(rows: Iterable[Row], codes: Codebook) -> Iterator[Tested]:
    """Rows of figures, many at once: one by one only where the decoder finds something amiss among them."""
    decoder, rows = FigureDecoder(codes), iter(rows)
    while some := list(islice(rows, AT_ONCE)):
        try:
            decoder.decode(encode_json(dict(enumerate(row.record for row in some))))
        except (ValueError, TypeError, ArithmeticError, RecursionError):
            yield from _tested((_coded(row, codes) for row in some), lambda record: faults(record, codes.known))
        else:
            yield from ((row, []) for row in some)


def _coded(row: Row, codes: Codebook) -> Row:
    """The row with codes in the place of labels and of codes of standards, as people may write them."""
    if not isinstance(row.record, dict):
        return row
    words = {key: word for key in CODED if isinstance(word := row.record.get(key), str) and not codes.known(CODED[key], word)}
    found = {key: code for key, word in words.items() if (code := codes[CODED[key]].find(word))}
    return row._replace(record=row.record | found)


def _sound(tested: Iterable[Tested], key: Sequence[str], bad: list[str]) -> Iterator[Record]:
    """The records that keep the contract; what is wrong with the others, and with a second of one key, is noted."""
    seen: dict[tuple[str, ...], str] = {}
    for (place, record), faults_found in tested:
        found = faults_found
        if not found:
            here = tuple(record[each] for each in key)
            found = [f"{key[-1]}: {here[-1]!r} stands also in {seen[here]}"] if here in seen else []
            seen[here] = place
        bad += [f"{place}: {fault}" for fault in found]
        if not found:
            yield {name: value for name, value in record.items() if value is not None}


def _code_faults(record: Record, codes: Codebook, incoming: Collection[tuple[str, str]]) -> list[str]:
    found = list(code_faults(record))
    if not found and (parent := record.get("parent")) and parent not in codes[record["kind"]] and (record["kind"], parent) not in incoming:
        found.append(f"parent: unknown {record['kind']} {parent!r}")
    return found


def _source_faults(record: Record) -> Iterator[str]:
    return chain(source_faults(record), slug_faults("id", record.get("id")))


def _extended(codes: Codebook, new_codes: Sequence[Record], new_sources: Sequence[Record]) -> Codebook:
    """The codes with the incoming ones."""

    def read(kind: str) -> Iterator[Code]:
        own = (Code(record["id"], en=record["title"]) for record in new_sources) if kind == "source" else ()
        return chain(codes[kind], (_code(record) for record in new_codes if record["kind"] == kind), own)

    return Codebook(read)


def _code(record: Record) -> Code:
    return Code.read(*(record.get(column) or "" for column in COLUMNS))


def _code_action(record: Record, codes: Codebook) -> str:
    """Constant prices are known without being listed, so a list of them adds nothing."""
    listed = codes[record["kind"]].codes.get(record["code"])
    return "unchanged" if listed is None and codes.known(record["kind"], record["code"]) else _action(_code(record), listed)


def _action(new: object, old: object) -> str:
    return "added" if old is None else "unchanged" if new == old else "changed"
