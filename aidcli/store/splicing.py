"""The text of a changed file: blocks with changed figures are written again, all other bytes are copied. Never writes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from aidcli.model.exact_json import decode_raw
from aidcli.store.layout import StoredRecord, Stretch, Tables, encoded_line, heading

_COPIED: Final = 1 << 20
"""Bytes that are copied at once."""
_BETWEEN: Final = b",\n"


class Extent(NamedTuple):
    """Where the figures of a file in our layout stand, and the last and highest of their keys."""

    records: Stretch
    last: int


class Touched(NamedTuple):
    """A stored figure that changes: its block (None where the layout is not ours), its key and id, and its new record if it stays."""

    block: Stretch | None
    key: int
    id: str
    record: Mapping[str, Any] | None


def spliced(
    path: Path, extent: Extent, tables: Tables | None, touched: Sequence[Touched], added: Iterable[Mapping[str, Any]]
) -> Iterator[bytes]:
    """Yield the text of a file in our layout with figures touched, in stored order, and added behind the last.

    `tables` are those before the figures, or None where they stay.
    """
    with path.open("rb") as file:
        yield from heading(tables) if tables is not None else _copy(file, 0, extent.records.start - 1)
        lead = b"\n"
        for segment in _segments(file, extent, touched, added):
            yield lead
            yield from segment
            lead = _BETWEEN
    yield b"\n}\n}\n"


def _segments(file: BinaryIO, extent: Extent, touched: Sequence[Touched], added: Iterable[Mapping[str, Any]]) -> Iterator[Iterable[bytes]]:
    """Yield runs of lines, to be joined by commas."""
    at, end = extent.records
    for block, some in groupby(touched, key=lambda each: each.block):
        if block is None:
            raise ValueError(block)
        if at < block.start:
            yield _copy(file, at, block.start - len(_BETWEEN))
        file.seek(block.start)
        if text := _changed(file.read(block.end - block.start), {each.key: each.record for each in some}):
            yield [text]
        at = block.end + len(_BETWEEN)
    if at < end:
        yield _copy(file, at, end)
    for key, record in enumerate(added, extent.last + 1):
        yield [encoded_line(key, record)]


def _copy(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    file.seek(start)
    while start < end and (copied := file.read(min(end - start, _COPIED))):
        yield copied
        start += len(copied)


def _changed(block: bytes, records: Mapping[int, Mapping[str, Any] | None]) -> bytes:
    """Return the lines of a block with these records, by key, in place of the old ones; None removes a record."""
    old = {int(key): StoredRecord(bytes(raw)) for key, raw in decode_raw(b"{%b}" % block).items()}
    return _BETWEEN.join(encoded_line(key, record) for key, record in {**old, **records}.items() if record is not None)
