"""Policies with several copies of Section G, to see how cost grows with the size of a Code.

Each copy has parts of its own (G8 becomes G28, G48, …) and conclusions of its own (`user` becomes `user_c1`, …), in the
baseline and in every modification. Facts and types are shared, so that each copy speaks of the same parties.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from secg.language.vocabulary import Vocabulary
from secg.language.vocabulary_reader import read_vocabulary

APART = 20
"""How far the parts of one copy stand from those of the next; Section G has fewer."""


def copied_policies(source: Path, target: Path, copies: int) -> None:
    """Write the policies of `source` to `target` with so many copies of the Code; the ledger stays as it is."""
    shutil.copytree(source, target)
    vocabulary = read_vocabulary(source / "vocabulary.yaml", "vocabulary.yaml")
    copier = _Copier(vocabulary)
    declarations = (source / "vocabulary.yaml").read_text(encoding="utf-8")
    for copy in range(1, copies):
        declared = copier.declarations(declarations, copy)
        with (target / "vocabulary.yaml").open("a", encoding="utf-8") as file:
            file.write(f"\n{declared}")
        for part in sorted((source / "section-g").glob("G*.md")):
            number = int(part.stem[1:]) + APART * copy
            text = copier.document(part.read_text(encoding="utf-8"), copy)
            text = re.sub(r"(?m)^part: G\d+", f"part: G{number}", text)
            (target / "section-g" / f"G{number}.md").write_text(text, encoding="utf-8")
        for modification in sorted((source / "modifications").glob("*.md")):
            _, heading, amendments = modification.read_text(encoding="utf-8").partition("\n## ")
            if heading:
                with (target / "modifications" / modification.name).open("a", encoding="utf-8") as file:
                    file.write(copier.document(f"{heading}{amendments}".rstrip() + "\n", copy))


class _Copier:
    """Renames conclusions and parts for a copy."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._concluded = [name for name, declared in vocabulary.predicates.items() if declared.concluded]
        longest_first = sorted(self._concluded, key=len, reverse=True)
        names = "|".join(longest_first)
        self._atoms = re.compile(rf"\b({names})(?=\()")  # some symbols have the name of a predicate
        self._doubts = re.compile(rf"(?<=^> open \()({names})\b")

    def declarations(self, text: str, copy: int) -> str:
        """The declarations of what rules conclude, under the names of the copy."""
        blocks: list[str] = []
        for block in re.split(r"(?m)^(?=[a-z_]+:\n)", text):
            name = block.partition(":")[0]
            if name in self._concluded:
                renamed = block.replace(f"{name}:", f"{name}_c{copy}:", 1)
                blocks.append(re.sub(r"(?m)^  question: (\w+)", rf"  question: \1_c{copy}", renamed).rstrip())
        return "\n".join(blocks) + "\n"

    def document(self, text: str, copy: int) -> str:
        """Headings with the numbers of the copy, rules with its conclusions; paraphrases stay as they are."""
        lines: list[str] = []
        in_rules = False
        for line in text.split("\n"):
            if line.startswith("```"):
                in_rules = line.startswith("```datalog")
            elif in_rules:
                line = self._atoms.sub(rf"\1_c{copy}", line)
            elif line.startswith("> open ("):
                line = self._doubts.sub(rf"\1_c{copy}", line)
            elif line.startswith("#"):
                line = re.sub(r"\bG(\d{1,2})(?=[.\s\"]|$)", lambda part: f"G{int(part[1]) + APART * copy}", line)
            lines.append(line)
        return "\n".join(lines)
