"""An engine answers as a file does: standard output, standard error and status, to the last character."""

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from aidcli.engine import candidacy
from aidcli.model import seeds
from aidcli.model.figure import Figure
from aidcli.store.layout import laid_out
from tests.engine.servers import HAS_SAIL, sail
from tests.golden.test_golden import CASES, QUESTIONS, words
from tests.running import Result, aidcli, folder, unhurried
from tests.strategies import LEDGER, forests, overlapping

pytest.importorskip("duckdb")
pytestmark = pytest.mark.filterwarnings("ignore")  # What Spark's client says of other libraries.
ENGINES: dict[str, Callable[[Path], str]] = {"DuckDB": str} | (
    {"Sail": lambda store: f"{sail()}?path={store.resolve()}"} if HAS_SAIL else {}
)
"""How each engine is asked for a folder."""
ASKED = {*QUESTIONS, "check"}
SOURCES = {"1": {"id": "doc", "title": "A document"}, "2": {"id": "one", "title": "One"}, "3": {"id": "two", "title": "Two"}}
SOURCES |= {"4": {"id": LEDGER, "title": "A ledger", "type": "ledger"}}


def loaded(file: Path | None, store: Path) -> Path:
    """Export a file, or the shipped figures, to a folder store."""
    db = {"db": ["--db", str(file)]} if file else {"db": []}
    result = aidcli("export", str(store), *db["db"])
    if result.exit_code == 4:
        reject()
    assert result.exit_code in (0, 1), result.output
    return store


def told(result: Result, store: str, file: Path | str) -> tuple[str, str, int]:
    return result.stdout.replace(store, str(file)), result.stderr.replace(store, str(file)), result.exit_code


def named_store(arguments: list[str]) -> str | None:
    return next((value for option, value in pairwise(arguments) if option == "--db"), None)


def questions() -> list[Path]:
    return [case for case in CASES if (asked := words(case)[1])[:1] and asked[0] in ASKED and asked[:2] != ["codes", "add"]]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(None, tmp_path_factory.mktemp("engine") / "shipped.parquet")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", questions(), ids=lambda case: case.name)
def test_a_golden_case_comes_out_the_same(case: Path, engine: str, shipped: Path) -> None:
    shutil.copytree(case, Path.cwd(), dirs_exist_ok=True)
    settings, arguments = words(case)
    file = named_store(arguments)
    store = default = ENGINES[engine](shipped)
    if file and Path(file).exists():
        store = ENGINES[engine](loaded(Path(file), Path("folder.parquet")))
        arguments[arguments.index(file)] = store
    expected = aidcli(*words(case)[1], **settings)
    got = aidcli(*arguments, **({"AIDCLI_DB": default} | settings))
    assert told(got, store, file or "") == told(expected, store, file or "")


QUESTIONS_ASKED = [
    *(
        "sum",
        "sum --parts",
        "sum --explain --format json",
        "sum --strict",
        "sum --by sector",
        "sum --by recipient,year",
        "sum --by receiver",
    ),
    *("sum --by bound --format json", "sum --by measure,unit,source --format csv", "sum --sector education --recipient changji"),
    *("sum --period 2021", "sum --period 2021 --within --by period", "sum --min 0 --max 1000", "sum --provider shanxi --period 2020/2022"),
    *("sum --rate funding/people-sent", "sum --rate funding/people-sent --by sector", "sum --id f1,f2", "sum --by sector --across year"),
    *(
        "compare education health",
        "compare --by sector",
        "compare --by year --strict",
        "compare 2021 2022",
        "compare xinjiang changji --parts",
    ),
    *("compare f0 f1", "compare multisector education", "compare --by recipient --period 2021", "compare doc shanxi-daily-2023"),
    *(
        "list",
        "list --sort -value,id --limit 4",
        "list --receiver fukang --format csv",
        "list --min 3.5 --format json",
        "list --id f0 --id zz",
    ),
    *(
        "search s",
        "search doctors --limit 2",
        "search 医生 援疆",
        "search xinjiang --format csv",
        "search schools 100 --format csv",
        "search dcotors 医生",
        "search 'a,' --format json",
        "show f0",
        "show f1 f2 f9",
    ),
    *("check", "codes", "codes sectors --used", "export --sector health --with-wholes", "export --format json"),
]


def written(figures: list[Figure], file: Path) -> Path:
    records = {str(at): figure.stored() for at, figure in enumerate(figures, 1)}
    file.write_bytes(b"".join(laid_out({"sources": SOURCES, "figures": records})))
    return file


@pytest.mark.parametrize("engine", ENGINES)
@settings(unhurried, max_examples=15)
@given(forests() | overlapping(), st.data())
def test_random_figures_are_answered_the_same(engine: str, figures: list[Figure], data: st.DataObject) -> None:
    asked = data.draw(st.lists(st.sampled_from(QUESTIONS_ASKED), min_size=6, max_size=6, unique=True))
    few = data.draw(st.sampled_from((0, candidacy.FEW_ALIKE)))  # With 0, engines count all wholes that have no links.
    with folder() as here, patch.object(candidacy, "FEW_ALIKE", few):
        file = written(figures, here / "file.json")
        store = ENGINES[engine](loaded(file, here / "folder.parquet"))
        for line in asked:
            arguments = line.replace("'", "").split()
            expected, got = aidcli(*arguments, "--db", str(file)), aidcli(*arguments, "--db", store)
            assert told(got, store, file) == told(expected, store, file), line


def test_the_shipped_figures_are_the_same_to_the_last_key(shipped: Path) -> None:
    exported = aidcli("export", "--format", "json", AIDCLI_DB=shipped)
    assert exported.stdout == aidcli("export", "--format", "json").stdout
    assert len(list(seeds.shipped_figures())) == exported.stdout.count('"id"')
