"""`aidcli report`: a store as one page that says everything, runs nothing of others and asks for nothing."""

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.chromium import needs_chromium, opened
from tests.made import record, write
from tests.running import Ask

HOSTILE = "</script><script>document.title='stolen'</script><img src=x onerror=alert(1)> & \"'\u202e"


def page(aidcli: Ask, *words: str, **settings: str | Path) -> str:
    result = aidcli("report", "a.html", "--force", *words, **settings)
    assert (result.exit_code, result.stdout) == (0, "")
    return Path("a.html").read_text("utf-8")


class _Rows(HTMLParser):
    """The texts of the table of figures, by row and cell."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += f"{data.strip()}|"


def test_a_page_says_of_every_figure_what_show_says(aidcli: Ask) -> None:
    (row,) = (row for row in _Rows(page(aidcli)).rows if row and "health-operations|" in row[0] and "heart" not in row[0])
    figure, amount, sector, period, place, source = row
    assert figure.startswith("surgical operations performed|health-operations|")
    assert (amount, sector, period) == ("≥ 7,000 cases|7000余台|", "Health|Activities|", "2020/2023|")
    assert place == "Shanxi → Shanxi's aid area in Xinjiang|"
    assert "|Line: 15|" in source


def test_a_page_has_the_totals_that_sum_prints_and_what_they_leave_out(aidcli: Ask) -> None:
    text = page(aidcli)
    assert '<h3>Funding (CNY)</h3><span class="amount">485,080,000</span>' in text
    assert '<span>Education</span><span class="bar" style="width:100.0%"></span><span class="amount">225,080,000</span>' in text
    assert "Activities (cases): left out health-heart-operations: part of health-operations" in text
    assert 'class="bar open"' in text


def test_filters_choose_what_is_on_it_and_stand_on_it(aidcli: Ask) -> None:
    text = page(aidcli, "health", "--measure", "funding", "--period", "2021")
    assert "Filters: health, --measure funding, --period 2021" in text
    assert [row[0].split("|")[1] for row in _Rows(text).rows if row] == ["health-funding"]
    assert "Figures counted at their full amount although their period extends beyond" in text


def test_a_page_in_chinese(aidcli: Ask) -> None:
    text = page(aidcli, "--lang", "zh")
    for words in ('<html lang="zh">', "援助数据一览", "资金（元）", "4.8508亿元", "数据系来源所报道，未经独立核实。", "卫生"):
        assert words in text


def test_what_may_count_twice_is_said(aidcli: Ask, db: Path) -> None:
    write(db, [record("a", 5, period="2023"), record("b", 5, period="2023")])
    assert "may count the same thing twice: " in page(aidcli)


def test_texts_of_a_store_stay_texts(aidcli: Ask, db: Path) -> None:
    hostile = record("a", 5, subject=HOSTILE, note=HOSTILE, printed=HOSTILE, part_of="b")
    sources = {
        "1": {"id": "mine", "title": HOSTILE, "url": "javascript:alert(1)"},
        "2": {"id": "web", "title": "w", "url": "https://a.b/?'\">"},
    }
    others = [record("b", 9, source="mine"), record("c", 3, source="web")]
    codes = {"1": {"kind": "sector", "code": "evil", "en": HOSTILE}}
    write(db, [hostile, *others, record("d", 1, sector="evil")], sources=sources, codes=codes)
    text = page(aidcli)
    tags = _Rows(text).tags
    assert (tags.count("script"), tags.count("img")) == (1, 0)
    assert 'href="javascript' not in text
    assert 'href="https://a.b/?&#x27;&quot;&gt;" rel="noreferrer"' in text
    assert '<a href="#figure-b">b</a>' in text
    assert "\u202e" not in text


@needs_chromium
def test_only_our_script_runs_and_nothing_is_asked_for(aidcli: Ask, db: Path) -> None:
    write(db, [record("a", 5, subject=HOSTILE)])
    page(aidcli)
    Path("a.html").write_text(
        Path("a.html").read_text("utf-8").replace("<h1>", "<script>document.body.id = 'planted'</script><h1>"), "utf-8"
    )
    dom = opened(Path("a.html"), blocked="inline")
    assert "planted" not in dom.partition(">")[0]
    assert ">1 of 1 figures</span>" in dom


@needs_chromium
def test_search_and_sort_in_the_page(aidcli: Ask, db: Path) -> None:
    write(db, [record("a", 5), record("b", 300, subject="Heart wards"), record("c", None), record("d", 20, subject="wards")])
    page(aidcli)
    typed = "const field = document.querySelector('input'); field.value = 'WARDS heart'; field.dispatchEvent(new Event('input'));"
    click = "document.querySelector('th.amount button').click();"
    dom = opened(Path("a.html"), typed + click + click)
    assert ">1 of 4 figures</span>" in dom
    assert re.findall(r'<tr id="figure-(\w)"(?: hidden="")?>', dom) == ["b", "d", "a", "c"]
    assert re.findall(r'<tr id="figure-(\w)">', dom) == ["b"]
    assert '<th class="amount" aria-sort="descending">' in dom


def test_an_existing_page_is_overwritten_by_force_only_and_no_match_writes_none(aidcli: Ask) -> None:
    assert (aidcli("report", "b.html", "--sector", "water").exit_code, Path("b.html").exists()) == (1, False)
    Path("b.html").write_text("mine")
    result = aidcli("report", "b.html")
    assert (result.exit_code, "add --force" in result.stderr, Path("b.html").read_text()) == (2, True, "mine")
    assert aidcli("report", "b.html", "--force").stderr == "aidcli: wrote 'b.html' (rows: 49)\n"
    assert aidcli("report", "b.pdf").stderr == "aidcli: error: a report is a page; name an .html file, not 'b.pdf'\n"
    assert aidcli("report", "c.html", "--id", "nonsense").exit_code == 2
    assert not Path("c.html").exists()


def test_a_full_disk_leaves_the_older_page(aidcli: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.html").write_text("mine")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert aidcli("report", "a.html", "--force").exit_code == 3
    assert {each.name: each.read_text() for each in Path.cwd().iterdir()} == {"a.html": "mine"}


def test_an_engine_gives_the_same_page_and_chart_as_a_file(aidcli: Ask, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    assert aidcli("export", "store.parquet").exit_code == 0
    assert page(aidcli, AIDCLI_DB=tmp_path / "store.parquet") == page(aidcli)
    for name, db in (("f.svg", None), ("e.svg", tmp_path / "store.parquet")):
        assert aidcli("sum", "--by", "sector", "--across", "year", "--chart", name, AIDCLI_DB=db).exit_code == 0
    assert Path("e.svg").read_bytes() == Path("f.svg").read_bytes()
