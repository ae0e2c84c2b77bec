"""The effect of replacing one Code by another: every pair of different outcomes that some possible party can have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import field
from datetime import date
from functools import partial

from engine.code.consolidation import Code
from engine.code.policies import Policies
from engine.effect.compiler import NotOfTheParty
from engine.effect.direct import Direct
from engine.effect.elsewhere import elsewhere
from engine.effect.found import Found, Meaning, find_meanings, in_order, joined, nothing_found
from engine.effect.mediated import Mediated
from engine.effect.mediation import mediators
from engine.effect.notes import notes_on
from engine.effect.replaying import check_claims
from engine.effect.sides import Change, Pair, Sides, Subject
from engine.effect.slicing import Touched, touched_outcomes
from engine.effect.solving import TIME_LIMIT, AskAbout, Solving
from engine.effect.states import (
    NONE,
    Key,
    States,
    addressee_keys,
    addressee_states,
    states_of,
    without_year,
    year_position,
)
from engine.effect.translation import Translation
from engine.language.model import Value
from engine.records import record


@record
class Effect:
    """Everything that changes for possible parties; `undecided` is what the solver did not settle in its time."""

    changes: tuple[Change, ...]
    impossible: tuple[Pair, ...]
    undecided: tuple[str, ...]
    notes: tuple[str, ...]
    meanings: tuple[Meaning, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def proved_unchanged(self) -> bool:
        """Whether it is proved that no party's outcome changes."""
        return not self.changes and not self.undecided


def effect_between(before: Code, after: Code, policies: Policies, day: date, seconds: float = TIME_LIMIT) -> Effect:
    """The effect of having `after` in place of `before`. Raises Faults E599 where a witness does not replay."""
    with effect_begun(before, after, policies, day, seconds) as effect:
        return effect()


@contextmanager
def effect_begun(
    before: Code, after: Code, policies: Policies, day: date, seconds: float = TIME_LIMIT
) -> Iterator[Callable[[], Effect]]:
    """The same, of which what can be is worked out on another processor from now on, while this one does something
    else; what is given waits for the effect.
    """
    rules = before.rules, after.rules
    touched = touched_outcomes(*rules, policies.vocabulary)
    sides = Sides(before, after, policies, day, touched)
    mediated = (
        {}
        if None in touched.duties
        else dict(mediators(touched.changed, [*rules[0], *rules[1]], touched.duties, policies.vocabulary))
    )
    with _Examination(sides, touched, mediated, seconds).begun() as effect:
        yield effect


class _Examination:
    def __init__(self, sides: Sides, touched: Touched, mediated: dict[Value, str], seconds: float) -> None:
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
                continue
        direct = Touched(touched.answers, frozenset(left))
        self._states = [states_of(side.symbolic, self._vocabulary, direct) for side in sides.both]
        addressees: dict[Key, None] = {}
        for side in sides.both:
            addressees.update(addressee_keys(side.symbolic, self._vocabulary, touched.addressed))
        for side, found in zip(sides.both, self._states, strict=True):
            found.update(addressee_states(side.symbolic, self._vocabulary, addressees))
        self._direct = list(self._by_itself())

    @contextmanager
    def begun(self) -> Iterator[Callable[[], Effect]]:
        """What waits for the effect, of which one half is worked out on another processor from now on."""
        # two halves that take about as long; where no duty is reached through a sentence, there is little to do
        with elsewhere(self._duties) if self._mediated else nullcontext(self._duties) as duties:

            def effect() -> Effect:
                rest = self._rest()
                return self._effect(joined([duties(), rest]))

            yield effect

    def _effect(self, found: Found) -> Effect:
        """The whole, in an order that does not rest on which half found what."""
        changes, impossible = sorted(found.changes, key=_place), sorted(found.impossible, key=_place)
        codes = [side.code for side in self._sides.both]
        notes = notes_on(self._sides.space, codes[0], codes[1], self._touched, self._vocabulary)
        describe_text = self._sides.space.inventory.describe
        labels = {str(argument): describe_text(str(argument)) for one in changes for argument in one.subject.arguments}
        meanings = tuple(in_order(found.meanings, changes))
        undecided = tuple(dict.fromkeys(found.undecided))
        return Effect(tuple(changes), tuple(impossible), undecided, notes, meanings, labels)

    def _duties(self) -> Found:
        """The duties that the change reaches in more ways than through one sentence: all with the same questions."""
        ask_about, duties = self._ask_about(), [one for one in self._direct if one.is_duty]
        if not duties:
            return nothing_found()
        together = ask_about(guard for one in duties for guard in one.about)
        return self._completed(joined(one.examine(together) for one in duties), ask_about)

    def _rest(self) -> Found:
        """Each other outcome by itself, and the duties that the change reaches through one sentence each."""
        ask_about = self._ask_about()
        tasks: list[Direct | Mediated] = [*(one for one in self._direct if not one.is_duty), *self._mediated]
        return self._completed(joined(one.examine(ask_about(one.about)) for one in tasks), ask_about)

    def _ask_about(self) -> AskAbout:
        """Questions that come out the same whatever was asked before them."""
        return partial(Solving, self._sides.space, seconds=self._seconds, translation=Translation(apart=True))

    def _completed(self, found: Found, ask_about: AskAbout) -> Found:
        """What was found, its witnesses replayed, with what its words mean. Raises Faults E599 where derivation says
        something else than the solver.
        """
        find_meanings(found, self._sides, ask_about)
        check_claims(found.claims, self._sides.both, self._vocabulary)
        return found

    def _by_itself(self) -> Iterator[Direct]:
        """The outcomes that may differ, those of one question in all its years together."""
        grouped: dict[tuple[str, str, tuple[Value, ...]], list[Key]] = {}
        for key in {**self._states[0], **self._states[1]}:
            arguments = without_year(key, self._vocabulary)
            grouped.setdefault((key.kind, key.predicate, arguments), []).append(key)
        for (kind, predicate, arguments), keys in grouped.items():
            if all(self._alike(key) for key in keys):
                continue
            place = year_position(keys[0], self._vocabulary)
            by_year = {int(str(key.arguments[place])): key for key in keys} if place is not None else {}
            years = tuple(sorted(by_year))
            listed = [by_year[year] for year in years] or keys
            states = [[self._of(number, key) for key in listed] for number in (0, 1)]
            yield Direct(Subject(kind, predicate, arguments, years), states, self._sides)

    def _of(self, number: int, key: Key) -> States:
        """The states of an outcome on one side."""
        return self._states[number].get(key, States(key, {NONE: True}, {}))

    def _alike(self, key: Key) -> bool:
        one, other = self._of(0, key), self._of(1, key)
        names = one.guards.keys() | other.guards.keys()
        return all(one.guard(name) is other.guard(name) for name in names)


def _place(one: Change | Pair) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    return one.subject.kind, str(one.subject.arguments), one.before, one.after
