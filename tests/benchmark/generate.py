"""Stores of made-up figures, the same for the same number: as many sectors, measures and bounds as real reports have."""

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aidcli.store.layout import laid_out

SECTORS = ("education", "health", "culture", "industry", "tourism", "multisector", "energy", "agriculture", "water", "transport")
UNITS = {"funding": "CNY", "investment": "CNY", "projects": "project", "people-sent": "person", "people-trained": "person"}
BOUNDS = ("exact", "exact", "exact", "at-least", "under", "about")
PLACES = ("changji", "fukang", "wujiaqu", "zhundong", "regiment-222", "xinjiang")
PROVIDERS = ("shanxi", "guangdong", "shandong", "fujian")
PARTS = 0.1
"""The share of figures that are part of the one of their measure before them."""


def records(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """So many records of the contract; values exact, some with decimals, one in fifty without a value."""
    chance = random.Random(seed)
    last: dict[str, str] = {}
    for at in range(1, count + 1):
        measure = chance.choice(tuple(UNITS))
        record = {"id": f"figure-{at}", "sector": chance.choice(SECTORS), "measure": measure}
        if chance.random() > 0.02:
            value = chance.randrange(1, 10**9)
            record["value"] = value if chance.random() < 0.8 else value / 100
        record |= {
            "unit": UNITS[measure],
            "bound": chance.choice(BOUNDS),
            "printed": f"{at}余名",
            "period": f"{chance.randrange(2010, 2024)}/2023-09",
        }
        record |= {"provider": chance.choice(PROVIDERS), "recipient": chance.choice(PLACES)}
        record |= {"subject": f"what figure {at} counts in its report", "subject_zh": f"第{at}条数据的内容说明"}
        if measure in last and chance.random() < PARTS:
            record["part_of"] = last[measure]
        record |= {"source": "shanxi-daily-2023", "line": at % 400 + 1, "start": at % 90}
        last[measure] = record["id"]
        if record["bound"] == "exact":
            del record["bound"]
        yield record


def write(path: Path, count: int) -> None:
    """A store of that many records, as aidcli writes it."""
    figures = {str(at): record for at, record in enumerate(records(count), 1)}
    with path.open("wb") as file:
        file.writelines(laid_out({"figures": figures}))


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
