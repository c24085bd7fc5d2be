"""Name the faults of a record that breaks the contract, key by key. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from reprlib import repr as brief
from typing import Any, Final

from aidcli.errors import Bilingual, UnknownWord, join_texts, named_kind
from aidcli.model.codes import COLUMNS, KINDS
from aidcli.model.figure import CODED, COUNTS, KEYS, NUMBERS, REQUIRED, SOURCE_KEYS, SOURCE_TYPES, NotFigure
from aidcli.model.period import parse_period
from aidcli.model.quantity import BOUNDS, DIGITS, digits

_ID = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CURRENCY = re.compile(r"[A-Z]{3}(?:-[0-9]{4})?")

_EITHER: Final = {"subject": Bilingual("'subject' or 'subject_zh'", "'subject' 或 'subject_zh'")}
"""The required keys that another may stand for."""

Known = Callable[[str, str], bool]
"""Tells whether a code of a kind exists: `known("sector", "education")`."""


def faults(record: Mapping[str, Any], known: Known) -> list[str]:
    """Return all faults of a figure's record as decoded from JSON, in the order of the keys.

    `known` tells which codes exist.
    """
    found: list[str] = [Bilingual("unknown key {key!r}", "未知的字段 {key!r}", key=key) for key in record if key not in KEYS]
    found += [
        Bilingual("required key {get} is missing", "缺少必填字段 {get}", get=_EITHER.get(key, repr(key)))
        for key in REQUIRED
        if _is_absent(key, record)
    ]
    for key in KEYS:
        if record.get(key) is not None:
            found += [Bilingual("{key}: {fault}", "{key}：{fault}", key=key, fault=fault) for fault in _faults_of(key, record[key], known)]
    label = "subject" if record.get("subject") else "subject_zh"
    if isinstance(text := record.get(label), str) and text and not text.strip():
        found.append(Bilingual("{label}: is empty", "{label}：为空", label=label))
    if record.get("bound") == "range" and (record.get("value") is None or record.get("upper") is None):
        found.append(Bilingual("upper: a range needs both value and upper", "upper：区间须同时有 value 和 upper"))
    if record.get("bound", "exact") != "range" and record.get("upper") is not None:
        found.append(Bilingual("upper: only a range has one", "upper：只有区间才有"))
    if not found and record.get("upper") is not None and record["upper"] < record["value"]:
        found.append(
            Bilingual(
                "upper: {upper} is less than value {value}",
                "upper：{upper} 小于 value {value}",
                upper=record["upper"],
                value=record["value"],
            )
        )
    return found


def _is_absent(key: str, record: Mapping[str, Any]) -> bool:
    return not (record.get("subject") or record.get("subject_zh")) if key == "subject" else record.get(key) is None


def _faults_of(key: str, value: Any, known: Known) -> Iterable[str]:
    if key in NUMBERS:
        return number_faults(value)
    if key in COUNTS:
        whole = isinstance(value, int) and not isinstance(value, bool) and value >= COUNTS[key]
        return (
            []
            if whole
            else [
                Bilingual(
                    "{value} is not a whole number from {counts} up",
                    "{value} 不是从 {counts} 起的整数",
                    value=brief(value),
                    counts=COUNTS[key],
                )
            ]
        )
    if not isinstance(value, str):
        return [Bilingual("{value} is not text", "{value} 不是文本", value=brief(value))]
    return _text_faults(key, value, known)


def number_faults(value: Any) -> Sequence[str]:
    """Return the fault of a decoded value that is not a finite int or Decimal of at most 30 digits; else an empty list."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return [Bilingual("{value} is not a number", "{value} 不是数", value=brief(value))]
    if not Decimal(value).is_finite():
        return [Bilingual("{value} is not finite", "{value} 不是有限的数", value=value)]
    return [Bilingual("has more than {digits} digits", "超过 {digits} 位数字", digits=DIGITS)] if digits(value) > DIGITS else []


def _text_faults(key: str, value: str, known: Known) -> Iterable[str]:
    if key in ("id", "part_of") and not _ID.fullmatch(value):
        yield Bilingual(
            "{value!r} is not an id (letters, digits and single '-')", "{value!r} 不是编号（字母、数字和单个 '-'）", value=value
        )
    elif key == "bound" and value not in BOUNDS:
        yield _none_of("bound", value, BOUNDS)
    elif key == "period" and parse_period(value) is None:
        yield Bilingual("{value!r} is not a period", "{value!r} 不是期间", value=value)
    elif key in CODED and not known(CODED[key], value):
        yield Bilingual("unknown {coded} {value!r}", "未知的{coded} {value!r}", coded=named_kind(CODED[key]), value=value)


def _none_of(kind: str, word: str, valid: Sequence[str]) -> Bilingual:
    return UnknownWord(kind, word, (), valid).text


def source_faults(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield all faults of a source's record as decoded from JSON."""
    yield from (Bilingual("unknown key {key!r}", "未知的字段 {key!r}", key=key) for key in record if key not in SOURCE_KEYS)
    yield from (
        Bilingual("required key {key!r} is missing", "缺少必填字段 {key!r}", key=key) for key in ("id", "title") if not record.get(key)
    )
    yield from (
        Bilingual("{key}: {value!r} is not text", "{key}：{value!r} 不是文本", key=key, value=value)
        for key, value in record.items()
        if value is not None and not isinstance(value, str)
    )
    if isinstance(type_ := record.get("type"), str) and type_ not in SOURCE_TYPES:
        yield join_texts(["type", _none_of("type", type_, SOURCE_TYPES)], ": ", "：")
    if isinstance(record.get("date"), str) and parse_period(record["date"]) is None:
        yield Bilingual("date: {date!r} is not a date", "date：{date!r} 不是日期", date=record["date"])
    if isinstance(digest := record.get("sha256"), str) and not re.fullmatch("[0-9a-f]{64}", digest):
        yield Bilingual(
            "sha256: {digest!r} is not 64 hexadecimal digits in lower case", "sha256：{digest!r} 不是 64 位小写十六进制数", digest=digest
        )


def not_figure_faults(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield all faults of the record of a number that is no figure, as decoded from JSON."""
    yield from (Bilingual("unknown key {key!r}", "未知的字段 {key!r}", key=key) for key in record if key not in NotFigure._fields)
    yield from (
        Bilingual("required key {key!r} is missing", "缺少必填字段 {key!r}", key=key)
        for key in NotFigure._fields
        if record.get(key) is None
    )
    held = [key for key in NotFigure._fields if record.get(key) is not None]
    yield from (
        Bilingual("{key}: {fault}", "{key}：{fault}", key=key, fault=fault)
        for key in held
        for fault in _faults_of(key, record[key], lambda _, __: True)
    )


def code_faults(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield all faults of a code's record as decoded from JSON."""
    yield from (Bilingual("unknown key {key!r}", "未知的字段 {key!r}", key=key) for key in record if key not in ("kind", *COLUMNS))
    yield from (
        Bilingual("required key {key!r} is missing", "缺少必填字段 {key!r}", key=key)
        for key in ("kind", "code", "en")
        if not record.get(key)
    )
    yield from (
        Bilingual("{key}: {value!r} is not text", "{key}：{value!r} 不是文本", key=key, value=value)
        for key, value in record.items()
        if value is not None and not isinstance(value, str)
    )
    if isinstance(kind := record.get("kind"), str) and kind and kind not in KINDS[:-1]:
        yield join_texts(["kind", _none_of("kind of code", kind, KINDS[:-1])], ": ", "：")
    if record.get("units") and record.get("kind") != "measure":
        yield Bilingual("units: only a measure has them", "units：只有指标才有")
    yield from slug_faults("code", record.get("code"), is_unit=record.get("kind") == "unit")


def slug_faults(key: str, code: Any, *, is_unit: bool = False) -> Iterator[str]:
    """Yield a fault for a code that is not a slug: slugs need no quoting in a shell. Units may have the form of ISO 4217."""
    if code and isinstance(code, str) and not _SLUG.fullmatch(code) and not (is_unit and _CURRENCY.fullmatch(code)):
        yield Bilingual(
            "{key}: {code!r} is not a lower-case slug (letters, digits and single '-')",
            "{key}：{code!r} 不是小写代码（字母、数字和单个 '-'）",
            key=key,
            code=code,
        )
