"""What is known of the rules of a predicate, so that versions which share them need not prove it again.

The other Codes in which the rules of an amended Code stand: a rule without use in the one may have it in another.

A proposal or reading may leave a rule of the Code nothing to say, and one that is written for several versions, or for
use with a proposal, may have a rule that only some of them need. Neither is a fault of drafting.

What a reader must know of an effect beside its changes.

The instances of a property's rules: a variable that stands for one of few constants, each constant by itself.

A rule about every duty asks of each duty whatever rules say of any. Duty by duty it asks less: the rules about other
duties fall away, with all that they compare names with, and versions that share the rules about a duty share its proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any, TypeVar

from secg.code.consolidation import Code, consolidate, fitting_version
from secg.code.policies import Policies
from secg.code.redline_rules import rule_shape
from secg.effect.constants import may_be
from secg.effect.slicing import Touched, bearing_rules
from secg.language.documents import InstrumentStatus
from secg.language.model import (
    Atom,
    Comparison,
    Constant,
    Negation,
    Rule,
    Variable,
    atoms_of,
    literal_atoms,
    literal_variables,
    replacing,
    substitute,
    substitute_atom,
)
from secg.language.vocabulary import PredicateKind, Vocabulary
from secg.messages import Faults

_T = TypeVar("_T")


class RuleVerdict(Enum):
    """Of a rule: some party makes it, and it alone, apply; none does; others always say the same; not decided."""

    SOUND = "sound"
    IDLE = "idle"
    IMPLIED = "implied"
    UNDECIDED = "undecided"


class RuleMemory:
    """Verdicts by the shapes of all rules that bear on a predicate."""

    def __init__(self) -> None:
        self._shapes: dict[int, tuple[Rule, str]] = {}
        self._verdicts: dict[tuple[str, ...], dict[str, RuleVerdict]] = {}
        self._results: dict[tuple[str, ...], Any] = {}  # what each caller keeps is of a type of its own

    def key(self, predicate: str, rules: Sequence[Rule]) -> tuple[str, ...]:
        """The key of a predicate in a Code: the shapes of all rules that bear on it."""
        return (predicate, *sorted(self._shape(rule) for rule in bearing_rules(rules, [predicate])))

    def cited_key(self, name: str, predicates: Iterable[str], rules: Sequence[Rule]) -> tuple[str, ...]:
        """A key that also tells where the rules stand: for results that name paragraphs."""
        bearing = bearing_rules(rules, predicates)
        return (name, *sorted(f"{rule.citation} {self._shape(rule)}" for rule in bearing))

    def shape_key(self, name: str, rules: Sequence[Rule]) -> tuple[str, ...]:
        """A key of these rules alone, wherever they stand: for results that name no paragraph."""
        return (name, "alone", *sorted(self._shape(rule) for rule in rules))

    def result(self, key: tuple[str, ...], find: Callable[[], _T]) -> _T:
        """The result under a key, found once."""
        if key not in self._results:
            self._results[key] = find()
        known: _T = self._results[key]
        return known

    def known(self, key: tuple[str, ...]) -> dict[str, RuleVerdict] | None:
        """The verdicts by shape, where they are known."""
        return self._verdicts.get(key)

    def keep(self, key: tuple[str, ...], rules: Sequence[Rule], verdicts: Sequence[RuleVerdict]) -> None:
        """Remember the verdicts of rules."""
        self._verdicts[key] = {self._shape(rule): verdict for rule, verdict in zip(rules, verdicts, strict=True)}

    def verdicts(self, known: dict[str, RuleVerdict], rules: Sequence[Rule]) -> list[RuleVerdict]:
        """The verdicts in the order of rules."""
        return [known[self._shape(rule)] for rule in rules]

    def _shape(self, rule: Rule) -> str:
        if id(rule) not in self._shapes:
            self._shapes[id(rule)] = (rule, repr(rule_shape(rule)))
        return self._shapes[id(rule)][1]


def other_codes(code: Code, policies: Policies) -> Iterator[tuple[Code, str]]:
    """The Code of the version without overlays, the later versions with the same, and each proposal with them.

    Each comes with the words for it. None where the Code has no overlay.
    """
    if not code.overlays:
        return
    yield consolidate(policies, code.version), "without what is laid over it"
    versions = policies.versions.versions
    laid = [(version, code.overlays) for version in versions[versions.index(code.version) + 1 :]]
    for proposal in policies.instruments.values():
        if proposal.status is InstrumentStatus.PROPOSAL and proposal.name not in code.overlays:
            laid.append((fitting_version(policies, proposal), (proposal.name, *code.overlays)))
    for version, overlays in laid:
        try:
            other = consolidate(policies, version, overlays)
        except Faults:
            continue  # they do not fit together
        yield other, f"in the Code of {version.label} with {' and '.join(overlays)}"


def notes_on(before: Code, after: Code, touched: Touched, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The notes on an effect."""
    notes: list[str] = []
    needed = [_facts(bearing_rules(code.rules, _names(touched, vocabulary)), vocabulary) for code in (before, after)]
    asked = ((needed[1] - needed[0], "needed that was not before"), (needed[0] - needed[1], "needed no more"))
    for facts, words in asked:
        for fact in sorted(facts):
            sentence = vocabulary.predicates[fact].says.replace("{user}", "a party").replace("{count}", "so many")
            notes.append(f"From the change on, a fact is {words}: that {sentence}.")
    return tuple(notes)


def _names(touched: Touched, vocabulary: Vocabulary) -> list[str]:
    names = [name for name, _ in touched.answers]
    if touched.duties:
        names.extend(
            predicate.name
            for predicate in vocabulary.of_kind(PredicateKind.OBLIGATION, PredicateKind.EXCUSE, PredicateKind.DISCHARGE)
        )
    return names


def _facts(rules: tuple[Rule, ...], vocabulary: Vocabulary) -> set[str]:
    """The facts without which an outcome stays open."""
    used = {atom.predicate for rule in rules for atom in atoms_of(rule.body)}
    return {
        predicate.name for predicate in vocabulary.facts if predicate.name in used and predicate.absent == "unknown"
    }


def listed_words(words: list[str]) -> str:
    """`one, two and three`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


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
    by_head: dict[str, list[Rule]] = {}
    for rule in rules:
        by_head.setdefault(rule.head.predicate, []).append(rule)
    waiting = list(start)
    reached = {id(rule) for rule in waiting}
    while waiting:
        for literal in waiting.pop().body:
            for atom, _ in literal_atoms(literal):
                for rule in by_head.get(atom.predicate, ()):
                    if id(rule) in reached or not may_be(rule.head, atom):
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
