"""Every kind of store, made of the same figures and sources. A new implementation is held to the same answers by its line in STORES."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from hypothesis import reject

from aidcli.engine.answers import EngineStore
from aidcli.engine.loading import load_state
from aidcli.engine.opening import open_folder
from aidcli.errors import NotLoaded
from aidcli.model import seeds
from aidcli.model.exact_json import encode_json
from aidcli.model.figure import Figure, Source
from aidcli.query.store import Store
from aidcli.store.layout import laid_out
from aidcli.store.store import FileStore

Make = Callable[[Path, Sequence[Figure], Sequence[Source]], AbstractContextManager[Store]]
"""Makes a store of figures and sources in a folder."""


def in_our_layout(folder: Path, figures: Sequence[Figure], sources: Sequence[Source], **options: int) -> FileStore:
    path = folder / "ours.json"
    path.write_bytes(b"".join(laid_out(_tables(figures, sources))))
    return FileStore(path, **options)


def in_small_blocks(folder: Path, figures: Sequence[Figure], sources: Sequence[Source]) -> FileStore:
    """A block holds a figure or two, so that parts and wholes, and figures of one row, come in different blocks."""
    return in_our_layout(folder, figures, sources, block=300)


def in_a_foreign_layout(folder: Path, figures: Sequence[Figure], sources: Sequence[Source]) -> FileStore:
    """All on one line, the figures first."""
    path = folder / "foreign.json"
    path.write_bytes(encode_json(dict(reversed(_tables(figures, sources).items()))))
    return FileStore(path)


def in_memory(_: Path, figures: Sequence[Figure], sources: Sequence[Source]) -> FileStore:
    """As the shipped figures are asked while there is no file; it knows the shipped sources alone."""
    assert all(source in seeds.shipped_sources() for source in sources)
    return FileStore(None, figures)


def in_a_folder(folder: Path, figures: Sequence[Figure], sources: Sequence[Source]) -> EngineStore:
    """A folder of Parquet, asked through DuckDB; figures that an engine cannot add exactly are refused, and not asked about."""
    path = folder / "store.parquet"
    try:
        load_state(path, figures, {"codes": [], "sources": [each.stored() for each in sources], "not_figures": []}, "export")
    except NotLoaded:
        reject()
    return open_folder(path)


def _tables(figures: Sequence[Figure], sources: Sequence[Source]) -> dict[str, Mapping[str, Any]]:
    own = [{key: text for key in Source.__struct_fields__ if (text := getattr(source, key))} for source in sources]
    return {
        "codes": {},
        "sources": {str(key): record for key, record in enumerate(own, 1)},
        "figures": {str(key): figure.stored() for key, figure in enumerate(figures, 1)},
    }


ENGINES: Final[Mapping[str, Make]] = {"folder": in_a_folder} if find_spec("duckdb") else {}
STORES: Final[Mapping[str, Make]] = {
    "our layout": in_our_layout,
    "small blocks": in_small_blocks,
    "foreign layout": in_a_foreign_layout,
    "memory": in_memory,
    **ENGINES,
}
