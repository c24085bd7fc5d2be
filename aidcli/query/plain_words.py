"""Plain words as filters: `aidcli sum education funding 2023` says no option. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aidcli.errors import AmbiguousWord, UnknownWord, Usage
from aidcli.model.amounts import read_amount
from aidcli.model.codes import KINDS, QUOTES, Codebook, fold, split_list
from aidcli.model.period import written_period
from aidcli.query.query import OneOf, Query, inside, parse_query

PLACES: Final = ("provider", "recipient", "receiver")
_LIKE_HYPHENS: Final = ("—", "–", "－", "−")
"""What a Chinese keyboard writes for the hyphens of an option."""
_BEFORE: Final = (("measure", "unit"), ("unit", "place"))
"""Which of two kinds a word that fits both equally well names; a unit goes before a place only if it is a currency."""


def parse_plain(codes: Codebook, words: Sequence[str], filters: Mapping[str, Any]) -> Query:
    """Return the query that plain words and filters as typed ask for: `parse_query` with what each word names.

    Words of one kind mean or, words of different kinds mean and. A place is matched as provider, recipient or receiver.
    Raises UnknownWord, or AmbiguousWord where a word names things of several kinds.
    """
    named: dict[str, list[str]] = {}
    for word in words:
        for each in [word] if _kinds(word, codes) else split_list(word.replace("\u3000", ",")):
            named.setdefault(_kind(each, codes), []).append(each)
    places = named.pop("place", [])
    merged = {kind: [*(filters.get(kind) or ()), *each] for kind, each in named.items()}
    query = parse_query(codes, **{**filters, **merged})
    return query._replace(conditions=(*query.conditions, OneOf(PLACES, inside(codes, "place", places)))) if places else query


def _kind(word: str, codes: Codebook) -> str:
    kinds = _kinds(word, codes)
    if len(kinds) > 1:
        raise AmbiguousWord(word, kinds)
    if kinds:
        return kinds[0]
    if word.casefold() in ("asc", "desc", "ascending", "descending"):
        raise Usage(
            "{word!r} is no filter; to sort from high to low, put a minus before the key: --sort -value",
            "{word!r} 不是筛选条件；要从大到小排序，请在字段前加减号：--sort -value",
            word=word,
        )
    if word.startswith(_LIKE_HYPHENS):
        raise Usage(
            "{word!r} is no filter; an option begins with two hyphens: --sector",
            "{word!r} 不是筛选条件；选项以两个半角连字符开头：--sector",
            word=word,
        )
    if read_amount(word.lstrip("<>=")):
        raise Usage(
            "{word!r} is no filter by itself; give it to --min or --max", "{word!r} 本身不是筛选条件；请用于 --min 或 --max", word=word
        )
    nearest = [name for kind in KINDS for name in codes[kind].nearest(word)][:2]
    raise UnknownWord(("sector", "measure", "unit", "place", "source", "period"), word, nearest, see=f"aidcli search {word}")


def _kinds(word: str, codes: Codebook) -> list[str]:
    """Return the kinds of thing that a word names best: by a code or label of ours, else by an alias, else by a standard code."""
    if written_period(word):
        return ["period"]
    ranks = {kind: rank for kind in KINDS if (rank := _rank(kind, word, codes)) is not None}
    best = [kind for kind, rank in ranks.items() if rank == min(ranks.values())]
    for first, second in _BEFORE:
        if first in best and second in best and (second != "place" or codes.resolve("unit", word)[:3].isupper()):
            best.remove(second)
    return best


def _rank(kind: str, word: str, codes: Codebook) -> int | None:
    """Return what a word is: 0 a code or label of ours, 1 an alias, 2 the code of a published standard; None if it is unknown."""
    if codes.known(kind, word.upper()):
        return 0
    found, folded = codes[kind].find(word), fold(word).strip(QUOTES)
    if found is None:
        return None
    code = codes[kind].codes[found]
    return 0 if folded in map(fold, (code.code, *code.labels)) else 1 if folded in map(fold, code.aliases) else 2
