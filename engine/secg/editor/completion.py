"""What can stand where somebody types: predicates, symbols, facts, parties, paragraphs, sources and keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from secg.cases.case_reader import CASE_KEYS
from secg.cases.expectation_reader import DUTY_KEYS, EXPECT_KEYS, STATUSES
from secg.code.lists import STATES
from secg.editor.mentions import How, OpenAtoms, What
from secg.editor.repository import Repository
from secg.editor.yaml_place import YamlPlace, yaml_place
from secg.facts.situation_reader import TOP_KEYS, stated_facts
from secg.language.lexer import split_words
from secg.language.predicate_kinds import Doubt, PredicateKind
from secg.language.vocabulary import BUILT_IN, TYPE, Predicate, Vocabulary
from secg.language.vocabulary_reader import PREDICATE_KEYS
from secg.messages import Faults
from secg.sources.markdown import rule_blocks

_GROUND = re.compile(r"^>\s*(?:provenance:\s*\w+|silence:\s*reported)\s*\([^)]*$")
_PARAGRAPH_LISTS = ("cites", "does_not_cite", "in_the_code", "not_in_the_code", "paragraph")
_MARKS = ("provenance", "silence", "reasoning", "open", "note")


class Proposal(NamedTuple):
    """A word that can stand here: what kind it is, one line about it, and the text put in where it is more."""

    word: str
    what: str
    about: str = ""
    snippet: str = ""


def proposals(repository: Repository, path: Path, line: int, column: int) -> Iterator[Proposal]:
    """What can stand at a position: `line` counts from 1, `column` from 0."""
    lines = repository.text(path).split("\n")
    if line > len(lines):
        return
    vocabulary = repository.vocabulary(path)
    if path.suffix == ".md":
        yield from _in_document(repository, vocabulary, lines, line, column)
        return
    # where somebody types YAML is broken most of the time, so that its lines tell the place, not its tree
    place = yaml_place(lines, line, column)
    if path.resolve().parent == repository.folders.facts.resolve():
        yield from _in_party(repository, vocabulary, place)
    elif path.resolve().is_relative_to(repository.folders.cases.resolve()):
        yield from _in_case(repository, vocabulary, place)
    else:
        yield from _in_policies(repository, vocabulary, path.name, place)


def _in_document(
    repository: Repository, vocabulary: Vocabulary | None, lines: Sequence[str], line: int, column: int
) -> Iterator[Proposal]:
    before = lines[line - 1][:column]
    for first, last in rule_blocks("\n".join(lines)):
        if first <= line <= last:
            if vocabulary is not None:
                yield from _in_rules("\n".join([*lines[first - 1 : line - 1], before]), vocabulary)
            return
    if _GROUND.match(before):
        yield from _sources(repository)
    elif re.match(r"^>\s*\w*$", before):
        yield from (Proposal(mark, "key", snippet=f"{mark}: ") for mark in _MARKS)
    elif before.startswith("## "):
        yield from _words(("Insert", "Substitute", "Repeal", "Renumber"), "key")
        yield from _paragraphs(repository)
    else:
        yield from _paragraphs(repository)


def _in_rules(text: str, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """What can stand at the end of the beginning of a block."""
    try:
        words = split_words(text, "", 1, [])
    except Faults:
        return
    atoms = OpenAtoms()
    for word in words:
        atoms.read(word)
    argument = atoms.argument_type(vocabulary)
    if argument is not None and argument in vocabulary.types:
        yield from _symbols(argument, vocabulary)
    elif argument is None:  # where numbers, days and parties stand, no list has the value
        yield from (_predicate(predicate) for predicate in vocabulary.predicates.values())


def _predicate(predicate: Predicate) -> Proposal:
    """A predicate with a variable for each argument."""
    names = [argument.name.title().replace("_", "") for argument in predicate.arguments]
    places = ", ".join(f"${{{number}:{name}}}" for number, name in enumerate(names, 1))
    return Proposal(predicate.name, "predicate", predicate.says, f"{predicate.name}({places})")


def _in_party(repository: Repository, vocabulary: Vocabulary | None, place: YamlPlace) -> Iterator[Proposal]:
    if not place.path:
        yield from _keys(TOP_KEYS)
    elif place.path[0] == "facts" and vocabulary is not None:
        yield from _in_facts(repository, vocabulary, place._replace(path=place.path[1:]))
    elif place.path == ("party",) and place.value:
        yield from _parties(repository)


def _in_facts(repository: Repository, vocabulary: Vocabulary, place: YamlPlace) -> Iterator[Proposal]:
    """Facts, the keys of their records, and values; `place` is below the mapping of facts."""
    if not place.path:
        for name in stated_facts(vocabulary):
            yield Proposal(name, "fact", vocabulary.predicates[name].says, f"{name}: ")
        return
    predicate = vocabulary.predicates.get(place.path[0])
    if predicate is None:
        return
    types = {argument.name: argument.type for argument in predicate.arguments[1:]}
    keys = list(types)
    for other in vocabulary.fields.get(predicate.name, ()):
        keys.append(other.key)
        types |= {argument.name: argument.type for argument in other.arguments if argument.name == other.key}
    if not place.value:
        yield from _keys(dict.fromkeys((*keys, "from", "to")))
    elif len(place.path) == 1:  # a fact of one argument is written as its value alone
        yield from _values(next(iter(types.values()), ""), repository, vocabulary)
    elif place.last in types:
        yield from _values(types[place.last], repository, vocabulary)


def _values(type_name: str, repository: Repository, vocabulary: Vocabulary) -> Iterator[Proposal]:
    if type_name == "party":
        yield from _parties(repository)
    else:
        yield from _symbols(type_name, vocabulary)


def _in_case(repository: Repository, vocabulary: Vocabulary | None, place: YamlPlace) -> Iterator[Proposal]:
    path = place.path
    if not path:
        yield from _keys(CASE_KEYS)
    elif path[0] == "situation" and vocabulary is not None:
        yield from _in_facts(repository, vocabulary, place._replace(path=path[1:]))
    elif path[0] == "others" and vocabulary is not None:  # the facts stand below the name of each party
        yield from _in_facts(repository, vocabulary, place._replace(path=path[2:]))
    elif path[0] == "expect":
        yield from _expected(repository, vocabulary, place)
    elif path[0] == "party":
        yield from _parties(repository)
    elif path[0] == "source":
        yield from _sources(repository)
    elif path[0] == "with":
        yield from _instruments(repository, overlays=True)


def _expected(repository: Repository, vocabulary: Vocabulary | None, place: YamlPlace) -> Iterator[Proposal]:
    path = place.path
    if len(path) == 1 and not place.value:
        yield from _keys(EXPECT_KEYS)
    elif place.last in _PARAGRAPH_LISTS:
        yield from _paragraphs(repository)
    elif place.last == "status":
        yield from _words(STATUSES, "value")
    elif len(path) > 1 and path[1] == "obligations" and not place.value:
        yield from _keys(DUTY_KEYS)
    elif vocabulary is not None and place.last == "duty":
        yield from _symbols(vocabulary.duty_type, vocabulary)
    elif vocabulary is not None and len(path) > 1 and path[1] in ("assessments", "next"):
        if not place.value:
            yield from _symbols(vocabulary.group_type, vocabulary)
        elif place.last == "category" or path[1] == "assessments":
            yield from _symbols(vocabulary.value_type, vocabulary)


def _in_policies(
    repository: Repository, vocabulary: Vocabulary | None, name: str, place: YamlPlace
) -> Iterator[Proposal]:
    if place.last in ("source", "sources"):
        yield from _sources(repository)
    elif name == "vocabulary.yaml":
        yield from _in_vocabulary(vocabulary, place)
    elif name == "versions.yaml" and place.last == "instruments":
        yield from _instruments(repository, overlays=False)
    elif name == "coverage.yaml":
        if place.last == "paragraph":
            yield from _paragraphs(repository)
        elif place.last == "state":
            yield from _words(STATES, "value")


def _in_vocabulary(vocabulary: Vocabulary | None, place: YamlPlace) -> Iterator[Proposal]:
    if len(place.path) == 1 and not place.value:
        yield from _keys(PREDICATE_KEYS)
    elif place.last == "kind":
        yield from _words((TYPE, *PredicateKind), "value")
    elif place.last == "doubt":
        yield from _words(Doubt, "value")
    elif place.path[1:2] == ("args",) and place.value:
        yield from _words(BUILT_IN, "type")
        if vocabulary is not None:
            yield from _words(vocabulary.types, "type")


def _words(words: Iterable[str], what: str) -> Iterator[Proposal]:
    yield from (Proposal(str(word), what) for word in words)


def _keys(keys: Iterable[str]) -> Iterator[Proposal]:
    yield from (Proposal(key, "key", snippet=f"{key}: ") for key in keys)


def _symbols(type_name: str, vocabulary: Vocabulary) -> Iterator[Proposal]:
    yield from (Proposal(symbol, "symbol", label) for symbol, label in vocabulary.labels(type_name).items())


def _parties(repository: Repository) -> Iterator[Proposal]:
    names: dict[str, str] = {}
    if repository.situations is not None:
        names = {party: situation.name for party, situation in repository.situations.parties.items()}
    # by their files: a party whose facts are faulty is a party all the same
    for path in sorted(repository.folders.facts.glob("*.yaml")):
        yield Proposal(path.stem, "party", names.get(path.stem, ""))


def _instruments(repository: Repository, *, overlays: bool) -> Iterator[Proposal]:
    if repository.policies is not None:
        for instrument in repository.policies.instruments.values():
            if instrument.is_overlay is overlays:
                yield Proposal(instrument.name, "instrument")


def _sources(repository: Repository) -> Iterator[Proposal]:
    if repository.policies is not None:
        yield from (Proposal(source.key, "source", source.title) for source in repository.policies.sources.values())


def _paragraphs(repository: Repository) -> Iterator[Proposal]:
    # by the headings, which are there while the policies are faulty
    numbers: dict[str, None] = {}
    for path in repository.files():
        if path.suffix == ".md":
            for mention in repository.mentions(path):
                if mention.what is What.PARAGRAPH and mention.how is How.DECLARES:
                    numbers.setdefault(mention.name)
    yield from _words(numbers, "paragraph")
