"""Changes of every kind for trials by fault, and what a store and its states to undo must then hold."""

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from aidcli.store.history import MOST_STATES, states
from tests.made import figure, record

State = frozenset[tuple[Any, ...]]
"""What one state of a store holds: every figure with its value and whole, every code."""


class History(NamedTuple):
    """A store with the states before and after it, each oldest first."""

    before: tuple[State, ...]
    now: State
    after: tuple[State, ...] = ()

    @property
    def states(self) -> tuple[State, ...]:
        return (*self.before, self.now, *self.after)

    @property
    def shape(self) -> str:
        return f"{len(self.before)} to undo, {len(self.now)} records, {len(self.after)} to redo"

    def change(self, to: State) -> "History":
        """Return the history after a change."""
        return History((*self.before, self.now)[-MOST_STATES:], to) if to != self.now else self

    def undo(self) -> "History":
        return History(self.before[:-1], self.before[-1], (self.now, *self.after))

    def redo(self) -> "History":
        return History((*self.before, self.now), self.after[0], self.after[1:])

    def may_become(self, found: "History | None", done: "History") -> bool:
        """Return whether this may be found after an interrupted change: nothing, all, or nothing but the room made for it.

        A change makes room by dropping what could be redone, and the oldest state. No step of undo drops any.
        """
        if found in (self, done) or found is None or self.states == done.states:
            return found in (self, done)
        return found.now == self.now and found.before in (self.before, self.before[1 - MOST_STATES :]) and {*found.after} <= {*self.after}


def content(path: Path) -> State:
    """Return what a store's file holds; raises ValueError or KeyError where it is none."""
    tables = json.loads(path.read_bytes())
    figures = ((each["id"], each["value"], each.get("part_of")) for each in tables["figures"].values())
    return frozenset([*figures, *((each["code"],) for each in tables.get("codes", {}).values())])


def history(db: Path) -> History | None:
    """Return what a store and its states hold; None where one of them is no store."""
    try:
        kept, at = states(db)
        held = [content(state.path) for state in kept]
        return History(tuple(held[:at]), content(db), tuple(held[at + 1 :]))
    except (ValueError, KeyError, TypeError, AttributeError, FileNotFoundError):
        return None


class Trial(NamedTuple):
    """A change: its command line, and the history that it makes."""

    words: list[str]
    done: History


def trial(chance: random.Random, past: History, at: int, folder: Path) -> Trial:
    """Return a change at random that the history allows."""
    kinds = ["add", "edit", "remove", "import", "link", "codes"]
    kinds += (["undo"] * 3 if past.before else []) + (["redo"] * 2 if past.after else [])
    kind = chance.choice(kinds)
    free = sorted(each for each in past.now if len(each) == 3 and each[2] is None and each[0] != "whole")
    name, value, _ = chance.choice(free)
    rest = past.now - {(name, value, None)}
    match kind:
        case "undo":
            return Trial(["undo"], past.undo())
        case "redo":
            return Trial(["undo", "--redo"], past.redo())
        case "add":
            words, now = figure(f"new-{at}", at), past.now | {(f"new-{at}", at, None)}
        case "edit":
            words, now = ["edit", name, "--value", str(at)], rest | {(name, at, None)}
        case "remove":
            words, now = ["remove", name, "--yes"], rest
        case "link":
            words, now = ["link", name, "--whole", "whole"], rest | {(name, value, "whole")}
        case "codes":
            words, now = ["codes", "add", "sector", f"code-{at}", "--en", f"Code {at}"], past.now | {(f"code-{at}",)}
        case _:
            rows = [record(f"in-{at}-{row}", row) for row in range(3)]
            (folder / "in.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
            words, now = ["import", str(folder / "in.jsonl")], past.now | {(each["id"], each["value"], None) for each in rows}
    return Trial(words, past.change(now))


def first_figures(size: int, **others: Any) -> list[Mapping[str, Any]]:
    """Return the figures that a store begins with, one of which is large enough to be the whole of any other."""
    return [record("whole", 10**9), *(record(f"old-{at}", at, **others) for at in range(size))]
