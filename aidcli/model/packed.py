"""Figures by id in little memory: some 200 bytes each instead of 700. Pure."""

import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from aidcli.model.exact_json import encode_json
from aidcli.model.figure import Figure, decode_figures

PACKED: Final = 64
"""Figures that are compressed together: more take less memory, but longer to look one up."""
SPOOLED: Final = 500
"""The same for figures that are never looked up."""


class PackedFigures(Mapping[str, Figure]):
    """Figures by id, compressed, and decoded when they are looked up: fast in the order in which they were given.

    Of several that share an id, the last is kept, at the place of the first.
    """

    def __init__(self, figures: Iterable[Figure] = ()) -> None:
        self._packs: list[bytes] = []
        self._at: dict[str, int] = {}
        self._opened: tuple[int, Sequence[Figure]] = -1, ()
        figures = iter(figures)
        while some := list(islice(figures, PACKED)):
            self._at.update((figure.id, at) for at, figure in enumerate(some, len(self._packs) * PACKED))
            self._packs.append(zlib.compress(encode_json(some), 1))

    def __getitem__(self, name: str) -> Figure:
        pack, place = divmod(self._at[name], PACKED)
        if pack != self._opened[0]:
            self._opened = pack, decode_figures(zlib.decompress(self._packs[pack]))
        return self._opened[1][place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)

    def __contains__(self, name: object) -> bool:
        return name in self._at


class FigureSpool:
    """Figures that wait to be read once, in order, compressed: some 60 bytes each. What has been read is freed."""

    def __init__(self) -> None:
        self._packs: deque[bytes] = deque()
        self._last: list[Figure] = []

    def append(self, figure: Figure) -> None:
        """Add a figure."""
        self._last.append(figure)
        if len(self._last) == SPOOLED:
            self._packs.append(zlib.compress(encode_json(self._last), 1))
            self._last = []

    def __bool__(self) -> bool:
        return bool(self._packs or self._last)

    def take(self) -> Iterator[Figure]:
        """Yield the figures, of which none remains."""
        while self._packs:
            yield from decode_figures(zlib.decompress(self._packs.popleft()))
        last, self._last = self._last, []
        yield from last


class ChosenFigures(Mapping[str, Figure]):
    """Those of other figures by id that have some ids, looked up there."""

    def __init__(self, figures: Mapping[str, Figure], ids: Iterable[str]) -> None:
        self._figures = figures
        self._ids = dict.fromkeys(ids)

    def __getitem__(self, name: str) -> Figure:
        if name not in self._ids:
            raise KeyError(name)
        return self._figures[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)
