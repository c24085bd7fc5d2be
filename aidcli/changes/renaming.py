"""Rename a code: the figures, the codes and the refused numbers that have it follow. Pure."""

from collections.abc import Iterable, Iterator

from aidcli.changes.revision import Revision
from aidcli.model.figure import CODED, Figure, Record


def has_code(held: str | None, kind: str, code: str) -> bool:
    """Return whether a figure that holds `held` uses a code: itself or, of a currency, its constant prices."""
    return held == code or (kind == "unit" and held is not None and code.isupper() and held[: len(code) + 1] == f"{code}-")


def keys_with(figure: Figure, kind: str, code: str) -> list[str]:
    """Return the keys under which a figure uses a code."""
    return [key for key, each in CODED.items() if each == kind and has_code(getattr(figure, key), kind, code)]


def renamed_figures(figures: Iterable[Figure], kind: str, old: str, new: str) -> Revision:
    """Return the revision that gives all figures which use the code `old` the code `new`."""
    changed = {}
    for figure in figures:
        if keys := keys_with(figure, kind, old):
            changed[figure.id] = Figure(**figure.stored() | {key: new + getattr(figure, key)[len(old) :] for key in keys})
    return Revision(changed=changed)


def renamed_records(records: Iterable[Record], kind: str, old: str, new: str) -> Iterator[tuple[Record, Record]]:
    """Yield the records of codes that name the code `old`, as their own, their parent or a usual unit, before and after."""
    for record in records:
        after = dict(record)
        if record["kind"] == kind:
            after |= {key: new for key in ("code", "parent") if record.get(key) == old}
        if kind == "unit" and record.get("units"):
            after["units"] = "|".join(new if unit == old else unit for unit in record["units"].split("|"))
        if after != record:
            yield record, after
