"""Every way aidcli refuses: the words it uses and the status it exits with. Nothing here does anything else.

A refusal is one line: what is wrong with the value in quotes, then what to do about it. Each class holds its sentence
in `en`, a template whose fields `__init__` fills.
"""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, Literal


class Refusal(Exception):
    """Something the user can correct. Anything that is not a Refusal is a bug and stays a traceback."""

    status: ClassVar[int] = 2
    en: ClassVar[str] = "{message}"

    def __init__(self, **parts: object) -> None:
        if "path" in parts:
            parts["path"] = str(parts["path"]).replace("\n", "\u240a")  # A file's name may hold a line feed; a refusal is one line.
        super().__init__(self.en.format(**parts))


class WrongQuestion(Refusal):
    """The question is wrong: exit status 2."""


class FileTrouble(Refusal):
    """A store or a file cannot be read, written or locked: exit status 3."""

    status = 3


class BadData(Refusal):
    """Stored or shipped data is wrong: exit status 4."""

    status = 4


def join_words(words: Iterable[str], last: str = "or") -> str:
    """Join words as prose does: `a, b or c`."""
    *head, tail = words
    return f"{', '.join(head)} {last} {tail}" if head else tail


def _quoted_words(words: Iterable[str], last: str = "or") -> str:
    """Join words as prose does, each in quotes: `'a', 'b' or 'c'`."""
    return join_words(map(repr, words), last)


def _few(words: Sequence[str], most: int = 3, comma: str = "; ") -> str:
    """Join the first few by `comma`, and say how many more there are."""
    rest = len(words) - most
    return comma.join(words[:most]) + (f"{comma}and {rest} more" if rest > 0 else "")


def _listed(lines: Sequence[str], most: int = 20) -> list[str]:
    """Return the first lines, and one that says how many more there are."""
    return [*lines[:most], *([f"and {len(lines) - most} more"] if len(lines) > most else [])]


class Usage(WrongQuestion):
    """Options that do not go together, or are missing."""

    def __init__(self, message: str) -> None:
        super().__init__(message=message)


class UnknownWord(WrongQuestion):
    """Unknown words. Suggests the nearest, and names a short choice or the command that lists every choice."""

    SHORT: ClassVar[int] = 20
    en = "unknown {kind} {words}; {remedy}"

    def __init__(self, kind: str, words: str | Sequence[str], nearest: Sequence[str], valid: Sequence[str] = (), see: str = "") -> None:
        meant = f"did you mean {_quoted_words(nearest)}?" if nearest else ""
        is_short = bool(valid) and (len(valid) <= self.SHORT or not (see or meant))
        choice = f"choose from {', '.join(valid)}" if is_short else "" if meant else f"see '{see}'"
        named = _quoted_words([words] if isinstance(words, str) else words)
        super().__init__(kind=kind, words=named, remedy=" ".join(filter(None, (meant, choice))))


class UnknownSource(WrongQuestion):
    """A figure typed with a source that is not listed. Suggests the nearest, and says how to add one."""

    en = "unknown source {word!r}; {meant}add it with 'aidcli codes add source {code} --en TITLE', or see 'aidcli codes sources'"

    def __init__(self, word: str, nearest: Sequence[str]) -> None:
        meant = f"did you mean {_quoted_words(nearest)}? else " if nearest else ""
        super().__init__(word=word, meant=meant, code=word if _is_slug(word) else "CODE")


class UnreadUnit(WrongQuestion):
    """An amount typed without `--unit` whose word for the unit is not known. Suggests the usual units of its measure."""

    en = "unknown unit {word!r} in {text!r}; {meant}add --unit {units}, or see 'aidcli codes units'"

    def __init__(self, text: str, word: str, nearest: Sequence[str], usual: Sequence[str]) -> None:
        meant = f"did you mean {_quoted_words(nearest)}? else " if nearest else ""
        super().__init__(text=text, word=word, meant=meant, units=join_words(usual or ["UNIT"]))


def _is_slug(word: str) -> bool:
    return word.isascii() and word.replace("-", "").isalnum() and word.islower()


class AmbiguousWord(WrongQuestion):
    """A plain word that names things of several kinds, so that it is no filter by itself."""

    en = "{word!r} may name a {kinds}; say which: {options}"

    def __init__(self, word: str, kinds: Sequence[str]) -> None:
        options = [f"--{'recipient' if kind == 'place' else kind} {word}" for kind in kinds]
        super().__init__(word=word, kinds=join_words(kinds), options=join_words(options))


class NotA(WrongQuestion):
    """A word that is not of the form expected: a number, a period and so on."""

    en = "{where}{word!r} is not {what}; write it {how}"
    HOW: Final = {
        "a number": "like 8000, 1.2亿, 8000万 or 80m",
        "a whole number": "in digits, like 12",
        "one measure over another": "like funding/people-served",
        "a period": "like 2023, 2023-09, 2020/2023, 2020/.. or 2020年至2023年",
    }

    def __init__(
        self, what: Literal["a number", "a whole number", "one measure over another", "a period"], word: str, where: str = ""
    ) -> None:
        super().__init__(where=where and f"{where}: ", word=word, what=what, how=self.HOW[what])


class MixedOperands(WrongQuestion):
    """Operands of a comparison that are not all of one kind."""

    en = (
        "cannot compare {operands}: they are of different kinds; "
        "use --of to name the kind: sector, measure, place, period, source or figure"
    )

    def __init__(self, operands: Sequence[str]) -> None:
        super().__init__(operands=_quoted_words(operands, "with"))


class AmbiguousOperands(WrongQuestion):
    """Operands that are codes of several kinds."""

    en = "{operands} may name a {kinds}; use --of to say which"

    def __init__(self, operands: Sequence[str], kinds: Sequence[str]) -> None:
        super().__init__(operands=_quoted_words(operands, "and"), kinds=join_words(kinds))


class NothingInCommon(WrongQuestion):
    """Operands of which no two share a measure and unit, so that there is nothing to compare."""

    en = "cannot compare {operands}: no measure and unit in common; compare operands that share one"

    def __init__(self, *operands: tuple[str, Sequence[str]]) -> None:
        named = [f"{operand!r} ({_few(units)})" for operand, units in operands]
        super().__init__(operands=join_words(named, "with"))


class Orphans(WrongQuestion):
    """Figures whose whole would be removed without them."""

    en = "cannot remove: {links}; remove the parts too, or use --keep-parts"

    def __init__(self, parts: Sequence[tuple[str, str]]) -> None:
        super().__init__(links=_few([f"{part!r} is part of {whole!r}" for part, whole in parts]))


class NotWritten(WrongQuestion):
    """A figure, code, source or link as typed that breaks the contract."""

    MOST: ClassVar[int] = 10
    en = "{faults}; nothing was written"

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(faults=_few(faults, self.MOST))


class TakenName(WrongQuestion):
    """The id of an existing figure, or an existing code."""

    en = "{kind} {name!r} already exists; {remedy}"

    def __init__(self, kind: str, name: str) -> None:
        remedy = f"use 'aidcli edit {name}' to change it, or choose another --id" if kind == "figure" else "choose another code"
        super().__init__(kind=kind, name=name, remedy=remedy)


class MissingKeys(WrongQuestion):
    """A figure typed without all required options."""

    en = "a figure needs {options}; see 'aidcli codes' for sectors, measures, units and sources"

    def __init__(self, keys: Sequence[str]) -> None:
        options = [f"--{key.replace('_', '-')}" + (" (or --subject-zh)" if key == "subject" else "") for key in keys]
        super().__init__(options=join_words(options, "and"))


class BadRows(WrongQuestion):
    """Faulty rows in a file to import, each with its place, key and reason."""

    en = "'{path}' has {count}; nothing was written{remedy}:\n  {faults}"

    def __init__(self, path: object, faults: Sequence[str], remedy: str = "") -> None:
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
        super().__init__(path=path, count=count, remedy=remedy, faults="\n  ".join(_listed(faults)))


class UntoldColumns(WrongQuestion):
    """A table to import whose columns do not tell, by their names, what a figure needs. `example` is a mapping that fits them."""

    MOST: ClassVar[int] = 60
    en = "no column of '{path}' is named as {keys}; {remedy}; its columns: {columns}"

    def __init__(self, path: str, keys: Sequence[str], columns: Sequence[str], example: str = "") -> None:
        given = " ".join(f"--set {key}=..." for key in keys if key != "value")
        source = f"--examples {example}" if example else path
        draft = f"'aidcli mapping {source} > MAP.toml'"
        mapped = f"they fit an example: save it by {draft}" if example else f"{given and f'add {given}, or '}draft a mapping by {draft}"
        remedy = f"{mapped} and import with --mapping MAP.toml"
        super().__init__(path=path, keys=join_words(keys), remedy=remedy, columns=_few(columns, self.MOST, ", ") or "none")


class IdConflicts(WrongQuestion):
    """Figures in a file to import whose ids belong to other sources, each with the figure that has the id."""

    en = "'{path}' has {count}; nothing was written; give --on-conflict rename, skip or replace, or other ids in the file:\n  {conflicts}"

    def __init__(self, path: object, conflicts: Sequence[str]) -> None:
        count = f"{len(conflicts)} figures with ids of other sources" if len(conflicts) > 1 else "1 figure with an id of another source"
        super().__init__(path=path, count=count, conflicts="\n  ".join(_listed(conflicts)))


class AmountConflicts(WrongQuestion):
    """Figures in a file to import that a reviewed document states with another amount than the store has."""

    en = "'{path}' has {count} than the store; nothing was written; give --on-conflict rename, skip or replace:\n  {conflicts}"

    def __init__(self, path: object, conflicts: Sequence[str]) -> None:
        count = f"{len(conflicts)} figures with other amounts" if len(conflicts) > 1 else "1 figure with another amount"
        super().__init__(path=path, count=count, conflicts="\n  ".join(_listed(conflicts)))


class NotOneTotal(WrongQuestion):
    """`--format value` with an answer that is not one number."""

    en = "--format value prints one number, but this answer has {count}; narrow the question or choose another format"

    def __init__(self, count: int) -> None:
        super().__init__(count=count)


class NothingToUndo(WrongQuestion):
    """A store without an earlier state."""

    en = "nothing to undo in '{path}'; only changes made by aidcli can be undone, as far back as 'aidcli undo --list' shows"

    def __init__(self, path: object) -> None:
        super().__init__(path=path)


class NothingToRedo(WrongQuestion):
    """A store whose last change was not undone."""

    en = "nothing to redo in '{path}'; only what 'aidcli undo' has undone can be redone, until the next change"

    def __init__(self, path: object) -> None:
        super().__init__(path=path)


class NoStore(FileTrouble):
    """A named store that does not exist."""

    en = (
        "no store '{path}'; create it with 'aidcli add' or 'aidcli import', or omit --db and unset AIDCLI_DB "
        "to use the figures that ship with aidcli"
    )

    def __init__(self, path: object) -> None:
        super().__init__(path=path)


class NoSetStore(FileTrouble):
    """A store that the file of settings names, and that does not exist."""

    en = (
        "no store '{path}', which 'aidcli config' has as db; create it with 'aidcli add' or 'aidcli import', "
        "or run 'aidcli config --unset db'"
    )

    def __init__(self, path: object) -> None:
        super().__init__(path=path)


class BadSettings(FileTrouble):
    """A file of settings that is not TOML."""

    en = "'{path}' is not a file of settings: {reason}; correct it or remove it"

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(path=path, reason=reason)


class UnknownSetting(WrongQuestion):
    """A key in the file of settings that is none of ours."""

    en = "unknown setting {key!r} in '{path}'; {meant}'aidcli config --unset {key}' removes it"

    def __init__(self, path: object, key: str, nearest: Sequence[str]) -> None:
        super().__init__(path=path, key=key, meant=f"did you mean {_quoted_words(nearest)}? " if nearest else "")


class WrongSetting(WrongQuestion):
    """A value in the file of settings that its key cannot have. `valid` are those that it can."""

    en = "{key} is {value!r} in '{path}'; {remedy}, or run 'aidcli config --unset {key}'"

    def __init__(self, path: object, key: str, value: object, valid: Sequence[str]) -> None:
        remedy = f"choose from {', '.join(valid)}" if valid else "write a text in quotes"
        super().__init__(path=path, key=key, value=value, remedy=remedy)


class Unreadable(FileTrouble):
    """A file that cannot be opened or read. `reason` may be the system's own error."""

    en = "cannot read '{path}': {reason}; check the path and its permissions"

    def __init__(self, path: object, reason: OSError | str) -> None:
        super().__init__(path=path, reason=_reason(reason))


class Unwritable(FileTrouble):
    """A file, or standard output, that cannot be written. `reason` may be the system's own error."""

    en = "cannot write '{path}': {reason}; {remedy} or choose another path"

    def __init__(self, path: object, reason: OSError | str, remedy: str = "free some space") -> None:
        super().__init__(path=path, reason=_reason(reason), remedy=remedy)


def _reason(reason: OSError | str) -> str:
    return reason if isinstance(reason, str) else reason.strerror or str(reason)


class NoXlsx(FileTrouble):
    """XLSX wanted, and the library for it is not installed."""

    en = "XLSX needs 'openpyxl', which is not installed; run 'pip install aidcli[xlsx]'"


class ChangedUnderneath(FileTrouble):
    """A file that another program wrote, without taking the lock, while aidcli was changing it."""

    en = "'{path}' was changed by another program meanwhile; nothing was written, try again"

    def __init__(self, path: object) -> None:
        super().__init__(path=path)


class Unconfirmed(FileTrouble):
    """A change that was made, but that a power cut may still undo."""

    en = "'{path}' was changed, but the disk did not confirm it: {reason}; look at it before you change it again"

    def __init__(self, path: object, reason: OSError) -> None:
        super().__init__(path=path, reason=_reason(reason))


class Locked(FileTrouble):
    """A file that another process has locked for too long. `lock` is a file that locks it by its existence alone."""

    en = "'{path}' is locked by another process; wait for it to finish and try again{stale}"

    def __init__(self, path: object, lock: object = None) -> None:
        super().__init__(path=path, stale=f"; if no aidcli is running on any computer, remove '{lock}'" if lock else "")


class NotAStore(BadData):
    """A file that is not a TinyDB store of figures."""

    en = "'{path}' is not a store: {reason}; choose another with --db, or restore this file"

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(path=path, reason=reason)


class BadState(BadData):
    """A state kept for undo that is not a sound store."""

    en = "{fault}; nothing was changed; remove this file to skip that state"

    def __init__(self, fault: str) -> None:
        super().__init__(fault=fault.partition("; ")[0])


class BadRecord(BadData):
    """A stored record with faults, all of them named."""

    en = "'{path}': record {key!r}{named} of table '{table}': {faults}; correct or remove the record"

    def __init__(self, path: object, table: str, key: str, named: object, faults: Sequence[str]) -> None:
        super().__init__(path=path, table=table, key=key, named=f" ({named!r})" if named else "", faults="; ".join(faults))


class RepeatedIds(BadData):
    """Figures of one question that share an id, so that nothing tells them apart."""

    en = "several figures have the id {ids}; give each an id of its own in the file, or remove one; 'aidcli check' lists them"

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(ids=_few(list(map(repr, ids)), comma=", "))


class MayCountTwice(BadData):
    """Totals that may count the same thing twice, under --strict."""

    en = "may count the same thing twice: {pairs}; link them with 'aidcli link', or omit --strict to count them"

    def __init__(self, suspects: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Each of `suspects` is a figure with those that it may count again."""
        super().__init__(pairs=_few([f"{figure!r} and {_few(list(map(repr, others)), comma=', ')}" for figure, others in suspects]))


class Cycle(BadData):
    """Figures that are, directly or in turn, parts of themselves."""

    en = "part_of forms a cycle: {ids}; unlink one of them"

    def __init__(self, ids: Sequence[str]) -> None:
        few = [*ids[:4], *ids[-2:]] if len(ids) > 8 else ids
        shown = [*map(repr, few[:4]), *(["..."] if len(few) < len(ids) else []), *map(repr, few[4:])]
        super().__init__(ids=" > ".join(shown))


class NoEngine(FileTrouble):
    """A store that an engine must answer, and the library for it is not installed."""

    en = "'{path}' needs '{library}', which is not installed; run 'pip install aidcli[{extra}]'"

    def __init__(self, path: object, library: str, extra: str) -> None:
        super().__init__(path=path, library=library, extra=extra)


class EngineTrouble(FileTrouble):
    """An engine that cannot be reached, or that gave up. `reason` is the first line of what it said."""

    en = "cannot ask '{path}': {reason}; {remedy}"

    def __init__(self, path: object, reason: object, remedy: str = "check that it is there and try again") -> None:
        super().__init__(path=path, reason=next(iter(str(reason).strip().splitlines()), "no reason given"), remedy=remedy)


class FixedStore(WrongQuestion):
    """A change of single figures in a store that takes only whole files."""

    en = (
        "'aidcli {command}' does not change '{path}', which takes whole files; import a file with 'aidcli import FILE --db {path}', "
        "or see 'aidcli help engines'"
    )

    def __init__(self, command: str, path: object) -> None:
        super().__init__(command=command.replace("-", " "), path=path)


class FixedAddress(WrongQuestion):
    """A change through a server that is only asked. The address is not shown: it may hold a token."""

    en = "a store at an address is asked and not changed; import into its folder by its path, as in 'aidcli import FILE --db FOLDER'"


class NotAFolderStore(BadData):
    """A folder that is not, or no longer, a whole store of figures."""

    en = "'{path}' is not a folder of figures: {reason}; choose another with --db, or write one with 'aidcli export NAME.parquet'"

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(path=path, reason=reason)


class NewerFolder(BadData):
    """A folder store written by a later version."""

    en = "'{path}' has version {version} of the format; update aidcli to read it"

    def __init__(self, path: object, version: int) -> None:
        super().__init__(path=path, version=version)


class NotLoaded(BadData):
    """Figures that an engine could not hold exactly, or that are not sound."""

    en = "{fault}; nothing was written, {remedy}"

    def __init__(self, fault: str, remedy: str = "correct it first") -> None:
        super().__init__(fault=fault, remedy=remedy)
