"""A program: rules as every back end takes them, with what each back end asks of them worked out once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain
from operator import itemgetter

from secg.language.model import Aggregate, Atom, Constant, Literal, Rule, Value, atoms_of, conditions_of, variable_names
from secg.language.safety import evaluation_order
from secg.language.unknowns import with_guards
from secg.language.vocabulary import Vocabulary
from secg.records import Same, kept, record


@record
class Plan:
    """A rule with its conditions in the order in which they are evaluated."""

    rule: Rule
    conditions: tuple[Literal, ...]

    @classmethod
    def of(cls, rule: Rule, bound: Iterable[str] = ()) -> Plan:
        """The plan of a rule, of whose variables those in `bound` have values."""
        return _plan(Same(rule), frozenset(bound))  # by identity: the hash of a rule goes through all of it

    @cached_property
    def needed(self) -> frozenset[str]:
        """The predicates without a row of which the rule concludes nothing: those of its positive conditions."""
        return frozenset(literal.predicate for literal in self.conditions if isinstance(literal, Atom))

    def is_idle(self, relations: Mapping[str, Collection[object]]) -> bool:
        """Whether one of the needed predicates has no row."""
        return not all(map(relations.get, self.needed))


@lru_cache(maxsize=20_000)
def _plan(rule: Same[Rule], bound: frozenset[str]) -> Plan:
    """Kept, since programs share rules: those of other versions, and parts of one program."""
    return Plan(rule.value, evaluation_order(rule.value.body, rule.value, bound)[0])


def aggregate_plan(aggregate: Aggregate, bound: Iterable[str]) -> tuple[Literal, ...]:
    """The conditions between the braces in the order in which they are evaluated, once those in `bound` have values."""
    return _aggregate_plan(Same(aggregate), frozenset(bound))


@lru_cache(maxsize=5_000)
def _aggregate_plan(aggregate: Same[Aggregate], bound: frozenset[str]) -> tuple[Literal, ...]:
    return evaluation_order(aggregate.value.body, None, bound)[0]


_PlansByValues = Mapping[tuple[int, ...], Mapping[tuple[Value, ...], Sequence[tuple[int, Plan]]]]
"""By the places in which rules have a value of their own in the conclusion, and these values, the rules numbered."""


@record
class Program:
    """Checked rules, guards included, over a vocabulary.

    No predicate rests on itself, so the concluded predicates stand in layers (strata), and a predicate is evaluated
    once all predicates below it are.

    >>> from secg.language.parser import parse_rules
    >>> text = "assessed(User) :- user(User), not excused(User). excused(User) :- applicant(User)."
    >>> rules, _ = parse_rules(text)
    >>> program = Program(tuple(rules), Vocabulary({}, {}, ""))
    >>> program.order
    ('excused', 'assessed')
    >>> program.resting_on(["applicant"])
    ('excused', 'assessed')
    >>> sorted(program.proving(frozenset(["assessed"])))
    ['assessed', 'user']
    """

    rules: tuple[Rule, ...]
    vocabulary: Vocabulary

    @classmethod
    def guarded(cls, rules: Iterable[Rule], vocabulary: Vocabulary) -> Program:
        """The program of rules as they are written: each aggregate gets its guards (see `unknowns.py`)."""
        return cls(with_guards(rules, vocabulary), vocabulary)

    @cached_property
    def by_head(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules of each concluded predicate, in the order of the program."""
        rules: dict[str, list[Rule]] = {}
        for rule in self.rules:
            rules.setdefault(rule.head.predicate, []).append(rule)
        return {predicate: tuple(own) for predicate, own in rules.items()}

    @cached_property
    def uses(self) -> Mapping[str, frozenset[str]]:
        """The predicates that the rules of each concluded predicate ask for."""
        used: dict[str, frozenset[str]] = {}
        for predicate, rules in self.by_head.items():
            atoms = chain.from_iterable(atoms_of(rule.body) for rule in rules)
            used[predicate] = frozenset(atom.predicate for atom in atoms)
        return used

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The concluded predicates, layer by layer, each layer by name: each stands behind all that it uses."""
        layer_of: dict[str, int] = {}

        # the checks of the whole have refused every circle, so that this ends
        def layer(predicate: str) -> int:
            if predicate not in self.uses:
                return 0
            if predicate not in layer_of:
                layer_of[predicate] = 1 + max(map(layer, self.uses[predicate]), default=0)
            return layer_of[predicate]

        return tuple(sorted(self.uses, key=lambda predicate: (layer(predicate), predicate)))

    def plans(self, predicate: str) -> tuple[Plan, ...]:
        """The rules that conclude a predicate, each in the order that finds all rows."""
        return self._planned(predicate, for_row=False)

    def plans_for_row(self, predicate: str, row: Sequence[Value]) -> Sequence[Plan]:
        """The rules that may conclude a row, each in the order for it: the head's variables are bound."""
        if any(type(value) not in (str, int, date) for value in row):
            return self._planned(predicate, for_row=True)  # what stands in for a value is not looked up, but compared
        numbered: list[tuple[int, Plan]] = []
        for places, plans in self._plans_by_values(predicate).items():
            numbered.extend(plans.get(tuple(row[place] for place in places), ()))
        return [plan for _, plan in sorted(numbered, key=itemgetter(0))]

    def _plans_by_values(self, predicate: str) -> _PlansByValues:
        if predicate not in self._by_values:
            found: dict[tuple[int, ...], dict[tuple[Value, ...], list[tuple[int, Plan]]]] = {}
            for number, plan in enumerate(self._planned(predicate, for_row=True)):
                terms = enumerate(plan.rule.head.terms)
                fixed = {place: term.value for place, term in terms if isinstance(term, Constant)}
                found.setdefault(tuple(fixed), {}).setdefault(tuple(fixed.values()), []).append((number, plan))
            self._by_values[predicate] = found
        return self._by_values[predicate]

    def _planned(self, predicate: str, for_row: bool) -> tuple[Plan, ...]:
        key = (predicate, for_row)
        if key not in self._plans:
            plans: list[Plan] = []
            for rule in self.by_head.get(predicate, ()):
                plans.append(Plan.of(rule, variable_names(rule.head) if for_row else ()))
            self._plans[key] = tuple(plans)
        return self._plans[key]

    # these two not by `kept`, which holds few results: there are several for each predicate
    @cached_property
    def _by_values(self) -> dict[str, _PlansByValues]:
        return {}

    @cached_property
    def _plans(self) -> dict[tuple[str, bool], tuple[Plan, ...]]:
        return {}

    def resting_on(self, predicates: Iterable[str]) -> tuple[str, ...]:
        """The concluded predicates that rest on some of these, directly or through others, in order of evaluation."""
        return self._resting_on(frozenset(predicates))

    @kept
    def _resting_on(self, predicates: frozenset[str]) -> tuple[str, ...]:
        reached = set(predicates)
        resting: list[str] = []
        for predicate in self.order:
            if not self.uses[predicate].isdisjoint(reached):
                reached.add(predicate)
                resting.append(predicate)
        return tuple(resting)

    @kept
    def proving(self, predicates: frozenset[str]) -> frozenset[str]:
        """These predicates and those whose conclusions stand in proofs of theirs: what is denied has no proof."""
        reached = set(predicates)
        for predicate in reversed(self.order):  # what asks comes before what it asks for
            if predicate in reached:
                literals = chain.from_iterable(rule.body for rule in self.by_head[predicate])
                reached.update(atom.predicate for atom in conditions_of(literals) if isinstance(atom, Atom))
        return frozenset(reached)

    def narrowed(self, predicates: Iterable[str]) -> Program:
        """The program of these predicates and of all on which they rest."""
        wanted = set(predicates)
        for predicate in reversed(self.order):  # what asks comes before what it asks for
            if predicate in wanted:
                wanted |= self.uses[predicate]
        return self.of(wanted)

    @kept
    def guarded_alone(self, predicate: str) -> Program:
        """The rules that conclude one predicate, with their guards: of a program of rules as they are written."""
        return Program.guarded(self.by_head[predicate], self.vocabulary)

    def of(self, predicates: Iterable[str]) -> Program:
        """The program of the rules that conclude these predicates, and of no others."""
        return self._of(frozenset(predicates))

    @kept
    def _of(self, wanted: frozenset[str]) -> Program:
        return Program(tuple(rule for rule in self.rules if rule.head.predicate in wanted), self.vocabulary)
