"""The words that a store's own sectors and measures add to the grammar. Its units and places are known by their names anyway. Pure."""

from collections.abc import Iterable, Iterator
from itertools import product

from aidcli.model.codes import Code, Codebook, fold
from aidcli.model.seeds import shipped_codes
from aidcli.prose.words import CURRENCY


def own_words(codes: Codebook) -> Iterator[dict[str, str]]:
    """Yield rows, as of the shipped words, for the labels and aliases of sectors and measures that do not ship with aidcli."""
    for kind in ("sector", "measure"):
        shipped = set(_names(shipped_codes(kind)))
        for word, code in _names(codes[kind]) - shipped:
            yield {"role": kind, "lang": "", "word": word, "code": code}
    known = {code.code for code in shipped_codes("measure")}
    for measure, unit in ((code.code, unit) for code in codes["measure"] if code.code not in known for unit in code.units):
        yield {"role": "own-measures", "lang": "", "word": "money" if CURRENCY.fullmatch(unit) else unit, "code": measure}


def _names(codes: Iterable[Code]) -> set[tuple[str, str]]:
    pairs = (product((code.en, code.zh, *code.aliases), (code.code,)) for code in codes)
    return {(fold(name), code) for named in pairs for name, code in named if len(name) > 1}
