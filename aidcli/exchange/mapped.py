"""The figures that the rows of a foreign file give by a mapping, and everything that is wrong with the rows."""

from collections import Counter
from collections.abc import Iterator, Mapping

from aidcli.changes.typed import id_stem
from aidcli.errors import BadRows, Bilingual, join_words
from aidcli.exchange.fault_groups import FaultGroups
from aidcli.exchange.figure_keys import FigureKeys
from aidcli.exchange.fitting import Fitting
from aidcli.exchange.mapping import Condition, FigureRule, FileMapping
from aidcli.exchange.new_codes import NewCodes
from aidcli.exchange.rows import Row
from aidcli.exchange.slugs import digest, id_of
from aidcli.exchange.tables import RawTable
from aidcli.model.codes import Codebook, fold
from aidcli.model.figure import Figure, Record, from_json


class RowCounts:
    """What became of the rows of a file."""

    def __init__(self) -> None:
        self.read = self.blank = self.kept = 0
        self.filtered: Counter[str] = Counter()
        """Rows that are not kept, by the column whose cell decides that."""
        self.repeated: list[str] = []
        """The ids of identical rows that were taken once."""
        self.omitted = 0
        """Figures that were left out since their value is blank."""


class MappedFigures:
    """Make figures of the rows of a table."""

    def __init__(self, path: str, mapping: FileMapping, table: RawTable, codes: Codebook, source: str) -> None:
        """Raise BadRows where the mapping does not fit the table or the codes."""
        self.counts, self.faults = RowCounts(), FaultGroups()
        self.new = NewCodes(codes, mapping.new)
        fitting = Fitting(table.columns)
        mapping = fitting.fitted(mapping)
        self._mapping, self._table = mapping, table
        self._keys = FigureKeys(mapping, self.new, self.faults, source)
        self._columns = _used_columns(mapping)
        self._ids = _Ids(source)
        self._met: dict[Condition, set[str]] = {each: set() for each in mapping.conditions}
        if wrong := [*fitting.faults, *self._keys.wrong_words()]:
            raise BadRows(path, wrong)

    @property
    def by_others(self) -> Mapping[str, Counter[str]]:
        """The words that were taken as `*` says, by key."""
        return self._keys.by_others

    @property
    def columns_left(self) -> list[str]:
        """The columns that no figure and no condition is made of."""
        return [each for each in self._table.columns if each not in self._columns]

    def figures(self) -> Iterator[Figure]:
        """Yield the figures; then `faults` holds what is wrong with the rows."""
        cell = self._mapping.conventions.cell
        for row in self._table.rows:
            self.counts.read += 1
            if row.record is None:
                self.faults.add(row.fault, "", row.place)
                continue
            cells = {column: cell(text) for column, text in row.record.items() if text}
            if not any(cells.values()):
                self.counts.blank += 1
            elif self.counts.read == 1 and all(cell.startswith("#") for cell in cells.values() if cell):
                self.counts.filtered["HXL"] += 1  # Tags of the Humanitarian Exchange Language, below the header row.
            elif self._is_header(cells):
                self.faults.add(
                    Bilingual("the row repeats the names of the columns", "此行重复了列名"),
                    "",
                    row.place,
                    remedy=Bilingual("remove it", "请删除"),
                )
            elif self._is_kept(cells):
                self.counts.kept += 1
                yield from self._figures_of(row, cells)
        self._note_unmet_words()

    def _is_header(self, cells: Mapping[str, str]) -> bool:
        return len(cells) > 1 and all(fold(column) == fold(cell) for column, cell in cells.items() if cell)

    def _is_kept(self, cells: Mapping[str, str]) -> bool:
        for condition in self._mapping.conditions:
            column, excludes, words = condition
            word = fold(cells.get(column, ""))
            if word in words:
                self._met[condition].add(word)
            if (word in words) == excludes:
                self.counts.filtered[column] += 1
                return False
        return True

    def _note_unmet_words(self) -> None:
        """Note the words of conditions that no row has where no row is kept: they are misspelt."""
        if self.counts.kept or not self.counts.filtered:
            return
        for condition, met in self._met.items():
            column, _, words = condition
            if not met:
                self.faults.add(
                    Bilingual(
                        "[rows] {column}: no row has {words}, so none is kept",
                        "[rows] {column}：没有一行是 {words}，因而全被略去",
                        column=column,
                        words=join_words(map(repr, sorted(words))),
                    ),
                    "",
                    Bilingual("every row", "所有行"),
                )

    def _figures_of(self, row: Row, cells: Mapping[str, str]) -> Iterator[Figure]:
        for rule in self._mapping.figures:
            if not all((fold(cells.get(column, "")) in words) != excludes for column, excludes, words in rule.conditions):
                continue
            if rule.omit_blank and not any(each.fill(cells) for key in ("value", "printed") for each in rule.keys.get(key, ())):
                self.counts.omitted += 1
                continue
            record = self._keys.record(rule, cells, row.place)
            if record is not None:
                figure = self._identified(record, rule, row)
                if figure is not None:
                    yield figure

    def _identified(self, record: Record, rule: FigureRule, row: Row) -> Figure | None:
        """Return the figure with an id of its own; None where an identical row gave it, or where rows differ, which is a fault."""
        if "id" not in rule.keys:
            return from_json(record | {"id": self._ids.proposed(record)})
        name, other, is_same = self._ids.taken(record["id"], row)
        if other is None:
            return from_json(record | {"id": name})
        if is_same:
            self.counts.repeated.append(name)
        elif other == row.place:
            self.faults.add(
                Bilingual("two figures of one row have one id", "同一行的两条数据编号相同"),
                name,
                row.place,
                remedy=Bilingual("add a word to the id of one [[figure]]", "请给其中一个 [[figure]] 的 id 加一个词"),
            )
        else:
            self.faults.add(
                Bilingual("id: differing rows have one id: {name!r}", "id：不同的行编号相同：{name!r}", name=name),
                "",
                f"{other} and {row.place}",
                remedy=Bilingual("add a column to the id", "请在 id 中加入一列"),
            )
        return None


class _Ids:
    """Which ids are taken, and by which rows."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._rows: dict[str, tuple[str, int, str]] = {}
        self._last: dict[str, int] = {}

    def proposed(self, record: Record) -> str:
        """Return an id made of what the figure is about, so that it stays the same when rows are added or its amount is corrected."""
        label = "subject" if record.get("subject") else "subject_zh"
        about = [str(record.get(key) or "") for key in ("measure", "unit", "period", "provider", "recipient", "receiver", label)]
        begun = f"{id_stem(record)}-{digest([self._source, record['sector'], *about])}"
        self._last[begun] = self._last.get(begun, 0) + 1
        return begun if self._last[begun] == 1 else f"{begun}-{self._last[begun]}"

    def taken(self, stated: str, row: Row) -> tuple[str, str | None, bool]:
        """Return the id for a stated one, the place of an earlier row that has it, if any, and whether that row is identical."""
        name, content = id_of(stated), hash(tuple(row.record.items()))
        found = self._rows.get(name)
        if found and found[2] != stated:  # Another text, of which the same letters and digits are left.
            name = f"{name}-{digest([stated])}"
            found = self._rows.get(name)
        if found is None:
            self._rows[name] = row.place, content, stated
            return name, None, False
        return name, found[0], found[1] == content and found[0] != row.place


def _used_columns(mapping: FileMapping) -> set[str]:
    of_rules = (column for rule in mapping.figures for column in (*rule.columns, *(each[0] for each in rule.conditions)))
    return {*of_rules, *(each[0] for each in mapping.conditions)}
