"""Which outcomes a change of rules can touch at all, and the rules that bear on them; the rest needs no solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from secg.code.redline_rules import Shape, rule_shape
from secg.language.model import Constant, Rule, Value, atoms_of
from secg.language.predicate_kinds import TREATMENT, Compared, PredicateKind, Role, kinds_with
from secg.language.vocabulary import Vocabulary
from secg.records import record
from secg.symbolic.candidates import SUBJECT
from secg.symbolic.compiler import FREE, Pattern
from secg.symbolic.constants import asked_predicates

DUTY_KINDS = kinds_with(Role.DUTY)


@record
class Touched:
    """The outcomes to look at: answer predicates with a capacity (None: every one), and duties (None: every one).

    `addressed` are duties of which it may change to whom they are owed, where they are there before and after.
    `details` are kinds of details (`outcomes/details.py`), each with the duty that it is of (None: any, or none).
    `doubted` are duties (None: every one) of which a warning may change that is told where the duty applies.
    `changed` are the rules that make the difference, `reached` all whose conclusions it can alter.
    """

    answers: frozenset[tuple[str, Value | None]]
    duties: frozenset[Value | None]
    addressed: frozenset[Value | None] = frozenset()
    details: frozenset[tuple[PredicateKind, Value | None]] = frozenset()
    changed: tuple[Rule, ...] = ()
    reached: tuple[Rule, ...] = ()
    doubted: frozenset[Value | None] = frozenset()

    @property
    def nothing(self) -> bool:
        """Whether no outcome can differ."""
        return not self.answers and not self.duties and not self.addressed and not self.details

    @property
    def detail_duties(self) -> frozenset[Value | None]:
        """The duties of which the days may change on which they fall due."""
        return frozenset(duty for kind, duty in self.details if kind == "due")


EVERYTHING = Touched(frozenset(), frozenset([None]))
"""Every outcome: what the proofs about one Code look at."""


def touched_outcomes(before: Sequence[Rule], after: Sequence[Rule], vocabulary: Vocabulary) -> Touched:
    """The outcomes whose rules, or rules that these rest on, differ between two Codes (guards left out)."""
    changed_rules, affected = _touched_rules(before, after)
    answers: set[tuple[str, Value | None]] = set()
    duties: set[Value | None] = set()
    addressed: set[Value | None] = set()
    details: set[tuple[PredicateKind, Value | None]] = set()
    doubted: set[Value | None] = set()
    for rule in (*changed_rules, *affected):
        declared = vocabulary.predicates[rule.head.predicate]
        compared = TREATMENT[declared.kind].compared
        match compared:
            case Compared.DUTY:
                duties.add(head_duty(rule))
            case Compared.ADDRESSEE:
                # an addressee that comes and goes with its duty is no change beside that of the duty
                if not (_goes_with_duty(rule, before, vocabulary) and _goes_with_duty(rule, after, vocabulary)):
                    addressed.add(head_duty(rule))
            case Compared.DETAIL_OF_DUTY:
                details.add((declared.kind, head_duty(rule)))
            case Compared.DETAIL:
                details.add((declared.kind, None))
                if declared in vocabulary.warnings_of_duties:
                    doubted.add(head_duty(rule))
            case Compared.QUESTION:
                answering = vocabulary.of_kind(PredicateKind.ANSWER)
                asked = [answer for answer in answering if answer.question == declared.asked]
                # a question of the year alone has no capacity
                capacity = _first_constant(rule) if declared.arity > 2 else None
                answers.update((answer.name, capacity) for answer in asked)
                if not asked:  # a question that no answer predicate answers is which assessment comes next
                    details.add((PredicateKind.NEXT_ASSESSMENT, None))
            case Compared.NOTHING:
                pass
            case _:
                assert_never(compared)
    return Touched(
        frozenset(answers),
        frozenset(duties),
        frozenset(addressed),
        frozenset(details),
        tuple(changed_rules),
        (*changed_rules, *affected),
        frozenset(doubted),
    )


def _goes_with_duty(rule: Rule, rules: Sequence[Rule], vocabulary: Vocabulary) -> bool:
    """Whether a duty, wherever a Code gives it or leaves it open, is owed to whom a rule says.

    So it is where the duty has one rule there, which asks for the same.
    """
    duty, whom = head_duty(rule), rule.head.terms[-1]
    giving = [
        rule
        for rule in rules
        if vocabulary.predicates[rule.head.predicate].kind in (PredicateKind.OBLIGATION, PredicateKind.UNSETTLED)
        and (duty is None or head_duty(rule) in (duty, None))
    ]
    if not giving:
        return True  # nobody is owed a duty that is not there
    if rule not in rules or duty is None or not isinstance(whom, Constant):
        return False
    return len(giving) == 1 and _shape_for_duty(giving[0]) == _shape_for_duty(rule)


def _shape_for_duty(rule: Rule) -> Shape:
    """What a rule about a duty asks for, whatever it concludes of the duty."""
    return rule_shape(replace(rule, head=replace(rule.head, predicate="", terms=rule.head.terms[:3])))


def _touched_rules(before: Sequence[Rule], after: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The rules that one side alone has, and the rules of either side that use what such rules bear on."""
    changed = [*_without_twin(before, after), *_without_twin(after, before)]
    resting = _resting_on({rule.head.predicate for rule in changed}, [*before, *after])
    affected = [rule for rule in (*before, *after) if any(atom.predicate in resting for atom in atoms_of(rule.body))]
    return changed, affected


def _without_twin(rules: Sequence[Rule], others: Sequence[Rule]) -> Iterator[Rule]:
    """The rules that no other rule says again, wherever it stands."""
    kept = {id(rule) for rule in rules} & {id(rule) for rule in others}
    # two Codes share nearly all rule objects, and the shape of a rule costs more than its identity
    shapes = {rule_shape(rule) for rule in others if id(rule) not in kept}
    return (rule for rule in rules if id(rule) not in kept and rule_shape(rule) not in shapes)


def bearing_rules(rules: Iterable[Rule], predicates: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that conclude these predicates, or anything that they rest on."""
    listed = list(rules)
    uses: dict[str, set[str]] = {}
    for rule in listed:
        below = {atom.predicate for atom in atoms_of(rule.body)}
        uses.setdefault(rule.head.predicate, set()).update(below)
    needed = _closure(list(predicates), uses)
    return tuple(rule for rule in listed if rule.head.predicate in needed)


def outcome_rules(rules: Sequence[Rule], touched: Touched, vocabulary: Vocabulary) -> tuple[Rule, ...]:
    """The rules (guards included) that bear on the touched outcomes; rules about other duties are left out."""
    wanted: set[str] = set()
    kinds = {kind for kind, _ in touched.details}
    for name, _ in touched.answers:
        question = vocabulary.predicates[name].question
        wanted |= {name, question}
        wanted.update(predicate.name for predicate in vocabulary.silences_about(question))
    if touched.duties or touched.doubted:
        kinds.update(DUTY_KINDS)
    # days and addressees are compared where the duty is there, or may be, before and after
    if touched.addressed or touched.detail_duties:
        kinds |= {PredicateKind.OBLIGATION, PredicateKind.UNSETTLED}
    if touched.addressed:
        kinds.add(PredicateKind.OWED_TO)
    wanted.update(predicate.name for predicate in vocabulary.of_kind(*kinds))
    if PredicateKind.NEXT_ASSESSMENT in kinds:
        for predicate in vocabulary.next_silences:
            wanted |= {predicate.name, predicate.question}
    duties = touched.duties | touched.addressed | touched.detail_duties | touched.doubted
    about_duties = {predicate.name for predicate in vocabulary.of_kind(*DUTY_KINDS, PredicateKind.DUE)}
    # where something rests on a duty, the rules of all of them matter
    if None in duties or about_duties & asked_predicates(rules):
        return bearing_rules(rules, wanted)
    kept = [rule for rule in rules if rule.head.predicate not in about_duties or head_duty(rule) in {None, *duties}]
    return bearing_rules(kept, wanted)


def duty_patterns(duties: Iterable[Value | None]) -> tuple[Pattern, ...]:
    """The patterns of obligations that ask for these duties."""
    listed = set(duties)
    if None in listed:
        return ((SUBJECT, FREE, FREE),)
    named = [duty for duty in listed if duty is not None]
    # sorted, as a set of texts has another order on every run
    return tuple((SUBJECT, duty, FREE) for duty in sorted(named, key=str))


def _resting_on(changed: set[str], rules: Sequence[Rule]) -> set[str]:
    """The changed predicates and all that rest on them."""
    users: dict[str, set[str]] = {}
    for rule in rules:
        for atom in atoms_of(rule.body):
            users.setdefault(atom.predicate, set()).add(rule.head.predicate)
    return _closure(changed, users)


def _closure(start: Iterable[str], links: Mapping[str, set[str]]) -> set[str]:
    """The predicates from which one starts, and all to which links lead."""
    reached, waiting = set(start), list(start)
    while waiting:
        new = links.get(waiting.pop(), set()) - reached
        reached |= new
        waiting.extend(new)
    return reached


def head_duty(rule: Rule) -> Value | None:
    """The duty that a rule is about; None where it is about any."""
    return _first_constant(rule)


def _first_constant(rule: Rule) -> Value | None:
    """What a rule concludes of the party and of nothing else; None where it says so of any."""
    term = rule.head.terms[1]
    return term.value if isinstance(term, Constant) else None
