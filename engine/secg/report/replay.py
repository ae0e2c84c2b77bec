"""Replaying a report that somebody hands over: its version of the Code, every claim and proof, and every byte."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from secg.code.policies import Policies
from secg.code.selection import code_warnings, select_code
from secg.facts.loading import Situations, facts_on
from secg.messages import Diagnostic, Faults, Span, catalogue
from secg.proof.checker import Checker
from secg.records import record
from secg.report.build import build_report, explanation_of
from secg.report.digest import with_digest
from secg.report.report_file import read_report
from secg.report.verification import check_digests, edited_lines, facts_as_rules, rejected_claims
from secg.sources.yaml_reader import parse_date


@record
class Question:
    """What a report says that it is of: a party, a day, a version of the Code and the readings applied."""

    party: str
    day: date
    label: str
    readings: tuple[str, ...]


class Replay:
    """Judges reports by the policies and parties at hand."""

    def __init__(self, policies: Policies, situations: Situations) -> None:
        self._policies = policies
        self._situations = situations
        self.made = cache(self._make)

    def findings(self, text: str, path: str) -> tuple[dict[str, Any], list[Diagnostic]]:
        """The report in a text, and everything in it that does not hold. Raises Faults where it can't be replayed."""
        report = read_report(text, path)
        check_digests(report, self._policies.digest, self._situations.digest, path)
        day = parse_date(report["as_at"])
        if day is None:
            raise Faults([catalogue.OPTION_DATE.at(Span(path, 1, 1), text=report["as_at"])])
        code = report["code"]
        checker, anew = self.made(Question(report["party"], day, code["label"], tuple(code["readings"])))
        return report, [
            *rejected_claims(report, checker, self._policies.vocabulary, path),
            *edited_lines(text, report, anew, path),
        ]

    def _make(self, question: Question) -> tuple[Checker, dict[str, Any]]:
        """The checker of the Code and facts of a question, and the report made anew."""
        code = select_code(self._policies, question.day, question.label, question.readings)
        facts = facts_on(self._situations, question.day, self._policies.vocabulary)
        self._situations.party(question.party)
        explanation = explanation_of(self._policies, code, facts, question.party)
        warnings = code_warnings(self._policies, code, question.day)
        anew = with_digest(build_report(explanation, self._situations, question.party, warnings))
        # the checker is given all facts, not only those that were found to bear on the party
        return Checker([*explanation.rules, *facts_as_rules(facts)]), anew
