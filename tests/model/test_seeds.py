"""The figures that ship: a valid Data Package that says what the article says, where it says it, and nothing twice."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from aidcli.model import seeds
from aidcli.model.amounts import read_amount
from aidcli.model.codes import Codebook
from aidcli.model.contract import faults
from aidcli.model.figure import Figure
from aidcli.query.query import parse_query
from tests.strategies import total

ROOT = Path(__file__).parents[2]
BESIDE = ROOT.parent / "shared"
"""The folder beside the project: the article and published code lists, which are not ours to ship."""
ARTICLE = BESIDE / "seed" / "000_62f332757297812e.txt"
CODELISTS = BESIDE / "data" / "codelists"
FIGURES = list(seeds.shipped_figures())
NOT_FIGURES = list(seeds.shipped_rows("not-figures"))
LONGEST_RUN = 12
NUMERAL = re.compile("[0-9]+(?:[.][0-9]+)?|[零〇一二三四五六七八九十百千万亿两双]")
SECTORS = {standard: code for code in seeds.shipped_codes("sector") for standard in code.standard}


@pytest.fixture(scope="module")
def article() -> list[str]:
    if not ARTICLE.exists():
        pytest.skip("the article is not in the folder beside the project")
    return ARTICLE.read_text("utf-8").split("\n")


def codelist(name: str) -> set[str]:
    if not CODELISTS.exists():
        pytest.skip("the published code lists are not in the folder beside the project")
    return {item.findtext("code") or "" for item in ET.parse(CODELISTS / f"{name}.xml").iter("codelist-item")}


def spans() -> Iterator[tuple[int, int, int]]:
    """Line, start and end of everything that is accounted for."""
    placed = [(each.line, each.start, each.printed) for each in FIGURES]
    placed += [(int(row["line"]), int(row["start"]), row["printed"]) for row in NOT_FIGURES]
    for line, start, printed in placed:
        assert line is not None
        assert start is not None
        assert printed
        yield line, start, start + len(printed)


def test_seeds_are_a_valid_data_package_with_every_reference_kept() -> None:
    from frictionless import Package

    report = Package(str(ROOT / "seeds" / "datapackage.json")).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "type", "note"]) == []
    assert {task.name for task in report.tasks} == {path.stem for path in (ROOT / "seeds").glob("*.csv")}


def test_a_broken_reference_would_be_found(tmp_path: Path) -> None:
    from frictionless import Package

    for path in filter(Path.is_file, (ROOT / "seeds").iterdir()):
        (tmp_path / path.name).write_bytes(path.read_bytes().replace(b",shanxi-daily-2023,", b",elsewhere,", 1))
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_every_figure_keeps_the_contract(codes: Codebook) -> None:
    assert {each.id: faults(each.record(), codes.known) for each in FIGURES} == {each.id: [] for each in FIGURES}
    assert len({each.id for each in FIGURES}) == len(FIGURES) == 49


def test_the_document_is_the_one_that_was_curated(article: list[str]) -> None:
    (source,) = seeds.shipped_sources()
    assert hashlib.sha256(ARTICLE.read_bytes()).hexdigest() == source.sha256


def test_everything_printed_stands_exactly_at_its_place(article: list[str]) -> None:
    printed = [each.printed for each in FIGURES] + [row["printed"] for row in NOT_FIGURES]
    assert [article[line - 1][start:end] for line, start, end in spans()] == printed


def test_every_number_of_the_article_is_accounted_for_exactly_once(article: list[str]) -> None:
    for at, line in enumerate(article, 1):
        mine = [(start, end) for number, start, end in spans() if number == at]
        for numeral in NUMERAL.finditer(line):
            covering = [span for span in mine if span[0] <= numeral.start() and numeral.end() <= span[1]]
            assert len(covering) == 1, f"line {at}, offset {numeral.start()}: {numeral[0]}"


def test_everything_accounted_for_holds_a_number_and_overlaps_nothing() -> None:
    taken = [(line, at) for line, start, end in spans() for at in range(start, end)]
    assert len(taken) == len(set(taken))
    assert all(NUMERAL.search(each.printed or "") for each in FIGURES)
    assert all(row["reason"] for row in NOT_FIGURES)


@pytest.mark.parametrize("each", FIGURES, ids=lambda each: each.id)
def test_what_is_printed_says_the_value_and_the_bound(each: Figure) -> None:
    amount = read_amount(each.printed or "")
    assert amount
    assert (amount.value, amount.bound, amount.upper) == (each.value, each.bound, each.upper)


def windows(text: str) -> Iterator[str]:
    return (text[at : at + LONGEST_RUN + 1] for at in range(len(text) - LONGEST_RUN))


def test_no_sentence_of_the_article_is_in_the_project(article: list[str]) -> None:
    prose = {window for line in article for window in windows(line)}
    tops = [path for path in ROOT.iterdir() if path.name in {"aidcli", "seeds", "tests", ".ci", ".github"} or path.is_file()]
    files = [path for top in tops for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    found = [(path.name, window) for path in files for window in windows(path.read_text("utf-8", errors="replace")) if window in prose]
    assert found == []


def test_a_part_counts_what_its_whole_counts() -> None:
    by_id = {each.id: each for each in FIGURES}
    for part in (each for each in FIGURES if each.part_of):
        whole = by_id[part.part_of or ""]
        assert (whole.measure, whole.unit) == (part.measure, part.unit)
        assert whole.part_of is None
        assert whole.value >= part.value


@pytest.mark.parametrize(
    ("asked", "value", "bound"),
    [
        ({"measure": ["funding"]}, 485080000, "exact"),
        ({"measure": ["funding"], "sector": ["education"]}, 225080000, "exact"),
        ({"measure": ["funding"], "sector": ["health"]}, 120000000, "exact"),
        ({"measure": ["investment"]}, 788000000, "exact"),
        ({"measure": ["attracted-investment"], "unit": ["CNY"]}, 19560000000, "exact"),
        ({"measure": ["people-sent"]}, 2000, "at-least"),
        ({"measure": ["people-sent"], "sector": ["health"]}, 105, "exact"),
        ({"measure": ["projects"]}, 280, "exact"),
    ],
)
def test_the_totals_of_the_article(codes: Codebook, asked: dict[str, list[str]], value: int, bound: str) -> None:
    (one,) = total(FIGURES, parse_query(codes, **asked))  # type: ignore[arg-type]
    assert one.quantity is not None
    assert (one.quantity.value, one.quantity.bound) == (value, bound)


def test_the_funding_is_made_of_five_amounts() -> None:
    funding = sorted(each.value for each in FIGURES if each.measure == "funding")
    assert funding == [4200000, 20880000, 120000000, 140000000, 200000000]


def test_every_dac_category_purpose_and_currency_ships() -> None:
    categories, purposes, currencies = codelist("SectorCategory"), codelist("Sector"), codelist("Currency")
    assert (len(categories), len(purposes), len(currencies)) == (44, 325, 176)
    assert categories | purposes <= SECTORS.keys()
    assert currencies <= {code.code for code in seeds.shipped_codes("unit")}
    assert {standard for standard in SECTORS if len(standard) == 5} - purposes == {"42010"}  # withdrawn before the list was published


def test_every_purpose_lies_inside_its_category(codes: Codebook) -> None:
    culture = codes["sector"].within("culture")
    for standard, code in SECTORS.items():
        if len(standard) == 5:
            category = "culture" if standard in ("16061", "16066") else SECTORS[standard[:3]].code
            assert code.code in codes["sector"].within(category)
    assert culture == {"culture", SECTORS["16061"].code, SECTORS["16066"].code}
    assert culture < codes["sector"].within(SECTORS["160"].code)


@pytest.mark.parametrize("kind", ["sector", "measure", "unit", "place"])
def test_every_parent_is_a_code_and_every_code_has_both_labels(codes: Codebook, kind: str) -> None:
    for code in codes[kind]:
        assert not code.parent or code.parent in codes[kind]
        assert code.en
        assert code.zh
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*|[A-Z]{3}", code.code)


def test_the_tree_of_places(codes: Codebook) -> None:
    places = codes["place"]
    assert "fukang" in places.within("changji")
    assert "changji" not in places.within("fukang")
    assert "changji" in places.within("xinjiang")
    assert [places.codes[code].standard for code in ("changji", "fukang", "wujiaqu")] == [("652300",), ("652302",), ("659004",)]
    assert places.codes["shanxi"].standard == ("CN-SX", "140000")
    assert "CN-SN" in places.codes["shaanxi"].standard


def test_the_programme_area_contains_its_four_recipients(codes: Codebook) -> None:
    inside = codes["place"].within("shanxi-aid-area")
    assert {each.recipient for each in FIGURES} <= inside
    assert {"changji", "fukang", "wujiaqu", "regiment-222"} <= inside


def test_the_package_says_what_its_figures_are_not() -> None:
    words = (ROOT / "seeds" / "datapackage.json").read_text("utf-8")
    assert "as reported by the source" in words
    assert "not independently verified" in words
    assert "2023 is inferred" in words
