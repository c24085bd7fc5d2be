"""`aidcli search`: find figures by words."""

from typing import Annotated

import typer

from aidcli.cli.options import Answer, Filters, Limit, spread
from aidcli.cli.output import refuse_missing, reply
from aidcli.cli.teaching import exemplified, headed
from aidcli.display.figures import of_figures
from aidcli.display.notes import search_notes, unplaced_notes
from aidcli.query.query import parse_query


@exemplified(
    {
        "Figures about doctors": "aidcli search doctors",
        "The same in Chinese": "aidcli search 医生",
        "Only what was paid for, and where the report says so": "aidcli search students --measure funding --fields id,value,line",
    }
)
@headed("Order")
@spread
def search_figures(
    words: Annotated[list[str], typer.Argument(help="Words that must all be found, Chinese or English; or an amount.", metavar="WORD...")],
    filters: Filters,
    answer: Answer,
    limit: Limit = None,
) -> None:
    """Find figures by words or an amount, best match first.

    Every word, Chinese or English, must be found in the subject, the printed form, the note, or the name of the sector, the
    measure or a place. Singular and plural are the same. An amount, such as '200 million' or 2亿, finds figures of that value.
    """
    with answer.open_store() as store:
        query = parse_query(store.codes, **filters._asdict())._replace(words=tuple(words))
        found = store.search(query, limit)
        figures = list(found.figures)
        refuse_missing(found.unplaced, store)
        speech = answer.speech(store.codes)
        unplaced = unplaced_notes(found.unplaced, speech)
        missed = [] if figures else list(search_notes(store.word_counts(words), speech))
        reply(of_figures(figures, speech, lambda: [*unplaced(), *missed], words), answer)
