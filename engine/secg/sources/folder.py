"""What lies in a folder: every file below it is read, is known not to matter, or is a fault.

Where the law, the parties and the templates that come with the tool are.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from secg.messages import Diagnostic, Span, catalogue, nearest
from secg.sources.files import is_folder

BESIDE = ("README.md", "*/README.md")
"""What may lie in any folder and is not read: words for people."""


def files_in(
    folder: Path, shown: str, read: Sequence[str], known: Iterable[str], faults: list[Diagnostic]
) -> tuple[tuple[Path, str], ...]:
    """The files below `folder` that fit one of the patterns `read`, each with the name that is shown, in their order.

    A pattern is a path below the folder in which `*` stands for a name or a part of one: `readings/*.md`. Added to
    `faults` are E123 for each file that fits neither these nor the patterns `known`, and E105 for a link to a folder.
    Names that begin with a dot or end with `~` are what editors and version control leave behind.
    """
    if not is_folder(folder):
        return ()
    files: list[tuple[Path, str]] = []
    beside = (*BESIDE, *known)
    for path in _walk(folder, shown, faults):
        name = path.relative_to(folder).as_posix()
        if _fits(name, beside):
            continue
        if _fits(name, read):
            files.append((path, f"{shown}/{name}"))
        else:
            near = _meant(name, read)
            words = {"folder": shown, "patterns": ", ".join(read)}
            faults.append(catalogue.NOT_READ.at(Span(f"{shown}/{name}", 0, 0), words, nearest=near))
    return tuple(files)


def is_read(path: Path, folder: Path, read: Sequence[str]) -> bool:
    """Whether a file is one of those that fit the patterns below a folder, or words for people beside them."""
    try:
        name = path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return False
    return _fits(name, (*read, *BESIDE))


def _walk(folder: Path, shown: str, faults: list[Diagnostic]) -> Iterator[Path]:
    """Every file below a folder, in order; a folder that is a link might lead anywhere, and is a fault."""
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        path = Path(entry.path)
        if entry.name.startswith(".") or entry.name.endswith("~") or entry.name == "__pycache__":
            continue
        if not is_folder(path) or path.suffix in (".yaml", ".md"):  # a folder named as a file is told by its reader
            yield path
        elif not path.is_symlink():
            yield from _walk(path, f"{shown}/{entry.name}", faults)
        else:
            place = Span(f"{shown}/{entry.name}", 0, 0)
            reason, hint = "it is a link to a folder", "put the folder itself there"
            faults.append(catalogue.UNREADABLE.at(place, reason=reason, hint=hint))


def _fits(name: str, patterns: Iterable[str]) -> bool:
    """Whether a path fits a pattern, folder by folder."""
    parts = name.split("/")
    for pattern in patterns:
        wanted = pattern.split("/")
        if len(wanted) == len(parts) and all(map(fnmatchcase, parts, wanted)):
            return True
    return False


def _meant(name: str, patterns: Iterable[str]) -> str | None:
    """The path that was probably meant: the same file in the nearest folder, and with the right ending."""
    folder, _, file = name.rpartition("/")
    stem = file.rpartition(".")[0] or file
    folders = {pattern.rpartition("/")[0]: pattern.rpartition(".")[2] for pattern in patterns if "*" in pattern}
    near = nearest(folder.partition("/")[0], folders) or ""
    if near not in folders:
        return None
    meant = f"{near}/{stem}.{folders[near]}".removeprefix("/")
    return meant if _fits(meant, patterns) else None


_PACKAGE = Path(__file__).resolve().parents[1]
SHIPPED = is_folder(_PACKAGE / "shipped")
"""Whether the tool was installed from a wheel, which holds a copy of them."""
INSTALLED = _PACKAGE / "shipped" if SHIPPED else _PACKAGE.parents[1]
"""The folder of policies/, facts/ and reports/: the copy in the wheel, or the checkout around the package."""
OWN_TEMPLATES = INSTALLED / "reports"
"""The templates that come with the tool."""
