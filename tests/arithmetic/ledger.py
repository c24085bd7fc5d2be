"""Stores made up by the thousand, and what other programs need to add them up again: no arithmetic of ours."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from aidcli.model.figure import Figure
from aidcli.store.layout import laid_out
from tests.strategies import figure

PLACES = 4
"""Digits after the point, at most: with them an amount is a whole number that SQLite holds in 64 bits, and thousands of them too."""
KINDS = (
    *(("funding", "CNY"), ("funding", "USD"), ("funding", "USD-2014"), ("pledge", "CNY")),
    *(("people-served", "person"), ("people-served", "person-time"), ("coverage", "percent")),
)
SECTORS = ("education", "health", "culture", "water")
PROVIDERS = (None, "shanxi", "beijing", "shanghai")
PERIODS = (None, "2020", "2021", "2022", "2020/2021", "2021/2023")
BOUNDS = ("exact", "exact", "exact", "at-least", "under", "about", "range")


def write(path: Path, figures: Iterable[Figure], codes: Iterable[Mapping[str, Any]] = ()) -> Path:
    """A store of these figures, of sources with some title, and of codes."""
    figures = list(figures)
    sources = [{"id": each, "title": each.title()} for each in sorted({each.source for each in figures})]
    tables = {"codes": codes, "sources": sources, "figures": [each.stored() for each in figures]}
    path.write_bytes(b"".join(laid_out({name: {str(at): each for at, each in enumerate(rows, 1)} for name, rows in tables.items()})))
    return path


def amount(random: Random) -> Decimal | int:
    """A whole number or one with up to four places; sometimes below zero, sometimes zero."""
    whole = random.choice((0, random.randint(-999, 999), random.randint(0, 10**6), random.randint(-(10**10), 10**11)))
    places = random.randint(0, PLACES)
    return Decimal(whole * 10**PLACES + random.randint(0, 10**places)).scaleb(-PLACES) if places else whole


def amounts(random: Random) -> dict[str, Any]:
    """Value, bound and upper end; one in eight has no value."""
    if not random.randrange(8):
        return {"value": None}
    value, bound = amount(random), random.choice(BOUNDS)
    return {"value": value, "bound": bound, "upper": value + abs(amount(random)) if bound == "range" else None}


def forest(seed: int, number: int) -> list[Figure]:
    """Figures of which three in four are parts, in long chains and broad trees; some across measures, some of what is not there."""
    random = Random(seed)
    made: list[Figure] = []
    for at in range(number):
        whole = random.choice(made[-random.choice((1, 2, 40, 4000)) :]) if made and random.randrange(4) else None
        kind = (whole.measure, whole.unit) if whole and random.randrange(8) else random.choice(KINDS)
        others = {
            "sector": random.choice(SECTORS),
            "provider": random.choice(PROVIDERS),
            "period": random.choice(PERIODS),
            "source": random.choice(("annual-report", "press-release")),
            "subject": random.choice(("a school", "a clinic", f"subject {at}")),
            "measure": kind[0],
            "unit": kind[1],
            "part_of": whole.id if whole else random.choice((None, None, f"gone-{at}")),
        }
        made.append(figure(f"f{at}", **others, **amounts(random)))
    random.shuffle(made)
    return made


def rows(text: str) -> Any:
    """A JSON answer with every number as it is written."""
    return json.loads(text, parse_float=Decimal)


def cells(text: str, delimiter: str = ",") -> Iterator[dict[str, str]]:
    """A CSV or TSV answer."""
    return csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter)
