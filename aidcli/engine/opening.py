"""Open a store by its name: a folder of Parquet through DuckDB, or the address of a Spark Connect server."""

from pathlib import Path

from aidcli.engine.answers import EngineStore
from aidcli.engine.duck import DuckConnection
from aidcli.engine.folder import read_pointer
from aidcli.engine.spark import SparkConnection, read_address


def open_folder(path: Path) -> EngineStore:
    """Open a folder store; raises NotAFolderStore, NewerFolder, Unreadable or NoEngine."""
    state = read_pointer(path).current
    return EngineStore(state, DuckConnection(path, path / state.folder))


def open_address(text: str) -> EngineStore:
    """Open the folder store that a Spark Connect server reads; raises Usage, NoEngine, EngineTrouble, NotAFolderStore or NewerFolder."""
    connection = SparkConnection(read_address(text))
    return EngineStore(connection.state, connection)
