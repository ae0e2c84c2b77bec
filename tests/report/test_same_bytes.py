"""The same policies and facts give the same bytes, whatever the clock, zone, language, folder and hash order."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from secg.rendering.rendering import FORMATS

MAKE_REPORTS = """
import hashlib, sys
from secg.rendering.rendering import FORMATS, render_report
from pathlib import Path
from tests.report.reports import report_of
root = Path(sys.argv[1])
for party, day in (("shared-platform", "2019-12-01"), ("non-domestic-supplier", "2019-02-27")):
    for form in FORMATS:
        content = render_report(report_of(party, day, root), form, root / "reports")
        content = content if isinstance(content, bytes) else content.encode()
        print(party, form, hashlib.sha256(content).hexdigest())
"""
PLACES = (
    {"TZ": "UTC", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
    {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1234567890"},
)


@pytest.fixture(scope="module")
def copies(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two checkouts of the same contents in different folders, written at different times."""
    paths: list[Path] = []
    for name in ("one", "another place"):
        root = tmp_path_factory.mktemp("checkout") / name
        for folder in ("policies", "facts", "reports"):
            shutil.copytree(repository / folder if not paths else paths[0] / folder, root / folder)
        paths.append(root)
    os.utime(paths[1] / "reports" / "explain.typ", (0, 0))
    return paths


def test_every_form_of_a_report_is_the_same_in_two_places_at_two_times(repository: Path, copies: list[Path]) -> None:
    listings = []
    for root, place in zip(copies, PLACES, strict=True):
        environment = {**os.environ, **place, "PYTHONPATH": str(repository)}
        command = [sys.executable, "-c", MAKE_REPORTS, str(root)]
        done = subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, text=True)
        listings.append(done.stdout.splitlines())
        time.sleep(1.1)  # a time stamp in seconds, or in the two seconds of a ZIP archive, would differ
    assert len(listings[0]) == 2 * len(FORMATS)
    assert listings[0] == listings[1]


def test_the_command_writes_the_same_folder_twice(repository: Path, copies: list[Path], tmp_path: Path) -> None:
    secg = Path(sys.executable).with_name("secg")
    folders: list[dict[str, str]] = []
    for root, place in zip(copies, PLACES, strict=True):
        facts = root / "facts"
        for file in sorted(facts.glob("*.yaml")):
            if "smets2" not in file.name and "utrn" not in file.name:
                file.unlink()
        folder = tmp_path / str(len(folders))
        command: list[str | Path] = [secg, "reports", "--as-at", "2020-06-01", "--out", folder]
        subprocess.run(command, cwd=root, env={**os.environ, **place}, check=True, capture_output=True)
        files = sorted(folder.iterdir())
        folders.append({file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files})
    assert len(folders[0]) > len(FORMATS) and "index.html" in folders[0]
    assert folders[0] == folders[1]
