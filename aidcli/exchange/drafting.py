"""A mapping drafted for a file, as TOML with comments: the columns, what they hold, and a guess at what they are for."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Final

from aidcli.exchange.examples import fitting_examples
from aidcli.exchange.guessing import SAMPLE, Guess, guess_mapping
from aidcli.exchange.mapped_file import made_source
from aidcli.exchange.mapping import FigureRule, Layout
from aidcli.exchange.new_codes import NewCodes
from aidcli.exchange.tables import RawTable
from aidcli.exchange.written import DATE_ORDERS, read_date
from aidcli.model.codes import Codebook
from aidcli.model.figure import CODED, KEYS, lacking

MOST_LISTED: Final = 12
"""Distinct values of a column up to which they are listed."""
MOST_COUNTED: Final = 400
"""Distinct values of a column up to which they are counted."""
SHORT: Final = 40
"""Characters; longer cells are cut, and not listed."""
WANTED: Final = {
    "sector": ('"unspecified"', "the sector: 'aidcli codes sectors' lists them"),
    "measure": ('"funding"', "what the amounts are: 'aidcli codes measures' lists it"),
    "value": ('"{Column}"', "the column of amounts"),
    "subject": ('"{Column}"', "what each figure is about"),
}
"""What stands in the draft for required keys that no column was found for."""


def draft_mapping(path: str, table: RawTable, layout: Layout, codes: Codebook) -> str:
    """Return a mapping for a table as TOML. The rows are read once, to count the distinct values of short columns."""
    rows = iter(table.rows)
    sample = [row.record for row in islice(rows, SAMPLE) if row.record]
    counts: dict[str, Counter[str] | None] = {name: Counter() for name in table.columns}
    for cells in chain(sample, (row.record or {} for row in rows)):
        _count(cells, counts)
    guess = guess_mapping(table.columns, sample, codes, above=table.above)
    order = _order(guess, sample)
    parts = [
        _head(path, table, sample, counts),
        _file(table, layout, guess, order),
        _rows(guess, counts),
        _source(path, codes),
        *(_figure(each, guess, at == 0) for at, each in enumerate(guess.mapping.figures or [FigureRule({})])),
        *_values(guess, counts, codes),
    ]
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part) + "\n"


def _count(cells: Mapping[str, str], counts: dict[str, Counter[str] | None]) -> None:
    for name, text in cells.items():
        counter = counts.get(name)
        if counter is not None and (text := text.strip()):
            counter[text] += 1
            if len(counter) > MOST_COUNTED or len(text) > SHORT:
                counts[name] = None


def _head(path: str, table: RawTable, sample: Sequence[Mapping[str, str]], counts: Mapping[str, Counter[str] | None]) -> Iterator[str]:
    name = Path(path).with_suffix(".toml").name if path != "-" else "mapping.toml"
    yield f"# How the rows of {quoted(Path(path).name)} become figures: a draft. Check what is marked as a guess, then try it:"
    yield f"#   aidcli import {path} --mapping {name} --dry-run"
    for example in fitting_examples(table.columns):
        yield f"# The file has the columns of an example, which is more than a draft: aidcli mapping --examples {example} > {name}"
    yield "# The columns, what the first rows hold and, where there are few, all values with their rows:"
    for column in table.columns:
        first = next((text for row in sample if (text := row.get(column, "").strip())), "")
        yield f"#   {quoted(column)}: {_listed(first, counts[column])}"


def _listed(first: str, counter: Counter[str] | None) -> str:
    if counter is not None and sum(counter.values()) > 1 and 0 < len(counter) <= MOST_LISTED:
        return ", ".join(f"{quoted(text)} ({number})" for text, number in counter.most_common())
    return quoted(first if len(first) <= SHORT else f"{first[:SHORT]}...") if first else "empty"


def _file(table: RawTable, layout: Layout, guess: Guess, order: str) -> list[str]:
    conventions = guess.mapping.conventions
    lines = [f"{key} = {quoted(text) if isinstance(text, str) else text}" for key, text in layout._asdict().items() if text not in ("", 0)]
    lines += [f"{key} = {text if key == 'header' else quoted(text)}  # found" for key, text in table.found.items()]
    lines += [f'decimal = "{conventions.decimal}"  # guess'] if conventions.decimal != "." else []
    lines += [f'dates = "{order}"  # guess, as the first rows have it'] if order else []
    return ["[file]", *lines] if lines else []


def _order(guess: Guess, sample: Sequence[Mapping[str, str]]) -> str:
    """Return the order of day and month by which most of the first rows are dates; empty where both orders read as many."""
    columns = {column for rule in guess.mapping.figures for each in rule.keys.get("period", ()) for column in each.columns}
    texts = [text for row in sample for column in columns if (text := row.get(column, "").strip()) and read_date(text) is None]
    read = {order: sum(read_date(each, order) is not None for each in texts) for order in DATE_ORDERS}
    best = max(read, key=lambda order: read[order])
    return best if list(read.values()).count(read[best]) == 1 else ""


def _rows(guess: Guess, counts: Mapping[str, Counter[str] | None]) -> Iterator[str]:
    totals = {column: [text for text in counts[column] or () if text.casefold() in words] for column, _, words in guess.mapping.conditions}
    held = {column: texts for column, texts in totals.items() if texts}
    few = next(
        (each for each, counter in counts.items() if counter and 1 < len(counter) <= MOST_LISTED and sum(counter.values()) > MOST_LISTED),
        "",
    )
    example = f"{_key(few)} = {quoted(next(iter(counts[few] or ('',))))}" if few else 'Column = "word"'
    yield "[rows]" if held else "# [rows]"
    yield f"# {example}  # keep only such rows; a list is one of its words, {{ not = ... }} none of them"
    for column, texts in held.items():
        yield f"{_key(column)} = {{ not = [{', '.join(map(quoted, texts))}] }}  # guess: rows of totals"


def _source(path: str, codes: Codebook) -> Iterator[str]:
    source = made_source(path, {}, codes)
    yield "[source]"
    yield f"id = {quoted(source['id'])}"
    yield f"title = {quoted(source['title'])}"
    yield '# type = "ledger"  # if the rows are distinct events, such as transactions; else some may be parts of others'


def _figure(rule: FigureRule, guess: Guess, is_first: bool) -> Iterator[str]:
    yield "[[figure]]"
    if "id" not in rule.keys and is_first:
        yield '# id = "{Column}"  # without it, ids are made of what the figures are about'
    for key in KEYS:
        if key in rule.keys:
            texts = ", ".join(quoted(each.text) for each in rule.keys[key])
            written = texts if len(rule.keys[key]) == 1 else f"[{texts}]"
            yield f"{key} = {written}  # guess{': assumed' if key in guess.assumed else ''}"
        elif key in WANTED and key in (*lacking(rule.keys), "value"):
            yield f"# {key} = {WANTED[key][0]}  # missing: {WANTED[key][1]}"
        elif key in ("period", "provider", "recipient", "receiver") and is_first:
            yield f'# {key} = "{{Column}}"'
        elif key == "unit":
            yield '# unit = "CNY"  # if the amounts do not state it'
    if rule.scale is not None:
        yield f'scale = "{rule.scale}"  # guess'
    if rule.omit_blank:
        yield "omit_blank = true  # a row without this amount gives no such figure"


def _values(guess: Guess, counts: Mapping[str, Counter[str] | None], codes: Codebook) -> Iterator[list[str]]:
    """Yield a table for the words of each key that are no codes, to be filled in."""
    known = NewCodes(codes, {}).known
    for key, kind in CODED.items():
        columns = {each.only for rule in guess.mapping.figures for each in rule.keys.get(key, ()) if each.only}
        words = Counter[str]()
        for column in columns:
            words.update({text: number for text, number in (counts.get(column) or {}).items() if known(kind, text) is None})
        if words:
            yield (
                [f"[values.{key}]  # words that are no {kind}s yet: put the code of each, and remove the #"]
                + [
                    f"# {quoted(word)} = {quoted(next(iter(codes[kind].nearest(word)), ''))}  # {number} row{'s' if number > 1 else ''}"
                    for word, number in words.items()
                ]
                + ([f"# [new.{kind}s]  # or remove this # to make codes of them"] if key in ("provider", "recipient", "receiver") else [])
            )


def quoted(text: str) -> str:
    """Return a text as TOML writes it on one line, with every character that cannot be seen escaped."""
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in json.dumps(text, ensure_ascii=False))


def _key(column: str) -> str:
    return column if re.fullmatch("[A-Za-z0-9_-]+", column) else quoted(column)
