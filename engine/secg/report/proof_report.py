"""What `secg prove` shows, as plain data: findings, recorded silences, and what was not decided, version by version."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from secg.code.comparison import Named
from secg.code.consolidation import Code
from secg.effect.proving import Proved
from secg.effect.questions import Finding
from secg.report.change_document import FindingEntry, ProofDocument, VersionProof
from secg.report.difference import condition_entry, witness_entry

HEADINGS = {
    "gap": "a question without an answer, and not recorded as left open",
    "contradiction": "a question with two answers, or with an answer and recorded as left open",
    "silence without a reason": "a question recorded as left open beside which no reason stands",
    "needless undetermined": "a question left open for want of a number, each value of which gives the same answer",
    "idle rule": "a rule that applies to no possible party",
    "implied rule": "a rule that says only what other rules already say",
    "property": "a property that does not hold",
    "silence": "a question that is left open",
    "accepted breach": "a breach of a property that is known and accepted",
    "rule of use elsewhere": "a rule without use in this Code that has its use in another, where it stands too",
    "stale acceptance": "an accepted breach that is not there: take its acceptance out",
}


def proof_report(proofs: Sequence[tuple[Code, Proved]]) -> ProofDocument:
    """The report on one or more versions."""
    return {"versions": [_version_entry(code, proved) for code, proved in proofs]}


def _version_entry(code: Code, proved: Proved) -> VersionProof:
    overlaid = chain.from_iterable(("--with", overlay) for overlay in code.overlays)
    named = Named(code, f"the Code of {code.label}", ("--version", code.label, *overlaid))
    return {
        "label": code.label,
        "in_force": code.in_force.isoformat(),
        "overlays": list(code.overlays),
        "counts": {"questions": proved.questions, "rules": proved.rules, "properties": proved.properties},
        "proved": not proved.findings and not proved.undecided and proved.bound is None,
        "bound": proved.bound,
        "claim": _claim(proved),
        "findings": [_finding_entry(finding, named, proved.bound) for finding in proved.findings],
        "silences": [_finding_entry(finding, named) for finding in proved.silences],
        "accepted": [_finding_entry(finding, named) for finding in proved.accepted],
        "undecided": list(proved.undecided),
    }


def _claim(proved: Proved) -> str | None:
    """What holds of the whole Code, of every party or of which; None where something was found or left undecided."""
    if proved.findings or proved.undecided:
        return None
    holds = (
        "every question has exactly one answer or is recorded as left open, every rule can apply and none says only "
        f"what others say, and every property holds{', but for what is accepted' if proved.accepted else ''}."
    )
    if proved.bound is None:
        return f"Proved: {holds}"
    return (
        f"For every party {proved.bound}: {holds} No question waits for a number that does not matter, whatever "
        "numbers a party, one provider and two other parties leave unstated."
    )


def _finding_entry(finding: Finding, named: Named, bound: str | None = None) -> FindingEntry:
    heading = HEADINGS[finding.kind]
    # parties beyond the bound were not examined: to one of them the rule may apply
    if bound is not None and finding.kind in ("idle rule", "implied rule"):
        heading = f"{heading.replace('no possible party', 'no party examined')}, for every party {bound}"
    return {
        "kind": finding.kind,
        "heading": heading,
        "what": finding.what,
        "years": list(finding.years),
        "paragraphs": [str(paragraph) for paragraph in finding.paragraphs],
        "reason": finding.reason,
        "condition": condition_entry(finding.condition) if finding.condition is not None else None,
        "witness": witness_entry(finding.witness, [named]) if finding.witness is not None else None,
    }
