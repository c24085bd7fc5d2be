"""Pieces of a TinyDB table decoded straight into figures, and checked against the contract many figures at once. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Literal, cast

import msgspec

from aidcli.model.codes import Codebook
from aidcli.model.contract import Known, number_faults
from aidcli.model.figure import CODED, REQUIRED, Bound, Figure
from aidcli.model.period import parse_period
from aidcli.model.quantity import BOUNDS, DIGITS

_ID_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"
_MOST: Final = 10**DIGITS


Decode = Callable[[bytes], dict[int, Figure]]


class FigureDecoder:
    """Reads pieces of a TinyDB table into figures.

    As literals of the type decoded into, codes cost nothing to test, and figures share them. What types cannot say is
    tested many at once. The first piece that holds a range, or a unit that is not listed, is read again by types that
    allow for those, and so is all after it.
    """

    def __init__(self, codes: Codebook) -> None:
        literals: dict[str, Any] = {key: Literal.__getitem__(tuple(codes[kind].codes)) for key, kind in CODED.items()}
        self._known = codes.known
        self._coded = {key: literal if key in REQUIRED else literal | None for key, literal in literals.items()}
        self._decode = _decoder_of(self._coded | {"upper": None, "bound": Literal.__getitem__(tuple(set(BOUNDS) - {"range"}))})
        self._is_usual = True

    def decode(self, piece: bytes) -> dict[int, Figure]:
        """The figures by key; raises ValueError (msgspec's or its own) where one may break the contract: see `faults`."""
        try:
            keyed = self._decode(piece)
        except ValueError:
            if not self._is_usual:
                raise
            self._decode = _decoder_of({key: literal for key, literal in self._coded.items() if key != "unit"} | {"bound": Bound | None})
            self._is_usual = False
            return self.decode(piece)
        figures = keyed.values()
        if not self._is_usual:
            for figure in figures:
                figure.bound = figure.bound or "exact"  # Null is as good as absent.
        if not (_are_sound(figures) and (self._is_usual or _have_sound_ends(figures, self._known))):
            raise ValueError
        return keyed


def _decoder_of(narrow: Mapping[str, Any]) -> Decode:
    """Decodes into figures of which some keys have narrower types."""
    defaults = dict(zip(reversed(Figure.__struct_fields__), reversed(Figure.__struct_defaults__), strict=False))
    fields = [(key, kind, *([] if key in REQUIRED else [defaults[key]])) for key, kind in narrow.items()]
    narrowed = msgspec.defstruct("Narrowed", fields, bases=(Figure,), eq=False, gc=False, forbid_unknown_fields=True, kw_only=True)
    keyed: Any = dict.__class_getitem__((int, narrowed))
    return cast("Decode", msgspec.json.Decoder(keyed, float_hook=Decimal).decode)


def _are_sound(figures: Collection[Figure]) -> bool:
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


def _have_sound_ends(figures: Collection[Figure], known: Known) -> bool:
    """Whether units are known, and ranges have two ends in order and nothing else has."""
    return all(known("unit", unit) for unit in {figure.unit for figure in figures}) and all(
        (figure.bound == "range") == (figure.upper is not None) and (figure.upper is None or _is_range(figure.value, figure.upper))
        for figure in figures
    )


def _is_range(value: Any, upper: Any) -> bool:
    return value is not None and not number_faults(upper) and bool(upper >= value)
