"""What a store has of a document is found in it again: where it stood, and where it has moved."""

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from aidcli.model.figure import Figure, NotFigure, from_json
from aidcli.prose.drafts import Draft, draft_records
from aidcli.prose.placing import match_readings
from aidcli.prose.reader import Reading, read_text
from tests.prose.scoring import VOCABULARY
from tests.prose.timing import seconds

SENTENCES = st.lists(
    st.sampled_from(["选派教师45名。", "资金1.2亿元,", "新建学校3所。", "2024年,", "培训医生200余名。", "资金3亿元。"]), min_size=1
)
DOCUMENTS = st.lists(SENTENCES.map("".join), min_size=1, max_size=6)


def read(text: str) -> list[Reading]:
    return list(read_text(text, VOCABULARY))


def taken(drafts: list[Draft] | tuple[Draft, ...]) -> list[Figure | NotFigure]:
    """Return what a store has once all that is stated was taken, and all else refused."""
    held: list[Figure | NotFigure] = []
    for each in drafts:
        record = each.record | {"sector": "health", "measure": "funding", "unit": "CNY"}
        if each.state == "none":
            held.append(NotFigure("doc", record["line"], record["start"], record["printed"], "refused"))
        else:
            held.append(from_json(record))
    return held


@given(DOCUMENTS)
def test_what_was_taken_is_known_and_what_was_refused_is_none(lines: list[str]) -> None:
    readings = read("\n".join(lines))
    held = taken(list(draft_records(readings, "doc").all))
    again = draft_records(readings, "doc", held, {each.id for each in held if isinstance(each, Figure)})
    assert [each.state for each in again.all] == ["known" if isinstance(each, Figure) else "none" for each in held]
    assert [each.record["id"] for each in again.all if each.held] == [each.id for each in held if isinstance(each, Figure)]
    assert again.lost == []


@given(st.lists(st.integers(2, 9999), min_size=1, unique=True), st.sampled_from(["。", "。\n"]), st.integers(1, 3))
def test_lines_put_before_a_text_move_all_of_it(numbers: list[int], end: str, more: int) -> None:
    text = end.join(f"投入资金{number}万元" for number in numbers)
    held = taken(list(draft_records(read(text), "doc").all))
    moved = match_readings(read("\n" * more + text), held)
    assert moved.lost == []
    assert {(each.held.line or 0) + more for each in moved.of.values()} == {each.line for each in read("\n" * more + text)}


@given(DOCUMENTS, DOCUMENTS)
def test_nothing_is_held_twice_and_nothing_that_differs_is_the_same(lines: list[str], others: list[str]) -> None:
    readings = read("\n".join(others))
    held = taken(list(draft_records(read("\n".join(lines)), "doc").all))
    matches = match_readings(readings, held)
    found = [id(match.held) for match in matches.of.values()]
    assert len(found) == len(set(found))
    for at, match in matches.of.items():
        assert match.state == "changed" or match.held.printed == readings[at].printed


def test_ids_do_not_collide() -> None:
    readings = read("选派教师45名,培训医生200余名。\n新建学校3所。")
    names = [each.record["id"] for each in draft_records(readings, "doc", (), {"doc-1-1", "doc-1-1b2", "doc-2-1"}).all]
    assert names == ["doc-1-1b3", "doc-1-2", "doc-2-1b2"]


def test_time_is_linear_in_a_line_without_a_break() -> None:
    took = []
    for times in (1000, 8000):
        readings = read("资金1亿元,选派教师45名。" * times)
        held = taken(list(draft_records(readings, "doc").all))
        took.append(seconds(partial(match_readings, readings, held)))
    assert took[1] < 24 * took[0]  # Eight times as much, and room for noise; in quadratic time it would be 64 times.
