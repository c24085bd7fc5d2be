"""A store as a Frictionless Data Package: figures, sources and every code they may use, described as the shipped one is."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any, Final

from aidcli.model import seeds
from aidcli.model.codes import COLUMNS, KINDS, Code, Codebook
from aidcli.model.exact_json import decode_json, encode_json
from aidcli.model.figure import KEYS, SOURCE_KEYS, Figure, Source

DESCRIPTION: Final = "Figures exported from a store of aidcli: as reported by their sources, not independently verified."


def files(figures: Iterable[Figure], sources: Mapping[str, Source], codes: Codebook) -> Iterator[tuple[str, bytes]]:
    """The files of the package by name."""
    figures = list(figures)
    tables: dict[str, tuple[Sequence[str], Iterable[Sequence[Any]]]] = {
        "figures": (KEYS, (list(figure.record().values()) for figure in figures)),
        "sources": (SOURCE_KEYS, ([getattr(source, key) for key in SOURCE_KEYS] for source in sources.values())),
    }
    for kind in KINDS[:-1]:
        listed = [*codes[kind], *(_constant_prices(figures, codes) if kind == "unit" else ())]
        tables[f"{kind}s"] = (COLUMNS, map(_cells, listed))
    yield "datapackage.json", encode_json(_descriptor(tables)) + b"\n"
    for name, (header, lines) in tables.items():
        yield f"{name}.csv", _csv(header, lines)


def _descriptor(tables: Iterable[str]) -> dict[str, Any]:
    shipped = decode_json((seeds.FOLDER / "datapackage.json").read_bytes())
    resources = [resource for resource in shipped["resources"] if resource["name"] in tables]
    for field in (field for resource in resources for field in resource["schema"]["fields"] if field["name"] == "zh"):
        field.pop("constraints", None)  # Codes of one's own need no Chinese label.
    return {"profile": shipped["profile"], "name": "aidcli-export", "description": DESCRIPTION, "resources": resources}


def _constant_prices(figures: Iterable[Figure], codes: Codebook) -> Iterator[Code]:
    """A row for each currency at one year's prices that is used: the list of units does not hold them."""
    for unit in sorted({figure.unit for figure in figures if figure.unit not in codes["unit"]}):
        yield Code(unit, en=codes.label("unit", unit, "en"), zh=codes.label("unit", unit, "zh"))


def _cells(code: Code) -> list[str]:
    return [code.code, code.parent, "|".join(code.standard), code.en, code.zh, "|".join(code.aliases)]


def _csv(header: Sequence[str], lines: Iterable[Sequence[Any]]) -> bytes:
    return "".join(map(_line, chain([header], lines))).encode()


def _line(cells: Sequence[Any]) -> str:
    """A line of CSV. A carriage return within a cell is quoted only where it may end a line."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([f"{cell:f}" if isinstance(cell, Decimal) else cell for cell in cells])
    return text.getvalue()[:-2] + "\n"
