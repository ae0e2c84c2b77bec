"""Goals that differ in one name or day only, searched once with a stand-in for it (`stand_in.py`).

What that gives holds for each of them of which the search would have learnt the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar, overload

from secg.derive.outcomes import Model
from secg.language.model import Constant, Value, atoms_of
from secg.language.program import Program
from secg.proof.proofs import Values
from secg.proof.stand_in import Question, Shapes, StandIn, stand_in_for
from secg.records import kept

Pattern = tuple[Value | None, ...]

KINDS = 4
"""Of goals that differ in one name or day, stand-ins are asked so many different lists of questions."""

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Shared(Generic[_Result]):
    """What a search gave, in which a value is to be read where its stand-in is."""

    result: _Result
    stand_in: object = None
    value: Value | None = None

    def naming(self, values: Values) -> Values:
        """Values with the name in the place of what stands in for it."""
        named = dict(values)
        for name, value in values.items():
            # by identity: `==` would ask the stand-in a question
            if value is self.stand_in and self.value is not None:
                named[name] = self.value
        return named


class Naming(Sequence[Values]):
    """Choices of values with the name put in as each is looked at: of hundreds, few are."""

    def __init__(self, choices: Sequence[Values], shared: Shared[Any]) -> None:
        self._choices = choices
        self._shared = shared

    def __len__(self) -> int:
        return len(self._choices)

    @overload
    def __getitem__(self, at: int) -> Values: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Values]: ...

    def __getitem__(self, at: int | slice) -> Values | Sequence[Values]:
        if isinstance(at, slice):
            return Naming(self._choices[at], self._shared)
        return self._shared.naming(self._choices[at])


_Kinds = dict[tuple[Question, ...], dict[tuple[object, ...], Shared[_Result]]]
"""By the questions asked of a stand-in, and by the answers to them, what its search gave."""


class SharedSearches(Generic[_Result]):
    """Searches for patterns of conclusions in one model, each done once."""

    def __init__(self, program: Program, model: Model, search: Callable[[str, Pattern], _Result]) -> None:
        self._program = program
        self._search = search
        self._shapes = Shapes(model)
        self._known: dict[tuple[str, Pattern], Shared[_Result]] = {}
        self._kinds: dict[tuple[str, object], _Kinds[_Result]] = {}

    def of(self, predicate: str, wanted: Pattern) -> Shared[_Result]:
        """The result for a pattern, perhaps that for another one which differs from it in a name."""
        key = (predicate, wanted)
        if key not in self._known:
            self._known[key] = self._share(predicate, wanted)
        return self._known[key]

    def _share(self, predicate: str, wanted: Pattern) -> Shared[_Result]:
        named = _last_name(wanted, _named_by_rules(self._program))
        # not two at once: what is asked of the second would be about the first
        if named is None or any(isinstance(other, StandIn) for other in wanted):
            return Shared(self._search(predicate, wanted))
        place, value = named
        around = (wanted[:place], wanted[place + 1 :])
        kinds = self._kinds.get((predicate, around))
        if kinds is None:  # the first goal of its kind is searched by itself, as most are the only ones
            self._kinds[predicate, around] = {}
            return Shared(self._search(predicate, wanted))
        for questions, alike in kinds.items():
            known = alike.get(_answers(questions, value))
            if known is not None:
                return replace(known, value=value)
        if len(kinds) == KINDS:  # it is compared with ever other values, so that asking costs more than it saves
            return Shared(self._search(predicate, wanted))
        stand_in = stand_in_for(value, self._shapes)
        result = self._search(predicate, (*around[0], stand_in, *around[1]))
        questions = tuple(stand_in.questions)
        shared = Shared(result, stand_in, value)
        kinds.setdefault(questions, {})[_answers(questions, value)] = shared
        return shared


def _answers(questions: Sequence[Question], value: Value) -> tuple[object, ...]:
    return tuple([question(value, *others) for question, others in questions])


def _last_name(wanted: Pattern, named_by_rules: frozenset[Value]) -> tuple[int, str | date] | None:
    """The last name or day of a pattern that is none of those in the rules, if any, with its place."""
    for place in range(len(wanted) - 1, -1, -1):
        value = wanted[place]
        if isinstance(value, str | date) and value not in named_by_rules:
            return place, value
    return None


@kept
def _named_by_rules(program: Program) -> frozenset[Value]:
    """The texts and days that rules write as arguments."""
    named: set[Value] = set()
    for rule in program.rules:
        for atom in (rule.head, *atoms_of(rule.body)):
            named.update(term.value for term in atom.terms if isinstance(term, Constant))
    return frozenset(named)
