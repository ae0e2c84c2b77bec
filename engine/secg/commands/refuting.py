"""Trying to refute what is said of every party: on the parties in facts, and on those of the regression cases.

All are derived at once, in bulk, on one day: by another engine than the solver whose claim is tried.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from itertools import chain

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.commands.options import facts_folder, load_named_situations, repository
from secg.derive.outcomes import Model
from secg.facts.loading import Situations
from secg.facts.situation import Facts
from secg.language.model import Rule
from secg.language.program import Plan, Program
from secg.report.change_document import ImpactEntry
from secg.sources.files import is_folder


class Refuter:
    """The parties on which claims are tried; nothing is read before the first claim."""

    def __init__(self, arguments: argparse.Namespace, policies: Policies) -> None:
        self._arguments = arguments
        self._policies = policies
        self._population: Situations | None = None
        self._models: dict[tuple[tuple[Rule, ...], date], Model] = {}

    def changing(self, before: Code, after: Code, day: date) -> list[ImpactEntry]:
        """The parties whose outcomes differ, as `secg impact` tells them."""
        from secg.report.impact import impact_entries

        facts = self._facts(day)
        models = self._derived((before, after), facts)
        return impact_entries(before, after, self._policies, facts, models)

    def speaks(self, code: Code, rule: Rule, others: Sequence[Rule]) -> bool:
        """Whether a rule concludes something about one of the parties that none of the other rules concludes."""
        from secg.proof.matching import conclusions

        model = self._derived((code,), self._facts(code.in_force))[0]
        said = set(chain.from_iterable(conclusions(Plan.of(other), model) for other in others))
        return not said.issuperset(conclusions(Plan.of(rule), model))

    def _facts(self, day: date) -> Facts:
        from secg.facts.loading import facts_on

        if self._population is None:
            self._population = self._read()
        return facts_on(self._population, day, self._policies.vocabulary)

    def _read(self) -> Situations:
        from secg.cases.case_reader import population_of, read_case_files
        from secg.facts.loading import load_situations

        vocabulary, root, folder = self._policies.vocabulary, repository(), facts_folder(self._arguments)
        stated = load_named_situations(self._arguments, vocabulary) if is_folder(folder) else None
        own, tests = root / "facts", root / "tests" / "regression"
        if not is_folder(own) or not is_folder(tests):
            return stated or Situations({}, "", "")
        shipped = stated
        if stated is None or folder.resolve() != own.resolve():
            shipped = load_situations(own, root, vocabulary)
        assert shipped is not None
        # a file of cases that these policies do not fit says nothing of them
        files = read_case_files(tests, root, self._policies, shipped)
        return population_of(stated, list(chain.from_iterable(case_file.cases for case_file in files)), vocabulary)

    def _derived(self, codes: Sequence[Code], facts: Facts) -> tuple[Model, ...]:
        from secg.bulk.deriving import models_of

        vocabulary = self._policies.vocabulary
        waiting = [
            rules for rules in dict.fromkeys(code.rules for code in codes) if (rules, facts.day) not in self._models
        ]
        models = models_of([Program.guarded(rules, vocabulary) for rules in waiting], facts) if waiting else ()
        self._models.update({(rules, facts.day): model for rules, model in zip(waiting, models, strict=True)})
        return tuple(self._models[code.rules, facts.day] for code in codes)
