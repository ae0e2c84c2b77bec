"""The choices of values under which one rule comes nearest to a conclusion: with the fewest facts that it lacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from secg.derive.outcomes import Model
from secg.language import model as m
from secg.language.calculation import evaluate
from secg.language.safety import is_ready
from secg.proof.matching import literal_solutions, matches
from secg.proof.proofs import Values

FEW = 12
"""A variable that several failing conditions share is given each of its values where there are up to so many."""
ROWS = 100
"""At most so many rows are tried for one condition; the models of a party and its neighbours hold far fewer."""

Rules = Mapping[str, Sequence[m.Rule]]
"""The rules that conclude each predicate."""
Cost = Callable[[m.Literal, Values, Values], tuple[int, int]]
"""How many facts a failing condition lacks at least under values, and by how much it fails, given the first values."""


@dataclass
class Choice:
    """Values, the conditions that fail under them with their weight and distance, and those that are not tried."""

    values: Values
    failed: tuple[m.Literal, ...]
    weight: int
    distance: int
    untried: tuple[m.Literal, ...]


def nearest_choices(rule: m.Rule, given: Values, model: Model, rules: Rules, cost: Cost) -> Sequence[Choice]:
    """The choices of the least weight for a rule of whose variables some have values."""
    search = _Search(rule, given, model, rules, cost)
    search.run(Choice(given, (), 0, 0, rule.body))
    return search.best


class _Search:
    """The search for the nearest choices of one rule: `best` are those of the least weight."""

    def __init__(self, rule: m.Rule, given: Values, model: Model, rules: Rules, cost: Cost) -> None:
        self.best: list[Choice] = []
        self._rule = rule
        self._given = given
        self._model = model
        self._rules = rules
        self._cost = cost
        self._assumed: Values = {}

    def run(self, choice: Choice) -> None:
        """Try every way to go on from a choice."""
        if self.best and choice.weight > self.best[0].weight:  # weights only grow from here
            return
        literal = self._next(choice)
        if literal is None:
            self._finish(choice)
            return
        values, failed, weight, distance = choice.values, choice.failed, choice.weight, choice.distance
        rest = tuple(other for other in choice.untried if other is not literal)
        solutions = list(islice(literal_solutions(literal, values, self._model, self._rule), ROWS))
        for extended in solutions:
            self.run(Choice(extended, failed, weight, distance, rest))
        # an atom with a variable that has no value yet may also be meant to hold of a row that is not there
        loose = isinstance(literal, m.Atom) and not m.variable_names(literal) <= values.keys()
        if not solutions or loose:
            more, far = self._cost(literal, values, self._given)
            self.run(Choice(values, (*failed, literal), weight + more, distance + far, rest))

    def _next(self, choice: Choice) -> m.Literal | None:
        """The next condition to look at: a test as soon as it can be made, otherwise the first atom."""
        bound = set(choice.values)
        for literal in choice.untried:
            if not isinstance(literal, m.Atom) and is_ready(literal, bound, self._rule):
                return literal
        return next((literal for literal in choice.untried if isinstance(literal, m.Atom)), None)

    def _finish(self, choice: Choice) -> None:
        values, failed = choice.values, choice.failed
        for literal in failed:
            if isinstance(literal, m.Atom) and next(matches(literal, values, self._model), None) is not None:
                return  # it does hold after all, with the values that later conditions gave
        shared = self._shared(failed, values)
        if shared is not None:
            # tried from the start with each value: the conditions that failed apart may hold or fail together
            assumed = self._assumed
            for value in self._known(shared):
                self._assumed = {**assumed, shared: value}
                self.run(Choice({**self._given, **self._assumed}, (), 0, 0, self._rule.body))
            self._assumed = assumed
            return
        if self.best and choice.weight < self.best[0].weight:
            self.best.clear()
        self.best.append(choice)

    def _shared(self, failed: tuple[m.Literal, ...], values: Values) -> str | None:
        """A variable without a value in several failing conditions: it has to have one value in all of them."""
        seen: set[str] = set()
        for literal in failed:
            names = m.variable_names(literal) - values.keys()
            shared = sorted(name for name in seen & names if self._known(name))
            if shared:
                return shared[0]
            seen |= names
        return None

    def _known(self, name: str) -> dict[m.Value, None]:
        """The values that stand, in the model or in the heads of rules, where the rule has a variable: up to FEW."""
        values: dict[m.Value, None] = {}
        for atom in (literal for literal in self._rule.body if isinstance(literal, m.Atom)):
            for at, term in enumerate(atom.terms):
                if isinstance(term, m.Variable) and term.name == name:
                    values.update((row[at], None) for row in self._model.rows(atom.predicate))
                    heads = (rule.head.terms[at] for rule in self._rules.get(atom.predicate, ()))
                    values.update((head.value, None) for head in heads if isinstance(head, m.Constant))
        return values if len(values) <= FEW else {}


def gap(comparison: m.Comparison, values: Values) -> int:
    """By how much a comparison of numbers or days fails; 0 for one of anything else."""
    left, right = evaluate(comparison.left, values), evaluate(comparison.right, values)
    if isinstance(left, int) and isinstance(right, int):
        return abs(left - right)
    if isinstance(left, date) and isinstance(right, date):
        return abs((left - right).days)
    return 0
