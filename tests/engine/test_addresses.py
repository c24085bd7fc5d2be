"""A store at an address: its token stays hidden, and a server that is gone is told in one line."""

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.engine.servers import HAS_SAIL, free_port, sail, serve_sail, stop
from tests.made import record, write
from tests.running import aidcli, ours, refused, run

pytestmark = pytest.mark.filterwarnings("ignore")  # What Spark's client says of other libraries.
needs_sail = pytest.mark.skipif(not HAS_SAIL, reason="no Sail: it needs pip install 'aidcli[spark]' pysail")
TOKEN = "s3cr3t-T0ken"
COMMANDS = (
    *("list", "sum", "sum --strict", "compare education health", "search a", "show a", "codes", "check", "export --format json", "info"),
    *("info --format json", "config", "config db", "add --value 1", "edit a --value 2", "remove a", "link --all", "undo", "undo --list"),
    *("import in.json", "codes add sector x --en X", "sum --sector nowhere", "show nothing", "list --lang zh", "undo --lang zh"),
    *("extract a.txt", "help engines", "check --document a.txt"),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("duckdb")
    here = tmp_path_factory.mktemp("addresses")
    write(here / "two.json", [record("a", 1), record("b", 2, part_of="a")])
    assert aidcli("export", str(here / "two.parquet"), "--db", str(here / "two.json")).exit_code == 0
    return here / "two.parquet"


def with_token(server: str, folder: object) -> tuple[str, str]:
    return f"{server}/;token={TOKEN}?path={folder}", f"{server}?path={folder}"


def at_localhost(address: str) -> str:
    """Return an address to which the client sends a token without encrypting it."""
    return address.replace("127.0.0.1", "localhost")


def hides_the_token(words: Sequence[str], server: str, folder: object) -> Iterator[int]:
    """Ask with the token in the address, named and set, and in the environment; yield each status."""
    spelt, plain = with_token(server, folder)
    for words_, settings in (
        ([*words, "--db", spelt], {}),
        (words, {"AIDCLI_DB": spelt}),
        ([*words, "--db", plain], {"AIDCLI_TOKEN": TOKEN}),
    ):
        result = aidcli(*words_, **settings)
        assert TOKEN not in result.output, result.output
        if result.exit_code == 3:
            assert result.stderr.count("\n") == 1, result.stderr
        yield result.exit_code


@pytest.mark.parametrize("line", COMMANDS)
def test_the_token_is_hidden_where_nothing_listens(line: str) -> None:
    Path("a.txt").write_text("1 yuan")
    Path("in.json").write_text("[]")
    for status in hides_the_token(line.split(), f"sc://127.0.0.1:{free_port()}", "/figures"):
        assert status in (0, 1, 2, 3)


@needs_sail
@pytest.mark.parametrize("line", COMMANDS)
def test_the_token_is_hidden_where_a_server_answers(line: str, store: Path) -> None:
    Path("a.txt").write_text("1 yuan")
    Path("in.json").write_text("[]")
    statuses = list(hides_the_token(line.split(), at_localhost(sail()), store))
    assert set(statuses) <= {0, 1, 2, 3, 4}
    assert line not in ("list", "sum") or statuses == [0, 0, 0]


@pytest.mark.parametrize(
    "address",
    [
        f"sc://;token={TOKEN}?path=/f",
        f"sc://host:x/;token={TOKEN}?path=/f",
        f"sc://host/;token={TOKEN}",
        f"sc://[/;token={TOKEN}?path=/f",
        f"sc://127.0.0.1:1/;use_ssl=no;token={TOKEN};user_id=?path=/f",
        f"sc://127.0.0.1:1/;token={TOKEN}%20x;nothing?path=/f",
    ],
)
def test_the_token_of_an_address_at_fault_is_hidden(address: str) -> None:
    for words, settings in ((["sum", "--db", address], {}), (["info"], {"AIDCLI_DB": address})):
        result = aidcli(*words, **settings)
        assert TOKEN not in result.output
        assert (result.exit_code in (2, 3), result.stderr.count("\n")) == (True, 1), result.output


def test_the_token_of_an_address_that_is_set_is_hidden(tmp_path: Path) -> None:
    spelt, plain = with_token("sc://127.0.0.1:1", "/figures")
    result = aidcli("config", "db", spelt, XDG_CONFIG_HOME=tmp_path)
    assert (TOKEN in result.output, plain in result.output) == (False, True), result.output
    for words in (["config"], ["config", "db"], ["info"], ["sum"]):
        assert TOKEN not in aidcli(*words, XDG_CONFIG_HOME=tmp_path).output


@needs_sail
def test_a_token_is_not_sent_in_the_clear(store: Path) -> None:
    said = run(ours("sum", "--db", with_token(sail(), store)[0]))  # In a process of its own: libraries write to its standard error, too.
    assert refused(said, "is only sent to a server that encrypts"), said


@needs_sail
@pytest.mark.parametrize("folder", ["/nowhere", "/"])
def test_a_folder_that_the_server_cannot_read_is_one_line(folder: str) -> None:
    for status in hides_the_token(["sum"], at_localhost(sail()), folder):
        assert status == 4


@needs_sail
def test_a_server_that_dies_in_the_middle_of_a_question_is_one_line(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from aidcli.engine.spark import SparkConnection

    program, address = serve_sail()
    asked, rows = 0, SparkConnection.rows

    def rows_until_it_dies(self: SparkConnection, *question: object) -> object:
        nonlocal asked
        asked += 1
        if asked == 2:  # While it works on the second of several.
            threading.Timer(0.01, os.killpg, (program.pid, signal.SIGKILL)).start()
        return rows(self, *question)  # type: ignore[arg-type]

    monkeypatch.setattr(SparkConnection, "rows", rows_until_it_dies)
    result = aidcli("sum", "--by", "sector", "--db", with_token(at_localhost(address), store)[0])
    stop(program)
    assert asked >= 2
    assert (result.stdout, result.exit_code, result.stderr.count("\n")) == ("", 3, 1), result.output
    assert TOKEN not in result.stderr
