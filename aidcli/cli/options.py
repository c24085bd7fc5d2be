"""The options that commands share, each declared once, in groups that a command takes whole."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import typer

from aidcli.cli.choosing import open_store
from aidcli.cli.settings import choose
from aidcli.cli.teaching import headed
from aidcli.display.formats import WRITERS
from aidcli.display.headings import keys_of
from aidcli.display.speech import Speech
from aidcli.display.table import Style
from aidcli.errors import Usage, join_words
from aidcli.model.codes import Codebook
from aidcli.query.store import OpenStore

SUFFIXES: Final = {".json": "json", ".jsonl": "jsonl", ".csv": "csv", ".tsv": "tsv", ".md": "markdown", ".txt": "table"}
"""The formats that the names of files tell."""
Texts = list[str] | None
Text = str | None


PlainWords = Annotated[
    list[str] | None,
    typer.Argument(
        help="Filters without an option: a sector, measure, unit, place, source or period.", metavar="[WORD...]", show_default=False
    ),
]


def option(text: str, metavar: str, heading: str | None = None) -> Any:
    """Return an option that takes a word, with its help, and the heading that help lists it under if not that of its group."""
    return typer.Option(help=text, metavar=metavar, show_default=False, rich_help_panel=heading)


def keys_option(text: str, metavar: str = "KEYS") -> Any:
    """Return an option that takes keys, or the Chinese headings that tables have for them, with its help."""
    return typer.Option(help=text, metavar=metavar, show_default=False, callback=keys_of)


def flag(text: str, name: str) -> Any:
    """Return an option that takes no word, with its help."""
    return typer.Option(name, help=text, show_default=False)


Limit = Annotated[int | None, typer.Option(help="Show at most this many.", min=1, metavar="NUMBER")]


@headed("Filters")
class Filters(NamedTuple):
    """The filters as typed. A repeated filter means or, different filters mean and."""

    sector: Annotated[Texts, option("Only this sector and those inside it: code, DAC code or label.", "SECTOR")] = None
    measure: Annotated[Texts, option("Only this measure: funding, projects, people-sent ...", "MEASURE")] = None
    unit: Annotated[Texts, option("Only amounts in this unit: CNY, person ...", "UNIT")] = None
    provider: Annotated[Texts, option("Only what this place or body, or one inside it, gives.", "PLACE")] = None
    recipient: Annotated[Texts, option("Only what this place or body, or one inside it, receives.", "PLACE")] = None
    receiver: Annotated[Texts, option("Only what this body, or one inside it, receives or carries out.", "PLACE")] = None
    source: Annotated[Texts, option("Only figures that this document states.", "SOURCE")] = None
    bound: Annotated[Texts, option("Only exact, at-least, under, about or range.", "BOUND")] = None
    period: Annotated[Texts, option("Only figures whose period overlaps this: 2023, 2020/2023, 2020/.. .", "PERIOD")] = None
    within: Annotated[bool, flag("Only figures whose period lies inside --period.", "--within")] = False
    min: Annotated[Text, option("Only values of at least this: 8000, 8000万, 1.2亿, 80m.", "NUMBER")] = None
    max: Annotated[Text, option("Only values of at most this.", "NUMBER")] = None
    id: Annotated[Texts, option("Only the figure with this id.", "ID")] = None


@headed("Output")
class Answer(NamedTuple):
    """The store and the form of the answer, as typed."""

    db: Annotated[Text, option("The store to use, instead of AIDCLI_DB or your own.", "FILE", "Store")] = None
    format: Annotated[Text, option(f"Output format: {', '.join(WRITERS)}. AIDCLI_FORMAT sets the default.", "FORMAT")] = None
    json: Annotated[bool, flag("The same as --format json.", "--json")] = False
    output: Annotated[
        Text, typer.Option("--output", "-o", help=f"Write to this file: {', '.join(SUFFIXES)}.", metavar="FILE", show_default=False)
    ] = None
    force: Annotated[bool, flag("Overwrite an existing file.", "--force")] = False
    fields: Annotated[Text, keys_option("Comma-separated keys to show, in this order.")] = None
    no_header: Annotated[bool, flag("Omit the header row.", "--no-header")] = False
    wide: Annotated[bool, flag("On a terminal, fold long text instead of shortening it.", "--wide")] = False
    no_pager: Annotated[bool, flag("Print long answers as they are, without a pager.", "--no-pager")] = False
    lang: Annotated[Text, option("en or zh: labels, notes and the form of amounts. AIDCLI_LANG sets the default.", "LANG")] = None

    def open_store(self, picture: Text = None) -> OpenStore:
        """Open the store to ask, once `check` has passed."""
        self.check(picture)
        return open_store(self.db)

    def check(self, picture: Text = None) -> None:
        """Raise UnknownWord where the format or language is unknown, Usage where a file exists that is not to be overwritten.

        `picture` is a file that is written besides that of --output.
        """
        self.style(None, colour=False)
        files = [each for each in (self.output, picture) if each is not None]
        for file in files:
            from aidcli.exchange.writing import refuse_existing  # Here: a run that prints its answer does without.

            refuse_existing(Path(file), force=self.force)
        if self.force and not files:
            raise Usage("--force overwrites the file of --output; add --output FILE", "--force 覆盖 --output 的文件；请加 --output FILE")

    @property
    def format_name(self) -> str:
        """The format: the option, else the one that the file's suffix tells, else what is set, else a table."""
        told = self.asked or (self._format_of(self.output) if self.output is not None else None)
        return choose("format", told).value or ""

    @property
    def asked(self) -> str | None:
        """The format asked for by an option; raises Usage where two options disagree."""
        if self.json and self.format not in (None, "json"):
            raise Usage(
                "--json asks for JSON, --format for {format!r}; omit one of them",
                "--json 要求 JSON，--format 要求 {format!r}；请去掉其一",
                format=self.format,
            )
        return "json" if self.json else self.format

    @staticmethod
    def _format_of(file: str) -> str:
        suffix = Path(file).suffix.lower()
        if suffix not in SUFFIXES:
            raise Usage(
                "cannot tell the format of '{path}' by its suffix; use {suffixes}, or add --format",
                "无法从后缀判断 '{path}' 的格式；请用 {suffixes}，或加 --format",
                path=file,
                suffixes=join_words(SUFFIXES),
            )
        return SUFFIXES[suffix]

    @property
    def language(self) -> str:
        """`en` or `zh`: the option, else what is set, else what the locale says."""
        return choose("lang", self.lang).value or ""

    def speech(self, codes: Codebook) -> Speech:
        """Return how things are called in the language of the answer."""
        return Speech(codes, self.language)

    def style(self, width: int | None, *, colour: bool) -> Style:
        """Return how to write the answer on a terminal `width` columns wide, or on none."""
        return Style(self.format_name, self.fields, not self.no_header, width, colour, self.language, self.wide)


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take whole groups of options: each field of a group becomes an option of the command.

    Help lists them under the heading of the group.
    """
    parameters = inspect.signature(command).parameters.values()
    groups = {each.name: each.annotation for each in parameters if hasattr(each.annotation, "_fields")}
    own = [each.replace(kind=each.KEYWORD_ONLY) for each in parameters if each.name not in groups]
    shared = [
        inspect.Parameter(
            field, inspect.Parameter.KEYWORD_ONLY, default=group._field_defaults[field], annotation=group.__annotations__[field]
        )
        for group in groups.values()
        for field in group._fields
    ]

    def gather(**options: Any) -> None:
        gathered = {name: group(**{field: options.pop(field) for field in group._fields}) for name, group in groups.items()}
        command(**options, **gathered)

    gather.__name__, gather.__doc__ = command.__name__, command.__doc__
    gather.__signature__ = inspect.Signature([*own, *shared])  # type: ignore[attr-defined]
    gather.__annotations__ = {each.name: each.annotation for each in (*own, *shared)}
    gather.headings = {field: getattr(group, "heading", None) for group in groups.values() for field in group._fields}  # type: ignore[attr-defined]
    return gather
