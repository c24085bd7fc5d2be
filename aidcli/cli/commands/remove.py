"""`aidcli remove`: remove figures from a store."""

from typing import Annotated

import typer

from aidcli.changes.revision import remove_figures
from aidcli.cli.asking import confirm_removal
from aidcli.cli.changing import IS_REMOVED, FigureIds, changing, figures_by_id, report_change
from aidcli.cli.choosing import refuse_single_change
from aidcli.cli.options import Answer, spread
from aidcli.cli.teaching import exemplified, headed


@exemplified(
    {
        "One figure": "aidcli remove culture-plays --yes",
        "Several figures": "aidcli remove tourism-cities tourism-products --yes",
        "A whole, but not its parts": "aidcli remove all-people-sent --keep-parts --yes",
    }
)
@headed("Changes")
@spread
def remove(
    ids: FigureIds,
    answer: Answer,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    keep_parts: Annotated[
        bool, typer.Option("--keep-parts", help="Keep their parts, linked to what the removed figures were part of.")
    ] = False,
) -> None:
    """Remove figures.

    On a terminal, it asks first; in a script, add --yes.
    """
    answer.check()
    refuse_single_change(answer.db, "remove")
    if not yes:
        confirm_removal(ids, answer)
    with changing(answer.db, "remove") as change:
        outline, near = change.survey(set(ids))
        gone = figures_by_id(ids, near, outline.kinds)
        change.apply(remove_figures(outline, near, set(ids), keep_parts=keep_parts))
    report_change(gone, IS_REMOVED, change, answer)
