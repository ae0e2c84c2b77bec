"""What a Code gives for the parties of a regression case, before anything is expected of it (`judging.py`)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain

from secg.cases.case import SILENT, Case, Expectation
from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies
from secg.code.selection import version_named
from secg.derive.neighbourhood import bearing_on
from secg.derive.outcomes import UNDETERMINED, Model, Status
from secg.derive.pydatalog_engine import derive
from secg.facts.loading import Situations, facts_on
from secg.facts.situation import Facts, Row
from secg.language.paragraph_number import Citation
from secg.language.predicate_kinds import OUTCOME_KINDS, Doubt, PredicateKind, left_open
from secg.language.program import Program
from secg.language.sentences import Wording, date_words
from secg.messages import REQUEST
from secg.proof.matching import Prover
from secg.proof.proofs import concluded_nodes
from secg.records import record

_SYMBOL = re.compile(r"[a-z]+(?:_[a-z]+)*")


@record
class Findings:
    """What a Code gives for the parties of a case."""

    case: Case
    policies: Policies
    code: Code
    program: Program
    facts: Facts
    model: Model
    labelled: bool = False
    """Whether a mismatch is told in the vocabulary's labels, for a page, or in the symbols of the case files."""

    @cached_property
    def prover(self) -> Prover:
        """Proofs of this model."""
        return Prover(self.program, self.model)

    @cached_property
    def conclusions(self) -> tuple[tuple[str, Row], ...]:
        """The atoms that a report on the party shows as outcomes."""
        atoms: list[tuple[str, Row]] = []
        for predicate in self.policies.vocabulary.of_kind(*OUTCOME_KINDS):
            atoms += [(predicate.name, row) for row in self.model.rows_with(predicate.name, 0, self.case.party)]
        return tuple(atoms)

    @cached_property
    def cited(self) -> frozenset[Citation]:
        """The paragraphs, with limbs, on which the smallest proofs of the conclusions rest."""
        proofs = [self.prover.prove(name, row) for name, row in self.conclusions]
        nodes = chain.from_iterable(map(concluded_nodes, proofs))
        return frozenset(node.rule.citation for node in nodes)

    @cached_property
    def wording(self) -> Wording:
        """Words for the atoms of this model."""
        return Wording(self.policies.vocabulary, self.facts.names)

    def told(self, symbols: str, type_name: str = "") -> str:
        """Symbols of a type as a case file writes them, or their labels; words that join symbols stay.

        Without a type they say how duties stand.
        """
        if not self.labelled:
            return symbols
        # these have no labels in the vocabulary; a report says them so
        labels: dict[str, str] = {Status.DISCHARGED: "done", Status.UNSETTLED: "not settled", SILENT: UNDETERMINED}
        labels.update((doubt, left_open(doubt)) for doubt in Doubt)
        labels.update(self.policies.vocabulary.labels(type_name))
        return _SYMBOL.sub(lambda match: labels.get(match[0], match[0]), symbols)

    def named(self, value: str) -> str:
        """A party or thing as a case file writes it, or as a page prints it."""
        return self.wording.value(value, "text") if self.labelled else value

    def dated(self, day: date | str) -> str:
        """A day as a case file writes it, or as a page prints it; `none` as it is."""
        if self.labelled and isinstance(day, date):
            return date_words(day)
        return str(day)

    def concluded_at(self, predicate: str, row: Row) -> frozenset[Citation]:
        """Every paragraph, with its limb, that concludes the atom."""
        return frozenset(rule.citation for rule, _ in self.prover.instances(predicate, row))

    def due_days(self, duties: Collection[Row]) -> list[date]:
        """The days by which these duties are due, in order."""
        days: set[date] = set()
        for predicate in self.policies.vocabulary.of_kind(PredicateKind.DUE):
            for *duty, day in self.model.rows(predicate.name):
                if tuple(duty) in duties and isinstance(day, date):
                    days.add(day)
        return sorted(days)


def find(case: Case, policies: Policies, code: Code | None = None) -> Findings:
    """What the Code of the case's version (or `code` instead) gives for its parties on its day."""
    chosen = code or consolidate(policies, version_named(policies, case.label), case.overlays)
    stated = facts_on(case.situations, case.day, policies.vocabulary)
    # a case of a party of facts/ stands among all the others, few of which bear on it
    facts = bearing_on(case.party, chosen.program, stated)
    return Findings(case, policies, chosen, chosen.program, facts, derive(chosen.program, facts))


def find_party(code: Code, situations: Situations, party: str, day: date, policies: Policies) -> Findings:
    """What a Code gives a party on a day; the case of the findings expects nothing."""
    case = Case("", code.version.label, "", day, party, situations, code.overlays, Expectation(), REQUEST)
    return find(case, policies, code)


@dataclass
class Finder:
    """Finds what Codes give for cases; what cases have in common (a party's model) is made once."""

    policies: Policies
    _findings: dict[object, Findings] = field(default_factory=dict)

    def __call__(self, case: Case) -> Findings:
        """What the Code of the case's version gives for its parties on its day."""
        # the party too, as a model holds only what bears on it; situations by identity, as a mapping has no hash
        key = (case.label, case.overlays, case.day, case.party, id(case.situations))
        if key not in self._findings:
            self._findings[key] = find(case, self.policies)
        # cases that ask the same expect different things of it
        return replace(self._findings[key], case=case)
