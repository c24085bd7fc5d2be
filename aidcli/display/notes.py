"""Notes on what a query could not place, or placed only in part. Pure."""

from collections.abc import Iterator

from aidcli.display import wording
from aidcli.display.table import Notes
from aidcli.display.wording import Phrase, Speech
from aidcli.query.filters import Named, Unplaced
from aidcli.query.totals import Totals


def unplaced_notes(unplaced: Unplaced, speech: Speech, *, summed: bool = False) -> Notes:
    """Return the notes on figures that filters could not place; where figures are summed, also on those counted in full."""

    def notes() -> Iterator[str]:
        yield from _absent(unplaced, speech)
        if summed:
            yield from _named(wording.PERIOD_EXTENDS, unplaced.beyond, speech)

    return lambda: list(notes())


def operand_notes(totals: Totals, speech: Speech) -> list[str]:
    """Return the notes on figures that no operand counts, or more than one."""
    return [
        *_absent(totals.outside, speech),
        *_named(wording.PERIOD_NOT_INSIDE, totals.outside.beyond, speech),
        *_named(wording.SHARED, totals.shared, speech),
    ]


def _absent(unplaced: Unplaced, speech: Speech) -> Iterator[str]:
    for key, count in unplaced.absent.items():
        if count:
            yield speech.say(wording.ABSENT[key], count=count)


def _named(phrase: Phrase, figures: Named, speech: Speech) -> Iterator[str]:
    if figures.count:
        rest = figures.count - len(figures.ids)
        more = speech.say(wording.AND_MORE, rest=rest, count=figures.count) if rest else ""
        yield speech.say(phrase, ids=speech.say(wording.LISTED).join(figures.ids) + more)
