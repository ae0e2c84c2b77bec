"""Faults in an editor: what is underlined, and the change that mends a misspelt name."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from secg.commands.check import everything
from secg.editor.faults import fix_of, range_of
from secg.messages import Diagnostic, Faults
from secg.sources.files import read_text, unsaved_texts
from tests.messages.trees import broken_folders, command_of, lay_out

TREES = [
    folder
    for folder in broken_folders()
    if command_of(folder) == ["check"] and "did you mean" in (folder / "expected.txt").read_text()
]


def faults_of(tree: Path, texts: dict[Path, str]) -> tuple[Diagnostic, ...]:
    """Every fault of a tree, with these texts in the place of files."""
    arguments = argparse.Namespace(policies=str(tree / "policies"), facts=str(tree / "facts"), files=[])
    with unsaved_texts(texts):
        return Faults(everything(arguments)[0]).diagnostics


@pytest.mark.parametrize("folder", TREES, ids=lambda folder: folder.name)
def test_a_fix_mends_the_misspelt_name(folder: Path, tmp_path: Path) -> None:
    lay_out(folder, tmp_path)
    for fault in faults_of(tmp_path, {}):
        if not fault.nearest or "…" in fault.nearest or fault.span.line == 0:
            continue
        path = (tmp_path / fault.span.file).resolve()
        lines = read_text(path, path.name).split("\n")
        fix = fix_of(fault, lines)
        assert fix is not None, fault
        line = lines[fix.place.line - 1]
        lines[fix.place.line - 1] = line[: fix.place.start] + fix.text + line[fix.place.end :]
        assert fault not in faults_of(tmp_path, {path: "\n".join(lines)}), "\n".join(lines)


@pytest.mark.parametrize("folder", broken_folders(), ids=lambda folder: folder.name)
def test_what_is_underlined_stands_in_the_text(folder: Path, tmp_path: Path) -> None:
    lay_out(folder, tmp_path)
    for fault in faults_of(tmp_path, {}):
        path = (tmp_path / fault.span.file).resolve()
        try:
            lines = read_text(path, path.name).split("\n")
        except Faults:
            lines = [""]
        place = range_of(fault, lines)
        line = lines[place.line - 1]
        assert 0 <= place.start <= place.end <= len(line)
        assert place.start < place.end or not line.strip(), (fault, place)
        assert place.line == max(1, min(fault.span.line, len(lines)))
