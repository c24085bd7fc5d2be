"""`aidcli undo`: take back a change."""

from typing import Annotated

from aidcli.cli.changing import undo_last
from aidcli.cli.options import Text, option
from aidcli.cli.output import note


def undo(db: Annotated[Text, option("The store to use, instead of AIDCLI_DB or your own.", "FILE")] = None) -> None:
    """Undo the last change; a second undo redoes it."""
    note(f"brought back the previous state of '{undo_last(db)}'; 'aidcli undo' again redoes the change")
