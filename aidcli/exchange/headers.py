"""What the columns of an ordinary table are for, by what they are called in English and Chinese. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from aidcli.exchange.written import read_date
from aidcli.model.amounts import read_amount
from aidcli.model.codes import Codebook, fold
from aidcli.model.figure import KEYS
from aidcli.model.quantity import Number
from aidcli.model.seeds import shipped_rows

_BRACKETS: Final = re.compile(r"(.*?) ?[(\[]([^()\[\]]*)[)\]]")
_CHINESE_MONEY: Final = re.compile(r"(.+?)((?:百万|千万|万|亿)?(?:元|美元|欧元))")
_ABOVE: Final = re.compile(r"(?:单位|units?) ?: ?([^\s)]+(?: [^\s)]+)?)|[(]in ([^()]+)[)]")
_WORDS: Final = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]|[0-9]+|[^\W\d_A-Za-z]+|[^\w\s]")
_YEAR: Final = re.compile(r"(?:fy ?|cy ?)?((?:19|20)\d\d) ?(?:年度?)?")
_SIZES: Final = {"million": "million", "millions": "million", "mn": "million", "m": "million", "thousand": "thousand"} | {
    each: size for size, words in (("thousand", ("thousands", "'000", "000s", "k")), ("billion", ("billion", "bn"))) for each in words
}


class ColumnUse(NamedTuple):
    """What a column is for.

    `role` is a key of a figure, `first` or `last` (the ends of its period), `none` for what no figure holds, or empty
    where its name does not tell.
    """

    name: str
    role: str
    measure: str | None = None
    unit: str | None = None
    scale: Number = 1
    year: str | None = None
    """Of a column of values: what its name says of them."""


@cache
def header_names(role: str = "") -> Mapping[str, str]:
    """Return the folded names of columns with the role of each, or only those of one role."""
    shipped = {fold(row["name"]): row["key"] for row in shipped_rows("headers") if (row["key"] == role if role else row["key"] != "total")}
    return shipped if role else {key.replace("_", " "): key for key in KEYS} | shipped


def read_header(name: str, codes: Codebook) -> ColumnUse:
    """Return what the column of this name is for."""
    text = fold(" ".join(name.split()))
    if match := _YEAR.fullmatch(text):
        return ColumnUse(name, "value", year=read_date(match[1]))
    bare, unit, scale = _without_unit(text, name, codes)
    role = header_names().get(" ".join(_words(name))) or header_names().get(text) or header_names().get(bare, "")
    measure = codes["measure"].find(bare) or codes["measure"].find(text) or codes["measure"].find(bare.removeprefix("总"))
    unit = unit or (_usual_unit(text, measure, codes) if measure else None)
    is_value = role == "value" or (not role and (measure or unit))
    return ColumnUse(name, "value", measure, unit, scale) if is_value else ColumnUse(name, role)


def _usual_unit(text: str, measure: str, codes: Codebook) -> str | None:
    """Return the one of a measure's usual units that the name holds, the longest first, or the only one; never money."""
    usual = [each for each in codes["measure"].codes[measure].units if not each.isupper()]
    labels = {fold(label): each for each in usual for label in (codes.label("unit", each, "zh"), codes.label("unit", each, "en"))}
    held = next((labels[label] for label in sorted(labels, key=len, reverse=True) if label in text), None)
    return held or (usual[0] if len(usual) == 1 == len(codes["measure"].codes[measure].units) else None)


def _words(name: str) -> list[str]:
    """Return the words of a name as programs write them: `amountUSD`, `start_date`."""
    return [fold(each) for each in _WORDS.findall(name)]


def _without_unit(text: str, name: str, codes: Codebook) -> tuple[str, str | None, Number]:
    """Return a name without the unit it states, the unit, and its size: `资金(万元)`, `Amount (USD million)`, `amountUSD`."""
    match = _BRACKETS.fullmatch(text) or _CHINESE_MONEY.fullmatch(text)
    if match:
        unit, scale = _unit(match[2].removeprefix("单位:").removeprefix("in ").strip(), codes)
        return (match[1].strip(), unit, scale) if unit else (match[1].strip(), None, scale)
    words = _words(name)
    currencies = [each for each in words if len(each) == 3 and each.upper() in codes["unit"]]
    if len(currencies) == 1:
        rest = [each for each in words if each not in currencies and each not in _SIZES]
        sizes = [_SIZES[each] for each in words if each in _SIZES]
        return " ".join(rest), currencies[0].upper(), _unit(sizes[0], codes)[1] if sizes else 1
    return text, None, 1


def _unit(text: str, codes: Codebook) -> tuple[str | None, Number]:
    """Return the unit and the size that words name: `万元`, `usd million`, `million us$`, `人`."""
    text = re.sub(r"(?<=[$€£¥])m\b", " million", text)
    words = [_SIZES.get(each, each) for each in text.split()]
    for written in (f"1 {' '.join(words)}", f"1{text}", f"{' '.join(words[:1])} 1 {' '.join(words[1:])}".strip(), f"{text}1"):
        amount = read_amount(written)
        if amount and amount.bound == "exact" and (not amount.unit or _found(amount.unit, codes)):
            return _found(amount.unit, codes), amount.value
    return None, 1


def _found(word: str, codes: Codebook) -> str | None:
    return codes["unit"].find(word) if word else None


def read_headers(names: Iterable[str], codes: Codebook, above: Iterable[str] = ()) -> Sequence[ColumnUse]:
    """Return what each column is for. Of several for one key the first counts; values may have several columns.

    `above` holds what stands above the headers: `单位：万元` is the unit of the amounts that state none.
    """
    columns = [read_header(name, codes) for name in names]
    stated = next(
        (found for text in above if (match := _ABOVE.search(fold(text))) and (found := _unit(match[1] or match[2], codes))[0]), None
    )
    if stated:
        columns = [each if each.unit or each.role != "value" else each._replace(unit=stated[0], scale=stated[1]) for each in columns]
    taken: set[str] = set()
    return list(_once(columns, taken))


def _once(columns: Iterable[ColumnUse], taken: set[str]) -> Iterator[ColumnUse]:
    for column in columns:
        is_first = column.role == "value" or column.role not in taken
        taken.add(column.role)
        yield column if is_first else column._replace(role="")
