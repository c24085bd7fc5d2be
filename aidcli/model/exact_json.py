"""JSON in which every number stays exact. Pure."""

from decimal import Decimal
from typing import Final

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
