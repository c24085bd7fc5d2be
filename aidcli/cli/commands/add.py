"""`aidcli add`: add a figure."""

from aidcli.changes.revision import add_figure
from aidcli.changes.typed import id_stem, propose_id, unread_unit
from aidcli.cli.asking import complete_record, is_for_several
from aidcli.cli.changing import IS_ADDED, TypedFigure, changing, checked_figure, excess_after, note_excess, note_remarks, report_change
from aidcli.cli.choosing import refuse_single_change, store_before_change
from aidcli.cli.options import Answer, spread
from aidcli.cli.teaching import exemplified
from aidcli.errors import TakenName


@exemplified(
    {
        "An amount as the report prints it": "aidcli add --source shanxi-daily-2023 --sector education "
        '--measure funding --value 近3000万元 --subject "new schools"',
        "A figure that another one already counts": "aidcli add --source shanxi-daily-2023 --sector education "
        "--measure funding --value 500万元 --subject desks --part-of education-funding",
        "What is counted, read from running text": "aidcli add --source shanxi-daily-2023 --sector health "
        "--printed 救护车42辆 --subject ambulances",
    }
)
@spread
def add(given: TypedFigure, answer: Answer) -> None:
    """Add a figure.

    On a terminal, it asks for what is missing: without an amount, for one figure after another, all written at the end. The id
    is proposed from sector and subject. --printed '救护车42辆' without --value is read as running text: amount, unit and what it
    counts.
    """
    answer.check()
    refuse_single_change(answer.db, "add")
    if is_for_several(given):
        from aidcli.cli.entering import enter_figures  # Here: a figure given in full needs no questions.

        enter_figures(given, answer)
        return
    with store_before_change(answer.db) as store:
        record = complete_record(given, store.codes, answer.language)
    with changing(answer.db, "add") as change:
        near = change.near(record.get("id") or id_stem(record), record.get("part_of"))
        taken = {figure.id for figure in near}
        record["id"] = record.get("id") or propose_id(record, taken)
        if record["id"] in taken:
            raise TakenName("figure", record["id"])
        figure = checked_figure(record, change.store.codes)
        revision = add_figure(figure, near, change.outline)
        excess = excess_after(revision, change.store)
        change.apply(revision)
    report_change([figure], IS_ADDED, change, answer)
    note_excess(excess, answer.language)
    if given.value:
        note_remarks(unread_unit(figure, change.store.codes), answer.language)
