"""Whatever lies in a folder is read, is known not to matter, or is a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from secg.messages import Diagnostic
from secg.sources.folder import files_in


def read(folder: Path, *patterns: str, known: tuple[str, ...] = ()) -> tuple[list[str], list[Diagnostic]]:
    faults: list[Diagnostic] = []
    files = files_in(folder, "policies", patterns, known, faults)
    return [shown for _, shown in files], faults


def lay(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x\n")


def test_files_are_given_in_their_order_and_with_their_names(tmp_path: Path) -> None:
    lay(tmp_path, "readings/b.md", "readings/a.md", "versions.yaml", "README.md", "readings/README.md", "schema.json")
    files, faults = read(tmp_path, "versions.yaml", "readings/*.md", known=("schema.json",))
    assert files == [
        "policies/readings/a.md",
        "policies/readings/b.md",
        "policies/versions.yaml",
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("reading/a.md", "readings/a.md"),
        ("readings/more/a.md", "readings/a.md"),
        ("readings/a.MD", "readings/a.md"),
        ("readings/a.txt", "readings/a.md"),
        ("a.md", None),
        ("versions.yml", None),
    ],
)
def test_a_file_that_is_not_read_is_a_fault_with_the_place_that_was_meant(
    tmp_path: Path, name: str, meant: str | None
) -> None:
    lay(tmp_path, name)
    files, faults = read(tmp_path, "versions.yaml", "readings/*.md")
    (fault,) = faults
    assert files == [] and fault.kind.code == "E123" and fault.span.file == f"policies/{name}"
    assert (f"did you mean `{meant}`?" in fault.help) == (meant is not None), fault.help


def test_what_an_editor_or_version_control_left_behind_is_nobodys_fault(tmp_path: Path) -> None:
    lay(tmp_path, ".a.yaml.swp", ".git/config", "__pycache__/a.pyc")
    assert read(tmp_path, "*.yaml") == ([], [])


def test_a_folder_that_is_a_link_is_not_entered(tmp_path: Path) -> None:
    lay(tmp_path, "outside/secret.md", "inside/versions.yaml")
    (tmp_path / "inside" / "readings").symlink_to(tmp_path / "outside")
    files, faults = read(tmp_path / "inside", "versions.yaml", "readings/*.md")
    assert files == ["policies/versions.yaml"]
    assert [(fault.kind.code, fault.span.file) for fault in faults] == [("E105", "policies/readings")]


def test_a_link_that_leads_to_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    assert [fault.kind.code for fault in read(tmp_path, "*.yaml")[1]] == ["E105"]
