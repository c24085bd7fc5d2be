"""What a comparison sets side by side: named sectors, places, periods, sources or figures, or every value of a key. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from aidcli.errors import AmbiguousOperands, MixedOperands, NotA, UnknownWord, Usage
from aidcli.model.codes import Codebook, near
from aidcli.model.figure import CODED
from aidcli.model.period import parse_period
from aidcli.query.query import DIMENSIONS, Asked, Keep, Span, inside, one_of, read_period
from aidcli.query.totals import WHOLE, Rows, by_keys

KINDS: Final[Mapping[str, Sequence[str]]] = {
    "sector": ("sector",),
    "place": ("provider", "recipient"),
    "period": (),
    "source": ("source",),
    "figure": ("id",),
    "provider": ("provider",),
    "recipient": ("recipient",),
}
"""What operands may be, and the keys in which a figure holds them; a place is matched as provider or recipient."""
_RECOGNISED: Final = ("sector", "place", "period", "source")
Ids = Callable[[Collection[str]], Collection[str]]
"""Which of these ids there are."""
There = Callable[[], Collection[str]]
"""Which of the words are ids: asked for once, and only if need be."""


class Sides(NamedTuple):
    """The operands in order (none named: every value of a key), the base, what they are (a kind of code, or a key), and their rows."""

    operands: Sequence[str]
    base: str | None
    kind: str
    rows: Rows
    periods: Sequence[str] = ()
    """The operands, where they are periods."""

    def narrowed(self, asked: Asked) -> Asked:
        """The question, of the time that the operands cover; so that figures that cannot be placed in it are counted."""
        return asked._replace(period=asked.period or self.periods, within=asked.within and bool(asked.period or self.periods))


def every(key: str, base: str | None, codes: Codebook) -> Sides:
    """Every value that figures hold under the key."""
    if key not in DIMENSIONS:
        raise UnknownWord("--by key", key, near(key, DIMENSIONS), DIMENSIONS)
    kind = CODED.get(key, "")
    return Sides((), codes.resolve(kind, base) if base and kind else base, kind or key, by_keys([key], whole=True))


def named(words: Sequence[str], kind: str | None, base: str | None, within: bool, codes: Codebook, ids: Ids) -> Sides:
    """The operands that the words name: of that kind, or of the one kind that knows them all.

    Raises WrongQuestion where a word is unknown, where the words are not of one kind or may be of several.
    """
    there = cache(lambda: ids([*words, *([base] if base else [])]))
    kind = _checked(kind) if kind else _recognised(words, codes, there)
    operands = list(dict.fromkeys(_resolved(kind, word, codes, there) for word in words))
    if len(operands) < 2:
        raise Usage(f"cannot compare {operands[0]!r} with itself; name two that differ")
    chosen = _resolved(kind, base, codes, there) if base else operands[0]
    if chosen not in operands:
        raise Usage(f"--base {base!r} is none of the operands; choose from {', '.join(operands)}")
    keeps = [((operand,), _keep(kind, [operand], within, codes)) for operand in operands] + [(WHOLE, _keep(kind, operands, within, codes))]
    rows: Rows = lambda figures: ((key, keep(figures)) for key, keep in keeps)  # noqa: E731
    return Sides(operands, chosen, _code_kind(kind), rows, operands if kind == "period" else ())


def _checked(kind: str) -> str:
    if kind not in KINDS:
        raise UnknownWord("kind of operand", kind, [], tuple(KINDS))
    return kind


def _code_kind(kind: str) -> str:
    return "place" if kind in ("provider", "recipient") else kind if kind in CODED.values() else ""


def _recognised(words: Sequence[str], codes: Codebook, there: There) -> str:
    """Codes and periods go before ids of figures."""
    known = {kind: [word for word in words if _found(kind, word, codes)] for kind in _RECOGNISED}
    fitting = [kind for kind in _RECOGNISED if len(known[kind]) == len(words)]
    if len(fitting) > 1:
        raise AmbiguousOperands(words, fitting)
    if fitting:
        return fitting[0]
    if all(word in there() for word in words):
        return "figure"
    for word in words:
        if word not in there() and not any(word in known[kind] for kind in _RECOGNISED):
            nearest = [name for kind in _RECOGNISED if kind != "period" for name in codes[kind].nearest(word)][:2]
            raise UnknownWord("sector, place, period, source or figure", word, nearest, see="aidcli codes")
    raise MixedOperands(words)


def _found(kind: str, word: str, codes: Codebook) -> bool:
    return parse_period(word) is not None if kind == "period" else codes[kind].find(word) is not None


def _resolved(kind: str, word: str, codes: Codebook, there: There) -> str:
    if kind == "period":
        if parse_period(word) is None:
            raise NotA("a period", word)
        return word
    if kind == "figure":
        if word not in there():
            raise UnknownWord("figure", word, [], see="aidcli list --fields id")
        return word
    return codes.resolve(_code_kind(kind), word)


def _keep(kind: str, operands: Sequence[str], within: bool, codes: Codebook) -> Keep:
    """Those figures that are of any of the operands."""
    if kind == "period":
        return Span([read_period(operand) for operand in operands], within).keep
    wanted = inside(codes, _code_kind(kind), operands) if kind != "figure" else frozenset(operands)
    if len(KINDS[kind]) == 1:
        return one_of(KINDS[kind][0], wanted)
    return lambda figures: [figure for figure in figures if any(getattr(figure, key) in wanted for key in KINDS[kind])]
