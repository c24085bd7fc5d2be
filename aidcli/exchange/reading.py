"""Figures, codes and sources from and into files of other programs."""

import csv
import io
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from aidcli.errors import BadRows, Unreadable, Unwritable, Usage, join_words
from aidcli.exchange import xlsx as workbook
from aidcli.exchange.intake import Contents, Malformed, Row
from aidcli.model.codes import KINDS
from aidcli.model.exact_json import decode_json
from aidcli.model.figure import from_text
from aidcli.store.atomic import mode, replace

CODED_KINDS: Final = tuple(kind for kind in KINDS if kind != "source")
RESOURCES: Final = ("figures", "sources", *(f"{kind}s" for kind in CODED_KINDS))
"""What a Data Package of aidcli holds."""
FORMATS: Final = ("csv", "tsv", "json", "jsonl", "xlsx", "datapackage")


def read(path: str, format_name: str | None, kind: str | None = None) -> Contents:
    """What a file holds (`-`: standard input), told by its columns: figures, sources, or codes of a kind.

    Raises Unreadable where it cannot be read, BadRows where it is not what its format says.
    """
    name = format_name or format_of(path, "--from")
    if name == "datapackage":
        return _package(Path(path))
    data = _bytes(path)
    rows = READERS[name](path, data)
    return _sorted_out(path, rows, kind)


def format_of(path: str, option: str = "--format") -> str:
    """The format that a file's name tells; raises Usage where it tells none, with the option that would."""
    if _is_folder(Path(path)) or Path(path).name == "datapackage.json":
        return "datapackage"
    suffix = Path(path).suffix.lower().lstrip(".").replace("ndjson", "jsonl")
    if suffix not in READERS:
        raise Usage(f"cannot tell the format of '{path}' by its name; say {option} {join_words(FORMATS)}")
    return suffix


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # A name that no file can have; whoever opens it will be told.
        return False


def _bytes(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(path, error) from None


def _sorted_out(path: str, rows: Sequence[Row], kind: str | None) -> Contents:
    """Tell by its keys what a file holds."""
    keys = {key for row in rows[:1] if isinstance(row.record, dict) for key in row.record}
    if kind or ("code" in keys and "sector" not in keys):
        return Contents(codes=[_of_kind(kind, row) for row in rows] if kind else rows)
    if "title" in keys and "sector" not in keys:
        return Contents(sources=rows)
    return Contents(figures=rows)


def _of_kind(kind: str, row: Row) -> Row:
    return row._replace(record={"kind": kind, **row.record}) if isinstance(row.record, dict) else row


def _text(path: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRows(path, [f"byte {error.start} is not UTF-8; save the file as UTF-8"]) from None


def _separated(delimiter: str) -> "Reader":
    def read(path: str, data: bytes) -> list[Row]:
        lines = csv.reader(io.StringIO(_text(path, data), newline=""), delimiter=delimiter, strict=True)
        rows: list[Row] = []
        try:
            header = _header(path, next(lines, []))
            rows += (_row(f"line {lines.line_num}", header, line) for line in lines if any(line))
        except csv.Error as error:
            rows.append(Row(f"line {lines.line_num}", Malformed(str(error))))
        return rows

    return read


def _header(path: str, names: Iterable[Any]) -> list[str]:
    """The columns' names; raises BadRows where two are the same, for one of them would be lost."""
    header = [str(name or "").strip() for name in names]
    twice = [name for name, times in Counter(filter(None, header)).items() if times > 1]
    if twice:
        raise BadRows(path, [f"{name}: {header.count(name)} columns are called so" for name in twice])
    return header


def _row(place: str, header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        return Row(place, Malformed(f"has {len(cells)} cells under {len(header)} columns"))
    return Row(place, from_text(dict(zip(header, cells, strict=True))))


def _json(path: str, data: bytes) -> list[Row]:
    try:
        records = decode_json(data)
    except (ValueError, RecursionError) as error:
        raise BadRows(path, [f"it is not JSON ({error})"]) from None
    if not isinstance(records, list):
        raise BadRows(path, ["it is not a JSON array of records"])
    return [Row(f"record {at}", record) for at, record in enumerate(records, 1)]


def _jsonl(path: str, data: bytes) -> list[Row]:
    return [Row(f"line {at}", _decoded(line)) for at, line in enumerate(data.splitlines(), 1) if line.strip()]


def _decoded(line: bytes) -> Any:
    try:
        return decode_json(line)
    except (ValueError, RecursionError) as error:
        return Malformed(f"is not JSON ({error})")


def _xlsx(path: str, data: bytes) -> list[Row]:
    head, *lines = workbook.lines(path, data) or [[]]
    header = _header(path, head)
    return [
        Row(f"row {at}", from_text({key: text for key, text in zip(header, line, strict=False) if key}))
        for at, line in enumerate(lines, 2)
        if any(line)
    ]


def _package(path: Path) -> Contents:
    """The figures, sources and codes of a Data Package, in the resources that are called so."""
    folder = path if _is_folder(path) else path.parent
    named = _resources(folder / "datapackage.json")
    rows = {name: _resource(folder / named[name]) for name in RESOURCES if name in named}
    codes = [_of_kind(kind, row) for kind in CODED_KINDS for row in rows.get(f"{kind}s", ())]
    return Contents(rows.get("figures", ()), rows.get("sources", ()), codes)


def _resources(descriptor: Path) -> dict[str, str]:
    """The file of each resource by name; raises BadRows where there is none of ours, or one lies outside the package."""
    try:
        paths = {str(each["name"]): str(each["path"]) for each in decode_json(_bytes(str(descriptor)))["resources"]}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadRows(descriptor, [f"it is no Data Package with CSV resources ({error})"]) from None
    outside = [name for name, path in paths.items() if Path(path).is_absolute() or ".." in Path(path).parts]
    if outside:
        raise BadRows(descriptor, [f"resource {name!r}: {paths[name]!r} lies outside the package" for name in outside])
    if not any(name in paths for name in RESOURCES):
        raise BadRows(descriptor, [f"none of its resources is called {join_words(RESOURCES)}"])
    return paths


def _resource(path: Path) -> list[Row]:
    rows = READERS["csv"](str(path), _bytes(str(path)))
    return [row._replace(place=f"{path.name} {row.place}") for row in rows]


Reader = Callable[[str, bytes], list[Row]]
READERS: Final[dict[str, Reader]] = {"csv": _separated(","), "tsv": _separated("\t"), "json": _json, "jsonl": _jsonl, "xlsx": _xlsx}


# Writing ----------------------------------------------------------------------------------------------------


def write_file(path: Path, data: bytes, *, force: bool) -> None:
    """Write a file, which is there only once it is whole; in the place of another only by force. Raises Unwritable."""
    try:
        if path.exists() and not force:
            raise Usage(f"'{path}' exists already; say --force to replace it")
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        mode(path)
        replace(path.resolve(), [data], like=path)
    except OSError as error:
        raise Unwritable(path, error) from None


def write_folder(folder: Path, files: Iterable[tuple[str, bytes]], *, force: bool) -> None:
    """Write files into a folder; one that holds anything only by force. Raises Unwritable."""
    try:
        if folder.exists() and not force and (not folder.is_dir() or any(folder.iterdir())):
            raise Usage(f"'{folder}' exists already; say --force to write into it")
    except OSError as error:
        raise Unwritable(folder, error) from None
    for name, data in files:
        write_file(folder / name, data, force=True)
