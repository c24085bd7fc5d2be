"""What the commands that change a store have in common."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Final, NamedTuple, Protocol

import typer

from aidcli.changes.checks import Finding, excess_findings, misread, unusual_unit
from aidcli.changes.revision import Revision
from aidcli.cli.choosing import chosen_path, first_figures, is_for_engine, refuse_single_change
from aidcli.cli.options import Answer, Text, option
from aidcli.cli.output import how_many, note, reply
from aidcli.cli.teaching import headed
from aidcli.display.figures import of_figures
from aidcli.display.speech import Speech
from aidcli.display.wording import Phrase
from aidcli.errors import Bilingual, NotWritten, UnknownWord, join_texts
from aidcli.model.codes import Codebook
from aidcli.model.contract import faults
from aidcli.model.figure import Figure, Record, from_json
from aidcli.model.nearest import NearestNames
from aidcli.query.store import OpenStore
from aidcli.store.change import Change, change_file

IS_ADDED: Final = ("added {ids} in '{path}'", "已在 '{path}' 中添加 {ids}")
IS_CHANGED: Final = ("changed {ids} in '{path}'", "已在 '{path}' 中修改 {ids}")
IS_SO: Final = ("nothing to change: so it is with {ids} in '{path}'", "无须修改：'{path}' 中 {ids} 已是如此")
IS_REMOVED: Final = ("removed {ids} in '{path}'", "已从 '{path}' 中删除 {ids}")
NOTED: Final = 3
"""Figures of unusual units that a change names."""
FigureId = Annotated[str, typer.Argument(help="The figure's id.", metavar="ID")]
FigureIds = Annotated[list[str], typer.Argument(help="The figures' ids.", metavar="ID...")]


@headed("The figure")
class TypedFigure(NamedTuple):
    """A figure as typed: any of its keys."""

    id: Annotated[Text, option("A short stable name; add proposes one.", "ID")] = None
    sector: Annotated[Text, option("The sector: code, DAC code or label.", "SECTOR")] = None
    measure: Annotated[Text, option("What is counted.", "MEASURE")] = None
    value: Annotated[Text, option("The amount: 6.28亿元 fills value, unit, bound and printed form.", "AMOUNT")] = None
    upper: Annotated[Text, option("The other end of a range.", "NUMBER")] = None
    unit: Annotated[Text, option("The unit: CNY, USD-2014, person ...", "UNIT")] = None
    bound: Annotated[Text, option("exact, at-least, under, about or range.", "BOUND")] = None
    printed: Annotated[Text, option("The figure as the source prints it.", "TEXT")] = None
    period: Annotated[Text, option("The period it covers: 2023, 2020/2023-09, 2020/.. .", "PERIOD")] = None
    provider: Annotated[Text, option("The place or body that gives.", "PLACE")] = None
    recipient: Annotated[Text, option("The place or body that receives.", "PLACE")] = None
    receiver: Annotated[Text, option("The body that receives or carries out, beside a recipient place.", "PLACE")] = None
    subject: Annotated[Text, option("What the figure counts, as a short noun phrase; required unless --subject-zh is given.", "TEXT")] = (
        None
    )
    subject_zh: Annotated[Text, option("The same in Chinese.", "TEXT")] = None
    part_of: Annotated[Text, option("The figure that it is already counted in.", "ID")] = None
    source: Annotated[Text, option("The document that states it.", "SOURCE")] = None
    line: Annotated[Text, option("Its line in the document, from 1.", "NUMBER")] = None
    start: Annotated[Text, option("Its offset in the line, from 0.", "NUMBER")] = None
    note: Annotated[Text, option("An assumption made.", "TEXT")] = None


class WholeChange(Protocol):
    """A store locked for an import: its contents, and the ways to change them."""

    @property
    def store(self) -> OpenStore:
        """The store as it was before the change."""

    @property
    def path(self) -> Path:
        """The path of the store."""

    def apply(self, revision: Revision) -> None:
        """Write a revision of the figures."""

    def keep(self, table: str, key: Sequence[str], records: Iterable[Record]) -> None:
        """Write codes, sources or numbers that are no figures. A record replaces the one that has the same values under `key`."""


def changing(named: str | None, command: str) -> AbstractContextManager[Change]:
    """Lock the store for a change by a command, which `undo --list` names; see `change_file`."""
    refuse_single_change(named, command)
    path, is_named = chosen_path(named)
    return change_file(path, lambda: first_figures(is_named=is_named), command)


def importing(named: str | None) -> AbstractContextManager[WholeChange]:
    """Lock the store for an import, be it a file or a folder for an engine."""
    path, _ = chosen_path(named)
    if not is_for_engine(path):
        return changing(named, "import")
    from aidcli.cli.folders import changing_folder

    return changing_folder(path, "import")


def checked_figure(record: Record, codes: Codebook) -> Figure:
    """Return the figure of a record; raises NotWritten where it breaks the contract."""
    found = faults(record, codes.known)
    if found:
        raise NotWritten(found)
    return from_json(record)


def figures_by_id(ids: Sequence[str], near: Iterable[Figure], all_ids: Iterable[str]) -> list[Figure]:
    """Return the figures that have these ids, found among those `near`; raises UnknownWord where one is missing."""
    by_id = {figure.id: figure for figure in near}
    missing = [each for each in dict.fromkeys(ids) if each not in by_id]
    if missing:
        raise UnknownWord("figure", missing, NearestNames(missing[0]).take(all_ids).result(), see="aidcli list --fields id")
    return [by_id[each] for each in dict.fromkeys(ids)]


def report_change(figures: Sequence[Figure], what: Phrase, change: Change, answer: Answer) -> None:
    """Show the figures and say what became of them. Call it when the change is written."""
    done = Bilingual(*what, ids=join_texts([repr(figure.id) for figure in figures], ", ", "、"), path=change.path)
    speech = Speech(change.store.codes, answer.language)
    reply(of_figures(figures, speech), answer, done=done)
    if what is not IS_REMOVED:
        note_remarks(chain.from_iterable(map(misread, figures)), speech.lang)
        note_unusual_units(figures, speech)


def note_unusual_units(figures: Iterable[Figure], speech: Speech) -> None:
    """Say which figures have a unit that is unusual for their measure: the first few, and the number of the others."""
    found = (each for figure in figures for each in unusual_unit(figure, speech.codes))
    note_remarks(islice(found, NOTED), speech.lang)
    if rest := sum(1 for _ in found):
        more = how_many(rest, "more figure", "条数据")
        note(
            Bilingual(
                "{more} of unusual units; 'aidcli check' lists them all", "另有{more}单位不常用；'aidcli check' 可全部列出", more=more
            ),
            speech.lang,
        )


def excess_after(revision: Revision, store: OpenStore) -> list[Finding]:
    """Return which wholes that a revision of a store touches are smaller than their parts after it; reads the store for these only."""
    return list(excess_findings(revision.applied_to(store.figures()), revision.wholes)) if revision.wholes else []


def note_excess(found: Sequence[Finding], lang: str) -> None:
    """Say which wholes are smaller than their parts: the first few, and the number of the others."""
    note_remarks(found[:NOTED], lang)
    if len(found) > NOTED:
        more = how_many(len(found) - NOTED, "more whole", "个整体")
        note(
            Bilingual(
                "{more} smaller than the parts; 'aidcli check' lists them all", "另有{more}小于其分项；'aidcli check' 可全部列出", more=more
            ),
            lang,
        )


def note_remarks(found: Iterable[Finding], lang: str) -> None:
    """Say what was found out about figures."""
    for each in found:
        note(Bilingual("{id!r}: {key}: {finding}", "{id!r}：{key}：{finding}", **each._asdict()), lang)
