"""A mapping guessed from the headers and the first rows of an ordinary table. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from aidcli.errors import Bilingual
from aidcli.exchange.headers import ColumnUse, header_names, read_headers
from aidcli.exchange.mapping import Condition, FigureRule, FileMapping, Templates
from aidcli.exchange.slugs import slug
from aidcli.exchange.templates import Template
from aidcli.exchange.written import Conventions
from aidcli.model.amounts import read_amount
from aidcli.model.codes import Codebook, fold
from aidcli.model.figure import KEYS, REQUIRED, lacking

SAMPLE: Final = 200
"""Rows from the start of a table that are looked at."""
_DECIMAL_COMMA: Final = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+),\d{1,2}|-?\d{1,3}(?:\.\d{3}){2,}")
_THREE_AFTER_POINT: Final = re.compile(r"-?\d{1,3}\.\d{3}")
_DECIMAL_POINT: Final = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{1,2}|-?\d{1,3}(?:,\d{3}){2,}")

Cells = Mapping[str, str]


class Guess(NamedTuple):
    """A mapping, what each column was taken for, and what was assumed."""

    mapping: FileMapping
    taken: Sequence[tuple[str, str]]
    """Columns with the key that each was taken for."""
    assumed: Mapping[str, str]
    """Keys that no column states, with what was assumed."""
    missing: Sequence[str]
    """Required keys that nothing states."""
    left: Sequence[str]
    """Columns that hold something and were not taken."""


def guess_mapping(
    names: Sequence[str], sample: Sequence[Cells], codes: Codebook, constants: Iterable[str] = (), above: Iterable[str] = ()
) -> Guess:
    """Return the mapping that the columns of these names, and the first rows, suggest; `constants` are keys that are given.

    `above` holds what stands above the names.
    """
    columns = [each for each in read_headers(names, codes, above) if _fits(each, sample)]
    values = _distinct([each for each in columns if each.role == "value"])
    roles = {each.role: each.name for each in columns if each.role and each.role != "value"}
    keys = _keys(roles, sample)
    given, assumed = set(constants), {}
    if values and {"subject", "subject_zh"}.isdisjoint({*keys, *given}):
        keys["subject"] = [_subject(roles, values)]
        assumed["subject"] = keys["subject"][0].text
    rules = [_rule(each, keys, values, sample, codes, assumed, given) for each in values]
    stated = {*keys, *given, "unit", "source", "id"}
    stated.update(key for key in REQUIRED if rules and all(key in rule.keys for rule in rules))
    missing = lacking(dict.fromkeys(stated, True))
    taken = {each.name: each.role for each in columns if each.role in (*keys, "first", "last")} | {
        each.name: _said(each) for each in values
    }
    conventions = Conventions(".", ",") if _has_decimal_comma(values, sample) else Conventions()
    if conventions.decimal == "." and _is_ambiguous(values, sample):
        assumed["decimal"] = "'.'"
    mapping = FileMapping(rules, conventions=conventions, conditions=_without_totals(names, roles))
    left = [each for each in names if each not in taken and each != roles.get("none")]
    return Guess(
        mapping, [(each, taken[each]) for each in names if each in taken], assumed, [*missing, *([] if values else ["value"])], left
    )


def _said(column: ColumnUse) -> str:
    """Return what is said of a column of values: `value (funding, 10,000 CNY)`."""
    size = " ".join(filter(None, (f"{column.scale:,}" if column.scale != 1 else "", column.unit)))
    said = [*filter(None, (column.measure, size, column.year))]
    return Bilingual(f"value ({', '.join(said)})", f"value（{'，'.join(said)}）") if said else "value"


def _keys(roles: Mapping[str, str], sample: Sequence[Cells]) -> dict[str, Templates]:
    """Return what the keys state that all figures of a row share."""
    keys: dict[str, Templates] = {key: [_cell(roles[key])] for key in KEYS if key in roles}
    if "period" not in keys and not {"first", "last"}.isdisjoint(roles):
        keys["period"] = [_period(roles)]
    if not _is_unique(roles.get("id"), sample):
        keys.pop("id", None)
    return keys


def _cell(name: str) -> Template:
    return Template(f"{{{name}}}", (("", name),))


def _period(roles: Mapping[str, str]) -> Template:
    ends = [roles[each] for each in ("first", "last") if each in roles]
    return Template("/".join(f"{{{each}}}" for each in ends), tuple(zip(("", "/"), ends, strict=False)))


def _subject(roles: Mapping[str, str], values: Sequence[ColumnUse]) -> Template:
    """Return what figures without a subject of their own are about: the first of the columns that describe them."""
    described = [roles[each] for each in ("measure", "sector", "recipient", "provider") if each in roles]
    return _cell(described[0]) if described else Template(values[0].name, ((values[0].name, ""),))


def _rule(
    column: ColumnUse,
    keys: Mapping[str, Templates],
    values: Sequence[ColumnUse],
    sample: Sequence[Cells],
    codes: Codebook,
    assumed: dict[str, str],
    given: set[str],
) -> FigureRule:
    """Return how a row gives the figure of one column of values."""
    own: dict[str, Templates] = dict(keys) | {"value": [_cell(column.name)]}
    fixed = {"measure": column.measure, "unit": column.unit, "period": column.year}
    own |= {key: [Template.read(text)] for key, text in fixed.items() if text}
    if "measure" not in own and "measure" not in given and _is_money(column, sample, codes):
        assumed["measure"] = "funding"
        own["measure"] = [Template.read("funding")]
    if "id" in own and len(values) > 1:
        mark = column.year or column.measure or slug(column.name) or str(values.index(column) + 1)
        own["id"] = [Template(f"{each.text}-{mark}", (*each.pieces, (f"-{mark}", ""))) for each in own["id"]]
    return FigureRule(own, scale=column.scale if column.scale != 1 else None, omit_blank=len(values) > 1)


def _distinct(values: Sequence[ColumnUse]) -> list[ColumnUse]:
    """Return the columns of values without those that state what another does: totals of years, the same in other units."""
    yearly = [each for each in values if each.year]
    kinds: dict[tuple[str | None, str | None], ColumnUse] = {}
    for each in values:
        if not each.year and (each.measure or not yearly):
            kinds.setdefault((each.measure, None if each.measure is None else each.unit), each)
    plain = list(kinds.values())
    return [*yearly, *plain] if yearly else [each for each in plain if each.measure] or plain


def _texts(name: str, sample: Sequence[Cells]) -> list[str]:
    return [text for row in sample if (text := row.get(name, "").strip())]


def _fits(column: ColumnUse, sample: Sequence[Cells]) -> bool:
    """Return whether the cells of a column can be what its name says, where it says amounts or dates: `To` may name a place."""
    if column.role in ("first", "last"):
        texts = _texts(column.name, sample)
        return not texts or any(character.isdigit() for text in texts for character in text)
    return column.role != "value" or _is_numeric(column, sample)


def _is_numeric(column: ColumnUse, sample: Sequence[Cells]) -> bool:
    """Return whether most of the cells are amounts; a column without any is taken at its word."""
    texts = _texts(column.name, sample)
    number, comma = Conventions().number, Conventions(".", ",").number
    found = sum(number(text) is not None or comma(text) is not None or read_amount(text) is not None for text in texts)
    return 2 * found >= len(texts)


def _is_money(column: ColumnUse, sample: Sequence[Cells], codes: Codebook) -> bool:
    """Return whether the amounts of a column are money, as its unit, the amounts or a column of units say."""
    if column.unit:
        return column.unit[:3].isupper()
    units = [read.unit for text in _texts(column.name, sample) if (read := read_amount(text)) and read.unit]
    beside = [text for row in sample for name, text in row.items() if fold(name) in header_names("unit")]
    found = {codes["unit"].find(each) or "" for each in (units or beside)}
    return bool(found) and all(each[:3].isupper() for each in found)


def _is_unique(name: str | None, sample: Sequence[Cells]) -> bool:
    texts = _texts(name, sample) if name else []
    return bool(texts) and max(Counter(texts).values()) == 1


def _has_decimal_comma(values: Sequence[ColumnUse], sample: Sequence[Cells]) -> bool:
    texts = [text for each in values for text in _texts(each.name, sample)]
    return any(map(_DECIMAL_COMMA.fullmatch, texts)) and not any(map(_DECIMAL_POINT.fullmatch, texts))


def _is_ambiguous(values: Sequence[ColumnUse], sample: Sequence[Cells]) -> bool:
    """Return whether every point in the amounts stands before three digits, so that it may part thousands: `12.500`."""
    texts = [text for each in values for text in _texts(each.name, sample) if "." in text]
    return bool(texts) and all(map(_THREE_AFTER_POINT.fullmatch, texts))


def _without_totals(names: Sequence[str], roles: Mapping[str, str]) -> list[Condition]:
    """Return the conditions that leave out rows of totals, which name themselves in the first column or as their subject."""
    looked_at = dict.fromkeys([*names[:1], *(roles[each] for each in ("subject", "sector", "recipient") if each in roles)])
    return [(each, True, frozenset(header_names("total"))) for each in looked_at]
