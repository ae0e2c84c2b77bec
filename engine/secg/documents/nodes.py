"""Proofs as plain data: nested nodes with sentences, paragraphs, and the places of facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
from typing import assert_never

from secg.code.consolidation import Code
from secg.documents.document import JsonValue, Step
from secg.documents.explanation import Explanation
from secg.language.calculation import evaluate
from secg.language.model import Aggregate, Comparison, Negation, Value, variable_names
from secg.language.paragraph_number import Citation
from secg.language.predicate_kinds import PredicateKind
from secg.language.sentences import variable_types
from secg.language.unknowns import is_internal
from secg.messages import Span
from secg.proof.proofs import Absent, Compared, Concluded, Counted, Proof, Stated, Values, concluded_nodes
from secg.proof.trial import SUPPOSED

AbsenceWriter = Callable[[str, tuple[Value | None, ...]], str]
"""Says why no paragraph concludes an atom."""
STRENGTH = ("text", "reported", "inferred")
"""How well a paragraph is known, from best to least."""
NOWHERE = Span("", 0, 0)
"""The place of a fact that nobody states."""


def citations_of(proofs: Iterable[Proof]) -> tuple[Citation, ...]:
    """The paragraphs, with limbs, that proofs rest on, in the order of the Code, without repeats."""
    cited = {node.rule.citation for node in chain.from_iterable(map(concluded_nodes, proofs))}
    return tuple(sorted(cited, key=lambda citation: citation.sort_key))


def weakest_provenance(citations: Iterable[Citation], code: Code) -> str:
    """The provenance of the least well known of the paragraphs."""
    kinds = {code.standing(citation).paragraph.provenance.kind for citation in citations}
    return max(kinds, key=STRENGTH.index, default="text")


class NodeWriter:
    """Writes proofs as nested plain data."""

    def __init__(self, given: Explanation, absence: AbsenceWriter) -> None:
        self._given = given
        self._absence = absence
        self._vocabulary = given.vocabulary
        self._wording = given.wording

    def node(self, proof: Proof) -> Step:
        """The node of a proof: `conclusion` is its sentence, `premises` its children; a leaf says where it is from."""
        match proof:
            case Concluded():
                return self._concluded(proof)
            case Stated():
                return self._stated(proof)
            case Absent():
                return self._absent(proof)
            case Compared():
                return self._compared(proof)
            case Counted():
                return self._counted(proof)
            case _:
                assert_never(proof)

    def _concluded(self, proof: Concluded) -> Step:
        citation = proof.rule.citation
        standing = self._given.code.standing(citation)
        return {
            "conclusion": self._wording.atom(proof.predicate, proof.row),
            "atom": atom_text(proof.predicate, proof.row),
            "paragraph": str(citation),
            "gist": standing.paragraph.gist(citation.limb),
            "instrument": standing.instrument or "baseline",
            "provenance": standing.paragraph.provenance.kind,
            "reads": [proof.predicate, *map(json_value, proof.row)],
            "place": [*proof.rule.span],
            "values": json_values(proof.values),
            "table": not proof.rule.body,  # what is so without a condition needs no telling
            "premises": [*map(self.node, proof.premises), *_guards(proof)],
        }

    def _stated(self, proof: Stated) -> Step:
        declared = self._vocabulary.predicates[proof.predicate]
        span = self._given.facts.rows.get(proof.predicate, {}).get(proof.row, NOWHERE)
        node: Step = {
            "conclusion": self._wording.atom(proof.predicate, proof.row),
            "atom": atom_text(proof.predicate, proof.row),
            "fact": proof.predicate,
            "reads": [proof.predicate, *map(json_value, proof.row)],
            "place": [*span],
        }
        if declared.kind == PredicateKind.GIVEN:
            node["given"] = True
        elif span == SUPPOSED:
            node["default"] = "the question supposes it"
        elif not span.file:
            node["default"] = declared.because
        return node

    def _absent(self, proof: Absent) -> Step:
        declared = self._vocabulary.predicates[proof.predicate]
        why = declared.because or "the facts do not state it"
        if declared.concluded:
            reason = self._absence(proof.predicate, proof.pattern)
            why = reason or "nothing in this Code or in the facts says otherwise"
        return {
            "conclusion": self._wording.denial(proof.predicate, proof.pattern),
            "atom": f"not {atom_text(proof.predicate, proof.pattern)}",
            "absence": why,
            "reads": ["not", proof.predicate, *map(json_value, proof.pattern)],
        }

    def _compared(self, proof: Compared) -> Step:
        types = variable_types(proof.rule, self._vocabulary)
        sides = [evaluate(side, proof.values) for side in (proof.comparison.left, proof.comparison.right)]
        return {
            "conclusion": self._wording.comparison(proof.comparison, proof.values, types),
            "condition": True,
            "reads": [proof.comparison.operator, *map(json_value, sides)],
        }

    def _counted(self, proof: Counted) -> Step:
        types = variable_types(proof.rule, self._vocabulary)
        kind = types.get(proof.aggregate.result.name, "integer")
        return {
            "conclusion": self._wording.aggregate(proof.aggregate, proof.value, len(proof.contributions), kind),
            "aggregate": proof.aggregate.function,
            "reads": [proof.aggregate.function, json_value(proof.value)],
            "premises": [
                self._contribution(part, values, proof.aggregate)
                for part, values in zip(proof.contributions, proof.instances, strict=True)
            ],
        }

    def _contribution(self, part: Sequence[Proof], values: Values, aggregate: Aggregate) -> Step:
        """One contribution: the conditions in their order, and which one `leads` where they are shown."""
        nodes = [self.node(premise) for premise in part]
        wanted = variable_names(aggregate.value)
        shown = list(enumerate(aggregate.body))
        carriers = [index for index, literal in shown if wanted & variable_names(literal)]
        # that one day is after another leads only where nothing else does
        telling = [index for index, literal in shown if not isinstance(literal, Comparison)]
        leader = max(set(carriers) & set(telling) or carriers or telling, default=len(nodes) - 1)
        sentence = nodes[leader]["conclusion"]
        return {"conclusion": sentence, "leads": leader, "values": json_values(values), "premises": nodes}


def _guards(proof: Concluded) -> list[Step]:
    """The steps, for a checker only, that say that nobody who is counted leaves the number unstated."""
    guards: list[Step] = []
    for literal in proof.rule.body:
        if isinstance(literal, Negation) and is_internal(literal.atom.predicate):
            values = [json_value(evaluate(term, proof.values)) for term in literal.atom.terms]
            reads = ["not", literal.atom.predicate, *values]
            guards.append({"conclusion": "all who are counted state their number", "table": True, "reads": reads})
    return guards


def atom_text(predicate: str, row: Sequence[Value | None]) -> str:
    """An atom as the policies write it."""
    return f"{predicate}({', '.join('_' if value is None else str(value) for value in row)})"


def json_value(value: Value | None) -> JsonValue:
    """A value as JSON carries it."""
    return value.isoformat() if isinstance(value, date) else value


def whole(value: Value) -> int:
    """A value that is a whole number, as years and counts are."""
    assert isinstance(value, int)
    return value


def json_values(values: Values) -> dict[str, JsonValue]:
    """The values of variables as JSON carries them, by name."""
    return {name: json_value(values[name]) for name in sorted(values)}
