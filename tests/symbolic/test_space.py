"""The space of parties holds every party that files can describe."""

from __future__ import annotations

from secg.code.comparison import named_code
from secg.code.policies import Policies
from secg.language.unknowns import with_guards
from secg.logic.formulas import both
from secg.symbolic.candidates import SUBJECT
from secg.symbolic.solving import Solving
from secg.symbolic.space import Space


def test_two_assessments_of_one_category_may_have_different_statuses(policies: Policies) -> None:
    code = named_code(policies, policies.versions.versions[-1].label).code
    space = Space(
        policies.vocabulary, with_guards(code.rules, policies.vocabulary), code.in_force, policies.versions.earliest
    )
    space.candidates("assessment")
    statuses = [
        candidate
        for candidate in space.candidates("assessment_status")
        if candidate.party == SUBJECT and candidate.terms[1] == "full"
    ]
    rejected, _ = (candidate.stated for candidate in statuses if candidate.terms[-1] == "rejected")
    _, approved = (candidate.stated for candidate in statuses if candidate.terms[-1] == "approved")
    assert Solving(space, [rejected, approved]).fits([both([rejected, approved])])
    assert len(set(space.optional)) == len(space.optional)
