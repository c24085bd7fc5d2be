"""Divide one total by another within each row: `funding/people-served` in `CNY per person`."""

from collections.abc import Iterable, Sequence
from itertools import product

from aidcli.errors import NotA, Usage
from aidcli.model.codes import Codebook
from aidcli.query.tally import Total

Rate = tuple[str, str]
"""The measures above and below the line."""


def parse_rate(text: str, codes: Codebook, keys: Sequence[str] = ()) -> Rate:
    """Return the rate that a person typed as `MEASURE/MEASURE`, for rows made by `keys`; raises WrongQuestion."""
    if {"measure", "unit"} & set(keys):
        raise Usage(
            "--rate divides one measure by another within a row; omit measure and unit from --by and --across",
            "--rate 在每行内用一个指标除以另一个；请从 --by 和 --across 中去掉 measure 和 unit",
        )
    above, slash, below = text.partition("/")
    if not slash or not above.strip() or not below.strip():
        raise NotA("one measure over another", text, "--rate")
    return codes.resolve("measure", above), codes.resolve("measure", below)


def quotients(totals: Sequence[Total], rate: Rate) -> Iterable[Total]:
    """Divide every amount of the first measure by every amount of the second in the same row; keep the figures behind both.

    Bounds follow the arithmetic of quantities. A row that lacks either amount, or would divide by zero, has no rate.
    """
    for one, other in product(totals, totals):
        if (one.measure, other.measure) == rate and one.by == other.by and one.quantity and other.quantity:
            quotient = one.quantity.over(other.quantity)
            if quotient is not None:
                yield one._replace(
                    measure="/".join(rate),
                    unit=f"{one.unit} per {other.unit}",
                    quantity=quotient,
                    counted=one.counted + other.counted,
                    left_out=[*one.left_out, *other.left_out],
                    included=[*one.included, *other.included],
                    suspects=one.suspects.joined(other.suspects),
                )
