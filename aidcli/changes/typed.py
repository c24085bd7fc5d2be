"""A figure as people type it: labels become codes, `6.28亿元` a value, a unit and a bound; an id is proposed. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain, count
from typing import Any, Final

from aidcli.changes.checks import Finding
from aidcli.errors import Bilingual, NotA, UnknownSource, UnreadUnit, Usage
from aidcli.model.amounts import Amount, read_amount, read_number
from aidcli.model.codes import SHARED_SIGNS, Codebook, fold, one_of
from aidcli.model.figure import CODED, COUNTS, KEYS, NUMBERS, Figure, Record
from aidcli.model.latin import latin
from aidcli.model.quantity import BOUNDS, Number
from aidcli.query.query import read_period

SMALL_WORDS: Final = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "with"})
_SLUG_WORDS: Final = 4


def read_typed(given: Mapping[str, str | None], codes: Codebook) -> Record:
    """Return the keys of a record that `given` states, by key as typed; an empty text becomes None and clears the key.

    An amount such as `近2000人` also states unit, bound and printed form, unless `given` has those keys too. Raises
    WrongQuestion where a word is not a known code or label, not a number or not a period.
    """
    typed = {key: text for key, text in given.items() if text is not None}
    for key, text in typed.items():
        if not is_unicode(text):
            raise Usage(
                "{key}: {text!r} is not UTF-8; type it in a UTF-8 locale",
                "{key}：{text!r} 不是 UTF-8；请在 UTF-8 区域设置下输入",
                key=key,
                text=text,
            )
    record: Record = _typed_amount(typed.pop("value"), codes, typed) if typed.get("value") else {}
    if typed.get("upper", "").strip() and "bound" not in typed:
        record["bound"] = "range"
    for key, text in typed.items():
        record[key] = _typed_value(key, text.strip(), codes) if text.strip() else None
    return {key: record[key] for key in KEYS if key in record}


def is_unicode(text: str) -> bool:
    """Return whether a text can be stored as UTF-8.

    Python decodes arguments that are not UTF-8 to lone surrogates (PEP 383), which cannot be encoded.
    """
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _typed_amount(text: str, codes: Codebook, typed: Mapping[str, str]) -> Record:
    amount, given = read_amount(text), typed.get("unit")
    if amount is None:
        raise NotA("a number", text, "value")
    record: Record = {"value": amount.value, "bound": amount.bound, "upper": amount.upper}
    if amount.unit and given is None:
        record["unit"] = _printed_unit(text, amount, codes, typed)
    elif amount.unit and given:
        _refuse_other_money(text, amount.unit, codes.resolve("unit", given), codes)
    if read_number(text) is None:
        record["printed"] = text.strip()
    return record


def _printed_unit(text: str, amount: Amount, codes: Codebook, typed: Mapping[str, str]) -> str:
    """Return the unit of an amount: what its word names, or what a classifier such as 个 counts.

    Raises UnreadUnit with the usual units of the measure.
    """
    unit = codes["unit"].find(amount.unit)
    measure = codes["measure"].codes.get(codes["measure"].find(typed.get("measure") or "") or "")
    usual = measure.units if measure else ()
    if unit is None or (usual and unit not in usual and not _is_money(unit)):
        from aidcli.changes.phrases import counted_unit  # Here: few amounts need the reader's words.

        unit = counted_unit(amount, text, typed, usual, codes) or unit
    if unit is None:
        raise UnreadUnit(text, amount.unit, codes["unit"].nearest(amount.unit), usual)
    return unit


def _refuse_other_money(text: str, word: str, given: str, codes: Codebook) -> None:
    """Raise Usage where the printed unit and the given one differ, or may differ, and either is a currency.

    Counted things have several names, so there the unit given replaces the one printed.
    """
    printed = codes["unit"].find(word)
    if _is_sign_of(word, given, codes):
        return
    if printed is None and (_is_money(given) or _begins_with_money(word, codes)):
        raise Usage(
            "value: {word!r} in {text!r} is not a known unit, so it may not be in {given!r}; give the bare number",
            "value：{text!r} 中的 {word!r} 不是已知单位，未必就是 {given!r}；请只给数字",
            word=word,
            text=text,
            given=given,
        )
    if printed and printed != given[:3] and (_is_money(printed) or _is_money(given)):
        raise Usage(
            "value: {text!r} is in {printed}, --unit says {given!r}; omit --unit, or give the bare number",
            "value：{text!r} 的单位是 {printed}，--unit 却是 {given!r}；请去掉 --unit，或只给数字",
            text=text,
            printed=printed,
            given=given,
        )


def _is_money(unit: str) -> bool:
    return unit[:3].isupper()


def _is_sign_of(word: str, unit: str, codes: Codebook) -> bool:
    """Return whether a sign that several currencies share, such as `$`, may stand for this one."""
    return any(name in codes.label("unit", unit[:3], "en") for name in SHARED_SIGNS.get(word, ()))


def _begins_with_money(word: str, codes: Codebook) -> bool:
    """Return whether a printed unit has the sign of a currency, or begins with the name of one: `元/年`, `usd a year`."""
    beginnings = (word[:end] for end in range(1, len(word)) if not word[end - 1 : end + 1].isascii() or not word[end].isalpha())
    return any(sign in word for sign in "$¥€£") or any(_is_money(codes["unit"].find(each) or "") for each in beginnings)


def unread_unit(figure: Figure, codes: Codebook) -> Iterator[Finding]:
    """Yield that the word for the unit in the printed form is not known, where that is no sign of the figure's currency."""
    amount = read_amount(figure.printed) if figure.printed else None
    if amount and amount.unit and codes["unit"].find(amount.unit) is None and not _is_sign_of(amount.unit, figure.unit, codes):
        yield Finding(
            figure.id,
            "unit",
            Bilingual(
                "{unit!r} in {printed!r} was not read as a unit; it counts as {unit2!r}",
                "{printed!r} 中的 {unit!r} 未读作单位；按 {unit2!r} 计",
                unit=amount.unit,
                printed=figure.printed,
                unit2=figure.unit,
            ),
        )


def _typed_value(key: str, text: str, codes: Codebook) -> Any:
    if key == "source" and codes["source"].find(text) is None:
        raise UnknownSource(text, codes["source"].nearest(text))
    if key in CODED:
        return codes.resolve(CODED[key], text)
    if key in NUMBERS:
        return _typed_number(key, text)
    if key in COUNTS:
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
            raise NotA("a whole number", text, key)
        return int(text)
    if key == "period":
        return read_period(text)
    return one_of("bound", text, BOUNDS) if key == "bound" else text


def _typed_number(key: str, text: str) -> Number:
    number = read_number(text)
    if number is None:
        raise NotA("a number", text, key)
    return number


def id_stem(record: Record) -> str:
    """Return how the proposed id of a record begins: its sector, then the first words of its subject.

    Where the subject has no Latin words to type, measure and recipient take their place.
    """
    sector = record["sector"]
    words = re.findall(r"[a-z0-9]+", latin(fold(record.get("subject") or "")))
    words = [word for word in words if word not in SMALL_WORDS and word != sector]
    if all(map(str.isdecimal, words)):
        words = [record["measure"], *filter(None, [record.get("recipient")])]
    return "-".join([sector, *words[:_SLUG_WORDS]])


def propose_id(record: Record, taken: Collection[str]) -> str:
    """Return the stem of the record, with the first number from 2 up that makes it an id not yet `taken`."""
    begun = id_stem(record)
    return next(each for each in chain([begun], (f"{begun}-{number}" for number in count(2))) if each not in taken)
