"""What Hypothesis makes up: numbers of the contract, quantities of every bound, forests of figures; and the totals of figures."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from aidcli.model import seeds
from aidcli.model.codes import Codebook
from aidcli.model.figure import Figure
from aidcli.model.quantity import BOUNDS, DIGITS, EXACT, Number, Quantity, bounded
from aidcli.query.members import Setting
from aidcli.query.query import OneOf, Query, Rows
from aidcli.query.tally import Total
from aidcli.query.totals import TotalsFold

SHIPPED = Codebook(seeds.shipped_codes)
LEDGER = "ledger"
"""The source of made-up figures that is a ledger."""
SETTING = Setting(SHIPPED, frozenset([LEDGER]))
MOST = 10**DIGITS - 1

wholes = st.integers(-MOST, MOST)


@st.composite
def decimals(draw: st.DrawFn) -> Decimal:
    """A decimal of at most 30 digits, with at least one after the point."""
    places = draw(st.integers(1, DIGITS - 1))
    return EXACT.scaleb(Decimal(draw(st.integers(-MOST, MOST))), -places)


numbers: st.SearchStrategy[Number] = wholes | decimals() | st.integers(-1000, 1000)
positives: st.SearchStrategy[Number] = st.integers(1, MOST) | st.integers(1, 1000) | decimals().map(abs).filter(bool)


@st.composite
def quantities(draw: st.DrawFn, values: st.SearchStrategy[Number] = numbers) -> Quantity:
    """A quantity as a figure holds it, of any bound."""
    value, other = sorted((draw(values), draw(values)))
    bound = draw(st.sampled_from(BOUNDS))
    return bounded(value, bound, other if bound == "range" else None)


@st.composite
def points(draw: st.DrawFn, quantity: Quantity, *, positive: bool = False) -> Fraction:
    """One amount that the quantity may really stand for; with `positive`, one above zero."""
    value, lower, upper = (None if end is None else Fraction(end) for end in quantity[:3])
    assert value is not None
    far = abs(value) + 1000
    share = Fraction(draw(st.integers(1, 1000)), 1001)
    bottom = (Fraction(0) if positive else value - far) if lower is None else lower
    top = value + far if upper is None else upper
    return bottom + (top - bottom) * share


def figure(name: str, value: Any = 1, **others: Any) -> Figure:
    """A figure with whatever does not matter made up."""
    given = {"sector": "education", "measure": "funding", "unit": "CNY", "subject": name, "source": "doc", **others}
    return Figure(id=name, value=value, **given)


KINDS = (("funding", "CNY"), ("funding", "USD"), ("people-sent", "person"), ("coverage", "percent"))
SECTORS = ("education", "health", "culture", "multisector")
SOURCES = ("doc", "shanxi-daily-2023")
PERIODS = ("2021", "2022", "2021/2022", "2020/2023-09", "../2021", "2022-03/..", "2021-12-31")
WORDS = st.sampled_from(["s", "doctors", "援疆 医生", "Zoë’s 😀 school", "a, 'b' \"c\"", "𠀀", "e\u0301"])
"""Few, so that subjects repeat; most of them not ASCII."""


modest: st.SearchStrategy[Number] = st.integers(-1000, 10**6) | st.integers(-(10**5), 10**5).map(
    lambda cents: EXACT.scaleb(Decimal(cents), -2)
)
"""Numbers of which an engine, too, holds any sum."""


@st.composite
def amounts(draw: st.DrawFn, values: st.SearchStrategy[Number] = numbers) -> dict[str, Any]:
    """Value, bound and upper end of a figure; sometimes no value, often a range across zero."""
    if not draw(st.integers(0, 5)):
        return {"value": None}
    value, other = sorted((draw(values | st.just(-1000)), draw(values | st.just(1000))))
    bound = draw(st.sampled_from(BOUNDS))
    return {"value": value, "bound": bound, "upper": other if bound == "range" else None}


@st.composite
def circumstances(draw: st.DrawFn) -> dict[str, Any]:
    """What a figure says beside its amount: sector, places, period, source and words. One subject, or both, may be there."""
    subject = draw(st.none() | WORDS)
    return {
        "sector": draw(st.sampled_from(SECTORS)),
        "source": draw(st.sampled_from(SOURCES)),
        "provider": draw(st.sampled_from([None, "shanxi", "guangdong"])),
        "recipient": draw(st.sampled_from([None, "xinjiang", "changji"])),
        "receiver": draw(st.sampled_from([None, "fukang", "guangdong"])),
        "period": draw(st.none() | st.sampled_from(PERIODS)),
        "subject": subject,
        "subject_zh": draw(st.none() | WORDS if subject else WORDS),
        **{key: draw(st.none() | WORDS) for key in ("printed", "note")},
        "line": draw(st.none() | st.integers(1, 3)),
        "start": draw(st.none() | st.integers(0, 3)),
    }


@st.composite
def forests(draw: st.DrawFn) -> list[Figure]:
    """Figures of a few sectors, measures and units, many of them parts of another, at several levels; in any order.

    Most parts have the measure and unit of their whole; some have not, and some are parts of what is not there.
    """
    made: list[Figure] = []
    values = draw(st.sampled_from([numbers, modest]))
    for at in range(draw(st.integers(1, 12) | st.integers(13, 25))):
        whole = draw(st.none() | st.sampled_from(made)) if made else None
        keeps_unit = whole and draw(st.integers(0, 7))
        measure, unit = (whole.measure, whole.unit) if whole and keeps_unit else draw(st.sampled_from(KINDS))
        part_of = whole.id if whole else draw(st.sampled_from([None] * 7 + ["nowhere"]))
        made.append(figure(f"f{at}", measure=measure, unit=unit, part_of=part_of, **draw(circumstances()), **draw(amounts(values))))
    return draw(st.permutations(made))


NESTED = {
    "sector": ["education", "education-policy", "health", "multisector", "multisector-aid", "unspecified"],
    "recipient": [None, "china", "xinjiang", "changji"],
    "provider": [None, "china", "shanxi"],
    "period": [None, "2019", "2020", "2020/2021", "2021-05", "2021/..", "../2019", "2019/2022"],
    "source": ["one", "two", LEDGER],
    "subject": ["s", "t"],
    "line": [None, 1, 2],
    "start": [None, 0, 5],
}
"""Keys whose values lie one inside another, or come more than once."""
ADDENDS = [None, 0, -1, 1, 1, 5, 5, 8, 12, 12, 13, 20, 25, Decimal("0.5"), Decimal("1.5")]


@st.composite
def overlapping(draw: st.DrawFn) -> list[Figure]:
    """Figures of one measure and unit, some of which may count the same thing twice, and some of which are linked."""
    made: list[Figure] = []
    varied = draw(st.sets(st.sampled_from(sorted(NESTED)))) | {"sector"}
    usual = {"recipient": "changji", "provider": "shanxi", "period": "2020", "source": "one"}
    for at in range(draw(st.integers(1, 12))):
        keys = usual | {key: draw(st.sampled_from(NESTED[key])) for key in sorted(varied)}
        value, upper = draw(st.sampled_from(ADDENDS)), draw(st.none() | st.just(40))
        bound = "range" if value is not None and upper else "exact"
        whole = draw(st.none() | st.sampled_from([None, None, *made]))
        ends = {"bound": bound, "upper": upper if bound == "range" else None}
        made.append(figure(f"f{at}", value, part_of=whole.id if whole else None, **ends, **({"subject": f"f{at}"} | keys)))
    return made


def written(number: Number) -> str:
    """The number in full, as a person would type it."""
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


def total(
    figures: Iterable[Figure],
    query: Query = Query(),  # noqa: B008 - it is frozen
    rows: Rows = Rows(),  # noqa: B008
    *,
    parts: bool = False,
    explain: bool = False,
) -> list[Total]:
    """Return the totals of the figures of a query, given in one block."""
    totalling = TotalsFold(query, rows, SETTING, parts=parts, explain=explain)
    totalling.take(list(figures))
    return list(totalling.result().rows)


def with_ids(ids: Iterable[str]) -> Query:
    """Return the query for figures with one of these ids."""
    return Query((OneOf(("id",), frozenset(ids)),))
