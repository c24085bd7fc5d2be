"""The rows of CSV, TSV, JSON and JSON Lines: each one record of a file, with its place. Pure."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, BinaryIO, Final, NamedTuple

from aidcli.errors import BadRows, Bilingual, Unreadable
from aidcli.model.exact_json import decode_unique, split_array
from aidcli.model.figure import Figure, from_text
from aidcli.model.packed import PackedFigures

DELIMITERS: Final = {"csv": ",", "tsv": "\t"}


class Row(NamedTuple):
    """One record of a file, and its place there: `line 3`, `row 3`, `record 3`.

    `fault` says why the record could not be read; it is empty where it could.
    """

    place: str
    record: Any
    fault: str = ""


class Contents(NamedTuple):
    """The rows of a file, or of several that belong together, by the table that they are for."""

    figures: Iterable[Row] = ()
    sources: Sequence[Row] = ()
    codes: Sequence[Row] = ()
    titles: Sequence[Row] = ()
    """Sources in a list of codes; what it leaves empty stays as it is in the store."""
    unread: Sequence[str] = ()
    """Other tables of the file, which were not read."""
    not_figures: Sequence[Row] = ()
    remarks: Mapping[str, int] = {}
    """What is to be said of the file besides, by name, with a number. It is known once its rows are read."""
    made: Iterable[Figure] | PackedFigures = ()
    """Figures of a file whose records are not figures, made so that they keep the contract; to be read once."""


def listed_codes(rows: Iterable[Row]) -> Contents:
    """Return the rows of a list of codes, as `aidcli codes` prints it: without counts, and with sources apart."""
    codes: list[Row] = []
    titles: list[Row] = []
    for row in rows:
        if not isinstance(row.record, dict):
            codes.append(row)
            continue
        record = {key: value for key, value in row.record.items() if key != "count" and value is not None}
        if record.get("kind") == "source":
            names = {"code": "id", "en": "title", "zh": "title_zh"}
            titles.append(row._replace(record={names.get(key, key): value for key, value in record.items() if key != "kind"}))
        else:
            codes.append(row._replace(record=record))
    return Contents(codes=codes, titles=titles)


def of_kind(kind: str, row: Row) -> Row:
    """Return a row of a codelist with the kind of its codes, unless the row states one itself."""
    return row._replace(record={"kind": kind, **row.record}) if isinstance(row.record, dict) else row


def separated_rows(path: str, file: BinaryIO, delimiter: str, quote: str = '"') -> Iterator[Row]:
    """Read a table of cells separated by a delimiter and quoted by `quote` (RFC 4180) below a header row; empty lines are skipped.

    The file is read as its rows are asked for, and closed after the last. Raises BadRows where the text is not UTF-8 or
    two columns have one name, Unreadable where the file cannot be read to its end.
    """
    with io.TextIOWrapper(file, "utf-8-sig", newline="") as text, cells_of_any_length():
        lines = csv.reader(text, delimiter=delimiter, quotechar=quote, strict=True)
        try:
            header = column_names(path, next(lines, []))
            yield from (_row(f"line {lines.line_num}", header, line) for line in lines if any(line))
        except csv.Error as error:
            yield Row(f"line {lines.line_num}", None, str(error))
        except UnicodeDecodeError as error:
            place = file.tell() - len(error.object) + error.start
            raise BadRows(
                path,
                [Bilingual("byte {place} is not UTF-8; save the file as UTF-8", "第 {place} 字节不是 UTF-8；请另存为 UTF-8", place=place)],
            ) from None
        except OSError as error:
            raise Unreadable(path, error) from None


@contextmanager
def cells_of_any_length() -> Iterator[None]:
    """Lift the csv module's limit to cells of 131,072 characters, which is one for the whole process."""
    before = csv.field_size_limit((1 << 31) - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def begun(rows: Iterable[Row]) -> Iterator[Row]:
    """Return the rows, the first of which is read already: a file that cannot be read, or has no sound header, is refused now."""
    rows = iter(rows)
    return chain(list(islice(rows, 1)), rows)


def column_names(path: str, cells: Iterable[str]) -> list[str]:
    """Return the names in a header row; raises BadRows where two are equal, since one column would hide the other."""
    header = [name.strip() for name in cells]
    twice = [name for name, times in Counter(filter(None, header)).items() if times > 1]
    if twice:
        raise BadRows(
            path,
            [
                Bilingual(
                    "{name}: {count} columns have this name; rename or remove all but one",
                    "{name}：有 {count} 列同名；请改名或只留一列",
                    name=name,
                    count=header.count(name),
                )
                for name in twice
            ],
        )
    return header


def _row(place: str, header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        return Row(
            place,
            None,
            Bilingual(
                "has {number} cells under {number2} columns",
                "有 {number} 个单元格，而只有 {number2} 列",
                number=len(cells),
                number2=len(header),
            ),
        )
    return Row(place, from_text(dict(zip(header, cells, strict=True))))


def json_rows(path: str, data: bytes) -> Iterator[Row]:
    """Read a JSON array of records; raises BadRows where it is anything else."""
    try:
        records = split_array(data)
    except (ValueError, RecursionError) as error:
        raise BadRows(
            path, [Bilingual("it is not a JSON array of records ({error})", "它不是由记录组成的 JSON 数组（{error}）", error=error)]
        ) from None
    return (_decoded(f"record {at}", bytes(record)) for at, record in enumerate(records, 1))


def json_lines_rows(data: bytes) -> Iterator[Row]:
    """Read JSON Lines: a record a line; blank lines are skipped."""
    return (_decoded(f"line {at}", line) for at, line in enumerate(data.splitlines(), 1) if line.strip())


def _decoded(place: str, text: bytes) -> Row:
    try:
        record = decode_unique(text)
    except (ValueError, RecursionError) as error:
        return Row(place, None, Bilingual("is not sound JSON ({error})", "不是合法的 JSON（{error}）", error=error))
    # An empty text is as good as none, as an empty cell is.
    return Row(place, {key: value for key, value in record.items() if value != ""} if isinstance(record, dict) else record)
