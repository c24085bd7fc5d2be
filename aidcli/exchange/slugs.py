"""Ids and codes made of published texts. Pure."""

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from aidcli.model.latin import latin

LONGEST_SLUG: Final = 60


def digest(words: Iterable[str], length: int = 8) -> str:
    """Return hexadecimal digits that stand for the words."""
    return sha256("\0".join(words).encode()).hexdigest()[:length]


def slug(text: str) -> str:
    """Return the Latin letters and digits of a text, joined by hyphens; a long one is cut and ends in a digest."""
    joined = "-".join(re.findall("[A-Za-z0-9]+", latin(text)))
    return joined if len(joined) <= LONGEST_SLUG else f"{joined[:LONGEST_SLUG].rstrip('-')}-{digest([text])}"


def id_of(stated: str) -> str:
    """Return the id of a text: its Latin letters and digits; a digest stands for the others."""
    name = slug(stated)
    return name if stated.isascii() and name else "-".join(filter(None, (name, digest([stated]))))
