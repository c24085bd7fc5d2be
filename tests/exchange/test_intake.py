"""Rows tested and planned without a store: codes before figures, batches of rows, what becomes of each record."""

from typing import Any

import pytest

from aidcli.errors import BadRows
from aidcli.exchange.drafted import Taken
from aidcli.exchange.intake import TESTED_AT_ONCE, Beside, Intake, plan_intake
from aidcli.exchange.rows import Contents, Row
from aidcli.model.codes import Codebook
from tests.made import record


def rows(*records: Any) -> list[Row]:
    return [Row(f"row {at}", each) for at, each in enumerate(records, 1)]


def code(name: str, kind: str = "sector", **others: str) -> dict[str, str]:
    return {"kind": kind, "code": name, "en": name.capitalize(), **others}


def planned(codes: Codebook, /, **tables: Any) -> Intake:
    return plan_intake("in", Taken(Contents(**{table: rows(*records) for table, records in tables.items()}), {}, []), [], Beside(codes, {}))


def found(codes: Codebook, /, **tables: Any) -> list[str]:
    with pytest.raises(BadRows) as refused:
        planned(codes, **tables)
    return [line.strip() for line in str(refused.value).splitlines()[1:]]


def test_a_parent_may_come_in_the_same_file_after_its_child(codes: Codebook) -> None:
    listed = [code("village-schools", parent="rural"), code("rural", parent="education")]
    plan = planned(codes, codes=listed, figures=[record("a", sector="village-schools")])
    assert plan.codes == listed
    assert [(step.kind, step.id, step.action) for step in plan.steps()] == [
        ("sector", "village-schools", "added"),
        ("sector", "rural", "added"),
        ("figure", "a", "added"),
    ]


def test_a_parent_of_another_kind_is_unknown(codes: Codebook) -> None:
    assert found(codes, codes=[code("x", parent="y"), code("y", "place"), code("z", parent="CNY")]) == [
        "row 1: parent: unknown sector 'y'",
        "row 3: parent: unknown sector 'CNY'",
    ]


def test_a_parent_beside_a_kind_that_is_none_is_one_fault(codes: Codebook) -> None:
    [fault] = found(codes, codes=[code("x", "colour", parent="gone")])
    assert fault.startswith("row 1: kind: unknown kind of code 'colour'")


def test_a_shipped_code_with_another_label_is_changed_and_the_same_one_is_not_written(codes: Codebook) -> None:
    education = codes["sector"].codes["education"]
    same = code("education", en=education.en, zh=education.zh, parent=education.parent)
    same |= {"standard": "|".join(education.standard), "aliases": "|".join(education.aliases)}
    assert [step.action for step in planned(codes, codes=[same]).steps()] == ["unchanged"]
    assert planned(codes, codes=[same]).codes == []
    other = same | {"en": "Schooling"}
    assert [step.action for step in planned(codes, codes=[other]).steps()] == ["changed"]
    assert planned(codes, codes=[other]).codes == [{key: value for key, value in other.items() if value is not None}]


def test_constant_prices_are_known_without_being_listed_but_a_new_unit_is_added(codes: Codebook) -> None:
    plan = planned(codes, codes=[code("USD-2014", "unit"), code("sack", "unit")])
    assert [step.action for step in plan.steps()] == ["unchanged", "added"]
    assert [each["code"] for each in plan.codes] == ["sack"]


def test_one_code_of_two_kinds_is_two_codes_and_twice_of_one_kind_a_fault(codes: Codebook) -> None:
    assert len(planned(codes, codes=[code("x"), code("x", "place")]).codes) == 2
    assert found(codes, codes=[code("x"), code("y"), code("x")]) == ["row 3: code: 'x' duplicates row 1"]


def test_a_figure_names_a_source_of_the_same_file_by_its_title(codes: Codebook) -> None:
    plan = planned(codes, sources=[{"id": "yearbook", "title": "A yearbook"}], figures=[record("a", source="A yearbook")])
    assert [figure.source for figure in plan.figures.revision.added] == ["yearbook"]


def test_figures_of_every_batch_are_tested_and_coded(codes: Codebook) -> None:
    sound = [record(f"f{at}") for at in range(TESTED_AT_ONCE)]
    plan = planned(codes, figures=[*sound, record("last", sector="教育")])
    *_, last = added = [*plan.figures.revision.added]
    assert (len(added), last.sector) == (TESTED_AT_ONCE + 1, "education")
    assert found(codes, figures=[*sound, record("f0"), record("bad", sector="alchemy")]) == [
        f"row {TESTED_AT_ONCE + 1}: id: 'f0' duplicates row 1",
        f"row {TESTED_AT_ONCE + 2}: sector: unknown sector 'alchemy'",
    ]


def test_a_code_that_is_known_is_not_looked_up_among_labels(codes: Codebook) -> None:
    plan = planned(codes, codes=[code("usd", "unit")], figures=[record("a", unit="USD", sector="教育")])
    assert [figure.unit for figure in plan.figures.revision.added] == ["USD"]


def test_an_incoming_code_is_known_to_its_own_kind_only(codes: Codebook) -> None:
    assert found(codes, codes=[code("village", "place")], figures=[record("a", sector="village", recipient="village")]) == [
        "row 1: sector: unknown sector 'village'"
    ]


def test_null_keys_are_as_good_as_absent(codes: Codebook) -> None:
    plan = planned(codes, sources=[{"id": "x", "title": "X", "url": None}], figures=[record("a", None, bound=None)])
    assert plan.sources == [{"id": "x", "title": "X"}]
    assert [figure.stored() for figure in plan.figures.revision.added] == [
        {key: value for key, value in record("a").items() if key != "value"}
    ]
