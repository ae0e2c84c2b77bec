"""An automated check of the pages in a real browser; it runs where Chromium and axe-core are at hand.

AXE_CORE names the file `axe.min.js` of the npm package axe-core.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from tests.report.test_page import pages

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = os.environ.get("AXE_CORE", "")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
RUN = """
axe.run().then(function (found) {
  var kept = found.violations.map(function (one) { return {id: one.id, impact: one.impact, html: one.nodes[0].html}; });
  var result = document.createElement("pre");
  result.id = "axe-result";
  result.textContent = JSON.stringify({violations: kept, passes: found.passes.length});
  document.body.appendChild(result);
});
"""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(not Path(AXE).is_file(), reason="AXE_CORE does not name a file axe.min.js"),
]


@pytest.mark.parametrize("width", (390, 1280))
@pytest.mark.parametrize("name", sorted(pages()) if CHROMIUM and Path(AXE).is_file() else ["a page"])
def test_axe_finds_nothing_serious(name: str, width: int, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    script = f"<script>{Path(AXE).read_text()}</script><script>{RUN}</script></body>"
    page.write_text(pages()[name].replace("</body>", script))
    command = [
        *(str(CHROMIUM), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={width},900"),
        *("--virtual-time-budget=20000", "--dump-dom", page.as_uri()),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    match = re.search(r'<pre id="axe-result">(.*?)</pre>', done.stdout, flags=re.DOTALL)
    assert match is not None, "axe gave no result"
    result = json.loads(unescape(match.group(1)))
    assert result["passes"] > 10
    assert [violation for violation in result["violations"] if violation["impact"] in ("serious", "critical")] == []
