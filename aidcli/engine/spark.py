"""Spark Connect: a cluster elsewhere, asked over the network. The only module that imports pyspark."""

import logging
import os
import re
import socket
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from aidcli.engine.connection import Argument, Line
from aidcli.engine.folder import POINTER, TABLES_OF_STATE, FolderState, parse_pointer
from aidcli.errors import Bilingual, EngineTrouble, NoEngine, NotAFolderStore, Usage

SCHEME: Final = "sc://"
TOKEN: Final = "AIDCLI_TOKEN"  # noqa: S105 - the name of the variable
PORT: Final = 15002
"""The port of a Spark Connect server that names none."""
RETRIES: Final = 4
"""Times that a call is tried again, in some five seconds: a server that restarts is asked anew, one that is gone is told."""
PATIENCE_TO_CONNECT: Final = 10.0
"""Seconds to wait for the server to answer at all."""

_ENCRYPTED: Final = Bilingual(
    "a token is only sent to a server that encrypts, or to one on this machine that is called 'localhost'",
    "令牌只发往加密的服务器，或本机名为 'localhost' 的服务器",
)


class Address(NamedTuple):
    """Where a Spark Connect server is, and the folder that it is to read."""

    host: str
    port: int
    parameters: str
    """What the address says besides, such as `;token=...`."""
    folder: str

    def __str__(self) -> str:
        """Return the address without its parameters, which may hold a token."""
        return f"{SCHEME}{self.host}:{self.port}?path={self.folder}"

    @property
    def remote(self) -> str:
        """The address as Spark reads it, with the token that the environment holds."""
        token = os.environ.get(TOKEN)
        more = f";token={token}" if token and ";token=" not in self.parameters else ""
        return f"{SCHEME}{self.host}:{self.port}/{self.parameters}{more}"


def read_address(text: str) -> Address:
    """Return the address that a person typed: `sc://host:15002/;token=...?path=FOLDER`; raises Usage."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        host = port = None
    name, _, folder = (text.partition("?")[2]).partition("=")
    if not host or not port or name != "path" or not folder:
        raise Usage(
            "an address of Spark Connect is written like sc://host:15002?path=FOLDER, with the folder as the cluster sees it",
            "Spark Connect 的地址写作 sc://host:15002?path=FOLDER，其中 FOLDER 是集群所见的文件夹",
        )
    return Address(host, port, parts.path.lstrip("/"), folder.rstrip("/"))


class SparkConnection:
    """The Parquet files of one state, asked through a Spark Connect server."""

    def __init__(self, address: Address) -> None:
        """Connect, and find the state; raises NoEngine, EngineTrouble, NotAFolderStore or NewerFolder."""
        self._address = address
        self._driver = _imported(address)
        try:
            socket.create_connection((address.host, address.port), PATIENCE_TO_CONNECT).close()
        except OSError as error:
            raise EngineTrouble(
                address,
                error.strerror or error,
                Bilingual("check that a Spark Connect server is there", "请确认那里有 Spark Connect 服务器"),
            ) from None
        with self._refusing():
            self._session = self._driver.builder.remote(address.remote).create()
            self._session.client.set_retry_policies([self._driver.retries.DefaultPolicy(max_retries=RETRIES)])
            # Else Spark drops digits after the point where a sum of two amounts might have more than 38.
            self._session.conf.set("spark.sql.decimalOperations.allowPrecisionLoss", "false")
            # Parquet takes a tenth of the memory that its rows take; a table of ten MB of it does not fit into a small driver.
            self._session.conf.set("spark.sql.autoBroadcastJoinThreshold", "1MB")
            self.state = self._pointed_to()
            for name in TABLES_OF_STATE:
                self._session.read.parquet(f"{address.folder}/{self.state.folder}/{name}.parquet").createOrReplaceTempView(name)

    def _pointed_to(self) -> FolderState:
        pieces = self._session.read.text(f"{self._address.folder}/{POINTER}", wholetext=True).collect()
        return parse_pointer(self._address, "\n".join(piece[0] for piece in pieces)).current

    def rows(self, sql: str, arguments: Sequence[Argument] = ()) -> Iterator[Line]:
        """Yield the rows that answer the SQL."""
        with self._refusing():
            yield from self._session.sql(sql, args=list(arguments) or None).collect()

    def keep(self, name: str, sql: str, arguments: Sequence[Argument] = ()) -> None:
        """Name what answers the SQL. It is worked out within each question that uses the name."""
        with self._refusing():
            self._session.sql(sql, args=list(arguments) or None).createOrReplaceTempView(name)

    def close(self) -> None:
        """End the session; a server that is gone has ended it already."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._session.stop()

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Turn what a server says that is gone, or cannot read the folder, into a refusal. Faults of our SQL stay tracebacks."""
        driver = self._driver.errors
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Of versions of pandas, for example.
                yield
        except driver.AnalysisException as error:
            if _is_about_files(error):
                raise NotAFolderStore(self._address, self._hidden(error)) from None
            raise
        except (driver.PySparkException, self._driver.lost) as error:
            reason = self._hidden(error)
            if "handshake" in reason.lower():
                raise EngineTrouble(self._address, reason, _ENCRYPTED) from None
            raise EngineTrouble(self._address, reason) from None

    def _hidden(self, error: Exception) -> str:
        """Return the first line of what an error says, of gRPC's that of its details, without the token."""
        said = str(error).strip()
        details = re.search(r'^\s*details = "(.*)"$', said, re.MULTILINE)
        text = details[1] if details else next(iter(said.splitlines()), "")
        for secret in filter(None, (each.partition("=")[2] for each in self._address.remote.split(";")[1:])):
            text = text.replace(secret, "...").replace(unquote(secret), "...")
        return text


_OF_FILES: Final = ("PATH_NOT_FOUND", "UNABLE_TO_INFER_SCHEMA", "FAILED_READ_FILE", "No such file", "not found:", "no files")
"""What servers say of a folder that they cannot read."""


def _is_about_files(error: Exception) -> bool:
    return any(each in str(error) for each in _OF_FILES)


class _Driver(NamedTuple):
    """The parts of Spark's client that are used."""

    builder: Any
    errors: Any
    retries: Any
    lost: type[Exception]
    """Raised where the connection is lost."""


def _imported(address: Address) -> _Driver:
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # Else its library writes to standard error by itself.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import grpc  # Where it is missing, pyspark is there without what Connect needs.
            from pyspark import errors
            from pyspark.sql import SparkSession
            from pyspark.sql.connect.client import retries
        except ImportError:
            raise NoEngine(address, "pyspark-client", "spark") from None
    logging.getLogger("pyspark.sql.connect.logging").setLevel(logging.CRITICAL + 1)  # Errors are told once, by us.
    return _Driver(SparkSession.builder, errors, retries, grpc.RpcError)
