"""A test that cannot run here is skipped and says why, unless all tests are asked for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SKIPPED = "import pytest\ndef test_it(): pytest.skip('the tide is out')\n"
SKIPPED_MODULE = "import pytest\npytest.skip('the tide is out', allow_module_level=True)\n"


@pytest.mark.parametrize(("asked", "ended"), [("", "1 passed, 2 skipped"), ("1", "1 failed, 1 passed, 1 error")])
def test_a_skip_fails_only_where_all_tests_are_asked_for(tmp_path: Path, asked: str, ended: str) -> None:
    (tmp_path / "test_one.py").write_text(f"{SKIPPED}def test_other(): pass\n")
    (tmp_path / "test_two.py").write_text(SKIPPED_MODULE)
    options = ["-ra", "-p", "tests.conftest", "-p", "no:cacheprovider", "--continue-on-collection-errors", "--rootdir", tmp_path]
    command = [sys.executable, "-m", "pytest", *options, tmp_path]
    env = os.environ | {"AIDCLI_TEST_ALL": asked}
    result = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True, timeout=60)
    assert ended in result.stdout
    assert "the tide is out" in result.stdout
    assert result.returncode == bool(asked)
