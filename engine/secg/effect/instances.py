"""The instances of a property's rules: a variable that stands for one of few constants, each constant by itself.

A rule about every duty asks of each duty whatever rules say of any. Duty by duty it asks less: the rules about other
duties fall away, with all that they compare names with, and versions that share the rules about a duty share its proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from secg.effect.constants import may_be
from secg.language.model import Atom, Comparison, Constant, Negation, Rule, Variable, literal_atoms, literal_variables
from secg.language.substitution import replacing, substitute, substitute_atom


def instances(rule: Rule, rules: Sequence[Rule]) -> Iterator[Rule]:
    """A rule with each constant that a variable may have; the rule itself where rules conclude other values for all.

    Together the instances conclude what the rule concludes.
    """
    if not all(isinstance(literal, Atom | Negation | Comparison) for literal in rule.body):
        yield rule  # an aggregate groups by the variables of the rule
        return
    compared = {
        variable.name
        for literal in rule.body
        if isinstance(literal, Comparison)
        for variable in literal_variables(literal)
    }
    for atom in (literal for literal in rule.body if isinstance(literal, Atom)):
        concluding = [rule.head for rule in rules if rule.head.predicate == atom.predicate]
        for place, variable in enumerate(atom.terms):
            if not isinstance(variable, Variable) or variable.name in compared:
                continue
            values = [head.terms[place] for head in concluding if may_be(head, atom)]
            constants = {value.value: value for value in values if isinstance(value, Constant)}
            if values and all(isinstance(value, Constant) for value in values):
                for constant in constants.values():
                    yield from instances(_with(rule, variable.name, constant), rules)
                return
    yield rule


def reached_rules(start: Iterable[Rule], rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that may answer a condition of the first, or of a rule that may; and the first."""
    waiting = list(start)
    reached = {id(rule) for rule in waiting}
    while waiting:
        for literal in waiting.pop().body:
            for atom, _ in literal_atoms(literal):
                for rule in rules:
                    if id(rule) in reached or rule.head.predicate != atom.predicate or not may_be(rule.head, atom):
                        continue
                    reached.add(id(rule))
                    waiting.append(rule)
    return tuple(rule for rule in rules if id(rule) in reached)


def _with(rule: Rule, variable: str, value: Constant) -> Rule:
    """A rule with a constant in the places of a variable."""
    put = replacing({variable: value})
    return replace(
        rule, head=substitute_atom(rule.head, put), body=tuple(substitute(literal, put) for literal in rule.body)
    )
