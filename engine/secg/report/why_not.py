"""The answer to `why not`: a conclusion asked about, and what keeps it from holding, as plain data."""

from __future__ import annotations

from secg.report.answer_document import WhyNotDocument
from secg.report.build import Explanation
from secg.report.conclusions import ConclusionReader
from secg.report.goals import GoalWriter
from secg.report.standing import code_entry


def why_not_report(given: Explanation, party: str, text: str) -> WhyNotDocument:
    """Why `party` does not have the conclusion that the text names. Raises Faults E510 to E512."""
    vocabulary = given.policies.vocabulary
    conclusion = ConclusionReader(vocabulary, given.code, given.model, party).read(text)
    writer = GoalWriter(given.program, given.model, given.code, given.facts)
    goals = [writer.goal(goal) for goal in conclusion.goals]
    holding = any(goal["holds"] for goal in goals)
    if holding:
        goals = [goal for goal in goals if goal["holds"]]
    return {
        "party": party,
        "name": given.facts.names.get(party, party),
        "as_at": given.facts.day.isoformat(),
        "code": code_entry(given.policies, given.code),
        "asked": text,
        "conclusion": conclusion.words,
        "holds": holding,
        "goals": goals,
    }
