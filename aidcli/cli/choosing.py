"""Which store is meant: the one named, else AIDCLI_DB, else the user's own, else the figures that ship with aidcli."""

import os
from collections.abc import Sequence
from pathlib import Path

from aidcli.errors import NoStore, Unreadable
from aidcli.model import seeds
from aidcli.model.figure import Figure
from aidcli.store.store import FileStore


def open_store(named: str | None) -> FileStore:
    """Open the store to ask; raises NoStore where one is named that does not exist."""
    existing_path(named)
    return store_before_change(named)


def existing_path(named: str | None) -> Path:
    """Return the path of the store to ask; raises NoStore where one is named that does not exist."""
    path, is_named = chosen_path(named)
    if is_named and not _exists(path):
        raise NoStore(path)
    return path


def store_before_change(named: str | None) -> FileStore:
    """Open the store that a change begins with: as `open_store`, but one named that does not exist is empty."""
    path, is_named = chosen_path(named)
    return FileStore(path) if _exists(path) else FileStore(None, first_figures(is_named=is_named))


def chosen_path(named: str | None) -> tuple[Path, bool]:
    """Return the path of the store that is meant, and whether the user named it."""
    named = named or os.environ.get("AIDCLI_DB") or None
    return (Path(named), True) if named else (default_path(), False)


def first_figures(*, is_named: bool) -> Sequence[Figure]:
    """Return the figures of a store that does not exist yet: the user's own begins with the shipped ones, one named is empty."""
    return [] if is_named else list(seeds.shipped_figures())


def default_path() -> Path:
    """Return the path of the user's own store."""
    from platformdirs import user_data_path  # Here: a run that names its store does without.

    return user_data_path("aidcli", appauthor=False) / "figures.json"


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise Unreadable(path, error) from None
