"""Progress of long work, for whoever waits at a terminal. Imports Rich only when it is shown."""

import sys
from collections.abc import Iterable
from itertools import chain, islice
from typing import Final, TypeVar

MANY: Final = 2000
"""Fewer rows than this are read before anyone could look at a progress bar."""
Read = TypeVar("Read")


def tracked(rows: Iterable[Read], what: str) -> Iterable[Read]:
    """Return the rows; where there are many, a progress bar on stderr follows their reading, if that is a terminal."""
    if not sys.stderr.isatty():
        return rows
    rows = iter(rows)
    first = list(islice(rows, MANY))
    if len(first) < MANY:
        return first
    from rich.console import Console
    from rich.progress import track

    return track(chain(first, rows), what, console=Console(stderr=True), transient=True)
