"""Tables as separated text: CSV and TSV, for standard output and for files. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from aidcli.model.exact_json import encode_json


def separated_lines(lines: Iterable[Iterable[Any]], delimiter: str) -> Iterator[str]:
    r"""Yield each line of cells as a line of text, quoted as in RFC 4180 but ended by `\n`."""
    buffer = io.StringIO()
    # The writer quotes a carriage return within a cell only where lines may end with one.
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    for line in lines:
        # The writer itself turns None into nothing; testing these types first keeps long exports fast.
        writer.writerow([cell if cell is None or type(cell) in (str, int) else plain_text(cell) for cell in line])
        yield buffer.getvalue()[:-2] + "\n"
        buffer.seek(0)
        buffer.truncate()


def plain_text(value: Any) -> str:
    """Return a value of a record as text: numbers without an exponent, lists as JSON, None as the empty text."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list):
        return encode_json(value).decode()
    return str(value) if isinstance(value, int) else f"{value:f}"
