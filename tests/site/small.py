"""The site of the library's lending rules, which is small enough to be written by each test that needs one."""

from __future__ import annotations

from pathlib import Path

from secg.cli import main

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = ROOT / "tests" / "foreign"


def site_of(folder: Path, facts: Path) -> dict[str, str]:
    """The site of the library's lending rules over some facts, by path."""
    arguments = ["site", "--policies", str(FOREIGN / "policies"), "--facts", str(facts), "--as-at", "2024-06-01"]
    assert main([*arguments, "--out", str(folder)]) == 0
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")}
