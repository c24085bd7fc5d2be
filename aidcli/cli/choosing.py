"""Which store is meant: the one named or set, else the user's own, else the figures that ship with aidcli."""

from collections.abc import Sequence
from pathlib import Path

from aidcli.cli.settings import choose
from aidcli.errors import FixedAddress, FixedStore, NoSetStore, NoStore, Unreadable
from aidcli.model import seeds
from aidcli.model.figure import Figure
from aidcli.query.store import OpenStore
from aidcli.store.store import FileStore


def open_store(named: str | None) -> OpenStore:
    """Open the store to ask; raises NoStore or NoSetStore where one is named that does not exist."""
    if is_address(name := choose("db", named).value or ""):
        from aidcli.engine.opening import open_address

        return open_address(name)
    existing_path(named)
    return store_before_change(named)


def existing_path(named: str | None) -> Path:
    """Return the path of the store to ask; raises NoStore or NoSetStore where one is named that does not exist."""
    path, is_named = chosen_path(named)
    if is_named and not _exists(path):
        raise NoSetStore(path) if choose("db", named).origin == "file" else NoStore(path)
    return path


def store_before_change(named: str | None) -> OpenStore:
    """Open the store that a change begins with: as `open_store`, but one named that does not exist is empty."""
    path, is_named = chosen_path(named)
    if not _exists(path):
        return FileStore(None, first_figures(is_named=is_named))
    if is_for_engine(path):
        from aidcli.engine.opening import open_folder  # Here: a run that asks a file does without engines.

        return open_folder(path)
    return FileStore(path)


def is_address(name: str) -> bool:
    """Return whether a store is named by the address of a server."""
    return name.startswith("sc://")


def without_secrets(store: str) -> str:
    """Return the name of a store; an address without its parameters, of which one may be a token."""
    if not is_address(store):
        return store
    server, _, folder = store.partition("?")
    return f"{server.partition(';')[0].rstrip('/')}?{folder}"


def is_for_engine(path: Path) -> bool:
    """Return whether a store is a folder for an engine: by its pointer, by Parquet in it, or by a name that ends in `.parquet`."""
    try:
        is_named = path.suffix == ".parquet" and not path.is_file()
        return is_named or (path / "meta.json").is_file() or next(path.glob("*.parquet"), None) is not None
    except OSError:
        return False


def open_changeable(named: str | None, command: str) -> FileStore:
    """Open the store to ask for a command that may change single figures; raises FixedStore where the store takes whole files only."""
    refuse_single_change(named, command)
    path, _ = chosen_path(named)
    existing_path(named)
    return FileStore(path) if _exists(path) else FileStore(None, first_figures(is_named=False))


def file_size(named: str | None) -> int:
    """Return the bytes of the file that is asked; 0 for any other store."""
    if is_address(choose("db", named).value or ""):
        return 0
    path, _ = chosen_path(named)
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def refuse_single_change(named: str | None, command: str) -> None:
    """Raise FixedStore where the store takes whole files only."""
    path, _ = chosen_path(named)
    if is_for_engine(path):
        raise FixedStore(command, path)


def chosen_path(named: str | None) -> tuple[Path, bool]:
    """Return the path of the store that is meant, and whether the user named it; raises FixedAddress for an address."""
    named = choose("db", named).value
    if named and is_address(named):
        raise FixedAddress
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
