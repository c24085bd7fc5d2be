"""Figures as tables: one figure a row, or one a card. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from aidcli.display import wording
from aidcli.display.speech import Speech
from aidcli.display.table import Column, Notes, Table
from aidcli.model.amounts import read_number
from aidcli.model.figure import KEYS, Figure, Source


def of_figures(figures: Iterable[Figure], speech: Speech, notes: Notes = tuple, words: Sequence[str] = ()) -> Table:
    """Return a table of one figure a row; with `words`, those searched for, it shows the columns that say something."""
    own, other = ("subject_zh", "subject") if speech.lang == "zh" else ("subject", "subject_zh")
    columns = figure_columns(
        speech, {"id": 1, own: 2, other: 5, "measure": 3, "sector": 3, "printed": 4, "period": 4, "recipient": 6, "receiver": 7}
    )
    shown: tuple[str, ...] = ("id", *speech.amount_keys, own, "sector", "period")
    if words:
        figures = list(figures)
        shown = ("id", *speech.amount_keys, *_telling_keys((own, other), figures))
    else:
        columns = [column._replace(cell=lambda figure: figure.label(speech.lang)) if column.key == own else column for column in columns]
    return Table(figures, KEYS, Figure.record, columns, shown, notes, words=words)


def _telling_keys(subjects: Sequence[str], figures: Sequence[Figure]) -> Iterator[str]:
    """Yield the keys that say something of figures found: those that hold the words, and those that tell the figures apart."""
    if len({(figure.measure, figure.unit) for figure in figures}) > len({figure.unit for figure in figures}):
        yield "measure"
    yield from (key for key in subjects if any(getattr(figure, key) for figure in figures))
    if any(figure.printed and read_number(figure.printed) != figure.value for figure in figures):
        yield "printed"
    if any(len(figure.period or "") == len("2023-09-01") for figure in figures):  # As transactions have.
        yield "period"
    yield from (key for key in ("recipient", "receiver") if any(getattr(figure, key) for figure in figures))


def of_cards(
    figures: Sequence[Figure], wholes: Mapping[str, Figure], parts: Sequence[Figure], sources: Mapping[str, Source], speech: Speech
) -> Table:
    """Return a table of one card a figure, with its whole, its parts and the document that states it."""

    def whole_of(figure: Figure) -> str:
        whole = wholes.get(figure.part_of or "")
        return in_short(whole, speech) if whole else figure.part_of or ""

    def parts_of(figure: Figure) -> str:
        return "\n".join(in_short(part, speech) for part in parts if part.part_of == figure.id)

    def document(figure: Figure) -> str:
        source = sources.get(figure.source)
        if source is None:
            return ""
        kind = speech.say(wording.LEDGER) if source.type == "ledger" else ""
        return speech.joined((speech.code("source", source.id), source.publisher, source.date, source.url, kind))

    columns = [
        *(column._replace(cells=None) for column in figure_columns(speech)),  # A card stands by itself.
        speech.column("whole", whole_of),
        speech.column("parts", parts_of),
        speech.column("document", document),
    ]
    shown = (
        *("id", "subject", "subject_zh", *speech.amount_keys, "upper", "bound", "printed", "sector", "measure", "period"),
        *("provider", "recipient", "receiver", "whole", "parts", "source", "document", "line", "start", "note"),
    )
    return Table(figures, KEYS, Figure.record, columns, shown, footer=[speech.say(wording.AS_REPORTED)], card=True)


def in_short(figure: Figure, speech: Speech) -> str:
    """Return a figure as id and amount: `health-operations: ≥ 7,000 cases`."""
    amount, unit = speech.amount(figure.quantity, figure.unit), speech.code("unit", figure.unit)
    return speech.say(wording.IN_SHORT, id=figure.id, amount=amount, unit=unit)


def figure_columns(speech: Speech, spare: Mapping[str, int] | None = None) -> list[Column]:
    """Return a column for every key of a figure; `spare` says which may be dropped (see Column)."""

    def column(key: str) -> Column:
        if key == "value":
            return speech.amounts(key, lambda figure: (figure.quantity, figure.unit))
        return speech.column(key, (lambda figure: figure.source) if key == "source" else None, number=key in ("upper", "line", "start"))

    return [column(key)._replace(spare=(spare or {}).get(key, 0)) for key in KEYS]
