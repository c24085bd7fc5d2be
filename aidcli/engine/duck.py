"""DuckDB, inside this process. The only module that imports it."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from typing import Any, Final

from aidcli.engine.connection import Argument, Line
from aidcli.engine.folder import TABLES_OF_STATE
from aidcli.errors import Bilingual, EngineTrouble, NoEngine, NotAFolderStore, Unwritable

_AT_ONCE: Final = 2000
"""Rows that are fetched at once."""
ASKING_MEMORY: Final = "512MB"
"""What DuckDB may take to answer; beyond it, it writes to a temporary folder."""
LOADING_MEMORY: Final = "384MB"
"""What DuckDB may take to prepare a state; beyond it, it writes to a temporary folder."""

LONGEST_LINE: Final = 1 << 24
"""Bytes of the longest line that is read into a database: room for a few of these is taken at once."""


class DuckConnection:
    """The Parquet files of one state, asked through DuckDB."""

    def __init__(self, path: Path, folder: Path) -> None:
        """Open the state in `folder` of the store `path`; raises NoEngine, NotAFolderStore or EngineTrouble."""
        self._path = path
        self._driver = _imported(path)
        self._db = self._driver.connect(
            config={"memory_limit": ASKING_MEMORY, "temp_directory": _spill(), "autoinstall_known_extensions": "false"}
        )
        with self._refusing():
            for name in TABLES_OF_STATE:
                self._db.read_parquet(escape(str(folder / f"{name}.parquet"))).create_view(name)
        self._db.execute("CREATE MACRO regexp_like(words, pattern) AS regexp_matches(words, pattern)")

    def rows(self, sql: str, arguments: Sequence[Argument] = ()) -> Iterator[Line]:
        """Yield the rows that answer the SQL."""
        with self._refusing():
            asked = self._db.cursor().execute(sql, list(arguments))  # Of its own: several answers may be read in turn.
            while some := asked.fetchmany(_AT_ONCE):
                yield from some

    def keep(self, name: str, sql: str, arguments: Sequence[Argument] = ()) -> None:
        """Make what answers the SQL a table."""
        for _ in self.rows(f"CREATE OR REPLACE TABLE {name} AS {sql}", arguments):
            pass

    def close(self) -> None:
        """End the connection."""
        self._db.close()

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Turn what broken files and a full memory make DuckDB say into a refusal. Faults of our SQL stay tracebacks."""
        driver = self._driver
        try:
            yield
        except (driver.IOException, driver.InvalidInputException, driver.SerializationException) as error:
            raise NotAFolderStore(self._path, str(error).splitlines()[0]) from None
        except driver.OutOfMemoryException as error:
            raise EngineTrouble(self._path, error, Bilingual("ask for less, or free some memory", "请缩小范围，或腾出内存")) from None


class Workshop:
    """A database on disk in which the tables of a new state are prepared, in bounded memory."""

    def __init__(self, path: Path, folder: Path) -> None:
        """Open it in `folder`, where it leaves nothing once it is closed; `path` is the store. Raises NoEngine."""
        self._path, self._folder, self._driver = path, folder, _imported(path)
        self._file = folder / "work.duckdb"
        config = {"memory_limit": LOADING_MEMORY, "temp_directory": str(folder / "work.tmp"), "autoinstall_known_extensions": "false"}
        self._db = self._driver.connect(str(self._file), config=config)

    def run(self, sql: str, arguments: Sequence[Argument] = ()) -> list[Line]:
        """Run a statement and return its rows; raises Unwritable if the disk is full."""
        try:
            found: list[Line] = self._db.execute(sql, list(arguments)).fetchall()
        except (self._driver.IOException, self._driver.OutOfMemoryException) as error:
            raise Unwritable(self._path, _first_line(error)) from None
        return found

    def read_lines(self, table: str, file: Path, columns: dict[str, str]) -> None:
        """Make a table of a file of JSON Lines with these columns, each of a type."""
        read = self._db.read_json(escape(str(file)), format="newline_delimited", columns=columns, maximum_object_size=LONGEST_LINE)
        try:
            read.create(table)
        except (self._driver.IOException, self._driver.OutOfMemoryException) as error:
            raise Unwritable(self._path, _first_line(error)) from None

    def write(self, query: str, name: str) -> None:
        """Write what a query answers to the file `name.parquet` of the folder."""
        self.run(f"COPY ({query}) TO ? (FORMAT parquet, COMPRESSION zstd)", [str(self._folder / f"{name}.parquet")])

    def close(self) -> None:
        """Close the database and remove its files."""
        self._db.close()
        for name in ("work.duckdb", "work.duckdb.wal"):
            (self._folder / name).unlink(missing_ok=True)


def _imported(path: Path) -> Any:
    try:
        import duckdb
    except ModuleNotFoundError:
        raise NoEngine(path, "duckdb", "duckdb") from None
    return duckdb


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def _spill() -> str:
    """Return the folder that DuckDB makes where an answer does not fit into memory, and removes again."""
    return str(Path(tempfile.gettempdir()) / f"aidcli-{os.getpid()}")
