"""Renaming a predicate or a paragraph in every file of the repository, where that is safe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from secg.editor.mentions import How, Mention, What
from secg.editor.repository import Place, Repository
from secg.language.paragraph_number import parse_paragraph_number
from secg.language.parser import AGGREGATES, KEYWORDS, UNITS

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class RenameRefused(Exception):
    """Why a name can't be changed; the text is a sentence for people."""


def renamed_places(repository: Repository, path: Path, mention: Mention, new: str) -> Sequence[Place]:
    """Every place where the name stands and is to be `new`.

    Of a paragraph these are headings, ledger and cases: what running text says of a number, as the place in a source,
    may be of that source's own numbering. Raises RenameRefused.
    """
    if mention.what is What.PREDICATE:
        _check_predicate(repository, path, mention, new)
    elif mention.what is What.PARAGRAPH:
        _check_paragraph(repository, mention, new)
    else:
        raise RenameRefused(f"a {mention.what} can't be renamed here; predicates and paragraphs can")
    places = repository.places(mention.what, mention.name, repository.scope(path))
    return [place for place in places if place.mention.how is not How.SAYS]


def _check_predicate(repository: Repository, path: Path, mention: Mention, new: str) -> None:
    vocabulary = repository.vocabulary(path)
    if vocabulary is None or mention.name not in vocabulary.predicates:
        raise RenameRefused(f"`{mention.name}` is not declared in the vocabulary, so that it has no other places")
    if not _NAME.fullmatch(new) or new in (*KEYWORDS, *AGGREGATES, *UNITS):
        raise RenameRefused(f"`{new}` can't be a predicate: names are small letters, digits and `_`, and no keyword")
    if new in vocabulary.predicates or new in vocabulary.types:
        raise RenameRefused(f"`{new}` is declared already")


def _check_paragraph(repository: Repository, mention: Mention, new: str) -> None:
    number = parse_paragraph_number(new)
    if number is None:
        raise RenameRefused(f'`{new}` is not the number of a paragraph, as `G8.41` or `G10 "its subject"`')
    if number.written != new:
        raise RenameRefused(f"write the number as `{number.written}`")
    old = parse_paragraph_number(mention.name)
    if old is None or bool(old.name) != bool(number.name):
        raise RenameRefused("a number stays a number, and a name of ours a name: quotation marks differ by file")
    if old.part != number.part:
        raise RenameRefused(f"{mention.name} stands in the file of {old.part}; move its text first")
    if any(repository.places(What.PARAGRAPH, number.written, "")):
        raise RenameRefused(f"{number.written} is in use")
