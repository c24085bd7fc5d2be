"""Name the faults of a record that breaks the contract, key by key. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from reprlib import repr as brief
from typing import Any, Final

from aidcli.model.codes import COLUMNS, KINDS
from aidcli.model.figure import CODED, COUNTS, KEYS, NUMBERS, REQUIRED, SOURCE_KEYS, SOURCE_TYPES, NotFigure
from aidcli.model.period import parse_period
from aidcli.model.quantity import BOUNDS, DIGITS, digits

_ID = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CURRENCY = re.compile(r"[A-Z]{3}(?:-[0-9]{4})?")

_EITHER: Final = {"subject": "'subject' or 'subject_zh'"}
"""The required keys that another may stand for."""

Known = Callable[[str, str], bool]
"""Tells whether a code of a kind exists: `known("sector", "education")`."""


def faults(record: Mapping[str, Any], known: Known) -> list[str]:
    """Return all faults of a figure's record as decoded from JSON, in the order of the keys.

    `known` tells which codes exist.
    """
    found = [f"unknown key {key!r}" for key in record if key not in KEYS]
    found += [f"required key {_EITHER.get(key, repr(key))} is missing" for key in REQUIRED if _is_absent(key, record)]
    for key in KEYS:
        if record.get(key) is not None:
            found += [f"{key}: {fault}" for fault in _faults_of(key, record[key], known)]
    label = "subject" if record.get("subject") else "subject_zh"
    if isinstance(text := record.get(label), str) and text and not text.strip():
        found.append(f"{label}: is empty")
    if record.get("bound") == "range" and (record.get("value") is None or record.get("upper") is None):
        found.append("upper: a range needs both value and upper")
    if record.get("bound", "exact") != "range" and record.get("upper") is not None:
        found.append("upper: only a range has one")
    if not found and record.get("upper") is not None and record["upper"] < record["value"]:
        found.append(f"upper: {record['upper']} is less than value {record['value']}")
    return found


def _is_absent(key: str, record: Mapping[str, Any]) -> bool:
    return not (record.get("subject") or record.get("subject_zh")) if key == "subject" else record.get(key) is None


def _faults_of(key: str, value: Any, known: Known) -> Iterable[str]:
    if key in NUMBERS:
        return number_faults(value)
    if key in COUNTS:
        whole = isinstance(value, int) and not isinstance(value, bool) and value >= COUNTS[key]
        return [] if whole else [f"{brief(value)} is not a whole number from {COUNTS[key]} up"]
    if not isinstance(value, str):
        return [f"{brief(value)} is not text"]
    return _text_faults(key, value, known)


def number_faults(value: Any) -> list[str]:
    """Return the fault of a decoded value that is not a finite int or Decimal of at most 30 digits; else an empty list."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return [f"{brief(value)} is not a number"]
    if not Decimal(value).is_finite():
        return [f"{value} is not finite"]
    return [f"has more than {DIGITS} digits"] if digits(value) > DIGITS else []


def _text_faults(key: str, value: str, known: Known) -> Iterable[str]:
    if key in ("id", "part_of") and not _ID.fullmatch(value):
        yield f"{value!r} is not an id (letters, digits and single '-')"
    elif key == "bound" and value not in BOUNDS:
        yield f"{value!r} is none of {', '.join(BOUNDS)}"
    elif key == "period" and parse_period(value) is None:
        yield f"{value!r} is not a period"
    elif key in CODED and not known(CODED[key], value):
        yield f"unknown {CODED[key]} {value!r}"


def source_faults(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield all faults of a source's record as decoded from JSON."""
    yield from (f"unknown key {key!r}" for key in record if key not in SOURCE_KEYS)
    yield from (f"required key {key!r} is missing" for key in ("id", "title") if not record.get(key))
    yield from (f"{key}: {value!r} is not text" for key, value in record.items() if value is not None and not isinstance(value, str))
    if isinstance(type_ := record.get("type"), str) and type_ not in SOURCE_TYPES:
        yield f"type: {type_!r} is none of {', '.join(SOURCE_TYPES)}"
    if isinstance(record.get("date"), str) and parse_period(record["date"]) is None:
        yield f"date: {record['date']!r} is not a date"
    if isinstance(digest := record.get("sha256"), str) and not re.fullmatch("[0-9a-f]{64}", digest):
        yield f"sha256: {digest!r} is not 64 hexadecimal digits in lower case"


def not_figure_faults(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield all faults of the record of a number that is no figure, as decoded from JSON."""
    yield from (f"unknown key {key!r}" for key in record if key not in NotFigure._fields)
    yield from (f"required key {key!r} is missing" for key in NotFigure._fields if record.get(key) is None)
    held = [key for key in NotFigure._fields if record.get(key) is not None]
    yield from (f"{key}: {fault}" for key in held for fault in _faults_of(key, record[key], lambda _, __: True))


def code_faults(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield all faults of a code's record as decoded from JSON."""
    yield from (f"unknown key {key!r}" for key in record if key not in ("kind", *COLUMNS))
    yield from (f"required key {key!r} is missing" for key in ("kind", "code", "en") if not record.get(key))
    yield from (f"{key}: {value!r} is not text" for key, value in record.items() if value is not None and not isinstance(value, str))
    if record.get("kind") and record["kind"] not in KINDS[:-1]:
        yield f"kind: {record['kind']!r} is none of {', '.join(KINDS[:-1])}"
    if record.get("units") and record.get("kind") != "measure":
        yield "units: only a measure has them"
    yield from slug_faults("code", record.get("code"), is_unit=record.get("kind") == "unit")


def slug_faults(key: str, code: Any, *, is_unit: bool = False) -> Iterator[str]:
    """Yield a fault for a code that is not a slug: slugs need no quoting in a shell. Units may have the form of ISO 4217."""
    if code and isinstance(code, str) and not _SLUG.fullmatch(code) and not (is_unit and _CURRENCY.fullmatch(code)):
        yield f"{key}: {code!r} is not a lower-case slug (letters, digits and single '-')"
