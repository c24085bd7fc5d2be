"""`aidcli report`: a store as one page to look at."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from aidcli.cli.options import Answer, Filters, PlainWords, Text, flag, option, spread
from aidcli.cli.output import note, refuse_missing
from aidcli.cli.teaching import exemplified, headed
from aidcli.display import wording
from aidcli.display.notes import totals_notes
from aidcli.display.overview import Overview, overview_page
from aidcli.errors import Usage
from aidcli.exchange.writing import write_file
from aidcli.model.figure import CODED, Source
from aidcli.query.plain_words import parse_plain
from aidcli.query.query import Query, Rows
from aidcli.query.store import Store

SLOW_PAGE: Final = 20_000
"""Figures from which on a browser takes seconds to open the page."""


@exemplified(
    {
        "Everything on one page": "aidcli report aid.html",
        "Only what is known of education, in Chinese": "aidcli report education.html education --lang zh",
        "A newer page in the place of the older one": "aidcli report aid.html --force",
    }
)
@headed("Output")
@spread
def report(
    filters: Filters,
    file: Annotated[str, typer.Argument(help="The page to write, an .html file.", metavar="FILE")],
    words: PlainWords = None,
    db: Annotated[Text, option("The store to use, instead of AIDCLI_DB or your own.", "FILE", "Store")] = None,
    force: Annotated[bool, flag("Overwrite an existing file.", "--force")] = False,
    lang: Annotated[Text, option("en or zh: the language of the page. AIDCLI_LANG sets the default.", "LANG")] = None,
) -> None:
    """Write figures to one page: totals by sector, every figure with where it is stated, search and sort.

    The page holds all that it needs, and opens in any browser without a network. Filters choose what is on it.
    """
    answer, path = Answer(db=db, force=force, lang=lang), Path(file)
    if path.suffix.lower() not in (".html", ".htm"):
        raise Usage("a report is a page; name an .html file, not '{path}'", "报告是一个网页；请指定 .html 文件，而非 '{path}'", path=file)
    with answer.open_store(file) as store:
        query = parse_plain(store.codes, words or [], filters._asdict())
        speech = answer.speech(store.codes)
        answered = store.totals(query, Rows())
        refuse_missing(answered.unplaced, store)
        sources, number = _sources(query, store)
        if not number:
            note(speech.say(wording.NO_MATCH))
            raise typer.Exit(1)
        sectors = store.totals(query, Rows(("sector",))).rows
        notes = totals_notes(answered, speech)
        shown = Overview(_typed(words or [], filters), answered.rows, sectors, sources, store.find(query).figures, notes)
        write_file(path, map(str.encode, overview_page(shown, speech)), force=force)
    if number >= SLOW_PAGE:
        note(speech.say(wording.LARGE_PAGE))
    note(speech.say(wording.WROTE, path=file, rows=f"{number:,}"))


def _typed(words: Sequence[str], filters: Filters) -> list[str]:
    """Return the filters as typed."""
    given = ((f"--{key}", value) for key, value in filters._asdict().items() if value)
    return [*words, *(key if value is True else f"{key} {value if isinstance(value, str) else ','.join(value)}" for key, value in given)]


def _sources(query: Query, store: Store) -> tuple[list[Source], int]:
    """Return the sources of the figures of a query, and the number of these."""
    at, counted = list(CODED).index("source"), store.code_counts(query)
    used = {combination[at] for combination in counted}
    return [source for source in store.sources().values() if source.id in used], sum(counted.values())
