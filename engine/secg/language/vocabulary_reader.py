"""Reading policies/vocabulary.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from secg.language.predicate_kinds import DOUBTFUL_KINDS, Doubt, PredicateKind
from secg.language.vocabulary import BUILT_IN, TYPE, Argument, Enumeration, Predicate, Vocabulary, Window
from secg.language.vocabulary_checks import check_links, check_predicate, check_sentences
from secg.messages import Diagnostic, Faults, catalogue, nearest
from secg.sources.files import read_text
from secg.sources.yaml_tree import Mapping as MappingNode
from secg.sources.yaml_tree import Node, Scalar, YamlReader, parse_yaml, root_span

_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
PREDICATE_KEYS = (
    *("kind", "args", "says", "denies", "denies_any", "nouns", "term", "absent", "default", "because"),
    *("one_at_a_time", "field", "begins", "starts", "ended", "question", "refers", "changed_by", "doubt", "note"),
    *("not_before", "dated_by"),
)


_TEXTS = ("denies", "denies_any", "term", "default", "because", "field", "begins", "ended", "question", "not_before")
"""The keys whose texts a predicate has as they are."""


def read_vocabulary(path: Path, shown: str) -> Vocabulary:
    """The vocabulary of a file. Raises Faults with every independent fault of the file."""
    return _vocabulary(read_text(path, shown), shown)


@lru_cache(maxsize=4)
def _vocabulary(text: str, shown: str) -> Vocabulary:
    """The vocabulary that a text declares: the same object for the same text, so that what rests on it can be kept."""
    tree = parse_yaml(text, shown)
    if tree is None:
        raise catalogue.YAML_EMPTY.fault(root_span(shown), hint="declare at least one predicate")
    reader = YamlReader()
    builder = _Builder(reader)
    entries = reader.any_mapping(tree, "the vocabulary")
    for key, node in entries.items():  # types first: a predicate may stand above the types of its arguments
        builder.declare_type(key, node)
    for key, node in entries.items():
        builder.declare_predicate(key, node)
    reader.faults.extend(check_links(builder.predicates, builder.doubtful))
    if reader.faults:
        raise Faults(reader.faults)
    return Vocabulary(builder.types, builder.predicates, shown, builder.fields())


class _Builder:
    """Gathers the declarations; `doubtful` are the names of those with a fault that others may rest on."""

    def __init__(self, reader: YamlReader) -> None:
        self.types: dict[str, Enumeration] = {}
        self.predicates: dict[str, Predicate] = {}
        self.doubtful: set[str] = set()
        self._reader = reader

    def declare_type(self, key: Scalar, node: Node) -> None:
        """Declare a type; an entry with `values` and a kind that is none is meant as one."""
        if not isinstance(node, MappingNode) or not _is_type(node):
            return
        keys = ("kind", "values", "term", "note")
        entry = self._reader.mapping(node, f"the type `{key.text}`", keys, ("kind", "values"))
        self._kind(entry.get("kind"))
        self._check_name(key)
        labels: dict[str, str] = {}
        windows: dict[str, Window] = {}
        for symbol, label in self._reader.any_mapping(entry.get("values"), f"`values` of `{key.text}`").items():
            self._check_name(symbol)
            if isinstance(label, MappingNode):
                labels[symbol.text], windows[symbol.text] = self._windowed(symbol.text, label)
            else:
                labels[symbol.text] = self._reader.text(label, f"the label of `{symbol.text}`")
        self.types[key.text] = Enumeration(key.text, labels, key.span, windows)

    def _windowed(self, symbol: str, node: MappingNode) -> tuple[str, Window]:
        """The label of a symbol that is in use on some days only, and these days."""
        reader = self._reader
        entry = reader.mapping(node, f"`{symbol}`", ("label", "from", "to", "source"), ("label", "source"))
        first, last = reader.date_of(entry, "from"), reader.date_of(entry, "to")
        label, source = (reader.text(entry.get(key), f"`{key}` of `{symbol}`") for key in ("label", "source"))
        return label, Window(first, last, source)

    def declare_predicate(self, key: Scalar, node: Node) -> None:
        """Declare a predicate, once all types are."""
        if isinstance(node, MappingNode) and _is_type(node):
            return
        reader = self._reader
        entry = reader.mapping(node, f"`{key.text}`", PREDICATE_KEYS, ("kind", "args", "says"))
        self._check_name(key)
        kind = self._kind(entry.get("kind"))
        if kind is None or not {"args", "says"} <= entry.keys():
            self.doubtful.add(key.text)
            return
        arguments = self._arguments(key, entry["args"])
        not_words = ("kind", "args", "nouns", "refers", "one_at_a_time", "starts")
        words = {name: reader.text_of(entry, name) for name in PREDICATE_KEYS if name not in not_words}
        predicate = Predicate(
            key.text,
            kind,
            arguments,
            words["says"],
            key.span,
            **{name: words[name] for name in _TEXTS},
            absent=words["absent"] or "none",
            one_at_a_time=reader.truth_of(entry, "one_at_a_time"),
            # `from` is the first day of any record
            starts=words["field"].endswith(".from") or reader.truth_of(entry, "starts"),
            changed_by=words["changed_by"] or "party",
            dated_by=tuple(filter(None, words["dated_by"].split(" or "))),
            doubt=self._doubt(entry.get("doubt"), kind),
            refers=self._words(entry.get("refers"), "refers"),
            nouns=self._words(entry.get("nouns"), "nouns"),
        )
        self.predicates[key.text] = predicate
        places = {name: value.span for name, value in entry.items()}
        if key.text in self.doubtful:
            reader.faults.extend(check_sentences(predicate, places))
        else:
            reader.faults.extend(check_predicate(predicate, places, self.types))

    def fields(self) -> Mapping[str, tuple[Predicate, ...]]:
        """The predicates given by optional keys, by the fact that carries them."""
        fields_of: dict[str, list[Predicate]] = {}
        for predicate in self.predicates.values():
            if predicate.field:
                fields_of.setdefault(predicate.field.partition(".")[0], []).append(predicate)
        return {owner: tuple(fields) for owner, fields in fields_of.items()}

    def _arguments(self, key: Scalar, node: Node) -> tuple[Argument, ...]:
        arguments: list[Argument] = []
        types = (*BUILT_IN, *self.types)
        for name, type_node in self._reader.any_mapping(node, f"`args` of `{key.text}`").items():
            self._check_name(name)
            type_name = self._reader.text(type_node, f"the type of `{name.text}`")
            if type_name not in types:
                words = {"type": type_name, "types": ", ".join(types)}
                self._fault(catalogue.VOCABULARY_TYPE.at(type_node.span, words, nearest=nearest(type_name, types)))
                type_name = "text"  # its sentences are looked into all the same
                self.doubtful.add(key.text)
            arguments.append(Argument(name.text, type_name))
        return tuple(arguments)

    def _words(self, node: Node | None, what: str) -> Mapping[str, str]:
        entries = self._reader.any_mapping(node, f"`{what}`")
        return {key.text: self._reader.text(value, f"`{key.text}`") for key, value in entries.items()}

    def _kind(self, node: Node | None) -> PredicateKind | None:
        """The kind that a declaration names; None, with a fault, where it is none, and where it names none."""
        kind = self._reader.text(node, "`kind`")
        for known in PredicateKind:
            if known == kind:
                return known
        if kind != TYPE and isinstance(node, Scalar):
            kinds = (TYPE, *PredicateKind)
            words = {"kind": kind, "kinds": ", ".join(kinds)}
            self._fault(catalogue.VOCABULARY_KIND.at(node.span, words, nearest=nearest(kind, kinds)))
        return None

    def _doubt(self, node: Node | None, kind: str) -> Doubt:
        """The kind of not knowing that a declaration names; `no_source` where it names none."""
        if node is None:
            return Doubt.NO_SOURCE
        text = self._reader.text(node, "`doubt`")
        if kind in DOUBTFUL_KINDS and text in list(Doubt):
            return Doubt(text)
        words = {"doubt": text, "doubts": ", ".join(Doubt), "kinds": " or ".join(DOUBTFUL_KINDS)}
        self._fault(catalogue.VOCABULARY_DOUBT.at(node.span, words, nearest=nearest(text, Doubt)))
        return Doubt.NO_SOURCE

    def _check_name(self, key: Scalar) -> None:
        if not _NAME.fullmatch(key.text):
            self._fault(catalogue.NAME_FORM.at(key.span, name=key.text))

    def _fault(self, fault: Diagnostic) -> None:
        self._reader.faults.append(fault)


def _is_type(node: MappingNode) -> bool:
    kind = node.get("kind")
    named = kind.text if isinstance(kind, Scalar) else ""
    # with a kind that is misspelt, its values tell that a type is meant
    return named == TYPE or (named not in list(PredicateKind) and node.get("values") is not None)
