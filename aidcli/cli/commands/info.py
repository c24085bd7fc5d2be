"""`aidcli info`: show which store is in use, and what it holds."""

import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from aidcli.cli.choosing import chosen_path, is_address, is_for_engine, without_secrets
from aidcli.cli.options import Answer, spread
from aidcli.cli.output import reply
from aidcli.cli.settings import choose
from aidcli.cli.teaching import exemplified
from aidcli.display.about import Past, StoreInfo, of_info
from aidcli.engine.folder import read_pointer
from aidcli.engine.own_records import own_records
from aidcli.model.codes import Codebook
from aidcli.model.figure import CODED
from aidcli.query.code_counts import Combination
from aidcli.query.query import Query
from aidcli.store.history import states


@exemplified(
    {"Which store answers, and why": "aidcli info", "The same in Chinese": "aidcli info --lang zh", "For a script": "aidcli info --json"}
)
@spread
def info(answer: Answer) -> None:
    """Show which store is in use and why, and what it holds.

    Its figures by source and measure, its own codes, its size, and the changes that can be undone.
    """
    choice = choose("db", answer.db)
    with answer.open_store() as store:
        combinations = store.code_counts(Query())
        own = own_records(store)
        if is_address(choice.value or ""):
            place, past = without_secrets(choice.value or ""), Past("server")
        else:
            path, _ = chosen_path(answer.db)
            place, past = str(path), _past(path)
        by_source, by_measure = (_counted(key, combinations, store.codes) for key in ("source", "measure"))
        own_codes = len(own["codes"]) + len(own["sources"])
        told = StoreInfo(place, choice.origin, choice.name, by_source, by_measure, own_codes, past)
        reply(of_info(told, answer.speech(store.codes)), answer)


def _counted(key: str, combinations: Mapping[Combination, int], codes: Codebook) -> dict[str, int]:
    """Return the number of figures by the code that they hold under a key, the largest first."""
    at, counts = list(CODED).index(key), Counter[str]()
    for combination, number in combinations.items():
        counts[combination[at] or ""] += number
    return dict(sorted(counts.items(), key=lambda item: (-item[1], codes.place(key, item[0]))))


def _past(path: Path) -> Past:
    if is_for_engine(path):
        pointer = read_pointer(path)
        state = pointer.current
        size = sum(each.stat().st_size for each in (path / state.folder).iterdir())
        return Past("folder", size, pointer.at, len(pointer.states) - pointer.at - 1, state.command, state.made)
    if not path.exists():
        return Past("seeds")
    kept, at = states(Path(os.path.realpath(path)))
    last = kept[at - 1] if at else None
    return Past("file", path.stat().st_size, at, max(len(kept) - at - 1, 0), last and last.command, last and last.changed)
