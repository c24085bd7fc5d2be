"""What a store holds beside its figures that does not ship with aidcli: its own codes, sources and refused numbers."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from aidcli.model import seeds
from aidcli.model.codes import KINDS, Code, Codebook
from aidcli.model.figure import NotFigure, Record, Source


class Keeper(Protocol):
    """What a store holds besides its figures."""

    @property
    def codes(self) -> Codebook:
        """The codes that figures may hold."""

    def sources(self) -> Mapping[str, Source]:
        """Return the documents by id."""

    def not_figures(self) -> Iterable[NotFigure]:
        """Return the numbers of documents that were refused as figures."""


def own_records(store: Keeper) -> dict[str, list[Record]]:
    """Return, by table, the records of a store that are not shipped as they are."""
    shipped = {each.id: each for each in seeds.shipped_sources()}
    refused = set(seeds.shipped_not_figures())
    return {
        "codes": list(_own_codes(store.codes)),
        "sources": [each.stored() for each in store.sources().values() if shipped.get(each.id) != each],
        "not_figures": [each._asdict() for each in store.not_figures() if each not in refused],
    }


def _own_codes(codes: Codebook) -> Iterator[Record]:
    for kind in KINDS[:-1]:
        shipped = {each.code: each for each in seeds.shipped_codes(kind)}
        for code in codes[kind]:
            if shipped.get(code.code) != code:
                texts = ("|".join(each) if isinstance(each, tuple) else each for each in code)
                yield {"kind": kind, **{key: text for key, text in zip(Code._fields, texts, strict=True) if text}}
