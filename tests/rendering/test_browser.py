"""Every kind of page in a real browser, light and dark, on a phone and on a desk: axe-core finds nothing to report.

It runs where Chromium is and AXE_CORE names the file `axe.min.js` of the npm package axe-core.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from secg.cli import main
from tests.rendering.test_page import pages

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = os.environ.get("AXE_CORE", "")
WIDTHS = (390, 1280)
SCHEMES = {"light": 1, "dark": 0}
"""The colour schemes, as Chromium counts them."""
ROOT = Path(__file__).resolve().parents[2]
FOREIGN = ROOT / "tests" / "foreign"
HOW = "apt-get install chromium, npm pack axe-core, and let AXE_CORE name its axe.min.js"
LACKING = "" if CHROMIUM and Path(AXE).is_file() else f"not run: pages in a browser; to run it, {HOW}"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1400,1000"),
)
HARNESS = """<!doctype html><html lang="en-GB"><title>pages</title><body><script>
const widths = WIDTHS, results = [];
const axe = AXE;
const pages = PAGES;
async function look(name, width) {
  const frame = document.createElement("iframe");
  frame.style.cssText = `width: ${width}px; height: 900px; border: 0`;
  const loaded = new Promise(done => frame.onload = done);
  frame.srcdoc = pages[name];
  document.body.append(frame);
  await loaded;
  const inside = frame.contentWindow, root = frame.contentDocument.documentElement;
  const sideways = root.scrollWidth - root.clientWidth;
  frame.contentDocument.querySelectorAll("details").forEach(part => part.open = true);
  const opened = root.scrollWidth - root.clientWidth;
  inside.eval(axe);
  const report = await inside.axe.run();
  const faults = report.violations.map(fault => [fault.id, fault.nodes[0].html]);
  const dark = inside.matchMedia("(prefers-color-scheme: dark)").matches;
  results.push({name, width, dark, sideways: Math.max(sideways, opened), faults, passes: report.passes.length});
  frame.remove();
}
async function run() {
  for (const name in pages) for (const width of widths) await look(name, width);
  const result = document.createElement("pre");
  result.id = "result";
  result.textContent = JSON.stringify(results);
  document.body.append(result);
}
run();
</script></body></html>
"""

pytestmark = pytest.mark.skipif(bool(LACKING), reason=LACKING)


@cache
def kinds_of_pages(folder: Path) -> dict[str, str]:
    """A page of each kind; those that take long are about the small Code of the tests."""
    commands = {
        "diff": (ROOT, ["diff", "SECMP0059", "--impact"]),
        "diff that changes nothing": (ROOT, ["diff", "MP103"]),
        "impact": (ROOT, ["impact", "--modification", "SECMP0059"]),
        "prove": (FOREIGN, ["prove"]),
        "coverage": (FOREIGN, ["coverage", "--rules"]),
    }
    shown = {name: pages()[name] for name in ("shared-platform", "supplier-that-is-also-an-other-user", "the index")}
    for name, (repository, command) in commands.items():
        path = folder / f"{name}.html"
        with contextlib.chdir(repository):
            main([*command, "--out", str(path)])
        shown[name] = path.read_text()
    return shown


def looked_at(shown: dict[str, str], scheme: str, folder: Path) -> list[dict[str, Any]]:
    """What axe-core and the browser say of each page at each width."""
    page = HARNESS
    for word, value in (("WIDTHS", list(WIDTHS)), ("AXE", Path(AXE).read_text()), ("PAGES", shown)):
        written = json.dumps(value).replace("</", "<\\/").replace("<!--", "<\\!--")
        page = page.replace(f"= {word}", f"= {written}", 1)
    harness = folder / f"{scheme}.html"
    harness.write_text(page)
    command = [
        *(str(CHROMIUM), *FLAGS, f"--user-data-dir={folder / 'profile'}"),
        f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}",
        *("--virtual-time-budget=600000", "--dump-dom", harness.as_uri()),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    match = re.search(r'<pre id="result">(.*?)</pre>', done.stdout, flags=re.DOTALL)
    assert match is not None, "axe gave no result"
    results: list[dict[str, Any]] = json.loads(unescape(match.group(1)))
    return results


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_reports_nothing_and_nothing_scrolls_sideways(
    scheme: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shown = kinds_of_pages(tmp_path_factory.getbasetemp())
    results = looked_at(shown, scheme, tmp_path)
    assert len(results) == len(shown) * len(WIDTHS)
    assert {result["dark"] for result in results} == {scheme == "dark"}
    assert min(result["passes"] for result in results) > 5
    told = ("name", "width", "sideways", "faults")
    faulty = [[result[key] for key in told] for result in results if result["faults"] or result["sideways"] > 0]
    assert faulty == []


def test_a_planted_fault_is_reported(tmp_path: Path) -> None:
    page = '<!doctype html><html><body><p style="color: #999; background: #fff; width: 2000px">pale</p></body></html>'
    for result in looked_at({"planted": page}, "light", tmp_path):
        assert {name for name, _ in result["faults"]} >= {"color-contrast", "html-has-lang", "document-title"}
        assert result["sideways"] > 0
