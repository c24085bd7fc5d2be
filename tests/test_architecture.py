"""The house rules of `aidcli`: a module imports only from layers below its own, and each dependency has its owners."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import aidcli
from aidcli.cli import COMMANDS

MODULES = {path.stem: ast.parse(path.read_text("utf-8")) for path in Path(aidcli.__file__).parent.glob("[!_]*.py")}
LAYERS = [
    "errors",
    "quantity period codelist processors durable",
    "figure numerals lineage",
    "query overlap searching contract",
    "tally entry encoding workbook",
    "totals columns seeds storefile",
    "comparison operands rates consistency reading",
    "revision total_tables comparison_tables figure_tables code_tables drawing storage package",
    "store intake formats",
    "options exchange",
    "printing",
    "questions changes codes transfer checking",
    "cli",
]
LAYER = {module: at for at, modules in enumerate(LAYERS) for module in modules.split()}
COMMANDING = {"questions", "changes", "codes", "transfer", "checking"}
OWNERS = {
    "rich": {"drawing"},
    "tinydb": {"storage"},
    "filelock": {"durable"},
    "platformdirs": {"store"},
    "msgspec": {"figure", "encoding"},
    "openpyxl": {"workbook"},
    "typer": {"options", "printing", "cli", *COMMANDING},
    "click": set(),
}


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module imported, anywhere in the file: our own by name, others by that of their package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            package, _, module = (node.module or "").partition(".")
            yield from ([module] if module else [name.name for name in node.names]) if package == "aidcli" else [package]
        elif isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)


def test_every_module_has_a_layer() -> None:
    assert MODULES.keys() == LAYER.keys()


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_imports_only_from_layers_below_its_own(module: str) -> None:
    assert [each for each in imports(MODULES[module]) if LAYER.get(each, -1) >= LAYER[module]] == []


@pytest.mark.parametrize("package", OWNERS)
def test_a_dependency_is_imported_only_by_its_owners(package: str) -> None:
    assert {module for module, tree in MODULES.items() if package in imports(tree)} == OWNERS[package]


def test_only_one_module_prints() -> None:
    calls = {(module, node.func.id) for module, tree in MODULES.items() for node in ast.walk(tree)
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
    assert {module for module, name in calls if name == "print"} == {"printing"}


def test_every_command_is_where_the_program_looks_for_it() -> None:
    places = [place.split(":") for place in COMMANDS.values()]
    assert {module for module, _ in places} == COMMANDING
    assert all(callable(getattr(import_module(f"aidcli.{module}"), name)) for module, name in places)
