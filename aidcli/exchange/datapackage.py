"""Frictionless Data Packages: figures, sources and every code they may use, described as the shipped package is."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from aidcli.display.separated import separated_lines
from aidcli.errors import BadRows, Bilingual, join_words
from aidcli.exchange.reading import is_folder, open_file, read_bytes
from aidcli.exchange.rows import Contents, Row, begun, of_kind, separated_rows
from aidcli.model import seeds
from aidcli.model.codes import COLUMNS, KINDS, Code, Codebook
from aidcli.model.exact_json import decode_json, decode_unique, encode_json
from aidcli.model.figure import KEYS, SOURCE_KEYS, Figure, NotFigure, Source

DESCRIPTION: Final = "Figures exported from a store of aidcli: as reported by their sources, not independently verified."
NOT_FIGURES: Final = "not-figures"
CODE_KINDS: Final = KINDS[:-1]
"""The kinds of code that have a resource of codes; sources have one of their own."""
File = tuple[str, Iterable[bytes]]
"""A file's name in the folder of a package, and its content piece by piece."""
IN_ONE_LANGUAGE: Final = ("subject", "zh")
"""The fields that are required of shipped records only; a user's own may be in one language."""
RESOURCES: Final = ("figures", "sources", NOT_FIGURES, *(f"{kind}s" for kind in CODE_KINDS))


_CHARACTERS: Final = {"delimiter": ",", "quoteChar": '"'}
"""The settings of a dialect that are honoured, with what they are by default."""
_READ_DIALECT: Final[Mapping[str, tuple[Any, ...]]] = {
    "header": (True,),
    "doubleQuote": (True,),
    "skipInitialSpace": (False,),
    "lineTerminator": ("\r\n", "\n"),
}
"""The other settings that say what is done anyway."""


# Reading ----------------------------------------------------------------------------------------------------


def read_package(path: Path) -> Contents:
    """Read the figures, sources and codes of the package in a folder, or described by a file, from the resources so named.

    Raises Unreadable where a file cannot be read, BadRows where the package is not one of CSV files with a resource
    of ours, two resources have one name, or one lies outside the package.
    """
    folder = path if is_folder(path) else path.parent
    files = _resource_files(folder / "datapackage.json")
    rows = {name: begun(_resource_rows(*files[name])) for name in RESOURCES if name in files}
    codes = [of_kind(kind, row) for kind in CODE_KINDS for row in rows.get(f"{kind}s", ())]
    others = [name for name in files if name not in RESOURCES]
    return Contents(
        rows.get("figures", ()), list(rows.get("sources", ())), codes, unread=others, not_figures=list(rows.get(NOT_FIGURES, ()))
    )


def _resource_files(descriptor: Path) -> dict[str, tuple[Path, Mapping[str, Any]]]:
    """Return the file of each resource, and the dialect of its CSV, by name; raises BadRows where one cannot be, or two have one name."""
    try:
        resources = decode_unique(read_bytes(str(descriptor)))["resources"]
        listed = [(str(each["name"]), each["path"]) for each in resources]
        dialects = {str(each["name"]): each.get("dialect") or {} for each in resources}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        what = Bilingual(
            "it is not a Data Package with CSV resources ({error})", "它不是含 CSV 资源的 Data Package（{error}）", error=error
        )
        raise BadRows(descriptor, [what]) from None
    if refused := list(_resource_faults(descriptor.parent, listed)):
        raise BadRows(descriptor, refused)
    if not any(name in RESOURCES for name, _ in listed):
        what = Bilingual("none of its resources is named {names}", "没有名为 {names} 的资源", names=join_words(RESOURCES))
        raise BadRows(descriptor, [what])
    if refused := [_of(name, each) for name in RESOURCES for each in _dialect_faults(dialects.get(name, {}))]:
        raise BadRows(descriptor, refused)
    return {name: (descriptor.parent / file, dialects[name]) for name, file in listed}


def _of(name: str, fault: str) -> Bilingual:
    return Bilingual("resource {name!r}: {fault}", "资源 {name!r}：{fault}", name=name, fault=fault)


def _resource_faults(folder: Path, listed: Sequence[tuple[str, Any]]) -> Iterator[Bilingual]:
    """Yield which resources share a name, have no path to one file, or lie outside the package."""
    for name, times in Counter(name for name, _ in listed).items():
        if times > 1:
            yield _of(name, Bilingual("several resources have this name; rename or remove all but one", "多个资源同名；请改名或只留一个"))
    for name, file in listed:
        if not isinstance(file, str):
            yield _of(name, Bilingual("its path is not the name of one file", "其 path 不是单个文件名"))
        elif not _is_inside(folder, file):
            yield _of(name, Bilingual("{file!r} lies outside the package", "{file!r} 不在包内", file=file))


def _dialect_faults(dialect: Any) -> Iterator[str]:
    """Yield the settings of a CSV dialect (Frictionless) by which the file would be misread: all but delimiter and quote."""
    if not isinstance(dialect, dict):
        yield Bilingual("its dialect {dialect!r} is not an object", "其 dialect {dialect!r} 不是对象", dialect=dialect)
        return
    if len({str(dialect.get(key, usual)) for key, usual in _CHARACTERS.items()}) == 1:
        yield Bilingual("its dialect has one character as delimiter and quoteChar", "其 dialect 的 delimiter 与 quoteChar 是同一字符")
    for key, setting in dialect.items():
        if key in _CHARACTERS and not _is_character(setting):
            yield Bilingual(
                "its dialect has the {key} {setting!r}, which is not one character",
                "其 dialect 的 {key} {setting!r} 不是单个字符",
                key=key,
                setting=setting,
            )
        elif key not in _CHARACTERS and key != "csvddfVersion" and setting not in _READ_DIALECT.get(key, ()):
            yield Bilingual(
                "its dialect has {key} {setting!r}, which is not read; save the file as plain CSV",
                "不支持其 dialect 的 {key} {setting!r}；请另存为普通 CSV",
                key=key,
                setting=setting,
            )


def _is_character(setting: object) -> bool:
    return isinstance(setting, str) and len(setting) == 1 and (setting.isprintable() or setting == "\t")


def _is_inside(folder: Path, file: str) -> bool:
    """Return whether a path names a file of the folder; a link that leads out of it does not, nor can a path hold NUL."""
    is_plain = not (Path(file).is_absolute() or ".." in Path(file).parts or "\0" in file)
    return is_plain and Path(os.path.realpath(folder / file)).is_relative_to(os.path.realpath(folder))


def _resource_rows(file: Path, dialect: Mapping[str, Any]) -> Iterator[Row]:
    delimiter, quote = (dialect.get(key, usual) for key, usual in _CHARACTERS.items())
    for row in separated_rows(str(file), open_file(str(file)), delimiter, quote):
        yield row._replace(place=f"{file.name} {row.place}")


# Writing ----------------------------------------------------------------------------------------------------


def package_files(
    figures: Iterable[Figure], sources: Mapping[str, Source], not_figures: Iterable[NotFigure], codes: Codebook
) -> Iterator[File]:
    """Yield each file of a package by its name in the folder: a CSV file for each resource, then the descriptor.

    Write each file before the next is asked for.
    """
    unlisted: set[str] = set()

    def line(figure: Figure) -> Iterable[Any]:
        if figure.unit not in codes["unit"]:
            unlisted.add(figure.unit)
        return figure.record().values()

    yield _resource("figures", KEYS, map(line, figures))
    yield _resource("sources", SOURCE_KEYS, ([getattr(source, key) for key in SOURCE_KEYS] for source in sources.values()))
    yield _resource(NOT_FIGURES, NotFigure._fields, not_figures)
    for kind in CODE_KINDS:
        listed = [*codes[kind], *(_constant_prices(unlisted, codes) if kind == "unit" else ())]
        columns = COLUMNS if kind == "measure" else COLUMNS[:-1]
        yield _resource(f"{kind}s", columns, map(itemgetter(slice(len(columns))), map(code_cells, listed)))
    yield "datapackage.json", [encode_json(_descriptor()) + b"\n"]


def _resource(name: str, header: Sequence[str], lines: Iterable[Iterable[Any]]) -> File:
    return f"{name}.csv", map(str.encode, separated_lines(chain([header], lines), ","))


def _descriptor() -> dict[str, Any]:
    shipped = decode_json((seeds.FOLDER / "datapackage.json").read_bytes())
    resources = [resource for resource in shipped["resources"] if resource["name"] in RESOURCES]
    for field in (field for resource in resources for field in resource["schema"]["fields"] if field["name"] in IN_ONE_LANGUAGE):
        field.pop("constraints", None)
    return {"profile": shipped["profile"], "name": "aidcli-export", "description": DESCRIPTION, "resources": resources}


def _constant_prices(units: Iterable[str], codes: Codebook) -> Iterator[Code]:
    """Yield a code for each constant-price unit in use, since the list of units holds the bare currencies only."""
    for unit in sorted(units):
        yield Code(unit, en=codes.label("unit", unit, "en"), zh=codes.label("unit", unit, "zh"))


def code_cells(code: Code) -> list[str]:
    """Return a code as the cells of a row, in the order of COLUMNS."""
    return [code.code, code.parent, "|".join(code.standard), code.en, code.zh, "|".join(code.aliases), "|".join(code.units)]
