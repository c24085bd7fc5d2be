"""How a file whose rows are not figures is meant: by a mapping, or by what its columns are called."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, NamedTuple

from aidcli.cli.choosing import store_before_change
from aidcli.cli.options import Answer, Text, Texts, option
from aidcli.cli.output import note
from aidcli.cli.teaching import headed
from aidcli.display.headings import key_of
from aidcli.display.imported import note_of_new_codes, notes_of_columns, notes_of_guess, notes_of_rows
from aidcli.display.speech import Speech
from aidcli.errors import Bilingual, Unreadable, UntoldColumns, Usage
from aidcli.exchange.contents import has_our_columns
from aidcli.exchange.examples import fitting_examples
from aidcli.exchange.guessing import SAMPLE, Guess, guess_mapping
from aidcli.exchange.mapped_file import MappedFile, found_out, read_mapped, with_constants
from aidcli.exchange.mapping import NEW_KINDS, FileMapping, Layout, read_mapping
from aidcli.exchange.reading import FILE_FORMATS, InputFile, read_bytes
from aidcli.exchange.rows import Contents
from aidcli.exchange.tables import RawTable, open_table
from aidcli.model.codes import Codebook, one_of, split_list
from aidcli.model.figure import KEYS
from aidcli.model.seeds import mapping_examples


@headed("Reading other tables")
class Foreign(NamedTuple):
    """How the rows of a file become figures that do not have the columns that export writes."""

    mapping: Annotated[Text, option("A mapping or the name of an example; by default FILE.toml, if there is one.", "TOML")] = None
    set: Annotated[Texts, option("What a key of every figure is: --set source=lin-2024.", "KEY=VALUE")] = None
    new: Annotated[Texts, option(f"Make codes of words that are none yet: {', '.join(NEW_KINDS)}.", "KIND")] = None
    encoding: Annotated[Text, option("The file's encoding; by default UTF-8, UTF-16 or GB18030, as its bytes tell.", "NAME")] = None


class Incoming(NamedTuple):
    """A file, its contents, and the remarks on it."""

    file: str
    contents: Contents
    notes: Sequence[str] = ()
    is_summed: bool = False
    """Whether the notes state the totals."""


def read_foreign(file: InputFile, name: str, foreign: Foreign, answer: Answer) -> Incoming | None:
    """Read a file by its mapping or, where its columns are not ours, by what they are called; None where they are ours.

    Raises Usage where an option does not fit, BadRows where the mapping or any row has a fault.
    """
    constants = _constants(foreign.set or ())
    new = {one_of("kind of code", each, NEW_KINDS)[:-1]: "" for word in foreign.new or () for each in split_list(word)}
    if name not in FILE_FORMATS:
        _refuse_any(foreign, name)
        return None
    mapping = _mapping(file.path, foreign.mapping, answer.language)
    if mapping is None and not any(foreign) and has_our_columns(file, name):
        return None
    layout = mapping.layout if mapping else Layout()
    table = open_table(file, name, layout._replace(encoding=foreign.encoding or layout.encoding))
    with store_before_change(answer.db) as store:
        speech = answer.speech(store.codes)
        notes: list[str] = []
        left: Sequence[str] | None = None
        if mapping is None:
            guess, table = _guess(file.path, table, store.codes, constants)
            notes += notes_of_guess(guess.taken, guess.assumed, speech)
            mapping, left = guess.mapping, guess.left
        mapping = with_constants(mapping, constants)._replace(new={**mapping.new, **new})
        read = read_mapped(file.path, table, mapping, store.codes, store.sources())
        if made := [row.record for row in read.contents.codes]:
            note(note_of_new_codes(made, speech))
        notes += _notes(read, left, found_out(table, mapping), speech)
        return Incoming(file.path, read.contents, notes)


def _refuse_any(foreign: Foreign, name: str) -> None:
    if any(foreign):
        raise Usage(
            "--mapping, --set, --new and --encoding are for tables, not for {name}; omit them",
            "--mapping、--set、--new 和 --encoding 只用于表格，不用于 {name}；请去掉",
            name=name,
        )


def _notes(read: MappedFile, left: Sequence[str] | None, found: Mapping[str, str], speech: Speech) -> Iterator[str]:
    counts = read.counts
    yield from notes_of_rows((counts.read, counts.kept, counts.blank), counts.filtered, counts.omitted, counts.repeated, speech)
    yield from notes_of_columns(read.columns_left if left is None else left, read.by_others, found, speech)


def _guess(path: str, table: RawTable, codes: Codebook, constants: Mapping[str, str]) -> tuple[Guess, RawTable]:
    """Return the mapping that the columns suggest, and the table; raises UntoldColumns where no column states a required key."""
    rows = iter(table.rows)
    first = list(islice(rows, SAMPLE))
    guess = guess_mapping(table.columns, [row.record for row in first if row.record], codes, constants, table.above)
    if guess.missing:
        raise UntoldColumns(path, guess.missing, table.columns, next(fitting_examples(table.columns), ""))
    return guess, table._replace(rows=chain(first, rows))


def _constants(typed: Sequence[str]) -> Mapping[str, str]:
    """Return the keys and texts of `--set KEY=VALUE`; raises Usage or UnknownWord where one has no such form."""
    pairs = [(key_of(key), equals, text) for key, equals, text in (each.partition("=") for each in typed)]
    for key, equals, _ in pairs:
        if not equals:
            raise Usage(
                "--set: {key!r} is not of the form key=value; write --set source=lin-2024, for example",
                "--set：{key!r} 不是“字段=值”；写法如 --set source=lin-2024",
                key=key,
            )
        one_of("key", key.strip(), KEYS)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except OSError:  # A name that no file can have, which opening it reports.
        return False


def _mapping(path: str, named: str | None, lang: str) -> FileMapping | None:
    """Return the mapping that is named, a file or an example, or else lies beside the file; None where there is neither."""
    beside = [f"{path}.toml", str(Path(path).with_suffix(".toml"))] if path != "-" else []
    found = named or next(filter(_is_file, beside), None)
    if found is None:
        return None
    if not named:
        note(Bilingual("by the mapping '{path}'", "依据映射 '{path}'", path=found), lang)
    if found == named and not _is_file(found) and (example := mapping_examples().get(found)):
        return read_mapping(found, example)
    try:
        return read_mapping(found, read_bytes(found).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(found, Bilingual("it is not UTF-8", "它不是 UTF-8")) from None
