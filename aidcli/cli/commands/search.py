"""`aidcli search`: find figures by words."""

from typing import Annotated

import typer

from aidcli.cli.options import Answer, Filters, Limit, spread
from aidcli.cli.output import refuse_missing, reply
from aidcli.display.figures import of_figures
from aidcli.display.notes import unplaced_notes
from aidcli.query.query import parse_query


@spread
def search_figures(
    words: Annotated[list[str], typer.Argument(help="Words that must all occur, Chinese or English.", metavar="WORD...")],
    filters: Filters,
    answer: Answer,
    limit: Limit = None,
) -> None:
    """Find figures by words, Chinese or English, best match first.

    Every word must occur in the subject, the printed form, a place or the note.
    """
    with answer.open_store() as store:
        query = parse_query(store.codes, **filters._asdict())._replace(words=tuple(words))
        found = store.search(query, limit)
        refuse_missing(found.unplaced, store)
        speech = answer.speech(store.codes)
        reply(of_figures(found.figures, speech, unplaced_notes(found.unplaced, speech), words), answer)
