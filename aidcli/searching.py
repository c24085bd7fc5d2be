"""Which figures hold the words searched for, best first. Pure."""

import re
from collections.abc import Iterable, Sequence
from operator import itemgetter

from aidcli.codelist import Codebook, fold
from aidcli.errors import Usage
from aidcli.figure import Figure


def search(figures: Iterable[Figure], words: Sequence[str], codes: Codebook) -> list[Figure]:
    """The figures that hold every word in subject, printed form, place or note; best first, else in store order."""
    folded = [fold(word) for word in words if fold(word)]
    if not folded:
        raise Usage("nothing to search for in ''; give a word, say 'aidcli search doctors'")
    scored = ((_score(figure, folded, codes), figure) for figure in figures)
    return [figure for _, figure in sorted(((score, figure) for score, figure in scored if score is not None), key=itemgetter(0))]


def _score(figure: Figure, words: Sequence[str], codes: Codebook) -> int | None:
    """0 where every word begins a word of a subject, more the further off it stands; None where one is missing."""
    places = [each for code in (figure.provider, figure.recipient) if code for each in _place_names(code, codes)]
    subjects = [fold(text) for text in (figure.subject, figure.subject_zh) if text]
    further = [fold(text or "") for text in (figure.printed, " ".join(places), figure.note)]
    total = 0
    for word in words:
        if any(re.search(rf"(?<![a-z0-9]){re.escape(word)}", text) for text in subjects):
            continue
        distance = next((at for at, text in enumerate([" ".join(subjects), *further], 1) if word in text), None)
        if distance is None:
            return None
        total += distance
    return total


def _place_names(code: str, codes: Codebook) -> tuple[str, ...]:
    place = codes["place"].codes.get(code)
    return (code, *place.labels, *place.aliases) if place else (code,)
