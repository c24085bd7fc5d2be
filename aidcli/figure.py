"""One reported figure and its stored form: the contract, its keys in order, and what is wrong with a record that breaks it.

The only module that imports msgspec: JSON is a figure's stored form, so reading and writing JSON is done here.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any, Final, Literal, TypeVar, cast

import msgspec

from aidcli.period import parse as parse_period
from aidcli.quantity import BOUNDS, DIGITS, Number, Quantity, bounded, digits, plain

Bound = Literal["exact", "at-least", "under", "about", "range"]

Shared = TypeVar("Shared")
Record = dict[str, Any]
"""A figure as machine formats show it: every key of the contract, in order, None where absent."""


class Figure(msgspec.Struct, eq=False, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """One published figure. `value` and `upper` are in the base unit: 6.28亿元 is 628000000 CNY."""

    id: str
    sector: str
    measure: str
    unit: str
    subject: str
    source: str
    value: Any = None
    upper: Any = None
    bound: Bound = "exact"
    printed: str | None = None
    period: str | None = None
    provider: str | None = None
    recipient: str | None = None
    subject_zh: str | None = None
    part_of: str | None = None
    line: Annotated[int, msgspec.Meta(ge=1)] | None = None
    start: Annotated[int, msgspec.Meta(ge=0)] | None = None
    note: str | None = None

    @property
    def quantity(self) -> Quantity | None:
        """Value and ends; None where the source gives no value."""
        return None if self.value is None else bounded(self.value, self.bound, self.upper)

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Figure) and self.record() == other.record()

    def __reduce__(self) -> tuple[type["Figure"], tuple[Any, ...]]:
        return Figure, tuple(getattr(self, key) for key in Figure.__struct_fields__)

    def record(self) -> Record:
        """The figure as machine formats show it."""
        record: Record = dict(zip(KEYS, _VALUES(self), strict=True))
        for key in NUMBERS:
            if type(record[key]) is Decimal:
                record[key] = plain(record[key])
        return record

    def stored(self) -> Record:
        """The figure as the store keeps it: absent keys, and the default bound, left out."""
        return {key: value for key, value in self.record().items() if value is not None and (key, value) != ("bound", "exact")}


def grouped(figures: Iterable[Figure], key: Callable[[Figure], Shared]) -> dict[Shared, list[Figure]]:
    """The figures that have the same key, in order of first sight."""
    groups: defaultdict[Shared, list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[key(figure)].append(figure)
    return groups


class Source(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A document that states figures. `date` is EDTF, `language` BCP 47, `sha256` that of the file as curated."""

    id: str
    title: str
    publisher: str | None = None
    date: str | None = None
    language: str | None = None
    url: str | None = None
    sha256: str | None = None


SOURCE_KEYS: Final = Source.__struct_fields__
KEYS: Final = (
    *("id", "sector", "measure", "value", "upper", "unit", "bound", "printed", "period", "provider", "recipient"),
    *("subject", "subject_zh", "part_of", "source", "line", "start", "note"),
)
_VALUES: Final = attrgetter(*KEYS)
REQUIRED: Final = ("id", "sector", "measure", "unit", "subject", "source")
CODED: Final = {"sector": "sector", "measure": "measure", "unit": "unit", "provider": "place", "recipient": "place", "source": "source"}
"""The keys that hold codes, and the kind of code that each holds."""
NUMBERS: Final = ("value", "upper")
COUNTS: Final = {"line": 1, "start": 0}
"""The keys that hold whole numbers, and the least of each."""
_ID = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_ID_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"
_MOST: Final = 10**DIGITS

Known = Callable[[str, str], bool]
"""Whether a code of a kind is known: `known("sector", "education")`."""


def faults(record: Mapping[str, Any], known: Known) -> list[str]:
    """Everything in which a record, as decoded from JSON, breaks the contract; in the order of the keys."""
    found = [f"unknown key {key!r}" for key in record if key not in KEYS]
    found += [f"required key {key!r} is missing" for key in REQUIRED if record.get(key) is None]
    for key in KEYS:
        if record.get(key) is not None:
            found += [f"{key}: {fault}" for fault in _faults_of(key, record[key], known)]
    if record.get("bound") == "range" and (record.get("value") is None or record.get("upper") is None):
        found.append("upper: a range needs both value and upper")
    if record.get("bound", "exact") != "range" and record.get("upper") is not None:
        found.append("upper: only a range has one")
    if not found and record.get("upper") is not None and record["upper"] < record["value"]:
        found.append(f"upper: {record['upper']} is less than value {record['value']}")
    return found


def _faults_of(key: str, value: Any, known: Known) -> Iterable[str]:
    if key in NUMBERS:
        return number_faults(value)
    if key in COUNTS:
        whole = isinstance(value, int) and not isinstance(value, bool) and value >= COUNTS[key]
        return [] if whole else [f"{value!r} is not a whole number from {COUNTS[key]} up"]
    if not isinstance(value, str):
        return [f"{value!r} is not text"]
    return _text_faults(key, value, known)


def number_faults(value: Any) -> list[str]:
    """What keeps a decoded value from being a number of the contract: finite, exact, at most 30 digits."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return [f"{value!r} is not a number"]
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
    elif key == "subject" and not value.strip():
        yield "is empty"


def source_faults(record: Mapping[str, Any]) -> Iterator[str]:
    """Everything in which a record of a source breaks the contract."""
    yield from (f"unknown key {key!r}" for key in record if key not in SOURCE_KEYS)
    yield from (f"required key {key!r} is missing" for key in ("id", "title") if not record.get(key))
    yield from (f"{key}: {value!r} is not text" for key, value in record.items() if value is not None and not isinstance(value, str))
    if isinstance(record.get("date"), str) and parse_period(record["date"]) is None:
        yield f"date: {record['date']!r} is not a date"


def from_text(row: Mapping[str, str]) -> Record:
    """A record from the texts of a CSV row: empty cells absent, numbers read; what is no number stays text."""
    record: Record = {key: text for key, text in row.items() if text}
    for key in NUMBERS:
        if key in record:
            record[key] = _number(record[key])
    for key in COUNTS:
        if key in record and _is_whole(record[key], 9):
            record[key] = int(record[key])
    return record


def _is_whole(text: str, most: int) -> bool:
    return text.isdecimal() and text.isascii() and len(text) <= most


def _number(text: str) -> Number | str:
    if _is_whole(text, 99):
        return int(text)
    return plain(Decimal(text)) if re.fullmatch(r"-?\d{1,99}(\.\d{1,99})?", text, re.ASCII) else text


# JSON -------------------------------------------------------------------------------------------------------


def _exact(text: str) -> Decimal:
    """The number that a JSON text writes, however absurd: what no Decimal can hold is infinite, and so refused as a value."""
    try:
        return Decimal(text)
    except ArithmeticError:
        return Decimal("Infinity")


decode_json: Final = msgspec.json.Decoder(float_hook=_exact).decode
"""JSON with numbers exact: int, or Decimal for any other; raises ValueError (msgspec's own) where it is no JSON."""


def from_json(record: Record) -> Figure:
    """The figure of a decoded record that has no faults; null keys count as absent."""
    return Figure(**{key: value for key, value in record.items() if value is not None})


encode_json: Final = msgspec.json.Encoder(decimal_format="number").encode
decode_lines: Final = msgspec.json.Decoder(dict[str, dict[str, msgspec.Raw]]).decode
"""A TinyDB file as tables of records, each left as the bytes it is."""


Piece = bytes | memoryview
Reader = Callable[[Piece], dict[int, Figure]]


def reader(codes: Callable[[str], Iterable[str]], known: Known) -> Reader:
    """Reads a piece of a TinyDB table into figures by key, or raises ValueError where one may break the contract: see `faults`.

    As literals of the type decoded into, codes cost nothing to test, and figures share them. What remains is tested many
    at once. The first piece that holds a range or a unit that is not listed is read again by types that allow for those,
    and so is all after it.
    """
    literals: dict[str, Any] = {key: Literal.__getitem__(tuple(codes(kind))) for key, kind in CODED.items()}
    coded = {key: literal if key in REQUIRED else literal | None for key, literal in literals.items()}
    usual = _typed(coded | {"upper": None, "bound": Literal.__getitem__(tuple(bound for bound in BOUNDS if bound != "range"))})
    every = _typed({key: literal for key, literal in coded.items() if key != "unit"})
    readers = [(usual, _is_usual), (every, lambda figures: _is_usual(figures) and _has_sound_ends(figures, known))]

    def read(piece: Piece) -> dict[int, Figure]:
        decode, is_sound = readers[0]
        try:
            keyed = decode(piece)
        except ValueError:
            if len(readers) == 1:
                raise
            del readers[0]
            return read(piece)
        if not is_sound(keyed.values()):
            raise ValueError
        return keyed

    return read


def _typed(narrow: Mapping[str, Any]) -> Reader:
    """Decodes into figures of which some keys have narrower types."""
    defaults = dict(zip(reversed(Figure.__struct_fields__), reversed(Figure.__struct_defaults__), strict=False))
    fields = [(key, kind, *([] if key in REQUIRED else [defaults[key]])) for key, kind in narrow.items()]
    narrowed = msgspec.defstruct("Narrowed", fields, bases=(Figure,), gc=False, forbid_unknown_fields=True, kw_only=True)
    keyed: Any = dict.__class_getitem__((int, narrowed))
    return cast("Reader", msgspec.json.Decoder(keyed, float_hook=Decimal).decode)


def _is_usual(figures: Collection[Figure]) -> bool:
    """Whether decoded figures keep what their types cannot say; each test runs over all of them at the speed of C."""
    ids = [figure.id for figure in figures] + [figure.part_of for figure in figures if figure.part_of is not None]
    return (
        _are_ids(ids)
        and all(map(str.strip, [figure.subject for figure in figures]))
        and _are_sound_numbers([figure.value for figure in figures])
        and all(period is None or parse_period(period) for period in {figure.period for figure in figures})
    )


def _are_ids(texts: Collection[str]) -> bool:
    """Whether all are ids: joined by what may not stand twice in one, nor at an end, they look like one long id."""
    joined = f"-{'-'.join(texts)}-"
    return not joined.encode(errors="replace").translate(None, _ID_LETTERS) and "--" not in joined


def _are_sound_numbers(values: Sequence[Any]) -> bool:
    whole = [value for value in values if type(value) is int]
    others = [value for value in values if type(value) is not int and value is not None]
    written = list(map(str, others))
    are_short = set(map(type, others)) <= {Decimal} and max(map(len, written), default=0) <= DIGITS and "E" not in "".join(written)
    return min(whole, default=0) > -_MOST and max(whole, default=0) < _MOST and (are_short or not any(map(number_faults, others)))


def _has_sound_ends(figures: Collection[Figure], known: Known) -> bool:
    """Whether units are known, and ranges have two ends in order and nothing else has."""
    return all(known("unit", unit) for unit in {figure.unit for figure in figures}) and all(
        (figure.bound == "range") == (figure.upper is not None) and (figure.upper is None or _is_range(figure.value, figure.upper))
        for figure in figures
    )


def _is_range(value: Any, upper: Any) -> bool:
    return value is not None and not number_faults(upper) and bool(upper >= value)
