"""Which outcomes a change of rules can touch at all, and the rules that bear on them; the rest needs no solver.

The part of a space on which some guards rest, with the solver over it.

The facts left out can all be absent at once, so that a party of the part is a party of the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never

from secg.code.redline_rules import Shape, rule_shape
from secg.effect.assignment import Assignment
from secg.effect.candidates import SUBJECT
from secg.effect.compiler import FREE, Pattern
from secg.effect.formulas import NO_SYMBOLS, Formula, Guard, Quantity, Symbols, negation, symbols_of
from secg.effect.hitting import Parts
from secg.effect.solver import Solver, Translation
from secg.effect.space import Space
from secg.language.model import Constant, Rule, Value, atoms_of, literal_atoms
from secg.language.unknowns import is_internal
from secg.language.vocabulary import PredicateKind, Vocabulary
from secg.records import record

DUTY_KINDS = (
    PredicateKind.OBLIGATION,
    PredicateKind.EXCUSE,
    PredicateKind.DISCHARGE,
    PredicateKind.UNSETTLED,
)
OUTCOME_KINDS = (PredicateKind.ANSWER, PredicateKind.QUESTION, PredicateKind.SILENCE, *DUTY_KINDS)


@record
class Touched:
    """The outcomes to look at: answer predicates with a capacity (None: every one), and duties (None: every one).

    `addressed` are duties of which it may change to whom they are owed, where they are there before and after.
    `details` are kinds of details (`effect/details.py`), each with the duty that it is of (None: any, or none).
    `changed` are the rules that make the difference, `reached` all whose conclusions it can alter.
    """

    answers: frozenset[tuple[str, Value | None]]
    duties: frozenset[Value | None]
    addressed: frozenset[Value | None] = frozenset()
    details: frozenset[tuple[PredicateKind, Value | None]] = frozenset()
    changed: tuple[Rule, ...] = ()
    reached: tuple[Rule, ...] = ()

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


class _Shapes:
    """The shapes of rules, worked out once for each rule object."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[Rule, Shape]] = {}

    def of(self, rule: Rule) -> Shape:
        if id(rule) not in self._found:
            self._found[id(rule)] = (rule, rule_shape(rule))
        return self._found[id(rule)][1]


def touched_outcomes(before: Sequence[Rule], after: Sequence[Rule], vocabulary: Vocabulary) -> Touched:
    """The outcomes whose rules, or rules that these rest on, differ between two Codes (guards left out)."""
    changed_rules, affected = _touched_rules(before, after)
    answers: set[tuple[str, Value | None]] = set()
    duties: set[Value | None] = set()
    addressed: set[Value | None] = set()
    details: set[tuple[PredicateKind, Value | None]] = set()
    for rule in (*changed_rules, *affected):
        declared = vocabulary.predicates[rule.head.predicate]
        kind = declared.kind
        match kind:
            case PredicateKind.OBLIGATION | PredicateKind.EXCUSE | PredicateKind.DISCHARGE | PredicateKind.UNSETTLED:
                duties.add(head_duty(rule))
            case PredicateKind.OWED_TO:
                if not (_goes_with_duty(rule, before, vocabulary) and _goes_with_duty(rule, after, vocabulary)):
                    addressed.add(head_duty(rule))
            case PredicateKind.DUE:
                details.add((kind, head_duty(rule)))
            case PredicateKind.NEXT_DUE | PredicateKind.NEXT_ASSESSMENT | PredicateKind.WARNING:
                details.add((kind, None))
            case PredicateKind.ANSWER | PredicateKind.QUESTION | PredicateKind.SILENCE:
                question = declared.name if kind is PredicateKind.QUESTION else declared.question
                names = [
                    answer.name for answer in vocabulary.of_kind(PredicateKind.ANSWER) if answer.question == question
                ]
                answers.update((name, _constant(rule, 1) if declared.arity > 2 else None) for name in names)
                if not names:  # a question that no answer predicate answers is which assessment comes next
                    details.add((PredicateKind.NEXT_ASSESSMENT, None))
            case PredicateKind.GIVEN | PredicateKind.FACT | PredicateKind.DERIVED:
                pass
            case _:
                assert_never(kind)
    return Touched(
        frozenset(answers),
        frozenset(duties),
        frozenset(addressed),
        frozenset(details),
        tuple(changed_rules),
        (*changed_rules, *affected),
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
        return True
    if rule not in rules or duty is None or not isinstance(whom, Constant):
        return False
    return len(giving) == 1 and _shape_for_duty(giving[0]) == _shape_for_duty(rule)


def _shape_for_duty(rule: Rule) -> Shape:
    """What a rule about a duty asks for, whatever it concludes of the duty."""
    return rule_shape(replace(rule, head=replace(rule.head, predicate="", terms=rule.head.terms[:3])))


def _touched_rules(before: Sequence[Rule], after: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The rules that one side alone has, and the rules of either side that use what such rules bear on."""
    shapes = _Shapes()
    kept = {id(rule) for rule in before} & {id(rule) for rule in after}
    heads: dict[str, tuple[list[Rule], list[Rule]]] = {}
    for side, rules in enumerate((before, after)):
        for rule in rules:
            heads.setdefault(rule.head.predicate, ([], []))[side].append(rule)
    changed_rules: list[Rule] = []
    changed: set[str] = set()
    for predicate, sides in heads.items():
        differing = [[rule for rule in side if id(rule) not in kept] for side in sides]
        counts = [Counter(shapes.of(rule) for rule in side) for side in differing]
        odd = [
            rule for side, other in ((0, 1), (1, 0)) for rule in differing[side] if shapes.of(rule) not in counts[other]
        ]
        if odd:
            changed.add(predicate)
            changed_rules.extend(odd)
    resting = _resting_on(changed, [*before, *after])
    affected = [rule for rule in (*before, *after) if any(atom.predicate in resting for atom in atoms_of(rule.body))]
    return changed_rules, affected


def bearing_rules(rules: Iterable[Rule], predicates: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that conclude these predicates, or anything that they rest on."""
    listed = list(rules)
    uses: dict[str, set[str]] = {}
    for rule in listed:
        below = {atom.predicate for atom in atoms_of(rule.body)}
        uses.setdefault(rule.head.predicate, set()).update(below)
    needed, waiting = set(predicates), list(predicates)
    while waiting:
        for used in uses.get(waiting.pop(), ()):
            if used not in needed:
                needed.add(used)
                waiting.append(used)
    return tuple(rule for rule in listed if rule.head.predicate in needed)


def outcome_rules(rules: Sequence[Rule], touched: Touched, vocabulary: Vocabulary) -> tuple[Rule, ...]:
    """The rules (guards included) that bear on the touched outcomes; rules about other duties are left out."""
    wanted: list[str] = []
    for name, _ in touched.answers:
        question = vocabulary.predicates[name].question
        wanted.extend([name, question])
        wanted.extend(predicate.name for predicate in vocabulary.silences_about(question))
    if touched.duties:
        wanted.extend(predicate.name for predicate in vocabulary.of_kind(*DUTY_KINDS))
    wanted_kinds = [kind for kind, _ in touched.details]
    if touched.addressed or touched.detail_duties:
        wanted_kinds.extend((PredicateKind.OBLIGATION, PredicateKind.UNSETTLED))
    if touched.addressed:
        wanted_kinds.append(PredicateKind.OWED_TO)
    wanted.extend(predicate.name for predicate in vocabulary.of_kind(*dict.fromkeys(wanted_kinds)))
    if PredicateKind.NEXT_ASSESSMENT in wanted_kinds:
        for predicate in vocabulary.next_silences:
            wanted.extend((predicate.name, predicate.question))
    # where something rests on a duty, the rules of all of them matter
    every_duty = None in touched.duties | touched.addressed | touched.detail_duties or any(
        vocabulary.predicates[atom.predicate].kind in (*DUTY_KINDS, PredicateKind.DUE)
        for rule in rules
        for atom in atoms_of(rule.body)
        if atom.predicate in vocabulary.predicates
    )
    kept = [
        rule
        for rule in rules
        if is_internal(rule.head.predicate)
        or vocabulary.predicates[rule.head.predicate].kind not in (*DUTY_KINDS, PredicateKind.DUE)
        or every_duty
        or head_duty(rule) is None
        or head_duty(rule) in touched.duties | touched.addressed | touched.detail_duties
    ]
    return bearing_rules(kept, wanted)


def duty_patterns(duties: Iterable[Value | None]) -> tuple[Pattern, ...]:
    """The patterns of obligations that ask for these duties."""
    listed = sorted((duty for duty in duties if duty is not None), key=str)
    if None in set(duties):
        return ((SUBJECT, FREE, FREE),)
    return tuple((SUBJECT, duty, FREE) for duty in listed)


def _resting_on(changed: set[str], rules: Sequence[Rule]) -> set[str]:
    """The changed predicates and all that rest on them."""
    users: dict[str, set[str]] = {}
    for rule in rules:
        for literal in rule.body:
            for atom, _ in literal_atoms(literal):
                users.setdefault(atom.predicate, set()).add(rule.head.predicate)
    reached, waiting = set(changed), list(changed)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in reached:
                reached.add(user)
                waiting.append(user)
    return reached


def head_duty(rule: Rule) -> Value | None:
    """The duty that a rule is about; None where it is about any."""
    return _constant(rule, 1)


def _constant(rule: Rule, position: int) -> Value | None:
    term = rule.head.terms[position]
    return term.value if isinstance(term, Constant) else None


class Scope:
    """The facts, numbers and days of a space that guards rest on. Every question raises Undecided where time runs
    out.
    """

    def __init__(self, space: Space, about: Iterable[Guard], translation: Translation, seconds: float) -> None:
        self.space = space
        self.parts = Parts(space)
        self.neighbours: list[Formula] = []
        self.optional: list[Formula] = []
        self.denials: dict[Formula, Formula] = {}
        self.numbers: list[Quantity] = []
        self.dates: list[Quantity] = []
        self._solver = Solver(translation, seconds)
        self._symbols = NO_SYMBOLS
        self._read = 0
        self._waiting: list[Formula] = []
        self._take_in(symbols_of(about))

    def fits(self, guards: Iterable[Guard]) -> bool:
        """Whether some party fits all guards."""
        assumed = self.assumed(guards)
        return assumed is not None and self._solver.fits(assumed)

    def party(self, guards: Iterable[Guard]) -> Assignment | None:
        """A party that fits all guards, if there is one."""
        return self.fitting() if self.fits(guards) else None

    def fitting(self) -> Assignment:
        """The party that fits, after `fits` said so."""
        return self._solver.party()

    def core(self) -> list[Formula]:
        """Some of the guards that do not fit together, after `fits` said so."""
        return self._solver.core()

    def failures(self, guards: Iterable[Guard]) -> list[frozenset[Formula]]:
        """What was found before not to fit together, where it is among these guards."""
        return self._solver.failures(guard for guard in guards if not isinstance(guard, bool))

    def assumed(self, guards: Iterable[Guard]) -> list[Formula] | None:
        """Guards as formulas whose symbols are taken in; None where one of them is plainly false."""
        formulas: list[Formula] = []
        for guard in guards:
            if not isinstance(guard, bool):
                formulas.append(guard)
            elif not guard:
                return None
        new = symbols_of(formulas) & ~self._symbols
        if new:
            self._take_in(new)
        return formulas

    def denials_but(self, chosen: Symbols) -> list[Formula]:
        """The denials of all other parties and facts but those chosen."""
        return [denial for formula, denial in self.denials.items() if not formula.symbols & chosen]

    def _take_in(self, new: Symbols) -> None:
        """Take in symbols with the constraints on them, and the symbols of these constraints.

        A constraint that merely says that a neighbour is there need not be followed from the neighbour.
        """
        space = self.space
        followed = ~symbols_of(space.exists.values())
        self._symbols |= new
        # rules may have asked for further facts since
        self._waiting.extend(space.constraints[self._read :])
        self._read = len(space.constraints)
        reached = self._symbols & followed
        while reached:
            taken: list[Formula] = []
            waiting: list[Formula] = []
            for formula in self._waiting:
                (taken if formula.symbols & reached else waiting).append(formula)
            self._solver.add(taken)
            self.parts.link(formula.symbols for formula in taken)
            self._waiting = waiting
            symbols = symbols_of(taken)
            reached = symbols & ~self._symbols & followed  # those left rest on none that were reached before
            self._symbols |= symbols
        self.neighbours = self._known(formula for formula in space.exists.values() if not isinstance(formula, bool))
        self.optional = self._known(space.optional)
        self.denials = {formula: negation(formula) for formula in (*self.neighbours, *self.optional)}
        self.numbers = [number.symbol for number in space.quantities.numbers if number.symbol.symbols & self._symbols]
        self.dates = [date.symbol for date in space.quantities.dates if date.symbol.symbols & self._symbols]

    def _known(self, options: Iterable[Formula]) -> list[Formula]:
        return [option for option in options if option.symbols & self._symbols]
