"""`aidcli show`: show all that is known of figures."""

from typing import Annotated

import typer

from aidcli.cli.options import Answer, spread
from aidcli.cli.output import refuse_unknown, reply
from aidcli.cli.teaching import exemplified
from aidcli.display.figures import of_cards
from aidcli.model.figure import refuse_repeated
from aidcli.query.query import OneOf, Query


@exemplified(
    {
        "Everything about one figure": "aidcli show health-operations",
        "Two figures": "aidcli show education-teachers health-doctors",
        "Only where the report states it": "aidcli show health-operations --fields printed,document,line",
    }
)
@spread
def show_figures(ids: Annotated[list[str], typer.Argument(help="The figures' ids.", metavar="ID...")], answer: Answer) -> None:
    """Show all that is known about figures, and where each is stated.

    Shows amount, bound, printed form, document, line and offset, the whole that a figure is part of, and its own parts.
    """
    wanted = frozenset(ids)
    with answer.open_store() as store:
        family = list(store.find(Query((OneOf(("id", "part_of"), wanted),))).figures)
        refuse_repeated(figure.id for figure in family if figure.id in wanted)
        asked = {figure.id: figure for figure in family if figure.id in wanted}
        refuse_unknown(wanted - asked.keys(), store)
        figures = [asked[each] for each in dict.fromkeys(ids)]
        above = frozenset(figure.part_of for figure in figures if figure.part_of)
        wholes = {figure.id: figure for figure in (store.find(Query((OneOf(("id",), above),))).figures if above else ())}
        parts = [figure for figure in family if figure.part_of in asked]
        reply(of_cards(figures, wholes, parts, store.sources(), answer.speech(store.codes)), answer)
