"""Notes on what a query could not place, or placed only in part. Pure."""

from collections.abc import Iterator, Sequence

from aidcli.display import wording
from aidcli.display.speech import Speech
from aidcli.display.table import Notes
from aidcli.display.wording import Phrase
from aidcli.query.comparison import overlapping_groups
from aidcli.query.filters import Distinct, Named, Unplaced
from aidcli.query.operands import Sides
from aidcli.query.totals import Totals
from aidcli.query.word_counts import WordCount


def unplaced_notes(unplaced: Unplaced, speech: Speech) -> Notes:
    """Return the notes on figures that filters could not place."""
    return lambda: list(_absent(unplaced, speech))


def totals_notes(answered: Totals, speech: Speech) -> list[str]:
    """Return the notes on how figures were added up: those not placed, those counted in full, parts beside their wholes."""
    with_parts = [speech.say(wording.WITH_PARTS)] if answered.parts else []
    return [*_absent(answered.unplaced, speech), *_named(wording.PERIOD_EXTENDS, answered.unplaced.beyond, speech), *with_parts]


def search_notes(counted: Sequence[WordCount], speech: Speech) -> Iterator[str]:
    """Yield why a search found nothing: which words no figure has, and how many figures have each of the others."""
    apart: list[str] = []
    for each in counted:
        word, near = (speech.say(wording.QUOTED, word=each.word), [speech.say(wording.QUOTED, word=word) for word in each.nearest])
        if each.figures:
            apart.append(speech.say(wording.WORD_APART, word=word, count=each.figures))
        elif near:
            yield speech.say(wording.NEAR_WORDS, word=word, near=speech.say(wording.EITHER).join(near))
        elif len(counted) > 1:
            yield speech.say(wording.NO_FIGURE_HAS, word=word)
    if apart and len(counted) > 1:
        yield speech.say(wording.WORDS_APART, counts=speech.say(wording.LISTED).join(apart))


def repeated_notes(figures: Distinct, speech: Speech) -> list[str]:
    """Return the note on ids that several figures have; call it when these have been read."""
    return list(_named(wording.REPEATED_IDS, figures.repeated, speech))


def operand_notes(totals: Totals, sides: Sides, speech: Speech) -> list[str]:
    """Return the notes on figures that no operand counts, or more than one, and on shares."""
    overlapping = [
        speech.joined(
            (
                *(speech.value(key, value) for key, value in zip(sides.by, group.by, strict=True)),
                speech.say(wording.MEASURE_IN_UNIT, measure=speech.code("measure", group.measure), unit=speech.code("unit", group.unit)),
            )
        )
        for group in overlapping_groups(totals.rows, sides)
    ]
    return [
        *_absent(totals.outside, speech),
        *_named(wording.PERIOD_NOT_INSIDE, totals.outside.beyond, speech),
        *_named(wording.SHARED, totals.shared, speech),
        *(
            [speech.say(wording.OPERANDS_OVERLAP if sides.operands else wording.SHARES_OVERLAP, groups=few_of(overlapping, speech))]
            if overlapping
            else []
        ),
    ]


def _absent(unplaced: Unplaced, speech: Speech) -> Iterator[str]:
    for key, count in unplaced.absent.items():
        if count:
            yield speech.say(wording.ABSENT[key], count=count)


def _named(phrase: Phrase, figures: Named, speech: Speech) -> Iterator[str]:
    if figures.count:
        yield speech.say(phrase, ids=few_of(figures.ids, speech, figures.count))


def few_of(words: Sequence[str], speech: Speech, count: int | None = None) -> str:
    """Return the first of `words`, and how many there are besides; `words` may be the first of `count`."""
    named, count = words[: Named.MOST], count or len(words)
    more = speech.say(wording.AND_MORE, rest=count - len(named), count=count) if count > len(named) else ""
    return speech.say(wording.LISTED).join(named) + more
