"""Figures as tables: one a row, or each whole on a card. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from aidcli.display.table import Column, Notes, Table
from aidcli.display.wording import Speech
from aidcli.model.figure import KEYS, Figure, Source


def of_figures(figures: Iterable[Figure], speech: Speech, notes: Notes = tuple, words: Sequence[str] = ()) -> Table:
    """The figures one a row; where words were searched for, also what may hold them."""
    shown = ["id", *speech.amount_keys, *speech.say("subject", "subject_zh").split(), "sector", "period"]
    if words:
        shown[-2:] = ["subject_zh" if "subject" in shown else "subject", "printed", "recipient"]
    columns = figure_columns(speech, {"period": 4, "sector": 3, "recipient": 4, "printed": 3})
    if not words:
        columns = [column._replace(cell=_subject_zh) if column.key == "subject_zh" else column for column in columns]
    return Table(figures, KEYS, Figure.record, columns, shown, notes, words=words)


def _subject_zh(figure: Figure) -> str:
    """The Chinese subject or else, where it stands alone, the English one."""
    return figure.subject_zh or figure.subject


def of_cards(
    figures: Sequence[Figure], wholes: Mapping[str, Figure], parts: Sequence[Figure], sources: Mapping[str, Source], speech: Speech
) -> Table:
    """The figures one below the other, each with its whole, its parts and the document that states it."""

    def whole_of(figure: Figure) -> str:
        whole = wholes.get(figure.part_of or "")
        return _line(whole, speech) if whole else figure.part_of or ""

    def parts_of(figure: Figure) -> str:
        return "\n".join(_line(part, speech) for part in parts if part.part_of == figure.id)

    def document(figure: Figure) -> str:
        source = sources.get(figure.source)
        return ", ".join(filter(None, (source.title, source.publisher, source.date, source.url))) if source else ""

    columns = [
        *figure_columns(speech),
        speech.column("whole", whole_of),
        speech.column("parts", parts_of),
        speech.column("document", document),
    ]
    shown = (
        *("id", "subject", "subject_zh", *speech.amount_keys, "upper", "bound", "printed", "sector", "measure", "period"),
        *("provider", "recipient", "whole", "parts", "source", "document", "line", "start", "note"),
    )
    reported = speech.say("As reported by the source; not independently verified.", "数据系来源所报道,未经独立核实。")
    return Table(figures, KEYS, Figure.record, columns, shown, footer=[reported], card=True)


def _line(figure: Figure, speech: Speech) -> str:
    return f"{figure.id}: {speech.amount(figure.quantity, figure.unit)}{speech.say(' ' + speech.code('unit', figure.unit), '')}"


def figure_columns(speech: Speech, spare: Mapping[str, int] | None = None) -> list[Column]:
    """A column for every key of a figure."""
    cells: dict[str, Callable[[Figure], str]] = {
        "value": lambda figure: speech.amount(figure.quantity, figure.unit),
        "bound": lambda figure: speech.bound(figure.bound),
        "source": lambda figure: figure.source,
    }
    numbers = ("value", "upper", "line", "start")
    return [speech.column(key, cells.get(key), number=key in numbers, spare=(spare or {}).get(key, 0)) for key in KEYS]
