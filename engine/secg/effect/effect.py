"""The effect of replacing one Code by another: every pair of different outcomes that some possible party can have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import partial
from itertools import chain

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.effect.detail_changes import DetailChange, detail_changes
from secg.effect.direct import Direct, Meaning, PartialComparison, find_meanings, in_order, joined
from secg.effect.mediation import Mediated, mediators
from secg.effect.replaying import check_claims
from secg.effect.sides import Change, Pair, Sides, Subject, not_compared
from secg.effect.sums_left import sums_left_behind
from secg.language.model import Value
from secg.logic.formulas import Undecided, both, either, symbols_of
from secg.logic.solver import Translation
from secg.outcomes.bounds import bound_of
from secg.outcomes.states import (
    NONE,
    UNANSWERED,
    DetailKind,
    Key,
    OutcomeKind,
    States,
    addressee_keys,
    addressee_states,
    states_of,
    without_year,
    years_of,
)
from secg.records import record
from secg.symbolic.compiler import NotOfTheParty
from secg.symbolic.rule_memory import notes_on
from secg.symbolic.slicing import Touched, touched_outcomes
from secg.symbolic.solving import TIME_LIMIT, AskAbout, Solving

_PARTS = 8
"""Into so many parts the outcomes that have questions of their own are divided: more than a machine has processors, so
that a part that takes long does not leave the others idle.
"""


@record
class Effect:
    """Everything that changes for possible parties; `undecided` is what the solver did not settle in its time.

    `bound` says which parties were examined where that is not every party that a file can describe, `not_compared` what
    the changed rules reach beside the outcomes that are compared.
    """

    changes: tuple[Change, ...]
    impossible: tuple[Pair, ...]
    undecided: tuple[str, ...]
    notes: tuple[str, ...]
    bound: str | None = None
    not_compared: tuple[str, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def unchanged(self) -> bool:
        """Whether nothing changes for the parties examined."""
        return not self.changes and not self.undecided and not self.not_compared

    @property
    def proved(self) -> bool:
        """Whether it is proved of every party that a file can describe that nothing changes but what is told."""
        return not self.undecided and not self.not_compared and self.bound is None


Task = Callable[[], PartialComparison]
"""Examines a part of a comparison, whatever was examined before it."""
Workers = Callable[[Sequence[Task]], Iterable[PartialComparison]]
"""Does tasks, and gives their results in the order of the tasks."""


def in_turn(tasks: Sequence[Task]) -> Iterator[PartialComparison]:
    """The results of tasks, each done here when its result is asked for."""
    return (task() for task in tasks)


def effect_between(
    before: Code, after: Code, policies: Policies, day: date, seconds: float = TIME_LIMIT, workers: Workers = in_turn
) -> Effect:
    """The effect of having `after` in place of `before`, the same whoever does the work.

    `workers` does it in parts. Raises Faults E599 where a witness does not replay.
    """
    rules = before.rules, after.rules
    touched = touched_outcomes(*rules, policies.vocabulary)
    sides = Sides(before, after, policies, day, touched)
    mediated: Mapping[Value, str] = {}
    if None not in touched.duties:  # which stands for every duty, examined each by itself
        mediated = mediators(touched.changed, [*rules[0], *rules[1]], touched.duties, policies.vocabulary)
    try:
        return _Examination(sides, touched, mediated, seconds).effect(workers)
    except Undecided:  # the rules join so many facts that they can't be worked out
        return Effect((), (), ("whether any outcome changes",), notes_on(before, after, touched, policies.vocabulary))


class _Examination:
    def __init__(self, sides: Sides, touched: Touched, mediated: Mapping[Value, str], seconds: float) -> None:
        self._sides = sides
        self._vocabulary = sides.vocabulary
        self._touched = touched
        self._seconds = seconds
        self._mediated: list[Mediated] = []
        left = set(touched.duties)
        for predicate in dict.fromkeys(mediated.values()):
            duties = [duty for duty, name in mediated.items() if name == predicate]
            try:
                self._mediated.append(Mediated(predicate, duties, sides))
                left -= set(duties)
            except NotOfTheParty:
                continue  # these duties are examined one by one
        direct = Touched(touched.answers, frozenset(left))
        self._states = [states_of(side.symbolic, self._vocabulary, direct) for side in sides.both]
        addressees: dict[Key, None] = {}
        for side in sides.both:
            addressees.update(addressee_keys(side.symbolic, self._vocabulary, touched.addressed))
        for side, states in zip(sides.both, self._states, strict=True):
            states.update(addressee_states(side.symbolic, self._vocabulary, addressees))
        # here and not in the tasks, so that these find the same formulas whoever does them
        self._direct = list(self._by_itself())
        self._details = list(detail_changes(sides, touched, self._states))

    def effect(self, workers: Workers) -> Effect:
        """Everything that is found, in an order of its own, each witness replayed.

        Raises Faults E599 where derivation says something else than the solver.
        """
        examined = joined(workers([self._duties, *self._rest(), self._left_out]))
        # of all parts together, which often have the same witness
        check_claims(examined.claims, self._sides.both, self._vocabulary, self._sides.space.domains.calls_parties)
        changes, impossible = sorted(examined.changes, key=_place), sorted(examined.impossible, key=_place)
        sides = self._sides
        before, after = sides.before.code, sides.after.code
        notes = notes_on(before, after, self._touched, self._vocabulary)
        labels: dict[str, str] = {}
        for argument in chain.from_iterable(change.subject.arguments for change in changes):
            labels[str(argument)] = sides.space.inventory.called(str(argument))
        return Effect(
            tuple(changes),
            tuple(impossible),
            tuple(dict.fromkeys(examined.undecided)),
            (*notes, *sums_left_behind(before, after, self._vocabulary)),
            None if self._touched.nothing else bound_of(sides.space, sides.rules),
            tuple(examined.not_compared),
            tuple(in_order(examined.meanings, changes)),
            labels,
        )

    def _duties(self) -> PartialComparison:
        """The duties that the change reaches in more ways than through one sentence: all with the same questions."""
        ask_about, duties = self._ask_about(), [direct for direct in self._direct if direct.is_duty]
        if not duties:
            return PartialComparison()
        together = ask_about(chain.from_iterable(direct.about for direct in duties))
        return self._completed(joined(direct.examine(together) for direct in duties), ask_about)

    def _rest(self) -> Iterator[Task]:
        """Each other outcome by itself, and the duties that the change reaches through one sentence each."""
        others = [direct for direct in self._direct if not direct.is_duty]
        outcomes: list[Direct | Mediated | DetailChange] = [*self._details, *self._mediated, *others]
        # what rests on most takes longest and begins first, so that all processors end together
        outcomes.sort(key=lambda outcome: symbols_of(outcome.about).bit_count(), reverse=True)
        for start in range(min(_PARTS, len(outcomes))):
            yield partial(self._each, outcomes[start::_PARTS])

    def _each(self, outcomes: Iterable[Direct | Mediated | DetailChange]) -> PartialComparison:
        ask_about = self._ask_about()
        return self._completed(joined(outcome.examine(ask_about(outcome.about)) for outcome in outcomes), ask_about)

    def _ask_about(self) -> AskAbout:
        """Questions that come out the same whatever was asked before them."""
        return partial(Solving, self._sides.space, seconds=self._seconds, translation=Translation(apart=True))

    def _completed(self, examined: PartialComparison, ask_about: AskAbout) -> PartialComparison:
        """What was found, with what its words mean."""
        find_meanings(examined, self._sides, ask_about)
        return examined

    def _by_itself(self) -> Iterator[Direct]:
        """The outcomes that may differ, those of one question in all its years together."""
        grouped: dict[tuple[OutcomeKind | DetailKind, str, tuple[Value, ...]], list[Key]] = {}
        for key in {**self._states[0], **self._states[1]}:
            if self._sides.is_second(key):
                continue
            arguments = without_year(key, self._vocabulary)
            grouped.setdefault((key.kind, key.predicate, arguments), []).append(key)
        for (kind, predicate, arguments), keys in grouped.items():
            if all(self._alike(key) for key in keys):
                continue
            # those of no year are alone
            listed = sorted(keys, key=lambda key: years_of([key], self._vocabulary))
            subject = Subject(kind, predicate, arguments, tuple(years_of(listed, self._vocabulary)))
            states = [[self._of(0, key) for key in listed], [self._of(1, key) for key in listed]]
            yield Direct(subject, states, self._sides)

    def _left_out(self) -> PartialComparison:
        """What the changed rules reach beside the outcomes that are compared."""
        rules = [*self._sides.before.code.rules, *self._sides.after.code.rules]
        left_out = not_compared(self._touched, rules, self._is_left_unanswered(), self._vocabulary)
        return PartialComparison(not_compared=[*left_out])

    def _is_left_unanswered(self) -> bool:
        """Whether some party may have a question that neither Code answers, nor says to be open."""
        questions = [key for key in self._states[0] if key.kind is OutcomeKind.ANSWER]
        guards = [both(self._of(number, key).guard(UNANSWERED) for number in (0, 1)) for key in questions]
        open_questions = [guard for guard in guards if guard is not False]
        try:
            return bool(open_questions) and self._ask_about()(open_questions).fits([either(open_questions)])
        except Undecided:
            return True  # what is not decided is not called compared

    def _of(self, number: int, key: Key) -> States:
        """The states of an outcome on one side."""
        return self._states[number].get(key, States(key, {NONE: True}, {}))

    def _alike(self, key: Key) -> bool:
        first, other = self._of(0, key), self._of(1, key)
        names = first.guards.keys() | other.guards.keys()
        # equal formulas are one object
        return all(first.guard(name) is other.guard(name) for name in names)


def _place(entry: Change | Pair) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    return entry.subject.kind, str(entry.subject.arguments), entry.before, entry.after
