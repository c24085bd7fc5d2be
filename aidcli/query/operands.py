"""What a comparison puts side by side: named sectors, measures, places, periods and so on, or every value of a key."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from aidcli.errors import AmbiguousOperands, MixedOperands, UnknownWord, Usage, join_texts
from aidcli.model.codes import Codebook, one_of
from aidcli.model.figure import CODED
from aidcli.model.period import written_period
from aidcli.query.query import DIMENSIONS, WHOLE, OneOf, Query, Rows, inside, parsed_period, read_period
from aidcli.query.store import Store

OPERAND_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "sector": ("sector",),
    "measure": ("measure",),
    "place": ("provider", "recipient", "receiver"),
    "period": (),
    "source": ("source",),
    "figure": ("id",),
    "provider": ("provider",),
    "recipient": ("recipient",),
    "receiver": ("receiver",),
}
"""What operands may be, and the keys in which a figure holds them; a place is matched as provider, recipient or receiver."""
_RECOGNISED: Final = ("sector", "measure", "place", "period", "source")
Ids = Callable[[Collection[str]], Collection[str]]
"""Return which of some words are ids of figures."""
There = Callable[[], Collection[str]]
"""As `Ids`, for the words compared: asked once, and only where it matters."""


class Sides(NamedTuple):
    """What is compared: operands in order (none named: every value of a key), the base, what they are, and their rows of totals."""

    operands: Sequence[str]
    base: str | None
    kind: str
    """A kind of code or, where the operands are not codes, a key."""
    rows: Rows

    @property
    def by(self) -> tuple[str, ...]:
        """The keys for each of whose values the operands are compared."""
        return self.rows.keys if self.rows.operands else ()

    @property
    def are_measures(self) -> bool:
        """Whether measures are compared with one another: then amounts need to share a unit only, and have no whole."""
        return self.kind == "measure" and bool(self.rows.operands)


def every_value(key: str, base: str | None, codes: Codebook) -> Sides:
    """Compare every value that figures hold under `key`; raises UnknownWord where it is not a dimension."""
    kind = CODED.get(one_of("--by key", key, DIMENSIONS), "")
    return Sides((), codes.resolve(kind, base) if base and kind else base, kind or key, Rows(keys=(key,), whole=True))


def named_operands(words: Sequence[str], kind: str | None, base: str | None, codes: Codebook, ids: Ids, by: str | None = None) -> Sides:
    """Compare the operands that `words` name: of `kind`, or of the one kind that knows them all; `by` each value of a key.

    `ids` returns which of the words are ids of figures. Raises WrongQuestion where a word is unknown, or where the
    words are not of one kind or may be of several.
    """
    existing = cache(lambda: ids([*words, *([base] if base else [])]))
    kind = one_of("kind of operand", kind, OPERAND_KINDS) if kind else _recognised(words, codes, existing)
    operands = list(dict.fromkeys(_resolved(kind, word, codes, existing) for word in words))
    if len(operands) < 2:
        raise Usage(
            "cannot compare {one!r} with itself; name two that differ", "无法将 {one!r} 与自身比较；请给两个不同的", one=operands[0]
        )
    chosen = _resolved(kind, base, codes, existing) if base else operands[0]
    if chosen not in operands:
        raise Usage(
            "--base {base!r} is not one of the operands; choose from {valid}",
            "--base {base!r} 不是比较项之一；可选：{valid}",
            base=base,
            valid=join_texts(operands, ", ", "、"),
        )
    keys = (one_of("--by key", by, DIMENSIONS),) if by else ()
    if by == kind or OPERAND_KINDS[kind] == (by,):
        raise Usage(
            "--by {by} is what the operands are; choose another key, or omit it", "比较项本身就是 {by}；请为 --by 另选字段，或去掉它", by=by
        )
    sides = [((operand,), _query_for(kind, [operand], codes)) for operand in operands]
    whole = [] if kind == "measure" else [(WHOLE, _query_for(kind, operands, codes))]
    return Sides(operands, chosen, _code_kind(kind), Rows(keys, (*sides, *whole)))


def _code_kind(kind: str) -> str:
    return "place" if kind in OPERAND_KINDS["place"] else kind if kind in CODED.values() else ""


def _recognised(words: Sequence[str], codes: Codebook, existing: There) -> str:
    """Codes and periods go before ids of figures."""
    known = {kind: [word for word in words if _found(kind, word, codes)] for kind in _RECOGNISED}
    fitting = [kind for kind in _RECOGNISED if len(known[kind]) == len(words)]
    if len(fitting) > 1:
        raise AmbiguousOperands(words, fitting)
    if fitting:
        return fitting[0]
    if all(word in existing() for word in words):
        return "figure"
    for word in words:
        if word not in existing() and not any(word in known[kind] for kind in _RECOGNISED):
            nearest = [name for kind in _RECOGNISED if kind != "period" for name in codes[kind].nearest(word)][:2]
            raise UnknownWord((*_RECOGNISED, "figure"), word, nearest, see="aidcli codes")
    raise MixedOperands(words)


def _found(kind: str, word: str, codes: Codebook) -> bool:
    return written_period(word) is not None if kind == "period" else codes[kind].find(word) is not None


def _resolved(kind: str, word: str, codes: Codebook, existing: There) -> str:
    if kind == "period":
        return read_period(word)
    if kind == "figure":
        if word not in existing():
            raise UnknownWord("figure", word, [], see="aidcli list --fields id")
        return word
    return codes.resolve(_code_kind(kind), word)


def _query_for(kind: str, operands: Sequence[str], codes: Codebook) -> Query:
    """Return the query for figures of any of the operands. A period has the figures that lie inside it: no year counts a span."""
    if kind == "period":
        return Query(periods=tuple(map(parsed_period, operands)), within=True)
    wanted = inside(codes, _code_kind(kind), operands) if kind != "figure" else frozenset(operands)
    return Query((OneOf(OPERAND_KINDS[kind], wanted),))


def sides_of(words: Sequence[str], of: str | None, by: str | None, base: str | None, store: Store) -> tuple[Sides, Sequence[str]]:
    """Return what is compared, and the words that are plain filters: with --by, those that are no two things of one kind."""
    if by and len(words) < 2:
        return every_value(by, base, store.codes), words
    if len(words) < 2:
        raise Usage(
            "compare takes two operands or more, or --by; try 'aidcli compare education health' or 'aidcli compare --by sector'",
            "compare 需要两个以上的比较项，或 --by；可试 'aidcli compare education health' 或 'aidcli compare --by sector'",
        )

    def existing(ids: Collection[str]) -> set[str]:
        return {figure.id for figure in store.find(Query((OneOf(("id",), frozenset(ids)),))).figures}

    try:
        return named_operands(words, of, base, store.codes, existing, by), ()
    except MixedOperands:
        if not by:
            raise
        return every_value(by, base, store.codes), words
