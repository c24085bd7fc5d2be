"""Long tables are drawn line by line; they must look as Rich draws short ones."""

import pytest

from aidcli.display import terminal as drawing
from aidcli.display.figures import of_figures
from aidcli.display.table import Style
from aidcli.display.terminal import draw, tracked
from aidcli.display.wording import Speech
from aidcli.model import seeds
from aidcli.store.store import Store


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [None, 30, 40, 50, 60, 70, 80, 100, 200])
@pytest.mark.parametrize("header", [True, False])
def test_a_long_table_looks_as_a_short_one(width: int | None, lang: str, header: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(None, list(seeds.shipped_figures()))
    table = of_figures(list(store.figures()), Speech(store.codes, lang))
    style = Style("table", width=width, lang=lang, header=header)
    by_rich = "".join(draw(table, None, style))
    monkeypatch.setattr(drawing, "LONG", 0)
    assert "".join(draw(table, None, style)) == by_rich


def test_long_work_shows_its_progress_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    rows = range(drawing.MANY)
    assert tracked(rows, "Reading figures") is rows
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert tracked(range(5), "Reading figures") == range(5)
    assert list(tracked(rows, "Reading figures")) == list(rows)
    told = capsys.readouterr()
    assert "Reading figures" in told.err
    assert told.out == ""
