"""Read the figures, sources and codes that ship with aidcli: the Data Package in `seeds/`. Never writes."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from aidcli.model.codes import Code
from aidcli.model.figure import Figure, NotFigure, Source, from_text

_HERE: Final = Path(__file__).parents[1]
FOLDER: Final = next(folder for folder in (_HERE / "seeds", _HERE.parent / "seeds") if (folder / "datapackage.json").is_file())
"""Inside the package in an installed wheel, next to it in a checkout."""


def shipped_figures() -> Iterator[Figure]:
    """Yield the shipped figures, in the order of their sources."""
    return (Figure(**from_text(row)) for row in shipped_rows("figures"))


def shipped_sources() -> Iterator[Source]:
    """Yield the documents that state the shipped figures."""
    return (Source.read(row) for row in shipped_rows("sources"))


def shipped_not_figures() -> Iterator[NotFigure]:
    """Yield the numbers of the shipped documents that are no figures."""
    return map(NotFigure.read, shipped_rows("not-figures"))


def shipped_codes(kind: str) -> Iterator[Code]:
    """Yield the shipped codes of a kind. The code of a source is its id, its labels the titles."""
    if kind == "source":
        return (Code(source.id, en=source.title, zh=source.title_zh or "") for source in shipped_sources())
    return (Code.read(*line) for line in _lines(f"{kind}s"))


def shipped_rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a shipped table as dictionaries by column."""
    lines = _lines(name, header=True)
    header = next(lines)
    return (dict(zip(header, line, strict=True)) for line in lines)


def mapping_examples() -> dict[str, str]:
    """Return the shipped examples of mappings, TOML texts by name."""
    return {file.stem: file.read_text("utf-8") for file in sorted((FOLDER / "mappings").glob("*.toml"), key=lambda each: each.stem)}


def _lines(name: str, *, header: bool = False) -> Iterator[list[str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        if not header:
            next(lines)
        yield from lines
