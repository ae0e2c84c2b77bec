"""Accepts or rejects the proofs of a JSON report. It trusts nobody: of the engine it imports the rule model alone.

All that the rules give is derived again, in the plainest way there is, and every step has to be an instance of a rule.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, assert_never

from secg.language import model
from secg.language.calculation import COMPARE, evaluate, fold
from secg.language.operators import Comparator

Node = Mapping[str, Any]  # a step of a report that nobody has judged: what it lacks, or has of another kind, raises
Values = Mapping[str, model.Value | None]
Read = list[model.Value | None]
Solved = tuple[Values, list[Read]]
Known = dict[str, tuple[model.Rule, Sequence[model.Literal], Values, Read]]
SHOWN = ("reads", "atom", "paragraph", "place", "values")
text = partial(json.dumps, default=str, sort_keys=True)


class Checker:
    """Holds the rules of a Code with their guards, and the facts as rules without conditions and paragraph."""

    def __init__(self, rules: Sequence[model.Rule]) -> None:
        self._rules = rules
        self._known = cache(self._derived)
        self.rows = cache(self._distinct)

    def _distinct(self, predicate: str) -> list[Read]:
        """What the rules give of a predicate, each row once."""
        return list({str(row): row for *_, row in self._known(predicate).values()}.values())

    def faults(self, part: object, party: str) -> Iterator[str]:
        """One sentence for each proof in a report, or a part of it, that is rejected; none where all are accepted."""
        for key, value in part.items() if isinstance(part, dict) else ():
            for nested in value if isinstance(value, list) else [value]:
                if not key.endswith("proof"):  # `proof`, or `due_proof`
                    yield from self.faults(nested, party)
                    continue
                try:
                    if nested["reads"][1] != party:
                        yield f"“{nested['conclusion']}” is about another party"
                    self._follows(nested, self._known(nested["reads"][0]))
                except (ValueError, LookupError, TypeError, AttributeError) as rejected:  # no step at all
                    yield str(rejected)

    def _follows(self, node: Node, known: Known) -> None:
        """Raises an error unless a step is among what is known, and so is all that it rests on, shown below it."""
        steps = node.get("premises", [])
        claim = text([*(node.get(key) or "" for key in SHOWN), [step.get("reads") for step in steps]])
        if claim not in known:
            raise ValueError(f"the step “{node['conclusion']}” does not follow")
        rule, body, values, _ = known[claim]
        for step, literal in zip(steps, body, strict=True):
            match literal:
                case model.Atom():
                    self._follows(step, self._known(literal.predicate))
                case model.Aggregate():
                    self._counts(step, self._parts(literal, values, rule))
                case model.Negation() | model.Comparison():
                    self._counts(step, {})
                case _:
                    assert_never(literal)

    def _counts(self, step: Node, parts: Known) -> None:
        """Raises an error unless a step rests on each of these parts, shown once, and on nothing else."""
        counted = sorted(text(part["values"]) for part in step.get("premises", []))
        if counted != sorted({text(given) for _, _, given, _ in parts.values()}):
            raise ValueError(f"the step “{step['conclusion']}” does not show just what counts, each once")
        for part in step.get("premises", []):
            self._follows(part, parts)

    def _derived(self, predicate: str) -> Known:
        """What steps may claim about a predicate, each with the rule, the conditions, their values and the row."""
        known: Known = {}
        for rule in (rule for rule in self._rules if rule.head.predicate == predicate):
            for values, shown in self._solve(rule.body, {}, rule):
                row = [value_of(term, values) for term in rule.head.terms]
                atom = f"{predicate}({', '.join(map(str, row))})"
                claim = text([[predicate, *row], atom, str(rule.citation), rule.span, values or "", shown])
                known[claim] = rule, rule.body, values, row
        return known

    def _parts(self, aggregate: model.Aggregate, values: Values, rule: model.Rule) -> Known:
        """What there is to count for one group."""
        group = {name: values[name] for name in model.group_variables(aggregate, rule)}
        solutions = self._solve(aggregate.body, group, rule)
        return {text(["", "", "", "", given, shown]): (rule, aggregate.body, given, []) for given, shown in solutions}

    def _solve(self, body: Sequence[model.Literal], values: Values, rule: model.Rule) -> Iterator[Solved]:
        """All values under which the conditions hold, with what each condition reads."""
        for at, literal in enumerate(body):
            try:
                extensions = list(self._holds(literal, values, rule))
            except KeyError:  # it waits for the value of a variable
                continue
            for more, read in extensions:
                for bound, others in self._solve([*body[:at], *body[at + 1 :]], more, rule):
                    yield bound, [*others[:at], read, *others[at:]]  # as written, not as solved: a proof shows it so
            return
        yield values, []

    def _holds(self, literal: model.Literal, values: Values, rule: model.Rule) -> Iterator[tuple[Values, Read]]:
        """The values, extended, under which a condition holds, and what it reads. KeyError: it waits for a variable."""
        match literal:
            case model.Atom():
                for row in self.rows(literal.predicate):
                    pairs = list(zip(literal.terms, row, strict=True))
                    own = {term.name: value for term, value in pairs if isinstance(term, model.Variable)}
                    extended = {**own, **values}
                    if all(value_of(term, extended) in (None, value) for term, value in pairs):
                        yield extended, [literal.predicate, *row]
            case model.Negation():
                read = ["not", literal.atom.predicate, *(value_of(term, values) for term in literal.atom.terms)]
                if not any(self._holds(literal.atom, values, rule)):
                    yield values, read
            case model.Aggregate():
                parts = {text(bound): bound for _, _, bound, _ in self._parts(literal, values, rule).values()}.values()
                each = [1 if literal.value is None else value_of(literal.value, part) for part in parts]
                total = fold(literal.function, [value for value in each if value is not None])
                if total is not None and values.get(literal.result.name, total) == total:
                    yield {**values, literal.result.name: total}, [literal.function, total]
            case model.Comparison():
                equal = literal.operator is Comparator.EQUAL
                for term, other in ((literal.left, literal.right), (literal.right, literal.left)):
                    if equal and isinstance(term, model.Variable) and term.name not in values:
                        values = {**values, term.name: value_of(other, values)}
                left, right = value_of(literal.left, values), value_of(literal.right, values)
                if left is not None and right is not None and COMPARE[literal.operator](left, right):
                    yield values, [literal.operator, left, right]
            case _:
                assert_never(literal)


def value_of(term: model.Expression | model.Anything, values: Values) -> model.Value | None:
    """The value of an expression, None where it has none. Raises KeyError where one of its variables has none yet."""
    return evaluate(term, {variable.name: values[variable.name] for variable in model.variables_of(term)})
