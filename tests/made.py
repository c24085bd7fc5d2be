"""What the tests of changes have in common: a figure's keys as options, and what a store's file holds."""

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from aidcli.store.layout import laid_out

SOURCE = "shanxi-daily-2023"
KEYS = {"sector": "education", "measure": "funding", "unit": "CNY", "subject": "school", "source": SOURCE}


def options(keys: Mapping[str, object]) -> list[str]:
    """The keys of a record, as options of `add` or `edit`."""
    return [word for key, value in keys.items() for word in (f"--{key.replace('_', '-')}", str(value))]


def figure(name: str, value: Any = 1, **others: Any) -> list[str]:
    """The command line that adds a figure."""
    return ["add", *options({"id": name, **KEYS, "value": value, **others})]


def record(name: str, value: Any = 1, **others: Any) -> dict[str, Any]:
    """A figure as the store keeps it."""
    return {"id": name, "sector": "education", "measure": "funding", "value": value, "unit": "CNY", **others} | {
        key: KEYS[key] for key in ("subject", "source") if key not in others
    }


def write(path: Path, records: Iterable[Mapping[str, Any]], **tables: Mapping[str, Any]) -> Path:
    """A store of these figures, laid out as aidcli does."""
    path.write_bytes(b"".join(laid_out({**tables, "figures": {str(at): dict(each) for at, each in enumerate(records, 1)}})))
    return path


def tables(path: Path) -> dict[str, dict[str, Any]]:
    """What a store's file holds, read by nothing of ours."""
    return dict(json.loads(path.read_bytes(), parse_float=Decimal))


def held(path: Path) -> dict[str, dict[str, Any]]:
    """The figures of a store's file by id."""
    return {each["id"]: each for each in tables(path)["figures"].values()}


def beside(path: Path) -> set[str]:
    """What lies in the folder of a store, as the part of its name after the store's own."""
    return {each.name.replace(path.name, "*") for each in path.parent.iterdir()}


def faults(aidcli: Callable[..., Any], store: Path, *words: str, **others: Any) -> list[str]:
    """The faults of an import that is refused and writes nothing, with or without --dry-run."""
    before, said = store.read_bytes(), []
    for command in (["import", *words], ["import", *words, "--dry-run"]):
        result = aidcli(*command, **others)
        assert (result.exit_code, result.stdout, store.read_bytes()) == (2, "", before), result.output
        said.append(result.stderr)
    assert said[0] == said[1]
    head, *lines = said[0].splitlines()
    assert "nothing was written" in head
    return [line.strip() for line in lines]
