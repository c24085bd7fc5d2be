"""`aidcli extract`: the figures that a text states, drafted as records."""

import re
from pathlib import Path
from typing import Annotated

import typer

from aidcli.cli.options import Answer, Text, complete, flag, option, spread
from aidcli.cli.output import reply
from aidcli.display.drafts import draft_notes, of_drafts
from aidcli.errors import Unreadable, Usage
from aidcli.exchange.reading import read_bytes
from aidcli.model.codes import fold
from aidcli.model.period import parse_period
from aidcli.model.seeds import shipped_rows
from aidcli.prose.drafts import draft_records, is_shown
from aidcli.prose.reader import read_text
from aidcli.prose.words import Vocabulary
from aidcli.query.query import OneOf, Query


@spread
def extract(
    file: Annotated[str, typer.Argument(help="A text in Chinese or English, or - for standard input.", metavar="FILE")],
    answer: Answer,
    source: Annotated[Text, option("The document's source; by default made of the file's name.", "SOURCE", complete("source"))] = None,
    date: Annotated[Text, option("The document's date, from which 'this year' is told: 2023-09.", "DATE")] = None,
    encoding: Annotated[Text, option("The text's encoding; by default UTF-8, UTF-16 or GB18030, as its bytes tell.", "NAME")] = None,
    complete_only: Annotated[bool, flag("Only drafts that have every required key, ready for import.", "--complete-only")] = False,
    doubtful: Annotated[bool, flag("Also background, targets and differences, with the reason.", "--doubtful")] = False,
    everything: Annotated[bool, flag("Also numbers that are no figures, such as dates, with the reason.", "--all")] = False,
) -> None:
    """Draft figures from the text of a report; writes nothing.

    Review the drafts, then import them: 'aidcli extract report.txt --source lin-2024 --complete-only --format csv' prints
    what import reads. Other formats come through a pipe: 'pdftotext report.pdf - | aidcli extract -'.
    """
    if date is not None and parse_period(date) is None:
        raise Usage(f"--date: {date!r} is not a date; write it like 2023-09")
    text = _decoded(file, read_bytes(file), encoding)
    name = source or _slug(file)
    with answer.open_store() as store:
        stored = store.find(Query((OneOf(("source",), frozenset({name})),))).figures
        known = {(figure.line, figure.start) for figure in stored if figure.line is not None and figure.start is not None}
        words = Vocabulary(shipped_rows("prose-words"), store.codes)
        drafts = list(draft_records(read_text(text, words, date), name, known))
        shown = [each for each in drafts if is_shown(each, doubtful=doubtful, everything=everything)]
        shown = [each for each in shown if each.is_complete or not complete_only]
        speech = answer.speech(store.codes)
        reply(of_drafts(shown, speech, draft_notes(drafts, speech)), answer)


def _decoded(path: str, data: bytes, encoding: str | None) -> str:
    """Return the text, in the encoding named, else UTF-16 by its byte order mark, else UTF-8, else GB18030."""
    tried = [encoding] if encoding else ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for each in tried:
        try:
            return data.decode(each)
        except UnicodeDecodeError:
            continue
        except LookupError:
            raise Usage(f"--encoding: {each!r} is not an encoding that Python knows; try gb18030 or latin-1") from None
    raise Unreadable(path, f"it is not text in {' or '.join(tried)}")


def _slug(file: str) -> str:
    """Return a source id made of the file's name, as codes are written."""
    stem = Path(file).stem if file != "-" else ""
    return re.sub(r"[^a-z0-9]+", "-", fold(stem)[:40]).strip("-") or "document"
