"""A large store is read in stretches, each by a process of its own: whatever is asked, the answer is that of one pass."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.made import record, tables, write

Run = Callable[..., Any]
COUNT = 900


def made(at: int) -> dict[str, Any]:
    """Parts that stand beside and far from their wholes; some without value, period or place; bounds of every kind."""
    bound = ("exact", "at-least", "under", "about")[at % 4]
    others: dict[str, Any] = {"sector": ("education", "health", "culture")[at % 3], "subject": f"what {at} counts", "printed": f"{at}余名"}
    others |= {"bound": bound} if bound != "exact" else {}
    others |= {"period": f"{2015 + at % 7}/2022"} if at % 5 else {}
    others |= {"recipient": ("changji", "fukang", "xinjiang")[at % 3]} if at % 7 else {}
    others |= {"part_of": f"f{COUNT - at if at % 2 else at - 4}"} if at % 6 == 5 else {}
    return record(f"f{at}", at * 1000 + 1, **others) if at % 11 else {k: v for k, v in record(f"f{at}", **others).items() if k != "value"}


@pytest.fixture
def many(db: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("aidcli.store.reading.STRETCH", 10_000)
    return write(db, [made(at) for at in range(1, COUNT + 1)])


QUESTIONS = [
    "list --format json",
    "list --sort -value,id --limit 7",
    "list --limit 3",
    "list --id f3 --id f888",
    "list --id f3 --id f8888",
    "list --period 2016 --within",
    "search counts 88",
    "search counts --limit 4",
    "sum --explain --format json",
    "sum --by sector,recipient,bound",
    "sum --period 2016",
    "sum --id f1 --id f899 --id f0",
    "sum --strict",
    "compare education health",
    "compare --by recipient",
    "compare 2016 2020",
    "compare f20 f860",
    "show f5 f895 f17",
    "codes --used",
    "check",
    "export --sector health",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_is_that_of_one_pass(aidcli: Run, many: Path, monkeypatch: pytest.MonkeyPatch, question: str) -> None:
    def asked(processors: int) -> tuple[int, str, str]:
        monkeypatch.setattr("aidcli.store.processors.available", lambda: processors)
        result = aidcli(*question.split())
        return result.exit_code, result.stdout, result.stderr

    assert asked(4) == asked(1)
    assert asked(3) == asked(1)


def test_a_figure_is_added_behind_the_last_of_all_stretches(aidcli: Run, many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aidcli.store.processors.available", lambda: 4)
    before = many.read_bytes()
    words = "add --sector education --measure funding --value 5 --unit CNY --subject more --source shanxi-daily-2023"
    assert aidcli(*words.split()).exit_code == 0
    assert list(tables(many)["figures"])[-2:] == [str(COUNT), str(COUNT + 1)]
    assert many.read_bytes().startswith(before[: before.rindex(b"\n}\n}")])
