"""`aidcli extract`: the figures that a text states, drafted as records."""

import sys
from typing import Annotated

import typer

from aidcli.changes.review import ASKED, Review
from aidcli.cli.choosing import refuse_single_change, store_before_change
from aidcli.cli.documents import DocumentSource, TypedSource, source_of
from aidcli.cli.options import Answer, Text, flag, option, spread
from aidcli.cli.output import note, reply
from aidcli.cli.reviewing import review_drafts, write_review
from aidcli.cli.teaching import exemplified, headed
from aidcli.display.drafts import draft_notes, of_drafts, unlinked_note
from aidcli.display.speech import Speech
from aidcli.errors import Usage
from aidcli.exchange.texts import Document, read_document
from aidcli.model.period import parse_period
from aidcli.prose.drafts import DRAFT_STATES, USUAL_STATES, Drafts, chosen_drafts
from aidcli.prose.reader import DISMISSED


@exemplified(
    {
        "What a text states": "aidcli extract report.txt",
        "Drafts to correct in a spreadsheet, then to import": "aidcli extract report.txt --source lin-2024 --format csv > drafts.csv",
        "Also what is doubtful, and why": "aidcli extract report.txt --doubtful --fields id,printed,state,reason",
    }
)
@headed("Drafts")
@spread
def extract(
    file: Annotated[str, typer.Argument(help="A text in Chinese or English, or - for standard input.", metavar="FILE")],
    answer: Answer,
    typed: TypedSource,
    encoding: Annotated[Text, option("The text's encoding; by default UTF-8, UTF-16 or GB18030, as its bytes tell.", "NAME")] = None,
    complete_only: Annotated[bool, flag("Only drafts that have every required key, ready for import.", "--complete-only")] = False,
    doubtful: Annotated[bool, flag("Also background, targets, differences and repeats, with the reason.", "--doubtful")] = False,
    review: Annotated[bool, flag("Ask about each draft on a terminal, and write what is taken at the end.", "--review")] = False,
    everything: Annotated[bool, flag("Also numbers that are no figures, such as dates, with the reason.", "--all")] = False,
) -> None:
    """Draft figures from a text; writes nothing without --review.

    Look at the drafts, then import them: 'aidcli extract report.txt --source lin-2024 --format csv' prints what import
    reads. Or review them one at a time with --review. Other formats come through a pipe: 'pdftotext report.pdf - | aidcli extract -'.
    """
    if typed.date is not None and parse_period(typed.date) is None:
        raise Usage("--date: {date!r} is not a date; write it like 2023-09", "--date：{date!r} 不是日期；写法如 2023-09", date=typed.date)
    document = read_document(file, encoding)
    answer.check()
    with store_before_change(answer.db) as store:
        speech = answer.speech(store.codes)
        source = source_of(document, typed, store, speech)
        drafts = source.drafts(document, store)
        if review:
            _review(drafts, document, source, answer, speech, everything=everything)
            return
        states = DRAFT_STATES if everything else [each for each in DRAFT_STATES if each != DISMISSED] if doubtful else USUAL_STATES
        shown, unlinked = chosen_drafts(drafts.all, states, complete_only=complete_only)
        notes = [*unlinked_note(unlinked, speech), *source.notes, *draft_notes(drafts, speech)]
        new = source.source if source.is_new else None
        reply(of_drafts(shown, speech, notes, new, narrow=answer.output is None and sys.stdout.isatty()), answer)


def _review(drafts: Drafts, document: Document, source: DocumentSource, answer: Answer, speech: Speech, *, everything: bool) -> None:
    if answer.output is not None:
        raise Usage("--review writes to the store, not to a file; omit --output", "--review 写入数据文件，而非其他文件；请去掉 --output")
    refuse_single_change(answer.db, "extract --review")
    for words in source.notes:
        note(words)
    asked = Review(drafts.all, (*ASKED, DISMISSED) if everything else ASKED)
    review_drafts(asked, document, speech)
    write_review(asked, source, answer.db, speech)
