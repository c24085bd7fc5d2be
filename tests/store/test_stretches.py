"""A large store is added up in stretches, each by a process of its own; the answer must be that of one pass."""

import json
import os
from collections.abc import Collection, Iterable
from pathlib import Path

import pytest

from aidcli.errors import BadRecord
from aidcli.model.figure import Figure
from aidcli.query.tally import Total
from aidcli.query.totals import Gathered, by_keys, gather, settle
from aidcli.store import processors, reading
from aidcli.store.processors import spread
from aidcli.store.store import Store
from aidcli.store.tinydb_file import layout

pytestmark = pytest.mark.usefixtures("files_closed")

COMMON = {"unit": "CNY", "subject": "s", "source": "shanxi-daily-2023", "period": "2020/2023", "recipient": "changji"}


def made(count: int) -> dict[str, dict[str, object]]:
    """Parts that stand before, beside and far from their wholes, bounds of every kind, some without a value."""
    records = {}
    for at in range(1, count + 1):
        record = {"id": f"f{at}", "sector": ("education", "health")[at % 2], "measure": ("funding", "investment")[at % 3 == 0], **COMMON}
        if at % 17:
            record["value"] = at * 1000 + at / 4
        record["bound"] = ("exact", "at-least", "under", "about")[at % 4]
        if at % 4 == 0 and at % 8:
            record |= {"bound": "range", "value": at, "upper": at * 2}
        if at % 5 == 0:
            record["part_of"] = f"f{count - at * 6 if count - at * 6 > 0 and at % 2 else at - 3}"
        records[str(at)] = record
    return records


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(reading, "STRETCH", 10_000)
    monkeypatch.setattr(processors, "available", lambda: 4)
    path = tmp_path / "store.json"
    path.write_bytes(b"".join(layout({"figures": made(900)})))
    return path


def work(blocks: Iterable[Collection[Figure]]) -> Gathered:
    return gather(blocks, list, by_keys(["sector"]), explain=True)


def in_one_pass(path: Path) -> list[Total]:
    return settle([work([list(Store(path).figures())])])


def test_stretches_add_up_to_what_one_pass_finds(large: Path) -> None:
    passes = Store(large).over(work)
    assert len(passes) == 4
    assert settle(passes) == in_one_pass(large)


def test_a_stretch_that_is_not_of_our_layout_is_left_to_one_pass(large: Path) -> None:
    text = large.read_text("utf-8")
    large.write_text(text.replace('"800":{', '"1800":{'), "utf-8")
    passes = Store(large).over(work)
    assert len(passes) == 1
    assert settle(passes) == in_one_pass(large)


def test_keys_that_do_not_rise_from_stretch_to_stretch_are_left_to_one_pass(large: Path) -> None:
    records = made(900)
    backwards = dict(reversed(records.items()))
    halves = {key: records[key] for key in [*list(records)[450:], *list(records)[:450]]}
    for tables in (backwards, halves):
        large.write_bytes(b"".join(layout({"figures": tables})))
        assert len(Store(large).over(work)) == 1


def test_a_bad_record_in_another_stretch_is_refused(large: Path) -> None:
    large.write_text(large.read_text("utf-8").replace('"id":"f850","sector":"education"', '"id":"f850","sector":"x"'), "utf-8")
    with pytest.raises(BadRecord, match="unknown sector 'x'"):
        Store(large).over(work)


def test_a_small_store_is_read_in_one_pass(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    path.write_text(json.dumps({"figures": made(3)}), "utf-8")
    assert len(Store(path).over(work)) == 1


def test_work_is_spread_in_order_and_in_other_processes() -> None:
    found = spread(lambda part: (part * 2, os.getpid()), [1, 2, 3])
    assert found is not None
    assert [double for double, _ in found] == [2, 4, 6]
    assert len({process for _, process in found}) == 3


@pytest.mark.parametrize("failing", [1, 2])
def test_what_fails_anywhere_is_left_to_one_pass(failing: int) -> None:
    assert spread(lambda part: 1 // (part - failing), [1, 2]) is None


def test_there_is_one_process_where_there_is_no_forking(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 <= processors.available() <= processors.MOST
    monkeypatch.delattr(os, "fork")
    assert processors.available() == 1
