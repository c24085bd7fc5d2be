"""How totals are laid out: the keys they are made by, the one whose values stand side by side, their order and number. Pure."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final, NamedTuple, Protocol, TypeVar

from aidcli.errors import Usage
from aidcli.model.codes import one_of
from aidcli.model.quantity import Number, Quantity
from aidcli.query.query import DIMENSIONS, Key, parse_keys
from aidcli.query.sorting import parse_order, sort_rows

AMOUNT: Final = "value"
"""The key to order by amounts."""


class Summed(Protocol):
    """A row of totals: what it is made by, and the amount that it is ordered by."""

    @property
    def by(self) -> Key: ...  # noqa: D102
    @property
    def measure(self) -> str | None: ...  # noqa: D102
    @property
    def unit(self) -> str | None: ...  # noqa: D102
    @property
    def quantity(self) -> Quantity | None: ...  # noqa: D102


Laid = TypeVar("Laid", bound=Summed)


class Arrangement(NamedTuple):
    """The rows and columns that totals are laid out in."""

    by: tuple[str, ...] = ()
    across: str | None = None
    """The key whose values stand side by side, for people; to programs it is one more key of `by`."""
    order: tuple[str, ...] = ()
    """Keys to order by, `-key` for descending; none for the order of the codelists."""
    limit: int | None = None
    """The most rows to show."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that totals are made by."""
        return self.by if self.across is None else (*self.by, self.across)

    @property
    def is_by_amount(self) -> bool:
        """Whether amounts decide the order."""
        return AMOUNT in self.order or f"-{AMOUNT}" in self.order

    def first(self, rows: Iterable[Laid], by: Sequence[str]) -> list[Laid]:
        """Return the rows to show, in order; `by` names the keys that they are made by. Rows without an amount come last."""
        return sort_rows(rows, self.order, lambda key: partial(_held, key, by))[: self.limit]


def _held(key: str, by: Sequence[str], row: Summed) -> str | Number | None:
    if key == AMOUNT:
        return row.quantity and row.quantity.value
    return row.by[by.index(key)] if key in by else row.measure if key == "measure" else row.unit


def parse_arrangement(by: str | None, across: str | None, sort: str | None, limit: int | None) -> Arrangement:
    """Return the arrangement that options as typed ask for; raises WrongQuestion."""
    keys = tuple(parse_keys(by, DIMENSIONS, "--by")) if by is not None else ()
    if across is not None and one_of("--across key", across, DIMENSIONS) in keys:
        raise Usage(
            "--by and --across both name {key!r}; omit it from one of them", "--by 与 --across 都有 {key!r}；请去掉其一", key=across
        )
    others = [key for key in ("measure", "unit", AMOUNT) if key not in (*keys, across)]
    return Arrangement(keys, across, tuple(parse_order(sort, (*keys, *others))) if sort is not None else (), limit)
