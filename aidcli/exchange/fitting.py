"""A mapping fitted to the columns that a file has. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from aidcli.errors import Bilingual, did_you_mean, join_texts
from aidcli.exchange.mapping import Condition, FigureRule, FileMapping, Templates
from aidcli.exchange.templates import Template
from aidcli.model.codes import fold, near
from aidcli.model.figure import lacking

FOUND_OUT: Final = ("id", "unit", "source")
"""The required keys that a rule may leave out: an id is proposed, the unit may stand in the amount, the source is that of the file."""
_BETWEEN_WORDS: Final = re.compile(r"[\s_-]+")


class Fitting:
    """Find the columns that a mapping names: publishers write `DonorName` in one year and `donor_name` in the next."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.faults: list[str] = []
        self._columns = columns
        self._alike: dict[str, list[str]] = {}
        for each in columns:
            self._alike.setdefault(_plain(each), []).append(each)

    def fitted(self, mapping: FileMapping) -> FileMapping:
        """Return the mapping with the columns as the file calls them; `faults` names those that it has not."""
        rules = [self._rule(f"[[figure]] {at}", rule) for at, rule in enumerate(mapping.figures, 1)]
        return mapping._replace(figures=rules, conditions=self._conditions("[rows]", mapping.conditions))

    def has(self, column: str) -> bool:
        """Return whether the file has a column of this name."""
        return self._called(column) is not None

    def _called(self, column: str) -> str | None:
        alike = self._alike.get(_plain(column), [])
        return column if column in self._columns else alike[0] if len(alike) == 1 else None

    def _rule(self, place: str, rule: FigureRule) -> FigureRule:
        missing = lacking(dict.fromkeys((*rule.keys, *FOUND_OUT), True))
        self.faults += [
            Bilingual(
                '{place}: it has no {key!r}; add {key2} = "{{Column}}" or a constant, or give --set {key3}=...',
                '{place}：缺少 {key!r}；请加 {key2} = "{{Column}}" 或常量，或用 --set {key3}=...',
                place=place,
                key=key,
                key2=key,
                key3=key,
            )
            for key in missing
        ]
        keys = {key: self._templates(f"{place} {key}", templates) for key, templates in rule.keys.items()}
        return rule._replace(keys=keys, conditions=self._conditions(f"{place} rows", rule.conditions))

    def _templates(self, place: str, templates: Templates) -> Templates:
        """Return the texts whose columns the file has: of several, those of other versions of the file are passed over."""
        held = [each for each in templates if all(map(self.has, each.columns))]
        if not held:
            missing = next((column for each in templates for column in each.columns if not self.has(column)), "")
            self._note(place, missing)
        return [self._renamed(each) for each in held]

    def _renamed(self, template: Template) -> Template:
        return template._replace(pieces=tuple((before, (column and self._called(column)) or "") for before, column in template.pieces))

    def _conditions(self, place: str, conditions: Sequence[Condition]) -> list[Condition]:
        for column, _, _ in conditions:
            if not self.has(column):
                self._note(place, column)
        return [(self._called(column) or column, excludes, words) for column, excludes, words in conditions]

    def _note(self, place: str, column: str) -> None:
        folded = {fold(each): each for each in self._columns}
        close = [folded[each] for each in near(column, folded)]
        few = [
            *map(repr, self._columns[:10]),
            *([Bilingual("and {rest} more", "另有{rest}列", rest=len(self._columns) - 10)] if len(self._columns) > 10 else []),
        ]
        meant = did_you_mean(close) if close else Bilingual("it has {columns}", "各列为 {columns}", columns=join_texts(few, ", ", "、"))
        self.faults.append(
            Bilingual(
                "{place}: the file has no column {column!r}; {meant}",
                "{place}：文件没有列 {column!r}；{meant}",
                place=place,
                column=column,
                meant=meant,
            )
        )


def _plain(name: str) -> str:
    return _BETWEEN_WORDS.sub("", fold(name))


def fits(mapping: FileMapping, columns: Sequence[str]) -> bool:
    """Return whether a file has every column that a mapping needs."""
    fitting = Fitting(columns)
    fitting.fitted(mapping)
    return not fitting.faults
