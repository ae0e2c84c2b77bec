"""What a failed regression case prints: expected and actual outcome, and the proof of what was concluded instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from secg.cases.case_runner import Findings, Mismatch
from secg.language.sentences import variable_types
from secg.proof.proofs import Absent, Compared, Concluded, Counted, Proof, Stated


def failure_text(findings: Findings, mismatches: Sequence[Mismatch]) -> str:
    """The mismatches of a case in words, each with its proofs."""
    case = findings.case
    lines = [
        f"{case.span}: {case.sentence}",
        f"  the Code of {case.label}, as at {case.day}, source: {case.source}",
    ]
    for mismatch in mismatches:
        lines += ["", f"  {mismatch.what}", f"    expected: {mismatch.expected}", f"    actual:   {mismatch.actual}"]
        for proof in mismatch.proofs:
            lines += [f"    {line}" for line in proof_lines(findings, proof)]
    return "\n".join(lines)


def proof_lines(findings: Findings, proof: Proof, depth: int = 0) -> Iterator[str]:
    """A proof as an indented outline: each conclusion with its paragraph, each fact with its place."""
    yield f"{'  ' * depth}- {_line(findings, proof)}"
    if isinstance(proof, Concluded):
        for premise in proof.premises:
            yield from proof_lines(findings, premise, depth + 1)
    elif isinstance(proof, Counted):
        for part in proof.contributions:
            for premise in part:
                yield from proof_lines(findings, premise, depth + 1)


def _line(findings: Findings, proof: Proof) -> str:
    wording = findings.wording
    if isinstance(proof, Concluded):
        return f"{wording.atom(proof.predicate, proof.row)}  [{proof.rule.citation}]"
    if isinstance(proof, Stated):
        span = findings.facts.rows.get(proof.predicate, {}).get(proof.row)
        place = f"  [{span}]" if span is not None and span.file else ""
        return f"{wording.atom(proof.predicate, proof.row)}{place}"
    if isinstance(proof, Absent):
        return wording.denial(proof.predicate, proof.pattern)
    types = variable_types(proof.rule, findings.policies.vocabulary)
    if isinstance(proof, Compared):
        return wording.comparison(proof.comparison, proof.values, types)
    kind = types.get(proof.aggregate.result.name, "integer")
    return wording.aggregate(proof.aggregate, proof.value, len(proof.contributions), kind)
