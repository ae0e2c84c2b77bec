"""The kinds of predicates, how the engine treats each, and the kinds of not knowing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Self, assert_never

from secg.records import record


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


_IN_PROOFS = Treatment(Role.STEP, Compared.NOTHING, None, promised=False)
_STATED = Treatment(Role.KNOWN, Compared.NOTHING, None, promised=False)


def _of_duty(turn: int) -> Treatment:
    return Treatment(Role.DUTY, Compared.DUTY, _DUTY, turn)


def _beside_duty(compared: Compared, last: str, heading: str) -> Treatment:
    return Treatment(Role.OF_DUTY, compared, (*_DUTY, last), heading=heading)


def _next(last: str, turn: int, heading: str) -> Treatment:
    return Treatment(Role.NEXT, Compared.DETAIL, ("party", "*", last), turn, False, heading)


class PredicateKind(StrEnum):
    """What a predicate is for. `GIVEN` and `FACT` are stated, every other kind is concluded by rules."""

    GIVEN = "given", _STATED
    FACT = "fact", _STATED
    DERIVED = "derived", _IN_PROOFS
    QUESTION = "question", Treatment(Role.QUESTION, Compared.QUESTION, None)
    ANSWER = "answer", Treatment(Role.ANSWER, Compared.QUESTION, None, turn=2)
    SILENCE = "silence", Treatment(Role.ANSWER, Compared.QUESTION, None)
    OBLIGATION = "obligation", _of_duty(turn=1)
    EXCUSE = "excuse", _of_duty(turn=4)
    DISCHARGE = "discharge", _of_duty(turn=5)
    UNSETTLED = "unsettled", _of_duty(turn=3)
    DUE = "due", _beside_duty(Compared.DETAIL_OF_DUTY, "date", "{of}, by when it is to be done")
    OWED_TO = "owed_to", _beside_duty(Compared.ADDRESSEE, "text", "{of}, to whom it is owed")
    NEXT_ASSESSMENT = "next_assessment", _next("*", 6, "the next assessment {of}")
    NEXT_DUE = "next_due", _next("date", 0, "by when the next assessment {of} is to be scheduled")
    WARNING = "warning", Treatment(Role.WARNING, Compared.DETAIL, ("party", "*", "*"), heading="the warnings {of}")

    treatment: Treatment

    def __new__(cls, word: str, treatment: Treatment) -> Self:
        kind = str.__new__(cls, word)
        kind._value_, kind.treatment = word, treatment
        return kind


TREATMENT: Mapping[PredicateKind, Treatment] = {kind: kind.treatment for kind in PredicateKind}


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
