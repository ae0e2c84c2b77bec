"""The situations that a caller describes: dictionaries and files, checked by the vocabulary as `secg explain` does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from secg.facts.loading import Situations, check_parties
from secg.facts.scalars import tree_of
from secg.facts.situation import Situation
from secg.facts.situation_reader import read_situation
from secg.language.vocabulary import Vocabulary
from secg.messages import Diagnostic, Faults
from secg.sources.files import digest_of, read_text
from secg.sources.yaml_tree import Node, parse_yaml

Described = Mapping[str, object] | Path | str
"""A situation: a dictionary with the keys of a party's file, or the path of such a file."""


def read_described(described: Iterable[Described], vocabulary: Vocabulary) -> Situations:
    """The situations, in the order in which they are described.

    Raises Faults with every fault of all of them, and ValueError for a party given twice.
    """
    faults: list[Diagnostic] = []
    situations: dict[str, Situation] = {}
    texts: dict[str, str] = {}
    for description in described:
        stem, shown, tree, text = _tree(description)
        if stem in situations:
            raise ValueError(f"two situations are of the party `{stem}`")
        situation = read_situation(tree, stem, shown, vocabulary, faults)
        if situation is not None:
            situations[stem], texts[stem] = situation, text
    faults.extend(check_parties(situations.values(), situations, "the situations", vocabulary))
    if faults:
        raise Faults(faults)
    return Situations(situations, "the situations", digest_of(texts))


def _tree(description: Described) -> tuple[str, str, Node | None, str]:
    """The name of the party, the place to show, the tree and the text of one description. Raises Faults."""
    if isinstance(description, Path | str):
        path = Path(description)
        shown = path.as_posix()
        text = read_text(path, shown)
        return path.stem, shown, parse_yaml(text, shown), text
    faults: list[Diagnostic] = []
    tree = tree_of(description, "situation", faults)
    if faults:
        raise Faults(faults)
    return str(description.get("party", "")), "situation", tree, repr(tree)
