"""Every shared option, declared once, and the groups in which commands take them."""

import inspect
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Final, NamedTuple

import typer

from aidcli.display.formats import WRITERS
from aidcli.display.table import Style
from aidcli.display.wording import Speech
from aidcli.errors import UnknownWord
from aidcli.model.codes import Codebook
from aidcli.query.query import Asked
from aidcli.store.store import Store, opened

LANGUAGES: Final = ("en", "zh")


class Answer(NamedTuple):
    """Which store is asked and how the answer is wanted, as the user wrote it."""

    db: str | None = None
    format: str | None = None
    fields: str | None = None
    no_header: bool = False
    lang: str | None = None

    def store(self) -> Store:
        """The store to ask; raises WrongQuestion first where the answer is asked for in a way that there is not."""
        _ = self.format_name, self.language
        return opened(self.db)

    @property
    def format_name(self) -> str:
        """The format: the option, else AIDCLI_FORMAT, else a table."""
        return _choice("format", self.format or os.environ.get("AIDCLI_FORMAT") or "table", tuple(WRITERS))

    @property
    def language(self) -> str:
        """`en` or `zh`: the option, else AIDCLI_LANG, else what the locale says."""
        asked = self.lang or os.environ.get("AIDCLI_LANG")
        locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
        return _choice("language", asked, LANGUAGES) if asked else "zh" if locale.startswith("zh") else "en"

    def speech(self, codes: Codebook) -> Speech:
        """How things are called in the language of the answer."""
        return Speech(codes, self.language)

    def style(self, width: int | None, *, colour: bool) -> Style:
        """How to write the answer on a terminal of that width, or on none."""
        return Style(self.format_name, self.fields, not self.no_header, width, colour, self.language)


class Given(NamedTuple):
    """A figure as typed: any of its keys."""

    id: str | None = None
    sector: str | None = None
    measure: str | None = None
    value: str | None = None
    upper: str | None = None
    unit: str | None = None
    bound: str | None = None
    printed: str | None = None
    period: str | None = None
    provider: str | None = None
    recipient: str | None = None
    subject: str | None = None
    subject_zh: str | None = None
    part_of: str | None = None
    source: str | None = None
    line: str | None = None
    start: str | None = None
    note: str | None = None


class Described(NamedTuple):
    """A code or source of one's own, as typed."""

    en: str | None = None
    zh: str | None = None
    parent: str | None = None
    standard: str | None = None
    aliases: str | None = None
    publisher: str | None = None
    date: str | None = None
    language: str | None = None
    url: str | None = None
    sha256: str | None = None


def _choice(kind: str, word: str, valid: Sequence[str]) -> str:
    if word not in valid:
        raise UnknownWord(kind, word, [], valid)
    return word


def complete(kind: str) -> Callable[[str], Iterator[tuple[str, str]]]:
    """Offer the codes of a kind, with their labels, to the shell's completion."""

    def offer(incomplete: str) -> Iterator[tuple[str, str]]:
        codes = opened(None).codes[kind]
        return ((code.code, code.en) for code in codes if code.code.startswith(incomplete))

    return offer


def complete_id(incomplete: str) -> list[str]:
    """Offer the ids of figures to the shell's completion."""
    return [figure.id for figure in opened(None).figures() if figure.id.startswith(incomplete)]


def _words(text: str, metavar: str, offer: Callable[..., Any] | None = None) -> Any:
    return Annotated[list[str] | None, typer.Option(help=text, metavar=metavar, show_default=False, autocompletion=offer)]


def _word(text: str, metavar: str, offer: Callable[..., Any] | None = None) -> Any:
    return Annotated[str | None, typer.Option(help=text, metavar=metavar, show_default=False, autocompletion=offer)]


def _flag(text: str, name: str) -> Any:
    return Annotated[bool, typer.Option(name, help=text, show_default=False)]


DECLARED: Final[Mapping[type, Mapping[str, Any]]] = {
    Asked: {
        "sector": _words("Only this sector and what lies inside it: code, DAC code or label.", "SECTOR", complete("sector")),
        "measure": _words("Only what is counted: funding, projects, people-sent ...", "MEASURE", complete("measure")),
        "unit": _words("Only amounts in this unit: CNY, person ...", "UNIT", complete("unit")),
        "provider": _words("Only what this place or body, or one inside it, gives.", "PLACE", complete("place")),
        "recipient": _words("Only what this place or body, or one inside it, receives.", "PLACE", complete("place")),
        "source": _words("Only figures that this document states.", "SOURCE", complete("source")),
        "bound": _words("Only exact, at-least, under, about or range.", "BOUND"),
        "period": _words("Only figures whose period overlaps this: 2023, 2020/2023, 2020/.. .", "PERIOD"),
        "within": _flag("Ask that the figure's period lies inside --period.", "--within"),
        "min": _word("Only values from this up: 8000, 8000万, 1.2亿, 80m.", "NUMBER"),
        "max": _word("Only values up to this.", "NUMBER"),
        "id": _words("Only the figure of this id.", "ID", complete_id),
    },
    Given: {
        "id": _word("A short stable name; add proposes one where none is given.", "ID"),
        "sector": _word("The sector: code, DAC code or label.", "SECTOR", complete("sector")),
        "measure": _word("What is counted.", "MEASURE", complete("measure")),
        "value": _word("The amount: 6.28亿元 fills value, unit, bound and printed form.", "AMOUNT"),
        "upper": _word("The other end of a range.", "NUMBER"),
        "unit": _word("The unit: CNY, USD-2014, person ...", "UNIT", complete("unit")),
        "bound": _word("exact, at-least, under, about or range.", "BOUND"),
        "printed": _word("The figure as the source prints it.", "TEXT"),
        "period": _word("What it covers: 2023, 2020/2023-09, 2020/.. .", "PERIOD"),
        "provider": _word("Who gives.", "PLACE", complete("place")),
        "recipient": _word("The place or body that receives.", "PLACE", complete("place")),
        "subject": _word("What it is, in a short noun phrase.", "TEXT"),
        "subject_zh": _word("The same in Chinese.", "TEXT"),
        "part_of": _word("The figure that it is already counted in.", "ID", complete_id),
        "source": _word("The document that states it.", "SOURCE", complete("source")),
        "line": _word("Its line in the document, from 1.", "NUMBER"),
        "start": _word("Its offset in the line, from 0.", "NUMBER"),
        "note": _word("An assumption made.", "TEXT"),
    },
    Described: {
        "en": _word("With add: the English label, or a source's title.", "TEXT"),
        "zh": _word("With add: the Chinese label.", "TEXT"),
        "parent": _word("With add: the code that it lies inside.", "CODE"),
        "standard": _word("With add: its codes in standards, parted by |.", "CODES"),
        "aliases": _word("With add: other names for it, parted by |.", "NAMES"),
        "publisher": _word("With add source: who published it.", "TEXT"),
        "date": _word("With add source: when, as 2023-09-01.", "DATE"),
        "language": _word("With add source: its language, as zh.", "TAG"),
        "url": _word("With add source: where.", "URL"),
        "sha256": _word("With add source: the document's SHA-256.", "HEX"),
    },
    Answer: {
        "db": _word("The store, rather than AIDCLI_DB or your own.", "FILE"),
        "format": _word(f"How to print: {', '.join(WRITERS)}. AIDCLI_FORMAT sets the usual one.", "FORMAT"),
        "fields": _word("Only these keys, in this order, parted by commas.", "KEYS"),
        "no_header": _flag("Leave the header line away.", "--no-header"),
        "lang": _word("en or zh: labels, notes and the form of amounts. AIDCLI_LANG sets the usual one.", "LANG"),
    },
}


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take whole groups: each field of a group becomes an option of the command."""
    given = inspect.signature(command).parameters.values()
    groups = {each.name: each.annotation for each in given if each.annotation in DECLARED}
    own = [each.replace(kind=each.KEYWORD_ONLY) for each in given if each.name not in groups]
    shared = [
        inspect.Parameter(field, inspect.Parameter.KEYWORD_ONLY, default=group._field_defaults[field], annotation=declared)
        for group in groups.values()
        for field, declared in DECLARED[group].items()
    ]

    def gather(**options: Any) -> None:
        gathered = {name: group(**{field: options.pop(field) for field in group._fields}) for name, group in groups.items()}
        command(**options, **gathered)

    gather.__name__, gather.__doc__ = command.__name__, command.__doc__
    gather.__signature__ = inspect.Signature([*own, *shared])  # type: ignore[attr-defined]
    gather.__annotations__ = {each.name: each.annotation for each in (*own, *shared)}
    return gather
