"""Changing a figure: its keys, its id, and what is refused."""

from pathlib import Path

import pytest

from tests.made import held, record, tables, write
from tests.running import Ask


def test_a_key_is_changed_and_an_empty_text_takes_it_away(aidcli: Ask, db: Path) -> None:
    write(db, [record("a", 5, bound="at-least", period="2020", note="x"), record("b")])
    assert aidcli("edit", "a", "--period", "2021/..", "--note", "", "--value", "近7万元").exit_code == 0
    assert held(db) == {"a": record("a", 70000, bound="under", period="2021/..", printed="近7万元"), "b": record("b")}
    assert aidcli("edit", "a", "--value", "", "--bound", "", "--printed", "", "--period", "").exit_code == 0
    assert held(db)["a"] == {key: value for key, value in record("a").items() if key != "value"}


def test_a_required_key_cannot_be_taken_away(aidcli: Ask, db: Path) -> None:
    text = write(db, [record("a")]).read_bytes()
    result = aidcli("edit", "a", "--unit", "", "--source", "")
    assert (result.exit_code, db.read_bytes()) == (2, text)
    assert "'unit' is missing" in result.stderr
    assert "'source' is missing" in result.stderr


def test_parts_follow_a_renamed_whole(aidcli: Ask, db: Path) -> None:
    write(db, [record("part", part_of="whole"), record("whole", 5), record("other")])
    assert aidcli("edit", "whole", "--id", "sum").exit_code == 0
    assert held(db) == {"part": record("part", part_of="sum"), "sum": record("sum", 5), "other": record("other")}
    assert list(tables(db)["figures"]) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["edit", "whole", "--id", "other"], "figure 'other' already exists"),
        (["edit", "whole", "--unit", "USD"], "'part': part_of: 'whole' is funding in USD"),
        (["edit", "whole", "--part-of", "part"], "cycle"),
        (["edit", "part", "--part-of", "other"], "'other' is people-sent in person"),
        (["edit", "whol", "--value", "1"], "unknown figure 'whol'; did you mean 'whole'?"),
        (["edit", "whole"], "nothing to change in 'whole'"),
        (["edit", "whole", "--id", "a/b"], "is not an id"),
    ],
)
def test_what_would_break_the_store_is_not_written(aidcli: Ask, db: Path, words: list[str], said: str) -> None:
    records = [record("whole", 5), record("part", part_of="whole"), record("other", measure="people-sent", unit="person")]
    text = write(db, records).read_bytes()
    result = aidcli(*words)
    assert (result.exit_code, result.stdout, result.stderr.count("\n"), db.read_bytes()) == (2, "", 1, text)
    assert said in result.stderr


def test_an_edit_that_changes_nothing_leaves_the_previous_state_to_undo(aidcli: Ask, db: Path) -> None:
    write(db, [record("a")])
    aidcli("edit", "a", "--value", "2")
    text = db.read_bytes()
    result = aidcli("edit", "a", "--value", "2", "--sector", "教育")
    assert (result.exit_code, db.read_bytes()) == (0, text)
    assert "nothing to change" in result.stderr
    aidcli("undo")
    assert held(db) == {"a": record("a")}
