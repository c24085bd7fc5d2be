"""Amounts beside what they count, as people type them, read as running text: `救护车42辆`. Pure."""

from collections.abc import Mapping, Sequence

from aidcli.model.amounts import Amount
from aidcli.model.codes import Codebook
from aidcli.model.figure import Record
from aidcli.model.seeds import shipped_rows
from aidcli.prose.custom import own_words
from aidcli.prose.reader import DISMISSED, Reading, read_text
from aidcli.prose.words import CURRENCY, Vocabulary

_PROPOSED = ("value", "upper", "bound", "unit", "printed", "sector", "measure", "period", "recipient")
"""The keys that may be read from a phrase, besides the subject."""


def vocabulary_of(codes: Codebook) -> Vocabulary:
    """Return the words of the reader: those that ship, and those of the store's own codes."""
    return Vocabulary((*shipped_rows("prose-words"), *own_words(codes)), codes)


def read_phrase(text: str, words: Vocabulary) -> Reading | None:
    """Return the only figure that a phrase states; None where it states none, or several."""
    stated = [each for each in read_text(text, words) if each.state != DISMISSED]
    return stated[0] if len(stated) == 1 else None


def propose_keys(printed: str, codes: Codebook) -> Record:
    """Return the keys of a record that can be read from a printed form: amount, unit, subject, and any of `_PROPOSED`."""
    reading = read_phrase(printed, vocabulary_of(codes))
    if reading is None:
        return {}
    record: Record = {key: value for key in _PROPOSED if (value := getattr(reading, key)) is not None}
    subjects = {"subject": reading.subject or None, "subject_zh": reading.subject_zh or None}
    is_money = CURRENCY.fullmatch(reading.unit or "")
    names_nothing = {reading.printed, reading.unit_word if is_money else reading.printed}
    return record | (subjects if names_nothing.isdisjoint(subjects.values()) else {})


def counted_unit(amount: Amount, text: str, typed: Mapping[str, str], usual: Sequence[str], codes: Codebook) -> str | None:
    """Return the unit of an amount by its word as the reader knows it; None where it does not.

    A classifier (个 家 所 台) counts many things. It has the unit of what the subject names, if that is one of the `usual` units
    of the measure, else the first of these; never a currency.
    """
    words = vocabulary_of(codes)
    english, chinese = (typed.get(key) or "" for key in ("subject", "subject_zh"))
    phrases = f"{chinese}{text}", f"{english}{text}", f"{amount.value} {english}"
    read = [reading for phrase in phrases if (reading := read_phrase(phrase, words)) and reading.unit]
    if words.code("classifier", amount.unit) is None:
        return next((reading.unit for reading in read if reading.unit_word == amount.unit), None)
    counted = [unit for unit in usual if not CURRENCY.fullmatch(unit)]
    return next((unit for unit in (*(reading.unit for reading in read), *counted) if not counted or unit in counted), None)
