"""Totals held against SQL: a recursive query over what `export` writes, in whole numbers so that nothing is rounded."""

import sqlite3
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from aidcli.model.figure import KEYS
from tests import running
from tests.arithmetic.ledger import BOUNDS, KINDS, PLACES, PROVIDERS, SECTORS, cells, forest, rows, write
from tests.running import Ask

STORES = {1: 3000, 2: 13_000}
"""How many figures are made of each seed: few, and so many that parts and wholes are added up in different batches."""
QUERY = """
    WITH RECURSIVE
      above(id, whole) AS (
        SELECT id, part_of FROM figures WHERE part_of <> ''
        UNION
        SELECT above.id, figures.part_of FROM above JOIN figures ON figures.id = above.whole WHERE part_of <> ''),
      asked AS (
        SELECT *, {keys} AS row, scaled(value) AS v,
          CASE WHEN bound IN ('exact', 'at-least', 'range') THEN scaled(value) END AS low,
          CASE WHEN bound IN ('exact', 'under') THEN scaled(value) WHEN bound = 'range' THEN scaled(upper) END AS high
        FROM figures WHERE {where}),
      may_count AS (SELECT * FROM asked WHERE v IS NOT NULL AND unit <> 'percent'),
      counted AS (
        SELECT * FROM may_count AS part WHERE NOT EXISTS (
          SELECT 1 FROM above JOIN may_count AS whole ON whole.id = above.whole AND whole.row = part.row
          WHERE above.id = part.id) OR {parts})
    SELECT asked.row, sum(counted.v), count(counted.low) = count(counted.id), sum(counted.low),
      count(counted.high) = count(counted.id), sum(counted.high), count(counted.id), count(*) - count(counted.id)
    FROM asked LEFT JOIN counted USING (id) GROUP BY asked.row"""
"""One row for each row asked for: the sum, whether both ends are known and their sums, how many are counted and how many left out."""
SUSPECTS = """
    WITH RECURSIVE
      above(id, whole, depth) AS (
        SELECT id, part_of, 1 FROM figures WHERE part_of <> ''
        UNION
        SELECT above.id, figures.part_of, depth + 1 FROM above JOIN figures ON figures.id = above.whole WHERE part_of <> ''),
      outermost(id, whole) AS (SELECT id, whole FROM (SELECT id, whole, max(depth) FROM above GROUP BY id)),
      one AS (SELECT figures.*, coalesce(whole, id) AS root FROM figures LEFT JOIN outermost USING (id) WHERE id IN ({ids}))
    SELECT one.measure || '|' || one.unit, count(*) FROM one JOIN one AS other
      ON one.id < other.id AND one.root <> other.root
      AND (one.measure, one.unit, one.sector, one.recipient) = (other.measure, other.unit, other.sector, other.recipient)
      AND (one.recipient <> '' OR one.source = other.source)
      AND (one.source <> other.source
        OR coalesce(nullif(one.subject, ''), one.subject_zh) = coalesce(nullif(other.subject, ''), other.subject_zh))
      AND one.period <> '' AND other.period <> ''
      AND substr(one.period, 1, 4) <= substr(other.period, -4) AND substr(other.period, 1, 4) <= substr(one.period, -4)
    GROUP BY one.measure, one.unit"""
"""How many pairs of these counted figures may be the same thing, for each measure and unit."""

QUESTIONS: dict[str, tuple[Sequence[str], Sequence[str], str]] = {
    "everything": ((), (), "1"),
    "by sector": (("sector",), (), "1"),
    "by sector and provider": (("sector", "provider"), (), "1"),
    "by provider, period and source": (("provider", "period", "source"), (), "1"),
    "by bound": (("bound",), (), "1"),
    "of one measure": (("sector",), ("--measure", "funding"), "measure = 'funding'"),
    "of two sectors": ((), ("--sector", "health", "--sector", "culture"), "sector IN ('health', 'culture')"),
    "of one giver by time": (("period",), ("--provider", "beijing"), "provider = 'beijing'"),
    "of a year": (("sector",), ("--period", "2021"), "substr(period, 1, 4) <= '2021' AND substr(period, -4) >= '2021' AND period <> ''"),
    "of a size": (("source",), ("--min", "-100", "--max", "20000.5"), "scaled(value) BETWEEN -100 * 10000 AND 20000.5 * 10000"),
    "of a bound": (("unit",), ("--bound", "range", "--bound", "at-least"), "bound IN ('range', 'at-least')"),
}


def scaled(text: str) -> int | None:
    """A number as so many ten-thousandths."""
    if not text:
        return None
    whole, _, places = text.partition(".")
    return int(whole + places.ljust(PLACES, "0"))


def exact(number: int | None, *, known: bool = True) -> Decimal | None:
    return None if number is None or not known else Decimal(number).scaleb(-PLACES)


@pytest.fixture(scope="module", params=STORES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("made") / "store.json", forest(request.param, STORES[request.param]))


@pytest.fixture(scope="module")
def database(made: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.create_function("scaled", 1, scaled, deterministic=True)
    connection.execute(f"CREATE TABLE figures ({', '.join(f'{key} TEXT' for key in KEYS)})")
    exported = [tuple(each[key] for key in KEYS) for each in cells(running.aidcli("export", "--format", "csv", AIDCLI_DB=made).stdout)]
    connection.executemany(f"INSERT INTO figures VALUES ({', '.join('?' * len(KEYS))})", exported)
    connection.execute("CREATE UNIQUE INDEX by_id ON figures (id)")
    yield connection
    connection.close()


def by_sql(database: sqlite3.Connection, keys: Sequence[str], where: str, *, parts: bool = False) -> dict[str, tuple[Any, ...]]:
    at = " || '|' || ".join(dict.fromkeys([*keys, "measure", "unit"]))
    found = database.execute(QUERY.format(keys=at, where=where, parts=int(parts)))
    return {
        row: (exact(value), exact(low, known=low_known), exact(high, known=high_known), counted, left_out)
        for row, value, low_known, low, high_known, high, counted, left_out in found
    }


def by_aidcli(answer: str, keys: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    at = dict.fromkeys(["by_bound" if key == "bound" else key for key in (*keys, "measure", "unit")])
    return {
        "|".join(each[key] or "" for key in at): tuple(each[key] for key in ("value", "lower", "upper", "count", "left_out"))
        for each in rows(answer)
    }


@pytest.mark.parametrize("question", QUESTIONS)
def test_sql_finds_the_same_totals(made: Path, database: sqlite3.Connection, aidcli: Ask, question: str) -> None:
    keys, filters, where = QUESTIONS[question]
    asked = ["sum", *filters, *(("--by", ",".join(keys)) if keys else ()), "--format", "json"]
    expected = by_sql(database, keys, where)
    assert by_aidcli(aidcli(*asked, AIDCLI_DB=made).stdout, keys) == expected
    assert by_aidcli(aidcli(*asked, "--parts", AIDCLI_DB=made).stdout, keys) == by_sql(database, keys, where, parts=True)
    assert len(expected) >= 3


FILTERS: dict[str, tuple[str, Sequence[str]]] = {
    "sector": ("sector", SECTORS),
    "measure": ("measure", sorted({measure for measure, _ in KINDS})),
    "unit": ("unit", sorted({unit for _, unit in KINDS})),
    "provider": ("provider", [each for each in PROVIDERS if each]),
    "source": ("source", ("annual-report", "press-release")),
    "bound": ("bound", sorted(set(BOUNDS))),
}
"""The filters that random questions hold, by their option: their column and the codes they may name."""


def random_question(random: Random) -> tuple[Sequence[str], Sequence[str], str]:
    """Return keys, options and the condition in SQL of a question, with up to three keys and any of the filters."""
    keys = random.sample(("sector", "provider", "period", "source", "bound"), random.randint(0, 3))
    options, where = [], ["1"]
    for option, (column, codes) in FILTERS.items():
        if random.random() < 0.25:
            chosen = random.sample(codes, random.randint(1, min(3, len(codes))))
            options += [word for each in chosen for word in (f"--{option}", each)]
            where.append(f"{column} IN ({', '.join(map(repr, chosen))})")
    if random.random() < 0.25:
        first, last = sorted(random.choices(("2019", "2020", "2021", "2022", "2023"), k=2))
        inside = random.random() < 0.5
        options += ["--period", f"{first}/{last}", *(["--within"] if inside else [])]
        starts, ends = (first, last) if inside else (last, first)
        meets = f"substr(period, 1, 4) {'>=' if inside else '<='} '{starts}' AND substr(period, -4) {'<=' if inside else '>='} '{ends}'"
        where.append(f"period <> '' AND {meets}")
    if random.random() < 0.25:
        least = random.choice((-500, 0, 1000, 10**6))
        options += ["--min", str(least)]
        where.append(f"scaled(value) >= {least * 10**PLACES}")
    return keys, options, " AND ".join(where)


@pytest.mark.long
def test_sql_finds_the_same_totals_for_random_questions(made: Path, database: sqlite3.Connection, aidcli: Ask) -> None:
    answered = totals = 0
    for seed in range(200):
        keys, filters, where = random_question(Random(seed))
        parts = seed % 4 == 0
        asked = ["sum", *filters, *(("--by", ",".join(keys)) if keys else ()), *(["--parts"] if parts else []), "--format", "json"]
        expected = by_sql(database, keys, where, parts=parts)
        result = aidcli(*asked, AIDCLI_DB=made)
        assert result.exit_code == (not expected), result.stderr
        assert by_aidcli(result.stdout, keys) == expected, asked
        answered, totals = answered + bool(expected), totals + len(expected)
    print(f"200 random questions of a store, {answered} of them with an answer: {totals} totals, all as SQLite has them")  # noqa: T201
    assert answered > 100


def test_the_store_is_a_hard_one(database: sqlite3.Connection) -> None:
    deepest = """WITH RECURSIVE chain(id, depth) AS (SELECT id, 0 FROM figures WHERE part_of = '' UNION ALL
        SELECT figures.id, depth + 1 FROM figures JOIN chain ON figures.part_of = chain.id) SELECT max(depth) FROM chain"""
    across = "SELECT count(*) FROM figures AS part JOIN figures AS whole ON part.part_of = whole.id WHERE part.unit <> whole.unit"
    assert database.execute(deepest).fetchone()[0] > 10
    assert database.execute(across).fetchone()[0] > 100
    assert database.execute("SELECT count(DISTINCT bound) FROM figures").fetchone()[0] == 5
    for rare in ("value = ''", "value LIKE '-%'", "value LIKE '%.%'", "part_of LIKE 'gone-%'"):
        assert database.execute(f"SELECT count(*) FROM figures WHERE {rare}").fetchone()[0] > 100


@pytest.mark.parametrize("key", ["sector", "provider", "period"])
def test_sql_finds_the_same_comparison(made: Path, database: sqlite3.Connection, aidcli: Ask, key: str) -> None:
    amounts = {row: value for row, (value, *_) in by_sql(database, [key], "1").items() if value is not None}
    wholes = {row: value for row, (value, *_) in by_sql(database, [], "1").items()}
    compared = rows(aidcli("compare", "--by", key, "--format", "json", AIDCLI_DB=made).stdout)
    assert {f"{each['operand'] or ''}|{each['measure']}|{each['unit']}": each["value"] for each in compared} == amounts
    base = {}
    for each in compared:
        first = base.setdefault((each["measure"], each["unit"]), each["value"])
        assert each["difference"] == each["value"] - first
        for quotient, other in (("ratio", first), ("share", wholes[f"{each['measure']}|{each['unit']}"])):
            assert abs(each[quotient] * other - each["value"]) <= abs(each["value"]) * Decimal("1e-14")


def test_sql_finds_as_many_suspects(made: Path, database: sqlite3.Connection, aidcli: Ask) -> None:
    answer = aidcli("sum", "--explain", "--format", "json", "--lang", "en", AIDCLI_DB=made)
    counted = {f"{row['measure']}|{row['unit']}": [each["id"] for each in row["included"]] for row in rows(answer.stdout)}
    ids = ", ".join(f"'{each}'" for included in counted.values() for each in included)
    notes = [line for line in answer.stderr.splitlines() if "periods overlap" in line]
    said = sorted(line.count(" ~ ") + int(line.rpartition(" and ")[2].removesuffix(" more")) for line in notes)
    assert said == sorted(number for _, number in database.execute(SUSPECTS.format(ids=ids)))
    assert len(said) > 3
    assert said[0] > 10
