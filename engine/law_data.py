"""The build step that puts the law into the wheel: the folders that people read at the top level, as data of `secg`.

An editable installation copies nothing: there the checkout around the package is read.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ("policies/**/*.md", "policies/**/*.yaml", "facts/*", "reports/*", "tests/regression/**/*.yaml")
"""What the tool reads: the law, the parties, the templates and schemas, and the cases that its checks count."""


def shipped_files() -> list[Path]:
    """The files to copy, as paths below the top level, sorted."""
    return sorted({path.relative_to(ROOT) for pattern in SHIPPED for path in ROOT.glob(pattern) if path.is_file()})


class BuildWithLaw(build_py):
    """`build_py` that also copies the law to `secg/shipped`."""

    def run(self) -> None:
        """Build the package, then copy; a copy of an earlier build goes first, so that nothing is left over."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "secg" / "shipped"
        shutil.rmtree(target, ignore_errors=True)
        for path in shipped_files():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, target / path)

    def get_source_files(self) -> list[str]:
        """The files of a source distribution: the package's, and those from which the wheel is built."""
        own = [*map(str, shipped_files()), str(Path(__file__).resolve().relative_to(ROOT))]
        return [*super().get_source_files(), *own]
