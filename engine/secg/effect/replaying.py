"""Many witnesses replayed on the ordinary engine in one go: what it says of each must be what the solver said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from secg.derive.neighbourhood import are_connected
from secg.derive.outcomes import outcomes_of
from secg.derive.pydatalog_engine import derive
from secg.effect.candidates import SUBJECT
from secg.effect.details import concrete_details
from secg.effect.sides import Side
from secg.effect.states import NONE, Key, concrete_addressees, concrete_states
from secg.effect.witness import Witness, internal, load_witness
from secg.facts.loading import facts_on
from secg.facts.situation import Facts, Row
from secg.language.model import Rule, Value
from secg.language.program import Program
from secg.language.vocabulary import Vocabulary
from secg.messages import Span
from secg.records import record

_TOGETHER = 16
"""So many witnesses are derived at once: rules that look at several parties take longer, the more of them there are."""

Outcomes = dict[Key, str]
"""The state of each outcome of the party of a witness."""


@record
class Claim:
    """What the solver says of its witness: the state of some outcomes, under the Code before and the Code after."""

    witness: Witness
    expected: tuple[Mapping[Key, str], Mapping[Key, str]]


def replay_all(
    known: Sequence[Facts], rules: Sequence[Rule], vocabulary: Vocabulary, named: bool = False
) -> list[Outcomes]:
    """What the ordinary engine says under rules (guards included) of each witness, of which the facts are given.

    Witnesses about one day are derived together, as parties of different names, where the rules tie every party that
    they speak of to the party concerned; else each by itself, as where rules call parties by their names (`named`).
    """
    program = Program(tuple(rules), vocabulary)
    together = not named and are_connected(program)
    days: dict[tuple[date, int], list[int]] = {}
    for number, facts in enumerate(known):
        days.setdefault((facts.day, 0 if together else number), []).append(number)
    outcomes: list[Outcomes] = [{} for _ in known]
    # where each is derived by itself, a batch is one witness
    batches = (every[start : start + _TOGETHER] for every in days.values() for start in range(0, len(every), _TOGETHER))
    for numbers in batches:
        listed = [known[number] for number in numbers]
        model = derive(program, _together(listed) if together else listed[0])
        for place, number in enumerate(numbers):
            party = _apart(SUBJECT, place) if together else SUBJECT
            states = concrete_states(outcomes_of(model, vocabulary, party), vocabulary)
            states.update(concrete_addressees(model, vocabulary, party))
            states.update(concrete_details(model, vocabulary, party))
            plain = {_apart(name, place): name for name in known[number].names}
            outcomes[number] = {
                Key(key.kind, key.predicate, tuple(_renamed(argument, plain) for argument in key.arguments)): state
                for key, state in states.items()
            }
    return outcomes


def check_claims(claims: Sequence[Claim], sides: Sequence[Side], vocabulary: Vocabulary, named: bool = False) -> None:
    """Replay the witness of every claim on both sides. Raises Faults E599 where derivation says something else."""
    witnesses = {
        claim.witness.facts: claim.witness for claim in claims
    }  # several duties often have the same smallest party
    known = [facts_on(load_witness(witness, vocabulary), witness.as_at, vocabulary) for witness in witnesses.values()]
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
            spans.update({tuple(_renamed(value, other) for value in row): span for row, span in own.items()})
        names.update({other[name]: shown for name, shown in facts.names.items()})
        for fact, parties in facts.missing.items():
            missing.setdefault(fact, set()).update(_names(parties, other))
    return Facts(listed[0].day, rows, names, names, {fact: frozenset(parties) for fact, parties in missing.items()})


def _names(parties: Iterable[str], other: Mapping[str, str]) -> list[str]:
    return [other[party] for party in parties]
