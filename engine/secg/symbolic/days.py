"""Whether an answer about rules rests on the day that is asked about, where no rule looks at that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from secg.language.model import Anything, Atom, Constant, DateShift, Rule, Term, walk
from secg.language.operators import Unit
from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import Predicate, Vocabulary
from secg.logic.quantities import date_uses, is_dated
from secg.symbolic.constants import asked_predicates

_CENTURY = 36_525
"""Days that no move by fewer takes out of the calendar in any year of which somebody may ask."""


def day_grounds(rules: Sequence[Rule], vocabulary: Vocabulary, day: date, examined: Sequence[Rule]) -> tuple[str, ...]:
    """What of a day an answer about rules rests on: days for which that is the same give the same answer.

    `examined` are the rules for which the parties were made that are asked about.
    """
    uses = date_uses(examined, vocabulary)
    if any((given.name, 0) in uses for given in vocabulary.of_kind(PredicateKind.GIVEN)):
        return ()  # the answer is one for all days
    grounds = (day.isoformat(),) if rests_on_today(rules, vocabulary) else ()
    asked = asked_predicates(rules)
    types: set[str] = set()
    for fact in vocabulary.facts:
        if fact.name in asked:
            types.update(argument.type for argument in fact.arguments)
    # which symbols files may state
    in_use: list[str] = []
    for name in sorted(types & vocabulary.types.keys()):
        windows = vocabulary.types[name].windows
        in_use.extend(f"{name} {symbol}" for symbol, window in windows.items() if window.holds(day))
    return (*grounds, *in_use)


def rests_on_today(rules: Sequence[Rule], vocabulary: Vocabulary) -> bool:
    """Whether rules look at the day from which a fact holds, and name a day: what begins may have to begin later.

    Who moves a day far names the ends of the calendar, which hold it. The vocabulary names the days on which a symbol
    is in use, and the reader of files looks at that of the fact.
    """
    looks = names = False
    for rule in rules:
        for node in walk(rule.head, *rule.body):
            names = names or (isinstance(node, Constant) and isinstance(node.value, date)) or _moves_far(node)
            if isinstance(node, Atom) and (declared := vocabulary.predicates.get(node.predicate)) is not None:
                begins = declared.position(declared.begins) if declared.is_fact and declared.begins else None
                looks = looks or (begins is not None and not isinstance(node.terms[begins], Anything))
                if any(_is_of_some_days(declared, place, term, vocabulary) for place, term in enumerate(node.terms)):
                    return True
    return looks and names


def _moves_far(node: object) -> bool:
    """Whether a day is moved by more days than a century has, or by as many as a party states."""
    if not isinstance(node, DateShift) or node.unit is not Unit.DAYS:
        return False
    return not isinstance(node.amount, Constant) or int(str(node.amount.value)) > _CENTURY


def _is_of_some_days(declared: Predicate, place: int, term: Term, vocabulary: Vocabulary) -> bool:
    """Whether what stands in a place of a fact may be a symbol that is in use on some days only."""
    enumeration = vocabulary.types.get(declared.arguments[place].type)
    if not declared.is_fact or enumeration is None or isinstance(term, Anything):
        return False
    return is_dated(term, enumeration)
