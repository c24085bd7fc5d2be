"""Figures that are hard to add: every bound, ranges, negatives, decimals, chains of parts, twins, overlaps, exact sums."""

import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from aidcli.model.quantity import plain
from aidcli.store.layout import laid_out

KINDS = (
    ("funding", "CNY"),
    ("funding", "USD"),
    ("funding", "USD-2014"),
    ("people-sent", "person"),
    ("coverage", "percent"),
    ("commitment", "USD"),
)
SOURCES = {
    "1": {"id": "doc", "title": "A document"},
    "2": {"id": "one", "title": "One"},
    "3": {"id": "ledger", "title": "L", "type": "ledger"},
}
SECTORS = ("education", "education-policy", "primary-education", "health", "basic-health", "multisector", "unspecified", "water", "culture")
BOUNDS = ("exact", "exact", "exact", "exact", "at-least", "under", "about", "range")
PLACES = (None, None, "xinjiang", "changji", "fukang", "shanxi", "guangdong", "china")


def period(chance: random.Random) -> str | None:
    year = chance.randrange(2000, 2022)
    forms = (
        f"{year}",
        f"{year}/{year + 2}-0{chance.randrange(1, 10)}",
        f"../{year}",
        f"{year}-02/..",
        f"{year}-05-{chance.randrange(10, 29)}",
    )
    return None if chance.random() < 0.2 else chance.choice(forms)


def records(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """So many records of the contract; one in seven is a chain of parts, one in a hundred the sum of the two that follow it."""
    chance = random.Random(seed)
    before: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for at in range(count):
        kind = chance.choice(KINDS)
        record: dict[str, Any] = {"id": f"h-{at}", "sector": chance.choice(SECTORS), "measure": kind[0], "unit": kind[1]}
        record |= {"subject": chance.choice(("aid", "loans for schools", f"thing {at}", f"医生 {chance.randrange(50)}"))}
        record |= {"source": chance.choice(("shanxi-daily-2023", "doc", "one", "ledger")), "line": at // 7 + 1, "start": at % 7}
        if chance.random() > 0.1:
            amounts = (
                chance.randrange(-(10**6), 10**9),
                plain(Decimal(chance.randrange(1, 10**9)).scaleb(-2)),
                chance.randrange(1, 200),
                0,
            )
            record |= {"value": chance.choice(amounts), "bound": chance.choice(BOUNDS)}
            if record["bound"] == "range":
                record["upper"] = record["value"] + chance.randrange(1000)
        if (stated := period(chance)) is not None:
            record["period"] = stated
        record |= {key: place for key in ("provider", "recipient") if (place := chance.choice(PLACES))}
        mine = before[kind]
        if mine and chance.random() < 0.15:
            record["part_of"] = chance.choice(mine[-5:])
        mine.append(record["id"])
        yield record


def write(path: Path, count: int) -> None:
    """A store of that many records."""
    with path.open("wb") as file:
        file.writelines(laid_out({"sources": SOURCES, "figures": {str(at): record for at, record in enumerate(records(count), 1)}}))


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
