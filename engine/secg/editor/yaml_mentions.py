"""The names in the YAML files of a repository: vocabulary, parties, cases, versions, sources and ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secg.editor.mentions import NUMBER, How, Mention, What, list_mentions, part_mention, scalar_mention, tree_of
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.sources.yaml_tree import Mapping, Node, Scalar, entries_of, entry_of, items_of

_GROUND = re.compile(r"(?:^|;)\s*([^;,\s](?:[^;,]*[^;,\s])?)")
_PARAGRAPHS = ("cites", "does_not_cite", "in_the_code", "not_in_the_code")


def vocabulary_mentions(text: str, _vocabulary: Vocabulary | None) -> Iterator[Mention]:
    """The types, symbols and predicates that a vocabulary declares, and those that its declarations name."""
    for key, node in entries_of(tree_of(text)):
        kind = entry_of(node, "kind")
        if not isinstance(kind, Scalar):
            continue
        if kind.text == "type":
            yield from scalar_mention(key, What.TYPE, How.DECLARES)
            for symbol, _ in entries_of(entry_of(node, "values")):
                yield from scalar_mention(symbol, What.SYMBOL, How.DECLARES, f"{key.text}.")
            continue
        yield from scalar_mention(key, What.PREDICATE, How.DECLARES)
        for _, type_node in entries_of(entry_of(node, "args")):
            yield from scalar_mention(type_node, What.TYPE, How.USES)
        for name in ("ended", "question"):
            yield from scalar_mention(entry_of(node, name), What.PREDICATE, How.USES)
        yield from _owners(entry_of(node, "field"))
        for _, target in entries_of(entry_of(node, "refers")):
            yield from _owners(target)


def _owners(node: Node | None) -> Iterator[Mention]:
    """The predicates whose keys `responsible_for.id or user_systems` names; a word alone is a text."""
    if not isinstance(node, Scalar):
        return
    place = 0
    for choice in node.text.split(" or "):
        owner, dot, _ = choice.partition(".")
        if dot and owner:
            yield part_mention(node, What.PREDICATE, How.USES, place, owner)
        place += len(choice) + len(" or ")


def party_mentions(text: str, vocabulary: Vocabulary | None) -> Iterator[Mention]:
    """The party, facts, symbols and other parties that a party's file names."""
    for key, node in entries_of(tree_of(text)):
        if key.text == "party":
            yield from scalar_mention(node, What.PARTY, How.DECLARES)
        elif key.text == "facts" and vocabulary is not None:
            yield from fact_mentions(node, vocabulary)


def fact_mentions(node: Node | None, vocabulary: Vocabulary) -> Iterator[Mention]:
    """The names in a mapping of facts."""
    for key, value in entries_of(node):
        predicate = vocabulary.predicates.get(key.text)
        yield from scalar_mention(key, What.PREDICATE, How.USES)
        if predicate is None:
            continue
        for item in items_of(value) or (value,):
            if isinstance(item, Mapping):
                yield from _record(item, predicate, vocabulary)
            elif predicate.arity > 1:
                yield from _value(item, predicate.arguments[1], vocabulary)


def _record(item: Mapping, predicate: Predicate, vocabulary: Vocabulary) -> Iterator[Mention]:
    arguments = {argument.name: argument for argument in predicate.arguments[1:]}
    for other in vocabulary.fields.get(predicate.name, ()):
        for argument in other.arguments:
            if argument.name == other.key:
                arguments[other.key] = argument
    for key, value in item.entries:
        if key.text in arguments:
            yield from _value(value, arguments[key.text], vocabulary)


def _value(node: Node, argument: Argument, vocabulary: Vocabulary) -> Iterator[Mention]:
    if argument.type == "party":
        yield from scalar_mention(node, What.PARTY, How.USES)
    elif argument.type in vocabulary.types:
        yield from scalar_mention(node, What.SYMBOL, How.USES, f"{argument.type}.")


def case_mentions(text: str, vocabulary: Vocabulary | None) -> Iterator[Mention]:
    """The parties, facts, paragraphs, sources and instruments that a file of cases names."""
    for item in items_of(tree_of(text)):
        for key, node in entries_of(item):
            if key.text == "party":
                yield from scalar_mention(node, What.PARTY, How.USES)
            elif key.text == "with":
                yield from list_mentions(node, What.INSTRUMENT)
            elif key.text == "source":
                yield from _sources(node)
            elif key.text == "expect":
                yield from _expected(node)
            elif key.text == "situation" and vocabulary is not None:
                yield from fact_mentions(node, vocabulary)
            elif key.text == "others" and vocabulary is not None:
                for _, facts in entries_of(node):
                    yield from fact_mentions(facts, vocabulary)


def _expected(node: Node) -> Iterator[Mention]:
    for key, value in entries_of(node):
        for item in items_of(value):
            if key.text in _PARAGRAPHS:
                yield from _number(item)
            elif key.text == "obligations":
                yield from _number(entry_of(item, "paragraph"))


def _number(node: Node | None) -> Iterator[Mention]:
    """The paragraph that a value names, without the limb behind it."""
    if isinstance(node, Scalar) and (match := NUMBER.match(node.text)):
        yield part_mention(node, What.PARAGRAPH, How.USES, 0, match.group())


def _sources(node: Node) -> Iterator[Mention]:
    """The sources of `S3, section 2; W1`."""
    if isinstance(node, Scalar):
        for ground in _GROUND.finditer(node.text):
            yield part_mention(node, What.SOURCE, How.USES, ground.start(1), ground.group(1))


def version_mentions(text: str, _vocabulary: Vocabulary | None) -> Iterator[Mention]:
    """The instruments and sources that the list of versions names."""
    for key, node in entries_of(tree_of(text)):
        if key.text != "versions":
            yield from _source_key(node)
            continue
        for item in items_of(node):
            yield from _source_key(item)
            yield from list_mentions(entry_of(item, "instruments"), What.INSTRUMENT)


def _source_key(node: Node) -> Iterator[Mention]:
    yield from scalar_mention(entry_of(node, "source"), What.SOURCE, How.USES)


def source_mentions(text: str, _vocabulary: Vocabulary | None) -> Iterator[Mention]:
    """The sources that their list declares."""
    for key, _ in entries_of(tree_of(text)):
        yield from scalar_mention(key, What.SOURCE, How.DECLARES)


def ledger_mentions(text: str, _vocabulary: Vocabulary | None) -> Iterator[Mention]:
    """The paragraphs and sources that the ledger names."""
    for item in items_of(tree_of(text)):
        yield from _number(entry_of(item, "paragraph"))
        yield from list_mentions(entry_of(item, "sources"), What.SOURCE)
