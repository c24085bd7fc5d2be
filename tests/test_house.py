"""The house as a reader meets it: short modules and functions, one name for one idea, and walls that hold.

The walls themselves, which module may import which, are the contracts of import-linter in `pyproject.toml`.
"""

import ast
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted((ROOT / "aidcli").rglob("*.py"))}
TREES = {name: ast.parse(text) for name, text in MODULES.items()}
WINGS = [name for name in MODULES if name.endswith("/__init__.py") and name != "aidcli/__init__.py"]
LONGEST_MODULE = 250
LONGEST_FUNCTION = 32
HOLES = [
    ("errors.py", "import aidcli.model.period", "aidcli.errors -> aidcli.model.period"),
    ("model/period.py", "from aidcli.query import search", "aidcli.model.period -> aidcli.query.search"),
    ("display/table.py", "from aidcli.store import atomic", "aidcli.display.table -> aidcli.store.atomic"),
    ("exchange/reading.py", "def draw():\n    import aidcli.display.terminal", "aidcli.exchange.reading -> aidcli.display.terminal"),
    ("store/atomic.py", "import aidcli.store.tinydb_file", "directly or in a ring BROKEN"),
    ("display/table.py", "import rich", "aidcli.display.table -> rich"),
    ("store/reading.py", "def load():\n    from tinydb import TinyDB", "aidcli.store.reading -> tinydb"),
    ("store/layout.py", "import filelock", "aidcli.store.layout -> filelock"),
    ("exchange/reading.py", "import openpyxl", "aidcli.exchange.reading -> openpyxl"),
    ("display/vegalite.py", "import vl_convert", "aidcli.display.vegalite -> vl_convert"),
    ("exchange/reading.py", "import typer", "aidcli.exchange.reading -> typer"),
    ("query/query.py", "import msgspec", "aidcli.query.query -> msgspec"),
    ("cli/output.py", "import click", "aidcli.cli.output -> click"),
    ("attic.py", "", "- aidcli.attic"),
]
"""What is planted in a module, and what import-linter then says."""


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def defined(tree: ast.Module) -> Iterator[str]:
    """Yield the public names that a module defines at its top level, not those it imports."""
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names = [name]
            case ast.Assign(targets=targets):
                names = [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names = [name]
            case _:
                names = []
        yield from (name for name in names if not name.startswith("_"))


def test_no_module_is_too_long_to_read() -> None:
    lengths = {name: text.count("\n") for name, text in MODULES.items() if name != "aidcli/errors.py"}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_function_is_too_long_to_read() -> None:
    lengths = {
        f"{name}:{each.lineno} {each.name}": (each.end_lineno or 0) - each.lineno + 1
        for name, tree in TREES.items()
        for each in functions(tree)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_no_name_is_defined_in_two_modules() -> None:
    places = defaultdict(set)
    for module, tree in TREES.items():
        for name in defined(tree):
            places[name].add(module)
    assert {name: sorted(modules) for name, modules in places.items() if len(modules) > 1} == {}


@pytest.mark.parametrize("wing", WINGS)
def test_a_wing_opens_with_one_docstring_and_nothing_else(wing: str) -> None:
    (only,) = TREES[wing].body
    assert isinstance(only, ast.Expr)
    assert ast.get_docstring(TREES[wing])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "aidcli", tmp_path / "aidcli", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(folder: Path) -> tuple[int, str]:
    pytest.importorskip("importlinter")
    command = [sys.executable, "-c", "import importlinter.cli as cli; cli.lint_imports_command()", "--no-cache"]
    result = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=60)
    return result.returncode, result.stdout


def test_the_walls_hold_and_every_hole_in_them_is_found(copy: Path) -> None:
    status, said = lint_imports(copy)
    assert (status, "0 broken" in said) == (0, True), said
    for module, planted, _ in HOLES:
        with (copy / "aidcli" / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{planted}\n")
    status, said = lint_imports(copy)
    assert status == 1
    assert [found for _, _, found in HOLES if found not in said] == []
