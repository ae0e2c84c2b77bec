"""Verifying a report that somebody hands over: its digests, claims and proofs, and each line against one made anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import takewhile
from typing import cast

from secg.code.policies import Policies
from secg.code.selection import code_warnings, select_code
from secg.documents.document import SealedReport, Step
from secg.documents.explanation import explanation_of
from secg.documents.nodes import NOWHERE
from secg.documents.report_file import canonical, digest_of_report, read_report, with_digest
from secg.facts.loading import Situations, facts_on
from secg.facts.situation import Facts, Row
from secg.language.model import Atom, Constant, Rule
from secg.language.operators import Form
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.predicate_kinds import CLAIMED_KINDS
from secg.language.unknowns import missing_predicate
from secg.language.vocabulary import Vocabulary
from secg.messages import Diagnostic, Faults, Span, catalogue, effect_catalogue
from secg.proof.checker import Checker
from secg.proof.claims import claim_faults
from secg.proof.consequences import Kinds
from secg.report.build import build_report
from secg.sources.yaml_tree import parse_date

SHOWN = 5
"""At most so many edited lines are shown; one is enough to reject a report."""


def check_digests(report: SealedReport, policies: str, facts: str, path: str) -> None:
    """Raises Faults E523 where the report was made from other policies or facts than those with these digests."""
    digests = report["digest"]
    faults: list[Diagnostic] = []
    for what, theirs, ours in (("policies", digests["policies"], policies), ("facts", digests["facts"], facts)):
        if theirs != ours:
            words = {"what": what, "theirs": theirs[:12], "ours": ours[:12]}
            faults.append(effect_catalogue.REPORT_OTHER.at(Span(path, 0, 0), words))
    if faults:
        raise Faults(faults)


def day_of(report: SealedReport, path: str) -> date:
    """The day of a report. Raises Faults E501 for a text of the form of a day that is none."""
    day = parse_date(report["as_at"])
    if day is None:
        raise catalogue.OPTION_DATE.fault(Span(path, 1, 1), text=report["as_at"])
    return day


def outcome_kinds(vocabulary: Vocabulary) -> Kinds:
    """Per kind of outcome its predicates, each with the question that it is about; `doubt`: warnings about duties."""
    kinds: dict[str, list[tuple[str, str]]] = {"doubt": []}
    for kind in CLAIMED_KINDS:
        kinds[kind] = []
        for predicate in vocabulary.of_kind(kind):
            section: str = kind
            if predicate in vocabulary.warnings:
                section = "doubt" if predicate in vocabulary.warnings_of_duties else "warning"
            kinds[section].append((predicate.name, predicate.question))
    return kinds


def facts_as_rules(facts: Facts) -> Iterator[Rule]:
    """The stated and given facts, and who lacks which fact, as rules without conditions that stand in no paragraph."""
    for predicate, rows in facts.rows.items():
        for row, span in rows.items():
            yield _as_rule(predicate, row, span)
    for fact, parties in facts.missing.items():
        for party in sorted(parties):
            yield _as_rule(missing_predicate(fact), (party,), NOWHERE)


def _as_rule(predicate: str, row: Row, span: Span) -> Rule:
    terms = tuple(Constant(value, Form.TEXT, span) for value in row)
    return Rule(Atom(predicate, terms, span), (), Citation(ParagraphNumber("")), span)


def edited_lines(text: str, report: SealedReport, anew: SealedReport, path: str) -> Iterator[Diagnostic]:
    """What differs between a report's text and the same report made anew: each edited line, with what it should say."""
    lines, wanted = text.split("\n"), canonical(anew).split("\n")
    if lines != wanted and canonical(report) == canonical(anew):
        yield effect_catalogue.REPORT_LAID_OUT.at(Span(path, 0, 0))
        return
    pairs = list(zip(lines, wanted, strict=False))  # what only one has at its end can be no more than empty lines
    differing = [number for number, (line, due) in enumerate(pairs) if line != due]
    hint = ""
    if len(lines) != len(wanted):  # every line from here on differs then
        differing, hint = differing[:1], "lines were added or taken away from here on"
    for number in differing[:SHOWN]:
        line, due = pairs[number]
        alike = takewhile(lambda signs: signs[0] == signs[1], zip(line, due, strict=False))
        column = len(list(alike))
        words = {"found": _excerpt(line, column), "wanted": _excerpt(due, column)}
        yield effect_catalogue.REPORT_EDITED.at(Span(path, number + 1, column + 1), words, hint=hint)
    if len(differing) > SHOWN:
        yield effect_catalogue.REPORT_MORE.at(Span(path, differing[SHOWN] + 1, 1), number=len(differing) - SHOWN)
    if differing and digest_of_report(report) != report["digest"]["report"]:
        words = {"ours": digest_of_report(report)[:12], "theirs": report["digest"]["report"][:12]}
        yield effect_catalogue.REPORT_DIGEST.at(Span(path, 0, 0), words)


def _excerpt(line: str, column: int) -> str:
    """The part of a line around a column, in quotes."""
    if not line:
        return "an empty line"
    start, end = max(0, column - 30), column + 30
    before, after = "…" if start else "", "…" if end < len(line) else ""
    return f"`{before}{line[start:end]}{after}`"


def count_of_steps(report: SealedReport) -> tuple[int, int]:
    """How many proofs a report has, and how many steps in all."""
    roots = list(proofs(report))
    return len(roots), sum(map(_steps, roots))


def proofs(part: object) -> Iterator[Step]:
    """Every outermost proof in a part of a report."""
    for key, value in part.items() if isinstance(part, dict) else ():
        for inner in value if isinstance(value, list) else [value]:
            if key.endswith("proof"):
                yield cast(Step, inner)  # what the schema has under such a key
            else:
                yield from proofs(inner)


def _steps(node: Step) -> int:
    return 1 + sum(map(_steps, node.get("premises", ())))


class Replay:
    """Judges reports by the policies and parties at hand."""

    def __init__(self, policies: Policies, situations: Situations) -> None:
        self._policies = policies
        self._situations = situations
        self.made = cache(self._make)  # reports of one party and day are held against one

    def findings(self, text: str, path: str) -> tuple[SealedReport, list[Diagnostic]]:
        """The report in a text, and everything in it that does not hold. Raises Faults where it can't be replayed."""
        report = read_report(text, path)
        # of other policies or facts every line may differ, which would tell nothing
        check_digests(report, self._policies.digest, self._situations.digest, path)
        day = day_of(report, path)
        code = report["code"]
        checker, anew = self.made(report["party"], day, code["label"], tuple(code["readings"]))
        rejected = dict.fromkeys(claim_faults(report, checker, outcome_kinds(self._policies.vocabulary)))
        faults = [effect_catalogue.REPORT_PROOF.at(Span(path, 0, 0), what=fault) for fault in rejected]
        return report, [*faults, *edited_lines(text, report, anew, path)]

    def _make(self, party: str, day: date, label: str, readings: tuple[str, ...]) -> tuple[Checker, SealedReport]:
        """The checker of a Code and the facts of a day, and the report of a party made anew."""
        code = select_code(self._policies, day, label, readings)
        facts = facts_on(self._situations, day, self._policies.vocabulary)
        self._situations.party(party)  # raises Faults E411 where the report names nobody in the facts
        explanation = explanation_of(self._policies, code, facts, party)
        warnings = code_warnings(self._policies, code, day)
        anew = with_digest(build_report(explanation, self._situations, party, warnings))
        # the checker is given all facts, not only those that were found to bear on the party
        return Checker([*explanation.program.rules, *facts_as_rules(facts)]), anew
