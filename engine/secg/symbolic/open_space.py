"""Parties that need not state every number: what a question left open for want of one is looked for among."""

from __future__ import annotations

from collections.abc import Sequence

from secg.language.unknowns import missing_fact
from secg.language.vocabulary import Predicate
from secg.logic.formulas import Formula, Guard, Quantity, Symbolic, both, either, opposite
from secg.records import record
from secg.symbolic.candidates import Row
from secg.symbolic.space import Space

FURTHER = "further-user"


@record
class Blank:
    """A number that a party may leave unstated: the fact, the party, the value, and when it is stated at all."""

    fact: Predicate
    party: str
    number: Quantity
    stated: Formula
    there: Guard


class OpenSpace(Space):
    """A space in which numbers may be unstated. Two Users may share with a third party, so that one of them can state
    its number and the other not.
    """

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """Every number that the rules have asked for and that a party may leave unstated."""
        made = []
        for candidate in self.inventory.candidates:
            # a number stands last in what a fact says
            number = candidate.terms[-1]
            if (
                candidate.predicate.absent == "unknown"
                and isinstance(number, Quantity)
                and isinstance(candidate.option, Formula)
            ):
                made.append(
                    Blank(candidate.predicate, candidate.party, number, candidate.option, self.exists[candidate.party])
                )
        return tuple(made)

    def _must_state(self, declared: Predicate) -> bool:
        # a fact whose absence leaves things open may be absent here
        return declared.absent == "default"

    def _missing(self, predicate: str) -> tuple[Row, ...]:
        fact = missing_fact(predicate)
        if fact is None:
            return ()
        rows = []
        for party in self.parties:
            stated = either(candidate.stated for candidate in self.candidates(fact) if candidate.party == party)
            guard = both([self.exists[party], opposite(stated)])
            if guard is not False:
                rows.append(Row((party,), guard))
        return tuple(rows)

    def _neighbours(self) -> tuple[str, ...]:
        known = super()._neighbours()
        return (*known, FURTHER) if known else ()

    def _domain(self, declared: Predicate, position: int, party: str) -> Sequence[Symbolic]:
        # the further User shares with whom the other User shares
        names_a_party = declared.arguments[position].type == "party"
        return super()._domain(declared, position, self.domains.other if names_a_party and party == FURTHER else party)
