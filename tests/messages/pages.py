"""The pages of the messages, written from the catalogue and the broken trees: `python -m tests.messages.pages`."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import secg.messages
from secg.messages import Kind
from tests.messages.trees import BASE, BROKEN, broken_folders, changed_files, command_of

TARGET = Path(secg.messages.__file__).parent / "MESSAGES.md"
BLOCKS = {
    "E1": "Files and their form",
    "E2": "Policies",
    "E3": "Versions, instruments and the ledger",
    "E4": "Facts",
    "E5": "Requests",
    "W6": "What a reader must know",
    "E7": "Effects and proofs",
    "W7": "Effects and proofs: warnings",
    "E8": "Populations and inventories",
    "W8": "Populations and inventories: warnings",
    "E9": "Regression cases",
}
MEANING = {
    "E1": "A file can't be used as it is: it is missing, too large, or not of the form that it should have.",
    "E2": "A policy document or the vocabulary says something without meaning, or two things that exclude each other.",
    "E3": "The versions of the Code can't be put together, or the one asked for is not held.",
    "E4": "A party's file states something that the vocabulary does not know, or contradicts itself.",
    "E5": "The command can't be carried out as it was written.",
    "W6": "The result stands; this is what limits it.",
    "E7": "A question over all possible parties can't be asked, or not be answered in the time allowed.",
    "W7": "The answer over all possible parties stands; this is what limits it.",
    "E8": "A table of parties or an inventory can't be used as it is.",
    "W8": "The count stands; this is what limits it.",
    "E9": "A regression case could never fail, or never pass, as it is written.",
}


def kinds() -> list[Kind]:
    """Every kind of message of every catalogue, by number."""
    found: dict[str, Kind] = {}
    for module in pkgutil.iter_modules(secg.messages.__path__):
        loaded = importlib.import_module(f"secg.messages.{module.name}")
        found.update({kind.code: kind for kind in vars(loaded).values() if isinstance(kind, Kind)})
    return sorted(found.values(), key=lambda kind: (kind.code[1], kind.code[0], kind.code))


def document() -> str:
    """All pages, each under its code."""
    lines = [
        "# Messages",
        "",
        "Every message has a number. Written from the catalogue and from `tests/messages/broken` by",
        "`make messages`, which a test compares; words in braces are filled in at the place.",
    ]
    block = ""
    for kind in kinds():
        own = f"{kind.code[0]}{kind.code[1]}"
        if own != block:
            block = own
            lines += ["", f"## {BLOCKS[own]}"]
        lines += ["", *page(kind)]
    return "\n".join(lines) + "\n"


def page(kind: Kind) -> Iterator[str]:
    """What a message means, a wrong example with what is said of it, and the right one."""
    yield f"### {kind.code}"
    yield ""
    yield f"**{_plain(kind.sentence)}.**"
    yield ""
    yield MEANING[f"{kind.code[0]}{kind.code[1]}"] + (f" What to do: {_plain(kind.help)}." if kind.help else "")
    example = next(
        (broken_folder for broken_folder in broken_folders() if broken_folder.name.startswith(kind.code)), None
    )
    if example is not None:
        yield from _example(example)


def _plain(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}").rstrip(".")


def _example(folder: Path) -> Iterator[str]:
    wrong, right = _sides(folder)
    command = shlex.join(command_of(folder))
    if command not in ("check", "cases"):
        wrong = [f"secg {command}", *wrong]
    elif not wrong and (folder / "removed.txt").exists():
        wrong = [f"(without {name})" for name in (folder / "removed.txt").read_text().split()]
    if wrong:
        yield from _shown("Wrong:", wrong)
    said = (folder / "expected.txt").read_text().split("\n", 1)[1].rstrip("\n")
    lines = said.split("\n")
    # of a command that goes on with the rest, what it prints of the rest is left out
    first = next((place for place, line in enumerate(lines) if re.search(r"(error|warning) [EW]\d", line)), 0)
    yield from _shown("What is said:", [_cut(line) for line in lines[first : first + 4]])
    if right:
        yield from _shown("Right:", right)


def _shown(title: str, lines: list[str]) -> Iterator[str]:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    fence = "````" if any(line.lstrip().startswith("```") for line in lines) else "```"
    yield from ("", title, "", f"{fence}text", *lines, fence)


def _sides(folder: Path) -> tuple[list[str], list[str]]:
    """The lines of the file that is told of, or else the first, that differ from the base, and the base's."""
    said = (folder / "expected.txt").read_text()
    for path in sorted(changed_files(folder), key=lambda path: f"\n{path.as_posix()}:" not in said):
        new = (folder / path).read_bytes().decode("utf-8", errors="replace").split("\n")
        old = (BASE / path).read_text().split("\n") if (BASE / path).exists() else []
        wrong: list[str] = []
        right: list[str] = []
        for line in difflib.unified_diff(old, new, lineterm="", n=0):
            if re.match(r"^(\+\+\+|---|@@)", line):
                continue
            (wrong if line[0] == "+" else right).append(_cut(line[1:]))
        if wrong or right:
            return wrong[:12], right[:12]
    return [], []


def _cut(line: str) -> str:
    line = "".join(character if character.isprintable() else "�" for character in line)
    return line if len(line) <= 160 else f"{line[:160]}…"


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
    print(f"{TARGET}: {len(kinds())} messages, {len(list(BROKEN.iterdir()))} broken trees")
