"""Removing figures, taking a change back, and codes of one's own."""

from pathlib import Path

import pytest

from tests.made import SOURCE, beside, figure, held, record, tables, write
from tests.running import Ask, on_a_terminal

CHAIN = [record("whole", 9), record("middle", 5, part_of="whole"), record("part", 2, part_of="middle"), record("other")]


def test_a_script_says_yes(aidcli: Ask, db: Path) -> None:
    text = write(db, CHAIN).read_bytes()
    result = aidcli("remove", "other")
    assert (result.exit_code, result.stdout, db.read_bytes()) == (2, "", text)
    assert "add --yes" in result.stderr
    result = aidcli("remove", "other", "part", "other", "--yes", "--format", "csv", "--fields", "id")
    assert (result.exit_code, result.stdout, set(held(db))) == (0, "id\nother\npart\n", {"whole", "middle"})
    assert result.stderr.startswith("aidcli: removed 'other', 'part' in")


def test_no_part_is_orphaned_unasked(aidcli: Ask, db: Path) -> None:
    text = write(db, CHAIN).read_bytes()
    result = aidcli("remove", "whole", "--yes")
    assert (result.exit_code, result.stdout, result.stderr.count("\n"), db.read_bytes()) == (2, "", 1, text)
    assert "'middle' is part of 'whole'; remove the parts too, or use --keep-parts" in result.stderr


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        (["middle"], {"whole": None, "part": "whole", "other": None}),
        (["whole"], {"middle": None, "part": "middle", "other": None}),
        (["whole", "middle"], {"part": None, "other": None}),
        (["whole", "middle", "part"], {"other": None}),
    ],
)
def test_parts_that_are_kept_become_parts_of_what_is_left(aidcli: Ask, db: Path, gone: list[str], left: dict[str, str | None]) -> None:
    write(db, CHAIN)
    assert aidcli("remove", *gone, "--keep-parts", "--yes").exit_code == 0
    assert {name: each.get("part_of") for name, each in held(db).items()} == left
    assert aidcli("check").exit_code == 0


def test_an_unknown_id_removes_nothing(aidcli: Ask, db: Path) -> None:
    text = write(db, CHAIN).read_bytes()
    result = aidcli("remove", "other", "parts", "--yes")
    assert (result.exit_code, result.stdout, db.read_bytes()) == (2, "", text)
    assert "unknown figure 'parts'; did you mean 'part'?" in result.stderr


def test_a_terminal_is_asked(tmp_path: Path) -> None:
    db = write(tmp_path / "store.json", CHAIN)
    status, said = on_a_terminal(db, ["remove", "other"], "n\n")
    assert (status, set(held(db)), "Remove other (" in said) == (1, {each["id"] for each in CHAIN}, True)
    assert "nothing was removed" in said
    status, said = on_a_terminal(db, ["remove", "others"], "")
    assert (status, "did you mean 'other'?" in said, "Remove" in said) == (2, True, False)
    status, said = on_a_terminal(db, ["remove", "other"], "y\n")
    assert (status, set(held(db))) == (0, {"whole", "middle", "part"})


def test_a_terminal_is_asked_for_a_figure(tmp_path: Path) -> None:
    db = tmp_path / "store.json"
    words = ["add", "--sector", "education", "--subject", "school"]
    status, said = on_a_terminal(db, words, f"funding\n6.28亿元\n{SOURCE}\n")
    assert (status, "measure:" in said, "sector:" in said) == (0, True, False)
    assert held(db) == {"education-school": record("education-school", 628000000, printed="6.28亿元")}


CHANGES = {
    "add": figure("new"),
    "edit": ["edit", "whole", "--id", "sum", "--value", "10"],
    "remove": ["remove", "other", "middle", "--keep-parts", "--yes"],
    "codes": ["codes", "add", "sector", "mine", "--en", "Mine"],
    "source": ["codes", "add", "source", "mine", "--en", "Mine"],
    "import": ["import", "in.csv"],
}


@pytest.mark.parametrize(
    ("name", "is_new"), [(name, is_new) for name in CHANGES for is_new in (False, True) if not (is_new and name in ("edit", "remove"))]
)
def test_undo_takes_any_change_back_and_redoes_it(aidcli: Ask, db: Path, name: str, is_new: bool) -> None:
    Path("in.csv").write_text("id,sector,measure,value,unit,subject,source\na,education,funding,1,CNY,school,shanxi-daily-2023\n")
    before = b'{\n"codes": {\n},\n"sources": {\n},\n"figures": {\n}\n}\n' if is_new else write(db, CHAIN).read_bytes()
    assert aidcli(*CHANGES[name]).exit_code == 0
    after = db.read_bytes()
    assert after != before
    for words, wanted in ((["undo"], before), (["undo", "--redo"], after), (["undo"], before)):
        result = aidcli(*words)
        assert (result.exit_code, result.stdout, db.read_bytes()) == (0, "", wanted)
    assert beside(db) == {"*", "*.lock", "*.undo", "in.csv"}


@pytest.mark.parametrize(("words", "said"), [(["undo"], "nothing to undo"), (["undo", "--redo"], "nothing to redo")])
def test_no_store_is_not_locked(aidcli: Ask, tmp_path: Path, words: list[str], said: str) -> None:
    for name in ("folder/db.json", "db.json"):
        result = aidcli(*words, "--db", name)
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
        assert f"{said} in '{name}'" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_undo(aidcli: Ask, db: Path) -> None:
    text = write(db, CHAIN).read_bytes()
    assert (aidcli("undo").exit_code, db.read_bytes()) == (2, text)
    assert beside(db) == {"*", "*.lock"}


@pytest.mark.parametrize("kind", ["sector", "measure", "unit", "place"])
def test_a_code_of_ones_own_is_known_at_once(aidcli: Ask, db: Path, kind: str) -> None:
    words = ["--en", "Mine", "--zh", "我的", "--standard", "X1|X2", "--aliases", "my own"]
    assert aidcli("codes", "add", kind, "mine", *words).exit_code == 0
    stored = {"kind": kind, "code": "mine", "standard": "X1|X2", "en": "Mine", "zh": "我的", "aliases": "my own"}
    assert tables(db)["codes"] == {"1": stored}
    for name, word in enumerate(("mine", "MINE", "我的", "x2", "my own")):
        key = "recipient" if kind == "place" else kind
        assert aidcli(*figure(f"f{name}", **{key: word})).exit_code == 0
        assert held(db)[f"f{name}"][key] == "mine"
    assert "我的" in aidcli("codes", f"{kind}s", "--lang", "zh").stdout


def test_a_source_of_ones_own(aidcli: Ask, db: Path) -> None:
    words = ["--en", "A report", "--publisher", "Press", "--date", "2023-09-01", "--language", "zh", "--url", "https://example.org"]
    assert aidcli("codes", "add", "source", "report", *words).exit_code == 0
    keys = {"id": "report", "title": "A report", "publisher": "Press", "date": "2023-09-01", "language": "zh", "url": "https://example.org"}
    assert tables(db)["sources"] == {"1": keys}
    assert aidcli(*figure("a", source="report")).exit_code == 0
    assert aidcli("list", "--source", "report").exit_code == 0


def test_a_code_inside_another(aidcli: Ask, db: Path) -> None:
    assert aidcli("codes", "add", "sector", "rural", "--en", "Rural", "--parent", "education").exit_code == 0
    assert aidcli("codes", "add", "sector", "rural-girls", "--en", "Rural girls", "--parent", "rural").exit_code == 0
    aidcli(*figure("a", sector="rural-girls"))
    assert aidcli("list", "--sector", "education", "--format", "csv", "--fields", "id").stdout == "id\na\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sector", "education", "--en", "x"], "sector 'education' already exists"),
        (["source", SOURCE, "--en", "x"], f"source '{SOURCE}' already exists"),
        (["sector", "A B", "--en", "x"], "'A B' is not a lower-case slug"),
        (["sector", "a:b", "--en", "x"], "'a:b' is not a lower-case slug"),
        (["source", "数据", "--en", "x"], "is not a lower-case slug"),
        (["unit", "ABCD", "--en", "x"], "is not a lower-case slug"),
        (["sector", "mine"], "--en is missing"),
        (["sector", "mine", "--en", "x", "--parent", "gone"], "unknown sector 'gone'"),
        (["sector", "mine", "--en", "x", "--url", "u"], "--url is not for a sector"),
        (["source", "mine", "--en", "x", "--parent", "u"], "--parent is not for a source"),
        (["source", "mine", "--en", "x", "--date", "soon"], "'soon' is not a date"),
        (["source", "mine", "--en", "x\udcff"], "--en is not UTF-8"),
        (["sectr", "mine", "--en", "x"], "unknown kind of code 'sectr'"),
        (["sector"], "missing argument CODE"),
    ],
)
def test_what_cannot_be_a_code(aidcli: Ask, db: Path, words: list[str], said: str) -> None:
    text = write(db, CHAIN).read_bytes()
    result = aidcli("codes", "add", *words)
    assert (result.exit_code, result.stdout, result.stderr.count("\n"), db.read_bytes()) == (2, "", 1, text)
    assert said in result.stderr


@pytest.mark.parametrize(("gone", "keys"), [("whole", "2 3 4 5"), ("middle", "1 3 4 5"), ("other", "1 2 3 4")])
def test_a_new_record_takes_no_key_that_another_has(aidcli: Ask, db: Path, gone: str, keys: str) -> None:
    """TinyDB gives the highest key and one; that of the last record may be given again once the record has gone."""
    write(db, CHAIN)
    assert aidcli("remove", gone, "--yes", "--keep-parts").exit_code == 0
    assert aidcli(*figure("new")).exit_code == 0
    assert list(tables(db)["figures"]) == keys.split()
    assert held(db).keys() == {each["id"] for each in CHAIN} - {gone} | {"new"}
