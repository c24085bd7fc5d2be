"""A store that is read in blocks gives what reading it whole gives, for any text: the same figures, or a refusal."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from aidcli.errors import Refusal
from aidcli.model.exact_json import encode_json
from aidcli.store import reading
from aidcli.store.layout import parsed
from aidcli.store.store import FileStore
from tests.made import record

BLOCKS = (40, 300, 1 << 16)
ODD = ("{}", "null", "[]", '{"id":"x"}', '"text"', '{"id":"a","id":"b"}', '{"measure":"funding"}')
BITS = ("{", "}", ",", ":", '"', "\n", " ", "\t", "1", "\\", "\x00", "é", '"1":', ",\n", "\n}", '"figures": {', "[", "]", "0")


def lines_of(chance: random.Random) -> list[str]:
    """Return the lines of a table, as aidcli writes them, with keys that now and then repeat or fall, and odd records."""
    lines, key = [], 0
    for _ in range(chance.choice((0, 0, 1, 2, 3, 8))):
        key += chance.choices((1, 7, 0, -1), (60, 4, 1, 1))[0]
        each = record(f"f{chance.randrange(12)}", chance.choices((1, 2.5, 10**31), (60, 60, 1))[0], note="n" * chance.randrange(80))
        text = encode_json(each).decode() if chance.random() < 0.99 else chance.choice(ODD)
        lines.append(f'"{key}":{text}')
    return lines


def table(name: str, chance: random.Random) -> str:
    lines = lines_of(chance) if name == "figures" or chance.random() < 0.02 else []
    if name == "sources" and chance.random() < 0.5:
        lines = ['"1":{"id":"doc","title":"t"}'] * chance.choice((1, 1, 1, 1, 2))
    between = chance.choice((",\n", ",\n", ",\n", ", "))
    return f'"{name}": {{\n{between.join(lines)}\n}}'


def mutated(text: str, chance: random.Random) -> str:
    """Return the text with a few characters or lines removed, repeated, moved or added."""
    for _ in range(chance.choice((0, 0, 0, 0, 1, 1, 2, 4))):
        lines = text.split("\n")
        at, other, place = chance.randrange(len(lines)), chance.randrange(len(lines)), chance.randrange(len(text) + 1)
        changes: tuple[Callable[[], str], ...] = (
            lambda at=at, lines=lines: "\n".join(lines[:at] + lines[at + 1 :]),
            lambda at=at, lines=lines: "\n".join(lines[: at + 1] + lines[at:]),
            lambda at=at, other=other, lines=lines: "\n".join([*lines[:at], lines[other], *lines[at + 1 :]]),
            lambda place=place, text=text: text[:place] + text[place + 1 :],
            lambda place=place, text=text: text[:place] + chance.choice(BITS) + text[place:],
            lambda place=place, text=text: text[:place],
        )
        text = chance.choice(changes)()
    return text


def made_up(seed: int) -> bytes:
    chance = random.Random(seed)
    names = ["codes", "sources", "figures"]
    if chance.random() < 0.3:
        names.insert(chance.randrange(4), chance.choice(("figures", "figures", "codes", "sources", "_default", "other")))
    if chance.random() < 0.2:
        chance.shuffle(names)
    tables = [table(name, chance) for name in names]
    return mutated("{\n" + ",\n".join(tables) + "\n}\n", chance).encode()


def outcome(path: Path, block: int) -> Any:
    """Return the records of a store, or that it is refused; of several things wrong, either way may name another first."""
    try:
        with FileStore(path, block=block) as store:
            return [figure.record() for figure in store.figures()]
    except Refusal:
        return "refused"


def compare(path: Path, seeds: range) -> tuple[int, int]:
    """Compare both ways of reading made-up texts; return how many were read, and how many were refused."""
    read = refused = 0
    for seed in seeds:
        path.write_bytes(made_up(seed))
        with mock.patch.object(reading, "head", lambda path, file: (parsed(path, file), None)):
            expected = outcome(path, BLOCKS[0])
        for block in BLOCKS:
            assert outcome(path, block) == expected, (seed, block, path.read_text("utf-8"))
        read, refused = (read + 1, refused) if isinstance(expected, list) else (read, refused + 1)
    return read, refused


def test_blocks_are_read_as_the_whole_is(tmp_path: Path) -> None:
    read, refused = compare(tmp_path / "s.json", range(600))
    assert min(read, refused) > 100


@pytest.mark.long
def test_blocks_are_read_as_the_whole_is_many_times(tmp_path: Path) -> None:
    read, refused = compare(tmp_path / "s.json", range(1000, 21_000))
    print(f"{read + refused} made-up stores read in blocks and whole: {read} read, {refused} refused, no difference")  # noqa: T201
    assert min(read, refused) > 5000
