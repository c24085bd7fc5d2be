"""Figures entered one after another, a question at a time, each answer taken back at will. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from aidcli.changes.outline import Outline
from aidcli.changes.phrases import propose_keys
from aidcli.changes.typed import SMALL_WORDS, propose_id, read_typed
from aidcli.errors import TakenName, UnknownWord, UnreadUnit, Usage
from aidcli.model.amounts import read_number
from aidcli.model.codes import Codebook, fold
from aidcli.model.contract import slug_faults, source_faults
from aidcli.model.figure import CODED, REQUIRED, Figure, Record, Source, from_json
from aidcli.model.nearest import NearestNames
from aidcli.model.period import written_period

OF_NEW_SOURCE: Final = ("source_id", "publisher", "date")
OF_FIGURE: Final = ("value", "measure", "unit", "sector", "subject", "period", "provider", "recipient", "part_of", "line")
QUESTIONS: Final = ("source", *OF_NEW_SOURCE, *OF_FIGURE)
"""What is asked, in this order: the source once, the others again for each figure."""
LEFT_EMPTY: Final = "-"
"""The answer that leaves a key empty."""
MOST_CHOICES: Final = 9
_NEVER_REPEATED: Final = ("value", "subject", "part_of")
"""The keys for which the answer of the last figure is no default."""
_WORDS_OF_SLUG: Final = 6
_AMOUNT: Final = ("value", "upper", "bound", "unit", "printed")
_HAN: Final = re.compile("[\u3400-\u9fff]")


class Moment(NamedTuple):
    """What is known when a question is asked."""

    key: str
    """The key asked for; empty at the end."""
    record: Record
    """What was answered about the figure."""
    hints: Record
    """What the words of its amount say of other keys."""
    done: tuple[Record, ...]
    """The figures that are complete."""
    source: Record
    """The id of the source, with its other keys where it is new."""


class Dialogue:
    """The figures entered so far, and the question that comes next."""

    def __init__(self, given: Record, codes: Codebook, outline: Outline, common: Mapping[str, Sequence[str]]) -> None:
        """Enter figures into the store of this outline. `given` holds what is not asked; `common` the usual codes of each kind."""
        self._given, self._codes, self._outline, self._common = given, codes, outline, common
        self._past: list[Moment] = []
        self.now = Moment("value" if "source" in given else "source", {}, {}, (), {})

    @property
    def figures(self) -> list[Figure]:
        """The complete figures."""
        return [from_json(each) for each in self.now.done]

    @property
    def source(self) -> Source | None:
        """The source, where it is new."""
        return Source.read(self.now.source) if "title" in self.now.source else None

    @property
    def default(self) -> Any:
        """What an empty answer stands for; None for nothing."""
        key, record, hints, done, source = self.now
        if key == "source_id":
            return _slug_of(source["title"])
        if key == "unit":
            return next(iter(self.choices), None)
        last = done[-1] if done and key not in _NEVER_REPEATED else {}
        is_other = key == "measure" and last and last["unit"] != record.get("unit", last["unit"])
        return hints.get(key) or (hints.get("subject_zh") if key == "subject" else None if is_other else last.get(key))

    @property
    def choices(self) -> list[str]:
        """The first few codes or ids that fit, those in use first; an answer may be their number, from 1."""
        key, record, done = self.now.key, self.now.record, self.now.done
        if key == "part_of":
            return [each["id"] for each in reversed(done) if self._kind(each) == self._kind(record)][:MOST_CHOICES]
        if key not in CODED:
            return []
        common = self._common.get(CODED[key], ())
        if key == "measure":
            fitting = [each.code for each in self._codes["measure"] if _fits(record.get("unit"), each.units)]
            common = sorted(dict.fromkeys([*(code for code in common if code in fitting), *fitting]), key=self._is_of_any_unit)
        elif key == "unit":
            common = self._codes["measure"].codes[self._kind(record)[0]].units or common
        return list(dict.fromkeys([*(each[key] for each in reversed(done) if each.get(key) in common), *common]))[:MOST_CHOICES]

    @property
    def names(self) -> list[Sequence[str]]:
        """The names of each thing that an answer may be: an id, or a code with its labels; first those of `choices`."""
        key = self.now.key
        if key == "part_of":
            return [(name,) for name in dict.fromkeys([*self.choices, *self._outline.kinds])]
        codes = self._codes[CODED[key]].codes if key in CODED else {}
        listed = dict.fromkeys([*(code for code in self.choices if code in codes), *codes])
        return [(code, *filter(None, codes[code].labels)) for code in listed]

    def _is_of_any_unit(self, measure: str) -> bool:
        return not self._codes["measure"].codes[measure].units

    def answer(self, text: str) -> None:
        """Take an answer as typed, and go on to the next question; raises Refusal where it cannot be read."""
        now = self._taken(" ".join(text.split()))
        self._past.append(self.now)
        self.now = self._next(now)

    def back(self) -> bool:
        """Go back to the question before; return whether there is one."""
        is_there = bool(self._past)
        if is_there:
            self.now = self._past.pop()
        return is_there

    def _taken(self, text: str) -> Moment:
        """Return the state of the conversation after an answer, with the answer stored in the record."""
        key, record, _, _, source = now = self.now
        if key == "value":
            return self._amount(text) if text else now._replace(key="")
        if not text or text == LEFT_EMPTY:
            value = None if text else self.default
            if value is None and key in (*REQUIRED, "source_id"):
                raise Usage("an answer is needed; '?' explains the question", "必须作答；? 说明此题")
            said = {} if value is None else {_key_of(key, value): value}
        else:
            said = self._read(key, self._chosen(text))
        if key == "source" or key in OF_NEW_SOURCE:
            return now._replace(source=source | said if key != "source" else said)
        return now._replace(record=record | said)

    def _chosen(self, text: str) -> str:
        """Return the choice of this number, or the text where it is none."""
        is_number = text.isascii() and text.isdecimal() and 0 < int(text[:4]) <= len(self.choices)
        return self.choices[int(text) - 1] if is_number else text

    def _read(self, key: str, text: str) -> Record:
        """Return the keys that an answer states."""
        if key == "source":
            found = self._codes["source"].find(text)
            return {"id": found} if found else {"title": text}
        if key == "source_id":
            if faults := list(slug_faults("id", text)):
                raise Usage("{fault}", "{fault}", fault=faults[0])
            if text in self._codes["source"]:
                raise TakenName("source", text)
            return {"id": text}
        if key in OF_NEW_SOURCE:
            text = (written_period(text) if key == "date" else None) or text
            if faults := list(source_faults({"id": "x", "title": "x", key: text})):
                raise Usage("{fault}", "{fault}", fault=faults[0])
            return {key: text}
        if key == "part_of":
            return {"part_of": self._whole(text)}
        return read_typed({_key_of(key, text): text}, self._codes)

    def _amount(self, text: str) -> Moment:
        """Return the moment after an amount: as one that is typed, else by the reader of running text."""
        unit, hints = self._given.get("unit"), Record()
        proposed = {} if unit or read_number(text) is not None else propose_keys(text, self._codes)
        if "value" in proposed:
            amount = {key: value for key, value in proposed.items() if key in _AMOUNT and value is not None}
            hints = {key: value for key, value in proposed.items() if value is not None and key not in (*_AMOUNT, *self._given)}
            for key in ("subject", "subject_zh"):  # One that is the name of a unit, as 元 is in 5万元, says nothing.
                if self._codes["unit"].find(hints.get(key, "")):
                    del hints[key]
        else:
            try:
                amount = read_typed({"value": text} | ({"unit": unit} if unit else {}), self._codes)
            except UnreadUnit:
                amount = read_typed({"value": text, "unit": "item"}, self._codes) | {"unit": None}
        hints["text"] = text
        return self.now._replace(record={key: value for key, value in amount.items() if value is not None}, hints=hints)

    def _whole(self, name: str) -> str:
        """Return the id of a whole. Raises UnknownWord if no figure has it, Usage if its measure or unit differs."""
        kinds = self._outline.kinds | {each["id"]: self._kind(each) for each in self.now.done}
        if name not in kinds:
            raise UnknownWord("figure", name, NearestNames(name).take(kinds).result(), see="aidcli list --fields id")
        if kinds[name] != (own := self._kind(self.now.record)):
            raise Usage(
                "{name!r} has {theirs}, this figure {ours}; choose one of the same measure and unit",
                "{name!r} 为 {theirs}，本条为 {ours}；请选择指标和单位相同的数据",
                name=name,
                theirs="/".join(kinds[name]),
                ours="/".join(own),
            )
        return name

    def _kind(self, record: Record) -> tuple[str, str]:
        both = self._given | record
        return both.get("measure", ""), both.get("unit", "")

    def _next(self, now: Moment) -> Moment:
        """Return the moment with the next question after the one that was answered."""
        if not now.key:
            return now
        for key in QUESTIONS[QUESTIONS.index(now.key) + 1 :]:
            if key == "unit" and "unit" not in now.record:
                now = now._replace(record=now.record | self._counted(now))
            if self._is_asked(key, now):
                return now._replace(key=key)
        record = {"source": now.source.get("id")} | self._given | now.record
        taken = self._outline.kinds.keys() | {each["id"] for each in now.done}
        return Moment("value", {}, {}, (*now.done, {"id": propose_id(record, taken), **record}), now.source)

    def _counted(self, now: Moment) -> Record:
        """Return the unit of an amount whose word for it means something only beside its measure, such as 个."""
        try:
            read = read_typed({"value": now.hints["text"], "measure": self._kind(now.record)[0]}, self._codes)
        except UnreadUnit:
            return {}
        return {"unit": read["unit"]} if "unit" in read else {}

    def _is_asked(self, key: str, now: Moment) -> bool:
        if key in OF_NEW_SOURCE:
            return now.key in ("source", *OF_NEW_SOURCE) and "title" in now.source
        if key == "part_of":
            kind = self._kind(now.record)
            return kind in self._outline.kinds.values() or any(self._kind(each) == kind for each in now.done)
        return key not in self._given and not (key == "unit" and "unit" in now.record)


def _key_of(key: str, value: Any) -> str:
    """Return the key that an answer is kept under: a subject in Chinese has a key of its own."""
    if key == "subject" and _HAN.search(value):
        return "subject_zh"
    return "id" if key == "source_id" else key


def _fits(unit: str | None, usual: Sequence[str]) -> bool:
    """Return whether a measure with these usual units may be in a unit; one currency stands for all."""
    return unit is None or not usual or unit in usual or (unit[:3].isupper() and any(each[:3].isupper() for each in usual))


def _slug_of(title: str) -> str:
    """Return a code made of a title: its first Latin words and numbers."""
    words = [word for word in re.findall("[a-z0-9]+", fold(title)) if word not in SMALL_WORDS]
    named = ["source", *words] if all(map(str.isdecimal, words)) else words  # A title in Chinese has at most its year.
    return "-".join(named[:_WORDS_OF_SLUG])
