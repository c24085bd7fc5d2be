"""Every refusal: its whole line on standard error, its status, and nothing on standard output."""
# ruff: noqa: E501 - the words stand whole, as they are printed.

import errno
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from filelock import FileLock

from aidcli import errors
from aidcli.changes import revision
from aidcli.engine import opening
from aidcli.engine.connection import Line
from aidcli.store import atomic as durable
from tests.chinese import flaws
from tests.running import aidcli

OTHERS = re.compile("the memory is full|Invalid value [^；]*")
"""What a library says is repeated as it says it."""
Beforehand = Callable[[pytest.MonkeyPatch], object]
"""Makes what is the matter; what it returns is kept until the answer is there."""
GOOD = {"id": "a", "sector": "education", "measure": "funding", "unit": "CNY", "subject": "s", "source": "shanxi-daily-2023"}
ADD = "add --sector education --measure funding --unit CNY --subject s --source shanxi-daily-2023"


def file(name: str, text: str) -> Beforehand:
    return lambda _: Path(name).write_text(text, "utf-8")


def figures(*records: dict[str, object], **tables: list[dict[str, object]]) -> Beforehand:
    """A store `s.json` of these records."""
    content = {**tables, "figures": [GOOD | record for record in records]}
    return file("s.json", json.dumps({name: {str(at): each for at, each in enumerate(table, 1)} for name, table in content.items()}))


def a_second_source(monkeypatch: pytest.MonkeyPatch) -> None:
    figures({}, sources=[{"id": "lin", "title": "Lin"}])(monkeypatch)
    Path("in.csv").write_text("id,sector,measure,unit,subject,source\na,education,funding,CNY,t,lin\n", "utf-8")


def another_amount(monkeypatch: pytest.MonkeyPatch) -> None:
    figures({"id": "a", "value": 5})(monkeypatch)
    line = "a,education,funding,6,CNY,s,shanxi-daily-2023,changed\n"
    Path("in.csv").write_text("id,sector,measure,value,unit,subject,source,state\n" + line, "utf-8")


def read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    figures({})(monkeypatch)
    Path("s.json").chmod(0o444)


def without_vl_convert(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aidcli.cli.drawing.find_spec", lambda _: None)


def without_openpyxl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)


def locked(monkeypatch: pytest.MonkeyPatch) -> FileLock:
    figures({})(monkeypatch)
    monkeypatch.setattr(durable, "PATIENCE", 0.02)
    lock = FileLock(Path("s.json.lock").resolve())
    lock.acquire()
    return lock


def spoilt_state(monkeypatch: pytest.MonkeyPatch) -> None:
    figures({})(monkeypatch)
    Path("s.json.previous").write_text("[]", "utf-8")


def unconfirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk fail the last flush of the store's folder, after the change."""
    figures({})(monkeypatch)
    flush = durable.flush

    def failing(folder: Path) -> None:
        if folder == Path.cwd() and Path("s.json.undo").exists() and any(Path("s.json.undo").iterdir()):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        flush(folder)

    monkeypatch.setattr(durable, "flush", failing)


def changed_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    figures({})(monkeypatch)
    merge_figures = revision.merge_figures

    def meddling(*given: object) -> object:
        Path("s.json").write_text("{}", "utf-8")
        return merge_figures(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(revision, "merge_figures", meddling)


def without_duckdb(monkeypatch: pytest.MonkeyPatch) -> None:
    a_folder(monkeypatch)
    monkeypatch.setitem(sys.modules, "duckdb", None)


def a_folder(_: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb")
    assert aidcli("export", "f.parquet", "--sector", "health").exit_code == 0


def short_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    a_folder(monkeypatch)

    class Poor(opening.DuckConnection):
        def rows(self, *_: object) -> Iterator[Line]:
            with self._refusing():
                raise self._driver.OutOfMemoryException("the memory is full\nmore about it")
            yield ()

    monkeypatch.setattr(opening, "DuckConnection", Poor)


def a_folder_from_later(monkeypatch: pytest.MonkeyPatch) -> None:
    a_folder(monkeypatch)
    pointer = Path("f.parquet/meta.json")
    pointer.write_text(pointer.read_text("utf-8").replace('"aidcli": 2', '"aidcli": 3'), "utf-8")


def half_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    a_folder(monkeypatch)
    (lineage,) = Path("f.parquet").glob("*/lineage.parquet")
    lineage.unlink()


def settings_file(text: str) -> Beforehand:
    def write(_: pytest.MonkeyPatch) -> None:
        Path("config/aidcli").mkdir(parents=True)
        Path("config/aidcli/config.toml").write_text(text, "utf-8")

    return write


def nothing(_: pytest.MonkeyPatch) -> None:
    pass


class Case(NamedTuple):
    """What is refused, what is typed, what is said of it, and what is the matter beforehand."""

    refusal: type[errors.Refusal]
    typed: str
    words: str
    beforehand: Beforehand = nothing


both = [{"kind": kind, "code": code, "en": code} for kind in ("sector", "place") for code in ("one", "two")]
CASES = [
    Case(errors.UnknownWord, "sum --sector educaton", "unknown sector 'educaton'; did you mean 'education'?"),
    Case(errors.UnknownWord, "list --bound roughly", "unknown bound 'roughly'; choose from exact, at-least, under, about, range"),
    Case(
        errors.UnknownSource,
        "edit education-funding --source lin-2024",
        "unknown source 'lin-2024'; add it with 'aidcli codes add source lin-2024 --en TITLE', or see 'aidcli codes sources'",
    ),
    Case(
        errors.UnreadUnit,
        "edit education-funding --measure projects --value 86单元",
        "unknown unit '单元' in '86单元'; add --unit project, or see 'aidcli codes units'",
    ),
    Case(errors.NotA, "list --min nan", "--min: 'nan' is not a number; write it like 8000, 1.2亿, 8000万 or 80m"),
    Case(errors.NotA, "edit education-funding --line one", "line: 'one' is not a whole number; write it in digits, like 12"),
    Case(errors.NotA, "sum --rate funding", "--rate: 'funding' is not one measure over another; write it like funding/people-served"),
    Case(
        errors.NotA,
        "list --period 2023-02-30",
        "'2023-02-30' is not a period; write it like 2023, 2023-09, 2020/2023, 2020/.. or 2020年至2023年",
    ),
    Case(
        errors.UnknownWord,
        "show educaton-funding",
        "unknown figure 'educaton-funding'; did you mean 'education-funding' or 'education-teacher-funding'?",
    ),
    Case(
        errors.UnknownWord,
        "compare education nowhere",
        "unknown sector, measure, place, period, source or figure 'nowhere'; see 'aidcli codes'",
    ),
    Case(
        errors.MixedOperands,
        "compare education shanxi",
        "cannot compare 'education' with 'shanxi': they are of different kinds; use --of to name the kind: sector, measure, place, period, source or figure",
    ),
    Case(
        errors.AmbiguousOperands,
        "compare one two --db s.json",
        "'one' and 'two' may name a sector or place; use --of to say which",
        figures({}, codes=both),
    ),
    Case(
        errors.NothingInCommon,
        "compare education-funding health-doctors",
        "cannot compare 'education-funding' (funding in CNY) with 'health-doctors' (people-sent in person): no measure and unit in common; compare operands that share one",
    ),
    Case(
        errors.Orphans,
        "remove all-people-sent --yes",
        "cannot remove: 'education-teachers' is part of 'all-people-sent'; 'health-doctors' is part of 'all-people-sent'; remove the parts too, or use --keep-parts",
    ),
    Case(
        errors.NotWritten,
        "edit education-projects --part-of nowhere",
        "'education-projects': part_of: no figure 'nowhere'; nothing was written",
    ),
    Case(errors.NotWritten, f"{ADD} --bound range --value 5", "upper: a range needs both value and upper; nothing was written"),
    Case(
        errors.TakenName,
        f"{ADD} --id education-funding",
        "figure 'education-funding' already exists; use 'aidcli edit education-funding' to change it, or choose another --id",
    ),
    Case(errors.UnknownWord, "sum --sector education,helth", "unknown sector 'helth'; did you mean 'health'?"),
    Case(
        errors.AmbiguousWord,
        "list north --db s.json",
        "'north' may name a sector or place; say which: --sector north or --recipient north",
        beforehand=figures({}, codes=[{"kind": kind, "code": "north", "en": "N"} for kind in ("sector", "place")]),
    ),
    Case(errors.TakenName, "codes add unit person --en head", "unit 'person' already exists; choose another code"),
    Case(
        errors.NotWritten,
        "codes add sector Chess --en Chess --parent games",
        "code: 'Chess' is not a lower-case slug (letters, digits and single '-'); --parent: unknown sector 'games'; nothing was written",
    ),
    Case(
        errors.MissingKeys,
        "add --sector education --subject s",
        "a figure needs --measure, --unit and --source; see 'aidcli codes' for sectors, measures, units and sources",
    ),
    Case(
        errors.BadRows,
        "import bad.csv",
        "'bad.csv' has 5 faults; nothing was written:\n  line 2: required key 'measure' is missing\n  line 2: required key 'unit' is missing\n  line 2: required key 'subject' or 'subject_zh' is missing\n  line 2: required key 'source' is missing\n  line 2: sector: unknown sector 'nowhere'",
        file("bad.csv", "id,sector,measure,value,unit,subject,source\na,nowhere,,1,,,\n"),
    ),
    Case(
        errors.UntoldColumns,
        "import bad.csv",
        "no column of 'bad.csv' is named as sector, subject or value; add --set sector=... --set subject=..., or draft a mapping by "
        "'aidcli mapping bad.csv > MAP.toml' and import with --mapping MAP.toml; its columns: Thema, Indicator",
        file("bad.csv", "Thema,Indicator\na,b\n"),
    ),
    Case(
        errors.IdConflicts,
        "import in.csv --db s.json",
        "'in.csv' has 1 figure with an id of another source; nothing was written; give --on-conflict rename, skip or replace, or other ids in the file:\n"
        "  'a': in the file no amount in CNY of source 'lin' (t), in the store no amount in CNY of source 'shanxi-daily-2023' (s)",
        a_second_source,
    ),
    Case(
        errors.AmountConflicts,
        "import in.csv --db s.json",
        "'in.csv' has 1 figure with another amount than the store; nothing was written; give --on-conflict rename, skip or replace:\n"
        "  'a': in the file 6 CNY of source 'shanxi-daily-2023' (s), in the store 5 CNY of source 'shanxi-daily-2023' (s)",
        another_amount,
    ),
    Case(
        errors.NotOneTotal,
        "sum --sector health --format value",
        "--format value prints one number, but this answer has 6; narrow the question or choose another format",
    ),
    Case(errors.TakenPath, "export out.csv", "'out.csv' exists already; add --force to overwrite it", file("out.csv", "")),
    Case(errors.Usage, "list --within", "--within needs --period; add --period 2020/2023, for example"),
    Case(
        errors.Usage,
        "compare education",
        "compare takes two operands or more, or --by; try 'aidcli compare education health' or 'aidcli compare --by sector'",
    ),
    Case(
        errors.NoStore,
        "list --db missing.json",
        "no store 'missing.json'; create it with 'aidcli add' or 'aidcli import', or omit --db and unset AIDCLI_DB to use the figures that ship with aidcli",
    ),
    Case(
        errors.UsedCode,
        "codes remove source lin --db s.json",
        "cannot remove source 'lin': used by 'a'; edit these first",
        figures({"source": "lin"}, sources=[{"id": "lin", "title": "Lin"}]),
    ),
    Case(
        errors.ShippedCode,
        "codes remove sector health",
        "sector 'health' ships with aidcli and is neither removed nor renamed; 'aidcli codes edit sector health' changes its labels",
    ),
    Case(
        errors.NoSetStore,
        "list",
        "no store '{here}/config/aidcli/no.json', which 'aidcli config' has as db; create it with 'aidcli add' or 'aidcli import', or run 'aidcli config --unset db'",
        settings_file('db = "no.json"'),
    ),
    Case(
        errors.BadSettings,
        "list",
        "'{here}/config/aidcli/config.toml' is not a file of settings: Invalid value (at line 1, column 8); correct it or remove it",
        settings_file("lang = zh"),
    ),
    Case(
        errors.UnknownSetting,
        "list",
        "unknown setting 'lnag' in '{here}/config/aidcli/config.toml'; did you mean 'lang'? 'aidcli config --unset lnag' removes it",
        settings_file('lnag = "zh"'),
    ),
    Case(
        errors.WrongSetting,
        "list",
        "lang is 'de' in '{here}/config/aidcli/config.toml'; choose from en, zh, or run 'aidcli config --unset lang'",
        settings_file('lang = "de"'),
    ),
    Case(errors.Unreadable, "extract .", "cannot read '.': Is a directory; check the path and its permissions"),
    Case(
        errors.Unwritable,
        f"{ADD} --db s.json",
        "cannot write '{here}/s.json': it is read-only; make it writable or choose another path",
        read_only,
    ),
    Case(
        errors.NoXlsx,
        "export figures.xlsx",
        "XLSX needs 'openpyxl', which is not installed; run 'pip install aidcli[xlsx]'",
        without_openpyxl,
    ),
    Case(
        errors.NoCharts,
        "sum --by sector --chart a.svg",
        "charts need 'vl-convert-python', which is not installed; run 'pip install aidcli[chart]'",
        without_vl_convert,
    ),
    Case(
        errors.ChangedUnderneath,
        f"{ADD} --id b --db s.json",
        "'{here}/s.json' was changed by another program meanwhile; nothing was written, try again",
        changed_meanwhile,
    ),
    Case(errors.Locked, f"{ADD} --db s.json", "'{here}/s.json' is locked by another process; wait for it to finish and try again", locked),
    Case(
        errors.NothingToUndo,
        "undo --db s.json",
        "nothing to undo in 's.json'; only changes made by aidcli can be undone, as far back as 'aidcli undo --list' shows",
        figures({}),
    ),
    Case(
        errors.NothingToRedo,
        "undo --redo --db s.json",
        "nothing to redo in 's.json'; only what 'aidcli undo' has undone can be redone, until the next change",
        figures({}),
    ),
    Case(
        errors.BadState,
        "undo --db s.json",
        "'{here}/s.json.previous' is not a store: it is a JSON list, not an object of tables; nothing was changed; remove this file to skip that state",
        spoilt_state,
    ),
    Case(
        errors.Unconfirmed,
        f"{ADD} --db s.json",
        "'{here}/s.json' was changed, but the disk did not confirm it: Input/output error; look at it before you change it again",
        unconfirmed,
    ),
    Case(
        errors.NotAStore,
        "list --db s.json",
        "'s.json' is not a store: it is a JSON list, not an object of tables; choose another with --db, or restore this file",
        file("s.json", "[]"),
    ),
    Case(
        errors.BadRecord,
        "list --db s.json",
        "'s.json': record '1' ('a') of table 'figures': sector: unknown sector 'nowhere'; value: '5' is not a number; correct or remove the record",
        figures({"sector": "nowhere", "value": "5"}),
    ),
    Case(
        errors.NoEngine,
        "sum --db f.parquet",
        "'f.parquet' needs 'duckdb', which is not installed; run 'pip install aidcli[duckdb]'",
        without_duckdb,
    ),
    Case(
        errors.RepeatedIds,
        "sum --db s.json",
        "several figures have the id 'a'; give each an id of its own in the file, or remove one; 'aidcli check' lists them",
        figures({"value": 1}, {"value": 2}),
    ),
    Case(
        errors.FixedAddress,
        "remove a --db sc://localhost",
        "a store at an address is asked and not changed; import into its folder by its path, as in 'aidcli import FILE --db FOLDER'",
    ),
    Case(
        errors.FixedStore,
        "edit a --value 5 --db f.parquet",
        "'aidcli edit' does not change 'f.parquet', which takes whole files; import a file with 'aidcli import FILE --db f.parquet', or see 'aidcli help engines'",
    ),
    Case(
        errors.FixedAddress,
        "edit a --value 5 --db sc://127.0.0.1:1/;token=secret?path=/f",
        "a store at an address is asked and not changed; import into its folder by its path, as in 'aidcli import FILE --db FOLDER'",
    ),
    Case(
        errors.NotAFolderStore,
        "list --db f.parquet",
        "'f.parquet' is not a folder of figures: it holds no 'meta.json'; choose another with --db, or write one with 'aidcli export NAME.parquet'",
        lambda _: Path("f.parquet").mkdir(),
    ),
    Case(
        errors.NotAFolderStore,
        "list --db f.parquet",
        "'f.parquet' is not a folder of figures: 'lineage.parquet' is missing; choose another with --db, or write one with 'aidcli export NAME.parquet'",
        half_a_folder,
    ),
    Case(
        errors.EngineTrouble,
        "list --db f.parquet",
        "cannot ask 'f.parquet': the memory is full; ask for less, or free some memory",
        short_of_memory,
    ),
    Case(
        errors.NewerFolder, "list --db f.parquet", "'f.parquet' has version 3 of the format; update aidcli to read it", a_folder_from_later
    ),
    Case(
        errors.NotLoaded,
        "export f.parquet --db s.json",
        "2 figures have the id 'a'; nothing was written, correct it first",
        figures({}, {}),
    ),
    Case(
        errors.NotLoaded,
        "export f.parquet --db s.json",
        "'wide' and 'fine' together need 30 digits before the point and 9 after it, and a sum of 2 such figures more than the 38 that an engine holds; nothing was written, keep these figures in a file",
        figures({"id": "wide", "value": 10**29}, {"id": "fine", "value": 0.123456789}),
    ),
    Case(
        errors.MayCountTwice,
        "sum --strict --db s.json",
        "may count the same thing twice: 'a' and 'b'; link them with 'aidcli link', or omit --strict to count them",
        figures({"value": 5, "period": "2021"}, {"id": "b", "value": 6, "period": "2021/2022"}),
    ),
    Case(
        errors.Cycle,
        "sum --db s.json",
        "part_of forms a cycle: 'a' > 'b' > 'a'; unlink one of them",
        figures({"value": 1, "part_of": "b"}, {"id": "b", "value": 1, "part_of": "a"}),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.refusal.__name__)
def test_a_refusal_is_one_line_that_names_the_thing_and_the_remedy(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = case.beforehand(monkeypatch)
    result = aidcli(*case.typed.split())
    del held
    assert result.stderr == f"aidcli: error: {case.words.replace('{here}', str(tmp_path))}\n"
    assert result.exit_code == case.refusal.status
    assert result.stdout == ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.refusal.__name__)
def test_a_refusal_in_chinese_names_the_same_things_and_ends_alike(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = case.beforehand(monkeypatch)
    result = aidcli(*case.typed.split(), AIDCLI_LANG="zh")
    del held
    assert re.fullmatch("aidcli: 错误：.+\n(  .+\n)*", result.stderr)
    assert list(flaws(OTHERS.sub("x", result.stderr.removeprefix("aidcli: 错误：")))) == []
    assert in_quotes(result.stderr) == in_quotes(case.words.replace("{here}", str(tmp_path)))
    assert result.exit_code == case.refusal.status
    assert result.stdout == ""


def in_quotes(text: str) -> Counter[str]:
    return Counter(re.findall("'([^']*)'", text))


def test_every_refusal_has_its_case() -> None:
    kinds = {errors.Refusal, errors.WrongQuestion, errors.FileTrouble, errors.BadData}
    refusals = {each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.Refusal)}
    assert {case.refusal for case in CASES} == refusals - kinds
    assert {kind.status for kind in kinds} == {2, 3, 4}
