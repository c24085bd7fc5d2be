"""What the rows of a file would do to a store, and everything that is wrong with them. Pure.

Rows are tested against the contract. A plan is made only where no row has a fault.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from operator import attrgetter, itemgetter
from typing import Any, Final, NamedTuple

from aidcli.changes.incoming import FigurePlan, plan_figures
from aidcli.changes.revision import Action, Step
from aidcli.errors import BadRows, Bilingual, named_kind
from aidcli.exchange.drafted import Taken
from aidcli.exchange.fault_groups import RowFaults, said_place
from aidcli.exchange.rows import Row
from aidcli.model.codes import COLUMNS, Code, Codebook
from aidcli.model.contract import code_faults, faults, not_figure_faults, slug_faults, source_faults
from aidcli.model.exact_json import encode_json
from aidcli.model.figure import CODED, Figure, NotFigure, Record, Source, from_json
from aidcli.model.packed import PackedFigures
from aidcli.store.fast_decode import FigureDecoder

Tested = tuple[Row, list[str]]
"""A row, and what is wrong with it. Where that is nothing, the record of a row of figures is a `Figure`."""
LEAVE_OUT: Final = Bilingual("; --complete-only leaves out rows that lack a required key", "；--complete-only 可略去缺少必填字段的行")
IDENTICAL: Final = "identical"
"""Why a row is left out that has the same id and content as an earlier one."""
TESTED_AT_ONCE: Final = 1000
"""Rows of figures that are tested together."""


class Intake(NamedTuple):
    """The plan of an import: what to do with the figures, and the sources and codes to write."""

    figures: FigurePlan
    sources: Sequence[Record]
    codes: Sequence[Record]
    not_figures: Sequence[Record]
    other_steps: Sequence[Step]
    """What becomes of each code, source and number that is no figure."""
    same: Sequence[tuple[str, str]]
    """Incoming sources that have the SHA-256 of another, with that other."""
    lost: Mapping[str, Sequence[str]]
    """The keys that sources of the store have no more, by source."""
    left: Mapping[str, Sequence[str]]
    """The ids of the rows left out, by their state or `incomplete`."""

    @property
    def is_empty(self) -> bool:
        """Whether the store stays as it was."""
        return self.figures.revision.is_empty and not (self.sources or self.codes or self.not_figures)

    def steps(self) -> Iterator[Step]:
        """Yield what becomes of each record."""
        return chain(self.other_steps, self.figures.steps())


class Beside(NamedTuple):
    """What a store holds beside its figures; sources by id."""

    codes: Codebook
    sources: Mapping[str, Record]
    not_figures: Iterable[NotFigure] = ()


def plan_intake(
    path: str, taken: Taken, before: Iterable[Figure], beside: Beside, way: str | None = None, *, replace_source: bool = False
) -> Intake:
    """Plan what the contents `taken` would do to a store that holds the figures `before`, and what is `beside` them.

    The figures of both are read once, and need not be in memory.
    `way` and `replace_source` are for figures: see `plan_figures`. Raises what that does, and BadRows, which lists every
    fault of every row of the file `path`.
    """
    bad = RowFaults()
    contents = taken.contents
    new_codes = list(_accepted(_tested_codes(contents.codes, beside.codes), "code", itemgetter("code", "kind"), bad))
    source_rows = [*contents.sources, *(_completed(row, beside.sources) for row in contents.titles)]
    sound_sources = _accepted(_tested(source_rows, _new_source_faults), "id", itemgetter("id"), bad)
    new_sources = [Source.read(record).stored() for record in sound_sources]
    extended = _extended(beside.codes, new_codes, new_sources)
    repeated: list[str] = []
    tested = _accepted(_tested_figures(contents.figures, extended), "id", attrgetter("id"), bad, repeated)
    made = contents.made
    incoming = made if isinstance(made, PackedFigures) else PackedFigures(chain(tested, made))
    refused = [NotFigure.read(each) for each in _accepted(_tested(contents.not_figures, not_figure_faults), "start", _place, bad)]
    if bad:
        raise BadRows(path, bad.lines(), LEAVE_OUT if taken.are_drafts else "")
    figures = plan_figures(path, incoming, before, way, taken.reviewed, replace_source=replace_source)
    code_steps = [Step(record["kind"], record["code"], _code_action(record, beside.codes)) for record in new_codes]
    source_steps = [Step("source", record["id"], _action(record, beside.sources.get(record["id"]))) for record in new_sources]
    number_steps = list(_number_steps(refused, beside.not_figures))
    numbers = _to_write([each._asdict() for each in refused], number_steps)
    to_write = _to_write(new_sources, source_steps), _to_write(new_codes, code_steps), numbers
    steps = [*code_steps, *source_steps, *number_steps]
    of_sources = _same_documents(new_sources, beside.sources), _lost_keys(new_sources, beside.sources)
    return Intake(figures, *to_write, steps, *of_sources, {**taken.left, **({IDENTICAL: repeated} if repeated else {})})


def _number_steps(refused: Iterable[NotFigure], stored: Iterable[NotFigure]) -> Iterator[Step]:
    by_place = {each[:3]: each for each in stored}
    for each in refused:
        yield Step("number", f"{each.source}:{each.line}:{each.start}", _action(each, by_place.get(each[:3])))


_place: Final = itemgetter("source", "line", "start")
"""Where a number that is no figure stands: no two records have one place."""


def _same_documents(new_sources: Sequence[Record], sources: Mapping[str, Record]) -> list[tuple[str, str]]:
    """Return each new source that has the SHA-256 of another, with the first that has it."""
    first = {record["sha256"]: str(record["id"]) for record in reversed([*sources.values(), *new_sources]) if record.get("sha256")}
    digests = {str(record["id"]): record["sha256"] for record in new_sources if record.get("sha256")}
    return [(name, first[digest]) for name, digest in digests.items() if first[digest] != name]


def _lost_keys(new_sources: Sequence[Record], sources: Mapping[str, Record]) -> dict[str, Sequence[str]]:
    lost = {str(new["id"]): [key for key in sources.get(new["id"], {}) if key not in new] for new in new_sources}
    return {name: keys for name, keys in lost.items() if keys}


def _completed(row: Row, sources: Mapping[str, Record]) -> Row:
    """Return the row of a source in a list of codes with what the store has where the list is empty."""
    return row._replace(record=sources.get(str(row.record.get("id")), {}) | row.record)


def _to_write(records: Sequence[Record], steps: Sequence[Step]) -> list[Record]:
    return [record for record, step in zip(records, steps, strict=True) if step.action != "unchanged"]


# Rows, tested -----------------------------------------------------------------------------------------------


def _tested(rows: Iterable[Row], faults_of: Callable[[Record], Iterable[str]]) -> Iterator[Tested]:
    for row in rows:
        if isinstance(row.record, dict):
            yield row, list(faults_of(row.record))
        else:
            yield row, [row.fault or Bilingual("is not an object", "不是对象")]


def _tested_codes(rows: Sequence[Row], codes: Codebook) -> Iterator[Tested]:
    """Test rows of codes; the parent of one may stand anywhere in the file."""
    incoming = {(str(row.record.get("kind")), str(row.record.get("code"))) for row in rows if isinstance(row.record, dict)}
    return _tested(rows, lambda record: _new_code_faults(record, codes, incoming))


def _new_code_faults(record: Record, codes: Codebook, incoming: Collection[tuple[str, str]]) -> list[str]:
    found = list(code_faults(record))
    if not found and (parent := record.get("parent")) and parent not in codes[record["kind"]] and (record["kind"], parent) not in incoming:
        found.append(
            Bilingual(
                "parent: unknown {kind} {parent!r}", "parent：未知的{kind} {parent!r}", kind=named_kind(record["kind"]), parent=parent
            )
        )
    return found


def _new_source_faults(record: Record) -> Iterator[str]:
    return chain(source_faults(record), slug_faults("id", record.get("id")))


def _tested_figures(rows: Iterable[Row], codes: Codebook) -> Iterator[Tested]:
    """Test rows of figures many at once, and one by one only where the fast decoder finds a fault among them.

    Labels are not codes to the decoder, so rows that hold some are tested one by one, with their codes in place.
    """
    decoder, rows = FigureDecoder(codes), iter(rows)
    while some := list(islice(rows, TESTED_AT_ONCE)):
        try:
            figures = decoder.decode(encode_json(dict(enumerate(row.record for row in some))))
        except (ValueError, TypeError, ArithmeticError, RecursionError):
            for row, found in _tested((_coded(row, codes) for row in some), lambda record: faults(record, codes.known)):
                yield (row, found) if found else (row._replace(record=from_json(row.record)), found)
        else:
            yield from ((Row(row.place, figure), []) for row, figure in zip(some, figures.values(), strict=True))


def _coded(row: Row, codes: Codebook) -> Row:
    """Return the row with codes in place of labels and of codes of standards."""
    if not isinstance(row.record, dict):
        return row
    words = {key: word for key in CODED if isinstance(word := row.record.get(key), str) and not codes.known(CODED[key], word)}
    found = {key: code for key, word in words.items() if (code := codes[CODED[key]].find(word))}
    return row._replace(record=row.record | found)


def _accepted(
    tested: Iterable[Tested], key: str, name_of: Callable[[Any], Any], bad: RowFaults, repeated: list[str] | None = None
) -> Iterator[Any]:
    """Yield the records without a fault, null keys left out; add to `bad` the faults of the others.

    Two records of which `name_of` returns the same duplicate one another; this fault is one of `key`. An identical one is
    none where `repeated` takes its name.
    """
    seen: dict[Any, tuple[str, int]] = {}
    for (place, record, _), found in tested:
        if not found:
            name, content = name_of(record), hash(encode_json(record)) if repeated is not None else 0
            other, same = seen.setdefault(name, (place, content))
            if repeated is not None and other != place and same == content:
                repeated.append(name)
                continue
            if other != place:
                found.append(
                    Bilingual(
                        "{key}: {name!r} duplicates {other}",
                        "{key}：{name!r} 与{other}重复",
                        key=key,
                        name=name if isinstance(name, str) else name[0],
                        other=said_place(other),
                    )
                )
        if not found:
            yield record if isinstance(record, Figure) else {each: value for each, value in record.items() if value is not None}
        bad.add(place, found)


# Codes and sources, compared with those of the store ----------------------------------------------------------


def _extended(codes: Codebook, new_codes: Sequence[Record], new_sources: Sequence[Record]) -> Codebook:
    """Return the codes of the store and the incoming ones, which incoming figures may use."""

    def listed(kind: str) -> Iterator[Code]:
        own = (_code_of_source(record) for record in new_sources) if kind == "source" else ()
        return chain(codes[kind], (_code(record) for record in new_codes if record["kind"] == kind), own)

    return Codebook(listed)


def _code_of_source(record: Record) -> Code:
    return Code(record["id"], en=record["title"], zh=record.get("title_zh") or "")


def _code(record: Record) -> Code:
    return Code.read(*(record.get(column) or "" for column in COLUMNS))


def _code_action(record: Record, codes: Codebook) -> Action:
    """Return what becomes of a code. Constant prices are known without being listed, so a list of them adds nothing."""
    listed = codes[record["kind"]].codes.get(record["code"])
    return "unchanged" if listed is None and codes.known(record["kind"], record["code"]) else _action(_code(record), listed)


def _action(new: object, old: object) -> Action:
    return "added" if old is None else "unchanged" if new == old else "changed"
