"""Reading policies/vocabulary.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from engine.language.vocabulary import (
    BUILT_IN,
    KINDS,
    OUTCOME_SHAPES,
    Argument,
    Enumeration,
    Predicate,
    Vocabulary,
)
from engine.messages import Diagnostic, Faults, catalogue, nearest
from engine.sources.yaml_reader import YamlReader, root_span
from engine.sources.yaml_tree import Mapping as MappingNode
from engine.sources.yaml_tree import Node, Scalar, read_yaml

_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PREDICATE_KEYS = (
    *("kind", "args", "says", "denies", "term", "absent", "default", "because"),
    *("one_at_a_time", "field", "begins", "question", "refers", "changed_by", "note"),
)


def read_vocabulary(path: Path, shown: str) -> Vocabulary:
    """The vocabulary of a file. Raises Faults with every independent fault of the file."""
    tree = read_yaml(path, shown)
    if tree is None:
        raise Faults([catalogue.YAML_EMPTY.at(root_span(shown), hint="declare at least one predicate")])
    reader = YamlReader()
    builder = _Builder(reader, shown)
    entries = reader.any_mapping(tree, "the vocabulary")
    for key, node in entries.items():
        builder.declare_type(key, node)
    for key, node in entries.items():
        builder.declare_predicate(key, node)
    builder.check_links()
    if reader.faults:
        raise Faults(reader.faults)
    return Vocabulary(builder.types, builder.predicates, shown, builder.fields())


class _Builder:
    def __init__(self, reader: YamlReader, shown: str) -> None:
        self.types: dict[str, Enumeration] = {}
        self.predicates: dict[str, Predicate] = {}
        self._reader = reader
        self._shown = shown
        self._doubtful: set[str] = set()

    def declare_type(self, key: Scalar, node: Node) -> None:
        if not isinstance(node, MappingNode) or _kind(node) != "type":
            return
        entry = self._reader.mapping(node, f"the type `{key.text}`", ("kind", "values", "term", "note"), ("values",))
        self._check_name(key)
        labels: dict[str, str] = {}
        for symbol, label in self._reader.any_mapping(entry.get("values"), f"`values` of `{key.text}`").items():
            self._check_name(symbol)
            labels[symbol.text] = self._reader.text(label, f"the label of `{symbol.text}`")
        self.types[key.text] = Enumeration(key.text, labels, key.span)

    def declare_predicate(self, key: Scalar, node: Node) -> None:
        reader = self._reader
        if isinstance(node, MappingNode) and _kind(node) == "type":
            return
        entry = reader.mapping(node, f"`{key.text}`", _PREDICATE_KEYS, ("kind", "args", "says"))
        self._check_name(key)
        if not {"kind", "args", "says"} <= entry.keys():
            return
        kind = reader.text(entry["kind"], "`kind`")
        if kind not in KINDS:
            fault = catalogue.VOCABULARY_KIND
            self._fault(
                fault.at(
                    entry["kind"].span,
                    nearest=nearest(kind, KINDS),
                    kind=kind,
                    kinds=", ".join(KINDS),
                )
            )
            return
        arguments = self._arguments(key, entry["args"])
        words = {
            name: reader.text(entry.get(name), f"`{name}`")
            for name in _PREDICATE_KEYS
            if name not in ("kind", "args", "refers")
        }
        one = Predicate(
            key.text,
            kind,
            arguments,
            words["says"],
            key.span,
            denies=words["denies"],
            term=words["term"],
            absent=words["absent"] or "none",
            default=words["default"],
            because=words["because"],
            one_at_a_time=words["one_at_a_time"] == "true",
            field=words["field"],
            begins=words["begins"],
            question=words["question"],
            changed_by=words["changed_by"] or "party",
            refers=self._refers(entry.get("refers")),
        )
        self._check_predicate(one, entry)
        self.predicates[key.text] = one

    def fields(self) -> Mapping[str, tuple[Predicate, ...]]:
        """The predicates given by optional keys, by the fact that carries them."""
        found: dict[str, list[Predicate]] = {}
        for one in self.predicates.values():
            if one.field:
                found.setdefault(one.field.partition(".")[0], []).append(one)
        return {owner: tuple(ones) for owner, ones in found.items()}

    def check_links(self) -> None:
        """Names that point at other entries: fields at facts, answers and silences at their question."""
        for one in self.predicates.values():
            owner = one.field.partition(".")[0]
            if one.field and (owner not in self.predicates or not one.field.partition(".")[2]):
                self._fault(
                    catalogue.VOCABULARY_FIELD.at(one.span, nearest=nearest(owner, self.predicates), field=one.field)
                )
            if one.kind in ("answer", "silence"):
                self._check_question(one)

    def _check_question(self, one: Predicate) -> None:
        question = self.predicates.get(one.question)
        wanted = tuple(argument.type for argument in question.arguments) if question else ()
        own = tuple(argument.type for argument in one.arguments)
        if question is None or question.kind != "question" or own[: len(wanted)] != wanted:
            hint = "give it `question: …` and the arguments of that question first" + (
                ", then the value" if one.kind == "answer" else ""
            )
            self._fault(catalogue.VOCABULARY_OUTCOME.at(one.span, name=one.name, kind=one.kind, hint=hint))

    def _arguments(self, key: Scalar, node: Node) -> tuple[Argument, ...]:
        arguments: list[Argument] = []
        types = (*BUILT_IN, *self.types)
        for name, type_node in self._reader.any_mapping(node, f"`args` of `{key.text}`").items():
            self._check_name(name)
            type_name = self._reader.text(type_node, f"the type of `{name.text}`")
            if type_name not in types:
                near = nearest(type_name, types)
                self._fault(
                    catalogue.VOCABULARY_TYPE.at(type_node.span, nearest=near, type=type_name, types=", ".join(types))
                )
                type_name = "text"
                self._doubtful.add(key.text)
            arguments.append(Argument(name.text, type_name))
        return tuple(arguments)

    def _refers(self, node: Node | None) -> Mapping[str, str]:
        entries = self._reader.any_mapping(node, "`refers`") if node is not None else {}
        return {key.text: self._reader.text(value, f"`{key.text}`") for key, value in entries.items()}

    def _check_predicate(self, one: Predicate, entry: Mapping[str, Node]) -> None:
        names = [argument.name for argument in one.arguments]
        for sentence_key in ("says", "denies"):
            for placeholder in _PLACEHOLDER.findall(getattr(one, sentence_key)):
                if placeholder not in names:
                    words = {
                        "name": one.name,
                        "placeholder": placeholder,
                        "arguments": ", ".join(names),
                    }
                    near = nearest(placeholder, names)
                    self._fault(catalogue.VOCABULARY_ARGUMENT.at(entry[sentence_key].span, words, nearest=near))
        first = one.arguments[0].type if one.arguments else ""
        if one.kind != "given" and one.kind != "derived" and first != "party":
            self._fault(catalogue.VOCABULARY_FIRST.at(one.span, name=one.name))
        if one.absent not in ("unknown", "none", "default") or (
            one.absent == "default" and not (one.because and one.default)
        ):
            self._fault(
                catalogue.VOCABULARY_ABSENT.at(entry.get("absent", entry["kind"]).span, name=one.name, value=one.absent)
            )
        if one.changed_by not in ("party", "other", "code"):
            place = entry["changed_by"].span
            self._fault(catalogue.VOCABULARY_CHANGED_BY.at(place, name=one.name, value=one.changed_by))
        shape = OUTCOME_SHAPES.get(one.kind)
        if shape is not None and one.name not in self._doubtful:
            own = tuple(argument.type for argument in one.arguments)
            fits = len(own) == len(shape) and all(
                want == got or (want == "*" and got in self.types) for want, got in zip(shape, own, strict=True)
            )
            if not fits:
                wanted = ", ".join("a declared type" if want == "*" else want for want in shape)
                hint = f"its arguments are, in order: {wanted}"
                self._fault(catalogue.VOCABULARY_OUTCOME.at(one.span, name=one.name, kind=one.kind, hint=hint))

    def _check_name(self, key: Scalar) -> None:
        if not _NAME.match(key.text):
            self._fault(catalogue.NAME_FORM.at(key.span, name=key.text))

    def _fault(self, fault: Diagnostic) -> None:
        self._reader.faults.append(fault)


def _kind(node: MappingNode) -> str:
    kind = node.get("kind")
    return kind.text if isinstance(kind, Scalar) else ""
