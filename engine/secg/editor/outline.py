"""The outline of a file, what of it can be folded, and the lines shown above paragraphs, parties and cases."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from secg.editor.mentions import How, What
from secg.editor.repository import Repository
from secg.sources.markdown import rule_blocks

_HEADING = re.compile(r"^(#{2,3}) (.+)$")
_TOP_KEY = re.compile(r"^(?:- )?(?:case: )?(\S.*?)(?::(?: .*)?)?$")


class Section(NamedTuple):
    """A piece of a file from one line to another, both counted from 1; `depth` 0 is the outermost."""

    title: str
    first: int
    last: int
    depth: int


class Lens(NamedTuple):
    """A line above line `line`: its title, and the words of the `secg` command that it runs, if any."""

    line: int
    title: str
    words: tuple[str, ...]


def sections(path: Path, lines: Sequence[str]) -> Iterator[Section]:
    """Paragraphs and limbs of a document; of YAML, the keys or items at the margin."""
    starts: list[tuple[str, int, int]] = []
    for number, line in enumerate(lines, 1):
        if path.suffix != ".md" and line and line[0] not in " #\t" and not line.startswith("---"):
            starts.append((_TOP_KEY.sub(r"\1", line), number, 0))
        elif path.suffix == ".md" and (heading := _HEADING.match(line)):
            starts.append((heading.group(2), number, len(heading.group(1)) - 2))
    for index, (title, first, depth) in enumerate(starts):
        after = (start for _, start, other in starts[index + 1 :] if other <= depth)
        last = next(after, len(lines) + 1) - 1
        # a fold that took the empty lines before the next heading would set the two side by side
        while last > first and not lines[last - 1].strip():
            last -= 1
        yield Section(title, first, last, depth)


def folds(path: Path, lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The first and the last line of what can be folded: sections and Datalog blocks with their fences."""
    for section in sections(path, lines):
        if section.last > section.first:
            yield section.first, section.last
    if path.suffix == ".md":
        for first, last in rule_blocks("\n".join(lines)):
            yield first - 1, min(last + 1, len(lines))


def lenses(repository: Repository, path: Path) -> Iterator[Lens]:
    """Above a paragraph, how many cases name it, and its history; above a party, instrument or file of cases, what to
    run.
    """
    cases = repository.folders.cases.resolve()
    naming = _cases_naming(repository) if path.suffix == ".md" else {}
    for mention in repository.mentions(path):
        if mention.how is not How.DECLARES:
            continue
        if mention.what is What.PARAGRAPH:
            count = len(naming.get(mention.name, ()))
            words = "1 case names it" if count == 1 else f"{count} cases name it"
            yield Lens(mention.line, words, ())
            yield Lens(mention.line, "its history", ("paragraph", mention.name))
        elif mention.what is What.PARTY:
            yield Lens(mention.line, f"explain {path.stem}", ("explain", "--", path.stem))
        elif mention.what is What.INSTRUMENT and path.parent.name != "readings":
            yield Lens(mention.line, f"what {mention.name} changes", ("diff", f"--modification={mention.name}"))
    if path.suffix == ".yaml" and path.resolve().is_relative_to(cases):
        yield Lens(1, "run these cases", ("cases", str(path)))


def _cases_naming(repository: Repository) -> Mapping[str, set[tuple[Path, int]]]:
    """The cases that name each paragraph, by their file and their number in it."""
    # for all paragraphs in one go: each of the thirty of a file of law would go through every case
    naming: dict[str, set[tuple[Path, int]]] = {}
    cases = repository.folders.cases.resolve()
    for path in repository.files():
        if not path.is_relative_to(cases):
            continue
        # a case is told apart by its first line: one that is being typed has no tree
        lines = repository.text(path).split("\n")
        starts = [number for number, line in enumerate(lines, 1) if line.startswith("- ")]
        for mention in repository.mentions(path):
            if mention.what is What.PARAGRAPH:
                start = bisect_right(starts, mention.line)
                naming.setdefault(mention.name, set()).add((path, start))
    return naming
