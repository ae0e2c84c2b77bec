"""Proofs about one Code over all possible parties: no gap or contradiction, no question that is left open needlessly,
no idle or implied rule, every property.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies
from secg.code.properties import Property, with_single_values
from secg.outcomes.bounds import bound_in, bound_words
from secg.proving.needless import prove_needless
from secg.proving.properties import prove_properties
from secg.proving.questions import Finding, FindingKind, prove_questions
from secg.proving.rule_proofs import RuleProofs, Speaks
from secg.records import record
from secg.symbolic.rule_memory import RuleMemory
from secg.symbolic.solving import TIME_LIMIT


@record
class Proved:
    """What was found: `findings` fail the proof; recorded `silences` and what is `accepted` have their reasons.

    `bound` says which parties were examined where that is not every party that a file can describe.
    """

    findings: tuple[Finding, ...]
    silences: tuple[Finding, ...]
    accepted: tuple[Finding, ...]
    undecided: tuple[str, ...]
    bound: str | None
    questions: int
    rules: int
    properties: int


def prove_code(
    code: Code,
    policies: Policies,
    properties: Sequence[Property],
    day: date,
    seconds: float = TIME_LIMIT,
    memory: RuleMemory | None = None,
    speaks: Speaks | None = None,
) -> Proved:
    """Everything that `secg prove` says of a Code. Raises Faults E599 where a witness does not replay.

    `speaks` tries on parties from elsewhere whether a rule that the solver finds idle or implied is so.

    `memory` carries what is known from one version to the next, where nothing that it rests on changed.
    """
    known = memory or RuleMemory()
    answered = prove_questions(code, policies, day, seconds, known)
    needless = prove_needless(code, policies, day, seconds, known)
    rules = RuleProofs(code, policies, day, seconds, known, speaks)
    useless = tuple(rules.findings())
    elsewhere = [finding for finding in useless if finding.kind is FindingKind.ELSEWHERE]
    idle = [finding for finding in useless if finding.kind is not FindingKind.ELSEWHERE]
    # what has one value in a report, as the day on which a duty falls due, is a property of every Code
    every = with_single_values(properties, policies.vocabulary)
    broken, undecided, bounds = prove_properties(code, policies, every, day, seconds, known)
    accepted, failing = without_accepted(code, properties, broken, bool(undecided))
    if code.overlays and accepted:
        # what is accepted of a version says nothing of what an overlay adds to it
        hidden = _accepted(code, properties, of_overlay=False) - _accepted(code, properties, of_overlay=True)
        concerned = [stated for stated in every if any(what.startswith(f"{stated.title}: ") for what in hidden)]
        plain = consolidate(policies, code.version)
        added, unsettled, _ = prove_properties(code, policies, concerned, day, seconds, known, without=plain)
        failing = (*failing, *(finding for finding in added if finding.what in hidden))
        undecided = (*undecided, *unsettled)
    return Proved(
        (*answered.findings, *needless.findings, *idle, *failing),
        answered.silences,
        (*accepted, *elsewhere),
        (*answered.undecided, *needless.undecided, *rules.undecided, *undecided),
        # questions and properties have parties of their own, which other rules bound
        bound_words([bound_in(rules.space, rules.rules), *answered.bounds, *bounds]),
        answered.questions,
        len(code.rules),
        len(properties),
    )


def _accepted(code: Code, properties: Sequence[Property], of_overlay: bool) -> set[str]:
    """What is accepted of a Code: of what is laid over its version, or of the version whatever is laid over it."""
    accepted: set[str] = set()
    for stated in properties:
        for acceptance in stated.accepted:
            if acceptance.is_of(code) and bool(acceptance.overlay) is of_overlay:
                accepted.add(f"{stated.title}: {acceptance.about}")
    return accepted


def without_accepted(
    code: Code, properties: Sequence[Property], broken: Sequence[Finding], undecided: bool
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The breaches that are accepted for this version, and those that are not, with acceptances of what is not there.

    A proposal or reading may mend a breach, so that its acceptance is stale only in the Code as it stands; one of what
    an overlay by itself brings about is stale with that overlay.
    """
    breaches = {finding.what: finding for finding in broken}
    left = dict(breaches)
    accepted: list[Finding] = []
    stale: list[Finding] = []
    for stated in properties:
        for acceptance in stated.accepted:
            if not acceptance.is_of(code):
                continue
            what = f"{stated.title}: {acceptance.about}"
            left.pop(what, None)
            finding = breaches.get(what)
            if finding is not None:
                accepted.append(replace(finding, kind=FindingKind.ACCEPTED, reason=acceptance.reason))
            elif (acceptance.overlay or not code.overlays) and not undecided:
                stale.append(Finding(FindingKind.STALE, what, (), reason=acceptance.reason))
    return tuple(accepted), (*left.values(), *stale)
