"""One reported figure, the keys of the contract, and conversion from JSON records and CSV rows. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any, Final, Literal, NamedTuple, TypeVar, get_args

import msgspec

from aidcli.errors import RepeatedIds
from aidcli.model.period import years_of
from aidcli.model.quantity import Number, Quantity, bounded, plain

Bound = Literal["exact", "at-least", "under", "about", "range"]
SourceType = Literal["report", "ledger"]

Shared = TypeVar("Shared")
Record = dict[str, Any]
"""A figure as machine formats show it: every key of the contract, in order; None where absent."""


class Figure(msgspec.Struct, eq=False, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """One published figure. `value` and `upper` are in the base unit: 6.28亿元 is 628000000 CNY."""

    id: str
    sector: str
    measure: str
    unit: str
    source: str
    value: int | Decimal | None = None
    upper: int | Decimal | None = None
    bound: Bound = "exact"
    printed: str | None = None
    period: str | None = None
    provider: str | None = None
    recipient: str | None = None
    receiver: str | None = None
    subject: str | None = None
    subject_zh: str | None = None
    part_of: str | None = None
    line: Annotated[int, msgspec.Meta(ge=1)] | None = None
    start: Annotated[int, msgspec.Meta(ge=0)] | None = None
    note: str | None = None

    @property
    def quantity(self) -> Quantity | None:
        """Value and ends; None where the source states no value."""
        return None if self.value is None else bounded(self.value, self.bound, self.upper)

    @property
    def year(self) -> str | None:
        """The whole years that the period lies in: `2023`, `2020/2023`, `../2021`; None where none is stated."""
        return None if self.period is None else years_of(self.period)

    def label(self, lang: str) -> str:
        """Return the subject in `lang` (`en` or `zh`), else the one in the other language; the contract asks for one of them."""
        first, second = (self.subject_zh, self.subject) if lang == "zh" else (self.subject, self.subject_zh)
        return first or second or ""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        # Most figures that are compared are equal, key by key; others may still be so as a store keeps them.
        return isinstance(other, Figure) and (_VALUES(self) == _VALUES(other) or self.stored() == other.stored())

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __reduce__(self) -> tuple[type["Figure"], tuple[Any, ...]]:
        return Figure, tuple(getattr(self, key) for key in Figure.__struct_fields__)

    def record(self) -> Record:
        """Return the figure as machine formats show it."""
        record: Record = dict(zip(KEYS, _VALUES(self), strict=True))
        for key in NUMBERS:
            if type(record[key]) is Decimal:
                record[key] = plain(record[key])
        return record

    def stored(self) -> Record:
        """Return the figure as a store keeps it, without absent or empty keys and without the default bound."""
        return {key: value for key, value in self.record().items() if value not in (None, "") and (key, value) != ("bound", "exact")}


decode_figures: Final = msgspec.json.Decoder(list[Figure]).decode
"""Decode an array of figures that were encoded as they are; nothing is checked but their types."""


def grouped(figures: Iterable[Figure], key: Callable[[Figure], Shared]) -> dict[Shared, list[Figure]]:
    """Group figures by `key`; groups and figures keep their order."""
    groups: defaultdict[Shared, list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[key(figure)].append(figure)
    return groups


def refuse_repeated(ids: Iterable[str]) -> None:
    """Raise RepeatedIds where an id comes more than once."""
    often = Counter(ids)
    if repeated := [each for each, number in often.items() if number > 1]:
        raise RepeatedIds(repeated)


class Source(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A document that states figures. `date` is EDTF, `language` BCP 47, `sha256` that of the file as curated.

    A `ledger` lists distinct events, such as transactions, whose figures never count one another twice.
    """

    id: str
    title: str
    title_zh: str | None = None
    type: SourceType = "report"
    publisher: str | None = None
    date: str | None = None
    language: str | None = None
    url: str | None = None
    sha256: str | None = None

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> "Source":
        """Return the source of a record that has no faults; empty keys count as absent."""
        return cls(**{key: text for key, text in record.items() if text})

    def stored(self) -> Record:
        """Return the source as a store keeps it: absent keys, and the default type, left out."""
        held = {key: getattr(self, key) for key in SOURCE_KEYS}
        return {key: text for key, text in held.items() if text and (key, text) != ("type", "report")}


class NotFigure(NamedTuple):
    """A number of a document that was refused as a figure, and why; `line`, `start` and `printed` as in a figure."""

    source: str
    line: int
    start: int
    printed: str
    reason: str

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> "NotFigure":
        """Return the refused number of a record that has no faults, as decoded from JSON or as the texts of a CSV row."""
        return cls(record["source"], int(record["line"]), int(record["start"]), record["printed"], record["reason"])


SOURCE_KEYS: Final = Source.__struct_fields__
KEYS: Final = (
    *("id", "sector", "measure", "value", "upper", "unit", "bound", "printed", "period", "provider", "recipient"),
    *("receiver", "subject", "subject_zh", "part_of", "source", "line", "start", "note"),
)
_VALUES: Final = attrgetter(*KEYS)
SOURCE_TYPES: Final[tuple[SourceType, ...]] = get_args(SourceType)
REQUIRED: Final = ("id", "sector", "measure", "unit", "subject", "source")
"""The keys that a figure cannot do without. Instead of `subject`, it may have `subject_zh`."""
CODED: Final = {
    "sector": "sector",
    "measure": "measure",
    "unit": "unit",
    "provider": "place",
    "recipient": "place",
    "receiver": "place",
    "source": "source",
}
"""The keys that hold codes, with the kind of code each holds."""
NUMBERS: Final = ("value", "upper")
COUNTS: Final = {"line": 1, "start": 0}
"""The keys that hold whole numbers, with the least value of each."""


def lacking(record: Mapping[str, Any]) -> list[str]:
    """Return the required keys that a record lacks, in their order; `subject` is not lacking beside `subject_zh`."""
    return [key for key in REQUIRED if not record.get(key) and not (key == "subject" and record.get("subject_zh"))]


def from_json(record: Record) -> Figure:
    """Make a figure of a decoded record that has no faults; null keys count as absent."""
    return Figure(**{key: value for key, value in record.items() if value is not None})


def from_text(row: Mapping[str, str]) -> Record:
    """Make a record of the texts of a CSV row: omit empty cells and read numbers; text that is not a number stays text."""
    record: Record = {key: text for key, text in row.items() if text}
    for key in NUMBERS:
        if key in record:
            record[key] = _cell_number(record[key])
    for key in COUNTS:
        if key in record and _is_whole(record[key], 9):
            record[key] = int(record[key])
    return record


def _is_whole(text: str, most: int) -> bool:
    return text.isdecimal() and text.isascii() and len(text) <= most


def _cell_number(text: str) -> Number | str:
    if _is_whole(text, 99):
        return int(text)
    return plain(Decimal(text)) if re.fullmatch(r"-?\d{1,99}(\.\d{1,99})?", text, re.ASCII) else text
