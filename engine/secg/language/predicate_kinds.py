"""The kinds of predicates, how the engine treats each, and the kinds of not knowing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import assert_never

from secg.records import record


class PredicateKind(StrEnum):
    """What a predicate is for. `GIVEN` and `FACT` are stated, every other kind is concluded by rules."""

    GIVEN = "given"
    FACT = "fact"
    DERIVED = "derived"
    QUESTION = "question"
    ANSWER = "answer"
    SILENCE = "silence"
    OBLIGATION = "obligation"
    EXCUSE = "excuse"
    DISCHARGE = "discharge"
    UNSETTLED = "unsettled"
    DUE = "due"
    OWED_TO = "owed_to"
    NEXT_ASSESSMENT = "next_assessment"
    NEXT_DUE = "next_due"
    WARNING = "warning"


class Role(Enum):
    """How what is concluded of a party is told. Kinds share a role where each place that tells it tells of them all.

    Such a place is a `match` over the roles that ends in `assert_never`, which the type checker names for a new role.
    """

    KNOWN = "known before any rule"
    STEP = "told in proofs alone"
    QUESTION = "told with its answer"
    ANSWER = "an answer to a question, or that it is open"
    DUTY = "a duty, or how it stands"
    OF_DUTY = "told beside a duty"
    NEXT = "which answer comes next, or by when"
    WARNING = "a sentence of its own"


class Compared(Enum):
    """As what a comparison of two Codes compares what rules conclude."""

    NOTHING = "not by itself"
    QUESTION = "how a question is answered"
    DUTY = "how a duty stands"
    ADDRESSEE = "to whom a duty is owed"
    DETAIL_OF_DUTY = "what a duty is told with"
    DETAIL = "what a party is told besides"


class RowKind(StrEnum):
    """What has a row of its own where conclusions are listed, party by party."""

    ASSESSMENT = "assessment"
    DUTY = "duty"


@record
class Treatment:
    """What the engine asks about a kind of predicate: all that a new kind has to answer, but for telling its role.

    `shape` are the types of the arguments (`*`: any enumeration), None where other checks see to them; `turn` is when a
    paragraph that is asked about is asked for such conclusions, 0 for never; `promised` whether readers of conclusions
    look at them, so that they are told of a change; `heading` what they tell of a duty, or of a party in a capacity.
    """

    role: Role
    compared: Compared
    shape: tuple[str, ...] | None
    turn: int = 0
    promised: bool = True
    heading: str = ""


_DUTY = ("party", "*", "text")
"""The arguments that say which duty is meant."""


def _treatment(kind: PredicateKind) -> Treatment:
    match kind:
        case PredicateKind.GIVEN | PredicateKind.FACT:
            return Treatment(Role.KNOWN, Compared.NOTHING, None, promised=False)
        case PredicateKind.DERIVED:
            return Treatment(Role.STEP, Compared.NOTHING, None, promised=False)
        case PredicateKind.QUESTION:
            return Treatment(Role.QUESTION, Compared.QUESTION, None)
        case PredicateKind.ANSWER:
            return Treatment(Role.ANSWER, Compared.QUESTION, None, turn=2)
        case PredicateKind.SILENCE:
            return Treatment(Role.ANSWER, Compared.QUESTION, None)
        case PredicateKind.OBLIGATION:
            return Treatment(Role.DUTY, Compared.DUTY, _DUTY, turn=1)
        case PredicateKind.EXCUSE:
            return Treatment(Role.DUTY, Compared.DUTY, _DUTY, turn=4)
        case PredicateKind.DISCHARGE:
            return Treatment(Role.DUTY, Compared.DUTY, _DUTY, turn=5)
        case PredicateKind.UNSETTLED:
            return Treatment(Role.DUTY, Compared.DUTY, _DUTY, turn=3)
        case PredicateKind.DUE:
            heading = "{of}, by when it is to be done"
            return Treatment(Role.OF_DUTY, Compared.DETAIL_OF_DUTY, (*_DUTY, "date"), heading=heading)
        case PredicateKind.OWED_TO:
            heading = "{of}, to whom it is owed"
            return Treatment(Role.OF_DUTY, Compared.ADDRESSEE, (*_DUTY, "text"), heading=heading)
        case PredicateKind.NEXT_ASSESSMENT:
            heading, shape = "the next assessment {of}", ("party", "*", "*")
            return Treatment(Role.NEXT, Compared.DETAIL, shape, turn=6, promised=False, heading=heading)
        case PredicateKind.NEXT_DUE:
            heading, shape = "by when the next assessment {of} is to be scheduled", ("party", "*", "date")
            return Treatment(Role.NEXT, Compared.DETAIL, shape, promised=False, heading=heading)
        case PredicateKind.WARNING:
            return Treatment(Role.WARNING, Compared.DETAIL, ("party", "*", "*"), heading="the warnings {of}")
        case _:
            assert_never(kind)


TREATMENT: Mapping[PredicateKind, Treatment] = {kind: _treatment(kind) for kind in PredicateKind}


def kinds_with(*roles: Role) -> tuple[PredicateKind, ...]:
    """The kinds with one of these roles."""
    return tuple(kind for kind in PredicateKind if TREATMENT[kind].role in roles)


def is_outcome(role: Role) -> bool:
    """Whether a report shows what has the role as an outcome."""
    match role:
        case Role.KNOWN | Role.STEP | Role.QUESTION:
            return False
        case Role.ANSWER | Role.DUTY | Role.OF_DUTY | Role.NEXT | Role.WARNING:
            return True
        case _:
            assert_never(role)


OUTCOME_KINDS = kinds_with(*filter(is_outcome, Role))
"""The kinds that a report shows as outcomes."""
CLAIMED_KINDS = (PredicateKind.QUESTION, *OUTCOME_KINDS)
"""The kinds of which a report claims something."""


class Doubt(StrEnum):
    """The kinds of not knowing. Each has one word everywhere, and `DOUBT_WORDS` says it."""

    CODE_SILENT = "code_silent"
    NO_SOURCE = "no_source"
    TWO_READINGS = "two_readings"
    FACT_NOT_STATED = "fact_not_stated"


DOUBT_WORDS: Mapping[Doubt, str] = {
    Doubt.CODE_SILENT: "the Code is silent, according to {source}",
    Doubt.NO_SOURCE: "no source held says",
    Doubt.TWO_READINGS: "the sources leave two readings",
    Doubt.FACT_NOT_STATED: "a fact is not stated",
}


def left_open(doubt: Doubt) -> str:
    """Why something is open: `open: a source says that the Code is silent`."""
    said, names_source, _ = DOUBT_WORDS[doubt].partition(", according to")
    if names_source:
        said = f"a source says that {said}"
    return f"open: {said}"


DOUBTFUL_KINDS = (PredicateKind.SILENCE, PredicateKind.UNSETTLED)
"""The kinds of predicates that leave something open; each such predicate has its `doubt`."""
