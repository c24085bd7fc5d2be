"""Open a store by its name: a folder of Parquet through DuckDB, or the address of a Spark Connect server."""

from pathlib import Path

from aidcli.engine.answers import EngineStore
from aidcli.engine.duck import DuckConnection
from aidcli.engine.folder import read_pointer


def open_folder(path: Path) -> EngineStore:
    """Open a folder store; raises NotAFolderStore, NewerFolder, Unreadable or NoEngine."""
    state = read_pointer(path).current
    return EngineStore(path, state, DuckConnection(path, path / state.folder))
