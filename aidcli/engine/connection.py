"""What an engine must be able to do: answer SQL. The only thing that the rest of this wing knows of an engine."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Protocol

Argument = str | int | Decimal
"""A value that a question passes beside its SQL."""
Line = tuple[Any, ...]
"""One row of an answer."""


class Connection(Protocol):
    """A way to ask an engine that holds the tables of one state: `figures`, `lineage`, `codes` and `sources`."""

    def rows(self, sql: str, arguments: Sequence[Argument] = ()) -> Iterator[Line]:
        """Yield the rows that answer the SQL, whose marks `?` stand for the arguments.

        Raises EngineTrouble where the engine is gone or gives up, NotAFolderStore where the tables are broken.
        """

    def keep(self, name: str, sql: str, arguments: Sequence[Argument] = ()) -> None:
        """Make what answers the SQL a table of this name, for the questions that follow; raises as `rows` does."""

    def close(self) -> None:
        """End the connection."""
