"""Data Packages that are not what they should be, and places that cannot be read or written."""

import json
import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

from aidcli.model.seeds import FOLDER
from tests.made import SOURCE, faults, figure, held
from tests.running import Ask, refused

EXPORTED = ("figures", "sources", "not-figures", "sectors", "measures", "units", "places")
HEADER = "id,sector,measure,value,unit,subject,source"
ROW = f"a,education,funding,1,CNY,school,{SOURCE}"


def package(**resources: Any) -> None:
    Path("package").mkdir()
    listed = [{"name": name, "path": path} for name, path in resources.items()]
    Path("package/datapackage.json").write_text(json.dumps({"resources": listed}))


def test_a_package_without_one_of_its_files(aidcli: Ask, store: Path) -> None:
    package(figures="figures.csv", sources="gone.csv")
    Path("package/figures.csv").write_text(f"{HEADER}\n{ROW}\n")
    before = store.read_bytes()
    assert refused(aidcli("import", "package"), "cannot read 'package/gone.csv'")
    assert store.read_bytes() == before


@pytest.mark.parametrize("path", ["../outside.csv", "/etc/hostname", "a/../../outside.csv"])
def test_a_package_reads_nothing_outside_itself(aidcli: Ask, store: Path, path: str) -> None:
    package(figures=path)
    Path("outside.csv").write_text(f"{HEADER}\n{ROW}\n")
    assert faults(aidcli, store, "package") == [f"resource 'figures': '{path}' lies outside the package"]


def test_a_package_follows_no_link_out_of_itself(aidcli: Ask, store: Path) -> None:
    package(figures="figures.csv", sources="link/s.csv")
    Path("outside").mkdir()
    Path("outside/s.csv").write_text("id,title\nx,X\n")
    Path("package/figures.csv").symlink_to("../outside/s.csv")
    Path("package/link").symlink_to("../outside")
    assert faults(aidcli, store, "package") == [
        "resource 'figures': 'figures.csv' lies outside the package",
        "resource 'sources': 'link/s.csv' lies outside the package",
    ]


def test_a_package_may_hold_links_within_itself_and_be_reached_by_one(aidcli: Ask, store: Path) -> None:
    package(figures="figures.csv")
    Path("package/real.csv").write_text(f"{HEADER}\n{ROW}\n")
    Path("package/figures.csv").symlink_to("real.csv")
    Path("link").symlink_to("package")
    assert aidcli("import", "link").exit_code == 0


def test_two_resources_of_one_name_are_refused(aidcli: Ask, store: Path) -> None:
    package()
    listed = [{"name": "figures", "path": f"{name}.csv"} for name in ("a", "b")]
    Path("package/datapackage.json").write_text(json.dumps({"resources": listed}))
    assert faults(aidcli, store, "package") == ["resource 'figures': several resources have this name; rename or remove all but one"]
    Path("package/datapackage.json").write_text('{"resources": [{"name": "figures", "path": "a.csv", "path": "b.csv"}]}')
    assert "key 'path' stands twice" in faults(aidcli, store, "package")[0]


def test_a_resource_of_several_files(aidcli: Ask, store: Path) -> None:
    package(figures=["a.csv", "b.csv"])
    assert faults(aidcli, store, "package") == ["resource 'figures': its path is not the name of one file"]


def test_a_resource_whose_path_no_file_can_have(aidcli: Ask, store: Path) -> None:
    package(figures="a\0b.csv")
    assert faults(aidcli, store, "package") == [r"resource 'figures': 'a\x00b.csv' lies outside the package"]


@pytest.mark.parametrize("resources", [{}, {"others": "figures.csv"}])
def test_a_package_of_something_else(aidcli: Ask, store: Path, resources: dict[str, str]) -> None:
    package(**resources)
    assert "none of its resources is named figures" in faults(aidcli, store, "package")[0]


def test_a_fault_in_a_package_names_its_file(aidcli: Ask, store: Path) -> None:
    package(figures="f.csv", sources="s.csv", sectors="c.csv")
    Path("package/f.csv").write_text(f"{HEADER}\n{ROW},x\n")
    Path("package/s.csv").write_text("id,title\nx,\n")
    Path("package/c.csv").write_text("code,en\nx\n")
    assert faults(aidcli, store, "package") == [
        "c.csv line 2: has 1 cells under 2 columns",
        "s.csv line 2: required key 'title' is missing",
        "f.csv line 2: has 8 cells under 7 columns",
    ]


@pytest.mark.parametrize("text", ["[" * 100_000, "null", '{"resources": [5]}', '{"resources": [{"name": [], "path": {}}]}', "\xff"])
def test_a_descriptor_that_is_none(aidcli: Ask, store: Path, text: str) -> None:
    Path("datapackage.json").write_bytes(text.encode("latin-1"))
    assert faults(aidcli, store, "datapackage.json")


def test_what_is_not_there_or_no_file(aidcli: Ask, store: Path) -> None:
    Path("folder.csv").mkdir()
    Path("empty").mkdir()
    for words in (["gone.csv"], ["empty"], ["x" * 300 + ".csv"], ["folder.csv", "--from", "csv"], ["gone/datapackage.json"]):
        assert refused(aidcli("import", *words), "cannot read"), words


def test_standard_input_must_be_told_its_format(aidcli: Ask, store: Path) -> None:
    result = aidcli("import", "-", typed="x")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "say --from csv" in result.stderr


@pytest.mark.parametrize("kind", ["pipe", "socket", "folder", "device"])
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_resource_that_is_no_file(aidcli: Ask, store: Path, kind: str) -> None:
    for resource in ("figures.csv", "datapackage.json"):
        package(figures="figures.csv")
        path = Path("package", resource)
        path.unlink(missing_ok=True)
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "socket":
            socket.socket(socket.AF_UNIX).bind(str(path))
        elif kind == "folder":
            path.mkdir()
        else:
            path.symlink_to("/dev/zero")
        result = aidcli("import", "package")
        assert (result.exit_code, result.stdout) in [(2, ""), (3, "")], result.output
        assert result.stderr.count("\n") == 1 or "lies outside the package" in result.stderr
        assert resource in result.stderr
        shutil.rmtree("package")


def test_an_export_that_cannot_be_written(aidcli: Ask, store: Path) -> None:
    Path("file").touch()
    Path("folder.csv").mkdir()
    for words in (
        ["file/out.csv"],
        ["x" * 300 + ".csv"],
        ["folder.csv", "--format", "csv", "--force"],
        ["file", "--format", "datapackage", "--force"],
    ):
        assert refused(aidcli("export", *words), "cannot write"), words
    if Path("/dev/full").exists():
        assert refused(aidcli("export", "/dev/full", "--format", "csv", "--force"), "No space left on device")


def test_an_export_creates_no_folder_but_that_of_a_package(aidcli: Ask, store: Path) -> None:
    for name in ("new/out.csv", "new/dir/out.json", "new/package"):
        assert refused(aidcli("export", name), f"there is no folder '{Path(name).parent}'; create it"), name
    assert not Path("new").exists()
    assert aidcli("export", "package").exit_code == 0


def test_an_export_to_a_link_that_leads_nowhere(aidcli: Ask, store: Path) -> None:
    for name in ("loop.csv", "link.csv", "folder"):
        Path(name).symlink_to("loop.csv" if name == "loop.csv" else "real.csv")
        result = aidcli("export", name)
        assert (result.exit_code, result.stderr.count("\n"), Path("real.csv").exists()) == (2, 1, False)
        assert f"'{name}' exists already; add --force" in result.stderr
    assert refused(aidcli("export", "loop.csv", "--force"), "cannot write")
    assert refused(aidcli("export", "folder", "--force"), "cannot write")
    assert aidcli("export", "link.csv", "--force").exit_code == 0
    assert (Path("link.csv").is_symlink(), Path("real.csv").is_file()) == (True, True)


def test_an_export_over_what_is_there_is_forced(aidcli: Ask, store: Path) -> None:
    for name in ("out.csv", "out.xlsx", "folder"):
        assert aidcli("export", name).exit_code == 0
        before = {path: path.read_bytes() for path in Path.cwd().rglob(f"{name}*") if path.is_file()}
        result = aidcli("export", name)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "exists already; add --force" in result.stderr
        assert {path: path.read_bytes() for path in before} == before
        aidcli(*figure(f"new-{name.partition('.')[0]}"))
        assert aidcli("export", name, "--force").exit_code == 0


def test_an_exported_package_is_described_as_the_shipped_one_but_needs_no_chinese_labels(aidcli: Ask, store: Path) -> None:
    def constrained(descriptor: bytes) -> set[tuple[str, str]]:
        resources = {each["name"]: each["schema"]["fields"] for each in json.loads(descriptor)["resources"]}
        return {(name, field["name"]) for name in EXPORTED for field in resources[name] if "constraints" in field}

    assert aidcli("export", "out").exit_code == 0
    shipped = constrained((FOLDER / "datapackage.json").read_bytes())
    assert {name for name, key in shipped if key == "zh"} >= {"sectors", "units"}
    assert constrained(Path("out/datapackage.json").read_bytes()) == {(name, key) for name, key in shipped if key not in ("zh", "subject")}


def test_a_package_goes_into_an_empty_folder_but_not_over_a_file(aidcli: Ask, store: Path) -> None:
    Path("empty").mkdir()
    Path("file").touch()
    assert aidcli("export", "empty").exit_code == 0
    assert Path("empty/figures.csv").exists()
    result = aidcli("export", "file", "--format", "datapackage")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'file' exists already; add --force" in result.stderr


def test_a_new_file_that_cannot_be_written_whole_is_not_left_there(aidcli: Ask, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert refused(aidcli("export", "new.csv"), "No space left on device")
    assert {each.name for each in Path.cwd().iterdir()} == {store.name}


def test_a_resource_that_is_not_read_is_named(aidcli: Ask, store: Path) -> None:
    package(figures="figures.csv", **{"my-figures": "others.csv"})
    for name in ("figures", "others"):
        Path(f"package/{name}.csv").write_text(f"{HEADER}\n{ROW}\n")
    answer = aidcli("import", "package")
    assert (answer.exit_code, "not read: 'my-figures'; " in answer.stderr) == (0, True)


def with_dialect(dialect: Any, text: str) -> None:
    package(figures="figures.csv")
    listed = [{"name": "figures", "path": "figures.csv", "dialect": dialect}]
    Path("package/datapackage.json").write_text(json.dumps({"resources": listed}))
    Path("package/figures.csv").write_text(text)


@pytest.mark.parametrize(("delimiter", "quote"), [(";", "'"), ("\t", '"'), ("|", '"')])
def test_the_delimiter_and_quotes_of_a_dialect_are_honoured(aidcli: Ask, store: Path, delimiter: str, quote: str) -> None:
    row = ROW.replace(",", delimiter).replace("school", f"{quote}new{delimiter} schools{quote}")
    with_dialect({"delimiter": delimiter, "quoteChar": quote, "header": True}, f"{HEADER.replace(',', delimiter)}\n{row}\n")
    assert aidcli("import", "package").exit_code == 0
    assert held(store)["a"]["subject"] == f"new{delimiter} schools"


@pytest.mark.parametrize(
    ("dialect", "fault"),
    [
        ({"header": False}, "its dialect has header False, which is not read; save the file as plain CSV"),
        ({"delimiter": ";", "escapeChar": "\\"}, "its dialect has escapeChar '\\\\', which is not read; save the file as plain CSV"),
        ({"delimiter": ";;"}, "its dialect has the delimiter ';;', which is not one character"),
        ({"delimiter": '"'}, "its dialect has one character as delimiter and quoteChar"),
        ("dialect.json", "its dialect 'dialect.json' is not an object"),
    ],
)
def test_a_dialect_by_which_figures_would_be_misread_is_refused(aidcli: Ask, store: Path, dialect: Any, fault: str) -> None:
    with_dialect(dialect, f"{HEADER}\n{ROW}\n")
    assert faults(aidcli, store, "package") == [f"resource 'figures': {fault}"]
