"""The site of the library's lending rules, which is small enough to be written by each test that needs one."""

from __future__ import annotations

from pathlib import Path

from secg.cli import main

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = ROOT / "tests" / "foreign"


def site_of(folder: Path, library: Path, facts: Path | None = None) -> dict[str, str]:
    """The site of a library's lending rules over its own borrowers or others, by path."""
    borrowers = ["--facts", str(facts or library / "facts")]
    arguments = ["site", "--policies", str(library / "policies"), *borrowers, "--as-at", "2024-06-01"]
    assert main([*arguments, "--out", str(folder)]) == 0
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")}
