"""A figure as an engine stores it: with what questions need worked out once, and within what an engine can hold. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from aidcli.errors import Bilingual, NotLoaded, join_words
from aidcli.model.codes import fold
from aidcli.model.figure import KEYS, Figure
from aidcli.model.period import parse_period
from aidcli.model.quantity import Number
from aidcli.query.exact_sums import significant_digits
from aidcli.query.tally import reach_of

NARROW: Final = 18
"""Digits of an amount that Parquet keeps as a whole number of eight bytes."""
WIDE: Final = 38
"""The most digits of an amount that engines hold."""
AMOUNTS: Final = ("value", "upper", "reach")
"""The columns of amounts: those of the contract, then what each figure adds to the likely ends of a sum."""
LARGEST: Final = 2**63 - 1
COLUMNS_PREPARED: Final[Mapping[str, str]] = {
    "pos": "BIGINT",
    **dict.fromkeys(KEYS, "VARCHAR"),
    **dict.fromkeys(("line", "start"), "BIGINT"),
    **dict.fromkeys(("reach", "begins", "ends", "year", "f_subject", "f_printed", "f_note"), "VARCHAR"),
    "is_telling": "BOOLEAN",
}
"""The columns of a prepared figure with their types; amounts are texts until the digits of all of them are known."""


class Digits:
    """The most digits before and after the point among amounts, and the figures that have them."""

    def __init__(self) -> None:
        self.before, self.after = 1, 0
        self._widest = self._finest = ""
        self.count = 0

    def take(self, name: str, numbers: Iterable[Number | None]) -> None:
        """Take the amounts of one more figure."""
        self.count += 1
        for number in numbers:
            if number is None:
                continue
            before = len(str(abs(int(number))))
            if before > self.before:
                self.before, self._widest = before, name
            if isinstance(number, Decimal) and (after := -int(number.as_tuple().exponent)) > self.after:
                self.after, self._finest = after, name

    def type(self) -> tuple[int, int]:
        """Return the number of all digits that amounts are stored with, and that of digits after the point.

        Raises NotLoaded where the sum of all figures might not be exact. Sums have 38 digits at most, and some engines drop
        what exceeds them without a word.
        """
        room = len(str(2 * self.count))
        if self.before + self.after + room > WIDE:
            named = join_words((repr(each) for each in dict.fromkeys((self._widest, self._finest)) if each), "and")
            raise NotLoaded(
                Bilingual(
                    "{named} together need {before} digits before the point and {after} after it, "
                    "and a sum of {count} such figures more than the {wide} that an engine holds",
                    "{named} 合起来小数点前需 {before} 位、后需 {after} 位，{count} 条这样的数据之和超出引擎的 {wide} 位",
                    named=named,
                    before=self.before,
                    after=self.after,
                    count=self.count,
                    wide=WIDE,
                ),
                Bilingual("keep these figures in a file", "请将这些数据存于文件"),
            )
        return (NARROW if self.before + self.after <= NARROW else WIDE), self.after


class Prepared(NamedTuple):
    """Figures on their way into an engine; read once."""

    figures: Iterable[Figure]
    digits: Digits

    def lines(self) -> Iterator[Mapping[str, Any]]:
        """Yield each figure by the names of COLUMNS_PREPARED, absent keys left out."""
        for position, figure in enumerate(self.figures):
            yield _prepared(position, figure, self.digits)


def _prepared(position: int, figure: Figure, digits: Digits) -> dict[str, Any]:
    line = {
        "pos": position,
        **figure.stored(),
        "bound": figure.bound,
        "f_subject": fold(f"{figure.subject or ''}\n{figure.subject_zh or ''}"),
    }
    if figure.value is not None:
        amounts = figure.value, figure.upper, reach_of(figure.bound, figure.value, figure.upper)
        digits.take(figure.id, amounts)
        line |= {key: _text(number) for key, number in zip(AMOUNTS, amounts, strict=True) if number is not None}
        line["is_telling"] = figure.value > 0 and significant_digits(figure.value) > 1
    if figure.period is not None and (period := parse_period(figure.period)):
        line |= {"begins": period.first, "ends": period.last, "year": figure.year}
    for key in ("printed", "note"):
        if text := getattr(figure, key):
            line[f"f_{key}"] = fold(text)
    for key in ("line", "start"):
        if (number := line.get(key)) is not None and number > LARGEST:
            raise NotLoaded(
                Bilingual(
                    "{id!r} has a {key} of {number} digits, more than an engine holds",
                    "{id!r} 的 {key} 有 {number} 位数字，超出引擎的容量",
                    id=figure.id,
                    key=key,
                    number=len(str(number)),
                )
            )
    return line


def _text(number: Number) -> str:
    return str(number) if isinstance(number, int) else f"{number:f}"
