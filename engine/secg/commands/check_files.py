"""Checking single files, as before a commit: each by itself, with only what it needs loaded."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from secg.commands.options import facts_folder, load_named_vocabulary, policies_folder
from secg.facts.loading import check_parties
from secg.facts.situation_reader import read_situation
from secg.language.vocabulary import Vocabulary
from secg.messages import Diagnostic, Faults
from secg.sources.files import display_path, is_there, read_text
from secg.sources.yaml_tree import parse_yaml


def check_files(paths: Sequence[Path], arguments: argparse.Namespace) -> list[Diagnostic] | None:
    """The faults of these files; None where one of them touches all others, so that everything has to be checked.

    A party's file and a document with rules are checked by themselves. Raises Faults where the vocabulary is faulty.
    """
    facts, policies = facts_folder(arguments).resolve(), policies_folder(arguments).resolve()
    vocabulary = load_named_vocabulary(arguments)
    faults: list[Diagnostic] = []
    for path in paths:
        folder = path.resolve().parent
        try:
            if folder == facts and path.suffix == ".yaml":
                faults.extend(_party_faults(path, facts, vocabulary))
            elif folder.parent == policies and path.suffix == ".md":
                faults.extend(_document_faults(path, policies, vocabulary))
            else:
                return None
        except Faults as raised:
            faults.extend(raised.diagnostics)
    return faults


def _party_faults(path: Path, folder: Path, vocabulary: Vocabulary) -> list[Diagnostic]:
    shown = display_path(path, folder.parent)
    faults: list[Diagnostic] = []
    tree = parse_yaml(read_text(path, shown), shown)
    situation = read_situation(tree, path.stem, shown, vocabulary, faults)
    if situation is not None:
        known = [path.stem for path in folder.glob("*.yaml")]
        faults.extend(check_parties([situation], known, display_path(folder, folder.parent), vocabulary))
    return faults


def _document_faults(path: Path, folder: Path, vocabulary: Vocabulary) -> list[Diagnostic]:
    """The faults of a document by itself; a folder may have words of its own, as that of counting has."""
    from secg.language.document_reader import documents_rules, read_document
    from secg.language.rule_checks import check_rule
    from secg.language.vocabulary_reader import read_vocabulary

    shown = display_path(path, folder.parent)
    faults: list[Diagnostic] = []
    document = read_document(read_text(path, shown), shown, faults)
    own = path.parent / "vocabulary.yaml"
    if is_there(own):
        vocabulary = read_vocabulary(own, display_path(own, folder.parent))
    for rule in documents_rules([document] if document is not None else []):
        faults.extend(check_rule(rule, vocabulary))
    return faults
