"""Programs as JSON: rules in their order of evaluation, the vocabulary with its sentences, paragraphs and versions.

An engine that reads this needs no parser, no safety analysis and no stratification. Predicates come in the order in
which they are evaluated; the literals of a rule come in an order in which each can be evaluated; each aggregate tells
its group. `model.schema.json` is the schema of the form, `evaluator.js` an engine that reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias, assert_never

from secg.code.consolidation import Code, Standing
from secg.code.policies import Policies
from secg.language import model as m
from secg.language.program import Plan, Program
from secg.language.safety import assigned, binds, evaluation_order
from secg.language.vocabulary import Predicate, Vocabulary

SCHEMA = "secg-model/1"
"""The name and version of the form; another number means that a reader of this one would misread it."""

SAFE = 2**53 - 1
"""The largest whole number that every reader of JSON keeps; larger ones are written as texts."""

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
"""A value that JSON can hold."""


def portable_model(policies: Policies, codes: Iterable[Code]) -> dict[str, Json]:
    """The model of some Codes. Rules and paragraphs that Codes share stand in it once; Codes name them by number."""
    rules, paragraphs = Pool(), Pool()
    entries: list[Json] = []
    for code in codes:
        order = encoded_order(code.program, rules)
        standing = [paragraphs.number(_paragraph(other)) for other in code.paragraphs.values()]
        entries.append(
            {
                "version": code.label,
                "number": code.number,
                "in_force": code.in_force.isoformat(),
                "with": code.overlays,
                "order": order,
                "paragraphs": standing,
            }
        )
    return {
        "schema": SCHEMA,
        "title": policies.names.title,
        "of": policies.names.of,
        "policies": policies.digest,
        "vocabulary": encoded_vocabulary(policies.vocabulary),
        "rules": rules.members,
        "paragraphs": paragraphs.members,
        "codes": entries,
    }


def encoded_order(program: Program, rules: Pool) -> list[Json]:
    """The concluded predicates in order of evaluation, each with the numbers of its rules in the pool."""
    order: list[Json] = []
    # by number: versions share most rules, which written out in each would take more than five times the room
    for predicate in program.order:
        order.append([predicate, [rules.number(encoded_plan(plan)) for plan in program.plans(predicate)]])
    return order


class Pool:
    """Distinct JSON values, each under a number."""

    def __init__(self) -> None:
        self.members: list[Json] = []
        self._numbers: dict[str, int] = {}

    def number(self, member: Json) -> int:
        """The number of a value; a new value gets the next."""
        # lists and mappings have no hash
        text = json.dumps(member, sort_keys=True)
        if text not in self._numbers:
            self._numbers[text] = len(self.members)
            self.members.append(member)
        return self._numbers[text]


def encoded_plan(plan: Plan) -> dict[str, Json]:
    """A rule with its conditions in order.

    >>> from secg.language.paragraph_number import Citation, ParagraphNumber
    >>> from secg.language.parser import parse_rules
    >>> text = "large(User) :- premises(User, N), N > 250_000."
    >>> rules, _ = parse_rules(text, "G8.md", 1, Citation(ParagraphNumber("G8", "41")))
    >>> encoded_plan(Plan.of(rules[0]))["body"]
    [['atom', 'premises', [['var', 'User'], ['var', 'N']]], ['test', '>', ['var', 'N'], ['const', 250000]]]
    """
    rule = plan.rule
    return {
        "head": [rule.head.predicate, [encoded_expression(term) for term in rule.head.terms]],
        "body": _encoded_body(plan.conditions, rule, ()),
        "paragraph": str(rule.citation.paragraph),
        "limb": rule.citation.limb,
    }


def _encoded_body(ordered: Iterable[m.Literal], rule: m.Rule, bound: Iterable[str]) -> list[Json]:
    # what has a value before a comparison decides whether it tests or gives another
    known = set(bound)
    encoded: list[Json] = []
    for literal in ordered:
        encoded.append(_encoded_literal(literal, rule, known))
        known |= binds(literal, known)
    return encoded


def _encoded_literal(literal: m.Literal, rule: m.Rule, known: set[str]) -> list[Json]:
    match literal:
        case m.Atom():
            return ["atom", literal.predicate, [encoded_expression(term) for term in literal.terms]]
        case m.Negation():
            return ["not", literal.atom.predicate, [encoded_expression(term) for term in literal.atom.terms]]
        case m.Comparison():
            given = assigned(literal, known)
            if given is None:
                left, right = encoded_expression(literal.left), encoded_expression(literal.right)
                return ["test", literal.operator.value, left, right]
            target, source = given
            return ["let", target.name, encoded_expression(source)]
        case m.Aggregate():
            group = m.group_variables(literal, rule)
            ordered, _ = evaluation_order(literal.body, None, group)
            value = encoded_expression(literal.value) if literal.value is not None else None
            # the distinct values of these names are what is folded, so that a reader has to be told them all
            names = sorted(m.variable_names(*literal.body))
            body = _encoded_body(ordered, rule, group)
            return ["fold", literal.result.name, literal.function.value, value, group, names, body]
        case _:
            assert_never(literal)


def encoded_expression(expression: m.Expression | m.Anything) -> list[Json]:
    """A term or a calculation; a day is told apart from a text."""
    match expression:
        case m.Variable():
            return ["var", expression.name]
        case m.Anything():
            return ["any"]
        case m.Constant():
            # JSON has no days, and a text in a fact may look like one
            if isinstance(expression.value, date):
                return ["date", expression.value.isoformat()]
            if isinstance(expression.value, int) and abs(expression.value) > SAFE:
                return ["big", str(expression.value)]
            return ["const", expression.value]
        case m.Arithmetic():
            left, right = encoded_expression(expression.left), encoded_expression(expression.right)
            return [expression.operator.value, left, right]
        case m.DateShift():
            base, amount = encoded_expression(expression.base), encoded_expression(expression.amount)
            return ["shift", base, expression.sign, amount, expression.unit.value]
        case _:
            assert_never(expression)


def encoded_vocabulary(vocabulary: Vocabulary) -> dict[str, Json]:
    """Types with their symbols, and predicates with their arguments and sentences."""
    types: dict[str, Json] = {name: dict(declared.labels) for name, declared in vocabulary.types.items()}
    predicates: dict[str, Json] = {name: _predicate(declared) for name, declared in vocabulary.predicates.items()}
    return {"types": types, "predicates": predicates}


def _predicate(declared: Predicate) -> dict[str, Json]:
    arguments: list[Json] = [[argument.name, argument.type] for argument in declared.arguments]
    encoded: dict[str, Json] = {"kind": declared.kind, "arguments": arguments, "says": declared.says}
    optional: dict[str, Json] = {
        "denies": declared.denies,
        "question": declared.question,
        "field": declared.field,
        "absent": declared.absent if declared.is_fact else "",  # of what is concluded `none` would read as of a fact
        "default": declared.default,
        "begins": declared.begins,
        "one_at_a_time": declared.one_at_a_time,
        "named_by": declared.naming if declared.is_fact and not declared.field else None,
    }
    # most predicates have few of these, and the model of every version is fetched by each page that runs the rules
    encoded.update({key: value for key, value in optional.items() if value})
    return encoded


def _paragraph(standing: Standing) -> dict[str, Json]:
    paragraph = standing.paragraph
    limbs: list[Json] = [[limb.letter, limb.words, limb.paraphrase] for limb in paragraph.limbs]
    grounds: list[Json] = [str(ground) for ground in paragraph.provenance.grounds]
    return {
        "number": str(standing.number),
        "title": paragraph.title,
        "paraphrase": paragraph.paraphrase,
        "limbs": limbs,
        "known_by": paragraph.provenance.kind,
        "sources": grounds,
        "open": paragraph.provenance.open,
        "instrument": standing.instrument,
        "since": standing.since.isoformat() if standing.since is not None else None,
    }
