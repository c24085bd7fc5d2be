"""A store's file, read: in pieces of constant memory where it is laid out as aidcli does, else whole. Never writes.

One record stands a line. A stretch of the file is cut where a line ends in a comma and closed with a brace; every
piece must be valid JSON by itself, so the cut needs no trust in the layout, and any doubt falls back to reading the
file whole, which also says what is wrong with it.
"""

import os
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, BinaryIO, Final, Generic, NamedTuple, TypeVar

from aidcli.errors import BadRecord
from aidcli.model.codes import Codebook
from aidcli.model.contract import faults
from aidcli.model.figure import Figure, from_json
from aidcli.store import processors
from aidcli.store.fast_decode import FigureDecoder
from aidcli.store.layout import HIGHEST, Stretch, head, is_key, opened, parsed, writes

BLOCK: Final = 1 << 16
"""Bytes that are decoded at once."""
LONGEST: Final = 1 << 20
"""Bytes; a longer line is not of our layout."""
STRETCH: Final = 1 << 21
"""Bytes that are worth a process of their own."""
Result = TypeVar("Result")
Work = Callable[[Iterable[Collection[Figure]]], Result]
"""What is done with blocks of figures."""


class Doubt(Exception):
    """A piece that is not figures in our layout."""


class Piece(NamedTuple):
    """The figures of some lines, and the TinyDB keys of the first and the last."""

    figures: Collection[Figure]
    first: int
    last: int


class Worked(NamedTuple, Generic[Result]):
    """What the work made of a stretch, and the first and last of its keys, which must rise from stretch to stretch."""

    result: Result
    first: int
    last: int


class File:
    """A file of tables: what stands before the figures is read at once, the figures when they are asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = opened(path)
        weakref.finalize(self, self._file.close)
        self.tables, self._records = head(path, self._file)
        self.last = 0
        """The last and highest key, once all figures have been read in pieces; 0 where they have not."""

    @property
    def end(self) -> int:
        """Where the last record ends, in a file of our layout."""
        return self._records.end if self._records else 0

    def blocks(self, codes: Codebook) -> Iterator[Collection[Figure]]:
        """Every figure in stored order, some at a time; raises BadRecord at the first that is none, wherever it stands."""
        taken = last = 0
        try:
            for piece in self.pieces(self._records, codes):
                yield piece.figures
                taken, last = taken + len(piece.figures), piece.last
        except Doubt:
            rest = islice(self._whole(codes), taken, None)
            yield from iter(lambda: list(islice(rest, 1000)), [])
        else:
            self.last = last

    def over(self, work: Work[Result], codes: Codebook) -> list[Result]:
        """What the work makes of all blocks or, where the file is large, of those of each stretch, all stretches at once.

        The work must take every block, and leave nothing behind but its result: stretches are worked on in processes of their own, and
        again from the beginning where a stretch cannot be read by itself.
        """
        stretches = self._stretches(processors.available())
        if len(stretches) > 1:
            found = processors.spread(lambda stretch: self._over_stretch(work, stretch, codes), stretches)
            if found is not None and all(one.last < other.first for one, other in pairwise(found)):
                self.last = found[-1].last
                return [each.result for each in found]
        return [work(self.blocks(codes))]

    def _over_stretch(self, work: Work[Result], stretch: Stretch, codes: Codebook) -> Worked[Result]:
        ends: list[int] = []

        def blocks() -> Iterator[Collection[Figure]]:
            for piece in self.pieces(stretch, codes):
                ends.extend((piece.first, piece.last))
                yield piece.figures

        return Worked(work(blocks()), ends[0], ends[-1])

    def _stretches(self, most: int) -> list[Stretch]:
        """The records in stretches of about one length, as many as are worth it."""
        start, end = self._records or (0, 0)
        count = max(1, min(most, (end - start) // STRETCH))
        marks = [start, *(self._next_record(start + (end - start) * at // count) for at in range(1, count)), end + len(b",\n")]
        return [Stretch(one, other - len(b",\n")) for one, other in pairwise(marks)]

    def pieces(self, stretch: Stretch | None, codes: Codebook) -> Iterator[Piece]:
        """The figures of a stretch, a piece at a time; raises Doubt at the first piece that is not in our layout."""
        if stretch is None:
            raise Doubt
        decoder = FigureDecoder(codes)
        last = 0
        for block in _cut(self._file, stretch):
            try:
                keyed = decoder.decode(block)
            except (ValueError, ArithmeticError, RecursionError):
                raise Doubt from None
            keys = list(keyed)
            if not writes(block, len(keys)) or keys[0] <= last or keys[-1] > HIGHEST or keys != sorted(keys):
                raise Doubt
            last = keys[-1]
            yield Piece(keyed.values(), keys[0], last)

    def records(self, codes: Codebook) -> Iterator[tuple[str, Any, list[str]]]:
        """Every record as it stands, with its key and all that is wrong with it."""
        for key, record in parsed(self.path, self._file).get("figures", {}).items():
            found = [] if is_key(key) else [f"its key is not one that TinyDB gives, a whole number: {key!r}"]
            yield key, record, found + (faults(record, codes.known) if isinstance(record, dict) else ["is not an object"])

    def _whole(self, codes: Codebook) -> Iterator[Figure]:
        for key, record, found in self.records(codes):
            if found:
                raise BadRecord(self.path, "figures", key, record.get("id") if isinstance(record, dict) else None, found)
            yield from_json(record)

    def _next_record(self, offset: int) -> int:
        """Where the first record begins that does not begin before the offset."""
        self._file.seek(offset)
        self._file.readline()
        return self._file.tell()


def _cut(file: BinaryIO, stretch: Stretch) -> Iterator[bytes]:
    """A stretch in JSON objects of whole lines."""
    offset, size = stretch.start, BLOCK
    while offset < stretch.end:
        block = _read_at(file, min(size, stretch.end - offset), offset)
        cut = len(block) if offset + len(block) >= stretch.end else block.rfind(b",\n")
        if not block or (cut < 0 and size >= LONGEST):
            raise Doubt
        if cut < 0:
            size = LONGEST
            continue
        yield b"{%b}" % block[:cut]
        offset, size = offset + cut + len(b",\n"), BLOCK


def _read_at(file: BinaryIO, most: int, offset: int) -> bytes:
    """Read from an offset without moving the file's own, which forked processes share."""
    if hasattr(os, "pread"):
        return os.pread(file.fileno(), most, offset)
    file.seek(offset)
    return file.read(most)
