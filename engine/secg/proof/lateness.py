"""How late a duty was done: from the day by which it was due to the day that the facts record."""

from __future__ import annotations

from datetime import date

from secg.language.vocabulary import Vocabulary
from secg.proof.proofs import Concluded, Proof, Stated


def done_on(proof: Proof, vocabulary: Vocabulary) -> date | None:
    """The day on which a duty was done: the last of the days of the facts that the discharge itself asks for."""
    days: list[date] = []
    for premise in proof.premises if isinstance(proof, Concluded) else ():
        if isinstance(premise, Stated):
            declared = vocabulary.predicates[premise.predicate]
            place = declared.position(declared.begins) if declared.begins else None
            day = premise.row[place] if place is not None else None
            if isinstance(day, date):
                days.append(day)
    return max(days, default=None)


def late_days(proof: Proof, due: date, vocabulary: Vocabulary) -> int:
    """By how many days a discharge came after the day by which its duty was due; 0 where it came in time."""
    done = done_on(proof, vocabulary)
    return max((done - due).days, 0) if done is not None else 0
