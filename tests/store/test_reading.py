"""Reading a store: any layout of the same content gives the same figures; anything else is refused, and nothing is written."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aidcli.cli.choosing import open_store
from aidcli.errors import BadData, BadRecord, NoStore, NotAStore, Refusal, Unreadable
from aidcli.model.exact_json import encode_json
from aidcli.model.figure import Figure
from aidcli.store.reading import BLOCK, TablesFile
from aidcli.store.store import FileStore
from tests.running import aidcli
from tests.strategies import forests

Tables = Mapping[str, Mapping[str, Any]]
GOOD = {"id": "a", "sector": "education", "measure": "funding", "unit": "CNY", "subject": "s", "source": "shanxi-daily-2023"}
DOC = {"id": "doc", "title": "A document"}


def line(record: Any) -> str:
    return encode_json(record).decode()


def ours(tables: Tables) -> str:
    """Each table's opening and closing on lines of their own, one record a line."""
    bodies = []
    for name, table in tables.items():
        lines = ",\n".join(f'"{key}":{line(record)}' for key, record in table.items())
        bodies.append(f'"{name}": {{\n{lines}\n}}')
    return "{\n" + ",\n".join(bodies) + "\n}\n"


def spaced(tables: Tables) -> str:
    return ours(tables).replace('":{"', '" : { "').replace("\n", "\r\n")


def one_line(tables: Tables) -> str:
    return line(tables)


LAYOUTS: list[Callable[[Tables], str]] = [ours, spaced, one_line]
STORES = ExitStack()


@pytest.fixture(autouse=True)
def stores_closed() -> Iterator[None]:
    yield
    STORES.close()


def store(folder: Path, text: str | bytes) -> FileStore:
    path = folder / "store.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return STORES.enter_context(FileStore(path))


def tables(figures: list[Figure]) -> dict[str, dict[str, Any]]:
    return {"codes": {}, "sources": {"1": DOC}, "figures": {str(at): each.stored() for at, each in enumerate(figures, 1)}}


@given(forests(), st.sampled_from(LAYOUTS))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_layout_gives_the_figures_that_were_stored(tmp_path: Path, figures: list[Figure], layout: Callable[[Tables], str]) -> None:
    assert list(store(tmp_path, layout(tables(figures))).figures()) == figures


@pytest.mark.parametrize(
    ("order", "indent"),
    [*(("sources figures", indent) for indent in (None, 0, 2)), *(("figures sources", indent) for indent in (None, 0, 2))],
)
def test_tables_may_stand_in_any_order_and_indentation(tmp_path: Path, order: str, indent: int | None) -> None:
    content = {"sources": {"1": DOC}, "figures": {"1": GOOD | {"source": "doc"}}}
    text = json.dumps({name: content[name] for name in order.split()}, indent=indent)
    assert [each.source for each in store(tmp_path, text).figures()] == ["doc"]


def many(count: int) -> list[Figure]:
    return [Figure(**(GOOD | {"id": f"f{at}", "value": Decimal(f"{at}.25")})) for at in range(count)]


def test_a_long_store_reads_in_order_across_blocks(tmp_path: Path) -> None:
    text = ours(tables(many(5000)))
    assert len(text) > 2 * BLOCK
    assert list(store(tmp_path, text).figures()) == many(5000)


@pytest.mark.parametrize("at", [0, 1, 2500, 4998, 4999])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_bad_record_is_refused_wherever_it_stands(tmp_path: Path, at: int, layout: Callable[[Tables], str]) -> None:
    content = tables(many(5000))
    content["figures"][str(at + 1)]["sector"] = "nowhere"
    figures = store(tmp_path, layout(content)).figures()
    with pytest.raises(BadRecord, match=rf"record '{at + 1}' \('f{at}'\) of table 'figures': sector: unknown sector 'nowhere'"):
        list(figures)


EMPTY: dict[str, dict[str, Any]] = {"codes": {}, "sources": {}, "figures": {}}


@pytest.mark.parametrize("text", ["", "{}", '{"_default": {}}', '{"_default":{}}\n', '{"figures": {}}', ours(EMPTY), one_line(EMPTY)])
def test_an_empty_store_has_no_figures(tmp_path: Path, text: str) -> None:
    assert list(store(tmp_path, text).figures()) == []


RECORD = f'{{\n"figures": {{\n"1":{json.dumps(GOOD)}\n}}\n}}\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"\0" * 100, "it holds nothing but NUL bytes"),
        (b"\xef\xbb\xbf{}", "it begins with a byte order mark"),
        ("\ufeff" + RECORD, "it begins with a byte order mark"),
        (RECORD.encode("utf-16"), "it is not"),
        (b'{"figures": {"1": {"id": "\xff"}}}', "it is not UTF-8"),
        ("[]", "it is a JSON list, not an object of tables"),
        ("5", "it is a JSON value, not an object of tables"),
        ("null", "it is a JSON value, not an object of tables"),
        (" ", "it is not JSON"),
        ("figures", "it is not JSON"),
        (RECORD[:-3], "it is not JSON"),
        (RECORD[:-10], "it is not JSON"),
        (RECORD[: len(RECORD) // 2], "it is not JSON"),
        (RECORD + "x", "it is not JSON"),
        (RECORD * 2, "it is not JSON"),
        ('{"people": {}}', "unknown table 'people'"),
        ('{"_default": {"1": {"name": "x"}}}', "unknown table '_default'"),
        ('{"figures": []}', "table 'figures' is not an object of records"),
        ('{"figures": null}', "table 'figures' is not an object of records"),
        ('{"sources": [],\n"figures": {\n}\n}', "table 'sources' is not an object of records"),
        ("[" * 100_000, "it is nested too deeply"),
        ('{\n"figures": {\n"1":' + "[" * 100_000, "it is nested too deeply"),
        (RECORD.replace("}\n}", "},\n}", 1), "it is not JSON"),
    ],
    ids=repr,
)
def test_what_is_no_store_is_refused_and_left_as_it_is(tmp_path: Path, text: str | bytes, words: str) -> None:
    before = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(NotAStore) as refusal:
        list(store(tmp_path, text).figures())
    assert words in str(refusal.value)
    assert (tmp_path / "store.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["store.json"]


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ('"value": "5"', "value: '5' is not a number"),
        ('"value": true', "value: True is not a number"),
        ('"value": 1e999', "value: has more than 30 digits"),
        (f'"value": {"1" * 31}', "value: has more than 30 digits"),
        (f'"value": 0.{"1" * 30}', "value: has more than 30 digits"),
        ('"colour": "red"', "unknown key 'colour'"),
        ('"period": "2023-02-30"', "period: '2023-02-30' is not a period"),
        ('"source": "nowhere"', "source: unknown source 'nowhere'"),
        ('"bound": "range"', "upper: a range needs both value and upper"),
        ('"line": 1.5', "line: Decimal('1.5') is not a whole number from 1 up"),
        ('"id": null', "required key 'id' is missing"),
        ('"value": 1e99999999999999999999', "value"),
    ],
)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_record_that_breaks_the_contract_is_named(tmp_path: Path, member: str, words: str, layout: Callable[[Tables], str]) -> None:
    others = {key: value for key, value in GOOD.items() if not member.startswith(f'"{key}"')}
    text = layout({"figures": {"7": others | {"note": "x"}}}).replace('"note":"x"', member)
    with pytest.raises(BadRecord) as refusal:
        list(store(tmp_path, text).figures())
    assert words in str(refusal.value)
    assert "record '7'" in str(refusal.value)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "nan", "1_000", "+1", "01", ".5", "1" * 5000])
def test_what_json_does_not_know_as_a_number_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(BadData):
        list(store(tmp_path, RECORD.replace('"subject": "s"', f'"subject": "s", "value": {value}')).figures())


@pytest.mark.parametrize("record", ["[]", "5", '"text"', "null"])
def test_a_record_that_is_no_object_is_named(tmp_path: Path, record: str) -> None:
    with pytest.raises(BadRecord, match="record '1' of table 'figures': is not an object"):
        list(store(tmp_path, f'{{"figures": {{"1": {record}}}}}').figures())


def use(each: FileStore) -> None:
    """Whatever a question may ask of a store."""
    each.sources()
    for kind in ("sector", "unit", "source"):
        each.codes[kind]
    list(each.figures())


@pytest.mark.parametrize("table", ["codes", "sources"])
@pytest.mark.parametrize("record", ["{}", "[]", "null", '{"id": "x"}', '{"kind": "unit"}', '{"id": "x", "title": "T", "colour": 1}',
                                    '{"id": 1, "title": 2}', '{"kind": "unit", "code": 5}'])  # fmt: skip
def test_a_bad_code_or_source_is_refused(tmp_path: Path, table: str, record: str) -> None:
    with pytest.raises(BadData):
        use(store(tmp_path, f'{{"{table}": {{"1": {record}}}, "figures": {{}}}}'))


SCRAPS = st.binary(max_size=3) | st.sampled_from([b"{", b"}", b",", b"null", b"[", b'"', b"\n"])


@given(st.data(), SCRAPS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_damaged_figures_are_refused_or_read_and_never_break(tmp_path: Path, data: st.DataObject, scrap: bytes) -> None:
    whole = bytearray(ours(tables(many(3))).encode())
    start = data.draw(st.integers(whole.index(b'"figures"'), len(whole)))
    whole[start : start + data.draw(st.integers(0, 20))] = scrap
    with suppress(Refusal):
        list(store(tmp_path, bytes(whole)).figures())


def test_codes_and_sources_of_ones_own_are_known_beside_the_shipped(tmp_path: Path) -> None:
    code = {"kind": "sector", "code": "chess", "parent": "education", "en": "Chess", "zh": "象棋"}
    record = GOOD | {"sector": "chess", "source": "doc"}
    read = store(tmp_path, ours({"codes": {"1": code}, "sources": {"1": DOC}, "figures": {"1": record}}))
    assert [each.sector for each in read.figures()] == ["chess"]
    assert read.codes["sector"].find("象棋") == "chess"
    assert "chess" in read.codes["sector"].within("education")
    assert read.sources()["doc"].title == "A document"
    assert "shanxi-daily-2023" in read.sources()


def test_a_named_store_that_is_not_there_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoStore, match=r"no store '.*missing.json'"):
        open_store(str(tmp_path / "missing.json"))
    monkeypatch.setenv("AIDCLI_DB", str(tmp_path / "also-missing.json"))
    with pytest.raises(NoStore, match=r"no store '.*also-missing.json'"):
        open_store(None)


def test_the_default_store_answers_from_the_seeds_and_is_not_created(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIDCLI_DB", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert len(list(open_store(None).figures())) == 49
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("named", [True, False])
def test_a_store_can_be_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: bool) -> None:
    monkeypatch.delenv("AIDCLI_DB", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    once = store(tmp_path, ours(tables(many(3)))) if named else open_store(None)
    assert [each.id for each in once.figures()] == [each.id for each in once.figures()]


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot read"):
        open_store(str(tmp_path))


RECORD = line(GOOD)
OTHER = line(GOOD | {"id": "b"})
SPACED, ESCAPED = OTHER.replace('"measure":', '"measure" :'), RECORD.replace("measure", "m\\u0065asure")
CODE = line({"kind": "sector", "code": "mine", "en": "Mine"})
TWICE = RECORD.replace('"subject":', '"subject":"hidden","subject":')


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f'{{\n"codes": {{\n"1":{CODE},\n"1":{CODE}\n}},\n"figures": {{\n"1":{RECORD}\n}}\n}}\n', "the same key '1'"),
        (f'{{\n"codes": {{\n"1":{CODE}\n}},\n"codes": {{\n"2":{CODE}\n}},\n"figures": {{\n}}\n}}\n', "table 'codes' stands twice"),
        (f'{{"figures": {{"1":{RECORD},"2":{OTHER},"2":{OTHER}}}}}', "the same key '2'"),
        (f'{{\n"figures": {{\n"1":{RECORD},"2":{OTHER},\n"3":{RECORD},\n"3":{OTHER}\n}}\n}}\n', "the same key '3'"),
        (f'{{\n"figures": {{\n"1":{RECORD},\n"2":{SPACED},\n"2":{OTHER}\n}}\n}}\n', "the same key '2'"),
        (f'{{\n"figures": {{\n"1":{ESCAPED},\n"2":{OTHER},\n"2":{OTHER}\n}}\n}}\n', "the same key '2'"),
        (f'{{\n"figures": {{\n"1":{RECORD},\n"\\u0031":{OTHER}\n}}\n}}\n', "the same key '1'"),
        (f'{{\n"figures": {{\n"1":{RECORD}\n}},\n"figures": {{\n"2":{OTHER}\n}}\n}}\n', "table 'figures' stands twice"),
        (f'{{\n"codes": {{"1":{CODE}}},\n"codes": {{\n}},\n"figures": {{\n"1":{RECORD}\n}}\n}}\n', "table 'codes' stands twice"),
        (f'{{\n"figures": {{"1":{RECORD}}},\n"figures": {{\n}}\n}}\n', "table 'figures' stands twice"),
        (f'{{\n"figures": {{"1":{RECORD}}},\n"figures": {{\n"2":{OTHER}\n}}\n}}\n', "table 'figures' stands twice"),
        (f'{{\n"figures": {{\n"1":{TWICE},\n"2":{OTHER}\n}}\n}}\n', "key 'subject' stands twice in the record of 'a'"),
        (f'{{"figures": {{"1":{TWICE}}}}}', "key 'subject' stands twice in the record of 'a'"),
        (f'{{\n"codes": {{\n"1":{CODE[:-1]},"en":"Mine"}}\n}},\n"figures": {{\n}}\n}}\n', "key 'en' stands twice in the record of 'mine'"),
    ],
)
def test_what_stands_twice_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(NotAStore, match=re.escape(words)):
        list(store(tmp_path, text).figures())


@pytest.mark.parametrize("count", [1, 20, 3000])
def test_sources_that_stand_after_the_figures_are_known_however_many(tmp_path: Path, count: int) -> None:
    sources = {str(at): {"id": f"source-{at}", "title": "T" * 200} for at in range(count)}
    figures = {"1": GOOD, "2": GOOD | {"id": "b", "source": f"source-{count - 1}"}}
    found = store(tmp_path, ours({"figures": figures, "sources": sources}))
    assert [each.source for each in found.figures()] == [GOOD["source"], f"source-{count - 1}"]


def test_a_file_that_is_replaced_while_it_is_read_is_read_as_it_was(tmp_path: Path) -> None:
    many = {str(at): GOOD | {"id": f"f{at}"} for at in range(1, 2000)}
    text = ours({"figures": many}).replace('"1999":{', '"0":{')
    found = store(tmp_path, text).figures()
    first = next(found)
    (tmp_path / "new.json").write_text(ours({"figures": {"1": GOOD}}), "utf-8")
    (tmp_path / "new.json").replace(tmp_path / "store.json")
    assert [first.id, *(each.id for each in found)] == [f"f{at}" for at in range(1, 2000)]


def test_texts_that_look_like_keys_and_escapes_do_not_make_reading_slow(tmp_path: Path) -> None:
    odd = [GOOD | {"id": "a", "subject": "measure"}, GOOD | {"id": "b", "note": '"measure":\x01'}, GOOD | {"id": "c", "printed": "\u00e9"}]
    found = store(tmp_path, ours({"figures": dict(enumerate(odd, 1))}))
    with mock.patch("aidcli.store.reading.parsed", side_effect=AssertionError("read whole")):
        assert [each.id for each in found.figures()] == ["a", "b", "c"]


@pytest.mark.parametrize("question", ["show aidd", "list --id aidd", "list --id aidd --limit 5", "search s --id aidd", "sum --id aidd"])
def test_a_mistyped_id_is_answered_by_one_reading(tmp_path: Path, question: str) -> None:
    (tmp_path / "store.json").write_text(ours({"figures": {str(at): GOOD | {"id": f"aid{at}"} for at in range(1, 500)}}), "utf-8")
    with mock.patch.object(TablesFile, "blocks", autospec=True, side_effect=TablesFile.blocks) as reading:
        result = aidcli(*question.split(), AIDCLI_DB=tmp_path / "store.json")
    assert (result.exit_code, reading.call_count) == (2, 1)
    assert "did you mean 'aid" in result.stderr


def test_a_null_is_as_good_as_absent(tmp_path: Path) -> None:
    nulls = dict.fromkeys(("value", "upper", "bound", "printed", "period", "recipient", "part_of", "line", "note"))
    (found,) = store(tmp_path, ours({"figures": {"1": GOOD | nulls}})).figures()
    assert found == Figure(**GOOD)
