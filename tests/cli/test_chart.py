"""`--chart FILE`: an answer as a picture, in three forms, in both languages, without a network."""

import builtins
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import needs_chromium, opened
from tests.made import record, write
from tests.running import Ask

HOSTILE = "</script><script>document.title='stolen'</script><img src=x onerror=alert(1)>"
pytest.importorskip("vl_convert")


def specification(page: Path) -> dict[str, Any]:
    """Return the specification that an HTML chart holds."""
    found = re.search(r'<script type="application/json" id="specification">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    assert found
    held: dict[str, Any] = json.loads(found[1])
    return held


@pytest.mark.parametrize(
    ("suffix", "begins"), [(".svg", b"<svg "), (".png", b"\x89PNG"), (".html", b"<!DOCTYPE html>"), (".SVG", b"<svg ")]
)
def test_a_chart_is_drawn_beside_the_table(aidcli: Ask, suffix: str, begins: bytes) -> None:
    name = f"funding{suffix}"
    result = aidcli("sum", "funding", "--by", "sector", "--chart", name)
    assert (result.exit_code, result.stderr) == (0, f"aidcli: wrote the chart '{name}'\n")
    assert result.stdout == aidcli("sum", "funding", "--by", "sector").stdout
    assert Path(name).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("sum funding --chart a.svg", "--chart draws totals by a key; add one, for example --by sector"),
        ("sum --by sector --chart a.gif", "cannot draw 'a.gif' by its suffix; use .svg, .png or .html"),
        ("sum --by sector --chart no/a.svg", "there is no folder 'no'"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_leaves_nothing(aidcli: Ask, words: str, said: str) -> None:
    result = aidcli(*words.split())
    assert result.exit_code in (2, 3)
    assert said in result.stderr
    assert list(Path.cwd().iterdir()) == []


def test_more_colours_than_people_tell_apart_are_refused(aidcli: Ask, db: Path) -> None:
    sectors = [f"sector-{at}" for at in range(13)]
    codes = {str(at): {"kind": "sector", "code": each, "en": each} for at, each in enumerate(sectors, 1)}
    write(db, [record(each, sector=each, period="2023") for each in sectors], codes=codes)
    result = aidcli("sum", "--by", "year,sector", "--chart", "a.svg")
    assert (result.exit_code, Path("a.svg").exists()) == (2, False)
    assert "a chart tells at most 12 colours apart, and here are 13" in result.stderr
    assert aidcli("sum", "--by", "sector", "--chart", "a.svg").exit_code == 0


def test_an_existing_file_is_overwritten_by_force_only(aidcli: Ask) -> None:
    Path("a.svg").write_text("mine")
    assert "add --force" in aidcli("compare", "education", "health", "--chart", "a.svg").stderr
    assert Path("a.svg").read_text() == "mine"
    assert aidcli("compare", "education", "health", "--chart", "a.svg", "--force").exit_code == 0
    assert Path("a.svg").read_text().startswith("<svg")


def test_no_total_is_no_chart(aidcli: Ask) -> None:
    assert aidcli("sum", "--sector", "water", "--by", "sector", "--chart", "a.svg").exit_code == 1
    assert not Path("a.svg").exists()


def test_the_library_is_loaded_for_a_chart_only(aidcli: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    load = builtins.__import__

    def refusing(name: str, *rest: Any) -> Any:
        assert name != "vl_convert"
        return load(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refusing)
    assert aidcli("sum", "--by", "sector").exit_code == 0


def test_a_png_without_a_chinese_font_says_so(aidcli: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aidcli.display.rendering._drawn", lambda _: b"box")
    assert "字体" in aidcli("sum", "资金", "--by", "sector", "--lang", "zh", "--chart", "a.png").stderr
    assert "font" not in aidcli("sum", "funding", "--by", "sector", "--chart", "b.png").stderr
    assert "字体" not in aidcli("sum", "资金", "--by", "sector", "--lang", "zh", "--chart", "c.svg").stderr


def test_a_svg_names_every_figure_source_and_note(aidcli: Ask) -> None:
    aidcli("sum", "--measure", "activities", "--by", "sector", "--chart", "a.svg", "--lang", "zh")
    drawn = Path("a.svg").read_text("utf-8")
    for word in ("按部门合计", "7000余台", "≥ 7,000例", "数据系来源所报道", "health-heart-operations", "箭头"):
        assert word in drawn
    assert "[object Object]" not in drawn


@needs_chromium
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_draws_itself_and_asks_for_nothing(aidcli: Ask, db: Path, lang: str) -> None:
    write(db, [record("a", 5, subject=HOSTILE, bound="at-least"), record("b", 3, sector="health", subject="beds", note=HOSTILE)])
    assert aidcli("sum", "--by", "sector", "--chart", "a.html", "--lang", lang).exit_code == 0
    over = (
        "for (const kind of ['pointerover', 'pointermove']) "
        "document.querySelector('.mark-rect.role-mark path').dispatchEvent(new PointerEvent(kind, {bubbles: true, clientX: 9, clientY: 9}))"
    )
    dom = opened(Path("a.html"), over)
    assert ("教育" if lang == "zh" else "Education") in re.sub(r"<script.*?</script>", "", dom, flags=re.DOTALL)
    shown = dom.partition('id="vg-tooltip-element"')[2]
    assert "&lt;img src=x onerror" in shown
    assert "<img" not in dom
    assert "stolen</title>" not in dom


def test_texts_of_a_store_end_no_script_and_name_no_address(aidcli: Ask, db: Path) -> None:
    write(db, [record("a", subject=HOSTILE)])
    aidcli("sum", "--by", "sector", "--chart", "a.html")
    page = Path("a.html").read_text("utf-8")
    assert page.count("</script>") == page.count("<script") == 3
    assert "<img src=x" not in page
    aidcli("sum", "--by", "sector", "--chart", "a.svg")
    assert "<script" not in Path("a.svg").read_text("utf-8")


def values(page: Path) -> list[Any]:
    """Return all data of all panels, in order."""
    found = [layer["data"]["values"] for panel in specification(page)["vconcat"][:-1] for layer in panel["layer"]]
    return [each for some in found for each in some]


def test_a_bar_has_a_segment_a_figure_and_both_ends(aidcli: Ask, db: Path) -> None:
    amounts = [record("a", 5, bound="range", upper=9), record("b", 3, bound="at-least"), record("c", 2, sector="health", bound="under")]
    write(db, amounts)
    aidcli("sum", "--by", "sector", "--chart", "a.html")
    drawn = values(Path("a.html"))
    assert [(each["row"], each["value"]) for each in drawn if "tip" in each] == [("Education", 5), ("Education", 3), ("Health", 2)]
    ends = {each["row"]: each for each in drawn if "tip" not in each}
    assert (ends["Education"]["low"], ends["Education"]["open_high"], "open_low" in ends["Education"]) == (8, 8, False)
    assert (ends["Health"]["open_low"], "open_high" in ends["Health"]) == (2, False)


def test_a_stack_that_counts_a_part_beside_its_whole_says_so_and_tells_the_true_total(aidcli: Ask, db: Path) -> None:
    write(db, [record("a", 10), record("b", 4, sector="health", part_of="a")])
    result = aidcli("sum", "--by", "measure", "--across", "sector", "--chart", "a.html")
    assert "Stacks are longer than their totals" in result.stderr
    drawn = values(Path("a.html"))
    assert sum(each["value"] for each in drawn if "tip" in each) == 14
    assert [each["label"] for each in drawn if "tip" not in each] == ["10"]


def test_rates_are_not_stacked(aidcli: Ask, db: Path) -> None:
    served = {"measure": "people-served", "unit": "person"}
    write(db, [record("a", 10), record("b", 5, **served), record("c", 4, sector="health"), record("d", 1, sector="health", **served)])
    aidcli("sum", "--rate", "funding/people-served", "--by", "source", "--across", "sector", "--chart", "a.html")
    (panel,) = specification(Path("a.html"))["vconcat"][:-1]
    assert panel["layer"][0]["encoding"]["yOffset"]["field"] == "series"


def test_years_are_in_time_order_and_nothing_undated_is_dropped(aidcli: Ask, db: Path) -> None:
    periods = {"a": "2023", "b": "2021", "c": "2020/2022", "d": "../2021", "e": None}
    write(db, [record(name, at, period=period) for at, (name, period) in enumerate(periods.items(), 1)])
    aidcli("sum", "--by", "year", "--chart", "a.html")
    panel = specification(Path("a.html"))["vconcat"][0]
    drawn = {each["row"]: (each["first"], each["last"], each["spans"]) for each in values(Path("a.html"))}
    assert drawn == {
        "2023": (2023, 2023, ""),
        "2021": (2021, 2021, ""),
        "2020/2022": (2020, 2022, "shut"),
        "../2021": (2019.5, 2021, "open"),
    }
    assert panel["title"]["subtitle"] == ["(none): 5"]
    aidcli("compare", "--by", "year", "--chart", "b.html")
    assert {each["row"] for each in values(Path("b.html"))} == set(drawn)


def test_more_figures_than_a_chart_tells_are_drawn_as_totals(aidcli: Ask, db: Path) -> None:
    write(db, [record(f"a{at}", 1) for at in range(1001)])
    aidcli("sum", "--by", "sector", "--chart", "a.html")
    assert [each["value"] for each in values(Path("a.html")) if "tip" in each] == [1001]


def test_figures_below_zero_make_one_bar(aidcli: Ask, db: Path) -> None:
    write(db, [record("a", 5), record("b", -2)])
    aidcli("sum", "--by", "sector", "--chart", "a.html")
    assert [each["value"] for each in values(Path("a.html")) if "tip" in each] == [3]


def test_labels_that_two_codes_share_are_told_apart(aidcli: Ask, db: Path) -> None:
    write(db, [record("a", 1), record("b", 2, sector="mine")], codes={"1": {"kind": "sector", "code": "mine", "en": "Education"}})
    aidcli("sum", "--by", "sector", "--chart", "a.html")
    assert {each["row"] for each in values(Path("a.html"))} == {"Education [education]", "Education [mine]"}
