"""Open a page in headless Chromium and say what it then holds."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

PROGRAM: Final = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_chromium = pytest.mark.skipif(PROGRAM is None, reason="no Chromium here; Debian's package is chromium")
WATCH: Final = """<script nonce="watch">
const blocked = []
addEventListener("securitypolicyviolation", event => blocked.push(event.blockedURI))
addEventListener("load", () => setTimeout(() => {
  try { ACT } catch (error) { document.body.dataset.error = error }
  document.body.dataset.loaded = JSON.stringify([...performance.getEntriesByType("resource").map(each => each.name), ...blocked])
}, 500))
</script>"""
"""Runs in the page once it has been drawn, and notes everything that it has asked for."""


def opened(page: Path, act: str = "", blocked: str = "") -> str:
    """Return the page as it stands after `act`, JavaScript, has been done in it; fails where it asks for anything.

    `blocked` is what its policy must keep it from.
    """
    watched = page.absolute().with_name("watched.html")
    policy, html = "<meta http-equiv", page.read_text("utf-8")
    assert html.count(policy) == 1
    watched.write_text(html.replace(policy, WATCH.replace("ACT", act) + policy), "utf-8")
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={watched.parent / 'profile'}")
    command = [str(PROGRAM), *quiet, "--virtual-time-budget=5000", "--dump-dom", watched.as_uri()]
    dom = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=60).stdout
    loaded = f"[&quot;{blocked}&quot;]" if blocked else "[]"
    assert f'data-loaded="{loaded}"' in dom
    assert "data-error" not in dom
    return dom.partition("<body")[2]
