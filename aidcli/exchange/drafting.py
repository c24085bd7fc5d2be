"""A mapping drafted for a file, as TOML with comments: the columns, what they hold, and a guess at what they are for."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Final

from aidcli.errors import Bilingual, in_language, named_kind
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
    "sector": ('"unspecified"', Bilingual("the sector: 'aidcli codes sectors' lists them", "部门，见 'aidcli codes sectors'")),
    "measure": ('"funding"', Bilingual("what the amounts are: 'aidcli codes measures' lists it", "指标，见 'aidcli codes measures'")),
    "value": ('"{Column}"', Bilingual("the column of amounts", "数额所在的列")),
    "subject": ('"{Column}"', Bilingual("what each figure is about", "数据的内容")),
}
"""What stands in the draft for required keys that no column was found for."""
_GUESS: Final = ("guess", "推测")


def draft_mapping(path: str, table: RawTable, layout: Layout, codes: Codebook, lang: str = "en") -> str:
    """Return a mapping for a table as TOML, with comments in `lang`.

    The rows are read once, to count the distinct values of short columns.
    """
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
    texts = ("\n".join(in_language(line, lang) for line in part) for part in parts)
    return "\n\n".join(filter(None, texts)) + "\n"


def _count(cells: Mapping[str, str], counts: dict[str, Counter[str] | None]) -> None:
    for name, text in cells.items():
        counter = counts.get(name)
        if counter is not None and (text := text.strip()):
            counter[text] += 1
            if len(counter) > MOST_COUNTED or len(text) > SHORT:
                counts[name] = None


def _head(path: str, table: RawTable, sample: Sequence[Mapping[str, str]], counts: Mapping[str, Counter[str] | None]) -> Iterator[str]:
    shown = quoted(Path(path).name)
    name = Path(path).with_suffix(".toml").name if path != "-" else "mapping.toml"
    yield _noted(
        "",
        f"How the rows of {shown} become figures: a draft. Check what is marked as a guess, then try it:",
        f"{shown} 的各行如何成为数据：草稿。请核对标明为推测之处，再试：",
    )
    yield f"#   aidcli import {path} --mapping {name} --dry-run"
    for example in fitting_examples(table.columns):
        command = f"aidcli mapping --examples {example} > {name}"
        yield _noted(
            "",
            f"The file has the columns of an example, which is more than a draft: {command}",
            f"各列符合一个范例，比草稿更完整：{command}",
        )
    yield _noted(
        "",
        "The columns, what the first rows hold and, where there are few, all values with their rows:",
        "各列及最前几行的内容；不同的值不多时，列出全部值及其行数：",
    )
    for column in table.columns:
        first = next((text for row in sample if (text := row.get(column, "").strip())), "")
        listed = _listed(first, counts[column])
        yield Bilingual(f"#   {quoted(column)}: {listed or 'empty'}", f"#   {quoted(column)}：{listed or '空'}")


def _listed(first: str, counter: Counter[str] | None) -> str:
    if counter is not None and sum(counter.values()) > 1 and 0 < len(counter) <= MOST_LISTED:
        return ", ".join(f"{quoted(text)} ({number})" for text, number in counter.most_common())
    return quoted(first if len(first) <= SHORT else f"{first[:SHORT]}...") if first else ""


def _file(table: RawTable, layout: Layout, guess: Guess, order: str) -> list[str]:
    conventions = guess.mapping.conventions
    lines = [f"{key} = {quoted(text) if isinstance(text, str) else text}" for key, text in layout._asdict().items() if text not in ("", 0)]
    lines += [_noted(f"{key} = {text if key == 'header' else quoted(text)}", "found", "已判明") for key, text in table.found.items()]
    lines += [_noted(f'decimal = "{conventions.decimal}"', *_GUESS)] if conventions.decimal != "." else []
    lines += [_noted(f'dates = "{order}"', "guess, as the first rows have it", "推测，据最前几行")] if order else []
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
    yield _noted(
        f"# {example}",
        "keep only such rows; a list is one of its words, { not = ... } none of them",
        "只保留这样的行；列表表示其中之一，{ not = ... } 表示都不是",
    )
    for column, texts in held.items():
        yield _noted(f"{_key(column)} = {{ not = [{', '.join(map(quoted, texts))}] }}", "guess: rows of totals", "推测：合计行")


def _source(path: str, codes: Codebook) -> Iterator[str]:
    source = made_source(path, {}, codes)
    yield "[source]"
    yield f"id = {quoted(source['id'])}"
    yield f"title = {quoted(source['title'])}"
    yield _noted(
        '# type = "ledger"',
        "if the rows are distinct events, such as transactions; else some may be parts of others",
        "如果各行是互不重复的事项（如交易）；否则其中可能有分项",
    )


def _figure(rule: FigureRule, guess: Guess, is_first: bool) -> Iterator[str]:
    yield "[[figure]]"
    if "id" not in rule.keys and is_first:
        yield _noted('# id = "{Column}"', "without it, ids are made of what the figures are about", "不写时，编号按数据的内容拟定")
    for key in KEYS:
        if key in rule.keys:
            texts = ", ".join(quoted(each.text) for each in rule.keys[key])
            written = texts if len(rule.keys[key]) == 1 else f"[{texts}]"
            yield _noted(f"{key} = {written}", *(("guess: assumed", "推测：假定") if key in guess.assumed else _GUESS))
        elif key in WANTED and key in (*lacking(rule.keys), "value"):
            text, what = WANTED[key]
            yield _noted(f"# {key} = {text}", f"missing: {what}", f"缺少：{what.zh}")
        elif key in ("period", "provider", "recipient", "receiver") and is_first:
            yield f'# {key} = "{{Column}}"'
        elif key == "unit":
            yield _noted('# unit = "CNY"', "if the amounts do not state it", "数额未注明单位时")
    if rule.scale is not None:
        yield _noted(f'scale = "{rule.scale}"', *_GUESS)
    if rule.omit_blank:
        yield _noted("omit_blank = true", "a row without this amount gives no such figure", "没有此数额的行不成为这条数据")


def _values(guess: Guess, counts: Mapping[str, Counter[str] | None], codes: Codebook) -> Iterator[list[str]]:
    """Yield a table for the words of each key that are no codes, to be filled in."""
    known = NewCodes(codes, {}).known
    for key, kind in CODED.items():
        columns = {each.only for rule in guess.mapping.figures for each in rule.keys.get(key, ()) if each.only}
        words = Counter[str]()
        for column in columns:
            words.update({text: number for text, number in (counts.get(column) or {}).items() if known(kind, text) is None})
        if words:
            what = (
                f"words that are no {kind}s yet: put the code of each, and remove the #",
                f"尚无代码的{named_kind(kind).zh}：填入代码，并删除 #",
            )
            is_place = key in ("provider", "recipient", "receiver")
            yield [
                _noted(f"[values.{key}]", *what),
                *(_row(word, next(iter(codes[kind].nearest(word)), ""), number) for word, number in words.items()),
                *([_noted(f"# [new.{kind}s]", "or remove this # to make codes of them", "或删除此 #，为其新建代码")] if is_place else []),
            ]


def _row(word: str, nearest: str, number: int) -> Bilingual:
    return _noted(f"# {quoted(word)} = {quoted(nearest)}", f"{number} row{'s' if number > 1 else ''}", f"{number}行")


def _noted(line: str, en: str, zh: str) -> Bilingual:
    """Return a line with a comment behind it; a comment alone where the line is empty."""
    start = f"{line}  # " if line else "# "
    return Bilingual(f"{start}{en}", f"{start}{zh}")


def quoted(text: str) -> str:
    """Return a text as TOML writes it on one line, with every character that cannot be seen escaped."""
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in json.dumps(text, ensure_ascii=False))


def _key(column: str) -> str:
    return column if re.fullmatch("[A-Za-z0-9_-]+", column) else quoted(column)
