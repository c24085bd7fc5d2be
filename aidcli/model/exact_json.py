"""JSON in which every number stays exact. Pure."""

from decimal import Decimal
from typing import Any, Final

import msgspec


def _exact(text: str) -> Decimal:
    """Return the number that a JSON text writes.

    An exponent beyond what a Decimal holds gives infinity, which the contract refuses as a value.
    """
    try:
        return Decimal(text)
    except ArithmeticError:
        return Decimal("Infinity")


decode_json: Final = msgspec.json.Decoder(float_hook=_exact).decode
"""Decode JSON with whole numbers as int and all others as Decimal; raises ValueError (msgspec's own) on invalid JSON."""
encode_json: Final = msgspec.json.Encoder(decimal_format="number").encode
decode_lines: Final = msgspec.json.Decoder(dict[str, dict[str, msgspec.Raw]]).decode
"""Decode a TinyDB file into tables of records, each record left as its bytes."""
decode_raw: Final = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
"""Decode a JSON object, each value left as its bytes."""
split_array: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode
"""Split a JSON array into its elements, each left as its bytes."""


def decode_unique(data: bytes) -> Any:
    """Decode JSON as `decode_json` does; raises ValueError also where an object has a key twice (RFC 8259 section 4)."""
    decoded = decode_json(data)
    if not isinstance(decoded, dict) or data.count(b":") != len(decoded):  # A key more would be a colon more.
        import json

        json.loads(data, object_pairs_hook=_refuse_repeated, parse_int=str, parse_float=str)
    return decoded


def _refuse_repeated(pairs: list[tuple[str, Any]]) -> None:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise ValueError(f"key {key!r} stands twice in one object")
        seen.add(key)
