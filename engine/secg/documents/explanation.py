"""What reports are built from: a Code, the facts of a day, and the model that they give."""

from __future__ import annotations

from functools import cached_property

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.derive.neighbourhood import bearing_on, focused
from secg.derive.outcomes import Model
from secg.derive.pydatalog_engine import derive
from secg.facts.situation import Facts
from secg.language.document_reader import documents_rules
from secg.language.program import Program
from secg.language.sentences import Wording
from secg.language.vocabulary import Vocabulary
from secg.proof.why_not import WhyNot
from secg.records import kept, record


@record
class Explanation:
    """What a report is built from: the program of a Code, the facts of a day and the model that they give.

    `focused` is the program that the model was derived with: of one about a single party, the rules
    held to the party asked about.
    """

    policies: Policies
    code: Code
    program: Program
    focused: Program
    facts: Facts
    model: Model

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the rules."""
        return self.policies.vocabulary

    @cached_property
    def wording(self) -> Wording:
        """The sentences of the vocabulary, with the names of the parties."""
        return Wording(self.vocabulary, self.facts.names)

    @cached_property
    def why(self) -> WhyNot:
        """The proofs of the model, and what keeps other conclusions from it."""
        return WhyNot(self.program, self.model)


def explanation_of(
    policies: Policies, code: Code, facts: Facts, party: str | None = None, newly_tied: bool = False
) -> Explanation:
    """Derive the model of a Code over the facts of a day; with `party`, over what can bear on that party.

    With `newly_tied`, also over what could once facts tie it to others than now.
    """
    program = code.program
    if party is None:
        return Explanation(policies, code, program, program, facts, derive(program, facts))
    facts = bearing_on(party, program, facts, newly_tied)
    held = program if newly_tied else _focused(policies, code)
    return Explanation(policies, code, program, held, facts, derive(held, facts, party))


@kept
def _focused(policies: Policies, code: Code) -> Program:
    # a report tries other readings too: what their rules ask for is kept
    overlays = [instrument for instrument in policies.instruments.values() if instrument.is_overlay]
    return focused(code.program, documents_rules(overlays))
