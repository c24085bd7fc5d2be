"""Activity files of 300 MiB: imported in the memory that as many figures take from any file, and parsed in seconds."""

import sys
import time
from pathlib import Path

import pytest

from aidcli.exchange.iati_xml import ActivityReader
from aidcli.exchange.reading import InputFile
from tests.exchange.large_iati import write_large
from tests.store.test_memory import witnessed

SIZE = 300 << 20
MORE = 100
"""MB that such a file may take beyond the figures themselves."""
SECONDS = 15
"""Of the processor, to parse it."""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units")
def test_a_large_file_takes_no_more_memory_than_its_figures_and_seconds_to_parse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, package = tmp_path / "large.xml", tmp_path / "package"
    write_large(file, SIZE)
    begun = time.process_time()
    activities = sum(1 for _ in ActivityReader(str(file)).activities(InputFile(str(file)).pieces()))
    parsed = time.process_time() - begun
    status, most = witnessed(f"import {file}", tmp_path / "store.json", timeout=600)
    assert (status, witnessed(f"export {package} --format datapackage", tmp_path / "store.json", timeout=600)[0]) == ("0", "0")
    status, usual = witnessed(f"import {package}", tmp_path / "other.json", timeout=600)
    with capsys.disabled():
        print(f"\n{activities} activities parsed in {parsed:.1f} s; imported in {most:.0f} MB, as a Data Package in {usual:.0f} MB")  # noqa: T201
    assert status == "0"
    assert most < usual + MORE
    assert parsed < SECONDS
