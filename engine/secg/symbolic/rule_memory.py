"""What is known of the rules of a predicate, so that versions which share them need not prove it again.

Beside it stands what else is found from rules alone: what a change needs of facts, a rule by its instances, and the
rules that a condition may reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from secg.code.consolidation import Code
from secg.code.redline_rules import rule_shape
from secg.language.model import (
    Atom,
    Comparison,
    Constant,
    Rule,
    Simple,
    Variable,
    atoms_of,
    replacing,
    substitute,
    variable_names,
)
from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import Vocabulary
from secg.records import Same
from secg.symbolic.constants import asked_predicates, may_be
from secg.symbolic.slicing import Touched, bearing_rules

_T = TypeVar("_T")


class RuleMemory:
    """Results by the shapes of all rules that they rest on."""

    def __init__(self) -> None:
        self._shapes: dict[Same[Rule], str] = {}
        self._results: dict[tuple[str, ...], Any] = {}  # what each caller keeps is of a type of its own

    def cited_key(self, name: str, predicates: Iterable[str], rules: Sequence[Rule]) -> tuple[str, ...]:
        """A key that also tells where the rules stand: for results that name paragraphs."""
        bearing = bearing_rules(rules, predicates)
        return (name, *sorted(f"{rule.citation} {self.shape(rule)}" for rule in bearing))

    def shape_key(self, name: str, rules: Sequence[Rule]) -> tuple[str, ...]:
        """A key of these rules alone, wherever they stand: for results that name no paragraph."""
        return (name, "alone", *sorted(map(self.shape, rules)))

    def result(self, key: tuple[str, ...], find: Callable[[], _T]) -> _T:
        """The result under a key, found once."""
        if key not in self._results:
            self._results[key] = find()
        known: _T = self._results[key]
        return known

    def shape(self, rule: Rule) -> str:
        """What a rule says, wherever it stands."""
        same = Same(rule)
        if same not in self._shapes:
            self._shapes[same] = repr(rule_shape(rule))
        return self._shapes[same]


def notes_on(before: Code, after: Code, touched: Touched, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The notes on an effect."""
    notes: list[str] = []
    names = _names(touched, vocabulary)
    earlier, now = (_needed(bearing_rules(code.rules, names), vocabulary) for code in (before, after))
    for facts, words in ((now - earlier, "needed that was not before"), (earlier - now, "needed no more")):
        for fact in sorted(facts):
            sentence = vocabulary.predicates[fact].says.replace("{user}", "a party").replace("{count}", "so many")
            notes.append(f"From the change on, a fact is {words}: that {sentence}.")
    return tuple(notes)


def _names(touched: Touched, vocabulary: Vocabulary) -> list[str]:
    names = [name for name, _ in touched.answers]
    if touched.duties:
        kinds = PredicateKind.OBLIGATION, PredicateKind.EXCUSE, PredicateKind.DISCHARGE
        names.extend(predicate.name for predicate in vocabulary.of_kind(*kinds))
    return names


def _needed(rules: Iterable[Rule], vocabulary: Vocabulary) -> set[str]:
    """The facts without which an outcome stays open."""
    return asked_predicates(rules) & {fact.name for fact in vocabulary.facts if fact.absent == "unknown"}


def listed_words(words: list[str]) -> str:
    """`one, two and three`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def instances(rule: Rule, rules: Sequence[Rule]) -> Iterator[Rule]:
    """A rule with each constant that a variable may have; the rule itself where rules conclude other values for all.

    Together the instances conclude what the rule concludes. A rule about every duty asks of each duty whatever rules
    say of any. Duty by duty it asks less: the rules about other duties fall away, with all that they compare names
    with, and versions that share the rules about a duty share its proof.
    """
    if not all(isinstance(literal, Simple) for literal in rule.body):
        yield rule  # an aggregate groups by the variables of the rule
        return
    comparisons = [literal for literal in rule.body if isinstance(literal, Comparison)]
    compared = variable_names(*comparisons)
    for atom in (literal for literal in rule.body if isinstance(literal, Atom)):
        concluding = [rule.head for rule in rules if rule.head.predicate == atom.predicate]
        for place, variable in enumerate(atom.terms):
            if not isinstance(variable, Variable) or variable.name in compared:
                continue
            values = [head.terms[place] for head in concluding if may_be(head, atom)]
            constants = {value.value: value for value in values if isinstance(value, Constant)}
            # a fact may state other values, and so may a rule whose conclusion has a variable here
            if values and all(isinstance(value, Constant) for value in values):
                for constant in constants.values():
                    yield from instances(_with(rule, variable.name, constant), rules)
                return
    yield rule


def reached_rules(start: Iterable[Rule], rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that may answer a condition of the first, or of a rule that may; and the first."""
    by_head: dict[str, list[Rule]] = {}
    for rule in rules:
        by_head.setdefault(rule.head.predicate, []).append(rule)
    waiting = list(start)
    reached = {id(rule) for rule in waiting}
    while waiting:
        for atom in atoms_of(waiting.pop().body):
            for rule in by_head.get(atom.predicate, ()):
                if id(rule) not in reached and may_be(rule.head, atom):
                    reached.add(id(rule))
                    waiting.append(rule)
    return tuple(rule for rule in rules if id(rule) in reached)


def _with(rule: Rule, variable: str, value: Constant) -> Rule:
    """A rule with a constant in the places of a variable."""
    put = replacing({variable: value})
    body = tuple(substitute(literal, put) for literal in rule.body)
    return replace(rule, head=substitute(rule.head, put), body=body)
