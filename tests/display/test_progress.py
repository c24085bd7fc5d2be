"""Long work shows its progress."""

import pytest

from aidcli.display import progress
from aidcli.display.progress import tracked


def test_long_work_shows_its_progress_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    rows = range(progress.MANY)
    assert tracked(rows, "Reading figures") is rows
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert list(tracked(range(5), "Reading figures")) == list(range(5))
    assert capsys.readouterr().err == ""
    assert list(tracked(rows, "Reading figures")) == list(rows)
    told = capsys.readouterr()
    assert "Reading figures" in told.err
    assert told.out == ""
