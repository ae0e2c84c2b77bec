"""Tables of a workbook: the register of the duties of all parties, what a modification changes for them, the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from secg.derive.outcomes import DutyOutcome, Status, duties_of
from secg.language.vocabulary import PredicateKind
from secg.proof.proofs import Concluded
from secg.report.change_document import ImpactEntry
from secg.report.conflicts import rows_about
from secg.report.explanation import Explanation
from secg.report.naming import short_labels
from secg.report.nodes import citations_of, weakest_provenance
from secg.report.party_list import ListedParty, due_day
from secg.report.sheets import Cell, Column, Sheet

OVERDUE = "overdue"
STATES = {Status.DISCHARGED: "done", Status.UNSETTLED: "not settled"}
"""How reports call what has another name in a model."""

PARTY_COLUMNS = (
    *(Column("Party", 34), Column("File", 34), Column("Next assessment", 60)),
    *(Column("Overdue", 10), Column("Due next", 14)),
)
DUTY_COLUMNS = (
    *(Column("Party", 34), Column("Duty", 60), Column("About", 26), Column("Paragraph", 26), Column("Due", 14)),
    *(Column("State", 14), Column("Owed to", 30), Column("Provenance", 14), Column("Rests on", 40), Column("File", 34)),
)
IMPACT_COLUMNS = (
    *(Column("Party", 34), Column("What", 50), Column("Before", 40), Column("After", 40)),
    *(Column("Paragraphs before", 30), Column("Paragraphs after", 30), Column("File", 34)),
)
LEDGER_COLUMNS = (
    *(Column("Paragraph", 26), Column("Title", 44), Column("State", 16), Column("Reason", 60)),
    *(Column("Sources", 24), Column("Changed by", 24), Column("Rules", 8), Column("Cases", 8)),
)


def party_sheet(parties: Sequence[ListedParty]) -> Sheet:
    """The parties with what comes next, in the order given."""
    rows: list[tuple[Cell, ...]] = []
    for party in parties:
        rows.append((party.name, party.party, party.assessments, party.overdue, party.due_next))
    return Sheet("Parties", PARTY_COLUMNS, tuple(rows))


def duty_sheet(explanation: Explanation) -> Sheet:
    """Every duty of every party, and every one that is not settled, as the reports of the parties have them."""
    names = explanation.facts.names
    rows: list[tuple[Cell, ...]] = []
    for party in sorted(names, key=lambda party: (names[party].lower(), party)):
        for outcome in duties_of(explanation.model, explanation.vocabulary, party):
            rows.append(_duty_row(outcome, explanation))
    return Sheet("Duties", DUTY_COLUMNS, tuple(rows))


def _duty_row(outcome: DutyOutcome, explanation: Explanation) -> tuple[Cell, ...]:
    vocabulary, model, wording = explanation.vocabulary, explanation.model, explanation.wording
    party, duty, about = outcome.row
    # a duty in conflict is both set and left open; the paragraph that sets it is named
    kind = PredicateKind.UNSETTLED if outcome.status == Status.UNSETTLED else PredicateKind.OBLIGATION
    proof = explanation.why.prover.prove(*rows_about(model, vocabulary, kind, outcome.row)[0])
    assert isinstance(proof, Concluded)
    cited = citations_of([proof])
    day = due_day(outcome, model, vocabulary)
    state = STATES.get(outcome.status, outcome.status)
    if outcome.status == Status.APPLIES and day is not None and day < explanation.facts.day:
        state = OVERDUE
    owed_to = rows_about(model, vocabulary, PredicateKind.OWED_TO, outcome.row)
    return (
        *(explanation.facts.names[str(party)], vocabulary.label(vocabulary.duty_type, duty)),
        *(wording.value(about, "text"), short_labels(str(proof.rule.citation)), day),
        *(state, "; ".join(wording.value(row[-1], "text") for _, row in owed_to)),
        *(weakest_provenance(cited, explanation.code), _cited(list(map(str, cited))), str(party)),
    )


def _cited(paragraphs: Sequence[str]) -> str:
    return "; ".join(map(short_labels, paragraphs))


def impact_sheet(entries: Sequence[ImpactEntry]) -> Sheet:
    """What changes for each party (`impact_entries`), a row for each outcome."""
    rows: list[tuple[Cell, ...]] = []
    for entry in entries:
        for change in entry["changes"]:
            rows.append(
                (
                    *(entry["name"], change["what"], change["before_words"], change["after_words"]),
                    *(_cited(change["paragraphs_before"]), _cited(change["paragraphs_after"]), entry["party"]),
                )
            )
    return Sheet("Changes", IMPACT_COLUMNS, tuple(rows))


def ledger_sheet(entries: Sequence[Mapping[str, Any]]) -> Sheet:
    """Every paragraph known to exist, with what is held of it; `rules` is the number in its last text."""
    rows: list[tuple[Cell, ...]] = []
    for entry in entries:
        rules = entry["rules"][-1] if entry["rules"] else 0  # of a paragraph that is not held there is no text
        rows.append(
            (
                *(short_labels(entry["paragraph"]), entry["title"], entry["state"], entry["reason"]),
                *("; ".join(entry["sources"]), "; ".join(entry["instruments"]), rules, len(entry["cases"])),
            )
        )
    return Sheet("Ledger", LEDGER_COLUMNS, tuple(rows))
