"""Read a store's file: in blocks of constant memory where it has our layout, else whole. Never writes.

Our layout holds one record a line. A block is cut where a line ends in a comma and closed with a brace; every block must
be valid JSON by itself, so the cut needs no trust in the layout, and any doubt falls back to reading the file whole,
which also says what is wrong with it.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from aidcli.errors import BadRecord, Bilingual
from aidcli.model.codes import Codebook
from aidcli.model.contract import faults
from aidcli.model.figure import Figure, from_json
from aidcli.store.fast_decode import FigureDecoder
from aidcli.store.layout import HIGHEST, Stretch, head, is_key, is_written_once, opened, parsed
from aidcli.store.splicing import Extent

BLOCK: Final = 1 << 16
"""Bytes that are decoded at once: 25 MiB for any file, where reading it whole takes nine times as much."""
LONGEST: Final = 1 << 20
"""Bytes; a longer line is not of our layout."""
WHOLE_BLOCK: Final = 1000
"""Figures in a block where the file is read whole."""


class Doubt(Exception):
    """A block that is not figures in our layout."""


class TablesFile:
    """A file of tables: opening it reads what stands before the figures; the figures are read when asked for.

    Use it as a context manager, or close it.
    """

    def __init__(self, path: Path, block: int = BLOCK, longest: int = LONGEST) -> None:
        """Open the file; raises Unreadable, NotAStore or BadRecord."""
        self.path = path
        self._block, self._longest = block, longest
        self._file = opened(path)
        try:
            self.tables, self._records = head(path, self._file)
        except BaseException:
            self.close()
            raise
        self._last = 0

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def extent(self) -> Extent | None:
        """Where the figures stand, once all have been read in our layout; else None."""
        return Extent(self._records, self._last) if self._records and self._last else None

    def blocks(self, codes: Codebook) -> Iterator[tuple[Stretch | None, Mapping[int, Figure]]]:
        """Yield every figure by key in stored order, a block at a time with its place (None where the layout is not ours).

        Raises BadRecord at the first figure that breaks the contract.
        """
        taken = last = 0
        try:
            for place, keyed in self._decoded(codes):
                yield place, keyed
                taken, last = taken + len(keyed), next(reversed(keyed))
        except Doubt:
            rest = islice(self._whole(codes), taken, None)
            yield from ((None, some) for some in iter(lambda: dict(islice(rest, WHOLE_BLOCK)), {}))
        else:
            self._last = last

    def _decoded(self, codes: Codebook) -> Iterator[tuple[Stretch, dict[int, Figure]]]:
        """Yield the figures by key, a block at a time; raises Doubt at the first block that is not in our layout."""
        if self._records is None:
            raise Doubt
        decoder = FigureDecoder(codes)
        last = 0
        for place, block in self._cut(self._file, self._records):
            try:
                keyed = decoder.decode(block)
            except (ValueError, ArithmeticError, RecursionError):
                raise Doubt from None
            keys = list(keyed)
            # TinyDB gives rising keys. Any other order may hide a key that is used twice, of which JSON keeps the last.
            if not is_written_once(block, keyed) or keys[0] <= last or keys[-1] > HIGHEST or keys != sorted(keys):
                raise Doubt
            last = keys[-1]
            yield place, keyed

    def _cut(self, file: BinaryIO, records: Stretch) -> Iterator[tuple[Stretch, bytes]]:
        """Yield the records as JSON objects of whole lines, each with the place of what is between its braces."""
        offset, size = records.start, self._block
        while offset < records.end:
            file.seek(offset)
            block = file.read(min(size, records.end - offset))
            cut = len(block) if offset + len(block) >= records.end else block.rfind(b",\n")
            if not block or (cut < 0 and size >= self._longest):
                raise Doubt
            if cut < 0:
                size = self._longest
                continue
            yield Stretch(offset, offset + cut), b"{%b}" % block[:cut]
            offset, size = offset + cut + len(b",\n"), self._block

    def records(self, codes: Codebook) -> Iterator[tuple[str, Any, list[str]]]:
        """Yield every record as stored, with its key and everything wrong with it."""
        for key, record in parsed(self.path, self._file).get("figures", {}).items():
            found = (
                []
                if is_key(key)
                else [
                    Bilingual(
                        "its key is not one that TinyDB gives, a whole number: {key!r}", "其键不是 TinyDB 所给的整数：{key!r}", key=key
                    )
                ]
            )
            yield (
                key,
                record,
                found + (faults(record, codes.known) if isinstance(record, dict) else [Bilingual("is not an object", "不是对象")]),
            )

    def _whole(self, codes: Codebook) -> Iterator[tuple[int, Figure]]:
        for key, record, found in self.records(codes):
            if found:
                raise BadRecord(self.path, "figures", key, record.get("id") if isinstance(record, dict) else None, found)
            yield int(key), from_json(record)
