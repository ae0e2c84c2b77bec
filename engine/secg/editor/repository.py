"""The repository that an editor has open: its files, with the texts that are not saved yet, and the names in them.

Renaming a predicate or a paragraph in every file of it, where that is safe.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from secg.cases.case_reader import READ as CASE_FILES
from secg.code.policies import COUNTING, Policies, policy_files_of
from secg.editor import yaml_mentions
from secg.editor.mentions import How, Mention, What, document_mentions, is_readable, written_as_is
from secg.facts.loading import READ as PARTY_FILES
from secg.facts.loading import Situations
from secg.language.paragraph_number import parse_paragraph_number
from secg.language.parser import AGGREGATES, KEYWORDS, UNITS
from secg.language.vocabulary import Vocabulary
from secg.language.vocabulary_reader import read_vocabulary
from secg.messages import Diagnostic, Faults
from secg.records import Same
from secg.sources.files import display_path, read_text, unsaved_texts
from secg.sources.folder import files_in


class Folders(NamedTuple):
    """Where policies, parties and cases are."""

    policies: Path
    facts: Path
    cases: Path


class Checked(NamedTuple):
    """What a check of the files gave: policies and parties, each None where it has faults, and every fault."""

    policies: Policies | None
    situations: Situations | None
    faults: list[Diagnostic]


class Place(NamedTuple):
    """A mention in a file."""

    path: Path
    mention: Mention


_Reader = Callable[[str, Vocabulary | None], Iterator[Mention]]
_IN_POLICIES: Mapping[str, _Reader] = {
    "vocabulary.yaml": yaml_mentions.vocabulary_mentions,
    "versions.yaml": yaml_mentions.version_mentions,
    "sources.yaml": yaml_mentions.source_mentions,
    "coverage.yaml": yaml_mentions.ledger_mentions,
}


@dataclass
class Repository:
    """The folders of one repository, the texts open in the editor by resolved path, and what was last read whole.

    `vocabularies` are the last sound ones, of the rules and of counting, which has words of its own. `policies` and
    `situations` are the last sound ones too.
    """

    folders: Folders
    texts: dict[Path, str] = field(default_factory=dict)
    policies: Policies | None = None
    situations: Situations | None = None
    vocabularies: dict[str, Vocabulary] = field(default_factory=dict)

    def refresh(self, checked: Checked) -> None:
        """Take over what a check has read; of what is faulty the last sound state is kept."""
        # a rule half typed makes the policies faulty, and just then names are to be completed from them
        self.policies = checked.policies or self.policies
        self.situations = checked.situations or self.situations
        for scope in ("", COUNTING):
            path = self.folders.policies / scope / "vocabulary.yaml"
            with suppress(Faults), unsaved_texts(self.texts):
                self.vocabularies[scope] = read_vocabulary(path, path.name)

    def text(self, path: Path) -> str:
        """The text of a file as the editor shows it; empty where it can't be read."""
        with suppress(Faults), unsaved_texts(self.texts):
            return read_text(path, path.name)
        return ""

    def scope(self, path: Path) -> str:
        """Which words a file speaks: those of counting, or those of the rules (empty)."""
        return COUNTING if path.resolve().parent == (self.folders.policies / COUNTING).resolve() else ""

    def vocabulary(self, path: Path) -> Vocabulary | None:
        """The vocabulary of a file; None before there was a sound one."""
        return self.vocabularies.get(self.scope(path))

    def files(self) -> Iterator[Path]:
        """Every file of the repository that is read, in order."""
        folders = self.folders
        for folder, patterns in (
            (folders.policies, policy_files_of(folders.policies)),
            (folders.facts, PARTY_FILES),
            (folders.cases, CASE_FILES),
        ):
            for path, _ in files_in(folder, folder.name, patterns, (), []):
                yield path.resolve()  # as the texts open in the editor are kept

    def is_part(self, path: Path) -> bool:
        """Whether a file lies in one of the folders."""
        return any(path.resolve().is_relative_to(folder.resolve()) for folder in self.folders)

    def mentions(self, path: Path) -> tuple[Mention, ...]:
        """The names in a file."""
        reader = self._reader(path.resolve())
        if reader is None:
            return ()
        return _mentions(reader, self.text(path), Same(self.vocabulary(path)))

    def places(self, what: What, name: str, scope: str) -> Iterator[Place]:
        """Every place where a name stands; names of predicates, types and symbols are those of one scope."""
        for path in self.files():
            # paragraphs, parties and sources are the same for both vocabularies
            if what in (What.PREDICATE, What.TYPE, What.SYMBOL) and self.scope(path) != scope:
                continue
            for mention in self.mentions(path):
                if mention.what is what and mention.name == name:
                    yield Place(path, mention)

    def passed_over(self, mention: Mention, scope: str) -> Iterator[Path]:
        """The files in which a name stands, or may stand, where `places` does not find it."""
        named = re.compile(rf"(?<!\w){re.escape(mention.name)}(?!\w)")
        for path in self.files():
            reader = self._reader(path)
            if reader is None or (mention.what is What.PREDICATE and self.scope(path) != scope):
                continue
            try:
                with unsaved_texts(self.texts):
                    text = read_text(path, path.name)
            except Faults:
                yield path
                continue
            unreadable = not is_readable(text, yaml=path.suffix == ".yaml") and named.search(text)
            # one that is folded or escaped is found, and has no place
            unplaced = {*reader(text, self.vocabulary(path))} - {*self.mentions(path)}
            if unreadable or any((other.what, other.name) == (mention.what, mention.name) for other in unplaced):
                yield path

    def at(self, path: Path, line: int, column: int) -> Mention | None:
        """The name at a position: `line` counts from 1, `column` from 0."""
        for mention in self.mentions(path):
            if mention.line == line and mention.start <= column <= mention.end:
                return mention
        return None

    def _reader(self, path: Path) -> _Reader | None:
        """What finds the names in a file; None for a file in which no name stands."""
        policies, facts, cases = (folder.resolve() for folder in self.folders)
        if path.suffix == ".md" and path.is_relative_to(policies):
            return document_mentions
        if path.suffix == ".yaml" and path.parent in (policies, policies / COUNTING):
            return _IN_POLICIES.get(path.name)
        if path.suffix == ".yaml" and path.parent == facts:
            return yaml_mentions.party_mentions
        if path.suffix == ".yaml" and path.is_relative_to(cases):
            return yaml_mentions.case_mentions
        return None


# by the identity of the vocabulary: comparing two would take longer than reading most texts
@lru_cache(maxsize=512)
def _mentions(reader: _Reader, text: str, key: Same[Vocabulary | None]) -> tuple[Mention, ...]:
    return written_as_is(reader(text, key.value), text.split("\n"))


_PREDICATE_NAME = re.compile(r"[a-z][a-z0-9_]*")


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
    scope = repository.scope(path)
    for passed in repository.passed_over(mention, scope):
        shown = display_path(passed, repository.folders.policies.resolve().parent)
        raise RenameRefused(f"{shown} may name `{mention.name}` where it can't be read or changed: mend it first")
    places = repository.places(mention.what, mention.name, scope)
    return [place for place in places if place.mention.how is not How.SAYS]


def _check_predicate(repository: Repository, path: Path, mention: Mention, new: str) -> None:
    vocabulary = repository.vocabulary(path)
    if vocabulary is None or mention.name not in vocabulary.predicates:
        raise RenameRefused(f"`{mention.name}` is not declared in the vocabulary, so that it has no other places")
    if not _PREDICATE_NAME.fullmatch(new) or new in (*KEYWORDS, *AGGREGATES, *UNITS):
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
