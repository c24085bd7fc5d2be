"""What has shipped stays: the stores of users name codes, sources and figures, so none is ever renamed or dropped.

`shipped_codes.txt` lists them, one `kind code` a line. To add new ones to it, run

    UPDATE_EXPECTED=1 python -m pytest tests/model/test_shipped_codes.py
"""

import os
from pathlib import Path

from aidcli.model import seeds

LISTED = Path(__file__).with_name("shipped_codes.txt")


def shipped() -> set[str]:
    codes = {f"{kind} {each.code}" for kind in ("sector", "measure", "unit", "place", "source") for each in seeds.shipped_codes(kind)}
    return codes | {f"figure {each.id}" for each in seeds.shipped_figures()}


def test_every_code_that_has_shipped_still_ships_and_new_ones_are_listed() -> None:
    listed = set(LISTED.read_text("utf-8").splitlines())
    if os.environ.get("UPDATE_EXPECTED"):
        listed |= shipped()
        LISTED.write_text("".join(f"{line}\n" for line in sorted(listed)), "utf-8")
    assert {"dropped": listed - shipped(), "not listed": shipped() - listed} == {"dropped": set(), "not listed": set()}
