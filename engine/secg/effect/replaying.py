"""Many witnesses replayed on the ordinary engine in one go: what it says of each must be what the solver said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from secg.derive.neighbourhood import are_connected
from secg.derive.outcomes import Model, outcomes_of
from secg.derive.pydatalog_engine import derive
from secg.effect.sides import Side
from secg.facts.situation import Facts, Row
from secg.language.model import Rule, Value
from secg.language.program import Program
from secg.language.vocabulary import Vocabulary
from secg.messages import Span
from secg.outcomes.details import concrete_details
from secg.outcomes.states import NONE, Key, concrete_addressees, concrete_states
from secg.outcomes.witness import Witness, facts_of, internal
from secg.records import record
from secg.symbolic.candidates import SUBJECT

_TOGETHER = 16
"""So many witnesses are derived at once: rules that look at several parties take longer, the more of them there are."""

Outcomes = dict[Key, str]
"""The state of each outcome of the party of a witness."""


@record
class Claim:
    """What the solver says of its witness: the state of some outcomes, under each of the Codes that are examined."""

    witness: Witness
    expected: tuple[Mapping[Key, str], ...]


def replay_all(
    known: Sequence[Facts], rules: Sequence[Rule], vocabulary: Vocabulary, named: bool = False
) -> list[Outcomes]:
    """What the ordinary engine says under rules (guards included) of each witness, of which the facts are given.

    Witnesses about one day are derived together, as parties of different names, where the rules tie every party that
    they speak of to the party concerned; else each by itself, as where rules call parties by their names (`named`), or
    the witness calls something else by the name of a party.
    """
    program = Program(tuple(rules), vocabulary)
    together = not named and are_connected(program)
    outcomes: list[Outcomes] = [{} for _ in known]
    # a model is of one day
    days: dict[date, list[int]] = {}
    for number, facts in enumerate(known):
        if together and not _has_texts_like_parties(facts, vocabulary):
            days.setdefault(facts.day, []).append(number)
        else:
            outcomes[number] = _outcomes(derive(program, facts), vocabulary, SUBJECT)
    for numbers in days.values():
        for start in range(0, len(numbers), _TOGETHER):
            batch = numbers[start : start + _TOGETHER]
            model = derive(program, _together([known[number] for number in batch]))
            for place, number in enumerate(batch):
                plain = {_apart(name, place): name for name in known[number].names}
                for key, state in _outcomes(model, vocabulary, _apart(SUBJECT, place)).items():
                    arguments = tuple(_renamed(argument, plain) for argument in key.arguments)
                    outcomes[number][replace(key, arguments=arguments)] = state
    return outcomes


def _outcomes(model: Model, vocabulary: Vocabulary, party: str) -> Outcomes:
    """What a model says of a party."""
    states = concrete_states(outcomes_of(model, vocabulary, party), vocabulary)
    states.update(concrete_addressees(model, vocabulary, party))
    states.update(concrete_details(model, vocabulary, party))
    return states


def check_claims(claims: Sequence[Claim], sides: Sequence[Side], vocabulary: Vocabulary, named: bool = False) -> None:
    """Replay the witness of every claim on each side. Raises Faults E599 where derivation says something else."""
    # several duties often have the same smallest party
    witnesses = {claim.witness.facts: claim.witness for claim in claims}
    known = [facts_of(witness, vocabulary) for witness in witnesses.values()]
    for number, side in enumerate(sides):
        replayed = dict(zip(witnesses, replay_all(known, side.rules, vocabulary, named), strict=True))
        for claim in claims:
            outcomes = replayed[claim.witness.facts]
            for key, expected in claim.expected[number].items():
                actual = outcomes.get(key, NONE)
                if expected != actual:
                    raise internal(
                        f"under the Code of {side.code.label} the solver takes {key.predicate} {key.arguments} of its "
                        f"witness to be `{expected}`, and derivation gives `{actual}`"
                    )


def _has_texts_like_parties(facts: Facts, vocabulary: Vocabulary) -> bool:
    """Whether facts state the name of a party where no party stands, so that to give the party another name shows."""
    for predicate, rows in facts.rows.items():
        arguments = vocabulary.predicates[predicate].arguments
        others = [place for place, argument in enumerate(arguments) if argument.type != "party"]
        if any(row[place] in facts.names for row in rows for place in others):
            return True
    return False


def _apart(party: str, place: int) -> str:
    return f"{party} {place}"


def _renamed(value: Value, names: Mapping[str, str]) -> Value:
    return names.get(value, value) if isinstance(value, str) else value


def _together(listed: Sequence[Facts]) -> Facts:
    """The facts of several witnesses as those of one world, in which no party of one is tied to one of another."""
    rows: dict[str, dict[Row, Span]] = {}
    names: dict[str, str] = {}
    missing: dict[str, set[str]] = {}
    for place, facts in enumerate(listed):
        other = {name: _apart(name, place) for name in facts.names}
        for predicate, own in facts.rows.items():
            spans = rows.setdefault(predicate, {})
            for row, span in own.items():
                spans[tuple(_renamed(value, other) for value in row)] = span
        names.update({other[name]: shown for name, shown in facts.names.items()})
        for fact, parties in facts.missing.items():
            missing.setdefault(fact, set()).update(other[party] for party in parties)
    # all are about the same day
    return Facts(listed[0].day, rows, names, names, {fact: frozenset(parties) for fact, parties in missing.items()})
