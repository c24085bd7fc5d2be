"""What IATI calls sectors, countries, regions and organisations, as our codes. Organisations that no code names get new ones."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from aidcli.errors import Bilingual
from aidcli.exchange.iati_shares import Entry, Split, read_decimal, split
from aidcli.exchange.iati_xml import Element
from aidcli.exchange.slugs import digest, slug
from aidcli.model.codes import Codebook, fold
from aidcli.model.figure import Record

UNSPECIFIED: Final = "unspecified"
DAC: Final = ("1", "2")
"""The vocabularies of DAC purposes (5 digits) and DAC categories (3 digits); a sector without a vocabulary is of the first."""
NOBODY: Final = frozenset({"", "-", "n/a", "none", "not available", "not specified", "other", "unknown", "unspecified"})
MOST_REMEMBERED: Final = 10_000


class Remarks:
    """What a file says that the figures do not hold, counted by its name, and what is wrong with it, with lines."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._faults: list[tuple[int, str]] = []

    @property
    def number(self) -> int:
        """How many remarks and faults there are."""
        return self.counts.total() + len(self._faults)

    @property
    def faults(self) -> list[str]:
        """What is wrong, in the order of the lines."""
        return [Bilingual("line {line}: {words}", "第 {line} 行：{words}", line=line, words=words) for line, words in sorted(self._faults)]

    def fault(self, line: int, words: str) -> None:
        """Note something for which the file is refused."""
        self._faults.append((line, words))


class IatiCodes:
    """Find our codes for what the elements of a file name."""

    def __init__(self, codes: Codebook, remarks: Remarks) -> None:
        self._codes, self._remarks = codes, remarks
        self.bodies = Bodies(codes)
        self._percentages: dict[str, Fraction | None] = {}
        self._units: dict[str, str | None] = {}
        self._clean: dict[object, Split] = {}
        """Divisions about which there was nothing to remark, by what they were made of: most activities repeat a few."""

    def unit(self, currency: str) -> str | None:
        """Return the unit of a currency (ISO 4217); None where it is unknown."""
        if currency not in self._units:
            self._units[currency] = self._codes["unit"].find(currency) if len(currency) == 3 else None
        return self._units[currency]

    def mark(self, kind: str, code: str | None) -> str:
        """Return what tells the share of a code in an id: `-11110`, `-NG`; empty for no code."""
        standards = self._codes[kind].codes[code].standard if code else ()
        return f"-{next(filter(str.isalnum, standards), code)}" if code else ""

    def sectors(self, elements: Sequence[Element]) -> Split:
        """Divide by the sectors of one vocabulary: DAC purposes, else DAC categories, else the first that is named."""
        return self._remembered(self._sectors, elements)

    def recipients(self, elements: Sequence[Element]) -> Split:
        """Divide by countries and, as far as these leave a part open, by the regions of one vocabulary."""
        return self._remembered(self._recipients, elements)

    def _remembered(self, divide: Callable[[Sequence[Element]], Split], elements: Sequence[Element]) -> Split:
        key = divide.__name__, *((each.name, *each.attributes.items()) for each in elements)
        found = self._clean.get(key)
        if found is None:
            before = self._remarks.number
            found = divide(elements)
            if self._remarks.number == before and len(self._clean) < MOST_REMEMBERED:
                self._clean[key] = found
        return found

    def _sectors(self, elements: Sequence[Element]) -> Split:
        stated = [each.get("vocabulary") or DAC[0] for each in elements]
        chosen = next((each for each in DAC if each in stated), stated[0] if stated else "")
        mine = [each for each, vocabulary in zip(elements, stated, strict=True) if vocabulary == chosen]
        self._remarks.counts["sector-vocabulary"] += len(elements) - len(mine)
        return self._split("sector", mine, [self._sector(each, chosen) for each in mine], UNSPECIFIED)

    def _sector(self, element: Element, vocabulary: str) -> str | None:
        code = element.get("code")
        is_ours = code.isdecimal() == (vocabulary in DAC)
        found = self._codes["sector"].find(code) if is_ours else None
        self._remarks.counts["sector-unknown"] += found is None
        return found

    def _recipients(self, elements: Sequence[Element]) -> Split:
        countries = [each for each in elements if each.name == "recipient-country"]
        regions = [each for each in elements if each.name == "recipient-region"]
        first = regions[0].get("vocabulary") or "1" if regions else ""
        chosen = "1" if any((each.get("vocabulary") or "1") == "1" for each in regions) else first
        mine = [each for each in regions if (each.get("vocabulary") or "1") == chosen]
        if countries and regions:
            stated = sum(self._percentage(each) or 0 for each in countries)
            mine = mine if 0 < stated < 99 else []
        self._remarks.counts["region-beside"] += len(regions) - len(mine)
        codes = [*map(self._country, countries), *(self._region(each, chosen) for each in mine)]
        return self._split("country", [*countries, *mine], codes, None)

    def _country(self, element: Element) -> str | None:
        code = element.get("code")
        found = self._codes["place"].find(code) if re.fullmatch("[A-Za-z]{2}", code) else None
        self._remarks.counts["country-unknown"] += found is None
        return found

    def _region(self, element: Element, vocabulary: str) -> str | None:
        found = self._codes["place"].find(f"dac-{element.get('code')}") if vocabulary == "1" else None
        self._remarks.counts["region-unknown"] += found is None
        return found

    def _split(self, what: str, elements: Sequence[Element], codes: Sequence[str | None], rest: str | None) -> Split:
        made = split([Entry(code, self._percentage(each)) for code, each in zip(codes, elements, strict=True)], rest)
        if made.remark:
            self._remarks.counts[f"{what}-{made.remark}"] += 1
        return made

    def _percentage(self, element: Element) -> Fraction | None:
        text = element.get("percentage")
        if text not in self._percentages:
            number = read_decimal(text)
            if text and (number is None or number < 0):
                self._remarks.fault(
                    element.line,
                    Bilingual("percentage {text!r} is not a number from 0 to 100", "百分比 {text!r} 不是 0 到 100 的数", text=text[:40]),
                )
                return None
            self._percentages[text] = None if number is None else Fraction(number)
        return self._percentages[text]


class Bodies:
    """Codes of organisations: those of the store, by reference or name, and new ones."""

    def __init__(self, codes: Codebook) -> None:
        self._places = codes["place"]
        self.made: list[Record] = []
        self._found: dict[tuple[str, str], str | None] = {}
        self._by_name: dict[str, str] = {}
        self._by_reference: dict[str, str] = {}
        self._reference: dict[str, str] = {}
        """The code of a standard that each organisation with a reference has, by its own code."""
        self._taken: set[str] = set()

    def find(self, element: Element | None) -> str | None:
        """Return the code of the organisation that an element names; None where it names none."""
        if element is None:
            return None
        key = element.get("ref"), element.words()
        if key not in self._found:
            self._found[key] = self._code(element, *key)
        return self._found[key]

    def _code(self, element: Element, reference: str, name: str) -> str | None:
        named = "" if fold(name) in NOBODY else name
        if not (named or reference):
            return None
        if (known := self._referred(reference)) is not None:
            return known
        known = self._by_name.get(fold(named)) or self._places.find(named) if named else None
        other = self._reference_of(known) if known else ""
        if known is None or (reference and other and _standard(reference) != other):
            known = self._make(element, reference, named)
        if reference:
            self._reference.setdefault(known, _standard(reference))
            self._by_reference[reference] = known
        self._by_name.setdefault(fold(named), known)
        return known

    def _referred(self, reference: str) -> str | None:
        """Return the code that has a reference, in this file or in the store."""
        return self._by_reference.get(reference) or (self._places.find(_standard(reference)) if reference else None)

    def _reference_of(self, code: str) -> str:
        known = self._places.codes.get(code)
        return self._reference.get(code) or next(filter(_is_reference, known.standard if known else ()), "")

    def _make(self, element: Element, reference: str, name: str) -> str:
        code = slug(name).lower() or slug(reference).lower() or f"body-{digest([reference, name])}"
        if code in self._taken or self._places.find(code):
            code = f"{code}-{digest([reference, name])}"
        self._taken.add(code)
        record = {"kind": "place", "code": code, "en": name or reference, "zh": element.chinese()}
        self.made.append({key: text for key, text in record.items() if text} | ({"standard": _standard(reference)} if reference else {}))
        return code


def _standard(reference: str) -> str:
    """Return a reference as a code of a standard: `GB-COH-1234567` as it is (org-id.guide), others marked, as `iati-44000`."""
    plain = reference.replace("|", "/")
    return plain if _is_reference(plain) else f"iati-{plain}"


def _is_reference(standard: str) -> bool:
    """Return whether a code of a standard is that of an organisation; no code of a country has this form."""
    return standard.count("-") >= 2 or standard.startswith("iati-")
