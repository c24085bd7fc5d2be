"""`aidcli list`: list the figures that match."""

from typing import Annotated

from aidcli.cli.options import Answer, Filters, Limit, PlainWords, keys_option, spread
from aidcli.cli.output import refuse_missing, reply
from aidcli.cli.teaching import exemplified, headed
from aidcli.display.figures import of_figures
from aidcli.display.notes import repeated_notes, unplaced_notes
from aidcli.query.filters import Distinct
from aidcli.query.plain_words import parse_plain
from aidcli.query.sorting import parse_order


@exemplified(
    {
        "All that is known of education": "aidcli list education",
        "The three largest sums of aid": "aidcli list funding --sort -value --limit 3",
        "A file for a spreadsheet": "aidcli list --sector health --format csv > health.csv",
    }
)
@headed("Order")
@spread
def list_figures(
    filters: Filters,
    answer: Answer,
    words: PlainWords = None,
    sort: Annotated[str | None, keys_option("Comma-separated keys to sort by; -key for descending.")] = None,
    limit: Limit = None,
) -> None:
    """List the figures that match."""
    order = parse_order(sort) if sort is not None else ()
    with answer.open_store() as store:
        found = store.find(parse_plain(store.codes, words or [], filters._asdict()), order, limit)
        refuse_missing(found.unplaced, store)
        speech = answer.speech(store.codes)
        figures, unplaced = Distinct(found.figures), unplaced_notes(found.unplaced, speech)
        reply(of_figures(figures, speech, lambda: [*unplaced(), *repeated_notes(figures, speech)]), answer)
