"""Pieces of a TinyDB table decoded straight into figures, and checked against the contract many figures at once. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Literal, cast

import msgspec

from aidcli.model.codes import Codebook
from aidcli.model.contract import Known, number_faults
from aidcli.model.exact_json import encode_json
from aidcli.model.figure import CODED, REQUIRED, Bound, Figure
from aidcli.model.period import parse_period
from aidcli.model.quantity import BOUNDS, DIGITS

_ID_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"

Decode = Callable[[bytes], dict[int, Figure]]


class FigureDecoder:
    """Decode pieces of a TinyDB table into figures, quickly or not at all.

    Types test codes: a Literal of all codes costs nothing to test (looking each code up takes 1.28 times as long in
    all), and equal codes become one string in memory. What types cannot say is tested for many figures at once.
    Most files hold no range and list every unit, so narrow types are tried first; the first piece that does not fit
    them is decoded again with wider ones, and so is every later piece.
    """

    def __init__(self, codes: Codebook) -> None:
        literals: dict[str, Any] = {key: Literal.__getitem__(tuple(codes[kind].codes)) for key, kind in CODED.items()}
        self._known = codes.known
        self._coded = {key: literal if key in REQUIRED else literal | None for key, literal in literals.items()}
        self._decode = _decoder_of(self._coded | {"upper": None, "bound": Literal.__getitem__(tuple(set(BOUNDS) - {"range"}))})
        self._is_narrow = True

    def decode(self, piece: bytes) -> dict[int, Figure]:
        """Return the figures of `piece`, a JSON object of records, by their keys.

        Raises ValueError (msgspec's or its own), or ArithmeticError for a number beyond Decimal, where a record may
        break the contract; `faults` tells whether it does and how.
        """
        try:
            keyed = self._decode(piece)
        except ValueError:
            if not self._is_narrow:
                raise
            # A unit may be constant prices, which no list holds: the wide types take any text for it, tested below.
            self._decode = _decoder_of({key: literal for key, literal in self._coded.items() if key != "unit"} | {"bound": Bound | None})
            self._is_narrow = False
            return self.decode(piece)
        figures = keyed.values()
        if not self._is_narrow:
            for figure in figures:
                figure.bound = figure.bound or "exact"  # A null bound is as good as an absent one.
        if not (_are_sound(figures) and (self._is_narrow or _have_sound_ends(figures, self._known))):
            raise ValueError
        return keyed


def _decoder_of(narrow: Mapping[str, Any]) -> Decode:
    """Return what decodes figures whose keys have these types instead of those of Figure."""
    # A type of int or Decimal would also take a number in quotes, which the contract refuses.
    types: dict[str, Any] = {"value": Any, "upper": Any} | dict(narrow)
    defaults = dict(zip(reversed(Figure.__struct_fields__), reversed(Figure.__struct_defaults__), strict=False))
    fields = [(key, kind, *([] if key in REQUIRED else [defaults[key]])) for key, kind in types.items()]
    narrowed = msgspec.defstruct("Narrowed", fields, bases=(Figure,), eq=False, gc=False, forbid_unknown_fields=True, kw_only=True)
    keyed: Any = dict.__class_getitem__((int, narrowed))
    return cast("Decode", msgspec.json.Decoder(keyed, float_hook=Decimal).decode)


def _are_sound(figures: Collection[Figure]) -> bool:
    """Check what types cannot say. Each test runs over all figures at once: a loop in C instead of one in Python."""
    ids = [figure.id for figure in figures] + [figure.part_of for figure in figures if figure.part_of is not None]
    return (
        _are_ids(ids)
        and all(map(str.strip, [figure.subject or figure.subject_zh or "" for figure in figures]))
        and _are_sound_numbers([figure.value for figure in figures])
        and all(period is None or parse_period(period) for period in {figure.period for figure in figures})
    )


def _are_ids(texts: Collection[str]) -> bool:
    """Check that every text is an id: joined by single hyphens, ids look like one long id."""
    joined = f"-{'-'.join(texts)}-"
    return not joined.encode(errors="replace").translate(None, _ID_LETTERS) and "--" not in joined


def _are_sound_numbers(values: Sequence[Any]) -> bool:
    """Check that every value is None, or a number that the contract allows."""
    # Written by C, they need no loop in Python: what is short and without an exponent or other letters has few digits.
    written = encode_json(values)[1:-1]
    is_plain = not written.translate(None, b"0123456789.-,nul") and max(map(len, written.split(b","))) <= DIGITS
    return is_plain or not any(number_faults(value) for value in values if value is not None)


def _have_sound_ends(figures: Collection[Figure], known: Known) -> bool:
    """Check that units are known, that every range has two ends in order, and that nothing else has an `upper`."""
    return all(known("unit", unit) for unit in {figure.unit for figure in figures}) and all(
        (figure.bound == "range") == (figure.upper is not None) and (figure.upper is None or _is_range(figure.value, figure.upper))
        for figure in figures
    )


def _is_range(value: Any, upper: Any) -> bool:
    return value is not None and not number_faults(upper) and bool(upper >= value)
