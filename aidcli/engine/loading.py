"""Write a new state of a folder store: every figure once, in stored order, with links, twins and circumstances worked out.

Figures pass through a file of JSON Lines into a database on disk, so that memory does not grow with their number.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Final

from aidcli.engine.duck import LONGEST_LINE, Workshop
from aidcli.engine.folder import TABLES_BESIDE, FolderState, new_state, now, point_to
from aidcli.engine.preparing import AMOUNTS, COLUMNS_PREPARED, Digits, Prepared
from aidcli.errors import Bilingual, Cycle, NotLoaded
from aidcli.model.codes import COLUMNS
from aidcli.model.exact_json import encode_json
from aidcli.model.figure import SOURCE_KEYS, Figure, NotFigure, Record
from aidcli.query.members import LAST

DEEPEST: Final = 1000
"""Wholes that a figure may lie in, one inside the other."""
_WRITTEN_AT_ONCE: Final = 1000
CIRCUMSTANCES: Final = ("sector", "measure", "unit", "recipient", "provider", "period", "source")
"""The keys whose values, taken together, are numbered in the column `combo`."""
COLUMNS_BESIDE: Final[Mapping[str, Mapping[str, str]]] = {
    name: {"pos": "BIGINT", **dict.fromkeys(columns, "VARCHAR")}
    for name, columns in (("codes", ("kind", *COLUMNS)), ("sources", SOURCE_KEYS), ("not_figures", NotFigure._fields))
}
"""The columns of the tables beside the figures, with their types."""
_LINKS: Final = """
CREATE TABLE links AS SELECT p.pos AS part, coalesce(w.pos, -1 - dense_rank() OVER (ORDER BY w.pos IS NULL, p.part_of)) AS whole
FROM staged p LEFT JOIN staged w ON w.id = p.part_of WHERE p.part_of IS NOT NULL
"""
"""The position of each part and of its whole; a whole that is not there gets a negative number of its own."""
_CLOSURE: Final = f"""
CREATE TABLE closure AS WITH RECURSIVE above(part, whole, distance) AS (
  SELECT part, whole, 1 FROM links
  UNION ALL SELECT a.part, l.whole, a.distance + 1 FROM above a JOIN links l ON l.part = a.whole WHERE a.distance <= {DEEPEST}
) SELECT * FROM above
"""
_LINEAGE: Final = """
SELECT c.part, c.whole, c.distance FROM closure c JOIN staged p ON p.pos = c.part JOIN staged w ON w.pos = c.whole
WHERE p.measure = w.measure AND p.unit = w.unit AND p.value IS NOT NULL AND w.value IS NOT NULL ORDER BY c.part, c.distance
"""
"""Only wholes beside which a part may be left out: with a value, and of its measure and unit."""
_TWINS: Final = """
CREATE TABLE twins AS SELECT row_number() OVER (ORDER BY min(pos)) AS twin, measure, unit, sector, recipient, source,
  coalesce(subject, subject_zh) AS label FROM staged
GROUP BY measure, unit, sector, recipient, source, label HAVING count(*) > 1
"""
_COMBOS: Final = f"""
CREATE TABLE combos AS SELECT row_number() OVER (ORDER BY min(pos)) AS combo, {", ".join(CIRCUMSTANCES)} FROM staged
GROUP BY {", ".join(CIRCUMSTANCES)}
"""
_SERIES: Final = """
CREATE TABLE series AS SELECT row_number() OVER (ORDER BY min(pos)) AS series, measure, unit, source FROM staged
GROUP BY measure, unit, source
"""
"""Figures among which one may be the sum of those that follow it: a number sorts faster than three texts."""
_PLACES: Final = f"""
CREATE TABLE places AS SELECT pos, row_number() OVER (
  ORDER BY source, least(coalesce(line, {LAST}), {LAST}), least(coalesce("start", {LAST}), {LAST}), pos) AS place FROM staged
"""
"""The order of figures in their sources, by line, offset in it and stored order."""


def _alike(one: str, other: str, keys: Iterable[str]) -> str:
    return " AND ".join(f"{one}.{key} IS NOT DISTINCT FROM {other}.{key}" for key in keys)


def _figures(digits: int, scale: int) -> str:
    """Return the query for the figures as they are stored."""
    kept = [each for each in COLUMNS_PREPARED if each not in AMOUNTS]
    amounts = [f"CAST(s.{each} AS DECIMAL({digits}, {scale})) AS {each}" for each in AMOUNTS]
    twin = ("measure", "unit", "sector", "recipient", "source")
    return f"""
SELECT {", ".join(f's."{each}"' for each in kept)}, {", ".join(amounts)}, c.combo, n.series, o.place,
  coalesce(r.root, s.pos) AS root, s.part_of IS NOT NULL OR w.whole IS NOT NULL AS is_linked, w.whole IS NOT NULL AS is_whole,
  t.twin
FROM staged s JOIN combos c ON {_alike("c", "s", CIRCUMSTANCES)} JOIN places o ON o.pos = s.pos
JOIN series n ON n.measure = s.measure AND n.unit = s.unit AND n.source = s.source
LEFT JOIN (SELECT part, arg_max(whole, distance) AS root FROM closure GROUP BY part) r ON r.part = s.pos
LEFT JOIN (SELECT DISTINCT whole FROM links) w ON w.whole = s.pos
LEFT JOIN twins t ON {_alike("t", "s", twin)} AND t.label = coalesce(s.subject, s.subject_zh)
ORDER BY s.pos"""


def load_state(path: Path, figures: Iterable[Figure], beside: Mapping[str, Sequence[Record]], command: str) -> int:
    """Make the figures, and the records `beside` them by table, the state of the folder store `path`; return the number of figures.

    The caller holds the lock of the store. Raises NotLoaded or Cycle where figures cannot be held exactly or are not sound,
    NoEngine without DuckDB, and Unwritable where the disk is full. The store is the old state until the last moment.
    """
    with new_state(path) as folder:
        with closing(Workshop(path, folder)) as workshop:
            amounts = Digits()
            _stage(workshop, folder, "staged", COLUMNS_PREPARED, Prepared(figures, amounts).lines())
            digits, scale = amounts.type()
            _refuse_repeated(workshop)
            for each in (_LINKS, _CLOSURE, _TWINS, _COMBOS, _SERIES, _PLACES):
                workshop.run(each)
            _refuse_rings(workshop)
            workshop.write(_figures(digits, scale), "figures")
            workshop.write(_LINEAGE, "lineage")
            for name in TABLES_BESIDE:
                records = ({"pos": position, **record} for position, record in enumerate(beside[name]))
                _stage(workshop, folder, f"staged_{name}", COLUMNS_BESIDE[name], records)
                workshop.write(f"SELECT * FROM staged_{name} ORDER BY pos", name)
            ((count,),) = workshop.run("SELECT count(*) FROM staged")
        codes, sources, not_figures = (len(beside[name]) for name in TABLES_BESIDE)
        held = (count, codes, sources, not_figures)
        point_to(path, FolderState(folder.name, *held, scale, digits, command, now(), ",".join(SOURCE_KEYS)))
    return int(count)


def _stage(workshop: Workshop, folder: Path, table: str, columns: Mapping[str, str], records: Iterable[Mapping[str, Any]]) -> None:
    """Make a table of records, through a file."""
    file = folder / f"{table}.jsonl"
    records = iter(records)
    with file.open("wb") as lines:
        while some := list(islice(records, _WRITTEN_AT_ONCE)):
            lines.writelines(_line(each) for each in some)
    workshop.read_lines(table, file, dict(columns))
    file.unlink()


def _line(record: Mapping[str, Any]) -> bytes:
    line = encode_json(record) + b"\n"
    if len(line) > LONGEST_LINE:
        raise NotLoaded(
            Bilingual(
                "the texts of {get!r} take more than {part} MiB",
                "{get!r} 的文本超过 {part} MiB",
                get=record.get("id"),
                part=LONGEST_LINE >> 20,
            ),
            Bilingual("shorten them", "请缩短"),
        )
    return line


def _refuse_repeated(workshop: Workshop) -> None:
    for name, count in workshop.run("SELECT id, count(*) FROM staged GROUP BY id HAVING count(*) > 1 ORDER BY min(pos) LIMIT 1"):
        raise NotLoaded(Bilingual("{count} figures have the id {name!r}", "{count}条数据共用编号 {name!r}", count=count, name=name))


def _refuse_rings(workshop: Workshop) -> None:
    """Raise Cycle where a figure is, in turn, part of itself, and NotLoaded where wholes lie too deep inside one another."""
    for (part,) in workshop.run(f"SELECT min(part) FROM closure WHERE distance > {DEEPEST} HAVING count(*) > 0"):
        above = workshop.run("SELECT whole FROM closure WHERE part = ? ORDER BY distance", [part])
        chain = [part, *(whole for (whole,) in above)]
        named: dict[int, str] = dict(workshop.run(f"SELECT pos, id FROM staged WHERE pos IN ({', '.join(map(str, chain))})"))
        met: dict[int, None] = {}
        for each in chain:
            if each in met:
                raise Cycle([named[one] for one in (*met, each)])
            met[each] = None
        raise NotLoaded(
            Bilingual(
                "{named!r} lies in more than {deepest} wholes, one inside the other",
                "{named!r} 层层位于 {deepest} 个以上的整体之中",
                named=named[part],
                deepest=DEEPEST,
            ),
            Bilingual("keep these figures in a file", "请将这些数据存于文件"),
        )
