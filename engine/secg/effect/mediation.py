"""Through which one sentence about a party a change reaches duties whose own rules stay as they are.

A status is given another meaning, say, and so the duties of Users fall on other parties than before: many duties
change, for one cause, which is examined once for all of them. Found from the rules alone: all that the change does to
such a duty passes through one predicate that says something of the party and of nothing else.

The rules of such a duty are the same on both sides, so what it comes to depends on the sentence and on facts. The
sentence is left open while the rules are worked out; a duty then changes where the sentence comes to be true, or ceases
to, and the facts are such that this makes a difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, permutations, product

from secg.code.redline_rules import rule_shape
from secg.effect.direct import PartialComparison
from secg.effect.replaying import Claim
from secg.effect.sides import LABELS, Cause, Change, Pair, Sides, Subject
from secg.language.model import Atom, Constant, Rule, Value, atoms_of
from secg.language.paragraph_number import Citation
from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import Vocabulary
from secg.logic.assignment import Assignment
from secg.logic.formulas import Guard, Supposition, Undecided, both, either, opposite, symbols_of
from secg.outcomes.conditions import Condition, describe
from secg.outcomes.states import NONE, StatePair, States, states_of, statuses, with_or_without
from secg.outcomes.support import cited, giving, premise_goals, reasons_in
from secg.records import record
from secg.symbolic.candidates import SUBJECT
from secg.symbolic.compiler import Goal, Reason, SymbolicCode
from secg.symbolic.slicing import DUTY_KINDS, Touched
from secg.symbolic.solving import Solving

_Node = tuple[str, Value | None]
"""What rules conclude: a predicate, and for what is said of duties which duty."""


def mediators(
    changed: Iterable[Rule], rules: Sequence[Rule], duties: Iterable[Value | None], vocabulary: Vocabulary
) -> Mapping[Value, str]:
    """For duties that the changed rules reach through one sentence about the party alone: the sentence's predicate.

    Where there are several, the one that mediates most duties is taken, and of those the one nearest to the duty.
    """
    paths = _Paths(changed, rules, vocabulary)
    possible = {duty: paths.common(duty) for duty in duties if duty is not None}
    counts = Counter(chain.from_iterable(possible.values()))

    def preference(name: str) -> tuple[int, int, str]:
        return counts[name], paths.height(name), name

    return {duty: max(names, key=preference) for duty, names in possible.items() if names}


class _Paths:
    """The ways from what changes to what rests on it."""

    def __init__(self, changed: Iterable[Rule], rules: Sequence[Rule], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._changed = {self._node(rule.head) for rule in changed}
        self._below: dict[_Node, set[_Node]] = {}
        concluded: dict[str, set[_Node]] = {}
        for rule in rules:
            concluded.setdefault(rule.head.predicate, set()).add(self._node(rule.head))
        for rule in rules:
            below = self._below.setdefault(self._node(rule.head), set())
            for atom in atoms_of(rule.body):
                name, asked = self._node(atom)
                # who asks for any duty asks for each, and a rule may conclude something of any
                below.update(node for node in concluded.get(name, ()) if None in (asked, node[1]) or node[1] == asked)
        self._passed: dict[_Node, frozenset[_Node] | None] = {}

    def _node(self, atom: Atom) -> _Node:
        declared = self._vocabulary.predicates.get(atom.predicate)
        if declared is None or declared.kind not in DUTY_KINDS:
            return (atom.predicate, None)
        term = atom.terms[1]
        return (atom.predicate, term.value if isinstance(term, Constant) else None)

    def passed(self, node: _Node) -> frozenset[_Node] | None:
        """What every way from the changed rules to a node passes, itself included; None where there is no way."""
        if node not in self._passed:
            ways = [self.passed(below) for below in self._below.get(node, ())]
            there = [way for way in ways if way is not None]
            if node in self._changed:
                # a change begins here, whatever lies below it
                self._passed[node] = frozenset([node])
            elif there:
                self._passed[node] = frozenset.intersection(*there) | {node}
            else:
                self._passed[node] = None
        return self._passed[node]

    def common(self, duty: Value) -> list[str]:
        """The predicates about a party alone that every way to what is said of a duty passes."""
        nodes = [(predicate.name, duty) for predicate in self._vocabulary.of_kind(*DUTY_KINDS)]
        ways = [way for way in map(self.passed, nodes) if way is not None]
        if not ways:
            return []
        return sorted(name for name, _ in frozenset.intersection(*ways) if self._is_about_party(name))

    def height(self, name: str) -> int:
        """How far a predicate stands above the changed rules."""
        return len(self.passed((name, None)) or ())

    def _is_about_party(self, name: str) -> bool:
        declared = self._vocabulary.predicates[name]
        types = [argument.type for argument in declared.arguments]
        return declared.kind is PredicateKind.DERIVED and types == ["party"]


def restated(before: Sequence[Rule], after: Sequence[Rule]) -> Mapping[int, Rule]:
    """For rules of one side, by identity, the rule of the other side that says the same, wherever it stands there."""
    own = {id(rule) for rule in before}
    by_shape = {rule_shape(rule): rule for rule in after if id(rule) not in own}
    known = {id(rule): rule for rule in after}
    for rule in before:
        if id(rule) not in known and (twin := by_shape.get(rule_shape(rule))) is not None:
            known[id(rule)] = twin
    return known


@record
class _Direction:
    """The sentence comes to be true of a party (`gained`), or ceases to: of whom, and its truth on either side."""

    gained: bool
    guard: Guard

    @property
    def truth(self) -> tuple[bool, bool]:
        return (not self.gained, self.gained)


class Mediated:
    """The duties that one predicate mediates. Raises NotOfTheParty where their rules ask it about other parties."""

    def __init__(self, predicate: str, duties: Iterable[Value], sides: Sides) -> None:
        self._sides = sides
        self._goal: Goal = (predicate, (SUBJECT,))
        # the rules of these duties are the same on both sides, so those before stand for both
        self.code = SymbolicCode(sides.before.rules, sides.space, sides.before.symbolic, predicate)
        touched = Touched(frozenset(), frozenset(duties))
        states = states_of(self.code, sides.vocabulary, touched)
        self._open = self.code.assumption.symbols
        # the others come to the same whether the sentence is true or not
        self._states = [state for state in states.values() if symbols_of(state.guards.values()) & self._open]
        before, after = (side.symbolic.holds([self._goal]) for side in sides.both)
        self._directions = (
            _Direction(False, both([before, opposite(after)])),
            _Direction(True, both([after, opposite(before)])),
        )
        self._suppositions = {truth: Supposition({self.code.assumption: truth}) for truth in (True, False)}
        self._described: dict[Guard, Condition] = {}
        self.about = [before, after, *chain.from_iterable(state.guards.values() for state in self._states)]
        self._either = either(direction.guard for direction in self._directions)

    @property
    def words(self) -> str:
        """The sentence."""
        return self._sides.phrases.atom(*self._goal)

    def examine(self, solving: Solving) -> PartialComparison:
        """Every change of the duties, with what cannot be."""
        examined = PartialComparison()
        self._solving = solving
        try:
            possible = [direction for direction in self._directions if solving.fits([direction.guard])]
        except Undecided:
            examined.undecided.append(f"when it is true that {self.words}")
            return examined
        for states in self._states:
            if self._sides.is_second(states.key):
                continue
            subject = Subject(states.key.kind, states.key.predicate, states.key.arguments)
            try:
                self._duty(subject, states, possible, examined)
            except Undecided:
                examined.undecided.append(self._sides.words(subject))
        return examined

    def _duty(
        self, subject: Subject, states: States, possible: Sequence[_Direction], examined: PartialComparison
    ) -> None:
        there: set[tuple[str, str]] = set()
        for direction in possible:
            for before, after, guard in self._pairs(states, direction):
                party = self._solving.smallest([direction.guard, guard])
                if party is not None:
                    there.update(product(statuses(before), statuses(after)))
                    self._change(subject, states, direction, (before, after), guard, party, examined)
        for name, other in permutations(sorted(states.guards), 2):
            if (name, other) not in there:
                examined.impossible.append(Pair(subject, (name,), (other,)))

    def _pairs(self, states: States, direction: _Direction) -> Iterator[tuple[str, str, Guard]]:
        """Every pair of different states that some party may have, with the guard that is left besides the cause."""
        pairs: list[StatePair] = []
        for (before, formula), (after, other) in permutations(states.guards.items(), 2):
            whole = both([self._under(formula, direction.truth[0]), self._under(other, direction.truth[1])])
            if whole is not False:
                pairs.append(((before,), (after,), whole))
        for first, second, guard in with_or_without(pairs):
            yield first[0], second[0], guard

    def _under(self, guard: Guard, truth: bool) -> Guard:
        """A guard where the sentence is true, or where it is not."""
        return self._suppositions[truth].of(guard)

    def _change(
        self,
        subject: Subject,
        states: States,
        direction: _Direction,
        outcomes: tuple[str, str],
        guard: Guard,
        party: Assignment,
        examined: PartialComparison,
    ) -> None:
        own = self._condition(states, guard)
        witness = self._sides.witness(party, subject, [direction.guard, guard])
        before, after = (self._state(states, party, truth) for truth in direction.truth)
        examined.claims.append(Claim(witness, ({states.key: before}, {states.key: after})))
        paragraphs = [self._paragraphs(side, states, outcomes[side], direction, party) for side in (0, 1)]
        denied = self._sides.phrases.atom(*self._goal, False)
        false_on, true_on = LABELS if direction.gained else reversed(LABELS)
        said = (f"{self.words}{true_on}", f"{denied}{false_on}")
        alternatives = tuple((*said, *alternative) for alternative in own.alternatives)
        condition = Condition(alternatives, own.complete, ((self.words, self._goal),))
        cause = Cause(self.words, direction.gained, own)
        examined.changes.append(
            Change(subject, outcomes[:1], outcomes[1:], condition, paragraphs[0], paragraphs[1], witness, cause)
        )

    def _state(self, states: States, party: Assignment, truth: bool) -> str:
        """The state that a party has where the sentence is true, or where it is not."""
        return next(state for state, guard in states.guards.items() if party.holds(self._under(guard, truth)))

    def _condition(self, states: States, guard: Guard) -> Condition:
        """What must hold of a party besides the cause."""
        if guard is True:  # the cause alone suffices
            return Condition(((),), True)
        if guard not in self._described:
            said = self._sides.descriptions.of([(self.code, states.every_goal, "")])
            # nothing of what the cause itself changes
            plain = [descriptor for descriptor in said if not symbols_of([descriptor.guard]) & self._open]
            self._described[guard] = describe(guard, self._either, plain, self._solving)
        return self._described[guard]

    def _paragraphs(
        self, number: int, states: States, state: str, direction: _Direction, party: Assignment
    ) -> tuple[Citation, ...]:
        """The paragraphs that give the state on one side, or those that give the duty, though not here."""
        side, truth = self._sides.both[number], direction.truth[number]
        # the sentence and what it rests on are left open in the rules of the duties, so each side is asked for its own
        below = {self._goal}

        def reasons(goal: Goal) -> Iterable[Reason]:
            if goal in below:
                own = list(reasons_in(side.symbolic, party)(goal))
                below.update(chain.from_iterable(map(premise_goals, own)))
                return own
            return [reason for reason in self.code.reasons(*goal) if party.holds(self._under(reason.guard, truth))]

        cited_paragraphs = cited(states.giving(state), reasons, lambda rule: self._place(number, rule))
        if cited_paragraphs or state != NONE:
            return cited_paragraphs
        return giving(side.rules, states.key.predicate, states.key.arguments[0])

    @cached_property
    def _restated(self) -> Mapping[int, Rule]:
        return restated(self._sides.before.rules, self._sides.after.rules)

    def _place(self, number: int, rule: Rule) -> Citation:
        """Where a rule stands on one side: the rules worked out with the sentence left open are those before."""
        if number:
            rule = self._restated.get(id(rule), rule)
        return rule.citation
