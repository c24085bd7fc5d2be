"""`aidcli link`: link parts to the wholes that already count them."""

import sys
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import Annotated, NamedTuple

import typer

from aidcli.changes.checks import Finding, findings
from aidcli.changes.linking import BY_HAND, PAIRS, Link, Proposal, link_figures, propose_links, suspects_to_link
from aidcli.changes.outline import Outline
from aidcli.changes.revision import Revision
from aidcli.cli.asking import ask_links
from aidcli.cli.changing import changing, figures_by_id, note_remarks
from aidcli.cli.choosing import open_changeable, refuse_single_change, store_before_change
from aidcli.cli.options import Answer, Filters, Text, option, spread
from aidcli.cli.output import note, refuse_missing, reply
from aidcli.cli.teaching import exemplified, headed
from aidcli.display.links import NOT_ALL_PAIRS, NOT_ASKED, NOTHING_TO_LINK, NOTHING_WRITTEN, UNANSWERED, link_reason, linked_note, of_links
from aidcli.display.notes import unplaced_notes
from aidcli.display.speech import Speech
from aidcli.errors import Usage
from aidcli.model.figure import Figure
from aidcli.query.overlaps import EXACT_SUM
from aidcli.query.query import Query, Rows, parse_query
from aidcli.query.totals import TotalsFold
from aidcli.store.store import FileStore

Pair = tuple[str, str, int]
"""The ids of a part and its whole, and the rule that says so."""
PartIds = Annotated[list[str] | None, typer.Argument(help="Figures to link to --whole.", metavar="[PART...]")]


class Written(NamedTuple):
    """The links that were written, what to say of them, and which wholes are smaller than their parts."""

    links: list[Link]
    done: str
    remarks: Sequence[Finding]
    speech: Speech


@exemplified(
    {
        "What could be linked, without writing it": "aidcli link --dry-run",
        "Two parts and their whole": "aidcli link education-teacher-funding education-student-funding --whole education-funding",
        "Every exact sum, without being asked": "aidcli link --yes",
    }
)
@headed("Changes")
@spread
def link(
    filters: Filters,
    answer: Answer,
    parts: PartIds = None,
    whole: Annotated[Text, option("The figure that already counts every PART.", "ID")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Link exact sums without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
) -> None:
    """Link parts to the whole that already counts them.

    Lists parts that stand beside their whole, and figures stated twice; on a terminal, asks which of them to link. The
    note of each part then states why. A total counts linked parts once.
    """
    answer.check()
    if parts or whole is not None:
        if not (parts and whole) or yes or any(filters):
            raise Usage(
                "PART... and --whole ID go together, without --yes and filters; give both of them or neither",
                "PART... 须与 --whole ID 同用，且不与 --yes 和筛选条件同用；请两者都给，或都不给",
            )
        _link([(part, whole, BY_HAND) for part in dict.fromkeys(parts)], answer, dry_run=dry_run)
    else:
        _offer(filters, answer, yes=yes, dry_run=dry_run)


def _offer(filters: Filters, answer: Answer, *, yes: bool, dry_run: bool) -> None:
    """Show what can be linked, and link what is accepted; `yes` accepts all exact sums, and nothing else."""
    with open_changeable(answer.db, "link") as store:
        speech, query = answer.speech(store.codes), parse_query(store.codes, **filters._asdict())
        proposals, notes = _proposals(query, store, speech)
    if yes:
        sums = [links for links in proposals if links[0].rule == EXACT_SUM]
        if len(sums) < len(proposals):
            notes.append(speech.say(UNANSWERED, count=len(proposals) - len(sums)))
        _link(_pairs(sums), answer, notes, dry_run=dry_run)
        return
    reply(of_links(list(chain.from_iterable(proposals)), speech, lambda: notes), answer, NOTHING_TO_LINK)
    if dry_run or not sys.stdin.isatty():
        note(speech.say(NOTHING_WRITTEN if dry_run else NOT_ASKED))
    elif accepted := ask_links(proposals, speech):
        written = _written(_pairs(accepted), answer)
        note(written.done)
        note_remarks(written.remarks, speech.lang)
    else:
        note(speech.say(NOTHING_WRITTEN))


def _proposals(query: Query, store: FileStore, speech: Speech) -> tuple[list[Proposal], list[str]]:
    """Return what can be linked among the figures of a query, and notes on what was not looked at."""
    totals = TotalsFold(query, Rows(), store.setting())
    for figures in store.blocks():
        totals.take(figures)
    refuse_missing(totals.unplaced, store)
    looked = [suspects_to_link(overlaps, PAIRS) for overlaps in totals.overlaps()]
    notes = list(unplaced_notes(totals.unplaced, speech)())
    if not all(each.is_all for each in looked):
        notes.append(speech.say(NOT_ALL_PAIRS, count=PAIRS))
    suspects = [suspect for each in looked for suspect in each.suspects]
    dates = {source.id: source.date for source in store.sources().values()}
    return propose_links(suspects, store.figures(), dates), notes


def _pairs(proposals: Iterable[Proposal]) -> list[Pair]:
    return [(link.part.id, link.whole.id, link.rule) for links in proposals for link in links]


def _link(pairs: Sequence[Pair], answer: Answer, notes: Sequence[str] = (), *, dry_run: bool) -> None:
    """Link parts to wholes and show the links; `dry_run`: show what would be linked."""
    remarks: Sequence[Finding] = ()
    if dry_run or not pairs:
        refuse_single_change(answer.db, "link")
        with store_before_change(answer.db) as store:
            figures = list(store.figures()) if pairs else []
            links = _revised(pairs, Outline(figures), figures, speech := answer.speech(store.codes))[0]
        done = speech.say(NOTHING_WRITTEN) if pairs else ""
    else:
        links, done, remarks, speech = _written(pairs, answer)
    reply(of_links(links, speech, lambda: notes), answer, NOTHING_TO_LINK, done=done)
    note_remarks(remarks, speech.lang)


def _written(pairs: Sequence[Pair], answer: Answer) -> Written:
    """Write links to the store as it is now."""
    with changing(answer.db, "link") as change:
        speech = answer.speech(change.store.codes)
        outline, near = change.survey({each for pair in pairs for each in pair[:2]})
        links, revision = _revised(pairs, outline, near, speech)
        change.apply(revision)
    families = [revision.changed.get(figure.id, figure) for figure in near]
    remarks = [each for each in findings(Outline(families), families, speech.codes) if each.fault and each.key == "value"]
    return Written(links, linked_note(links, change.path, speech), remarks, speech)


def _revised(pairs: Sequence[Pair], outline: Outline, near: Collection[Figure], speech: Speech) -> tuple[list[Link], Revision]:
    """Return the links that are new, and the change that makes them."""
    ids = [each for pair in pairs for each in pair[:2]]
    by_id = {figure.id: figure for figure in figures_by_id(ids, near, outline.kinds)}
    links = [Link(by_id[part], by_id[whole], rule) for part, whole, rule in pairs]
    revision = link_figures(outline, links, lambda link: link_reason(link, speech))
    return [link for link in links if link.part.id in revision.changed], revision
