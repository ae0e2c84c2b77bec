"""Reading policies/code.yaml: how the Code is called, where it stands and how its paragraphs are numbered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from secg.language.documents import Instrument, Part
from secg.messages import Diagnostic, Faults, catalogue
from secg.records import record
from secg.sources.yaml_tree import YamlReader, read_yaml, root_span

CODE_FILE = "code.yaml"
_KEYS = ("title", "of", "version", "folder", "numbers")
_LETTERS = re.compile(r"[A-Z]{1,2}")
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]*")


@record
class CodeNames:
    """The names of a Code, as in `Section G` of `the Smart Energy Code`, whose versions are `SEC 5.20`.

    `folder` is the folder below policies/ with the parts of the baseline, `numbers` the letters with which the numbers
    of its paragraphs begin (`G` of `G8.41`).
    """

    title: str
    of: str
    version: str
    folder: str
    numbers: str


def read_code_names(path: Path, shown: str, taken: Iterable[str]) -> CodeNames:
    """The names that a file gives. `taken` are the folders that hold something else.

    Raises Faults with every fault of the file.
    """
    reader = YamlReader()
    tree = read_yaml(path, shown)
    if tree is None:
        raise Faults([catalogue.YAML_EMPTY.at(root_span(shown), hint=f"it has the keys {', '.join(_KEYS)}")])
    top = reader.mapping(tree, "the names of the Code", _KEYS, _KEYS)
    texts = {key: reader.text(node, f"`{key}`") for key, node in top.items()}
    faults = list(reader.faults)
    if not faults and not _LETTERS.fullmatch(texts["numbers"]):
        words = "`numbers` is one or two capital letters, as the `G` of `G8.41`"
        faults.append(catalogue.CODE_NAME.at(top["numbers"].span, text=texts["numbers"], key="numbers", hint=words))
    if not faults and (not _FOLDER.fullmatch(texts["folder"]) or texts["folder"] in taken):
        words = f"name a folder of its own in small letters, none of {', '.join(taken)}"
        faults.append(catalogue.CODE_NAME.at(top["folder"].span, text=texts["folder"], key="folder", hint=words))
    if faults:
        raise Faults(faults)
    return CodeNames(**texts)


def check_numbers(documents: Iterable[Part | Instrument], names: CodeNames) -> list[Diagnostic]:
    """A fault for each paragraph whose number does not begin with the letters of the Code."""
    faults: list[Diagnostic] = []
    for document in documents:
        entries = document.paragraphs if isinstance(document, Part) else document.amendments
        for entry in entries:
            if entry.number.part.rstrip("0123456789") != names.numbers:
                words = {"number": entry.number, "title": names.title, "letters": names.numbers}
                faults.append(catalogue.PARAGRAPH_LETTERS.at(entry.span, words))
    return faults
