"""Every way aidcli refuses: the words it uses and the status it exits with. Nothing here does anything else.

A refusal is one line that names the thing in quotes and then says what to do about it.
"""

from collections.abc import Iterable, Sequence
from typing import ClassVar


class Refusal(Exception):
    """Something the user can put right. Anything that is not a Refusal is a bug and stays a traceback."""

    status: ClassVar[int] = 2


class WrongQuestion(Refusal):
    """The question is wrong: exit status 2."""


class Unreadable(Refusal):
    """A store or a file cannot be read or written: exit status 3."""

    status = 3


class BadData(Refusal):
    """Stored or shipped data is not what it should be: exit status 4."""

    status = 4


def one_of(valid: Iterable[str], last: str = "or") -> str:
    """Join words as prose does: `a, b or c`."""
    *head, tail = valid
    return f"{', '.join(head)} {last} {tail}" if head else tail


def _few(words: Sequence[str], most: int = 3) -> str:
    """The first few, and how many more there are."""
    rest = len(words) - most
    return "; ".join(words[:most]) + (f"; and {rest} more" if rest > 0 else "")


class UnknownWord(WrongQuestion):
    """A word that is none of the words expected; suggests the nearest, or lists a short choice."""

    SHORT: ClassVar[int] = 20

    def __init__(self, kind: str, word: str, nearest: Sequence[str], valid: Sequence[str], see: str = "") -> None:
        meant = f"did you mean {one_of([repr(name) for name in nearest])}?" if nearest else ""
        short = len(valid) <= self.SHORT or not (see or meant)
        choice = f"choose from {', '.join(valid)}" if short else "" if meant else f"'{see}' lists what there is"
        super().__init__(f"unknown {kind} {word!r}; {' '.join(filter(None, (meant, choice)))}")


class OneWordEach(WrongQuestion):
    """Several words where there may be one."""

    def __init__(self, kind: str, word: str, parts: Sequence[str]) -> None:
        super().__init__(
            f"unknown {kind} {word!r}; name one at a time and repeat the option: {one_of([repr(part) for part in parts], 'then')}"
        )


class BadNumber(WrongQuestion):
    """A word that should be a number and is not."""

    def __init__(self, where: str, word: str) -> None:
        super().__init__(f"{where}: {word!r} is not a number; write it like 8000, 1.2亿, 8000万 or 80m")


class BadWhole(WrongQuestion):
    """A word that should be a whole number and is not."""

    def __init__(self, where: str, word: str) -> None:
        super().__init__(f"{where}: {word!r} is not a whole number; write it in digits, say 12")


class BadRate(WrongQuestion):
    """A word that should be one measure over another and is not."""

    def __init__(self, word: str) -> None:
        super().__init__(f"--rate: {word!r} is not one measure over another; write it like funding/people-served")


class BadPeriod(WrongQuestion):
    """A word that should be a span of time and is not."""

    def __init__(self, word: str) -> None:
        super().__init__(f"{word!r} is not a period; write it like 2023, 2023-09, 2020/2023 or 2020/..")


class UnknownFigure(WrongQuestion):
    """Ids that no figure of the store has."""

    def __init__(self, ids: Sequence[str], nearest: Sequence[str]) -> None:
        named = one_of([repr(each) for each in ids], "and")
        hint = f"did you mean {one_of([repr(each) for each in nearest])}?" if nearest else "'aidcli list --fields id' lists them"
        super().__init__(f"no figure {named}; {hint}")


class UnknownOperand(WrongQuestion):
    """An operand of a comparison that names nothing known."""

    def __init__(self, word: str, nearest: Sequence[str]) -> None:
        hint = f"did you mean {one_of([repr(each) for each in nearest])}?" if nearest else "'aidcli codes' lists what there is"
        super().__init__(f"{word!r} is no sector, place, period, source or figure; {hint}")


class MixedOperands(WrongQuestion):
    """Operands of a comparison that are not all of one kind."""

    def __init__(self, operands: Sequence[str]) -> None:
        super().__init__(
            f"cannot compare {one_of([repr(each) for each in operands], 'with')}: they are not of one kind; "
            "say which is meant with --of sector, place, period, source or figure"
        )


class AmbiguousOperands(WrongQuestion):
    """Operands that several kinds know."""

    def __init__(self, operands: Sequence[str], kinds: Sequence[str]) -> None:
        super().__init__(f"{one_of([repr(each) for each in operands], 'and')} may name a {one_of(kinds)}; say which with --of")


class NothingInCommon(WrongQuestion):
    """Operands of which no two are counted in one measure and unit: there is no comparison to print."""

    def __init__(self, *operands: tuple[str, Sequence[str]]) -> None:
        named = [f"{operand!r} ({_few(units)})" for operand, units in operands]
        super().__init__(f"cannot compare {one_of(named, 'with')}: not counted in one measure and unit; compare what is counted alike")


class Orphans(WrongQuestion):
    """Figures that would be parts of nothing, were their whole removed."""

    def __init__(self, parts: Sequence[tuple[str, str]]) -> None:
        named = _few([f"{part!r} is part of {whole!r}" for part, whole in parts])
        super().__init__(f"cannot remove: {named}; remove the parts too, or say --keep-parts")


class BadLinks(WrongQuestion):
    """A change that would leave figures linked in a way the contract does not allow."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(f"{_few(faults)}; nothing was written")


class BadFigure(WrongQuestion):
    """A figure as typed that breaks the contract."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(f"{'; '.join(faults)}; nothing was written")


class TakenId(WrongQuestion):
    """An id that another figure has."""

    def __init__(self, figure: str) -> None:
        super().__init__(f"figure {figure!r} exists already; 'aidcli edit {figure}' changes it, or choose another --id")


class TakenCode(WrongQuestion):
    """A code that is there already."""

    def __init__(self, kind: str, code: str) -> None:
        super().__init__(f"{kind} {code!r} exists already; choose another code")


class BadCode(WrongQuestion):
    """A code or source as typed that cannot be added."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(f"{'; '.join(faults)}; nothing was written")


class MissingKeys(WrongQuestion):
    """A figure without what every figure must have."""

    def __init__(self, keys: Sequence[str]) -> None:
        options = one_of([f"--{key.replace('_', '-')}" for key in keys], "and")
        super().__init__(f"a figure needs {options}; 'aidcli codes' lists sectors, measures, units and sources")


class BadRows(WrongQuestion):
    """Rows of a file to import that are not figures; each with its line, column and reason."""

    MOST: ClassVar[int] = 20

    def __init__(self, path: object, faults: Sequence[str]) -> None:
        rest = len(faults) - self.MOST
        listed = [*faults[: self.MOST], *([f"and {rest} more"] if rest > 0 else [])]
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
        super().__init__("\n  ".join([f"'{path}' has {count}; nothing was written:", *listed]))


class NotOneTotal(WrongQuestion):
    """`--format value` was asked for an answer that is not one number."""

    def __init__(self, count: int) -> None:
        super().__init__(f"--format value prints one number and this answer has {count}; narrow the question, or ask for another format")


class Usage(WrongQuestion):
    """Options that do not go together, or are missing."""


class NoStore(Unreadable):
    """A store was named that is not there."""

    def __init__(self, path: object) -> None:
        super().__init__(
            f"no store '{path}'; 'aidcli add' or 'aidcli import' creates it, or leave --db and AIDCLI_DB away "
            "to ask the figures that ship with aidcli"
        )


class UnreadableFile(Unreadable):
    """A file that cannot be opened or read, with the system's own reason."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(f"cannot read '{path}': {reason}; check the path and its permissions")


class Unwritable(Unreadable):
    """A file, or standard output, that cannot be written, with the system's own reason."""

    def __init__(self, path: object, reason: str, remedy: str = "make room") -> None:
        super().__init__(f"cannot write '{path}': {reason}; {remedy} or choose another place")


class NoXlsx(Unreadable):
    """XLSX asked for where the library for it is not installed."""

    def __init__(self) -> None:
        super().__init__("XLSX needs 'openpyxl', which is not installed; install aidcli with its extra: aidcli[xlsx]")


class ChangedUnderneath(Unreadable):
    """A file that someone else wrote, without asking for the lock, while it was being changed."""

    def __init__(self, path: object) -> None:
        super().__init__(f"'{path}' was changed by another program meanwhile; nothing was written, so try again")


class Locked(Unreadable):
    """A file that another writer holds for too long."""

    def __init__(self, path: object) -> None:
        super().__init__(f"'{path}' is being changed by another process; wait for it to end and try again")


class NothingToUndo(WrongQuestion):
    """A store of which no previous state is kept."""

    def __init__(self, path: object) -> None:
        super().__init__(f"nothing to undo in '{path}'; only changes that aidcli made can be undone")


class NotAStore(BadData):
    """A file that is not a TinyDB store of figures at all."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(f"'{path}' is not a store: {reason}; name another with --db, or restore this one")


class BadRecord(BadData):
    """A stored record with one or more faults, all of them named."""

    def __init__(self, path: object, table: str, key: str, named: object, faults: Sequence[str]) -> None:
        which = f" ({named!r})" if named else ""
        super().__init__(f"'{path}': record {key!r}{which} of table '{table}': {'; '.join(faults)}; mend the record or remove it")


class MayCountTwice(BadData):
    """Totals that may count the same thing twice, where that was not to be borne."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        named = _few([f"{one!r} and {other!r}" for one, other in pairs])
        super().__init__(f"may count the same thing twice: {named}; link them with part_of, or leave --strict away to count them")


class Cycle(BadData):
    """Figures that are parts of each other in a ring, so that none of them is the whole."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(f"part_of runs in a ring: {' > '.join(repr(each) for each in ids)}; unlink one of them")
